package manifest

import (
	"bytes"
	"encoding/xml"
	"iter"
)

// An Outline is the elements of an XML file, with their places.
type Outline struct {
	Root *Node // nil where there is none
	doc  []byte
}

// A Node is an element. Its methods also work on a nil Node, which has nothing.
type Node struct {
	Name       string // as written: with its prefix, if it has one
	Span       Span   // of "<" and the name
	Attributes []Attribute
	Children   []*Node
	// Text is the character data directly in the element, without the white
	// space around it. TextSpan is where it stands, from its first to its last
	// character, with whatever markup is between; of a CDATA section only the
	// content. An element without text has none.
	Text     string
	TextSpan Span
}

// An Attribute is one attribute of a [Node].
type Attribute struct {
	Name string // as written: with its prefix, if it has one
	// Value is what stands between the quotes, with references resolved, and a
	// blank for each other white space.
	Value     string
	NameSpan  Span
	ValueSpan Span // between the quotes
}

// Attribute returns the first attribute of that name.
func (n *Node) Attribute(name string) (Attribute, bool) {
	if n == nil {
		return Attribute{}, false
	}
	for _, a := range n.Attributes {
		if a.Name == name {
			return a, true
		}
	}
	return Attribute{}, false
}

// Child returns the first child of that name, or nil.
func (n *Node) Child(name string) *Node {
	if n == nil {
		return nil
	}
	for _, c := range n.Children {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// All yields the elements of that name inside of n, at any depth, in document
// order.
func (n *Node) All(name string) iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		if n == nil {
			return
		}
		for left := []*Node{n}; len(left) > 0; {
			next := left[len(left)-1]
			left = left[:len(left)-1]
			if next != n && next.Name == name && !yield(next) {
				return
			}
			for i := len(next.Children) - 1; i >= 0; i-- {
				left = append(left, next.Children[i])
			}
		}
	}
}

// ReadOutline reads an XML file of a connector: its manifest, or another. The error
// is a [Problem], the first that stops it: the file is larger than the limits
// allow, is not in UTF-8 or in UTF-16 with a byte order mark, has a DOCTYPE or
// another directive, is not well-formed, or has not one root element. Other
// faults, such as two attributes of one name, do not stop it. The outline is never
// nil: it has the elements that start before that problem. It keeps nothing of
// data.
func ReadOutline(file string, data []byte, limits Limits) (*Outline, error) {
	o := &outliner{limits: limits.complete()}
	stop := o.read(data)
	outline := &Outline{o.root, bytes.Clone(o.doc)}
	if stop == nil {
		return outline, nil
	}
	f := finding{check: checkOf(stop.code), message: stop.message}
	return outline, f.problem(file, spans(o.doc, []piece{stop.at})[0])
}

// An outliner is one call of ReadOutline.
type outliner struct {
	limits   Limits
	doc      []byte
	cursor   *cursor
	root     *Node
	open     []openNode
	elements int
}

// An openNode is an element that has not ended, and its text so far.
type openNode struct {
	*Node
	text []byte
}

// read reads up to the first fault.
func (o *outliner) read(data []byte) *fault {
	if int64(len(data)) > o.limits.Bytes {
		return tooLarge(o.limits)
	}
	doc, wrong, at := decode(data)
	o.doc, o.cursor = doc, newCursor(doc)
	if wrong != "" {
		o.readText(doc[:at.from]) // what stops it there is the encoding
		return &fault{codeEncoding, at, wrong}
	}
	return o.readText(doc)
}

// readText reads a decoded text up to the first fault.
func (o *outliner) readText(doc []byte) (stop *fault) {
	r := newReader(doc)
	var t xml.Token
	for t, stop = r.next(); t != nil && stop == nil; t, stop = r.next() {
		if stop = o.take(t, r.at); stop != nil {
			break
		}
	}
	for len(o.open) > 0 {
		o.end()
	}
	if stop == nil && o.root == nil {
		stop = &fault{codeRootMissing, piece{}, "the document has no root element: add it"}
	}
	return stop
}

// take takes over one token.
func (o *outliner) take(t xml.Token, at piece) *fault {
	switch t := t.(type) {
	case xml.StartElement:
		return o.start(t, at.from)
	case xml.EndElement:
		o.end()
	case xml.CharData:
		return o.characters(t, at)
	case xml.Directive:
		if hasPrefix(t, "DOCTYPE") {
			return &fault{codeDoctype, at, "the document has a DOCTYPE: take it out"}
		}
		return &fault{codeWellFormed, at, "a directive may not stand here: take it out"}
	}
	return nil
}

// start takes over a start tag.
func (o *outliner) start(t xml.StartElement, from int) *fault {
	tag := startTag(o.doc, from)
	o.elements++
	switch {
	case o.elements > o.limits.Elements:
		return tooMany(o.limits, tag)
	case len(o.open) >= o.limits.Depth:
		return tooDeep(o.limits, tag)
	case o.root != nil && len(o.open) == 0:
		return &fault{codeSecondRoot, tag, "a second root element follows the first: keep one"}
	}
	n := &Node{Name: string(o.doc[from+1 : tag.to]), Span: o.cursor.span(tag)}
	o.attributes(n, t.Attr, attributesOf(o.doc, tag.to))
	if len(o.open) == 0 {
		o.root = n
	} else {
		parent := o.open[len(o.open)-1]
		parent.Children = append(parent.Children, n)
	}
	o.open = append(o.open, openNode{Node: n})
	return nil
}

// attributes takes over the values that were read and the places of attributes,
// which are the same ones.
func (o *outliner) attributes(n *Node, values []xml.Attr, places []written) {
	n.Attributes = make([]Attribute, min(len(values), len(places)))
	for i := range n.Attributes {
		at := places[i]
		n.Attributes[i] = Attribute{
			Name:     string(o.doc[at.name.from:at.name.to]),
			Value:    normalise(values[i].Value),
			NameSpan: o.cursor.span(at.name), ValueSpan: o.cursor.span(at.value),
		}
	}
}

// characters takes over text or a CDATA section.
func (o *outliner) characters(text []byte, at piece) *fault {
	isBlank := len(bytes.Trim(text, blanks)) == 0
	at = trimmed(o.doc, contentOf(o.doc, at))
	switch {
	case len(o.open) > 0:
		n := &o.open[len(o.open)-1]
		n.text = append(n.text, text...)
		if !isBlank {
			n.TextSpan = n.TextSpan.upTo(o.cursor.span(at))
		}
		return nil
	case isBlank:
		return nil
	case o.root == nil:
		return &fault{codeWellFormed, at, "text stands before the root element: take it out"}
	}
	return &fault{codeTrailingText, at, "text stands outside of the root element: take it out"}
}

// contentOf leaves out what a CDATA section starts and ends with.
func contentOf(doc []byte, at piece) piece {
	const start, end = "<![CDATA[", "]]>"
	if hasPrefix(doc[at.from:at.to], start) {
		return piece{at.from + len(start), at.to - len(end)}
	}
	return at
}

// end ends the innermost element.
func (o *outliner) end() {
	n := o.open[len(o.open)-1]
	o.open = o.open[:len(o.open)-1]
	n.Text = string(bytes.Trim(n.text, blanks))
}
