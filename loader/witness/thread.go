package witness

import (
	"slices"
	"strings"
)

// Rows of Wordings that say something of the lines around them.
const (
	failuresFollow = "failures-follow" // what comes next is told a second time
	verifierSigner = "verifier-signer" // no reason of a failure to load
)

// A thread is what one thread has told and not finished.
type thread struct {
	path   string // of the connector whose files were read
	class  string // that it has, as far as a step said
	reason string // why a failure will come

	signature verification
}

// idle tells whether nothing is left unfinished.
func (t *thread) idle() bool { return *t == thread{} }

// take takes the next event of the thread, and completes it by those before.
func (t *thread) take(e *Event) {
	if !ofVerifier(e) {
		t.signature.interrupt(e)
	}
	switch e.Kind {
	case Started:
	case Reading:
		t.read(e.Path)
	case Step:
		t.step(e)
	case Detail:
		t.explain(e)
	case SignatureVerified, SignatureFailed:
		t.signature.conclude(e)
	case Other:
		t.overhear(e)
	default:
		t.conclude(e)
	}
}

// ofVerifier tells whether an event may be one of those that the verifier of signatures
// tells together.
func ofVerifier(e *Event) bool {
	return e.Kind == SignatureVerified || e.Kind == SignatureFailed || e.Kind == Detail || e.Kind == Step && e.Path != ""
}

// read takes the path of a connector whose files are read. What was told of another one
// is over.
func (t *thread) read(path string) {
	if !samePath(path, t.path) {
		t.path, t.class, t.reason = path, "", ""
	}
}

// step takes a step of a connector. One that is of another connector than that whose
// files were read says that the thread is done with that.
func (t *thread) step(e *Event) {
	switch {
	case e.Wording == failuresFollow:
		t.path, t.class, t.reason = "", "", ""
	case e.Path != "":
		if t.signature.begin(e.Path); !samePath(t.path, e.Path) {
			t.path, t.class = "", ""
		}
	case e.Class == "" || t.path == "":
	case t.class == "":
		t.class = e.Class
	case t.class != e.Class:
		t.path, t.class = "", ""
	}
}

// explain takes a reason of the failure that will come.
func (t *thread) explain(e *Event) {
	switch {
	case e.Wording == verifierSigner:
		t.signature.sign(e.Reason)
	case e.Reason == "" || strings.Contains(t.reason, e.Reason):
	case t.reason == "":
		t.reason = e.Reason
	default:
		t.reason = cut(t.reason + "; " + e.Reason)
	}
}

// grave are the severities of lines that may tell of a failure, in any case.
var grave = [...]string{"warn", "warning", "error", "fatal"}

// overhear takes a line in no known wording. It may be the outcome of the connector
// whose files were read, where it is grave or names it.
func (t *thread) overhear(e *Event) {
	isGrave := slices.ContainsFunc(grave[:], func(s string) bool { return strings.EqualFold(s, e.Severity) })
	if isGrave || t.path != "" && namesPath(e.Message, t.path) {
		t.path, t.class = "", ""
	}
}

// conclude completes an event that tells of an outcome, and forgets what it ends.
func (t *thread) conclude(e *Event) {
	if e.Path == "" && t.isOf(e) {
		e.Path, e.Inferred = t.path, true
	}
	if e.Reason == "" && t.reason != "" && e.Kind.Failed() {
		e.Reason = t.reason
	}
	if e.Kind == Loaded || e.Kind.Rejected() || e.Kind.Failed() {
		t.path, t.class, t.reason = "", "", ""
	}
}

// isOf tells whether the connector whose files were read is the one that an event
// without a path is about. A class is looked up after the resource files are read and
// before any other step (LogShark test data, Server 2019.2), so that a connector with a
// step behind it was not rejected.
func (t *thread) isOf(e *Event) bool {
	switch {
	case t.path == "":
		return false
	case e.Kind.Rejected():
		return t.class == ""
	case e.Kind == DialogFailed || e.Kind == ResolverFailed:
		return t.class == "" || t.class == e.Class
	}
	return false
}
