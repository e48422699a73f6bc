package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

func (a *app) witnessCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "witness LOG...", Short: "What Tableau's own logs say, and whether the answer agrees with them", Args: someLogs,
		Long: witnessHelp,
	}
	flags := addWitnessFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error { return a.witness(c, flags, args) }
	return c
}

// witnessHelp explains the command and the words of its answer.
const witnessHelp = `What Tableau's own logs say of connectors and, with any flag of a host or --inventory, whether the answer agrees with them. whichwins wordings lists the lines that are understood.

A LOG is a file (log.txt, nativeapi_*.txt, tabprotosrv*.txt), a folder, which is searched with all its folders, an archive that tsm maintenance ziplogs makes, or - for standard input. Without --os, --release and --product the host is the one that the logs tell of. With --format markdown and --redact it is evidence for a bug report.

Before each thing that a log tells stands a sign:
  +  loaded, or a signature that was verified
  -  rejected for another connector of its class, or replaced by one
  x  failed to load, or to be verified
  ?  a class asked for but not registered, and any other line

A verdict is on one class in one process:
  agrees       the log shows what the answer says
  differs      the log shows something else
  not-in-log   the log does not tell what became of the class;
               undecided where it says something of it all the same
  only-in-log  the log tells of a class that the answer does not have

The exit code is 1 where something differs, where a log cannot be read to its end, and where nothing that is named is a log of Tableau's. Other files in a folder do not change it.`

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
	newest     bool                // its release is the newest known, for want of another
	redacted   bool
	system     loader.OS // of this machine
	nodes      nodes     // which the processes come from
}

// witness reads logs and, where a host is given, holds its answer against them.
func (a *app) witness(c *cobra.Command, f *witnessFlags, args []string) error {
	if err := a.plainFormat(c, formatMarkdown); err != nil {
		return err
	}
	if err := f.validate(args); err != nil {
		return err
	}
	a.tellWaiting(args)
	logs := findLogs(c.Context(), a.machine.stdin, args)
	defer logs.close()
	record, err := a.readLogs(c.Context(), logs.logs)
	if err = cmp.Or(err, c.Context().Err()); err != nil {
		return asFailure(err)
	}
	w := witnessed{record: record, redacted: f.redact, system: a.machine.system(), nodes: nodesOf(record)}
	if f.compares() && tableausLogs(record) > 0 {
		if err := a.hold(c.Context(), f, &w); err != nil {
			return f.withoutPerson(a.machine, err)
		}
	}
	logs.blame(w.record)
	if f.redact {
		redact(redactionOf(a.machine, w.answer), &w, logs.failures)
	}
	for _, f := range logs.failures {
		a.failures = append(a.failures, f)
		if a.format != formatText { // which is kept without what stands on standard error
			w.record.Logs = append(w.record.Logs, witness.LogState{Name: f.name, Status: witness.LogUnreadable, Detail: f.why})
		}
	}
	if len(a.failures) > 0 || !readToTheEnd(record) || w.comparison != nil && w.comparison.Differs() {
		a.code = exitFailure
	}
	return a.writeWitnessed(w)
}

// tellWaiting says on a terminal that lines are to be typed there.
func (a *app) tellWaiting(args []string) {
	if typed, ok := a.machine.stdin.(io.Writer); ok && slices.Contains(args, "-") { // a terminal is both
		if _, ok := a.machine.terminal(typed); ok {
			fmt.Fprintln(a.stderr, "whichwins: waiting for lines of a log on standard input, up to its end")
		}
	}
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
	notes, err := f.defaultToLogs(w.record, w.system)
	if err != nil {
		return err
	}
	found, err := a.findForOne(ctx, f.answer)
	if err != nil {
		return err
	}
	w.answer = found.resolve()
	w.newest = f.newest()
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
