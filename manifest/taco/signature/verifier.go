package signature

import (
	"context"
	"crypto/x509"
	"errors"
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
// and the blocks, and unpacks the entries, within the limits. It writes nothing and
// keeps nothing. Where the context ends early it returns the zero Signature, which
// says that nothing was checked.
func (v *Verifier) Verify(ctx context.Context, p *taco.Package) taco.Signature {
	at := v.At
	if at.IsZero() {
		at = time.Now()
	}
	r := &verification{
		ctx: ctx, pkg: p, limits: v.Limits.complete(), judgement: judgement{v.Roots, at}, contents: sortEntries(p.Entries()),
	}
	r.budget = budget{r.limits.SignatureBytes, r.limits.SignatureBytes}
	r.run()
	if ctx.Err() != nil {
		return taco.Signature{}
	}
	decided := r.findings.first()
	return taco.Signature{State: decided.state, Detail: decided.detail, Signers: inOrder(r.signers), Ignored: inOrder(r.ignored)}
}

// A verification is one call of Verify.
type verification struct {
	ctx       context.Context
	pkg       *taco.Package
	limits    Limits
	judgement judgement
	contents  contents
	budget    budget
	manifest  *jarManifest // nil where no signature can count

	findings findings
	signers  []placed[taco.Signer]
	ignored  []placed[taco.IgnoredBlock]
	counted  int // blocks that count
	coverage coverage
}

// run takes the steps in Java's order. What is found to be malformed or tampered
// with ends it.
func (r *verification) run() {
	why := r.readManifest()
	if r.manifest != nil {
		r.readBlocks()
		why = r.whyUnsigned()
	}
	if r.findings.has(taco.Malformed) || r.findings.has(taco.Tampered) {
		return
	}
	if r.counted == 0 {
		r.findings.add(taco.Unsigned, "%s", why)
	}
	if err := r.pkg.CheckLayout(); err != nil {
		r.findings.add(taco.Malformed, "%s", faultText(err))
		return
	}
	c := newComparison(r)
	c.entries(r.contents.entries)
	r.findings.add(taco.Verified, "%s", c.missing())
}

// readManifest reads META-INF/MANIFEST.MF. It says why no signature can count where
// that is so.
func (r *verification) readManifest() (why string) {
	if len(r.contents.manifests) == 0 {
		return "It has no META-INF/MANIFEST.MF."
	}
	last := r.contents.manifests[len(r.contents.manifests)-1]
	raw, err := r.budget.read(r.pkg, r.contents.entries[last], last)
	if err == nil {
		r.manifest, err = newJarManifest(raw, r.mostSections())
	}
	if err != nil {
		var fault *taco.Error
		if errors.As(err, &fault) {
			r.findings.add(taco.Malformed, "%s", faultText(err))
		} else {
			r.findings.add(taco.Malformed, "META-INF/MANIFEST.MF cannot be read: %v.", err)
		}
		return ""
	}
	if len(r.contents.manifests) > 1 {
		r.manifest = nil
		return "It has more than one META-INF/MANIFEST.MF, so that Java passes over all signatures."
	}
	return ""
}

// mostSections bounds the sections of a header file: there is one a file, and
// twice as many are taken.
func (r *verification) mostSections() int { return 2 * max(len(r.contents.entries), leastSections) }
