package loader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// A Product is one of Tableau's programs that load connectors. The zero value
// stands for Desktop.
type Product string

// The products, in the order of the directory table.
const (
	Desktop       Product = "desktop"
	PrepBuilder   Product = "prep-builder"
	Server        Product = "server"
	PrepConductor Product = "prep-conductor"
	FlowAuthoring Product = "flow-authoring"
	Bridge        Product = "bridge"
)

var products = [...]Product{Desktop, PrepBuilder, Server, PrepConductor, FlowAuthoring, Bridge}

// Products returns the products in a fixed order, in a fresh slice.
func Products() []Product { return slices.Clone(products[:]) }

// OnServer tells whether the product is Tableau Server or one of its services, each of
// which loads connectors for itself.
func (p Product) OnServer() bool {
	return p == Server || p == PrepConductor || p == FlowAuthoring
}

// An OS is an operating system that Tableau runs on. The zero value stands for
// Windows.
type OS string

// The operating systems.
const (
	Windows OS = "windows"
	MacOS   OS = "macos"
	Linux   OS = "linux"
)

var systems = [...]OS{Windows, MacOS, Linux}

// Systems returns the operating systems in a fixed order, in a fresh slice.
func Systems() []OS { return slices.Clone(systems[:]) }

// platform is the system's name in a manifest's <platform> element, which is
// also what the SDK's GetPlatform() returns.
func (o OS) platform() string {
	switch o {
	case MacOS:
		return "mac"
	case Linux:
		return "linux"
	default:
		return "win"
	}
}

// NativeClasses says whether the classes that are compiled into Tableau take
// part. The zero value stands for NativeKnown.
type NativeClasses string

const (
	// NativeKnown takes the catalogue of [Natives].
	NativeKnown NativeClasses = "known"
	// NativeNone simulates a Tableau without native classes.
	NativeNone NativeClasses = "none"
)

// A Host is the Tableau that is simulated. It is plain data: nothing of the
// machine that runs the simulation enters it. The zero value is Tableau Desktop
// on Windows at the newest known release, with no user.
type Host struct {
	Product Product         // which program; "" is Desktop
	OS      OS              // which system; "" is Windows
	Release version.Release // which release; the zero value is version.Latest()

	Home      string // the user's home folder; without it no personal directory is known
	Documents string // the user's Documents folder; "" is Documents in Home
	Data      string // Server's data directory; "" is the one of a default install

	// Paths replaces the default directories of a tier, in the order given.
	// An empty, non-nil slice leaves the tier without a directory. The dev
	// path has no default and is given here.
	Paths map[Tier][]string

	// Assume chooses options of the rulebook: a rule's ID and the option's
	// value, for example "platforms": "ignored". See [Rules] for the options.
	Assume map[RuleID]string

	// Native says which native classes take part.
	Native NativeClasses

	// DisableSignatureVerification is
	// -DDisableVerifyConnectorPluginSignature=true on Desktop, and
	// native_api.disable_verify_connector_plugin_signature on Server
	// (connector-plugin-sdk docs/run-taco.md). Of the other products no
	// source names a switch.
	DisableSignatureVerification bool
}

// A HostError says which part of a Host has a value that is not known.
type HostError struct {
	Field string   // "product", "os", "native", "rule to assume", or "value to assume for RULE"
	Value string   // what was given
	Known []string // what is known
}

// Error names the field, the value and what may stand there.
func (e *HostError) Error() string {
	return fmt.Sprintf("unknown %s %q: use one of %s", e.Field, e.Value, strings.Join(e.Known, ", "))
}

// Validate returns a *[HostError] for the first part of h that has an unknown
// value, or nil. [Resolve] does not need it: it takes an unknown product for
// Desktop, an unknown system for Windows and the default for an unknown option,
// and says so in a note.
func (h Host) Validate() error {
	if h.Product != "" && !slices.Contains(products[:], h.Product) {
		return &HostError{Field: "product", Value: string(h.Product), Known: words(products[:])}
	}
	if h.OS != "" && !slices.Contains(systems[:], h.OS) {
		return &HostError{Field: "os", Value: string(h.OS), Known: words(systems[:])}
	}
	if h.Native != "" && h.Native != NativeKnown && h.Native != NativeNone {
		return &HostError{Field: "native", Value: string(h.Native), Known: []string{string(NativeKnown), string(NativeNone)}}
	}
	for _, id := range sortedKeys(h.Assume) {
		if err := checkOption(id, h.Assume[id]); err != nil {
			return err
		}
	}
	return nil
}

// complete returns h with its zero fields filled in, and a note for each value
// that is not known and was replaced.
func (h Host) complete() (Host, []string) {
	var notes []string
	if h.Product == "" {
		h.Product = Desktop
	}
	if h.OS == "" {
		h.OS = Windows
	}
	if h.Native == "" {
		h.Native = NativeKnown
	}
	if h.Release.IsZero() {
		h.Release = version.Latest()
	}
	for {
		e, _ := h.Validate().(*HostError)
		if e == nil {
			return h, notes
		}
		notes = append(notes, e.Error()+"; the default was taken.")
		switch e.Field {
		case "product":
			h.Product = Desktop
		case "os":
			h.OS = Windows
		case "native":
			h.Native = NativeKnown
		default:
			h.Assume = withoutInvalid(h.Assume)
		}
	}
}

// withoutInvalid returns the options that are in the rulebook.
func withoutInvalid(assume map[RuleID]string) map[RuleID]string {
	valid := make(map[RuleID]string, len(assume))
	for id, value := range assume {
		if checkOption(id, value) == nil {
			valid[id] = value
		}
	}
	return valid
}

// words turns names into plain strings.
func words[T ~string](names []T) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}

// sortedKeys returns the keys of m by bytes.
func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
