package witness

import "strings"

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

	verifying string // the package whose signature is verified
	signer    string // of it
	heading   string // the wording of a failure that was told before its package
}

// idle tells whether nothing is left unfinished.
func (t *thread) idle() bool { return *t == thread{} }

// take takes the next event of the thread, and completes it by those before.
func (t *thread) take(e *Event) {
	switch e.Kind {
	case Started:
	case Reading:
		t.read(e.Path)
	case Step:
		t.step(e)
	case Detail:
		t.explain(e)
	case SignatureVerified, SignatureFailed:
		t.concludeSignature(e)
	default:
		t.conclude(e)
	}
}

// read takes the path of a connector whose files are read. What was told of another one
// is over.
func (t *thread) read(path string) {
	if path != t.path {
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
		if t.verifying, t.signer = e.Path, ""; t.path != e.Path {
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
		t.signer = e.Reason
	case e.Reason == "" || strings.Contains(t.reason, e.Reason):
	case t.reason == "":
		t.reason = e.Reason
	default:
		t.reason = cut(t.reason + "; " + e.Reason)
	}
}

// conclude completes an event that tells of an outcome, and forgets what it ends.
func (t *thread) conclude(e *Event) {
	if e.Path == "" && t.isOf(e) {
		e.Path, e.Inferred = t.path, true
	}
	if e.Reason == "" && t.reason != "" && e.Kind.Failed() {
		e.Reason, e.Inferred = t.reason, true
	}
	t.reason = ""
	if e.Kind == Loaded || e.Kind.Rejected() || e.Kind.Failed() {
		t.path, t.class = "", ""
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

// concludeSignature completes an event of the verifier, which names the package in a
// line of its own. Where a failure is told before that line, the next one of the same
// wording is of the next package.
func (t *thread) concludeSignature(e *Event) {
	switch {
	case e.Path != "":
	case t.verifying == "" && e.Kind == SignatureFailed:
		t.heading = e.Wording
		return
	case t.verifying == "":
		return
	case t.heading != "" && t.heading == e.Wording:
		t.verifying, t.signer = "", ""
		return
	default:
		e.Path, e.Inferred = t.verifying, true
	}
	if e.Kind == SignatureFailed && e.Reason == "" && t.signer != "" && e.Path == t.verifying {
		e.Reason, e.Inferred = "signed by "+t.signer, true
	}
}
