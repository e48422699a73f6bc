package manifest

import (
	"bytes"
	"cmp"
	"fmt"
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
	scan     scan
	compact  []byte // the text without white space that means nothing
	tree     *etree.Document
	settled  map[*etree.Attr]bool // attributes that the schema need not look at
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
	scan, compact, over := prescan(doc, p.limits)
	p.scan, p.compact = scan, compact
	if over != nil {
		p.found(over.code, atOffset(over.at), "%s", over.message)
		return
	}
	if !p.worthReading() {
		p.found(codeDoctype, atOffset(p.scan.directive), "the document has a DOCTYPE or another directive, and much else: take it out")
		return
	}
	p.read()
}

// worthReading tells whether building the tree costs no more than the limits
// allow, also where a directive leaves open what prescan has counted.
func (p *parser) worthReading() bool {
	return p.scan.directive < 0 || bytes.Count(p.doc, []byte("<")) <= min(p.limits.Elements, 1024)
}

// read builds the tree and looks at all of it. What stops the XML reader does not
// hide the other fatal problems before it.
func (p *parser) read() {
	p.tree = etree.NewDocument()
	p.tree.ReadSettings = etree.ReadSettings{
		PreserveDuplicateAttrs: true,
		CharsetReader:          asDecoded,
		MaxDepth:               p.limits.Depth,
	}
	err := p.tree.ReadFromBytes(p.compact)
	if err != nil {
		p.syntaxFault(err)
	}
	for _, at := range p.scan.tight {
		p.found(codeWellFormed, atOffset(at), "white space is missing between two attributes: add a blank")
	}
	root := p.top(err != nil)
	p.blanksInDisguise()
	survey := surveyor{parser: p}
	for _, t := range p.tree.Child {
		if e, ok := t.(*etree.Element); ok {
			survey.survey(e)
		}
	}
	if root != nil && err == nil {
		p.manifest = p.build(root)
		p.validate(root, schema)
	}
}

// syntaxFault reports what stopped the XML reader.
func (p *parser) syntaxFault(err error) {
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
