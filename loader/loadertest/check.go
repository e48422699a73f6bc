package loadertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// A Mismatch says where an answer is not the one that is wanted.
type Mismatch struct {
	File      string
	Line      int             // of the first line of the section that differs
	Release   version.Release // the one that the answer is for; zero where a sweep section differs
	Want, Got string          // the whole answers, in the words of [Format], [FormatSweep], [FormatLint] or [FormatWitness]
	Diff      string          // the lines that differ, "-" wanted and "+" got; below them, of logs, the directories that have no place

	answer string // which of several answers it is, in words; "" where there is one
}

// Error names file and line, the release where the scenario has several, and
// shows the difference.
func (e *Mismatch) Error() string {
	return fmt.Sprintf("%s:%d: the answer%s differs (- wanted, + got)\n%s", e.File, e.Line, e.answer, e.Diff)
}

// Check compares the answer for each of the scenario's releases, then the sweep over
// them, the findings, and the comparison with the logs, with the section that holds for
// it. It scans the disk once. The error is a *[Mismatch] for the first that differs.
func (s *Scenario) Check() error {
	inv, err := s.Inventory(context.Background())
	if err != nil {
		return err
	}
	for _, r := range s.Releases {
		if err := s.checkRelease(inv, r); err != nil {
			return err
		}
	}
	if err := s.checkSweep(inv); err != nil {
		return err
	}
	if err := s.checkLint(inv); err != nil {
		return err
	}
	return s.checkWitness(inv)
}

// checkRelease compares the answer for one release.
func (s *Scenario) checkRelease(inv *loader.Inventory, r version.Release) error {
	sec := s.section(r)
	if sec == nil { // the sweep section speaks of it
		return nil
	}
	h := s.Host
	h.Release = r
	e := sec.at(r).compareNoted(Format(loader.Resolve(inv, h)))
	if e == nil {
		return nil
	}
	e.File, e.Release = s.File, r
	if len(s.Releases) > 1 {
		e.answer = " for " + r.String()
	}
	return e
}

// releaseWord stands in a want section for the release that it is compared for:
// a refusal states it.
const releaseWord = "RELEASE"

// at returns the section as it is for one release.
func (sec section) at(r version.Release) *section {
	sec.text = strings.ReplaceAll(sec.text, releaseWord, r.String())
	return &sec
}

// checkSweep compares the sweep, if there is a section for it.
func (s *Scenario) checkSweep(inv *loader.Inventory) error {
	if s.sweep == nil {
		return nil
	}
	e := s.sweep.compareNoted(FormatSweep(loader.Sweep(inv, s.Host, s.sweep.over)))
	if e == nil {
		return nil
	}
	e.File, e.answer = s.File, " of the sweep"
	return e
}

// checkLint compares the findings, if there is a section for them.
func (s *Scenario) checkLint(inv *loader.Inventory) error {
	if s.lint == nil {
		return nil
	}
	findings, err := s.findings(inv)
	if err != nil {
		return err
	}
	e := s.lint.compare(linesOf(FormatLint(findings)))
	if e == nil {
		return nil
	}
	e.File, e.Release, e.answer = s.File, s.Releases[0], " of the checks"
	return e
}

// compareNoted compares an answer with the section, its notes only where the section
// has some.
func (sec *section) compareNoted(answer string) *Mismatch {
	got := linesOf(answer)
	if !slices.ContainsFunc(sec.wanted(), func(w wanted) bool { return strings.HasPrefix(w.text, "note") }) {
		got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, "note ") })
	}
	return sec.compare(got)
}

// linesOf returns the lines of an answer that count.
func linesOf(answer string) (lines []string) {
	for line := range strings.Lines(answer) {
		if text := collapse(line); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// compare compares the lines of an answer with the section. It returns nil where they
// are alike.
func (sec *section) compare(got []string) *Mismatch {
	want := sec.wanted()
	same := 0
	for same < len(want) && same < len(got) && want[same].text == got[same] {
		same++
	}
	if same == len(want) && same == len(got) {
		return nil
	}
	e := &Mismatch{Line: sec.line + strings.Count(sec.text, "\n"), Got: strings.Join(got, "\n") + "\n"}
	if same < len(want) {
		e.Line = want[same].line
	}
	for _, w := range want {
		e.Want += w.text + "\n"
	}
	e.Diff = diff(want[same:], got[same:])
	return e
}

// A wanted line has its number in the file.
type wanted struct {
	text string
	line int
}

// wanted returns the lines of the section that count.
func (sec *section) wanted() []wanted {
	var lines []wanted
	for i, line := range strings.Split(sec.text, "\n") {
		if text := collapse(line); text != "" && !strings.HasPrefix(text, "#") {
			lines = append(lines, wanted{text, sec.line + i})
		}
	}
	return lines
}

// collapse makes one blank of each run of blanks, and none at the ends.
func collapse(line string) string { return strings.Join(strings.Fields(line), " ") }

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
