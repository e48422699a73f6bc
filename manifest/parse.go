package manifest

import (
	"bytes"
	"cmp"
	"errors"
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

// fault notes what stops the parser.
func (p *parser) fault(f *fault) { p.found(f.code, atPiece(f.at), "%s", f.message) }

func (p *parser) parse(data []byte) {
	if int64(len(data)) > p.limits.Bytes {
		p.fault(tooLarge(p.limits))
		return
	}
	doc, wrong, at := decode(data)
	p.doc = doc
	if wrong != "" {
		p.found(codeEncoding, atPiece(at), "%s", wrong)
		return
	}
	scan, compact, over := prescan(doc, p.limits)
	p.scan, p.compact = scan, compact
	if over != nil {
		p.fault(over)
		return
	}
	if !p.worthReading() {
		p.found(codeDoctype, atPiece(piece{p.scan.directive, tokenEnd(p.doc, p.scan.directive)}), "the document has a DOCTYPE or another directive, and much else: take it out")
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
		p.found(codeWellFormed, atPiece(nameOrPoint(p.doc, at)), "white space is missing between two attributes: add a blank")
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

// syntaxFault reports what stopped the XML reader: reading the text again says
// where. What only etree sees is a depth that prescan could not count.
func (p *parser) syntaxFault(err error) {
	r := newReader(p.doc)
	for {
		t, stop := r.next()
		switch {
		case stop != nil:
		case errors.Is(err, etree.ErrMaxDepth) && len(r.open) > p.limits.Depth:
			stop = notWellFormed(err.Error(), startTag(p.doc, r.open[len(r.open)-1]))
		case t == nil:
			stop = notWellFormed(err.Error(), r.at)
		default:
			continue
		}
		p.textOutside(r)
		p.fault(stop)
		return
	}
}

// textOutside reports text outside of the root element in which the XML reader has
// stopped: whatever is wrong with it, it may not be there at all.
func (p *parser) textOutside(r *reader) {
	from := r.at.from
	if len(r.open) > 0 || from >= len(p.doc) || p.doc[from] == '<' {
		return
	}
	end := bytes.IndexByte(p.doc[from:], '<')
	if end < 0 {
		end = len(p.doc) - from
	}
	follows := p.hasElement()
	p.outside(atPiece(trimmed(p.doc, piece{from, from + end})), follows && !r.started)
	if !follows {
		p.rootMissing()
	}
}

// problems works out the places of the findings.
func (p *parser) problems() []Problem {
	l := p.locate()
	pieces := make([]piece, len(p.findings))
	for i, f := range p.findings {
		pieces[i] = l.piece(f.spot)
	}
	problems := make([]Problem, len(p.findings))
	for i, at := range spans(p.doc, pieces) {
		problems[i] = p.findings[i].problem(p.file, at)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Code, b.Code))
	})
	return problems
}

// problem makes a finding a problem.
func (f *finding) problem(file string, at Span) Problem {
	c := f.check
	return Problem{
		Code: c.Code, Severity: Error, File: file,
		Line: at.Line, Column: at.Column, EndLine: at.EndLine, EndColumn: at.EndColumn,
		Message: f.message,
		Since:   c.Since, Until: c.Until, Dated: c.Dated, Required: c.Required, Fatal: c.Fatal,
	}
}

// shorten keeps a message readable whatever the document says. It looks only at
// what it keeps.
func shorten(s string) string {
	most := 60
	for i := range s {
		if most == 0 {
			return s[:i] + "…"
		}
		most--
	}
	return s
}

// shortName shortens a name with its prefix, without putting a long one together.
func shortName(prefix, local string) string {
	if prefix == "" {
		return shorten(local)
	}
	return shorten(shorten(prefix) + ":" + shorten(local))
}
