package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/version"
)

// snapshotFlags are those of the command snapshot alone.
type snapshotFlags struct {
	name, output string
	redact       bool
}

func (a *app) snapshotCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "snapshot", Short: "What was found, as JSON, for other commands and other machines", Args: noArgs,
		Long: "What was found on this machine or a copy of one, as JSON.\n\nThe other commands read it with --inventory, diff compares two, and fleet many.\nGive --release and --product, so that it is resolved for the Tableau that runs there.",
	}
	answer, f := addAnswerFlags(c), &snapshotFlags{}
	fs := c.Flags()
	fs.StringVar(&f.name, "name", "", "the machine's or service's `NAME` (default its host name)")
	fs.BoolVar(&f.redact, "redact", false, "leave personal paths and the host name out; file names, and what manifests and certificates say, stay")
	fs.StringVarP(&f.output, "output", "o", "", "write to a `FILE` instead of standard output, which - is too")
	c.RunE = func(c *cobra.Command, _ []string) error { return a.snapshot(c, answer, f) }
	return c
}

// snapshot writes a snapshot. It has no text form: --format json is what it does
// anyway.
func (a *app) snapshot(c *cobra.Command, answer *answerFlags, f *snapshotFlags) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	found, err := a.find(c.Context(), answer, version.KnownReleases())
	if err != nil {
		return err
	}
	s := &snapshot.Snapshot{Name: found.name, Host: found.host, Inventory: found.inventory}
	s.Host.Release = loader.Resolve(nil, s.Host).Host.Release // which a later program would take for another one
	if f.redact {
		s = s.Redact()
	} else if s.Name == "" && f.name == "" {
		if s.Name, err = a.machine.hostname(); err != nil {
			return asFailure(fmt.Errorf("the host name is not known (%w): give the machine a --name", err))
		}
	}
	s.Name = cmp.Or(f.name, s.Name)
	if f.output == "" || f.output == "-" {
		return a.writeJSON(s)
	}
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		return asFailure(err)
	}
	if err := os.WriteFile(f.output, b.Bytes(), 0o666); err != nil { // less what the umask takes
		return asFailure(fmt.Errorf("%s cannot be written: %w", f.output, withoutPath(err)))
	}
	return nil
}
