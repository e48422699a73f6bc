package signature

import (
	"errors"
	"fmt"

	"github.com/tacorder/tacorder/manifest/taco"
)

// mostSections bounds the sections of a header file: there is one a file, and
// twice as many are taken.
func (r *verification) mostSections() int { return 2 * max(len(r.contents.entries), leastSections) }

// readBlocks verifies every block against its .SF file, in the order of the
// package, and tells whether to go on: where something was tampered with, the
// entries do not matter any more.
func (r *verification) readBlocks() bool {
	if blocks := r.contents.blocks(); blocks > mostBlocks {
		r.findings.add(taco.Malformed, "It has %d signature blocks, and the limit is %d.", blocks, mostBlocks)
		return false
	}
	pairs := pairing{sf: make(map[string][]byte), used: make(map[string]bool)}
	for _, f := range r.contents.files {
		raw, err := r.budget.read(r.pkg, r.contents.entries[f.index], f.index)
		if err != nil {
			r.abandon(f.entry, err)
			return true
		}
		if len(raw) == 0 {
			continue
		}
		for _, ready := range r.pair(&pairs, f, raw) {
			if r.ctx.Err() != nil {
				return false
			}
			r.process(ready.entry, ready.block, ready.sf)
		}
	}
	r.ignoreUnpaired(&pairs)
	return !r.findings.has(taco.Tampered)
}

// abandon passes over all signatures, as Java does where it cannot read one of
// their files.
func (r *verification) abandon(entry string, err error) {
	r.counted, r.signers = 0, nil
	r.ignore(entry, "it cannot be read, so that Java passes over all signatures: "+err.Error())
}

// ignore lists a signature file that does not count.
func (r *verification) ignore(entry, reason string) {
	r.ignored = append(r.ignored, taco.IgnoredBlock{Entry: entry, Reason: sentence(reason) + "."})
}

// A pairing holds the .SF files that were read and the blocks that wait for one.
type pairing struct {
	sf      map[string][]byte
	used    map[string]bool // the .SF files that a block uses
	waiting []pair
}

// A pair is a block and the .SF file that it signs.
type pair struct {
	entry, key string
	block      *block
	sf         []byte
}

// pair takes in a file and returns the pairs that are complete with it. A block
// may hold the .SF file itself.
func (r *verification) pair(p *pairing, f signatureFile, raw []byte) []pair {
	if f.sf {
		p.sf[f.key] = raw
		var ready []pair
		for i := range p.waiting {
			if w := &p.waiting[i]; w.key == f.key && w.sf == nil {
				w.sf, p.used[f.key] = raw, true
				ready = append(ready, *w)
			}
		}
		return ready
	}
	b, err := parseBlock(raw)
	if err != nil {
		p.used[f.key] = true
		r.ignore(f.entry, err.Error())
		return nil
	}
	made := pair{f.entry, f.key, b, b.data.Content}
	if len(made.sf) == 0 {
		made.sf = p.sf[f.key]
	}
	if made.sf == nil {
		p.waiting = append(p.waiting, made)
		return nil
	}
	p.used[f.key] = true
	return []pair{made}
}

// ignoreUnpaired lists the blocks without a .SF file and the .SF files without a
// block.
func (r *verification) ignoreUnpaired(p *pairing) {
	for _, w := range p.waiting {
		if w.sf == nil {
			r.ignore(w.entry, "it has no .SF file")
		}
	}
	for _, f := range r.contents.files {
		if f.sf && !p.used[f.key] {
			r.ignore(f.entry, "it has no signature block")
		}
	}
}

// process verifies one block and takes over what it signs.
func (r *verification) process(entry string, b *block, raw []byte) {
	signed, err := r.verifyBlock(b, raw)
	var tampered tamperedError
	switch {
	case errors.As(err, &tampered):
		r.findings.add(taco.Tampered, "%s: %s.", quote(entry), tampered)
		return
	case err != nil:
		r.ignore(entry, err.Error())
		return
	}
	r.counted++
	for _, name := range signed {
		if !r.signed[name] {
			r.signed[name] = true
			r.order = append(r.order, name)
		}
	}
	for i := range b.signers {
		s := &b.signers[i]
		r.judgement.judge(s, &r.findings)
		r.signers = append(r.signers, s.describe(entry))
	}
}

// verifyBlock returns the names of the entries that a block signs by way of its
// .SF file.
func (r *verification) verifyBlock(b *block, raw []byte) ([]string, error) {
	sf, err := parseSignatureFile(raw, r.mostSections())
	if err != nil {
		return nil, err
	}
	if err := b.verify(raw, oidContentOfFile); err != nil {
		return nil, err
	}
	return r.manifest.check(sf)
}

// describe is a signer as the result lists it.
func (s *signer) describe(entry string) taco.Signer {
	c := s.certificate
	out := taco.Signer{
		Block: entry, Subject: c.Subject.String(), Issuer: c.Issuer.String(),
		NotBefore: c.NotBefore.UTC(), NotAfter: c.NotAfter.UTC(),
	}
	if s.timestamp != nil {
		out.Timestamp = s.timestamp.at
	}
	return out
}

// whyUnsigned says why no signature counts.
func (r *verification) whyUnsigned() string {
	switch n := len(r.ignored); n {
	case 0:
		return "It has no signature."
	case 1:
		return fmt.Sprintf("%s does not count: %s", quote(r.ignored[0].Entry), lower(r.ignored[0].Reason))
	default:
		return fmt.Sprintf("%s and %d more do not count: %s", quote(r.ignored[0].Entry), n-1, lower(r.ignored[0].Reason))
	}
}
