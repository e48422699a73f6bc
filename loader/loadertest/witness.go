package loadertest

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// Witness reads the scenario's logs and holds the answer at the first of its releases
// against them. Paths below a place of the host are those of the folder. The error is
// ctx's alone.
func (s *Scenario) Witness(ctx context.Context) (*witness.Record, *witness.Comparison, error) {
	inv, err := s.Inventory(ctx)
	if err != nil {
		return nil, nil, err
	}
	rec, err := s.record(ctx)
	if err != nil {
		return nil, nil, err
	}
	return rec, witness.Compare(rec, loader.Resolve(inv, s.Host)), nil
}

// record reads the logs.
func (s *Scenario) record(ctx context.Context) (*witness.Record, error) {
	var logs []witness.Log
	for _, sec := range s.logs {
		logs = append(logs, witness.Log{Name: logName(sec), Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(sec.text)), nil
		}})
	}
	rec, err := witness.Read(ctx, logs, witness.Options{})
	if err != nil {
		return nil, err
	}
	for i := range rec.Processes {
		events := rec.Processes[i].Events
		for j := range events {
			events[j].Path = s.inFolder(events[j].Path)
		}
	}
	return rec, nil
}

// logName is what stands behind the word log, or that.
func logName(sec *section) string {
	if _, name, named := strings.Cut(sec.name, " "); named {
		return name
	}
	return sec.name
}

// checkWitness compares the comparison with the logs. Without a section for it, nothing
// may differ.
func (s *Scenario) checkWitness(inv *loader.Inventory) error {
	if s.logs == nil {
		return nil
	}
	rec, err := s.record(context.Background())
	if err != nil {
		return err
	}
	c := witness.Compare(rec, loader.Resolve(inv, s.Host))
	got := linesOf(FormatWitness(rec, c))
	if s.witness == nil {
		return s.checkAgrees(rec, got)
	}
	for _, kind := range []string{"rule ", "note "} { // which a section may leave out as a whole
		if !slices.ContainsFunc(s.witness.wanted(), func(w wanted) bool { return strings.HasPrefix(w.text+" ", kind) }) {
			got = slices.DeleteFunc(got, func(line string) bool { return strings.HasPrefix(line, kind) })
		}
	}
	e := s.witness.compare(got)
	if e == nil {
		return nil
	}
	return s.witnessMismatch(rec, e)
}

// checkAgrees asks that the logs tell something, and nothing else than the answer.
func (s *Scenario) checkAgrees(rec *witness.Record, got []string) error {
	if len(rec.Processes) == 0 {
		return &SyntaxError{s.File, s.logs[0].line, "the log has no line about connectors: paste lines whose k begins with connector-plugin"}
	}
	differs := slices.DeleteFunc(got, func(line string) bool {
		return !strings.HasPrefix(line, string(witness.Differs)+" ") && !strings.HasPrefix(line, "skipped ")
	})
	if len(differs) == 0 {
		return nil
	}
	return s.witnessMismatch(rec, &Mismatch{Line: s.logs[0].line, Got: strings.Join(differs, "\n") + "\n", Diff: diff(nil, differs)})
}

// witnessMismatch completes a mismatch, with the directories that have no place: their
// connectors are none of the scenario's.
func (s *Scenario) witnessMismatch(rec *witness.Record, e *Mismatch) error {
	e.Diff += s.withoutPlace(rec)
	e.File, e.Release, e.answer = s.File, s.Releases[0], " of the witness"
	return e
}

// FormatWitness writes a comparison the way that a witness section does: each process
// with its verdicts, a line each, the classes on which processes disagree, what could
// not be read, the unsure rules that the log tells of, and the notes.
func FormatWitness(rec *witness.Record, c *witness.Comparison) string {
	var b strings.Builder
	results := c.Results
	for i, p := range rec.Processes {
		fmt.Fprintf(&b, "process %d", p.PID)
		if !p.Started.IsZero() {
			fmt.Fprintf(&b, " %s", p.Started.Format("2006-01-02T15:04:05.999"))
		}
		b.WriteString("\n")
		for len(results) > 0 && results[0].Process == i {
			formatResult(&b, results[0])
			results = results[1:]
		}
	}
	for _, s := range rec.Splits() {
		fmt.Fprintf(&b, "split %s\n", s.Class)
		for _, side := range s.Sides {
			fmt.Fprintf(&b, "  %d %s\n", len(side.Processes), orNothing(side.Path))
		}
	}
	for _, l := range rec.Logs {
		if l.Status != witness.LogRead {
			fmt.Fprintf(&b, "skipped %s %s\n", l.Name, l.Status)
		}
		for _, skip := range l.Skipped {
			fmt.Fprintf(&b, "skipped %s:%d %s %d\n", l.Name, skip.First, skip.Reason, skip.Count)
		}
	}
	for _, r := range c.Rules {
		fmt.Fprintf(&b, "rule %s supports %d contradicts %d silent %d\n", r.Rule, len(r.Supports), len(r.Contradicts), r.Silent)
	}
	formatNotes(&b, c.Notes)
	return b.String()
}

func formatResult(b *strings.Builder, r witness.Result) {
	fmt.Fprintf(b, "  %s %s", r.Verdict, r.Class)
	if r.Answer != nil {
		fmt.Fprintf(b, " expects %s", expected(r.Answer))
	}
	if e := r.Event; e != nil {
		fmt.Fprintf(b, " shows %s", e.Kind)
		if e.Path != "" {
			fmt.Fprintf(b, " %s", e.Path)
		}
		if e.Inferred {
			b.WriteString(" inferred")
		}
		fmt.Fprintf(b, " at %s:%d", e.File, e.Line)
	}
	b.WriteString("\n")
}

// expected is what loads by the answer.
func expected(d *loader.Decision) string {
	if d.Outcome != loader.Loaded {
		return orNothing("")
	}
	return d.Location
}

func orNothing(path string) string {
	if path == "" {
		return "nothing"
	}
	return path
}
