package signature

import (
	"bytes"
	"crypto"
	"fmt"
	"slices"
	"strings"
)

// A jarManifest is META-INF/MANIFEST.MF, with the digests of its parts that were
// asked for: several .SF files ask for the same ones.
type jarManifest struct {
	*headerFile
	sums map[sumKey][]byte
}

type sumKey struct {
	name string // of the sections, or ""
	hash crypto.Hash
	part part
}

// A part says what of MANIFEST.MF is digested.
type part byte

const (
	wholeFile part = iota
	mainSection
	withEmptyLine
	withoutEmptyLine // as Netscape's tools did, which Java takes too
)

func newJarManifest(raw []byte, most int) (*jarManifest, error) {
	f, err := parseHeaders(raw, most)
	if err != nil {
		return nil, err
	}
	return &jarManifest{f, make(map[sumKey][]byte)}, nil
}

// sum returns a digest of a part, or nil where Java finds no such part.
func (m *jarManifest) sum(name string, hash crypto.Hash, p part) []byte {
	key := sumKey{name, hash, p}
	if known, ok := m.sums[key]; ok {
		return known
	}
	value := m.compute(name, hash, p)
	m.sums[key] = value
	return value
}

func (m *jarManifest) compute(name string, hash crypto.Hash, p part) []byte {
	switch p {
	case wholeFile:
		return sum(hash, m.raw)
	case mainSection:
		if !m.main.whole {
			return nil
		}
		return sum(hash, m.raw[m.main.start:m.main.next])
	}
	return sum(hash, m.ranges(name, p)...)
}

// ranges returns the bytes of the sections on a name of which Java has a digest.
func (m *jarManifest) ranges(name string, p part) (ranges [][]byte) {
	for _, s := range m.of(name) {
		switch {
		case !s.whole:
		case p == withEmptyLine:
			ranges = append(ranges, m.raw[s.start:s.next])
		default:
			ranges = append(ranges, m.raw[s.start:s.end])
		}
	}
	return ranges
}

// A tamperedError says what was changed after signing.
type tamperedError string

func (e tamperedError) Error() string { return string(e) }

// An ignoredError says why Java passes over a block.
type ignoredError string

func (e ignoredError) Error() string { return string(e) }

// parseSignatureFile reads a .SF file. The error is an ignoredError.
func parseSignatureFile(raw []byte, most int) (*headerFile, error) {
	f, err := parseHeaders(raw, most)
	if err != nil {
		return nil, ignoredError("its .SF cannot be read: " + err.Error())
	}
	version := ""
	f.eachMain(func(a attribute) {
		if strings.EqualFold(string(a.name), "Signature-Version") {
			version = string(a.value)
		}
	})
	if version != "1.0" {
		return nil, ignoredError("its .SF has no Signature-Version 1.0")
	}
	return f, nil
}

// check compares the digests that a .SF file states with MANIFEST.MF and returns
// the names of the entries that it signs. It signs all that it names where the
// digest of the whole file is right; else those of its sections whose digest is
// right, and then the main section must be right too. The error is a
// tamperedError or an ignoredError.
func (m *jarManifest) check(sf *headerFile) (signed []string, err error) {
	whole, err := m.checkWhole(sf)
	if err != nil {
		return nil, err
	}
	if !whole {
		if err := m.checkMain(sf); err != nil {
			return nil, err
		}
	}
	for _, name := range sf.names() {
		ok := whole
		if !whole {
			if ok, err = m.checkSection(sf, name); err != nil {
				return nil, err
			}
		}
		if ok {
			signed = append(signed, entryName(name))
		}
	}
	return signed, nil
}

// entryName is a name without the ./ or / in front that Java takes away.
func entryName(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "./"), "/")
}

// stated returns the digests of one kind that a .SF file states and that can be
// relied on; unknown tells that there are others by algorithms that are not known.
// The error is an ignoredError where all are too weak.
func stated(each func(func(attribute)), suffix string) (good []claim, unknown bool, err error) {
	all, unknown, err := claims(each, suffix)
	if err != nil {
		return nil, false, ignoredError(err.Error())
	}
	good = strong(all)
	if len(good) == 0 && len(all) > 0 && !unknown {
		return nil, false, ignoredError(fmt.Sprintf("its .SF has digests by %s only", all[0].digest.name))
	}
	return good, unknown, nil
}

// checkWhole tells whether the digest of the whole MANIFEST.MF is there and right.
// A wrong one is no fault yet: tools may add sections later.
func (m *jarManifest) checkWhole(sf *headerFile) (bool, error) {
	good, _, err := stated(sf.eachMain, ofManifest)
	return slices.ContainsFunc(good, func(c claim) bool {
		return bytes.Equal(m.sum("", c.digest.hash, wholeFile), c.value)
	}), err
}

// checkMain compares the main section. A .SF need not have its digest.
func (m *jarManifest) checkMain(sf *headerFile) error {
	good, unknown, err := stated(sf.eachMain, ofMain)
	if err == nil && len(good) == 0 && unknown {
		err = ignoredError("its .SF has digests by unknown algorithms only")
	}
	for _, c := range good {
		switch have := m.sum("", c.digest.hash, mainSection); {
		case have == nil:
			return ignoredError("META-INF/MANIFEST.MF has no main section")
		case !bytes.Equal(have, c.value):
			return tamperedError("the main section of META-INF/MANIFEST.MF is not the one that was signed")
		}
	}
	return err
}

// checkSection compares the section on one name. ok is false where the .SF states
// no digest of it that Java can check.
func (m *jarManifest) checkSection(sf *headerFile, name string) (ok bool, err error) {
	if len(m.ranges(name, withEmptyLine)) == 0 {
		return false, tamperedError(fmt.Sprintf("META-INF/MANIFEST.MF has no section on %s, which was signed", quote(name)))
	}
	good, _, err := stated(func(do func(attribute)) { sf.each(name, do) }, ofEntry)
	for _, c := range good {
		if !bytes.Equal(m.sum(name, c.digest.hash, withEmptyLine), c.value) &&
			!bytes.Equal(m.sum(name, c.digest.hash, withoutEmptyLine), c.value) {
			return false, tamperedError(fmt.Sprintf("the section of META-INF/MANIFEST.MF on %s is not the one that was signed", quote(name)))
		}
	}
	return len(good) > 0, err
}
