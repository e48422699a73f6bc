package signature

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/tacorder/tacorder/manifest/taco"
)

// readBlocks verifies every block against its .SF file, in the order of the package.
func (r *verification) readBlocks() {
	if blocks := r.contents.blocks(); blocks > mostBlocks {
		r.findings.add(taco.Malformed, "It has %d signature blocks, and the limit is %d.", blocks, mostBlocks)
		return
	}
	if twice := r.contents.sameKey; twice != "" {
		r.findings.add(taco.Malformed, "%s stands twice, in other letters.", quote(twice))
		return
	}
	pairs := pairing{sf: make(map[string][]byte), used: make(map[string]bool)}
	for _, f := range r.contents.files {
		raw, err := r.budget.read(r.pkg, r.contents.entries[f.index], f.index)
		if err != nil {
			r.findings.add(taco.Malformed, "%s", faultText(err))
			return
		}
		if len(raw) == 0 {
			continue // as if it were not there
		}
		if !r.processAll(r.pair(&pairs, f, raw), f.sf) || r.ctx.Err() != nil {
			return
		}
	}
	r.ignoreUnpaired(&pairs)
}

// processAll verifies the blocks that are ready. It tells whether to go on. Where
// they waited for their .SF file, Java comes to no block behind one that it passes
// over.
func (r *verification) processAll(ready []pair, waited bool) bool {
	for i, p := range ready {
		err := r.process(p)
		var abandoned abandonedError
		if errors.As(err, &abandoned) {
			r.abandon(p, err)
			return false
		}
		if err != nil && waited {
			for _, rest := range ready[i+1:] {
				r.ignore(rest.file, "it stands before its .SF file, and Java does not come to it")
			}
			return true
		}
	}
	return true
}

// process verifies one block and takes over what it signs. The error says that it
// does not count.
func (r *verification) process(p pair) error {
	names, whole, err := r.verifyBlock(p)
	var tampered tamperedError
	var abandoned abandonedError
	switch {
	case errors.As(err, &tampered):
		r.findings.add(taco.Tampered, "%s: %s.", quote(p.file.entry), tampered)
		return nil
	case errors.As(err, &abandoned):
		return err
	case err != nil:
		r.passOver(p.file, err)
		return err
	}
	r.counted++
	r.coverage.add(names, whole)
	for i := range p.block.verified {
		s := &p.block.verified[i]
		r.judgement.judge(s, &r.findings)
		r.signers = append(r.signers, placed[taco.Signer]{p.file.index, s.describe(p.file.entry)})
	}
	return nil
}

// verifyBlock returns the names that a block signs by way of its .SF file.
func (r *verification) verifyBlock(p pair) (names []string, whole bool, err error) {
	sf, err := parseSignatureFile(p.sf, r.mostSections())
	if err != nil {
		return nil, false, err
	}
	if err := p.block.verify(p.sf); err != nil {
		return nil, false, err
	}
	return r.manifest.check(sf)
}

// passOver lists a block that does not count. One that Java may count keeps the
// package from being verified.
func (r *verification) passOver(f signatureFile, err error) {
	r.ignore(f, err.Error())
	var unsupported unsupportedError
	if errors.As(err, &unsupported) {
		r.findings.add(taco.Untrusted, "%s cannot be verified here: %s.", quote(f.entry), err)
	}
}

// abandon passes over all signatures, as Java does where a .SF file cannot be read
// to its end.
func (r *verification) abandon(p pair, err error) {
	r.counted, r.signers, r.coverage = 0, nil, coverage{}
	r.ignore(p.file, err.Error()+", so that Java passes over all signatures")
}

// ignore lists a signature file that does not count.
func (r *verification) ignore(f signatureFile, reason string) {
	r.ignored = append(r.ignored, placed[taco.IgnoredBlock]{f.index, taco.IgnoredBlock{Entry: f.entry, Reason: sentence(reason) + "."}})
}

// A placed thing stands at an entry of the package.
type placed[T any] struct {
	index int
	thing T
}

// inOrder returns things in the order of the package; nil for none.
func inOrder[T any](all []placed[T]) (things []T) {
	slices.SortStableFunc(all, func(a, b placed[T]) int { return cmp.Compare(a.index, b.index) })
	for _, p := range all {
		things = append(things, p.thing)
	}
	return things
}

// A pairing holds the .SF files that were read and the blocks that wait for one.
type pairing struct {
	sf      map[string][]byte
	used    map[string]bool // the .SF files that a block uses
	waiting []pair
}

// A pair is a block and the .SF file that it signs.
type pair struct {
	file  signatureFile
	block *block
	sf    []byte
}

// pair takes in a file and returns the pairs that are complete with it. A block
// may hold the .SF file itself.
func (r *verification) pair(p *pairing, f signatureFile, raw []byte) (ready []pair) {
	if f.sf {
		p.sf[f.key] = raw
		for i := range p.waiting {
			if w := &p.waiting[i]; w.file.key == f.key {
				w.sf, p.used[f.key] = raw, true
				ready = append(ready, *w)
			}
		}
		return ready
	}
	b, err := parseBlock(raw)
	if err != nil {
		p.used[f.key] = true
		r.passOver(f, err)
		return nil
	}
	made := pair{f, b, b.content}
	if made.sf == nil {
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
			r.ignore(w.file, "it has no .SF file")
		}
	}
	for _, f := range r.contents.files {
		if f.sf && !p.used[f.key] {
			r.ignore(f, "it has no signature block")
		}
	}
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
	ignored := inOrder(r.ignored)
	switch n := len(ignored); n {
	case 0:
		return "It has no signature."
	case 1:
		return fmt.Sprintf("%s does not count: %s", quote(ignored[0].Entry), lower(ignored[0].Reason))
	default:
		return fmt.Sprintf("%s and %d more do not count: %s", quote(ignored[0].Entry), n-1, lower(ignored[0].Reason))
	}
}
