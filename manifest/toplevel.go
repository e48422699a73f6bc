package manifest

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// top looks at the document's top level, where the XML reader lets everything
// pass, and returns the root if it is a connector's. Of a document that could be
// read in part only, nothing is said to be missing.
func (p *parser) top(partly bool) *etree.Element {
	var root *etree.Element
	first := p.firstRoot()
	for i, t := range p.tree.Child {
		switch t := t.(type) {
		case *etree.Element:
			if root != nil {
				p.found(codeSecondRoot, atElement(t), "a second root element <%s> follows the first: keep one", shorten(t.FullTag()))
				continue
			}
			root = t
		case *etree.CharData:
			if !t.IsWhitespace() {
				p.outside(atToken(t), i < first)
			}
		case *etree.Directive:
			p.directive(t)
		case *etree.Comment:
			p.characters(t, t.Data)
		case *etree.ProcInst:
			p.prolog(t, i == 0)
		}
	}
	switch {
	case root == nil && partly:
		return nil
	case root == nil:
		p.rootMissing()
		return nil
	case root.Space != "" || root.Tag != schema.name:
		p.found(codeRootElement, atElement(root), "the root element is <%s>: a manifest has <connector-plugin>", shorten(root.FullTag()))
		return nil
	}
	return root
}

// hasElement tells whether there is a start tag, also where reading stops before it.
func (p *parser) hasElement() bool {
	return slices.ContainsFunc(p.scan.starts, func(at int) bool { return nameEnd(p.doc, at+1) > at+1 })
}

func (p *parser) rootMissing() {
	p.found(codeRootMissing, spot{}, "the document has no root element: a manifest has <connector-plugin>")
}

// firstRoot returns where the first element stands: behind all that could be read where
// one follows, and 0 where there is none.
func (p *parser) firstRoot() int {
	for i, t := range p.tree.Child {
		if _, ok := t.(*etree.Element); ok {
			return i
		}
	}
	if p.hasElement() {
		return len(p.tree.Child)
	}
	return 0
}

// outside reports text at the top level.
func (p *parser) outside(at spot, before bool) {
	if before {
		p.found(codeWellFormed, at, "text stands before the root element: take it out")
		return
	}
	p.found(codeTrailingText, at, "text stands outside of the root element: take it out")
}

func (p *parser) directive(d *etree.Directive) {
	if strings.HasPrefix(d.Data, "DOCTYPE") {
		p.found(codeDoctype, atToken(d), "the document has a DOCTYPE: take it out")
		return
	}
	p.found(codeWellFormed, atToken(d), "<!%s> may not stand here: take it out", shorten(d.Data))
}

// prolog looks at a processing instruction that may be the XML declaration.
func (p *parser) prolog(t *etree.ProcInst, first bool) {
	if !first || t.Target != "xml" {
		p.instruction(t)
		return
	}
	if wrong := checkDeclaration(t.Inst); wrong != "" {
		p.found(codeWellFormed, atToken(t), "%s: write <?xml version=\"1.0\" encoding=\"UTF-8\"?>", wrong)
	}
}

// blanksInDisguise finds a CDATA section or a character reference outside of the
// root. Where it stands for white space the tree does not tell it from that.
func (p *parser) blanksInDisguise() {
	if !bytes.Contains(p.doc, []byte("<![CDATA[")) && !bytes.Contains(p.doc, []byte("&#")) {
		return
	}
	d := newDecoder(p.doc)
	for depth := 0; ; {
		at := int(d.InputOffset())
		t, err := d.RawToken()
		if err != nil {
			return
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			raw := p.doc[at:d.InputOffset()]
			if depth == 0 && len(bytes.Trim(t, blanks)) == 0 && len(bytes.Trim(raw, blanks)) > 0 {
				p.found(codeWellFormed, atPiece(trimmed(p.doc, piece{at, at + len(raw)})), "only white space itself may stand outside of the root element: take this out")
			}
		}
	}
}

// newDecoder returns an XML reader of decoded text, whatever it declares.
func newDecoder(doc []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(doc))
	d.CharsetReader = asDecoded
	return d
}

func asDecoded(_ string, in io.Reader) (io.Reader, error) { return in, nil }
