package loader

import (
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A State says what became of a directory.
type State string

// The states. The first three come from reading; a [Resolution] has all.
const (
	StateRead         State = "read"          // it was read
	StateMissing      State = "missing"       // it does not exist
	StateUnreadable   State = "unreadable"    // it exists and cannot be read, or is no directory
	StateNotSearched  State = "not-searched"  // this host does not look there
	StateOtherRelease State = "other-release" // a built-in directory of another release
)

// A ScannedDirectory is a directory and what a scan found of it.
type ScannedDirectory struct {
	Directory
	State  State
	Detail string // why it is unreadable, or ""
	// SameAs is the path of an earlier directory that is the same one on
	// disk, or "". Its candidates are not listed twice: each has both places.
	SameAs string
	// LooseFiles are the names of the files lying in the directory itself that
	// only a connector consists of: manifest.xml and those with the extensions
	// .tcd, .tdd and .tdr, in any case. Tableau passes over them there (the rule
	// one-level); see connector-plugin-sdk #1191 and #134 for how they get there.
	// Regular files count, and links: what a link leads to is not looked at, so
	// that one may be a candidate as well. They stand in the order of the rule
	// order-in-directory. Of more than [MostLooseFiles] the first are kept, and
	// manifest.xml before all others. nil is none, as in a directory with a
	// SameAs: the earlier one has them.
	LooseFiles []string
}

// A Place is where a candidate was found: the index of its directory in
// [Inventory].Directories and the name of its entry there. It is a candidate's
// identity. A native class has the Directory -1 and its class as Entry.
type Place struct {
	Directory int
	Entry     string
}

// A Fault says why a candidate cannot be read.
type Fault struct {
	Rule RuleID // RuleManifestReadable or RuleManifestSize
	Text string // a sentence
}

// A Candidate is one connector that was found: a package or a folder. All of it
// is data; an inventory made by hand needs Place, Class and PluginVersion only.
type Candidate struct {
	Place
	// Also lists further places of the same file: the same directory given
	// twice, or a link. A host takes the first place whose gates accept it.
	Also []Place

	Packaged bool // a .taco file; else a folder
	Native   bool // compiled into Tableau; see [Natives]

	Class         string         // the class it claims, as in Manifest; "" where it is not known
	PluginVersion version.Plugin // as in Manifest; zero where there is none

	Manifest *manifest.Manifest // nil where it could not be read
	Problems []manifest.Problem // all problems of the manifest and the package, for every release

	// ManifestBytes is the size of the manifest; where reading stopped at a
	// limit, the number of bytes that were read, which is above the limit.
	ManifestBytes int64
	// ManifestDigest is the SHA-256 of the manifest as read; zero without one.
	ManifestDigest [32]byte
	// ContentDigest is the SHA-256 of a package's sorted list of names, CRC-32
	// and sizes; zero for a folder.
	ContentDigest [32]byte

	MissingFiles []string // files that the manifest names and that are not there

	Fault     *Fault          // why it is unreadable, or nil
	Signature *taco.Signature // what is known of a package's signature; nil where there was no verifier
}

// An Inventory is what a scan found: every directory and every candidate, also
// those that a given release would not look at. It is plain data.
type Inventory struct {
	Directories []ScannedDirectory
	// Candidates stand in the order of their directories, and within one in
	// the order of the rule order-in-directory.
	Candidates []Candidate
}
