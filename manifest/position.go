package manifest

import (
	"bytes"
	"encoding/xml"

	"github.com/beevik/etree"
)

// A spot is what a finding points at. The zero value is the document's start.
type spot struct {
	kind      spotKind
	token     etree.Token // nil for a piece of the text
	attribute int
	piece     piece
}

type spotKind int

const (
	spotPiece spotKind = iota
	spotToken
	spotAttribute
	spotValue
)

func atPiece(p piece) spot            { return spot{piece: p} }
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

	// The start tag that was asked for last, and its attributes if they were.
	element    etree.Token
	tag        piece
	attributes []written
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
		if _, asked := l.places[t]; asked && n < len(offsets) {
			l.places[t] = offsets[n]
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

// piece returns what a spot covers of the text.
func (l *locator) piece(s spot) piece {
	if s.token == nil {
		return s.piece
	}
	start := l.places[s.token]
	if _, is := s.token.(*etree.Element); !is {
		return piece{start, tokenEnd(l.doc, start)}
	}
	if l.element != s.token {
		l.element, l.tag, l.attributes = s.token, startTag(l.doc, start), nil
	}
	if s.kind == spotToken {
		return l.tag
	}
	if l.attributes == nil {
		l.attributes = attributesOf(l.doc, l.tag.to)
	}
	switch {
	case s.attribute >= len(l.attributes):
		return l.tag
	case s.kind == spotAttribute:
		return l.attributes[s.attribute].name
	}
	return l.attributes[s.attribute].value
}

// tokenEnd returns where the text, or the markup that is no tag, ends that starts
// at an offset: text before the white space behind it, if it is not white space
// alone.
func tokenEnd(doc []byte, start int) int {
	d := newDecoder(doc[start:])
	t, err := d.RawToken()
	end := start + int(d.InputOffset())
	if err != nil {
		return opening(doc, start).to
	}
	if text, is := t.(xml.CharData); is && len(bytes.Trim(text, blanks)) > 0 {
		return start + len(bytes.TrimRight(doc[start:end], blanks))
	}
	return end
}
