package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader/fleet"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/version"
)

func (a *app) fleetCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "fleet SNAPSHOT...", Short: "Whether many machines or services load the same, and why not", Args: someSnapshots,
		Long: "Whether the machines or services of these snapshots load the same connectors, and for each class the ones that differ, and why.\n\nA SNAPSHOT is a file that whichwins snapshot has written, or a directory of them, of which every *.json is read.\nEach is resolved for its own Tableau. The exit code is 1 where something cannot be read; the answer is of the others.",
	}
	var release version.Release
	c.Flags().Var(setter{"RELEASE", func(text string) (err error) { release, err = version.ParseRelease(text); return err }},
		"release", "resolve all of them for one release, to see whether it would make them agree")
	c.RunE = func(c *cobra.Command, args []string) error { return a.fleet(c, release, args) }
	return c
}

// someSnapshots asks for the arguments of fleet.
func someSnapshots(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("fleet needs snapshots: write whichwins fleet FILE.json... or whichwins fleet DIRECTORY; whichwins snapshot makes them")
	}
	return nil
}

// fleet compares snapshots, one after the other.
func (a *app) fleet(c *cobra.Command, release version.Release, args []string) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	files := snapshotFiles(args)
	progress := a.progress("Reading snapshots")
	report := fleet.Compare(a.snapshots(c, files, release, progress))
	progress.clear()
	if err := c.Context().Err(); err != nil {
		return asFailure(err)
	}
	if len(report.Failures) > 0 {
		a.code = exitFailure
	}
	if a.format == formatJSON {
		return a.writeJSON(report.JSON())
	}
	writeFleet(a.page(), report)
	return nil
}

// A snapshotFile is a file to read, or why it cannot be.
type snapshotFile struct {
	name string
	err  error
}

// snapshotFiles lists the files that are named: of a directory every *.json in it.
func snapshotFiles(args []string) (files []snapshotFile) {
	stdin := false
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-" && stdin:
			files = append(files, snapshotFile{arg, errors.New("standard input: it was read already: name it once")})
		case err == nil && info.IsDir():
			files = append(files, snapshotsIn(arg)...)
		default:
			files = append(files, snapshotFile{name: arg}) // what is wrong with it is said when it is read
		}
		stdin = stdin || arg == "-"
	}
	return files
}

// snapshotsIn lists the snapshots in a directory.
func snapshotsIn(dir string) (files []snapshotFile) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return []snapshotFile{{dir, notRead(dir, err)}}
	}
	for _, e := range entries {
		if !strings.EqualFold(filepath.Ext(e.Name()), ".json") {
			continue
		}
		file := snapshotFile{name: filepath.Join(dir, e.Name())}
		if info, err := os.Stat(file.name); err == nil && !info.Mode().IsRegular() {
			file.err = fmt.Errorf("%s: it is not a regular file, and was not opened: name it to read it", file.name)
		}
		files = append(files, file)
	}
	if len(files) == 0 {
		return []snapshotFile{{dir, fmt.Errorf("%s has no *.json: name a directory of snapshots; whichwins snapshot -o FILE.json makes one", dir)}}
	}
	return files
}

// snapshots reads one file after the other, when it is asked for.
func (a *app) snapshots(c *cobra.Command, files []snapshotFile, release version.Release, p *progress) iter.Seq2[*snapshot.Snapshot, error] {
	return func(yield func(*snapshot.Snapshot, error) bool) {
		for i, file := range files {
			if c.Context().Err() != nil {
				return
			}
			s, err := (*snapshot.Snapshot)(nil), file.err
			if err == nil {
				s, err = a.readLimited(file.name, snapshot.Limits{})
			}
			if s != nil && !release.IsZero() {
				s.Host.Release = release
			}
			p.tell(i+1, len(files))
			if !yield(s, err) {
				return
			}
		}
	}
}

// writeFleet writes the report for people.
func writeFleet(p *page, r *fleet.Report) {
	var agree, differ []fleet.Class
	for _, c := range r.Classes {
		if c.Agree() {
			agree = append(agree, c)
		} else {
			differ = append(differ, c)
		}
	}
	p.heading(fmt.Sprintf("Fleet: %s, %s", plural(len(r.Nodes), "node"), plural(len(r.Classes), "class")))
	if len(differ) > 0 {
		p.blank()
		p.heading(fmt.Sprintf("Different (%d)", len(differ)))
		for _, c := range differ {
			p.blank()
			p.styled(0, 2, strong, c.Name)
			for _, v := range c.Variants {
				writeVariant(p, r, v)
			}
		}
	}
	writeAgreeing(p, agree)
	if len(r.Failures) > 0 {
		p.blank()
		p.heading(fmt.Sprintf("Not read (%d)", len(r.Failures)))
		for _, err := range r.Failures {
			p.styled(2, 2, bad, err.Error())
		}
	}
	writeNotes(p, r.Notes)
}

// writeAgreeing lists the classes on which all nodes agree.
func writeAgreeing(p *page, agree []fleet.Class) {
	if len(agree) == 0 {
		return
	}
	p.blank()
	p.heading(fmt.Sprintf("The same on all nodes (%d)", len(agree)))
	var rows [][]cell
	for _, c := range agree {
		rows = append(rows, []cell{{text: c.Name}, {winnerText(c.Variants[0].Winner), good}, {strings.TrimPrefix(restWords(c.Variants[0].Assumes), "; "), faint}})
	}
	t := newTable(p, 2, rows)
	for _, row := range rows {
		t.row(row)
	}
}

// writeVariant writes what some nodes load, which they are and why they differ.
func writeVariant(p *page, r *fleet.Report, v fleet.Variant) {
	s := unsure
	if len(v.Causes) == 0 {
		s = good
	}
	p.styled(2, 2, s, fmt.Sprintf("%s: %s%s", plural(v.Nodes.Len(), "node"), winnerText(v.Winner), restWords(v.Assumes)))
	p.faint(6, nodeNames(r, v.Nodes))
	for _, c := range v.Causes {
		text := fmt.Sprintf("%s: %s", c.Reason, c.Text)
		if c.Nodes.Len() < v.Nodes.Len() {
			text += " On " + nodeNames(r, c.Nodes)
		}
		p.prose(6, 2, text)
	}
}

// mostNames is how many nodes a line names.
const mostNames = 8

// nodeNames names nodes, up to a few.
func nodeNames(r *fleet.Report, nodes fleet.NodeSet) string {
	names := make([]string, 0, mostNames+1)
	for n := range nodes.All() {
		if len(names) == mostNames {
			names = append(names, fmt.Sprintf("and %d more", nodes.Len()-mostNames))
			break
		}
		names = append(names, r.Nodes[n].Name)
	}
	return strings.Join(names, ", ")
}

// winnerText is a winner in a few words: version, tier and the begin of the digest.
func winnerText(w *fleet.Winner) string {
	switch {
	case w == nil:
		return "nothing loads"
	case w.Native:
		return "native class"
	}
	text := w.PluginVersion
	if text == "" {
		text = "-"
	}
	if w.Digest != [32]byte{} {
		return fmt.Sprintf("%s %s %x", text, w.Tier, w.Digest[:4])
	}
	return fmt.Sprintf("%s %s", text, w.Tier)
}
