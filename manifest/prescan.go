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
// returns where the start tags are, since the tree has no places, and the
// document without the white space that only sets tags apart: half of a
// manifest's nodes would be that, and it means nothing.
func prescan(doc []byte, l Limits) (starts []int, compact []byte, _ *fault) {
	starts = make([]int, 0, 64)
	compact = make([]byte, 0, len(doc))
	depth, copied := 0, 0
	closed := false // what ended at i was a tag that closes an element
	for i := 0; ; {
		next := bytes.IndexByte(doc[i:], '<')
		if next < 0 {
			return starts, append(compact, doc[copied:]...), nil
		}
		if tagFollows(doc, i+next, closed) && len(starts) > 0 && depth > 0 && blank(doc[i:i+next]) {
			compact = append(compact, doc[copied:i]...)
			copied = i + next
		}
		i += next
		closed = false
		end, ok := skipMarkup(doc, i)
		if !ok {
			return starts, doc, nil
		}
		if end > 0 {
			i = end
			continue
		}
		if i+1 < len(doc) && doc[i+1] == '/' {
			depth--
			end := bytes.IndexByte(doc[i:], '>')
			if end < 0 {
				return starts, doc, nil
			}
			i += end + 1
			closed = true
			continue
		}
		starts = append(starts, i)
		depth++
		switch {
		case len(starts) > l.Elements:
			return nil, nil, &fault{codeElements, i, "the document has more elements than the limit allows: make it smaller"}
		case depth > l.Depth:
			return nil, nil, &fault{codeDepth, i, "elements stand deeper inside each other than the limit allows: make it flatter"}
		}
		close, tight := scanTag(doc, i+1)
		if tight > 0 {
			return nil, nil, &fault{codeWellFormed, tight, "white space is missing between two attributes: add a blank"}
		}
		if close < 0 {
			return starts, doc, nil
		}
		if doc[close-1] == '/' {
			depth--
			closed = true
		}
		i = close + 1
	}
}

// tagFollows tells whether white space before i stands beside an element that
// its parent has: before a start tag, or behind an element that has ended. Only
// there it means nothing; in an element without others it is the content.
func tagFollows(doc []byte, i int, closed bool) bool {
	return i+1 < len(doc) && doc[i+1] != '!' && doc[i+1] != '?' && (closed || doc[i+1] != '/')
}

// blank tells whether there is white space, and nothing else.
func blank(b []byte) bool {
	for _, c := range b {
		if !isSpace(c) {
			return false
		}
	}
	return len(b) > 0
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
