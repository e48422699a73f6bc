package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

func (a *app) witnessCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "witness LOG...", Short: "What Tableau's own logs say, and whether the answer agrees with them", Args: someLogs,
		Long: "What Tableau's own logs say of connectors and, with any flag of a host or --inventory, whether the answer agrees with them; whichwins wordings lists the lines that are understood.\n\nA LOG is a file (log.txt, nativeapi_*.txt, tabprotosrv*.txt), a folder, which is searched with all its folders, an archive that tsm maintenance ziplogs makes, or - for standard input.\nWithout --release and --product the host is the one that the logs name. With --format markdown and --redact it is evidence for a bug report.\nThe exit code is 1 where the log and the answer differ, and where something cannot be read; the answer is of the rest then.",
	}
	flags := addWitnessFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error { return a.witness(c, flags, args) }
	return c
}

// someLogs asks for the arguments of witness.
func someLogs(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New(`witness needs a log: write whichwins witness LOG...; Tableau writes logs to My Tableau Repository\Logs, Tableau Server to data\tabsvc\logs, and tsm maintenance ziplogs makes an archive of them`)
	}
	return nil
}

// A witnessed is what logs say, and how the answer stands to it.
type witnessed struct {
	record     *witness.Record
	comparison *witness.Comparison // nil where no host was given
	answer     *loader.Resolution  // what the record was held against, or nil
	redacted   bool
	release    string // of the logs, as a flag has it
}

// witness reads logs and, where a host is given, holds its answer against them.
func (a *app) witness(c *cobra.Command, f *witnessFlags, args []string) error {
	if err := a.plainFormat(c, formatMarkdown); err != nil {
		return err
	}
	if err := f.validate(args); err != nil {
		return err
	}
	logs := findLogs(c.Context(), a.machine.stdin, args)
	defer logs.close()
	record, err := a.readLogs(c.Context(), logs.logs)
	if err = cmp.Or(err, c.Context().Err()); err != nil {
		return asFailure(err)
	}
	w := witnessed{record: record, redacted: f.redact, release: hintedRelease(record)}
	if f.compares() && tableausLogs(record) > 0 {
		if err := a.hold(c.Context(), f, &w); err != nil {
			return err
		}
	}
	if f.redact {
		redact(redactionOf(a.machine, w.answer), &w, logs.failures)
	}
	a.failures = failuresOf(w.record, logs.failures)
	if len(a.failures) > 0 || !readToTheEnd(record) || w.comparison != nil && w.comparison.Differs() {
		a.code = exitFailure
	}
	return a.writeWitnessed(w)
}

// readLogs reads logs, and shows on a terminal how much is read.
func (a *app) readLogs(ctx context.Context, logs []witness.Log) (*witness.Record, error) {
	progress := a.progress("Reading logs")
	record, err := witness.Read(ctx, logs, witness.Options{Progress: progress.tellBytes})
	progress.clear()
	return record, err
}

// hold holds the answer for a host against what was read.
func (a *app) hold(ctx context.Context, f *witnessFlags, w *witnessed) error {
	notes := f.defaultToLogs(w.record)
	found, err := a.findForOne(ctx, f.answer)
	if err != nil {
		return err
	}
	w.answer = found.resolve()
	w.comparison = witness.Compare(w.record, w.answer)
	w.comparison.Notes = eachOnce(notes, systemNotes(w.record, w.answer.Host), w.comparison.Notes, w.answer.Notes)
	return nil
}

// eachOnce joins lists, without what was there before.
func eachOnce(lists ...[]string) []string {
	var out []string
	seen := make(map[string]bool)
	for _, list := range lists {
		for _, text := range list {
			if !seen[text] {
				seen[text] = true
				out = append(out, text)
			}
		}
	}
	return out
}

// tableausLogs counts the logs that are Tableau's, read to their end or not.
func tableausLogs(r *witness.Record) (n int) {
	for _, l := range r.Logs {
		if l.Status == witness.LogRead || l.Status == witness.LogCut {
			n++
		}
	}
	return n
}

// readToTheEnd tells whether each log could be read to its end.
func readToTheEnd(r *witness.Record) bool {
	for _, l := range r.Logs {
		if l.Status == witness.LogUnreadable || l.Status == witness.LogCut {
			return false
		}
	}
	return true
}

// failuresOf lists what there is no answer of.
func failuresOf(r *witness.Record, failures []logFailure) (errs []error) {
	for _, f := range failures {
		errs = append(errs, f)
	}
	if len(r.Logs) > 0 && tableausLogs(r) == 0 {
		errs = append(errs, noLogOfTableau(r))
	}
	return errs
}

// noLogOfTableau says that nothing that was named is a log, and what to do.
func noLogOfTableau(r *witness.Record) error {
	what := "none of the files is a log of Tableau's that can be read"
	if len(r.Logs) == 1 {
		what = fmt.Sprintf("%s: it is no log of Tableau's that can be read (%s)", r.Logs[0].Name, r.Logs[0].Detail)
	}
	return errors.New(what + ": name a log.txt, a folder Logs, or an archive of tsm maintenance ziplogs")
}

// redactionOf takes away what tells of a person on the host and on this machine.
func redactionOf(m machine, answer *loader.Resolution) *witness.Redaction {
	if answer != nil {
		return witness.NewRedaction(answer.Host)
	}
	return witness.NewRedaction(loader.Host{OS: m.system(), Home: m.home(), Documents: m.documents()})
}

// redact takes away what tells of a person.
func redact(r *witness.Redaction, w *witnessed, failures []logFailure) {
	w.record = r.Record(w.record)
	if w.comparison != nil {
		w.comparison = r.Comparison(w.comparison)
	}
	for i := range failures {
		failures[i].name = r.Path(failures[i].name)
	}
}

// writeWitnessed writes the answer. Where nothing was read, people read why alone.
func (a *app) writeWitnessed(w witnessed) error {
	switch {
	case a.format == formatJSON:
		return a.writeJSON(witness.JSON(w.record, w.comparison))
	case len(w.record.Logs) == 0:
	case a.format == formatMarkdown:
		a.out.WriteString(witnessPage(w))
	default:
		writeWitness(a.page(), w)
	}
	return nil
}
