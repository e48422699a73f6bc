package signature

import (
	"bytes"
	"cmp"
	"crypto"
	"errors"
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

// An abandonedError says why Java passes over all signatures of a package.
type abandonedError string

func (e abandonedError) Error() string { return string(e) }

// parseSignatureFile reads a .SF file. The error is an ignoredError or an
// unsupportedError.
func parseSignatureFile(raw []byte, most int) (*headerFile, error) {
	f, err := parseHeaders(raw, most)
	var fault *headerError
	switch {
	case errors.As(err, &fault) && fault.limit:
		return nil, unsupportedError("its .SF cannot be read: " + err.Error())
	case err != nil:
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

// A coverage is what .SF files sign: entries by way of sections of MANIFEST.MF, or
// of the whole of it.
type coverage struct {
	order    []string            // the names of entries, in the order of the .SF files
	sections map[string][]string // the sections on each, as they are spelled
	whole    bool                // all sections are signed
}

// add takes over what one more .SF file signs.
func (c *coverage) add(names []string, whole bool) {
	if c.sections == nil {
		c.sections = make(map[string][]string)
	}
	c.whole = c.whole || whole
	for _, name := range names {
		entry := entryName(name)
		if c.sections[entry] == nil {
			c.order = append(c.order, entry)
		}
		if !slices.Contains(c.sections[entry], name) {
			c.sections[entry] = append(c.sections[entry], name)
		}
	}
}

// entryName is a name without the ./ or / in front that Java takes away.
func entryName(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(name, "./"), "/")
}

// check compares the digests that a .SF file states with MANIFEST.MF and returns
// the names that it signs. It signs all that it names where the digest of the whole
// file is right; else those of its sections whose digest is right, and then the
// main section must be right too. The error says that the .SF was tampered with, is
// ignored or not supported, or that all signatures are abandoned.
func (m *jarManifest) check(sf *headerFile) (names []string, whole bool, err error) {
	if whole, err = m.checkWhole(sf); err != nil {
		return nil, false, err
	}
	if whole {
		return sf.names(), true, nil
	}
	if err := m.checkMain(sf); err != nil {
		return nil, false, err
	}
	names, err = m.checkSections(sf)
	return names, false, err
}

// stated returns the digests of one kind that a .SF file states. Beside strong ones
// the weak ones must be right, too, though Java does not look at them. unknown tells
// that there are others by algorithms that nobody knows. The error is an
// ignoredError where all are too weak.
func stated(each func(func(attribute)), suffix string) (all []claim, unknown bool, err error) {
	all, unknown, err = claims(each, suffix)
	switch {
	case err == errBase64:
		return nil, false, abandonedError("its .SF has a digest that is not written in Base64")
	case err != nil:
		return nil, false, err
	case len(all) > 0 && !anyStrong(all) && !unknown:
		text := fmt.Sprintf("its .SF has digests by %s only", all[0].spelled)
		if slices.ContainsFunc(all, func(c claim) bool { return !c.disabled() }) {
			return nil, false, unsupportedError(text)
		}
		return nil, false, ignoredError(text)
	}
	return computable(all), unknown, nil
}

// checkWhole tells whether the digest of the whole MANIFEST.MF is there and right.
// A wrong one is no fault yet: tools may add sections later.
func (m *jarManifest) checkWhole(sf *headerFile) (bool, error) {
	all, _, err := stated(sf.eachMain, ofManifest)
	return slices.ContainsFunc(all, func(c claim) bool {
		return !c.digest.weak && bytes.Equal(m.sum("", c.digest.hash, wholeFile), c.value)
	}), err
}

// checkMain compares the main section. A .SF need not have its digest.
func (m *jarManifest) checkMain(sf *headerFile) error {
	all, unknown, err := stated(sf.eachMain, ofMain)
	if err == nil && !anyStrong(all) && unknown {
		err = ignoredError("its .SF has digests by unknown algorithms only")
	}
	for _, c := range all {
		switch have := m.sum("", c.digest.hash, mainSection); {
		case have == nil:
			return ignoredError("META-INF/MANIFEST.MF has no main section")
		case !bytes.Equal(have, c.value):
			return tamperedError("the main section of META-INF/MANIFEST.MF is not the one that was signed")
		}
	}
	return err
}

// checkSections compares the sections that a .SF file names and returns the names of
// those that it signs. All sections must be digested with the empty line behind
// them, or all without it.
func (m *jarManifest) checkSections(sf *headerFile) (signed []string, err error) {
	var ways [2]bool
	for _, name := range sf.names() {
		way, fault := m.checkSection(sf, name)
		var tampered tamperedError
		switch {
		case errors.As(fault, &tampered):
			return nil, fault
		case fault != nil:
			err = cmp.Or(err, fault)
		case way != unsigned:
			ways[way], signed = true, append(signed, name)
		}
	}
	var ignored ignoredError
	switch {
	case errors.As(err, &ignored) && len(signed) > 0:
		return nil, unsupportedError("some sections of " + err.Error())
	case err != nil:
		return nil, err
	case ways[withLine] && ways[withoutLine]:
		return nil, tamperedError("the sections of META-INF/MANIFEST.MF end in other ways than those that were signed")
	}
	return signed, nil
}

// A way tells how a section was digested, or that it is not signed.
type way int

const (
	withLine    way = iota // with the empty line behind it
	withoutLine            // without, as Netscape's tools did
	unsigned               // no digest of it is stated that Java can check
)

// checkSection compares the section on one name.
func (m *jarManifest) checkSection(sf *headerFile, name string) (way, error) {
	switch sections := m.of(name); {
	case !slices.ContainsFunc(sections, func(s section) bool { return s.whole }):
		return unsigned, tamperedError(fmt.Sprintf("META-INF/MANIFEST.MF has no section on %s, which was signed", quote(name)))
	case slices.ContainsFunc(sections, func(s section) bool { return !s.whole }):
		// Java digests what is before it, and then takes what it says.
		return unsigned, tamperedError(fmt.Sprintf("the section of META-INF/MANIFEST.MF on %s breaks off", quote(name)))
	}
	all, _, err := stated(func(do func(attribute)) { sf.each(name, do) }, ofEntry)
	switch {
	case err != nil:
		return unsigned, err
	case !anyStrong(all):
		return unsigned, nil
	case m.fits(name, all, withEmptyLine):
		return withLine, nil
	case m.fits(name, all, withoutEmptyLine):
		return withoutLine, nil
	}
	return unsigned, tamperedError(fmt.Sprintf("the section of META-INF/MANIFEST.MF on %s is not the one that was signed", quote(name)))
}

// fits tells whether all digests of a section are right.
func (m *jarManifest) fits(name string, all []claim, p part) bool {
	return !slices.ContainsFunc(all, func(c claim) bool {
		return !bytes.Equal(m.sum(name, c.digest.hash, p), c.value)
	})
}
