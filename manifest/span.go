package manifest

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// A Span is a piece of a text: from Line and Column up to but not including
// EndLine and EndColumn. All are 1-based, the columns in code points of the
// decoded text, a byte order mark not counted. A line ends in LF, CR LF or CR. An
// empty span ends where it starts. The zero value is no place.
type Span struct{ Line, Column, EndLine, EndColumn int }

// upTo returns s with all up to the end of another, or the other where s is no
// place.
func (s Span) upTo(end Span) Span {
	if s == (Span{}) {
		return end
	}
	return Span{s.Line, s.Column, end.EndLine, end.EndColumn}
}

// A piece is a part of the decoded text, in bytes: from one offset up to another.
type piece struct{ from, to int }

// spans makes lines and columns of pieces.
func spans(doc []byte, pieces []piece) []Span {
	offsets := make([]int, 0, 2*len(pieces))
	for _, p := range pieces {
		offsets = append(offsets, p.from, max(p.from, p.to))
	}
	at := positions(doc, offsets)
	out := make([]Span, len(pieces))
	for i := range out {
		start, end := at[2*i], at[2*i+1]
		out[i] = Span{start.line, start.column, end.line, end.column}
	}
	return out
}

// A position is a line and a column in code points, both 1-based.
type position struct{ line, column int }

// positions makes offsets lines and columns in code points, both 1-based, in one
// pass over the text. A line ends in LF, CR LF or CR.
func positions(doc []byte, offsets []int) []position {
	order := make([]int, len(offsets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return offsets[a] - offsets[b] })
	out := make([]position, len(offsets))
	c := newCursor(doc)
	for _, k := range order {
		out[k] = c.moveTo(offsets[k])
	}
	return out
}

// A cursor goes forward over a text and knows the line and the column.
type cursor struct {
	doc    []byte
	offset int
	now    position
}

func newCursor(doc []byte) *cursor { return &cursor{doc: doc, now: position{1, 1}} }

// moveTo goes to an offset, which is not before the last one.
func (c *cursor) moveTo(offset int) position {
	to := max(c.offset, min(offset, len(c.doc)))
	c.now = c.now.after(c.doc[c.offset:to], to < len(c.doc) && c.doc[to] == '\n')
	c.offset = to
	return c.now
}

// span goes over a piece that is not before the last one.
func (c *cursor) span(p piece) Span {
	start, end := c.moveTo(p.from), c.moveTo(p.to)
	return Span{start.line, start.column, end.line, end.column}
}

// after returns the position behind a piece of text; lineFeed tells whether one
// follows, which makes a CR at the end part of that line end.
func (p position) after(text []byte, lineFeed bool) position {
	if bytes.IndexByte(text, '\r') < 0 {
		if last := bytes.LastIndexByte(text, '\n'); last >= 0 {
			p = position{p.line + bytes.Count(text[:last+1], []byte("\n")), 1}
			text = text[last+1:]
		}
		p.column += utf8.RuneCount(text)
		return p
	}
	for i := 0; i < len(text); {
		_, size := utf8.DecodeRune(text[i:])
		c := text[i]
		i += size
		next := lineFeed
		if i < len(text) {
			next = text[i] == '\n'
		}
		if c == '\n' || c == '\r' && !next {
			p = position{p.line + 1, 1}
			continue
		}
		p.column++
	}
	return p
}
