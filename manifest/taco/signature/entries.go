package signature

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

// bufferSize is how much of an entry is unpacked at a time.
const bufferSize = 64 << 10

// A comparison holds the entries of a package against the digests in MANIFEST.MF.
type comparison struct {
	manifest *jarManifest
	signed   map[string]bool // the names of entries that a .SF signs
	seen     map[string]bool // those that are there
	sink     sink
}

// entries notes what holds of all entries: each must be signed, and be what was
// signed.
func (c *comparison) entries(p *taco.Package, all []taco.Entry, limit int64, found *findings) {
	var unsigned []string
	left := limit
	for i, e := range all {
		if strings.HasSuffix(e.Name, "/") {
			c.seen[entryName(e.Name)] = true
			if e.Size > 0 { // a folder that has content
				unsigned = append(unsigned, e.Name)
			}
			continue
		}
		name := entryName(e.Name)
		if !c.signed[name] || strings.EqualFold(name, manifestName) {
			if !needsNoSignature(e.Name) {
				unsigned = append(unsigned, e.Name)
			}
			continue
		}
		c.seen[name] = true
		if isBlockOrSF(e.Name) {
			continue // Java reads it once, as what it is
		}
		claimed, err := c.claims(name)
		switch {
		case err != nil:
			found.add(taco.Tampered, "%s: %v.", quote(e.Name), err)
			continue
		case len(claimed) == 0:
			unsigned = append(unsigned, e.Name)
			continue
		case e.Size > uint64(left):
			found.add(taco.Malformed, "With %s the signed entries unpack to more than the limit of %d bytes.", quote(e.Name), limit)
			return
		}
		left -= int64(e.Size)
		if !c.compare(p, i, e, claimed, found) {
			return
		}
	}
	if len(unsigned) > 0 {
		found.add(taco.UnsignedEntries, "%s", unsignedText(unsigned))
	}
}

// claims returns the digests that MANIFEST.MF states of an entry and that can be
// relied on; none where all are too weak.
func (c *comparison) claims(name string) ([]claim, error) {
	for _, spelling := range [...]string{name, "./" + name, "/" + name} {
		if _, there := c.manifest.first[spelling]; there {
			name = spelling
			break
		}
	}
	all, _, err := claims(func(do func(attribute)) { c.manifest.each(name, do) }, ofEntry)
	if err == nil && len(all) == 0 {
		err = errNoDigest
	}
	return strong(all), err
}

var errNoDigest = errors.New("META-INF/MANIFEST.MF has no digest of it")

// compare unpacks an entry and compares its digests. It tells whether to go on.
func (c *comparison) compare(p *taco.Package, index int, e taco.Entry, claimed []claim, found *findings) bool {
	hashes := make([]hash.Hash, len(claimed))
	for i := range claimed {
		hashes[i] = claimed[i].digest.hash.New()
	}
	c.sink.hashes = hashes
	err := p.CopyEntry(&c.sink, index, int64(e.Size))
	var fault *taco.Error
	if err != nil && !errors.As(err, &fault) {
		return false // the context has ended
	}
	for i := range claimed {
		if bytes.Equal(hashes[i].Sum(nil), claimed[i].value) {
			continue
		}
		if fault == nil || errors.Is(err, zip.ErrChecksum) {
			found.add(taco.Tampered, "%s is not what was signed: its %s digest differs.", quote(e.Name), claimed[i].digest.name)
			return true
		}
	}
	if fault != nil {
		found.add(taco.Malformed, "%s.", sentence(fault.Error()))
	}
	return true
}

// A sink takes in the bytes of an entry, until the context ends.
type sink struct {
	ctx    context.Context
	hashes []hash.Hash
	buffer []byte
}

// Write adds bytes to the digests.
func (s *sink) Write(p []byte) (int, error) {
	for _, h := range s.hashes {
		h.Write(p)
	}
	return len(p), s.ctx.Err()
}

// ReadFrom does what io.Copy would, with one buffer for all entries.
func (s *sink) ReadFrom(r io.Reader) (n int64, err error) {
	for {
		m, err := r.Read(s.buffer)
		n += int64(m)
		if _, ended := s.Write(s.buffer[:m]); ended != nil {
			return n, ended
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// missing names the files that are signed and not there, which Java lets pass.
func (c *comparison) missing(order []string) string {
	first, count := "", 0
	for _, name := range order {
		if c.seen[name] || strings.EqualFold(name, manifestName) {
			continue
		}
		c.seen[name] = true
		if count == 0 {
			first = name
		}
		count++
	}
	switch count {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%s was signed and is not there.", quote(first))
	}
	return fmt.Sprintf("%s and %d more were signed and are not there.", quote(first), count-1)
}

func unsignedText(names []string) string {
	if len(names) == 1 {
		return fmt.Sprintf("%s is not signed.", quote(names[0]))
	}
	return fmt.Sprintf("%s and %d more are not signed.", quote(names[0]), len(names)-1)
}
