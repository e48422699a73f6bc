package manifest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Parse reads a manifest and returns it with all problems that it has for any
// release, sorted by line, column and code. The file name is only shown. With a
// fatal problem there is no manifest. Parse keeps nothing of data.
func Parse(file string, data []byte, limits Limits) (*Manifest, []Problem) {
	p := &parser{file: file, limits: limits.complete()}
	p.parse(data)
	if len(p.findings) == 0 {
		return p.manifest, nil
	}
	problems := p.problems()
	if slices.ContainsFunc(problems, func(p Problem) bool { return p.Fatal }) {
		return nil, problems
	}
	return p.manifest, problems
}

// A parser is one call of Parse.
type parser struct {
	file     string
	limits   Limits
	doc      []byte // the decoded text
	starts   []int  // where its start tags are
	tree     *etree.Document
	findings []finding
	manifest *Manifest
}

// A finding is a problem whose place is not worked out yet.
type finding struct {
	check   *Check
	message string
	spot    spot
}

// found notes a problem.
func (p *parser) found(code string, at spot, format string, args ...any) {
	p.findings = append(p.findings, finding{check: checkOf(code), spot: at, message: fmt.Sprintf(format, args...)})
}

func (p *parser) parse(data []byte) {
	if int64(len(data)) > p.limits.Bytes {
		p.found(codeSize, spot{}, "the file has more than %d bytes: make it smaller", p.limits.Bytes)
		return
	}
	doc, wrong, at := decode(data)
	p.doc = doc
	if wrong != "" {
		p.found(codeEncoding, atOffset(at), "%s", wrong)
		return
	}
	starts, compact, f := prescan(doc, p.limits)
	p.starts = starts
	if f != nil {
		p.found(f.code, atOffset(f.at), "%s", f.message)
		return
	}
	p.tree = etree.NewDocument()
	p.tree.ReadSettings = etree.ReadSettings{
		PreserveDuplicateAttrs: true,
		// The text is decoded already, whatever its declaration says.
		CharsetReader: func(_ string, in io.Reader) (io.Reader, error) { return in, nil },
	}
	if err := p.tree.ReadFromBytes(compact); err != nil {
		p.syntaxFault(err)
		return
	}
	if root := p.root(); root != nil {
		p.survey(root)
		p.manifest = p.build(root)
		p.validate(root, schema)
	}
}

// root looks at the document's top level, where the XML reader lets everything
// pass, and returns the root if it is a connector's.
func (p *parser) root() *etree.Element {
	var root *etree.Element
	roots, texts, directives := 0, 0, 0
	for i, t := range p.tree.Child {
		switch t := t.(type) {
		case *etree.Element:
			if roots++; roots == 1 {
				root = t
			} else {
				p.found(codeSecondRoot, atElement(t), "a second root element <%s> follows the first: keep one", shorten(t.FullTag()))
			}
		case *etree.CharData:
			if !t.IsWhitespace() {
				p.found(codeTrailingText, atText(nil, texts), "text stands outside of the root element: take it out")
				texts++
			}
		case *etree.Directive:
			p.directive(t, directives)
			directives++
		case *etree.ProcInst:
			p.declaration(t, i == 0)
		}
	}
	switch {
	case root == nil:
		p.found(codeRootMissing, spot{}, "the document has no root element: a manifest has <connector-plugin>")
		return nil
	case root.FullTag() != schema.name:
		p.found(codeRootElement, atElement(root), "the root element is <%s>: a manifest has <connector-plugin>", shorten(root.FullTag()))
		return nil
	}
	return root
}

func (p *parser) directive(d *etree.Directive, index int) {
	if strings.HasPrefix(d.Data, "DOCTYPE") {
		p.found(codeDoctype, atDirective(index), "the document has a DOCTYPE: take it out")
		return
	}
	p.found(codeWellFormed, atDirective(index), "<!%s> may not stand here: take it out", shorten(d.Data))
}

// declaration looks at a processing instruction that may be an XML declaration.
func (p *parser) declaration(t *etree.ProcInst, first bool) {
	if !strings.EqualFold(t.Target, "xml") {
		return
	}
	if !first || t.Target != "xml" {
		p.found(codeWellFormed, spot{}, "the XML declaration does not stand at the very start: move it there")
		return
	}
	if !strings.HasPrefix(strings.TrimSpace(t.Inst), "version") {
		p.found(codeWellFormed, spot{}, "the XML declaration has no version: write <?xml version=\"1.0\"?>")
	}
}

// syntaxFault reports what stopped the XML reader.
func (p *parser) syntaxFault(err error) {
	if len(bytes.TrimSpace(p.doc)) == 0 {
		p.found(codeRootMissing, spot{}, "the file is empty: a manifest has <connector-plugin>")
		return
	}
	at, reason := syntaxError(p.doc, err)
	code := codeWellFormed
	if strings.Contains(reason, "invalid character entity") && !strings.Contains(reason, "no semicolon") {
		code = codeEntity
	}
	p.found(code, atOffset(at), "%s: correct the XML", reason)
}

// problems works out the places of the findings.
func (p *parser) problems() []Problem {
	l := p.locate()
	offsets := make([]int, len(p.findings))
	for i, f := range p.findings {
		offsets[i] = l.offset(f.spot)
	}
	at := positions(p.doc, offsets)
	problems := make([]Problem, len(p.findings))
	for i, f := range p.findings {
		c := f.check
		problems[i] = Problem{
			Code: c.Code, Severity: Error, File: p.file, Message: f.message,
			Since: c.Since, Until: c.Until, Dated: c.Dated, Required: c.Required, Fatal: c.Fatal,
		}
		problems[i].Line, problems[i].Column = at[i].line, at[i].column
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Code, b.Code))
	})
	return problems
}

// shorten keeps a message readable whatever the document says.
func shorten(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
