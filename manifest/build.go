package manifest

import (
	"strings"

	"github.com/beevik/etree"

	"github.com/tacorder/tacorder/version"
)

// build takes over what the document says, valid or not.
func (p *parser) build(root *etree.Element) *Manifest {
	m := &Manifest{
		Class:                 collapse(value(root, "class")),
		Superclass:            collapse(value(root, "superclass")),
		Name:                  value(root, "name"),
		PluginVersionText:     value(root, "plugin-version"),
		Version:               value(root, "version"),
		MinVersionTableauText: value(root, "min-version-tableau"),
	}
	if m.Class == "" {
		p.found(codeClassEmpty, atValue(root, "class"), "the connector has no class: give the root element a class attribute")
	}
	// What is malformed stays zero; validate reports it.
	m.PluginVersion, _ = version.ParsePlugin(m.PluginVersionText)
	m.MinVersionTableau, _ = version.ParsePlugin(m.MinVersionTableauText)
	last, ordered := 0, true
	var before *element
	for _, t := range root.Child {
		e, ok := t.(*etree.Element)
		if !ok || e.Space != "" {
			continue
		}
		m.take(e)
		k, spec := schema.slot(e)
		ordered = ordered && (spec == nil || k > last || k == last && (before == nil || spec == before))
		if spec != nil {
			last, before = k, spec
		}
	}
	if !ordered {
		m.FilesAsWritten = references(root)
	}
	return m
}

// references returns the file references below the root in their order there.
func references(root *etree.Element) []string {
	files := []string{}
	for _, e := range root.ChildElements() {
		if _, spec := schema.slot(e); spec != nil && spec.content == text {
			if file := value(e, "file"); file != "" {
				files = append(files, file)
			}
		}
	}
	return files
}

// take takes over a child of the root. Of an element that may stand once, the
// first counts.
func (m *Manifest) take(e *etree.Element) {
	switch e.Tag {
	case "vendor-information":
		if m.VendorInformation == nil {
			m.VendorInformation = &VendorInformation{
				Company:            childValue(e, "company", "name"),
				SupportLink:        childValue(e, "support-link", "url"),
				DriverDownloadLink: childValue(e, "driver-download-link", "url"),
			}
		}
	case "platforms":
		if m.Platforms == nil {
			m.Platforms = []string{}
			for _, c := range e.SelectElements("platform") {
				m.Platforms = append(m.Platforms, value(c, "name"))
			}
		}
	case "connection-customization":
		if m.ConnectionCustomization == nil {
			m.ConnectionCustomization = customization(e)
		}
	case "connection-fields":
		takeScript(&m.ConnectionFields, e)
	case "connection-dialog":
		takeScript(&m.ConnectionDialog, e)
	case "connection-metadata":
		takeScript(&m.ConnectionMetadata, e)
	case "connection-resolver":
		takeScript(&m.ConnectionResolver, e)
	case "dialect":
		takeScript(&m.Dialect, e)
	case "oauth-config":
		m.OAuthConfigs = append(m.OAuthConfigs, Script{value(e, "file"), textOf(e)})
	case "license-key":
		m.LicenseKeys = append(m.LicenseKeys, collapse(textOf(e)))
	}
}

func takeScript(s **Script, e *etree.Element) {
	if *s == nil {
		*s = &Script{value(e, "file"), textOf(e)}
	}
}

func customization(e *etree.Element) *ConnectionCustomization {
	c := &ConnectionCustomization{
		Class: value(e, "class"), Version: value(e, "version"), EnabledText: value(e, "enabled"),
		Vendor: childValue(e, "vendor", "name"), Driver: childValue(e, "driver", "name"),
	}
	c.Enabled = isTrue(c.EnabledText)
	list := child(e, "customizations")
	if list == nil {
		return c
	}
	c.Customizations = make([]Customization, 0, len(list.Child)/2)
	for _, t := range list.Child {
		if one, ok := t.(*etree.Element); ok && one.Tag == "customization" && one.Space == "" {
			c.Customizations = append(c.Customizations, Customization{value(one, "name"), value(one, "value")})
		}
	}
	return c
}

// child returns the first child of that name without a prefix, or nil.
func child(e *etree.Element, name string) *etree.Element {
	for _, t := range e.Child {
		if c, ok := t.(*etree.Element); ok && c.Tag == name && c.Space == "" {
			return c
		}
	}
	return nil
}

func childValue(e *etree.Element, name, attribute string) string {
	if c := child(e, name); c != nil {
		return value(c, attribute)
	}
	return ""
}

// value returns an attribute without a prefix as XML normalises it, or "".
func value(e *etree.Element, name string) string {
	if i := attributeIndex(e, name); i >= 0 {
		return normalise(e.Attr[i].Value)
	}
	return ""
}

func attributeIndex(e *etree.Element, name string) int {
	for i := range e.Attr {
		if e.Attr[i].Key == name && e.Attr[i].Space == "" {
			return i
		}
	}
	return -1
}

// isTrue reads an xs:boolean.
func isTrue(s string) bool {
	s = collapse(s)
	return s == "true" || s == "1"
}

// textOf returns the text of an element, which comments and processing
// instructions may interrupt.
func textOf(e *etree.Element) string {
	var all string
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			if all == "" {
				all = c.Data
				continue
			}
			return textsOf(e)
		}
	}
	return all
}

func textsOf(e *etree.Element) string {
	var b strings.Builder
	for _, t := range e.Child {
		if c, ok := t.(*etree.CharData); ok {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// normalise makes blanks of the other white space in an attribute's value (XML
// 1.0, 3.3.3), which the XML reader leaves out. It cannot tell a reference such as
// &#10;, which XML keeps, from a line end; no check depends on that.
func normalise(s string) string {
	for i := range len(s) {
		if s[i] < ' ' { // all of them white space
			return strings.NewReplacer("\n", " ", "\t", " ", "\r", " ").Replace(s)
		}
	}
	return s
}

// collapse is the white space rule of an xs:token.
func collapse(s string) string {
	for i := range len(s) {
		if isSpace(s[i]) {
			return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && isSpace(byte(r)) }), " ")
		}
	}
	return s
}
