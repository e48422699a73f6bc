package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailure     = 1   // there is no answer, it cannot be written, or what was asked for does not hold
	exitUsage       = 2   // the call is wrong
	exitInterrupted = 130 // Ctrl-C, as shells count it
)

// run is the program: it runs one command line and returns the exit code.
func run(ctx context.Context, m machine, args []string, stdout, stderr io.Writer) int {
	a := &app{machine: m, stderr: stderr}
	cmd := a.command(stdout)
	cmd.SetArgs(append([]string{}, args...)) // nil would stand for os.Args
	cmd.SetOut(&a.out)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(ctx)
	if err == nil {
		_, err = stdout.Write(a.out.Bytes())
		err = asFailure(err)
	}
	if err != nil {
		return report(err, stderr)
	}
	for _, err := range a.failures {
		report(err, stderr)
	}
	return a.code
}

// A failure is an error of a call that was right.
type failure struct{ error }

// Unwrap returns the error itself.
func (f failure) Unwrap() error { return f.error }

// asFailure marks an error, if there is one, as no error of usage.
func asFailure(err error) error {
	if err == nil {
		return nil
	}
	return failure{err}
}

// report writes one line about err and returns the exit code.
func report(err error, stderr io.Writer) int {
	code, f := exitUsage, failure{}
	switch {
	case errors.Is(err, context.Canceled):
		code, err = exitInterrupted, errors.New("interrupted")
	case errors.Is(err, syscall.EPIPE), errors.Is(err, io.ErrClosedPipe):
		return exitFailure // the reader has seen enough, and nobody else listens
	case errors.As(err, &f):
		code = exitFailure
	}
	fmt.Fprintf(stderr, "whichwins: %s\n", clean(strings.TrimSpace(err.Error())))
	return code
}

// An app holds what the commands share.
type app struct {
	machine machine
	stderr  io.Writer
	out     bytes.Buffer // what goes to standard output, once it is complete
	code    int          // the exit code once the answer is written
	format  string       // --format
	page    func() *page // a page for text output

	failures []error // what the answer lacks, to be told once it is written
}

// command makes the tree of commands. Without a command, resolve runs.
func (a *app) command(stdout io.Writer) *cobra.Command {
	a.page = func() *page { return a.machine.page(&a.out, stdout) }
	root := &cobra.Command{
		Use:           "whichwins",
		Short:         "Which connector Tableau loads, and why",
		Long:          "Which connector Tableau loads for each class, and why.\n\nWithout a command it reads this machine, as the command resolve does.\nWith --signatures it also says which winner fails when somebody connects.\nTo see it on a sample machine: whichwins demo",
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.PersistentFlags().VarP(newChoice(&a.format, "text", formatText, formatJSON, formatMarkdown, formatHTML, formatSARIF), "format", "", "text or json; rules, checks, wordings and witness also have markdown, sweep html, and lint sarif")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w; run %q for the flags", err, c.CommandPath()+" --help")
	})
	commands := []*cobra.Command{
		a.resolveCommand(), a.explainCommand(), a.sweepCommand(), a.diffCommand(), a.snapshotCommand(), a.fleetCommand(),
		a.witnessCommand(), a.verifyCommand(), a.lintCommand(), a.directoriesCommand(), a.rulesCommand(), a.checksCommand(),
		a.wordingsCommand(), a.demoCommand(),
	}
	root.AddCommand(commands...)
	root.SetHelpCommand(helpCommand(root))
	flags := addAnswerFlags(root)
	root.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return fmt.Errorf("unknown command %q: use one of %s", args[0], strings.Join(names(commands), ", "))
	}
	root.RunE = func(c *cobra.Command, _ []string) error { return a.resolve(c, flags) }
	return root
}

// The formats of --format.
const (
	formatText     = "text"
	formatJSON     = "json"
	formatMarkdown = "markdown"
	formatHTML     = "html"
	formatSARIF    = "sarif"
)

// plainFormat asks that the format is one that every command has, or a further one
// of this command.
func (a *app) plainFormat(c *cobra.Command, further ...string) error {
	known := append([]string{formatText, formatJSON}, further...)
	if slices.Contains(known, a.format) {
		return nil
	}
	return fmt.Errorf("--format %s is of another command: use %s with %s", a.format, strings.Join(known, " or "), c.CommandPath())
}

// helpCommand is cobra's, but for an unknown topic, which is an error of usage.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			for _, c := range root.Commands() {
				if len(args) == 1 && c.Name() == args[0] {
					c.InitDefaultHelpFlag()
					return c.Help()
				}
			}
			if len(args) > 0 {
				return fmt.Errorf("no help on %q: use one of %s", strings.Join(args, " "), strings.Join(names(root.Commands()), ", "))
			}
			return root.Help()
		},
	}
}

// names lists commands by their names.
func names(commands []*cobra.Command) []string {
	out := make([]string, len(commands))
	for i, c := range commands {
		out[i] = c.Name()
	}
	return out
}

// noArgs is for a command without arguments.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return fmt.Errorf("%s takes no argument, and there is %q: leave it out", c.Name(), args[0])
}
