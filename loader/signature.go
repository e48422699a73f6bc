package loader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

// VerifiesSignatures tells whether h verifies a package when somebody connects.
// Desktop does from 2019.4 and Server from 2020.1 (connector-plugin-sdk
// docs/run-taco.md); the other products are taken for Desktop. Folders and native
// classes are never verified.
func (h Host) VerifiesSignatures() bool {
	h, _ = h.complete()
	first := verifiedFirst
	if h.Product.OnServer() {
		first = verifiedFirstOnServer
	}
	return !h.DisableSignatureVerification && !first.after(h.Release)
}

// signature is what is known of a package's signature; nil for what is no
// package, and where nobody looked.
func (c *Candidate) signature() *taco.Signature {
	if !c.Packaged || c.Signature == nil || c.Signature.State == "" {
		return nil
	}
	return c.Signature
}

// unverified tells whether something is known against a package's signature.
func (c *Candidate) unverified() bool {
	s := c.signature()
	return s != nil && s.State != taco.Verified
}

// works tells whether nothing stands against connecting: nobody verifies what is
// no package, and a package is verified.
func (c *Candidate) works() bool {
	s := c.signature()
	return !c.Packaged || s != nil && s.State == taco.Verified
}

// atConnection says why what a record loads will fail when somebody connects, or
// nil.
func (r *Resolution) atConnection(rec *record) *Reason {
	c := r.candidate(rec)
	if rec.outcome != loaded || !r.judge.verifies || !c.unverified() {
		return nil
	}
	return &Reason{
		Rule: RuleSignatureAtConnection, Basis: basisFor(RuleSignatureAtConnection, r.Host),
		Value: string(c.Signature.State), Against: string(taco.Verified),
		Text: fmt.Sprintf("It fails when somebody connects, because its signature is %s.", inDetail(c.Signature)),
	}
}

// inDetail is a signature's state, and what decided it where that is known.
func inDetail(s *taco.Signature) string {
	if s.Detail == "" {
		return string(s.State)
	}
	return fmt.Sprintf("%s: %s", s.State, strings.TrimRight(s.Detail, "."))
}

// worksInstead returns the first candidate that works, in the order in which
// they would load if those before were removed, or nil.
func (r *Resolution) worksInstead(c contest) *Candidate {
	if i := c.firstWorking(); i >= 0 {
		return r.candidate(&c.records[i])
	}
	return nil
}

// firstWorking returns the index of the record that wins among those that work,
// or -1. How two records compare depends on no third one, so it is also the first
// to work when the winners are removed one by one.
func (c contest) firstWorking() int {
	again := contest{judge: c.judge, records: slices.Clone(c.records), offset: c.offset}
	for i := range again.records {
		r := &again.records[i]
		if r.contested() && (r.native() || c.inv.Candidates[r.candidate].works()) {
			r.outcome = contesting
		}
	}
	first, _ := again.best()
	return first
}

// before returns the indices of the records that must be gone for the record i
// to win, in load order.
func (c contest) before(i int) []int {
	var gone []int
	for k := range c.records {
		if k != i && c.records[k].contested() && c.wouldWin(k, i) {
			gone = append(gone, k)
		}
	}
	return gone
}
