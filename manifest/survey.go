package manifest

import (
	"strings"

	"github.com/beevik/etree"
)

// Namespaces that mean something to XML itself or to a schema.
const (
	xmlNamespace      = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace    = "http://www.w3.org/2000/xmlns/"
	instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"
)

// A surveyor looks at every element for what well-formed XML with namespaces may
// not have and the XML reader lets through. Names are looked up in a map, not up
// the tree, so that its time is in proportion to the document.
type surveyor struct {
	*parser
	bound map[string]string // prefix to namespace, where the survey is
}

// survey looks at an element and all in it.
func (p *surveyor) survey(e *etree.Element) {
	if len(e.Attr) > 0 {
		outer := p.bind(e)
		defer p.restore(outer)
		p.attributeNames(e)
	}
	p.name(atElement(e), e.Space, e.Tag)
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Element:
			p.survey(t)
		case *etree.Comment:
			p.characters(t, t.Data)
		case *etree.Directive:
			p.found(codeWellFormed, atToken(t), "<!%s> may not stand inside of an element: take it out", shorten(t.Data))
		case *etree.ProcInst:
			p.instruction(t)
		}
	}
}

// attributeNames looks at the names of attributes.
func (p *surveyor) attributeNames(e *etree.Element) {
	if len(e.Attr) > 1 {
		p.duplicates(e)
	}
	var expanded map[[2]string]string // namespace and name to the prefix
	for i := range e.Attr {
		a := &e.Attr[i]
		if a.Space == "" {
			if strings.IndexByte(a.Key, ':') >= 0 {
				p.settle(a)
				p.name(atAttribute(e, i), "", a.Key)
			}
			continue
		}
		if a.Space == "xmlns" {
			continue
		}
		if !p.name(atAttribute(e, i), a.Space, a.Key) {
			p.settle(a)
			continue
		}
		key := [2]string{p.bound[a.Space], a.Key}
		if key[0] == instanceNamespace {
			switch a.Key {
			case "schemaLocation", "noNamespaceSchemaLocation", "type", "nil":
				p.settle(a)
			}
		}
		if first, twice := expanded[key]; twice && first != a.Space {
			p.found(codeDuplicateAttribute, atAttribute(e, i), "<%s> has the attribute %s twice, once with the prefix %s: keep one", shortName(e.Space, e.Tag), shorten(a.FullKey()), shorten(first))
			continue
		}
		if expanded == nil {
			expanded = make(map[[2]string]string)
		}
		expanded[key] = a.Space
	}
}

// settle notes an attribute that the schema need not look at.
func (p *surveyor) settle(a *etree.Attr) {
	if p.settled == nil {
		p.settled = make(map[*etree.Attr]bool)
	}
	p.settled[a] = true
}

// name looks at the name of an element or attribute, and tells whether it is one.
func (p *surveyor) name(at spot, space, local string) bool {
	switch {
	case strings.IndexByte(local, ':') >= 0:
		p.found(codeWellFormed, at, "%s is no name with a prefix: take the colon away", shorten(local))
	case space != "" && space != "xml" && p.bound[space] == "":
		p.found(codeWellFormed, at, "the prefix of %s is not bound to a namespace: take it away", shorten(space+":"+local))
	default:
		return true
	}
	return false
}

// An outer is a binding that an element has hidden.
type outer struct{ prefix, namespace string }

// bind takes the bindings of an element over.
func (p *surveyor) bind(e *etree.Element) (hidden []outer) {
	for i := range e.Attr {
		a := &e.Attr[i]
		if a.Space != "xmlns" {
			continue
		}
		reserved := a.Key == "xmlns" || a.Value == xmlnsNamespace || (a.Key == "xml") != (a.Value == xmlNamespace)
		if a.Value == "" || reserved {
			p.found(codeWellFormed, atAttribute(e, i), "the prefix %s may not be bound to %q: take %s out", shorten(a.Key), shorten(a.Value), shorten(a.FullKey()))
		}
		if p.bound == nil {
			p.bound = make(map[string]string)
		}
		hidden = append(hidden, outer{a.Key, p.bound[a.Key]})
		p.bound[a.Key] = a.Value
	}
	return hidden
}

// restore undoes bind.
func (p *surveyor) restore(hidden []outer) {
	for i := len(hidden) - 1; i >= 0; i-- {
		p.bound[hidden[i].prefix] = hidden[i].namespace
	}
}

// instruction looks at a processing instruction that is not the XML declaration.
func (p *parser) instruction(t *etree.ProcInst) {
	switch {
	case strings.EqualFold(t.Target, "xml"):
		p.found(codeWellFormed, atToken(t), "the XML declaration <?%s?> does not stand at the very start: move it there or take it out", t.Target)
	case strings.IndexByte(t.Target, ':') >= 0:
		p.found(codeWellFormed, atToken(t), "the name of the processing instruction %s has a colon: take it away", shorten(t.Target))
	default:
		p.characters(t, t.Inst)
	}
}

// characters looks for those that XML does not have, in what the XML reader does
// not look at.
func (p *parser) characters(t etree.Token, s string) {
	for _, c := range s {
		if !isCharacter(c) {
			p.found(codeWellFormed, atToken(t), "a character stands here that XML does not allow: take it out")
			return
		}
	}
}

// duplicates finds attributes of one name.
func (p *surveyor) duplicates(e *etree.Element) {
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

func (p *surveyor) duplicate(e *etree.Element, i int) {
	p.found(codeDuplicateAttribute, atAttribute(e, i), "<%s> has the attribute %s twice: keep one", shortName(e.Space, e.Tag), shorten(e.Attr[i].FullKey()))
}
