package manifest

import (
	"bytes"
	"fmt"
)

// A fault is something wrong with a piece of the decoded text.
type fault struct {
	code    string
	at      piece
	message string
}

// A scan is what can be seen of a document without building it.
type scan struct {
	starts    []int // where its start tags are, since the tree has no places
	directive int   // where its first directive is, or -1
	tight     []int // where attributes stand without white space before them
}

// prescan goes over the tags before the document is built, so that a hostile one
// costs little, and finds what the XML reader lets through: attributes without
// white space between them. It leaves every other fault to the reader, and may
// stop there. It also returns the document without the white space that only sets
// tags apart: half of a manifest's nodes would be that, and it means nothing. In a
// document with a directive, which no manifest has, what it counts can differ
// from what the reader will see.
func prescan(doc []byte, l Limits) (s scan, compact []byte, over *fault) {
	s = scan{starts: make([]int, 0, 64), directive: -1}
	compact = make([]byte, 0, len(doc))
	depth, copied := 0, 0
	closed := false // what ended at i was a tag that closes an element
	for i := 0; ; {
		next := bytes.IndexByte(doc[i:], '<')
		if next < 0 {
			return s, append(compact, doc[copied:]...), nil
		}
		if tagFollows(doc, i+next, closed) && len(s.starts) > 0 && depth > 0 && blank(doc[i:i+next]) {
			compact = append(compact, doc[copied:i]...)
			copied = i + next
		}
		i += next
		closed = false
		end, directive, ok := skipMarkup(doc, i)
		if directive && s.directive < 0 {
			s.directive = i
		}
		if !ok {
			return s, doc, nil
		}
		if end > 0 {
			i = end
			continue
		}
		if i+1 < len(doc) && doc[i+1] == '/' {
			depth--
			end := bytes.IndexByte(doc[i:], '>')
			if end < 0 {
				return s, doc, nil
			}
			i += end + 1
			closed = true
			continue
		}
		s.starts = append(s.starts, i)
		depth++
		switch {
		case len(s.starts) > l.Elements:
			return s, nil, tooMany(l, startTag(doc, i))
		case depth > l.Depth:
			return s, nil, tooDeep(l, startTag(doc, i))
		}
		close := s.tag(doc, i+1)
		if close < 0 {
			return s, doc, nil
		}
		if doc[close-1] == '/' {
			depth--
			closed = true
		}
		i = close + 1
	}
}

func tooLarge(l Limits) *fault {
	return &fault{codeSize, piece{}, fmt.Sprintf("the file has more than %d bytes: make it smaller", l.Bytes)}
}

func tooMany(l Limits, at piece) *fault {
	return &fault{codeElements, at, fmt.Sprintf("the document has more than %d elements: make it smaller", l.Elements)}
}

func tooDeep(l Limits, at piece) *fault {
	return &fault{codeDepth, at, fmt.Sprintf("more than %d elements stand inside each other: make it flatter", l.Depth)}
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
// or directive that starts at i, or 0 for a tag; ok is false where it does not
// end.
func skipMarkup(doc []byte, i int) (end int, directive, ok bool) {
	if i+1 < len(doc) && doc[i+1] != '!' && doc[i+1] != '?' {
		return 0, false, true
	}
	for _, m := range [...]struct{ open, close string }{
		{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"},
	} {
		if !hasPrefix(doc[i:], m.open) {
			continue
		}
		length := bytes.Index(doc[i+len(m.open):], []byte(m.close))
		directive = m.open == "<!"
		if length < 0 {
			return 0, directive, false
		}
		return i + len(m.open) + length + len(m.close), directive, true
	}
	return 0, false, true
}

// tag returns the offset of the '>' that closes the start tag at i, or -1.
func (s *scan) tag(doc []byte, i int) int {
	for i < len(doc) {
		switch c := doc[i]; c {
		case '>':
			return i
		case '"', '\'':
			length := bytes.IndexByte(doc[i+1:], c)
			if length < 0 {
				return -1
			}
			i += length + 2
			if i < len(doc) && doc[i] != '>' && doc[i] != '/' && !isSpace(doc[i]) {
				s.tight = append(s.tight, i)
			}
			continue
		}
		i++
	}
	return -1
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
