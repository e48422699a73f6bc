package manifest

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// offending returns the token that the XML reader's words speak of. The reader has
// stopped in it or behind it. For words that are not known here it is what the
// markup that was read last starts with.
func (r *reader) offending(reason string) piece {
	doc, stop := r.doc, r.at.to
	says := func(words string) bool { return strings.HasPrefix(reason, words) }
	var at piece
	switch {
	case says("unexpected EOF"):
		at = r.unended()
	case says("unexpected end element"), says("element <"), says("xml: unsupported version"):
		at = r.at
	case says("invalid characters between </"):
		at = r.endTag()
	case says("invalid character entity"):
		at = piece{r.at.from + bytes.LastIndexByte(doc[r.at.from:stop], '&'), stop}
	case says("illegal character code"):
		at = r.illegal()
	case says("unescaped <"):
		at = piece{stop - len("<"), stop}
	case says("unescaped ]]>"):
		at = piece{stop - len("]]>"), stop}
	case says(`invalid sequence "--"`):
		at = piece{stop - len("-->"), stop - len(">")}
	case says("invalid XML name"):
		at = piece{nameStart(doc, stop), stop}
	case says("expected attribute name"):
		at = r.noName()
	case says("attribute name without ="):
		end := len(bytes.TrimRight(doc[:stop-1], blanks))
		at = piece{nameStart(doc, end), end}
	case says("unquoted or missing"):
		at = bareValue(doc, stop-1)
	case says("expected />"):
		at = onePoint(doc, stop-len("/x"))
	default:
		at = opening(doc, r.at.from)
	}
	from := max(0, min(at.from, len(doc)))
	return piece{from, max(from, min(at.to, len(doc)))}
}

// unended covers the start of what the end of the text cuts off.
func (r *reader) unended() piece {
	doc, from := r.doc, r.at.from
	switch {
	case from < len(doc) && doc[from] != '<': // an entity in text
		return piece{from + bytes.LastIndexByte(doc[from:], '&'), len(doc)}
	case from < len(doc):
		if quote := openQuote(doc, from); quote >= 0 {
			return onePoint(doc, quote)
		}
		return opening(doc, from)
	case len(r.open) > 0:
		return startTag(doc, r.open[len(r.open)-1])
	}
	return onePoint(doc, from)
}

// openQuote returns where the value starts, with its quote, that is not closed in
// the start tag at an offset, which has no end, or -1.
func openQuote(doc []byte, at int) int {
	if hasPrefix(doc[at:], "<!") || hasPrefix(doc[at:], "<?") || hasPrefix(doc[at:], "</") {
		return -1
	}
	rest := nameEnd(doc, at+1)
	if all := attributesOf(doc, rest); len(all) > 0 {
		rest = all[len(all)-1].value.to + 1
	}
	quote := bytes.IndexAny(doc[rest:], `"'`)
	if quote < 0 {
		return -1
	}
	return rest + quote
}

// endTag covers an end tag with something behind its name.
func (r *reader) endTag() piece {
	from := r.at.from
	end := bytes.IndexAny(r.doc[from+1:], "<>")
	if end < 0 {
		return trimmed(r.doc, piece{from, len(r.doc)})
	}
	if end += from + 1; r.doc[end] == '>' {
		return piece{from, end + 1}
	}
	return trimmed(r.doc, piece{from, end})
}

// noName covers what stands in place of an attribute's name: a name with more than
// one colon, behind which the reader has stopped, or any other character.
func (r *reader) noName() piece {
	name := piece{nameStart(r.doc, r.at.to), r.at.to}
	if bytes.Count(r.doc[name.from:name.to], []byte(":")) > 1 {
		return name
	}
	return onePoint(r.doc, r.at.to)
}

// bareValue covers a value without quotes, or the character in place of a value.
func bareValue(doc []byte, at int) piece {
	end := at
	for end < len(doc) && !isSpace(doc[end]) && doc[end] != '<' && doc[end] != '>' && !hasPrefix(doc[end:], "/>") {
		end++
	}
	if end == at {
		return onePoint(doc, at)
	}
	return piece{at, end}
}

// illegal covers the first character of the last token that XML does not have, or
// the reference to one.
func (r *reader) illegal() piece {
	i, references := r.at.from, !hasPrefix(r.doc[r.at.from:], "<![CDATA[")
	for i < r.at.to {
		at := onePoint(r.doc, i)
		c, _ := utf8.DecodeRune(r.doc[i:])
		if c == '&' && references {
			c, at.to = reference(r.doc, i)
		}
		if !isCharacter(c) {
			return at
		}
		i = at.to
	}
	return onePoint(r.doc, r.at.from)
}

// reference returns the character that a character reference stands for, or '&'
// for what is none, and where it ends.
func reference(doc []byte, at int) (rune, int) {
	base, digits := 10, at+len("&#")
	switch {
	case hasPrefix(doc[at:], "&#x"):
		base, digits = 16, at+len("&#x")
	case !hasPrefix(doc[at:], "&#"):
		return '&', at + 1
	}
	end := nameEnd(doc, digits)
	n, err := strconv.ParseUint(string(doc[digits:end]), base, 32)
	if err != nil || end == len(doc) || n > utf8.MaxRune {
		return '&', at + 1
	}
	return []rune(string(rune(n)))[0], end + 1 // half a pair is U+FFFD to the XML reader
}

// isCharacter tells whether XML has a character.
func isCharacter(c rune) bool {
	return c >= ' ' && c != '\uFFFE' && c != '\uFFFF' || c == '\t' || c == '\n' || c == '\r'
}
