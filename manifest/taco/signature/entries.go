package signature

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

// bufferSize is how much of an entry is unpacked at a time.
const bufferSize = 64 << 10

// A comparison holds the entries of a package against the digests in MANIFEST.MF.
type comparison struct {
	*verification
	seen           map[string]bool // the names of entries that are there
	stated         map[string]statement
	signed, others int64 // bytes left to unpack, of signed entries and of others
	sink           sink
}

// A statement is what MANIFEST.MF says of the digests of an entry.
type statement struct {
	claims []claim
	err    error
}

func newComparison(r *verification) *comparison {
	return &comparison{
		verification: r, seen: make(map[string]bool), stated: make(map[string]statement),
		signed: r.limits.UnpackedBytes, others: r.limits.UnpackedBytes,
		sink: sink{ctx: r.ctx, buffer: make([]byte, bufferSize)},
	}
}

// entries notes what holds of all entries: each must be signed, and be what was
// signed, and those that are not must be readable all the same.
func (c *comparison) entries(all []taco.Entry) {
	var unsigned []string
	for i, e := range all {
		name := entryName(e.Name)
		// One that has the name of an earlier one but for a ./ or / is another file.
		signed := len(c.coverage.sections[name]) > 0 && !strings.HasSuffix(e.Name, "/") &&
			asciiUpper(name) != manifestName && (!c.seen[name] || e.Name == name)
		c.seen[name] = true
		if signed {
			signed = c.compare(i, e, c.claims(name))
		} else {
			c.unpack(i, e)
		}
		if !signed && !needsNoSignature(e) {
			unsigned = append(unsigned, e.Name)
		}
		if c.ctx.Err() != nil || c.findings.has(taco.Malformed) {
			return
		}
	}
	if len(unsigned) > 0 {
		c.findings.add(taco.UnsignedEntries, "%s", unsignedText(unsigned))
	}
}

// claims returns the digests that MANIFEST.MF states of an entry, in sections that
// are signed.
func (c *comparison) claims(name string) statement {
	if known, ok := c.stated[name]; ok {
		return known
	}
	sections := c.coverage.sections[name]
	if c.coverage.whole {
		for _, spelling := range [...]string{"/" + name, "./" + name, name} {
			if _, there := c.manifest.first[spelling]; there {
				sections = []string{spelling}
			}
		}
	}
	var s statement
	for _, section := range sections {
		found, _, err := claims(func(do func(attribute)) { c.manifest.each(section, do) }, ofEntry)
		if err == nil && len(found) == 0 {
			err = errNoDigest
		}
		s.claims, s.err = append(s.claims, found...), cmp.Or(s.err, err)
	}
	c.stated[name] = s
	return s
}

var errNoDigest = errors.New("META-INF/MANIFEST.MF has no digest of it")

// compare unpacks an entry and compares its digests. It tells whether one of them
// can be relied on.
func (c *comparison) compare(index int, e taco.Entry, s statement) (signed bool) {
	var unsupported unsupportedError
	switch {
	case errors.As(s.err, &unsupported):
		c.findings.add(taco.Untrusted, "%s cannot be verified here: %v.", quote(e.Name), s.err)
		return true
	case s.err != nil:
		c.findings.add(taco.Tampered, "%s: %v.", quote(e.Name), s.err)
		return true
	}
	signed, compared := anyStrong(s.claims), computable(slices.Clone(s.claims))
	hashes := make([]hash.Hash, len(compared))
	for i := range compared {
		hashes[i] = compared[i].digest.hash.New()
	}
	if !take(&c.signed, e.Size, len(hashes)) {
		c.findings.add(taco.Malformed, "With %s the signed entries have more than %d bytes to digest, which is the limit.", quote(e.Name), c.limits.UnpackedBytes)
		return signed
	}
	err := c.copy(index, e, hashes)
	if err == nil || errors.Is(err, zip.ErrChecksum) {
		for i := range compared {
			if !bytes.Equal(hashes[i].Sum(nil), compared[i].value) {
				c.findings.add(taco.Tampered, "%s is not what was signed: its %s digest differs.", quote(e.Name), compared[i].digest.name)
				return signed
			}
		}
	}
	if err != nil {
		c.findings.add(taco.Malformed, "%s", faultText(err))
	}
	return signed
}

// unpack reads an entry that is not signed, for Java does so, too. Where that would
// take too much it is left, and the package is not verified.
func (c *comparison) unpack(index int, e taco.Entry) {
	if !take(&c.others, e.Size, 1) {
		c.findings.add(taco.Untrusted, "With %s the entries without a signature have more than %d bytes, which is the limit.", quote(e.Name), c.limits.UnpackedBytes)
		return
	}
	if err := c.copy(index, e, nil); err != nil {
		c.findings.add(taco.Malformed, "%s", faultText(err))
	}
}

// copy unpacks an entry into digests. It returns no error where the context ended.
func (c *comparison) copy(index int, e taco.Entry, hashes []hash.Hash) error {
	c.sink.hashes = hashes
	err := c.pkg.CopyEntry(&c.sink, index, int64(e.Size))
	var fault *taco.Error
	if errors.As(err, &fault) {
		return fault
	}
	return nil
}

// take takes a number of times so many bytes from what is left, if it is enough.
func take(left *int64, size uint64, times int) bool {
	if size > uint64(*left) || size*uint64(max(times, 1)) > uint64(*left) {
		return false
	}
	*left -= int64(size) * int64(max(times, 1))
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
func (c *comparison) missing() string {
	var gone []string
	for _, name := range c.coverage.order {
		if !c.seen[name] && asciiUpper(name) != manifestName {
			gone = append(gone, name)
		}
	}
	switch n := len(gone); n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%s was signed and is not there.", quote(gone[0]))
	default:
		return fmt.Sprintf("%s and %d more were signed and are not there.", quote(gone[0]), n-1)
	}
}

func unsignedText(names []string) string {
	if len(names) == 1 {
		return fmt.Sprintf("%s is not signed.", quote(names[0]))
	}
	return fmt.Sprintf("%s and %d more are not signed.", quote(names[0]), len(names)-1)
}
