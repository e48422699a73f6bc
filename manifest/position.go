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
	element   *etree.Element // nil for the top level
	attribute int
	offset    int // in the text, or the number of a text or directive
}

type spotKind int

const (
	spotOffset spotKind = iota
	spotElement
	spotAttribute
	spotValue
	spotText
	spotDirective
)

func atOffset(at int) spot            { return spot{offset: at} }
func atElement(e *etree.Element) spot { return spot{kind: spotElement, element: e} }
func atAttribute(e *etree.Element, i int) spot {
	return spot{kind: spotAttribute, element: e, attribute: i}
}
func atAttributeValue(e *etree.Element, i int) spot {
	return spot{kind: spotValue, element: e, attribute: i}
}
func atText(e *etree.Element, n int) spot { return spot{kind: spotText, element: e, offset: n} }
func atDirective(n int) spot              { return spot{kind: spotDirective, offset: n} }

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
	doc        []byte
	elements   map[*etree.Element]int // the numbers of those that are asked for, in document order
	starts     []int                  // offset of each element
	texts      []int                  // offset of the first text of each element, or -1
	outside    []int                  // offsets of texts outside of the root
	directives []int                  // offsets of directives outside of the root

	tag           *etree.Element // whose attributes these are
	names, values []int
}

// locate prepares to find the findings. Where the start tags are is known; only
// for texts and directives the document is read again.
func (p *parser) locate() *locator {
	l := &locator{doc: p.doc, starts: p.starts, elements: make(map[*etree.Element]int)}
	again := false
	for _, f := range p.findings {
		if f.spot.element != nil {
			l.elements[f.spot.element] = -1
		}
		again = again || f.spot.kind == spotText || f.spot.kind == spotDirective
	}
	if p.tree == nil {
		return l
	}
	if total := l.number(&p.tree.Element, 0); again || total != len(l.starts) {
		l.starts = nil
		l.readPlaces()
	}
	return l
}

// number counts the elements below e in document order, from n on, and notes the
// numbers of those that are asked for.
func (l *locator) number(e *etree.Element, n int) int {
	for _, t := range e.Child {
		c, ok := t.(*etree.Element)
		if !ok {
			continue
		}
		if _, asked := l.elements[c]; asked {
			l.elements[c] = n
		}
		n = l.number(c, n+1)
	}
	return n
}

// readPlaces reads the text again, token by token.
func (l *locator) readPlaces() {
	d := xml.NewDecoder(bytes.NewReader(l.doc))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var open []int
	for {
		at := int(d.InputOffset())
		t, err := d.RawToken()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			open = append(open, len(l.starts))
			l.starts, l.texts = append(l.starts, at), append(l.texts, -1)
		case xml.EndElement:
			open = open[:max(len(open)-1, 0)]
		case xml.CharData:
			l.text(open, at, t)
		case xml.Directive:
			if len(open) == 0 {
				l.directives = append(l.directives, at)
			}
		}
	}
}

// text notes where text starts, behind its leading white space if there is more.
func (l *locator) text(open []int, at int, t xml.CharData) {
	rest := bytes.TrimLeft(l.doc[at:], " \t\r\n")
	blank := len(bytes.TrimSpace(t)) == 0
	if !blank {
		at = len(l.doc) - len(rest)
	}
	switch {
	case len(open) == 0 && !blank:
		l.outside = append(l.outside, at)
	case len(open) > 0 && (l.texts[open[len(open)-1]] < 0 || !blank):
		if i := open[len(open)-1]; l.texts[i] < 0 || isSpace(l.doc[l.texts[i]]) {
			l.texts[i] = at
		}
	}
}

// A position is a line and a column in code points, both 1-based.
type position struct{ line, column int }

// offset returns where a spot is in the text.
func (l *locator) offset(s spot) int {
	switch s.kind {
	case spotElement:
		return l.start(s.element)
	case spotAttribute, spotValue:
		return l.attribute(s)
	case spotText:
		return l.textOf(s)
	case spotDirective:
		return pick(l.directives, s.offset, 0)
	}
	return s.offset
}

func (l *locator) start(e *etree.Element) int { return pick(l.starts, l.elements[e], 0) }

func (l *locator) textOf(s spot) int {
	if s.element == nil {
		return pick(l.outside, s.offset, 0)
	}
	if at := pick(l.texts, l.elements[s.element], -1); at >= 0 {
		return at
	}
	return l.start(s.element)
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
	start := l.start(s.element)
	if l.tag != s.element {
		l.tag, l.names, l.values = s.element, nil, nil
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
	now, i := position{1, 1}, 0
	for _, k := range order {
		for ; i < min(offsets[k], len(doc)); i++ {
			switch c := doc[i]; {
			case c == '\n' || c == '\r' && (i+1 >= len(doc) || doc[i+1] != '\n'):
				now = position{now.line + 1, 1}
			case utf8.RuneStart(c):
				now.column++
			}
		}
		out[k] = now
	}
	return out
}

// syntaxError finds where an XML reader stops, and why.
func syntaxError(doc []byte, err error) (at int, reason string) {
	d := xml.NewDecoder(bytes.NewReader(doc))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
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
