package witness

import (
	"slices"
	"time"

	"github.com/tacorder/tacorder/version"
)

// A Kind is what a line about connectors says.
type Kind string

// The kinds.
const (
	Started           Kind = "started"            // a process starts, or registers the classes of a module of its own
	Reading           Kind = "reading"            // the files of a connector are read (path)
	Step              Kind = "step"               // a connector gets on (mostly class); says nothing of the outcome
	Detail            Kind = "detail"             // why the failure that comes next in the thread happens (reason)
	Loaded            Kind = "loaded"             // a connector registered its class (class, path)
	Collision         Kind = "collision"          // a connector was rejected: its class is registered (class)
	Protected         Kind = "protected"          // a connector was rejected: a system connector has its class (class)
	LoadFailed        Kind = "load-failed"        // a connector was not loaded (path)
	OpenFailed        Kind = "open-failed"        // a package could not be opened (path)
	ValidateFailed    Kind = "validate-failed"    // an entry of a directory is no connector (path)
	DialogFailed      Kind = "dialog-failed"      // a connection dialog was not loaded, and the connector skipped (class)
	ResolverFailed    Kind = "resolver-failed"    // a connection resolver was not loaded (class)
	SignatureVerified Kind = "signature-verified" // a package's signature was verified (mostly path)
	SignatureFailed   Kind = "signature-failed"   // a package's signature was not verified (mostly path, reason)
	ClassUnknown      Kind = "class-unknown"      // a workbook asked for a class that is not registered (class)
	ClassNamed        Kind = "class-named"        // an error names the connector in use (class, version)
	Other             Kind = "other"              // any other line of the key connector-plugin…
)

var kinds = [...]Kind{
	Started, Reading, Step, Detail, Loaded, Collision, Protected, LoadFailed, OpenFailed, ValidateFailed,
	DialogFailed, ResolverFailed, SignatureVerified, SignatureFailed, ClassUnknown, ClassNamed, Other,
}

// Kinds returns the kinds in a fixed order, in a fresh slice.
func Kinds() []Kind { return slices.Clone(kinds[:]) }

// Failed tells whether an event of the kind says that a connector did not load for a
// fault of its own.
func (k Kind) Failed() bool {
	return k == LoadFailed || k == OpenFailed || k == ValidateFailed || k == DialogFailed || k == ResolverFailed
}

// Rejected tells whether an event of the kind says that a connector lost its class to
// one that was registered before.
func (k Kind) Rejected() bool { return k == Collision || k == Protected }

// An Event is what one line of a log, or one of the lines within its text, says of
// connectors. Texts are as Tableau wrote them; bytes that are not UTF-8 are replaced by
// U+FFFD.
type Event struct {
	Kind    Kind
	Class   string // "" where the line names none
	Path    string // of the connector, as written; "" where it is not known
	Module  string // of Started: the module whose classes are registered, or ""
	Version string // of ClassNamed: the plugin version
	// Reason is, of a failure, why, and of a detail, what it says. [Read] gives a failure
	// that names none the details before it in the same process and thread.
	Reason string
	// Inferred says that Path is not in the line but concluded from those of the same
	// process and thread before it. [Read] does that, a [Reader] does not.
	Inferred bool
	// Release is the Tableau that wrote the line, where the line says it; else zero.
	Release version.Release

	Wording  string // the ID of the row of Wordings; "" of Other
	Key      string // the line's k
	Code     string // the error code, as 8 hexadecimal digits in lower case, or ""
	Severity string // the line's sev
	// Message is the line's text, cut to MostMessage bytes. Of a line whose v is an
	// object it is that object's own message where it has one, else its JSON.
	Message string

	PID  int64
	TID  string
	Time time.Time // as written, without a zone: taken for UTC; zero where there is none
	File string    // the name of the log
	Line int       // counted from 1
	// Times is how often the event was written in a row, of which the place is the
	// first: with the same kind, path, version, reason and message, and with no other
	// event of its class kept between (those without a class count as one class), but
	// perhaps with events of other classes. A Reader gives 1.
	Times int
}

// MostMessage is how many bytes of a message an [Event] keeps.
const MostMessage = 4096
