package taco

import (
	"fmt"
	"slices"
	"strings"
)

// The codes of an [Error].
const (
	CodeNotZip              = "package-not-zip"
	CodeTooManyEntries      = "package-too-many-entries"
	CodeDirectoryTooLarge   = "package-directory-too-large"
	CodeManifestMissing     = "package-manifest-missing"
	CodeManifestNested      = "package-manifest-nested"
	CodeManifestDuplicated  = "package-manifest-duplicated"
	CodeManifestTooLarge    = "package-manifest-too-large"
	CodeManifestDamaged     = "package-manifest-damaged"
	CodeManifestUnsupported = "package-manifest-unsupported"
	CodeEntryMissing        = "package-entry-missing"
	CodeEntryTooLarge       = "package-entry-too-large"
	CodeEntryDamaged        = "package-entry-damaged"
	CodeEntryUnsupported    = "package-entry-unsupported"
	CodeEntriesOverlap      = "package-entries-overlap"
	CodeLayout              = "package-layout"
	CodeNameUnsafe          = "package-name-unsafe"
)

// A Check is one thing that can be wrong with a package.
type Check struct {
	Code      string
	Statement string // what must hold
	Advice    string // what to do where it does not
}

// checks is the table of all codes; the text of an error comes from it.
var checks = [...]Check{
	{CodeNotZip, "a package is a ZIP archive", "make it again with the connector packager"},
	{CodeTooManyEntries, "a package has no more entries than the limit", "take out what the connector does not need, or raise the limit"},
	{CodeDirectoryTooLarge, "a package's central directory has no more bytes than the limit", "take out what the connector does not need, or raise the limit"},
	{CodeManifestMissing, "a package has a manifest.xml at its root", "package the connector's folder itself, with its manifest.xml"},
	{CodeManifestNested, "the manifest.xml stands at the root, spelled so", "package the connector's folder itself, not its parent"},
	{CodeManifestDuplicated, "a package has one manifest.xml", "make the package again, with one"},
	{CodeManifestTooLarge, "the manifest has no more bytes than the limit", "make the manifest smaller"},
	{CodeManifestDamaged, "the manifest can be unpacked and has the recorded checksum", "make or copy the package again"},
	{CodeManifestUnsupported, "the manifest is stored or deflated, and not encrypted", "make it again with the connector packager"},
	{CodeEntryMissing, "an entry that is asked for is there", "ask for an entry that the package lists"},
	{CodeEntryTooLarge, "an entry has no more bytes than the limit", "take out what the connector does not need, or raise the limit"},
	{CodeEntryDamaged, "each entry can be unpacked and has the recorded size and checksum", "make or copy the package again"},
	{CodeEntryUnsupported, "each entry is stored or deflated, and not encrypted", "make it again with the connector packager"},
	{CodeEntriesOverlap, "no two entries share bytes of the package", "make it again with the connector packager"},
	{CodeLayout, "the entries stand one behind the other, each described alike where it stands and in the directory, and nothing else is there", "make it again with the connector packager"},
	{CodeNameUnsafe, "the name of each entry stays in the folder that the package is unpacked into", "make it again from the connector's folder, and do not unpack it"},
}

// Checks returns the table of codes, in a fresh slice.
func Checks() []Check { return slices.Clone(checks[:]) }

// An Error says what is wrong with a package.
type Error struct {
	Code  string // one of the codes
	Entry string // the entry that it is about, or ""
	Other string // the second entry, where two are at odds
	Limit int64  // the limit that was passed, or 0
	Found int64  // what was claimed or found, or how many entries it is about; 0 where reading stopped at a limit
	Err   error  // what the archive reader said, or nil
}

// Error says what is wrong and what to do.
func (e *Error) Error() string {
	text, advice := e.Code, ""
	for _, c := range checks {
		if c.Code == e.Code {
			text, advice = e.what(), ": "+c.Advice
		}
	}
	return text + advice
}

// Sentence is Error as a sentence, for people.
func (e *Error) Sentence() string {
	text := e.Error()
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// what is the fault without the advice.
func (e *Error) what() string {
	switch e.Code {
	case CodeNotZip:
		return fmt.Sprintf("the file is not a readable ZIP archive (%v)", e.Err)
	case CodeTooManyEntries:
		return fmt.Sprintf("the package has %d entries, and the limit is %d", e.Found, e.Limit)
	case CodeDirectoryTooLarge:
		return fmt.Sprintf("the package's central directory is over the limit of %d bytes", e.Limit)
	case CodeManifestMissing:
		return "the package has no manifest.xml"
	case CodeManifestNested:
		return fmt.Sprintf("the package has no manifest.xml at its root, but %q", shorten(e.Entry))
	case CodeManifestDuplicated:
		return "the package has more than one manifest.xml"
	case CodeManifestTooLarge:
		return fmt.Sprintf("the package's manifest.xml is over the limit of %d bytes", e.Limit)
	case CodeManifestDamaged:
		return fmt.Sprintf("the package's manifest.xml is damaged (%v)", e.Err)
	case CodeManifestUnsupported:
		return fmt.Sprintf("the package's manifest.xml is packed in a way that cannot be read (%v)", e.Err)
	}
	return e.whatEntry()
}

// whatEntry is the fault of an entry, or of two.
func (e *Error) whatEntry() string {
	name := shorten(e.Entry)
	switch e.Code {
	case CodeEntryMissing:
		return fmt.Sprintf("the package has no entry %d", e.Found)
	case CodeEntryTooLarge:
		return fmt.Sprintf("the entry %q is over the limit of %d bytes", name, e.Limit)
	case CodeEntryDamaged:
		return fmt.Sprintf("the entry %q is damaged (%v)", name, e.Err)
	case CodeEntryUnsupported:
		return fmt.Sprintf("the entry %q is packed in a way that cannot be read (%v)", name, e.Err)
	case CodeEntriesOverlap:
		return fmt.Sprintf("the entries %q and %q share bytes of the package", name, shorten(e.Other))
	case CodeLayout:
		if e.Entry == "" {
			return fmt.Sprintf("the package is not laid out as programs agree on (%v)", e.Err)
		}
		return fmt.Sprintf("the entry %q is not laid out as programs agree on (%v)", name, e.Err)
	}
	if e.Found > 1 {
		return fmt.Sprintf("the name of the entry %q leads out of the package, and so do %d more", name, e.Found-1)
	}
	return fmt.Sprintf("the name of the entry %q leads out of the package", name)
}

// Unwrap returns what the archive reader said.
func (e *Error) Unwrap() error { return e.Err }

// shorten keeps a message readable whatever the archive says.
func shorten(s string) string {
	const most = 120
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
