package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/beevik/etree"

	"github.com/tacorder/tacorder/version"
)

// longestCompany is the most characters of a company's name.
const longestCompany = 24

// validate holds an element against the schema.
func (p *parser) validate(e *etree.Element, s *element) {
	p.attributes(e, s)
	if s.newer {
		p.found(codeElementNewer, atElement(e), "<%s> is known from 2020.1 only: leave it out for older releases", s.name)
	}
	switch s.content {
	case elementsOnly:
		p.children(e, s)
	default:
		p.leaf(e, s)
	}
}

// attributes looks at those that are there and those that should be.
func (p *parser) attributes(e *etree.Element, s *element) {
	var present uint
	for i := range e.Attr {
		a := &e.Attr[i]
		k := slices.IndexFunc(s.attributes, func(want attribute) bool { return want.name == a.Key })
		switch {
		case a.Space == "" && k >= 0:
			present |= 1 << k
			p.simple(e, i, &s.attributes[k])
		case !p.allowedEverywhere(a, e, i):
			p.found(codeAttributeUnknown, atAttribute(e, i), "<%s> has no attribute %s: take it out", s.name, shorten(a.FullKey()))
		}
	}
	for k := range s.attributes {
		want := &s.attributes[k]
		if !want.required || present&(1<<k) != 0 {
			continue
		}
		code := codeAttributeMissing
		if s == schema {
			code = codeRootAttribute
		}
		p.found(code, atElement(e), "<%s> has no attribute %s: add it", s.name, want.name)
	}
}

// allowedEverywhere tells whether an attribute belongs to XML namespaces or to
// the schema language. A default namespace is reported here, since the schema
// has none.
func (p *parser) allowedEverywhere(a *etree.Attr, e *etree.Element, i int) bool {
	switch {
	case a.Space == "xmlns":
		return true
	case a.Space == "" && a.Key == "xmlns":
		if a.Value != "" {
			p.found(codeElementUnknown, atAttribute(e, i), "the schema has no namespace, and this is %q: take it out", shorten(a.Value))
		}
		return true
	}
	return p.settled[a]
}

// children holds child elements against the sequence of the schema.
func (p *parser) children(e *etree.Element, s *element) {
	at, count := 0, 0
	var texts *etree.CharData // the first that is not blank
	var last *element
	for _, t := range e.Child {
		c, ok := t.(*etree.Element)
		if !ok {
			if text, isText := t.(*etree.CharData); isText && texts == nil && !text.IsWhitespace() {
				texts = text
			}
			continue
		}
		k, spec := s.slot(c)
		switch {
		case spec == nil:
			p.found(codeElementUnknown, atElement(c), "<%s> has no child element <%s>: take it out", s.name, shorten(c.FullTag()))
			continue
		case k < at:
			p.found(codeElementOrder, atElement(c), "<%s> stands behind <%s>: move it before", spec.name, last.name)
		case k > at:
			p.missing(e, atElement(c), s, at, k, count)
			at, count = k, 1
		default:
			count++
			p.repeated(c, s, k, count, spec, last)
		}
		if k >= at {
			last = spec
		}
		p.validate(c, spec)
	}
	p.missing(e, atElement(e), s, at, len(s.slots), count)
	if texts != nil {
		p.found(codeContent, atToken(texts), "<%s> has text, and may have elements only: take it out", s.name)
	}
}

// slot returns the step of the sequence that an element belongs to.
func (s *element) slot(c *etree.Element) (int, *element) {
	if c.Space != "" {
		return 0, nil
	}
	for k := range s.slots {
		for _, spec := range s.slots[k].elements {
			if spec.name == c.Tag {
				return k, spec
			}
		}
	}
	return 0, nil
}

// repeated reports an element that stands once more than it may.
func (p *parser) repeated(c *etree.Element, s *element, k, count int, spec, last *element) {
	most := s.slots[k].most
	switch {
	case spec.name == "oauth-config" && count == 2:
		p.found(codeOAuthConfigSeveral, atElement(c), "a second <oauth-config> is allowed from 2023.1 only: leave it out for older releases")
	case most == 0 || count <= most:
	case last != nil && last != spec:
		p.found(codeChoice, atElement(c), "<%s> and <%s> exclude each other: keep one", last.name, spec.name)
	default:
		p.found(codeElementRepeated, atElement(c), "<%s> stands more than once: keep one", spec.name)
	}
}

// missing reports required elements of the steps from, which has count elements,
// up to but not including to. One that stands elsewhere is out of order, which is
// reported there.
func (p *parser) missing(e *etree.Element, at spot, s *element, from, to, count int) {
	for k := from; k < to; k++ {
		have := 0
		if k == from {
			have = count
		}
		if name := s.slots[k].elements[0].name; have < s.slots[k].least && child(e, name) == nil {
			p.found(codeElementMissing, at, "<%s> needs a <%s> here: add it", s.name, name)
		}
	}
}

// leaf looks at an element that has text or nothing.
func (p *parser) leaf(e *etree.Element, s *element) {
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Element:
			p.found(codeContent, atElement(t), "<%s> may have no child element: take <%s> out", s.name, shorten(t.FullTag()))
			return
		case *etree.CharData:
			if s.content == empty && t.Data != "" {
				p.found(codeContent, atToken(t), "<%s> may have no content, not even white space: close it at once", s.name)
				return
			}
		}
	}
	if s.kind == licenseKey && !isLicenseKey(collapse(textOf(e))) {
		p.found(codeLicenseKey, atElement(e), "the license-key %q is not a capital letter, then capital letters and digits: correct it", shorten(textOf(e)))
	}
}

// simple holds an attribute's value against its type.
func (p *parser) simple(e *etree.Element, i int, want *attribute) {
	v := normalise(e.Attr[i].Value)
	at := atAttributeValue(e, i)
	switch want.kind {
	case versionNumber, rootVersionNumber:
		if _, err := version.ParsePlugin(v); err != nil {
			code := codeVersion
			if want.kind == rootVersionNumber {
				code = codeRootVersion
			}
			p.found(code, at, "%s %q is no version, %s: write numbers and dots, such as 1.0.0", want.name, shorten(v), reason(err))
		}
	case companyName:
		p.company(v, at)
	case platformName:
		if v != "win" && v != "mac" && v != "linux" {
			p.found(codePlatformName, at, "there is no platform %q: use win, mac or linux", shorten(v))
		}
	case boolean:
		if v = collapse(v); !isTrue(v) && v != "false" && v != "0" {
			p.found(codeBoolean, at, "%s is %q: use true or false", want.name, shorten(v))
		}
	case uri:
		if !isURI(collapse(v)) {
			p.found(codeURI, at, "%s is no URI, %q: correct it", want.name, shorten(v))
		}
	}
}

// reason tells in a few words why a version is none.
func reason(err error) string {
	var syntax *version.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Sprintf("%s at its column %d", syntax.Reason, syntax.Column)
	}
	return err.Error()
}

func (p *parser) company(name string, at spot) {
	n := utf8.RuneCountInString(name)
	switch {
	case n == 0:
		p.found(codeCompanyEmpty, at, "company name is empty, which is not allowed from 2020.1 on: add it")
	case n > longestCompany:
		p.found(codeCompanyLong, at, "company name has %d characters, at most %d are allowed from 2021.3 on: shorten it", n, longestCompany)
	}
}

func isLicenseKey(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// isURI refuses what no reading of RFC 2396 accepts: a percent sign without two
// hexadecimal digits, an empty scheme, more than one fragment. Blanks and
// characters outside of ASCII are fine in an xs:anyURI.
func isURI(s string) bool {
	for rest := s; ; {
		_, after, ok := strings.Cut(rest, "%")
		if !ok {
			break
		}
		if len(after) < 2 || !isHex(after[0]) || !isHex(after[1]) {
			return false
		}
		rest = after
	}
	return !strings.HasPrefix(s, ":") && strings.Count(s, "#") <= 1
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
