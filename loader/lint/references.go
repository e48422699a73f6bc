package lint

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// textFiles is the manifest and the files of XML that it names.
func (p *ConnectorPass) textFiles() []*xmlFile {
	if p.Manifest == nil {
		return nil
	}
	return append([]*xmlFile{p.manifestFile()}, p.xmlFiles()...)
}

// eachAttribute goes over the attributes of one name in all files of XML.
func (p *ConnectorPass) eachAttribute(name string, do func(x *xmlFile, n *manifest.Node, a manifest.Attribute)) {
	for _, x := range p.textFiles() {
		elements(x.outline.Root, func(n *manifest.Node) {
			if a, ok := n.Attribute(name); ok {
				do(x, n, a)
			}
		})
	}
}

// referencedFileMissing looks for the files that are named, also by files that the
// manifest names: a resolver names its scripts.
func referencedFileMissing(p *ConnectorPass) {
	if p.files == nil {
		return
	}
	var near map[string]string // made once one is missing
	p.eachAttribute("file", func(x *xmlFile, n *manifest.Node, a manifest.Attribute) {
		if !namesFile(n, a) || p.files.has(inside(a.Value)) {
			return
		}
		if near == nil {
			near = p.spellings()
		}
		message := fmt.Sprintf("there is no file %q: add it, or correct the name", shorten(a.Value))
		if other := near[loader.FoldClass(inside(a.Value))]; other != "" {
			message += fmt.Sprintf("; there is %q", shorten(other))
		}
		p.Report(Finding{File: p.Path(x.name), Span: a.ValueSpan, Message: message})
	})
}

// spellings returns the names of the files by what those have in common that differ by
// case only; of several the first.
func (p *ConnectorPass) spellings() map[string]string {
	names, _ := p.Files()
	out := make(map[string]string, len(names))
	for _, name := range names {
		if key := loader.FoldClass(name); out[key] == "" {
			out[key] = name
		}
	}
	return out
}

// referencedFileMalformed reports the files of XML that could not be read.
func referencedFileMalformed(p *ConnectorPass) {
	for _, x := range p.xmlFiles() {
		if x.err == nil {
			continue
		}
		var packed *taco.Error
		if errors.As(x.err, &packed) && packed.Code != taco.CodeEntryTooLarge {
			continue // which a check of the package reports
		}
		f := Finding{File: p.Path(x.name)}
		var problem manifest.Problem
		if errors.As(x.err, &problem) {
			f.Message, f.Span = problem.Message, problemSpan(problem)
		} else {
			f.File, f.Span = p.Path(taco.ManifestName), x.named
			f.Message = fmt.Sprintf("the file %q cannot be read: %s; make it readable, or smaller", shorten(x.name), plain(x.err))
		}
		p.Report(f)
	}
}

// classMismatch holds each class attribute, and each dbclass of an OAuth
// configuration, against the manifest's class.
func classMismatch(p *ConnectorPass) {
	if p.Manifest == nil {
		return
	}
	report := func(x *xmlFile, n *manifest.Node, what, class string, at manifest.Span) {
		if n == p.Outline.Root || strings.Join(strings.Fields(class), " ") == p.Manifest.Class {
			return
		}
		p.Report(Finding{
			File: p.Path(x.name), Span: at,
			Message: fmt.Sprintf("%s of <%s> is %q, and the connector's class is %q: write that", what, shorten(n.Name), shorten(class), shorten(p.Manifest.Class)),
			Related: []Place{{p.Path(taco.ManifestName), p.rootValue("class"), "the connector's class"}},
		})
	}
	p.eachAttribute("class", func(x *xmlFile, n *manifest.Node, a manifest.Attribute) {
		report(x, n, "the class", a.Value, a.ValueSpan)
	})
	for _, x := range p.xmlFiles() {
		for n := range x.outline.Root.All("dbclass") {
			report(x, n, "the text", n.Text, n.TextSpan)
		}
	}
}

func linkNotHTTPS(p *ConnectorPass) {
	p.eachAttribute("url", func(x *xmlFile, n *manifest.Node, a manifest.Attribute) {
		if !strings.HasPrefix(a.Value, "https://") {
			p.Report(Finding{
				File: p.Path(x.name), Span: a.ValueSpan,
				Message: fmt.Sprintf("the link of <%s> is %q: write an address that starts with https://", shorten(n.Name), shorten(a.Value)),
			})
		}
	})
}

// shorten keeps a message readable whatever a file says.
func shorten(s string) string {
	const most = 120
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
