package manifest

import (
	"strings"

	"github.com/beevik/etree"
)

// survey looks at every element for what well-formed XML with namespaces may not
// have and the XML reader lets through.
func (p *parser) survey(e *etree.Element) {
	if len(e.Attr) > 1 {
		p.duplicates(e)
	}
	if e.Space != "" && e.Space != "xml" && e.NamespaceURI() == "" {
		p.found(codeWellFormed, atElement(e), "the prefix of <%s> is not bound to a namespace: take it away", shorten(e.FullTag()))
	}
	for i := range e.Attr {
		if a := &e.Attr[i]; a.Space != "" && a.Space != "xmlns" && a.Space != "xml" && a.NamespaceURI() == "" {
			p.found(codeWellFormed, atAttribute(e, i), "the prefix of %s is not bound to a namespace: take it away", shorten(a.FullKey()))
		}
	}
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Element:
			p.survey(t)
		case *etree.Directive:
			p.found(codeWellFormed, atElement(e), "<!%s> may not stand inside of an element: take it out", shorten(t.Data))
		case *etree.ProcInst:
			if strings.EqualFold(t.Target, "xml") {
				p.found(codeWellFormed, atElement(e), "an XML declaration may not stand inside of an element: take it out")
			}
		}
	}
}

// duplicates finds attributes of one name.
func (p *parser) duplicates(e *etree.Element) {
	const few = 16
	if len(e.Attr) <= few {
		for i := 1; i < len(e.Attr); i++ {
			for k := range i {
				if e.Attr[i].Key == e.Attr[k].Key && e.Attr[i].Space == e.Attr[k].Space {
					p.duplicate(e, i)
					break
				}
			}
		}
		return
	}
	seen := make(map[[2]string]bool, len(e.Attr))
	for i := range e.Attr {
		key := [2]string{e.Attr[i].Space, e.Attr[i].Key}
		if seen[key] {
			p.duplicate(e, i)
		}
		seen[key] = true
	}
}

func (p *parser) duplicate(e *etree.Element, i int) {
	p.found(codeDuplicateAttribute, atAttribute(e, i), "<%s> has the attribute %s twice: keep one", shorten(e.FullTag()), shorten(e.Attr[i].FullKey()))
}
