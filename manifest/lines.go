package manifest

import (
	"bytes"
	"unicode/utf8"
)

// SourceLine returns the text of a line of a file as a [Problem] counts them,
// without its end, or "" where there is none. It reads as far as the file can be
// decoded, whatever else is wrong with it, and each byte that is not UTF-8 becomes
// U+FFFD, so that columns stay true. Its time is in proportion to the text up to
// the end of that line.
func SourceLine(data []byte, line int) string {
	doc, _, _ := decodeMarked(data)
	return lineOf(doc, line)
}

// Line returns the text of a line, without its end, or "" where there is none, as
// [SourceLine] does. It works on a nil Outline.
func (o *Outline) Line(n int) string {
	if o == nil {
		return ""
	}
	return lineOf(o.doc, n)
}

// lineOf returns the n-th line of a decoded text.
func lineOf(doc []byte, n int) string {
	if n < 1 {
		return ""
	}
	for ; n > 1 && len(doc) > 0; n-- {
		_, doc = cutLine(doc)
	}
	line, _ := cutLine(doc)
	if !utf8.Valid(line) {
		return string([]rune(string(line)))
	}
	return string(line)
}

// cutLine takes a line off a text.
func cutLine(doc []byte) (line, rest []byte) {
	end := bytes.IndexAny(doc, "\r\n")
	if end < 0 {
		return doc, nil
	}
	line, rest = doc[:end], doc[end:]
	if hasPrefix(rest, "\r\n") {
		return line, rest[2:]
	}
	return line, rest[1:]
}
