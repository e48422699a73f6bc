package snapshot

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// check asks that a document, its texts unpacked, is of an inventory that a scan
// could give. Encode asks that too, so that what it writes can be read.
func (d *document) check() error {
	if err := d.Host.host().Validate(); err != nil {
		return &Error{Place: "host", Reason: err.Error(), Err: err}
	}
	for tier := range d.Host.Paths {
		if !slices.Contains(loader.Tiers(), tier) {
			return unknown("host.paths", "tier", tier, loader.Tiers())
		}
	}
	for i := range d.Directories {
		if err := d.Directories[i].check(fmt.Sprintf("directories[%d]", i)); err != nil {
			return err
		}
	}
	taken := make(map[loader.Place]int, len(d.Candidates))
	for i := range d.Candidates {
		if err := d.checkCandidate(i, taken); err != nil {
			return err
		}
	}
	return nil
}

// unknown says that a word is not one of those that may stand somewhere.
func unknown[T ~string](where, what string, word T, known []T) error {
	return &Error{Place: where, Reason: fmt.Sprintf("unknown %s %q: use one of %q", what, word, known)}
}

// scannedStates are those that a scan gives.
var scannedStates = []loader.State{loader.StateRead, loader.StateMissing, loader.StateUnreadable, loader.StateNotSearched}

func (d *directory) check(where string) error {
	if d.Tier != "" && !slices.Contains(loader.Tiers(), d.Tier) {
		return unknown(where+".tier", "tier", d.Tier, loader.Tiers())
	}
	if d.State != "" && !slices.Contains(scannedStates, d.State) {
		return unknown(where+".state", "state", d.State, scannedStates)
	}
	if n := len(d.LooseFiles); n > loader.MostLooseFiles {
		return &Error{Place: where + ".loose_files", Reason: fmt.Sprintf("it has %d names, and a scan keeps %d at most", n, loader.MostLooseFiles)}
	}
	for n := range d.LooseFiles {
		if err := checkLooseFile(d.LooseFiles, n); err != nil {
			return &Error{Place: fmt.Sprintf("%s.loose_files[%d]", where, n), Reason: err.Error()}
		}
	}
	return nil
}

// checkLooseFile asks that a name is one of a file, and new. A backslash may stand in
// it, as in that of a candidate's entry: on Linux it is a letter like any other.
func checkLooseFile(names []string, n int) error {
	name := names[n]
	switch {
	case name == "":
		return errors.New("it is empty")
	case name == "." || name == ".." || strings.Contains(name, "/"):
		return fmt.Errorf("%q is no name of a file: it was damaged", name)
	}
	if other := slices.Index(names, name); other < n {
		return fmt.Errorf("loose_files[%d] is %q, too", other, name)
	}
	return nil
}

func (d *document) checkCandidate(i int, taken map[loader.Place]int) error {
	c := &d.Candidates[i]
	where := func(what string) string { return fmt.Sprintf("candidates[%d]%s", i, what) }
	if err := d.checkPlace(place{&c.Directory, c.Entry}, i, taken); err != nil {
		return &Error{Place: where(""), Reason: err.Error()}
	}
	for n, p := range c.Also {
		if err := d.checkPlace(p, i, taken); err != nil {
			return &Error{Place: where(fmt.Sprintf(".also[%d]", n)), Reason: err.Error()}
		}
	}
	for n, p := range c.Problems {
		if p.Severity != manifest.Error && p.Severity != manifest.Warning {
			return unknown(where(fmt.Sprintf(".problems[%d].severity", n)), "severity", p.Severity, []manifest.Severity{manifest.Error, manifest.Warning})
		}
	}
	if c.ManifestBytes < 0 {
		return &Error{Place: where(".manifest_bytes"), Reason: "it is below 0"}
	}
	if f := c.Fault; f != nil && f.Rule != loader.RuleManifestReadable && f.Rule != loader.RuleManifestSize {
		return unknown(where(".fault.rule"), "rule", f.Rule, []loader.RuleID{loader.RuleManifestReadable, loader.RuleManifestSize})
	}
	if err := c.checkManifest(where(".manifest")); err != nil {
		return err
	}
	return c.checkSignature(where(".signature.state"))
}

// checkPlace asks that a place is in one of the directories and free.
func (d *document) checkPlace(p place, i int, taken map[loader.Place]int) error {
	switch {
	case p.Entry == "":
		return errors.New("it has no entry")
	case p.Directory == nil || *p.Directory == unplaced:
		return errors.New("it has no directory")
	case *p.Directory < 0 || *p.Directory >= len(d.Directories):
		return fmt.Errorf("its directory is %d, and there are %d, counted from 0", *p.Directory, len(d.Directories))
	}
	at := readPlace(p)
	if other, twice := taken[at]; twice {
		return fmt.Errorf("candidates[%d] stands at the same place %q", other, p.Entry)
	}
	taken[at] = i
	return nil
}

// checkManifest asks that the candidate and its manifest say the same, where both
// say something: what they say twice would decide here and be shown there.
func (c *candidate) checkManifest(where string) error {
	m := c.Manifest
	if m == nil {
		return nil
	}
	if c.Class != "" && m.Class != "" && c.Class != m.Class {
		return &Error{Place: where + ".class", Reason: fmt.Sprintf("it is %q, and the candidate's is %q", m.Class, c.Class)}
	}
	for _, v := range []struct {
		key    string
		parsed version.Plugin
		text   string
	}{
		{".plugin_version", m.PluginVersion, m.PluginVersionText},
		{".min_version_tableau", m.MinVersionTableau, m.MinVersionTableauText},
	} {
		if !v.parsed.IsZero() && v.text != "" && v.parsed.String() != v.text {
			return &Error{Place: where + v.key, Reason: fmt.Sprintf("it is %q, and its text is %q", v.parsed, v.text)}
		}
	}
	if !c.PluginVersion.IsZero() && !m.PluginVersion.IsZero() && c.PluginVersion != m.PluginVersion {
		return &Error{Place: where + ".plugin_version", Reason: fmt.Sprintf("it is %q, and the candidate's is %q", m.PluginVersion, c.PluginVersion)}
	}
	return nil
}

func (c *candidate) checkSignature(where string) error {
	if c.Signature == nil || c.Signature.State == "" {
		return nil
	}
	var known []taco.SignatureState
	for _, s := range taco.SignatureStates() {
		if s.State == c.Signature.State {
			return nil
		}
		known = append(known, s.State)
	}
	return unknown(where, "state", c.Signature.State, known)
}
