package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// diffFlags are those of the command diff alone.
type diffFlags struct {
	from, to version.Release // zero where none is given
	edits    []edit          // in the order of the command line
}

// An edit is one --add or --remove.
type edit struct {
	tier     loader.Tier // "" removes
	path     string      // what to add
	location string      // what to remove
}

func (a *app) diffCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "diff [BEFORE AFTER]", Short: "What changes with a release, an upgrade or between two snapshots", Args: noneOrTwo,
		Long: "What changes between two releases, when packages are added or removed, or between two snapshots.\n\n  whichwins diff --release 2022.1..2022.2\n  whichwins diff --add repository=new/x.taco --remove 'C:\\...\\x-v1.taco'\n  whichwins diff before.json after.json\n\nNothing on the disk is changed.",
	}
	answer, f := addAnswerFlags(c), &diffFlags{}
	replaceFlag(c, "release", setter{"A..B", f.setRelease}, "two releases, such as 2022.1..2022.2, or one for both sides (default the newest known)")
	c.Flags().Var(setter{"TIER=PATH", f.setAdd}, "add", "a package or folder that comes to a tier, also over one of its name; repeatable")
	c.Flags().Var(setter{"LOCATION", f.setRemove}, "remove", "a candidate that goes, by its location as whichwins shows it; repeatable")
	c.RunE = func(c *cobra.Command, args []string) error { return a.diff(c, answer, f, args) }
	return c
}

// noneOrTwo asks for two snapshots or none.
func noneOrTwo(_ *cobra.Command, args []string) error {
	if len(args) != 0 && len(args) != 2 {
		return fmt.Errorf("diff takes two snapshots or none, and there is %d: write whichwins diff BEFORE.json AFTER.json", len(args))
	}
	return nil
}

func (f *diffFlags) setRelease(text string) (err error) {
	from, to, two := strings.Cut(text, "..")
	if f.from, err = version.ParseRelease(from); err != nil {
		return err
	}
	f.to = f.from
	if two {
		f.to, err = version.ParseRelease(to)
	}
	return err
}

func (f *diffFlags) setAdd(text string) error {
	tier, path, ok := strings.Cut(text, "=")
	if !ok || path == "" || !slices.Contains(loader.Tiers(), loader.Tier(tier)) {
		return fmt.Errorf("write TIER=PATH, with one of the tiers %s and the path of a package or folder", strings.Join(words(loader.Tiers()), ", "))
	}
	f.edits = append(f.edits, edit{tier: loader.Tier(tier), path: path})
	return nil
}

func (f *diffFlags) setRemove(location string) error {
	if location == "" {
		return errors.New("name a location, as whichwins shows it")
	}
	f.edits = append(f.edits, edit{location: location})
	return nil
}

// releases are the two that are compared, if any is given.
func (f *diffFlags) releases() []version.Release {
	if f.from.IsZero() {
		return nil
	}
	return []version.Release{f.from, f.to}
}

// diff compares two answers.
func (a *app) diff(c *cobra.Command, answer *answerFlags, f *diffFlags, args []string) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	before, after, err := a.bothSides(c.Context(), answer, f, args)
	if err != nil {
		return err
	}
	if !f.from.IsZero() {
		before.host.Release, after.host.Release = f.from, f.to
	}
	for _, e := range f.edits {
		if after.inventory, err = a.apply(c.Context(), e, &after); err != nil {
			return err
		}
	}
	d := loader.Diff(before.resolve(), after.resolve())
	if a.format == formatJSON {
		return a.writeJSON(d.JSON())
	}
	writeDifference(a.page(), d)
	return nil
}

// bothSides finds what is compared, before any edit.
func (a *app) bothSides(ctx context.Context, answer *answerFlags, f *diffFlags, args []string) (before, after found, err error) {
	if len(args) == 2 {
		if answer.given("inventory") {
			return before, after, errors.New("two snapshots are compared already: leave --inventory out")
		}
		sides := [2]found{}
		for i, name := range args {
			side := *answer
			side.inventory = name
			if sides[i], err = a.findInSnapshot(&side); err != nil {
				return before, after, err
			}
		}
		return sides[0], sides[1], nil
	}
	if len(f.edits) == 0 && (f.from.IsZero() || f.from.Compare(f.to) == 0) {
		return before, after, errors.New("diff needs something to compare: give --release A..B, --add, --remove or two snapshots")
	}
	if !f.from.IsZero() {
		answer.host.release = f.from
	}
	before, err = a.find(ctx, answer, f.releases())
	after = before
	after.notes = slices.Clone(before.notes)
	return before, after, err
}

// apply returns an inventory after one edit.
func (a *app) apply(ctx context.Context, e edit, to *found) (*loader.Inventory, error) {
	if e.tier == "" {
		return removed(to, e.location)
	}
	fail := func(err error) error { return fmt.Errorf("--add %s=%s: %w", e.tier, e.path, err) }
	path, err := filepath.Abs(e.path)
	if err != nil {
		return nil, fail(err)
	}
	added, err := candidateAt(ctx, path, to.options)
	if err != nil {
		return nil, fail(err)
	}
	h := loader.Resolve(nil, to.host).Host
	inv := to.inventory
	if added.Directory = directoryFor(inv, e.tier, h.Release); added.Directory < 0 {
		inv, added.Directory = inv.WithDirectory(newDirectory(h, e))
	}
	if over, ok := sameEntry(inv, h.OS, added.Place); ok {
		inv = inv.Without(over)
	}
	if added.Packaged && added.Signature == nil && signaturesKnown(inv) {
		to.notes = append(to.notes, fmt.Sprintf("The signature of %s was not verified: diff it on a disk with --signatures.", e.path))
	}
	return inv.With(added), nil
}

// removed is an inventory without what stands at a location, as the system compares
// paths.
func removed(from *found, location string) (*loader.Inventory, error) {
	system := loader.Resolve(nil, from.host).Host.OS
	for _, c := range from.inventory.Candidates {
		for _, p := range append([]loader.Place{c.Place}, c.Also...) {
			if samePath(from.inventory.Location(p), location, system) {
				return from.inventory.Without(p), nil
			}
		}
	}
	return nil, fmt.Errorf("--remove %q: no candidate stands there: whichwins with the same flags shows the locations", location)
}

// samePath tells whether two paths are the same to a system: to Windows and macOS in
// any case, and to Windows with either separator.
func samePath(a, b string, system loader.OS) bool {
	if system == loader.Windows {
		a, b = strings.ReplaceAll(a, `\`, "/"), strings.ReplaceAll(b, `\`, "/")
	}
	return a == b || system != loader.Linux && strings.EqualFold(a, b)
}

// sameEntry returns the place that would be written over: the one with the same
// name in the directory.
func sameEntry(inv *loader.Inventory, system loader.OS, at loader.Place) (loader.Place, bool) {
	for _, c := range inv.Candidates {
		for _, p := range append([]loader.Place{c.Place}, c.Also...) {
			if p.Directory == at.Directory && samePath(p.Entry, at.Entry, system) {
				return p, true
			}
		}
	}
	return loader.Place{}, false
}

// signaturesKnown tells whether somebody looked at the signatures of an inventory.
func signaturesKnown(inv *loader.Inventory) bool {
	return slices.ContainsFunc(inv.Candidates, func(c loader.Candidate) bool { return c.Signature != nil })
}

// directoryFor returns the index of the directory of a tier that something comes to
// for a release: the first that was read, or else that could be, or -1.
func directoryFor(inv *loader.Inventory, tier loader.Tier, release version.Release) int {
	of := func(states ...loader.State) int {
		return slices.IndexFunc(inv.Directories, func(d loader.ScannedDirectory) bool {
			own := d.Release.IsZero() || d.Release.Feature().Compare(release.Feature()) == 0
			return d.Tier == tier && own && slices.Contains(states, d.State)
		})
	}
	if i := of(loader.StateRead); i >= 0 {
		return i
	}
	return of(loader.StateMissing, loader.StateUnreadable, "")
}

// newDirectory is the directory of a tier that an inventory has none of: the host's
// default one, or where what is added stands. What else is in it is not known.
func newDirectory(h loader.Host, e edit) loader.ScannedDirectory {
	h.Paths = nil
	for _, d := range h.Directories() {
		if d.Tier == e.tier {
			return loader.ScannedDirectory{Directory: d, State: loader.StateMissing}
		}
	}
	return loader.ScannedDirectory{Directory: loader.Directory{Tier: e.tier, Path: filepath.Dir(e.path)}, State: loader.StateMissing}
}

// candidateAt reads the one package or folder at a path of this machine.
func candidateAt(ctx context.Context, path string, o loader.Options) (loader.Candidate, error) {
	if _, err := os.Stat(path); err != nil {
		return loader.Candidate{}, fmt.Errorf("%w: name a package or folder", withoutPath(err))
	}
	dir, entry := filepath.Split(path)
	ds := []loader.Directory{{Tier: loader.TierDev, Path: dir}}
	open := func(loader.Directory) (fs.FS, error) { return oneEntry{os.DirFS(dir), entry}, nil }
	inv, err := loader.Discover(ctx, ds, open, o)
	if err != nil {
		return loader.Candidate{}, asFailure(err)
	}
	if len(inv.Candidates) == 0 {
		return loader.Candidate{}, errors.New("it is neither a .taco file nor a folder: Tableau passes it over")
	}
	return inv.Candidates[0], nil
}

// oneEntry is a file system that lists one entry of another's root alone.
type oneEntry struct {
	fs.FS
	name string
}

// Stat describes a file as it is.
func (o oneEntry) Stat(name string) (fs.FileInfo, error) { return fs.Stat(o.FS, name) }

// ReadDir lists the one entry of the root.
func (o oneEntry) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return name == "." && e.Name() != o.name }), err
}

// writeDifference writes a difference for people.
func writeDifference(p *page, d *loader.Difference) {
	p.heading("Before: " + sideLine(d.Before))
	p.heading("After:  " + sideLine(d.After))
	writeAssume(p, d.After.Host)
	if d.Empty() {
		p.blank()
		p.prose(0, 0, "Nothing changes.")
	}
	if len(d.Classes) > 0 {
		p.blank()
		p.heading(fmt.Sprintf("Winners (%d)", len(d.Classes)))
		for _, c := range d.Classes {
			p.blank()
			p.styled(0, 2, strong, fmt.Sprintf("%s %s", c.Class, changeWords(c)))
			writeSide(p, "before", bad, c.Before)
			writeSide(p, "after", good, c.After)
		}
	}
	if len(d.Candidates) > 0 {
		p.blank()
		p.heading(fmt.Sprintf("Candidates (%d)", len(d.Candidates)))
		for _, c := range d.Candidates {
			p.blank()
			p.prose(0, 2, c.Location, c.Location)
			if c.Content == loader.OtherContent {
				p.styled(2, 2, unsure, "other content")
			}
			writeOutcome(p, "before", c.Before)
			writeOutcome(p, "after", c.After)
		}
	}
	writeNotes(p, bothNotes(d))
}

// changeWords says what becomes of a class.
func changeWords(c loader.ClassChange) string {
	switch {
	case c.Change == loader.Gains:
		return "gains a winner"
	case c.Change == loader.Loses:
		return "loses its winner"
	case c.Before.Location != c.After.Location:
		return "has another winner"
	case c.Content == loader.OtherContent:
		return "keeps its winner, which has other content"
	}
	return "keeps its winner, which is another one"
}

// sideLine names the host of one side, and its rule.
func sideLine(r *loader.Resolution) string {
	return fmt.Sprintf("%s, by %s", strings.TrimPrefix(hostLine(r.Host), "Host: "), r.Rule)
}

// writeSide writes a decision before or after.
func writeSide(p *page, when string, s style, d *loader.Decision) {
	if d == nil {
		p.styled(2, 2, faint, when+": nothing loads")
		return
	}
	p.styled(2, 2, s, fmt.Sprintf("%s: %s %s, %s", when, versionOf(d.Candidate), d.Tier, d.Location), d.Location)
	p.styled(6, 0, faint, reasonWords(d))
	if at := d.AtConnection; at != nil {
		p.styled(6, 0, bad, fmt.Sprintf("%s (%s, %s)", at.Text, at.Rule, at.Basis))
	}
}

// writeOutcome writes what became of a candidate before or after.
func writeOutcome(p *page, when string, d *loader.Decision) {
	if d == nil {
		p.styled(2, 2, faint, when+": not there")
		return
	}
	_, s := outcomeMark(d.Outcome)
	p.styled(2, 2, s, fmt.Sprintf("%s: %s, version %s", when, d.Outcome, versionOf(d.Candidate)))
	p.styled(6, 0, faint, reasonWords(d))
}

// reasonWords is a reason with its rule, how sure that is, and what it rests on.
func reasonWords(d *loader.Decision) string {
	return fmt.Sprintf("%s (%s, %s)%s", d.Reason.Text, d.Reason.Rule, d.Reason.Basis, restWords(d.Assumes))
}

// bothNotes are the notes of both sides, each once.
func bothNotes(d *loader.Difference) []string {
	notes := slices.Clone(d.Before.Notes)
	for _, n := range d.After.Notes {
		if !slices.Contains(notes, n) {
			notes = append(notes, n)
		}
	}
	return notes
}
