package fleet

import (
	"slices"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// A Report says which nodes agree, class by class.
type Report struct {
	Nodes   []Node  // in the order in which they came
	Classes []Class // all that any node has, by bytes
	// Failures are the snapshots that could not be read, in the order in which
	// they came; their nodes are missing in the answer.
	Failures []error
	Notes    []string // what the answer does not know, and how the nodes differ as a whole
}

// A Node is one machine or service.
type Node struct {
	// Name is the snapshot's. Where an earlier node has the same one, the product
	// or a number is put behind it, so that names are unique.
	Name string
	*Setting
}

// A Setting is what nodes are asked for. Nodes that have the same one share it.
type Setting struct {
	Product loader.Product
	OS      loader.OS
	Release version.Release
	Rule    loader.RuleID // by which the release decides: as [loader.Resolution].Rule
	// DevPaths are the directories of the tier dev, in load order.
	DevPaths []string

	devStates []loader.State           // of the dev paths
	drives    map[loader.Tier][]string // of the directories on Windows, where they are known
	redacted  bool                     // its dev paths are
	natives   bool                     // native classes take part
	anyCase   bool                     // classes are the same in any case
	assume    string                   // the readings of the rules that were chosen
}

// A Class is one class in all nodes.
type Class struct {
	Name string
	// Variants have no node in common and together all nodes. The one with the
	// most nodes stands first.
	Variants []Variant
}

// Agree tells whether all nodes load the same.
func (c Class) Agree() bool { return len(c.Variants) <= 1 }

// A Variant is what some of the nodes load.
type Variant struct {
	Winner *Winner // nil where nothing loads
	Nodes  NodeSet
	// Causes say why the nodes differ from those of the first variant, which has
	// none. A node may have several.
	Causes []Cause
	// Assumes names the unsure rules that the answer for any of the nodes rests
	// on, in the order of the rulebook.
	Assumes []loader.RuleID
}

// A Winner is what loads, in the words by which nodes are compared.
type Winner struct {
	PluginVersion string // as written; "" where there is none
	// Digest is the candidate's ContentDigest, or of a folder its ManifestDigest;
	// zero of a native class.
	Digest [32]byte
	Tier   loader.Tier
	Native bool
}

// A Reason says in one word why a node differs.
type Reason string

// The reasons; see [Reasons].
const (
	Missing      Reason = "missing"
	Refused      Reason = "refused"
	Additional   Reason = "additional"
	Older        Reason = "older"
	Newer        Reason = "newer"
	OtherContent Reason = "other-content"
	NativeOrNot  Reason = "native-or-not"
	OtherTier    Reason = "other-tier"
	OtherRule    Reason = "other-rule"
	OtherDevPath Reason = "other-dev-path"
	OtherDrive   Reason = "other-drive"
)

// A ReasonMeaning is a row of the table of reasons.
type ReasonMeaning struct {
	Reason  Reason
	Meaning string // a sentence
}

// reasons is the one table of reasons, in the order in which a node has them.
var reasons = [...]ReasonMeaning{
	{Missing, "What the others load is not there."},
	{Refused, "What the others load is there, or something else of its class, and a gate stops it."},
	{Additional, "Something loads where nothing does on the others."},
	{Older, "A lower version loads."},
	{Newer, "A higher version loads."},
	{OtherContent, "The same version loads, with other content, as far as that is known."},
	{NativeOrNot, "On one side the native class loads, and on the other a connector."},
	{OtherTier, "The same connector loads from another tier."},
	{OtherRule, "What the others load is there and loses, since another release decides by another rule."},
	{OtherDevPath, "The dev path is another one."},
	{OtherDrive, "The directory is on another drive."},
}

// Reasons returns the table of reasons, in a fresh slice.
func Reasons() []ReasonMeaning { return slices.Clone(reasons[:]) }

// A Cause is one reason for which nodes differ.
type Cause struct {
	Reason Reason
	Text   string // a sentence with the figures
	Nodes  NodeSet
}
