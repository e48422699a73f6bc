package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// write writes all of an answer.
func write(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("the answer could not be written: %w", err)
	}
	return nil
}

// writeJSON writes a value by the contract: indented, with a line end.
func writeJSON(w io.Writer, v any) error {
	var plain, indented bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	if err := json.Indent(&indented, plain.Bytes(), "", "  "); err != nil {
		return err
	}
	return write(w, indented.String())
}

func (f *flags) resolve(ctx context.Context, s streams) error {
	if err := f.checkFormat("text", "json"); err != nil {
		return err
	}
	m, err := f.machine()
	if err != nil {
		return err
	}
	r, err := m.answer(ctx)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(s.out, r)
	}
	p := &printer{style: s.style}
	p.resolution(r)
	return write(s.out, p.String())
}

type jsonExplanation struct {
	Schema int                `json:"schema"`
	Host   loader.JSONHost    `json:"host"`
	Class  loader.JSONContest `json:"class"`
	Text   []string           `json:"text"`
	Notes  []string           `json:"notes"`
}

func (f *flags) explain(ctx context.Context, s streams, class string) error {
	if err := f.checkFormat("text", "json"); err != nil {
		return err
	}
	m, err := f.machine()
	if err != nil {
		return err
	}
	r, err := m.answer(ctx)
	if err != nil {
		return err
	}
	sentences, ok := r.Explain(class)
	if !ok {
		return unknownClass(r, class)
	}
	if f.format == "json" {
		c, _ := r.Class(class)
		return writeJSON(s.out, jsonExplanation{loader.Schema, r.Host.JSON(), c.JSON(), sentences, r.Notes})
	}
	p := &printer{style: s.style}
	for _, sentence := range sentences {
		p.prose(0, sentence)
	}
	p.notes(r.Notes)
	return write(s.out, p.String())
}

// unknownClass names the classes that there are.
func unknownClass(r *loader.Resolution, class string) error {
	classes := r.Classes()
	if len(classes) == 0 {
		return fmt.Errorf("no connector claims the class %q, nor any other: whichwins directories shows where they are looked for", class)
	}
	const most = 8
	more := ""
	if len(classes) > most {
		more = fmt.Sprintf(" and %d more, see whichwins", len(classes)-most)
		classes = classes[:most]
	}
	return fmt.Errorf("no connector claims the class %q; there are %s%s", class, strings.Join(classes, ", "), more)
}

type jsonDirectories struct {
	Schema      int                    `json:"schema"`
	Host        loader.JSONHost        `json:"host"`
	Directories []loader.JSONDirectory `json:"directories"`
	Notes       []string               `json:"notes"`
}

func (f *flags) directories(ctx context.Context, s streams) error {
	if err := f.checkFormat("text", "json"); err != nil {
		return err
	}
	m, err := f.machine()
	if err != nil {
		return err
	}
	r, err := m.answer(ctx)
	if err != nil {
		return err
	}
	if f.format == "json" {
		out := jsonDirectories{loader.Schema, r.Host.JSON(), []loader.JSONDirectory{}, r.Notes}
		for _, d := range r.Directories {
			out.Directories = append(out.Directories, d.JSON())
		}
		return writeJSON(s.out, out)
	}
	p := &printer{style: s.style}
	p.head(r)
	p.directories(r)
	p.notes(r.Notes)
	return write(s.out, p.String())
}

type jsonRules struct {
	Schema int        `json:"schema"`
	Rules  []jsonRule `json:"rules"`
}

type jsonRule struct {
	Rule      loader.RuleID `json:"rule"`
	Statement string        `json:"statement"`
	Basis     loader.Basis  `json:"basis"`
	BasisNote string        `json:"basis_note"`
	Source    string        `json:"source"`
	Options   []jsonOption  `json:"options"`
}

type jsonOption struct {
	Value  string `json:"value"`
	Effect string `json:"effect"`
}

func (f *flags) rules(s streams) error {
	if err := f.checkFormat("text", "json", "markdown"); err != nil {
		return err
	}
	switch f.format {
	case "json":
		out := jsonRules{Schema: loader.Schema}
		for _, r := range loader.Rules() {
			row := jsonRule{r.ID, r.Statement, r.Basis, r.BasisNote, r.Source, []jsonOption{}}
			for _, o := range r.Options {
				row.Options = append(row.Options, jsonOption(o))
			}
			out.Rules = append(out.Rules, row)
		}
		return writeJSON(s.out, out)
	case "markdown":
		return write(s.out, rulesPage())
	}
	p := &printer{style: s.style}
	for _, r := range loader.Rules() {
		p.line("%s  %s", p.paint(bold, string(r.ID)), p.paint(dim, basisWords(r)))
		p.prose(2, r.Statement)
		for _, o := range r.Options {
			p.prose(4, fmt.Sprintf("--assume %s=%s: %s", r.ID, o.Value, o.Effect))
		}
	}
	return write(s.out, p.String())
}

func basisWords(r loader.Rule) string {
	if r.BasisNote != "" {
		return fmt.Sprintf("%s (%s)", r.Basis, r.BasisNote)
	}
	return string(r.Basis)
}

// rulesPage is the page of the documentation.
func rulesPage() string {
	var b strings.Builder
	b.WriteString("# The rulebook\n\nGenerated with `go run ./examples/whichwins rules --format markdown`; the table is in `loader/rulebook.go`.\n")
	for _, r := range loader.Rules() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n- Basis: %s\n- Source: %s\n", r.ID, r.Statement, basisWords(r), r.Source)
		for i, o := range r.Options {
			word := "Option"
			if i == 0 {
				word = "Default"
			}
			fmt.Fprintf(&b, "- %s `%s`: %s\n", word, o.Value, o.Effect)
		}
	}
	return b.String()
}
