package manifest

import "bytes"

// A fault is something wrong at an offset of the decoded text.
type fault struct {
	code    string
	at      int
	message string
}

// prescan goes over the tags before the document is built, so that a hostile one
// costs little, and finds what the XML reader lets through: attributes without
// white space between them. It leaves every other fault to the reader. It
// returns where the start tags are, since the tree has no places.
func prescan(doc []byte, l Limits) (starts []int, _ *fault) {
	starts = make([]int, 0, 64)
	depth := 0
	for i := 0; ; {
		next := bytes.IndexByte(doc[i:], '<')
		if next < 0 {
			return starts, nil
		}
		i += next
		end, ok := skipMarkup(doc, i)
		if !ok {
			return starts, nil
		}
		if end > 0 {
			i = end
			continue
		}
		if i+1 < len(doc) && doc[i+1] == '/' {
			depth--
			i += 2
			continue
		}
		starts = append(starts, i)
		depth++
		switch {
		case len(starts) > l.Elements:
			return nil, &fault{codeElements, i, "the document has more elements than the limit allows: make it smaller"}
		case depth > l.Depth:
			return nil, &fault{codeDepth, i, "elements stand deeper inside each other than the limit allows: make it flatter"}
		}
		close, tight := scanTag(doc, i+1)
		if tight > 0 {
			return nil, &fault{codeWellFormed, tight, "white space is missing between two attributes: add a blank"}
		}
		if close < 0 {
			return starts, nil
		}
		if doc[close-1] == '/' {
			depth--
		}
		i = close + 1
	}
}

// skipMarkup returns the end of a comment, CDATA section, processing instruction
// or declaration that starts at i, or 0 for a tag; ok is false where it does not
// end.
func skipMarkup(doc []byte, i int) (end int, ok bool) {
	if i+1 < len(doc) && doc[i+1] != '!' && doc[i+1] != '?' {
		return 0, true
	}
	for _, m := range [...]struct{ open, close string }{
		{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"},
	} {
		if !hasPrefix(doc[i:], m.open) {
			continue
		}
		length := bytes.Index(doc[i+len(m.open):], []byte(m.close))
		if length < 0 {
			return 0, false
		}
		return i + len(m.open) + length + len(m.close), true
	}
	return 0, true
}

// scanTag returns the offset of the '>' that closes a start tag, or -1, and the
// offset of an attribute that follows a quote without white space, or 0.
func scanTag(doc []byte, i int) (close, tight int) {
	for i < len(doc) {
		switch c := doc[i]; c {
		case '>':
			return i, 0
		case '"', '\'':
			length := bytes.IndexByte(doc[i+1:], c)
			if length < 0 {
				return -1, 0
			}
			i += length + 2
			if i < len(doc) && doc[i] != '>' && doc[i] != '/' && !isSpace(doc[i]) {
				return -1, i
			}
			continue
		}
		i++
	}
	return -1, 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
