package loadertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tacorder/tacorder/loader"
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
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note %s\n", n)
	}
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
	for i, rule := range d.Assumes {
		if i == 0 {
			b.WriteString(" assumes")
		}
		fmt.Fprintf(b, " %s", rule)
	}
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

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// A Mismatch says where an answer is not the one that is wanted.
type Mismatch struct {
	File      string
	Line      int    // of the first line of the want section that differs
	Want, Got string // the whole answers, in the words of [Format]
	Diff      string // the lines that differ, "-" wanted and "+" got
}

// Error names file and line, and shows the difference.
func (e *Mismatch) Error() string {
	return fmt.Sprintf("%s:%d: the answer differs (- wanted, + got)\n%s", e.File, e.Line, e.Diff)
}

// A wanted line has its number in the file.
type wanted struct {
	text string
	line int
}

// Check resolves the scenario and compares. The error is a *[Mismatch].
func (s *Scenario) Check() error {
	r, err := s.Resolve(context.Background())
	if err != nil {
		return err
	}
	var want []wanted
	notes := false
	for i, line := range strings.Split(s.Want, "\n") {
		text := strings.Join(strings.Fields(line), " ")
		if text != "" && !strings.HasPrefix(text, "#") {
			want = append(want, wanted{text, s.wantLine + i})
			notes = notes || strings.HasPrefix(text, "note")
		}
	}
	var got []string
	for _, line := range strings.Split(Format(r), "\n") {
		text := strings.Join(strings.Fields(line), " ")
		if text != "" && (notes || !strings.HasPrefix(text, "note ")) {
			got = append(got, text)
		}
	}
	return s.compare(want, got)
}

func (s *Scenario) compare(want []wanted, got []string) error {
	same := 0
	for same < len(want) && same < len(got) && want[same].text == got[same] {
		same++
	}
	if same == len(want) && same == len(got) {
		return nil
	}
	e := &Mismatch{File: s.File, Line: s.wantLine + strings.Count(s.Want, "\n"), Got: strings.Join(got, "\n") + "\n"}
	if same < len(want) {
		e.Line = want[same].line
	}
	for _, w := range want {
		e.Want += w.text + "\n"
	}
	e.Diff = diff(want[same:], got[same:])
	return e
}

// diff shows two lists of lines, without the lines that they end in alike.
func diff(want []wanted, got []string) string {
	for len(want) > 0 && len(got) > 0 && want[len(want)-1].text == got[len(got)-1] {
		want, got = want[:len(want)-1], got[:len(got)-1]
	}
	var b strings.Builder
	for _, w := range want {
		fmt.Fprintf(&b, "\t- %s\n", w.text)
	}
	for _, g := range got {
		fmt.Fprintf(&b, "\t+ %s\n", g)
	}
	return b.String()
}

// Run checks each scenario that the pattern matches (see path/filepath.Match) as
// a subtest. A pattern that matches nothing fails.
func Run(t *testing.T, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenario matches %q (%v)", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Parse(file, data)
			if err == nil {
				err = s.Check()
			}
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
