package manifest

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/beevik/etree"
)

// A spot is what a finding points at. The zero value is the document's start.
type spot struct {
	kind      spotKind
	token     etree.Token // nil for an offset
	attribute int
	offset    int // in the text
}

type spotKind int

const (
	spotOffset spotKind = iota
	spotToken
	spotAttribute
	spotValue
)

func atOffset(at int) spot            { return spot{offset: at} }
func atToken(t etree.Token) spot      { return spot{kind: spotToken, token: t} }
func atElement(e *etree.Element) spot { return atToken(e) }
func atAttribute(e *etree.Element, i int) spot {
	return spot{kind: spotAttribute, token: e, attribute: i}
}
func atAttributeValue(e *etree.Element, i int) spot {
	return spot{kind: spotValue, token: e, attribute: i}
}

// atValue points at an attribute's value, or at the element that lacks it.
func atValue(e *etree.Element, name string) spot {
	if i := attributeIndex(e, name); i >= 0 {
		return atAttributeValue(e, i)
	}
	return atElement(e)
}

// A locator knows where things stand in the text. It is made only for a document
// with problems, since the tree has no places.
type locator struct {
	doc    []byte
	places map[etree.Token]int // offsets of the tokens that are asked for

	tag           etree.Token // whose attributes these are
	names, values []int
}

// locate prepares to find the findings. Where the start tags are is known; only
// for other tokens the document is read again.
func (p *parser) locate() *locator {
	l := &locator{doc: p.doc, places: make(map[etree.Token]int)}
	onlyElements := true
	for _, f := range p.findings {
		if t := f.spot.token; t != nil {
			l.places[t] = 0
			_, is := t.(*etree.Element)
			onlyElements = onlyElements && is
		}
	}
	if len(l.places) == 0 {
		return l
	}
	if onlyElements && l.take(&p.tree.Element, p.scan.starts, 0, true) == len(p.scan.starts) {
		return l
	}
	l.take(&p.tree.Element, tokenOffsets(p.doc, p.compact), 0, false)
	return l
}

// take goes over the tokens below e in document order, only the elements or all
// of them, and notes the offsets of those that are asked for. It returns the
// number of the token behind the last one.
func (l *locator) take(e *etree.Element, offsets []int, n int, onlyElements bool) int {
	for _, t := range e.Child {
		inner, is := t.(*etree.Element)
		if onlyElements && !is {
			continue
		}
		if _, asked := l.places[t]; asked {
			l.places[t] = pick(offsets, n, 0)
		}
		n++
		if is {
			n = l.take(inner, offsets, n, onlyElements)
		}
	}
	return n
}

// tokenOffsets reads the compact text again and returns where its tokens but for
// end tags stand in the document: text behind the white space that it starts with,
// if there is more.
func tokenOffsets(doc, compact []byte) (offsets []int) {
	d := newDecoder(compact)
	for {
		at := int(d.InputOffset())
		t, err := d.RawToken()
		if err != nil {
			return expand(offsets, doc, compact)
		}
		switch t := t.(type) {
		case xml.EndElement:
			continue
		case xml.CharData:
			if len(bytes.Trim(t, blanks)) > 0 {
				at = len(compact) - len(bytes.TrimLeft(compact[at:], blanks))
			}
		}
		offsets = append(offsets, at)
	}
}

// expand makes offsets in the compact text, in ascending order, offsets in the
// document. What prescan leaves out is white space before a '<', so that the two
// texts differ where it starts.
func expand(offsets []int, doc, compact []byte) []int {
	in := 0 // in doc
	for from, k := 0, 0; k < len(offsets); from++ {
		for in < len(doc) && from < len(compact) && doc[in] != compact[from] {
			in++
		}
		for ; k < len(offsets) && offsets[k] == from; k++ {
			offsets[k] = in
		}
		if from >= len(compact) {
			break
		}
		in++
	}
	return offsets
}

// A position is a line and a column in code points, both 1-based.
type position struct{ line, column int }

// offset returns where a spot is in the text.
func (l *locator) offset(s spot) int {
	switch s.kind {
	case spotToken:
		return l.places[s.token]
	case spotAttribute, spotValue:
		return l.attribute(s)
	}
	return s.offset
}

// pick returns an element of a list, or another value where it has none.
func pick(list []int, i, otherwise int) int {
	if i < 0 || i >= len(list) {
		return otherwise
	}
	return list[i]
}

// attribute finds an attribute's name or value in its start tag.
func (l *locator) attribute(s spot) int {
	start := l.places[s.token]
	if l.tag != s.token {
		l.tag, l.names, l.values = s.token, nil, nil
		l.readTag(start)
	}
	if s.kind == spotAttribute {
		return pick(l.names, s.attribute, start)
	}
	return pick(l.values, s.attribute, start)
}

// readTag notes where the attributes of one start tag stand.
func (l *locator) readTag(start int) {
	i := start + 1
	for i < len(l.doc) && !isSpace(l.doc[i]) && l.doc[i] != '>' && l.doc[i] != '/' {
		i++
	}
	for {
		for i < len(l.doc) && isSpace(l.doc[i]) {
			i++
		}
		name := i
		for i < len(l.doc) && l.doc[i] != '"' && l.doc[i] != '\'' && l.doc[i] != '>' {
			i++
		}
		if i >= len(l.doc) || l.doc[i] == '>' {
			return
		}
		length := bytes.IndexByte(l.doc[i+1:], l.doc[i])
		if length < 0 {
			return
		}
		l.names, l.values = append(l.names, name), append(l.values, i+1)
		i += length + 2
	}
}

// positions makes offsets lines and columns in code points, both 1-based, in one
// pass over the text. A line ends in LF, CR LF or CR.
func positions(doc []byte, offsets []int) []position {
	order := make([]int, len(offsets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return offsets[a] - offsets[b] })
	out := make([]position, len(offsets))
	now, from := position{1, 1}, 0
	for _, k := range order {
		to := max(from, min(offsets[k], len(doc)))
		now = now.after(doc[from:to], to < len(doc) && doc[to] == '\n')
		out[k], from = now, to
	}
	return out
}

// after returns the position behind a piece of text; lineFeed tells whether one
// follows, which makes a CR at the end part of that line end.
func (p position) after(text []byte, lineFeed bool) position {
	if bytes.IndexByte(text, '\r') < 0 {
		if last := bytes.LastIndexByte(text, '\n'); last >= 0 {
			p = position{p.line + bytes.Count(text[:last+1], []byte("\n")), 1}
			text = text[last+1:]
		}
		p.column += codePoints(text)
		return p
	}
	for i, c := range text {
		next := lineFeed
		if i+1 < len(text) {
			next = text[i+1] == '\n'
		}
		switch {
		case c == '\n' || c == '\r' && !next:
			p = position{p.line + 1, 1}
		case utf8.RuneStart(c):
			p.column++
		}
	}
	return p
}

// codePoints counts them also in what is not UTF-8, or is cut from it.
func codePoints(text []byte) (n int) {
	for _, c := range text {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

// syntaxError finds where an XML reader stops, and why.
func syntaxError(doc []byte, err error) (at int, reason string) {
	d := newDecoder(doc)
	for {
		_, stop := d.Token()
		if stop == nil {
			continue
		}
		if errors.Is(stop, io.EOF) { // only etree saw it
			return int(d.InputOffset()), err.Error()
		}
		var syntax *xml.SyntaxError
		if errors.As(stop, &syntax) {
			return int(d.InputOffset()), syntax.Msg
		}
		return int(d.InputOffset()), stop.Error()
	}
}
