package manifest

import (
	"bytes"
	"unicode/utf8"
)

// startTag covers "<" and the name of the start tag at an offset.
func startTag(doc []byte, at int) piece { return piece{at, nameEnd(doc, at+1)} }

// nameEnd returns where a name ends. Like the XML reader it takes all characters
// outside of ASCII for parts of one.
func nameEnd(doc []byte, i int) int {
	for i < len(doc) && isNameByte(doc[i]) {
		i++
	}
	return i
}

// nameStart returns where the name starts that ends at an offset.
func nameStart(doc []byte, i int) int {
	for i > 0 && isNameByte(doc[i-1]) {
		i--
	}
	return i
}

func isNameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '_' || c == ':' || c == '.' || c == '-' || c >= utf8.RuneSelf
}

// nameOrPoint covers the name at an offset, or the character there if there is
// none.
func nameOrPoint(doc []byte, at int) piece {
	if end := nameEnd(doc, at); end > at {
		return piece{at, end}
	}
	return onePoint(doc, at)
}

// onePoint covers the code point at an offset, or nothing at the end of the text.
func onePoint(doc []byte, at int) piece {
	at = max(0, min(at, len(doc)))
	_, size := utf8.DecodeRune(doc[at:])
	return piece{at, at + size}
}

// trimmed leaves out the white space around a piece.
func trimmed(doc []byte, p piece) piece {
	text := bytes.TrimLeft(doc[p.from:p.to], blanks)
	from := p.to - len(text)
	return piece{from, from + len(bytes.TrimRight(text, blanks))}
}

// A written is an attribute as it stands in the text: its name, and its value
// between the quotes.
type written struct{ name, value piece }

// attributesOf returns the attributes of a start tag, whose name ends at i, up to
// the first that is malformed.
func attributesOf(doc []byte, i int) (all []written) {
	for {
		for i < len(doc) && isSpace(doc[i]) {
			i++
		}
		name := piece{i, nameEnd(doc, i)}
		for i < len(doc) && doc[i] != '"' && doc[i] != '\'' && doc[i] != '>' {
			i++
		}
		if i >= len(doc) || doc[i] == '>' {
			return all
		}
		length := bytes.IndexByte(doc[i+1:], doc[i])
		if length < 0 {
			return all
		}
		value := piece{i + 1, i + 1 + length}
		all = append(all, written{name, value})
		i = value.to + 1
	}
}

// opening covers what markup starts with: its delimiter, and the name if it has
// one.
func opening(doc []byte, at int) piece {
	for _, start := range [...]string{"<!--", "<![CDATA["} {
		if hasPrefix(doc[at:], start) {
			return piece{at, at + len(start)}
		}
	}
	for _, start := range [...]string{"<![", "<!", "<?", "</", "<"} {
		if hasPrefix(doc[at:], start) {
			return piece{at, nameEnd(doc, at+len(start))}
		}
	}
	return onePoint(doc, at)
}
