package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/version"
)

// answerFlags are the flags of a command that resolves.
type answerFlags struct {
	host       *hostFlags
	signatures *signatureFlags
	inventory  string // a snapshot to be read in place of a disk
	given      func(name string) bool
}

// addAnswerFlags gives a command all that an answer depends on.
func addAnswerFlags(c *cobra.Command) *answerFlags {
	f := &answerFlags{host: addHostFlags(c), signatures: addSignatureFlags(c), given: c.Flags().Changed}
	c.Flags().StringVar(&f.inventory, "inventory", "", "a snapshot, to be read in place of a disk, in a `FILE` or, with -, from standard input")
	return f
}

// A found is an inventory and the host that it is resolved for.
type found struct {
	name      string // of the machine, where a snapshot says it
	inventory *loader.Inventory
	host      loader.Host
	notes     []string // what an answer does not know, for how it was asked
}

// find scans the disk, or reads the snapshot that is named. A scan takes in the
// built-in directories of these releases, too, where they exist.
func (a *app) find(ctx context.Context, f *answerFlags, releases []version.Release) (found, error) {
	if f.given("inventory") {
		return a.findInSnapshot(f)
	}
	s, err := f.host.setup(a.machine)
	if err == nil {
		err = f.signatures.apply(&s)
	}
	if err != nil {
		return found{}, err
	}
	progress := a.progress("Reading connectors")
	s.options.Progress = progress.tell
	inv, err := loader.Discover(ctx, directoriesOver(s, releases), s.open, s.options)
	progress.clear()
	if err != nil {
		return found{}, asFailure(err)
	}
	if note := nothingThere(inv.Directories); note != "" {
		s.notes = append(s.notes, note)
	}
	return found{"", inv, s.host, s.notes}, nil
}

// directoriesOver lists the directories of a host, and of other releases those
// built-in directories that are there: of most releases nobody has any.
func directoriesOver(s setup, releases []version.Release) []loader.Directory {
	own := s.host.Directories()
	return slices.DeleteFunc(s.host.DirectoriesOver(releases), func(d loader.Directory) bool {
		if slices.Contains(own, d) {
			return false
		}
		files, err := s.open(d)
		if err != nil || files == nil {
			return true
		}
		_, err = fs.Stat(files, ".")
		return err != nil
	})
}

// readElsewhere are the flags that say what a scan reads, and how.
var readElsewhere = [...]string{"dir", "no-defaults", "dev-path", "root", "home", "signatures", "roots", "at"}

// findInSnapshot reads a snapshot, and lets the flags change its host.
func (a *app) findInSnapshot(f *answerFlags) (found, error) {
	for _, name := range readElsewhere {
		if f.given(name) {
			return found{}, fmt.Errorf("--%s says what is read, and a snapshot was read already: leave out --%s or --inventory", name, name)
		}
	}
	s, err := a.readSnapshot(f.inventory)
	if err != nil {
		return found{}, asFailure(err)
	}
	return found{s.Name, s.Inventory, f.host.change(s.Host, f.given, f.signatures.disabled), nil}, nil
}

// change returns a host with what the flags say of it.
func (f *hostFlags) change(h loader.Host, given func(string) bool, disabled bool) loader.Host {
	h.Product = cmp.Or(loader.Product(f.product), h.Product)
	h.OS = cmp.Or(loader.OS(f.system), h.OS)
	if !f.release.IsZero() {
		h.Release = f.release
	}
	if given("native") {
		h.Native = loader.NativeClasses(f.native)
	}
	if given("disable-signature-verification") {
		h.DisableSignatureVerification = disabled
	}
	if len(f.assume) > 0 {
		assume := maps.Clone(h.Assume)
		if assume == nil {
			assume = make(map[loader.RuleID]string)
		}
		maps.Copy(assume, f.assume)
		h.Assume = assume
	}
	return h
}

// readSnapshot reads a file, or standard input for "-".
func (a *app) readSnapshot(name string) (*snapshot.Snapshot, error) {
	if name == "-" {
		s, err := snapshot.Decode(a.machine.stdin, snapshot.Limits{})
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return s, nil
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	defer file.Close()
	s, err := snapshot.Decode(file, snapshot.Limits{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	return s, nil
}

// resolve answers for the host, with what an answer does not know.
func (f found) resolve() *loader.Resolution { return f.resolveFor(f.host) }

func (f found) resolveFor(h loader.Host) *loader.Resolution {
	r := loader.Resolve(f.inventory, h)
	r.Notes = append(r.Notes, f.notes...)
	return r
}

// nothingThere says that there was no directory to read, or nothing.
func nothingThere(ds []loader.ScannedDirectory) string {
	const try = "To see an answer on a sample machine, run: whichwins demo"
	for _, d := range ds {
		if d.State != loader.StateMissing {
			return ""
		}
	}
	if len(ds) == 0 {
		return "No directory is known or given. " + try
	}
	return "None of the directories exists. " + try
}

// replaceFlag gives a flag of a command another meaning.
func replaceFlag(c *cobra.Command, name string, value setter, usage string) {
	flag := c.Flags().Lookup(name)
	flag.Value, flag.Usage = value, usage
}

// locations lists the locations of decisions, which prose is not broken within.
func locations(ds []loader.Decision) []string {
	out := make([]string, len(ds))
	for i, d := range ds {
		out[i] = d.Location
	}
	return out
}
