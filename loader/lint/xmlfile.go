package lint

import (
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// An xmlFile is a file of XML that the manifest names, or that such a file names.
type xmlFile struct {
	name    string        // with slashes
	element string        // the element that names it, such as "dialect"
	named   manifest.Span // where the manifest names it
	data    []byte
	outline *manifest.Outline // never nil
	err     error             // why it could not be read as a whole
}

// namesFile tells whether an element with such an attribute names a file.
func namesFile(n *manifest.Node, a manifest.Attribute) bool {
	return a.Value != "" && (a.Value != manifest.NullConfig || n.Name != "oauth-config")
}

// xmlFiles reads the files of XML that the manifest names, in its order, each once.
// Scripts are none; what cannot be read has an empty outline.
func (p *ConnectorPass) xmlFiles() []*xmlFile {
	if p.Outline.Root == nil || p.files == nil || p.sought {
		return p.others
	}
	p.sought = true
	seen := map[string]bool{taco.ManifestName: true}
	for _, child := range p.Outline.Root.Children {
		a, ok := child.Attribute("file")
		if !ok || !namesFile(child, a) {
			continue
		}
		name := inside(a.Value)
		if seen[name] || !p.files.has(name) {
			continue
		}
		seen[name] = true
		x := p.xmlFile(name, child.Name)
		x.named = a.ValueSpan
		p.others = append(p.others, x)
	}
	return p.others
}

// xmlFile reads one file. All together have four times the bytes that one may have.
func (p *ConnectorPass) xmlFile(name, element string) *xmlFile {
	x := &xmlFile{name: name, element: element, outline: &manifest.Outline{}}
	if limit, _ := limits(p.config.Options); p.spent > 4*limit {
		x.err = errTooLarge
		return x
	}
	data, err := p.Read(name)
	if p.spent += int64(len(data)); err != nil {
		x.err = err
		return x
	}
	x.data = data
	var o *manifest.Outline
	if o, x.err = manifest.ReadOutline(name, x.data, p.config.Options.Manifest); o != nil {
		x.outline = o
	}
	return x
}

// manifestFile is the manifest as one of the files of XML.
func (p *ConnectorPass) manifestFile() *xmlFile {
	return &xmlFile{name: taco.ManifestName, element: "connector-plugin", data: p.data, outline: p.Outline}
}

// elements yields an element and all in it, in the order of the document.
func elements(n *manifest.Node, yield func(*manifest.Node)) {
	if n == nil {
		return
	}
	yield(n)
	for _, c := range n.Children {
		elements(c, yield)
	}
}
