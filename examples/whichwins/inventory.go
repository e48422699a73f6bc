package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"

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
	c.Flags().StringVar(&f.inventory, "inventory", "", "a snapshot, to be read in place of a disk, in a `FILE` or, with -, from standard input; product, os and release default to its own")
	return f
}

// A found is an inventory and the host that it is resolved for.
type found struct {
	name      string // of the machine, where a snapshot says it
	inventory *loader.Inventory
	host      loader.Host
	options   loader.Options // for what is read besides
	notes     []string       // what an answer does not know, for how it was asked
}

// find scans the disk, or reads the snapshot that is named. A scan takes in the
// built-in directories of these releases, too.
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
	options := s.options
	options.Progress = progress.tell
	inv, err := loader.Discover(ctx, s.host.DirectoriesOver(releases), s.open, options)
	progress.clear()
	if err != nil {
		return found{}, asFailure(err)
	}
	if note := nothingThere(inv.Directories); note != "" {
		s.notes = append(s.notes, note)
	}
	return found{"", inv, s.host, s.options, s.notes}, nil
}

// findForOne finds what a scan for one release finds.
func (a *app) findForOne(ctx context.Context, f *answerFlags) (found, error) {
	out, err := a.find(ctx, f, nil)
	if err == nil {
		out.inventory = out.inventory.ForRelease(loader.Resolve(nil, out.host).Host.Release)
	}
	return out, err
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
	if f.inventory == "" {
		return found{}, errors.New("--inventory needs a name: give a file that whichwins snapshot -o FILE has written")
	}
	s, err := a.readSnapshot(f.inventory)
	if err != nil {
		return found{}, asFailure(err)
	}
	out := found{s.Name, s.Inventory, f.host.change(s.Host, f.given, f.signatures.disabled), scanOptions(f.host.assume), nil}
	if was, is := machineWords(s.Host), machineWords(out.host); was != is {
		out.notes = append(out.notes, fmt.Sprintf("The snapshot was made for %s: the directories of %s were not read.", was, is))
	}
	if note := nothingThere(s.Inventory.Directories); note != "" {
		out.notes = append(out.notes, note)
	}
	return out, nil
}

// machineWords names the product and the system of a host.
func machineWords(h loader.Host) string {
	j := h.JSON()
	return fmt.Sprintf("%s on %s", j.Product, j.OS)
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

// readSnapshot reads a file that somebody names to be read alone, or standard input
// for "-": with wider limits than those for the many of a fleet.
func (a *app) readSnapshot(name string) (*snapshot.Snapshot, error) {
	return a.readLimited(name, snapshot.Limits{Bytes: 128 << 20, Values: 2 << 20})
}

func (a *app) readLimited(name string, l snapshot.Limits) (*snapshot.Snapshot, error) {
	if name == "-" {
		return named("standard input", a.machine.stdin, l)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, notRead(name, err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, notRead(name, errors.New("it is a directory"))
	}
	return named(name, file, l)
}

// named reads a snapshot and says in an error where it stands.
func named(name string, r io.Reader, l snapshot.Limits) (*snapshot.Snapshot, error) {
	s, err := snapshot.Decode(r, l)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, withoutPath(err))
	}
	return s, nil
}

// notRead says that there is no snapshot to read, and what to do.
func notRead(name string, err error) error {
	return fmt.Errorf("%s: %w: whichwins snapshot -o FILE makes a snapshot", name, withoutPath(err))
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
