package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
)

func (a *app) lintCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "lint [PATH...]", Short: "What is wrong with connectors, or with those of a machine; exit code 1 where something is",
		Long: "What is wrong with connectors, before Tableau silently does something else; whichwins checks lists what is looked for.\n\nA PATH is a connector's folder, a package, a manifest, or a directory of connectors, which is searched with all its folders; of links to folders those to connectors are followed.\nWithout a PATH it is this machine, a copy of one, or a snapshot, and for a server its other services too.\nThe exit code is 1 where a finding is at least as bad as --fail-on; a connector that cannot be read is one, connector-unreadable. It is 2 where a PATH names nothing, cannot be searched or holds no connector, and the answer is of the others then, or where the flags do not fit.",
	}
	flags := addLintFlags(c)
	c.RunE = func(c *cobra.Command, paths []string) error { return couldNotRun(a.lint(c, flags, paths)) }
	return c
}

// couldNotRun makes an error one of exit code 2: that of 1 says that there are
// findings.
func couldNotRun(err error) error {
	var f failure
	if errors.As(err, &f) {
		return f.error
	}
	return err
}

// A linted is what lint found, and what it looked at.
type linted struct {
	findings []lint.Finding
	checks   []lint.Check // those that ran
	system   loader.OS    // whose paths the findings have
	among    string       // what was looked at, such as "in 4 connectors"; "" is nothing
	alone    int          // how many manifests were looked at without the files that they name
	notes    []string     // what the answer does not know
	failures []error      // what could not be looked at
}

// lint finds what is wrong.
func (a *app) lint(c *cobra.Command, f *lintFlags, paths []string) error {
	if err := a.plainFormat(c, formatSARIF); err != nil {
		return err
	}
	if err := f.validate(paths); err != nil {
		return err
	}
	l, err := a.lintWhatIsNamed(c.Context(), f, paths)
	if err != nil {
		return err
	}
	switch a.failures = l.failures; {
	case len(l.failures) > 0:
		a.code = exitUsage
	case lint.Worst(l.findings).AtLeast(lint.Severity(f.failOn)):
		a.code = exitFailure
	}
	switch a.format {
	case formatJSON:
		return a.writeJSON(lint.JSON(l.findings))
	case formatSARIF:
		return a.writeJSON(sarifReport(l))
	}
	writeLinted(a.page(), l)
	return nil
}

// lintWhatIsNamed looks at the connectors that are named, or, where none is, at the
// machine.
func (a *app) lintWhatIsNamed(ctx context.Context, f *lintFlags, paths []string) (linted, error) {
	if len(paths) == 0 {
		return a.lintMachine(ctx, f)
	}
	return a.lintConnectors(ctx, f, paths)
}

// lintConnectors looks at the connectors that are named, one after the other.
func (a *app) lintConnectors(ctx context.Context, f *lintFlags, paths []string) (linted, error) {
	config, notes, err := f.forConnectors()
	if err != nil {
		return linted{}, err
	}
	l := linted{checks: checksOf(config, ofConnectors), system: a.machine.system()}
	seen := compare(&config)
	targets, passed := findTargets(ctx, paths)
	progress := a.progress("Checking connectors")
	looked := 0
	for i, t := range targets {
		if ctx.Err() != nil {
			break
		}
		findings, err := t.lint(config)
		progress.tell(i+1, len(targets))
		if err != nil {
			l.failures = append(l.failures, err)
			continue
		}
		l.findings = append(l.findings, withSeparatorsOf(t.given, l.system, findings)...)
		looked++
		if t.kind == manifestAlone {
			l.alone++
		}
	}
	progress.clear()
	if looked > 0 {
		l.among = fmt.Sprintf("in %s", plural(looked, "connector"))
	}
	l.notes = append(notes, seen.notes()...)
	if len(passed) > 0 {
		l.notes = append(l.notes, fmt.Sprintf("Links to folders of others were not followed: %s. Name them to have what is in them checked.", firstOf(passed)))
	}
	return l, asFailure(ctx.Err())
}
