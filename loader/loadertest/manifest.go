package loadertest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"
)

// attributes of the root, in the order in which they are written; those with a
// default are there without being set.
var attributes = [...]struct{ name, usual string }{
	{"class", "x"}, {"superclass", "jdbc"}, {"plugin-version", "1.0"}, {"name", "A connector"}, {"version", "18.1"},
	{"min-version-tableau", ""},
}

// references are the elements that name a file, in the order of the schema.
var references = [...]string{
	"connection-dialog", "connection-fields", "connection-metadata", "connection-resolver", "dialect", "oauth-config",
}

// manifest makes a manifest.xml of its short form.
func (p *parser) manifest(short string, line int) (string, error) {
	values := make(map[string]string)
	omitted := make(map[string]bool)
	for i, text := range strings.Split(short, "\n") {
		key, value, ok, bad := keyValue(text)
		switch {
		case bad:
			return "", p.fault(line+i, "%q is no \"key: value\"", text)
		case !ok:
		case key == "omit" && isAttribute(value):
			omitted[value] = true
		case key == "company", key == "platforms", isAttribute(key), slices.Contains(references[:], key):
			values[key] = value
		default:
			return "", p.fault(line+i, "unknown key %q: use an attribute of the root, company, platforms, omit or an element that names a file", key)
		}
	}
	return spell(values, omitted), nil
}

func isAttribute(name string) bool {
	for _, a := range attributes {
		if a.name == name {
			return true
		}
	}
	return false
}

// spell writes the manifest.
func spell(values map[string]string, omitted map[string]bool) string {
	var b strings.Builder
	b.WriteString("<connector-plugin")
	for _, a := range attributes {
		value, set := values[a.name]
		if !set {
			value = a.usual
		}
		if !omitted[a.name] && (set || value != "") {
			fmt.Fprintf(&b, " %s=\"%s\"", a.name, escape(value))
		}
	}
	company, set := values["company"]
	if !set {
		company = "Example"
	}
	fmt.Fprintf(&b, ">\n  <vendor-information><company name=\"%s\"/><support-link url=\"https://example.org\"/></vendor-information>\n", escape(company))
	if list, set := values["platforms"]; set {
		b.WriteString("  <platforms>")
		for _, name := range strings.Split(list, ",") {
			fmt.Fprintf(&b, "<platform name=\"%s\"/>", escape(strings.TrimSpace(name)))
		}
		b.WriteString("</platforms>\n")
	}
	for _, element := range references {
		if file, set := values[element]; set {
			fmt.Fprintf(&b, "  <%s file=\"%s\"/>\n", element, escape(file))
		}
	}
	b.WriteString("</connector-plugin>\n")
	return b.String()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a bytes.Buffer takes everything
	return b.String()
}

// pack makes the packages.
func (p *parser) pack(packages map[string][]txtar.File) error {
	for name, files := range packages {
		var data bytes.Buffer
		w := zip.NewWriter(&data)
		for _, f := range files {
			entry, err := w.Create(f.Name)
			if err == nil {
				_, err = entry.Write(f.Data)
			}
			if err != nil {
				return p.fault(1, "the package %s cannot be made: %v", name, err)
			}
		}
		if p.scenario.disk[name] != nil {
			return p.fault(1, "%s is given as a file and as a folder: keep one", name)
		}
		if err := w.Close(); err != nil {
			return p.fault(1, "the package %s cannot be made: %v", name, err)
		}
		p.scenario.disk[name] = &fstest.MapFile{Data: data.Bytes(), Mode: 0o644}
	}
	return nil
}
