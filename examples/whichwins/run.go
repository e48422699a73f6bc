package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitOK    = 0
	exitFault = 1 // the answer could not be given or written
	exitUsage = 2
)

// streams are where a run writes to.
type streams struct {
	out, err io.Writer
	style    style
}

// A usageError is a mistake in the command line.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// run is the whole program; it returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	root.SetOut(s.out)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	line := strings.Join(strings.Fields(err.Error()), " ")
	fmt.Fprintf(s.err, "whichwins: %s\n", printable(line))
	var mistake *usageError
	if errors.As(err, &mistake) {
		return exitUsage
	}
	return exitFault
}

// newRoot makes the commands. The root is resolve.
func newRoot(s streams) *cobra.Command {
	f := &flags{}
	root := &cobra.Command{
		Use:   "whichwins [resolve]",
		Short: "Which connector Tableau loads for each class, and why",
		Long: `Whichwins shows which connector Tableau loads for each class, and why.

Without a command it resolves, and without --dir and --root it reads this
machine. "whichwins demo" shows the answer on a machine that is built in.`,
		SilenceErrors: true, SilenceUsage: true,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return f.resolve(c.Context(), s) },
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v; see whichwins --help", err) })
	f.register(root.PersistentFlags())
	add := func(use, short string, args cobra.PositionalArgs, do func(context.Context, streams, []string) error) {
		root.AddCommand(&cobra.Command{Use: use, Short: short, Args: args,
			RunE: func(c *cobra.Command, args []string) error { return do(c.Context(), s, args) }})
	}
	add("resolve", "Which connector wins each class (the default)", noArguments,
		func(ctx context.Context, s streams, _ []string) error { return f.resolve(ctx, s) })
	add("explain CLASS", "One class, in sentences", oneClass,
		func(ctx context.Context, s streams, args []string) error { return f.explain(ctx, s, args[0]) })
	add("directories", "The load order of a host", noArguments,
		func(ctx context.Context, s streams, _ []string) error { return f.directories(ctx, s) })
	add("rules", "The rulebook", noArguments,
		func(_ context.Context, s streams, _ []string) error { return f.rules(s) })
	add("demo", "The answer on a machine that is built in", noArguments,
		func(ctx context.Context, s streams, _ []string) error { return f.demo(ctx, s) })
	return root
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("unknown command or argument %q: use resolve, explain, directories, rules or demo; see whichwins --help", args[0])
	}
	return nil
}

func oneClass(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usage("explain takes one class: whichwins explain CLASS")
	}
	return nil
}
