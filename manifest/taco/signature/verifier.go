package signature

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/tacorder/tacorder/manifest/taco"
)

// A Verifier verifies packages. The zero value trusts the system's roots and
// verifies for the present. It may be used by several goroutines at once, as long
// as its fields are not changed.
type Verifier struct {
	Roots  *x509.CertPool // the trusted roots; nil trusts the system's
	At     time.Time      // the time to verify for; zero is the present
	Limits Limits
}

// Verify implements [taco.Verifier]. It reads META-INF/MANIFEST.MF, the .SF files
// and the blocks, and unpacks the entries only where a block counts. It writes
// nothing and keeps nothing. Where the context ends early it returns the zero
// Signature, which says that nothing was checked.
func (v *Verifier) Verify(ctx context.Context, p *taco.Package) taco.Signature {
	at := v.At
	if at.IsZero() {
		at = time.Now()
	}
	r := &verification{
		ctx: ctx, pkg: p, limits: v.Limits.complete(), judgement: judgement{v.Roots, at},
		contents: sortEntries(p.Entries()), signed: make(map[string]bool),
	}
	r.budget = budget{r.limits.SignatureBytes, r.limits.SignatureBytes}
	r.run()
	if ctx.Err() != nil {
		return taco.Signature{}
	}
	decided := r.findings.first()
	return taco.Signature{State: decided.state, Detail: decided.detail, Signers: r.signers, Ignored: r.ignored}
}

// A verification is one call of Verify.
type verification struct {
	ctx       context.Context
	pkg       *taco.Package
	limits    Limits
	judgement judgement
	contents  contents
	budget    budget
	manifest  *jarManifest

	findings findings
	signers  []taco.Signer
	ignored  []taco.IgnoredBlock
	counted  int             // blocks that count
	signed   map[string]bool // the names of entries that they sign
	order    []string        // the same, in the order of the .SF files
}

// run takes the steps in Java's order; each ends the verification where nothing
// after it could change the state.
func (r *verification) run() {
	if !r.readManifest() {
		return
	}
	if !r.readBlocks() {
		return
	}
	if r.counted == 0 {
		r.findings.add(taco.Unsigned, "%s", r.whyUnsigned())
		return
	}
	if err := r.pkg.CheckLayout(); err != nil {
		r.findings.add(taco.Malformed, "%s.", sentence(err.Error()))
		return
	}
	c := comparison{r.manifest, r.signed, make(map[string]bool), sink{ctx: r.ctx, buffer: make([]byte, bufferSize)}}
	c.entries(r.pkg, r.contents.entries, r.limits.UnpackedBytes, &r.findings)
	r.findings.add(taco.Verified, "%s", c.missing(r.order))
}

// readManifest reads META-INF/MANIFEST.MF and tells whether to go on.
func (r *verification) readManifest() bool {
	if len(r.contents.manifests) == 0 {
		r.findings.add(taco.Unsigned, "It has no META-INF/MANIFEST.MF.")
		return false
	}
	last := r.contents.manifests[len(r.contents.manifests)-1]
	raw, err := r.budget.read(r.pkg, r.contents.entries[last], last)
	if err != nil {
		r.findings.add(taco.Malformed, "META-INF/MANIFEST.MF cannot be read: %v.", err)
		return false
	}
	if r.manifest, err = newJarManifest(raw, r.mostSections()); err != nil {
		r.findings.add(taco.Malformed, "META-INF/MANIFEST.MF cannot be read: %v.", err)
		return false
	}
	if len(r.contents.manifests) > 1 {
		r.findings.add(taco.Unsigned, "It has more than one META-INF/MANIFEST.MF, so that Java passes over all signatures.")
		return false
	}
	return true
}
