package loadertest

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// Format writes an answer the way that a want section does: each class with its
// decisions in load order, then the unreadable candidates, the directories whose
// state is not read, and the notes. Below a decision stand the state of its
// signature where that is not verified, that it fails at connection, and its
// problems.
func Format(r *loader.Resolution) string {
	var b strings.Builder
	for _, c := range r.Contests() {
		fmt.Fprintf(&b, "class %s\n", c.Class)
		for _, d := range c.Decisions {
			formatDecision(&b, d)
		}
	}
	for i, d := range r.Unreadable() {
		if i == 0 {
			b.WriteString("unreadable\n")
		}
		formatDecision(&b, d)
	}
	for _, d := range r.Directories {
		if d.State != loader.StateRead || d.SameAs != "" {
			fmt.Fprintf(&b, "directory %s %s", d.Path, d.State)
			if d.SameAs != "" {
				fmt.Fprintf(&b, " same-as %s", d.SameAs)
			}
			b.WriteString("\n")
		}
	}
	formatNotes(&b, r.Notes)
	return b.String()
}

func formatDecision(b *strings.Builder, d loader.Decision) {
	fmt.Fprintf(b, "  %s %s by %s", d.Outcome, d.Location, d.Reason.Rule)
	if d.Reason.Value != "" || d.Reason.Against != "" {
		fmt.Fprintf(b, " %s against %s", orDash(d.Reason.Value), orDash(d.Reason.Against))
	}
	if d.Reason.Other != "" {
		fmt.Fprintf(b, " of %s", d.Reason.Other)
	}
	formatAssumes(b, d.Assumes)
	b.WriteString("\n")
	if s := d.Signature; s != nil && s.State != taco.Verified {
		fmt.Fprintf(b, "    signature %s\n", s.State)
	}
	if d.AtConnection != nil {
		b.WriteString("    fails-at-connection\n")
	}
	for _, p := range d.Problems {
		fmt.Fprintf(b, "    %s %s %d:%d\n", p.Severity, p.Code, p.Line, p.Column)
	}
}

// FormatSweep writes a sweep the way that a sweep section does: each class with
// its spans, a line each, then the notes. Below the first span of another winner
// stands the rule that made the turn.
func FormatSweep(t *loader.Timeline) string {
	var b strings.Builder
	for _, class := range t.Classes() {
		fmt.Fprintf(&b, "class %s\n", class)
		spans, _ := t.Class(class)
		turns := t.Turns(class)
		for _, s := range spans {
			formatSpan(&b, s)
			if len(turns) > 0 && turns[0].Release.Compare(s.From) == 0 {
				fmt.Fprintf(&b, "    turns by %s\n", turns[0].Rule)
				turns = turns[1:]
			}
		}
	}
	formatNotes(&b, t.Notes)
	return b.String()
}

func formatSpan(b *strings.Builder, s loader.Span) {
	fmt.Fprintf(b, "  %s %s ", s.From, s.To)
	if s.Winner == nil {
		b.WriteString("nothing")
	} else {
		fmt.Fprintf(b, "%s by %s", s.Location, s.Rule)
	}
	formatAssumes(b, s.Assumes)
	b.WriteString("\n")
}

func formatAssumes(b *strings.Builder, rules []loader.RuleID) {
	for i, rule := range rules {
		if i == 0 {
			b.WriteString(" assumes")
		}
		fmt.Fprintf(b, " %s", rule)
	}
}

func formatNotes(b *strings.Builder, notes []string) {
	for _, n := range notes {
		fmt.Fprintf(b, "note %s\n", n)
	}
}

// FormatLint writes findings the way that a lint section does, a line each: severity,
// code and file, and behind the file the place where there is one. Below a finding
// stand the related places, in their order. Messages are not written.
func FormatLint(findings []lint.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s %s\n", f.Severity, f.Code, placed(f.File, f.Span))
		for _, r := range f.Related {
			fmt.Fprintf(&b, "  related %s\n", placed(r.File, r.Span))
		}
	}
	return b.String()
}

// placed is a file with a place in it.
func placed(file string, at manifest.Span) string {
	if at == (manifest.Span{}) {
		return file
	}
	return fmt.Sprintf("%s:%d:%d-%d:%d", file, at.Line, at.Column, at.EndLine, at.EndColumn)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
