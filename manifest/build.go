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
	for _, t := range root.Child {
		if e, ok := t.(*etree.Element); ok && e.Space == "" {
			m.take(e)
		}
	}
	return m
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
		m.OAuthConfigs = append(m.OAuthConfigs, Script{value(e, "file"), e.Text()})
	case "license-key":
		m.LicenseKeys = append(m.LicenseKeys, collapse(e.Text()))
	}
}

func takeScript(s **Script, e *etree.Element) {
	if *s == nil {
		*s = &Script{value(e, "file"), e.Text()}
	}
}

func customization(e *etree.Element) *ConnectionCustomization {
	c := &ConnectionCustomization{
		Class: value(e, "class"), Version: value(e, "version"), Enabled: value(e, "enabled"),
		Vendor: childValue(e, "vendor", "name"), Driver: childValue(e, "driver", "name"),
	}
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

// normalise makes blanks of the other white space in an attribute's value (XML
// 1.0, 3.3.3), which the XML reader leaves out.
func normalise(s string) string {
	if strings.IndexByte(s, '\n') < 0 && strings.IndexByte(s, '\t') < 0 && strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ", "\r", " ").Replace(s)
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
