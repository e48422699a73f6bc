package witness

// Rows of Wordings that stand at the ends of what is told of a package's signature.
const (
	verifierFailed    = "verifier-failed"    // before the line that names the package
	connectionRefused = "connection-refused" // behind all others
)

// A verification is what a thread has told of the signature of a package. The verifier
// names the package in a line of its own, and says what is wrong in those behind it.
type verification struct {
	path   string // of the package; "" where none is verified
	signer string // of it
	judged bool   // a line says that it failed
	aside  bool   // the thread told something else since
}

// begin takes the line that names the package.
func (v *verification) begin(path string) { *v = verification{path: path} }

// sign takes the signer.
func (v *verification) sign(signer string) {
	if v.path != "" {
		v.signer = signer
	}
}

// interrupt takes an event that is not of the verifier. A connector of another package
// ends what was told, and so does anything behind a verdict.
func (v *verification) interrupt(e *Event) {
	another := e.Path != "" && !samePath(e.Path, v.path)
	if v.path == "" || v.judged || another {
		*v = verification{}
		return
	}
	v.aside = true
}

// conclude completes a verdict. No path is better than a wrong one: a package that was
// verified has no more verdicts, and a heading is that of the next package. (SDK #447)
func (v *verification) conclude(e *Event) {
	switch {
	case e.Wording == verifierFailed && e.Path == "":
		*v = verification{}
		return
	case e.Path != "":
		if !samePath(e.Path, v.path) {
			v.begin(e.Path)
		}
	case v.path != "" && !v.contradicts(e):
		e.Path, e.Inferred = v.path, true
	}
	if e.Kind == SignatureFailed && e.Reason == "" && v.signer != "" && e.Path != "" {
		e.Reason = "signed by " + v.signer
	}
	v.judged, v.aside = true, false
	if e.Kind == SignatureVerified || e.Wording == connectionRefused || e.Path == "" {
		*v = verification{}
	}
}

// contradicts tells whether a verdict without a path cannot be that of the package. A
// connection is refused right after the verdict. (SDK #903)
func (v *verification) contradicts(e *Event) bool {
	return e.Kind == SignatureVerified && v.judged || e.Wording == connectionRefused && v.aside
}
