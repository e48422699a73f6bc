package main

import (
	"context"
	_ "embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// demoDisk is the sample machine's disk, as diskOf reads it; C:\a is C/a.
//
//go:embed demo.txtar
var demoDisk []byte

// The last release with the old rule and the first with the new one.
const (
	demoBefore = "2022.1"
	demoAfter  = "2022.2"
)

func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use: "demo", Short: "The answer on a sample machine, by the old rule and by the new", Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.demo(c) },
	}
}

// demonstrationJSON is the answer of the command demo.
type demonstrationJSON struct {
	Schema      int                  `json:"schema"`
	Resolutions []*loader.Resolution `json:"resolutions"`
}

// demo shows both rules on the sample machine.
func (a *app) demo(c *cobra.Command) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	disk, err := diskOf(demoDisk)
	if err != nil {
		return asFailure(err)
	}
	before, err := resolveDemo(c.Context(), disk, demoBefore)
	if err != nil {
		return asFailure(err)
	}
	after, err := resolveDemo(c.Context(), disk, demoAfter)
	if err != nil {
		return asFailure(err)
	}
	if a.format == formatJSON {
		return a.writeJSON(demonstrationJSON{loader.Schema, []*loader.Resolution{before, after}})
	}
	demonstration{before, after}.write(a.page())
	return nil
}

// resolveDemo resolves the sample machine for one release.
func resolveDemo(ctx context.Context, disk fs.FS, release string) (*loader.Resolution, error) {
	parsed, err := version.ParseRelease(release)
	if err != nil {
		return nil, err
	}
	h := loader.Host{
		Product: loader.Desktop, OS: loader.Windows, Release: parsed, Home: `C:\Users\ann`,
		Paths: map[loader.Tier][]string{loader.TierDev: {`C:\dev\connectors`}},
	}
	open := func(d loader.Directory) (fs.FS, error) {
		return fs.Sub(disk, strings.NewReplacer(`C:\`, "C/", `\`, "/").Replace(d.Path))
	}
	inv, err := loader.Discover(ctx, h.Directories(), open, loader.Options{})
	if err != nil {
		return nil, err
	}
	return loader.Resolve(inv, h), nil
}

// A demonstration is one machine before and after the rule turned.
type demonstration struct{ before, after *loader.Resolution }

func (d demonstration) write(p *page) {
	p.heading("A sample machine: Tableau Desktop on Windows")
	p.prose(0, 0, "Before 2022.2 Tableau keeps the connector that it loads first; from 2022.2 it takes the highest version. Which one it took it does not say. This does:")
	p.blank()
	d.writeTable(p)
	before, after := newView(d.before), newView(d.after)
	before.gather()
	after.gather()
	maps.Copy(after.unsure, before.unsure)
	after.writeSection(p, "Refused", after.refused())
	after.writeUnreadable(p)
	after.writeFoot(p)
	d.writeTurn(p)
	p.blank()
	p.prose(0, 0, "For your own machine, run: whichwins")
}

// gather notes the unsure rules of all decisions.
func (v *view) gather() {
	for _, c := range v.contests {
		for _, d := range c.Decisions {
			v.row(d)
		}
	}
}

// refused lists the decisions on candidates that a gate stopped.
func (v *view) refused() []loader.Decision {
	var ds []loader.Decision
	for _, c := range v.contests {
		for _, d := range c.Decisions {
			if d.Outcome == loader.Refused {
				ds = append(ds, d)
			}
		}
	}
	return ds
}

// classes lists the classes of both releases, sorted.
func (d demonstration) classes() []string {
	all := append(d.before.Classes(), d.after.Classes()...)
	slices.Sort(all)
	return slices.Compact(all)
}

// turns tells whether a class has another winner after than before. The
// built-in directory has the release in its name, and is the same one here.
func (d demonstration) turns(class string) bool {
	before, after := winning(d.before, class), winning(d.after, class)
	return before.Tier != after.Tier || before.Candidate != nil && before.Place.Entry != after.Place.Entry
}

// winning is the winner's decision, or the zero value.
func winning(r *loader.Resolution, class string) loader.Decision {
	c, _ := r.Class(class)
	d, _ := c.Winning()
	return d
}

// writeTable shows the winners side by side; where that does not fit the page,
// one below the other.
func (d demonstration) writeTable(p *page) {
	rows := [][]cell{{{"class", faint}, {demoBefore, faint}, {"from " + demoAfter, faint}, {"turns", faint}}}
	for _, class := range d.classes() {
		turn := cell{"no", plain}
		if d.turns(class) {
			turn = cell{"yes", unsure}
		}
		rows = append(rows, []cell{{class, strong}, {text: winnerWords(d.before, class)}, {text: winnerWords(d.after, class)}, turn})
	}
	t := newTable(p, 2, rows)
	if t.fits() {
		for _, row := range rows {
			t.row(row)
		}
		return
	}
	for _, row := range rows[1:] {
		p.styled(2, 2, strong, row[0].text)
		p.prose(4, 2, fmt.Sprintf("%s: %s", demoBefore, row[1].text))
		p.prose(4, 2, fmt.Sprintf("from %s: %s", demoAfter, row[2].text))
	}
}

// winnerWords is a winner in a few words.
func winnerWords(r *loader.Resolution, class string) string {
	d := winning(r, class)
	switch {
	case d.Candidate == nil:
		return "nothing"
	case d.Candidate.Native:
		return "native" + starred(d)
	}
	return fmt.Sprintf("%s %s%s", versionOf(d.Candidate), d.Tier, starred(d))
}

// starred is the mark of a decision that rests on an assumption.
func starred(d loader.Decision) string {
	if len(unsureRules(d)) > 0 {
		return "*"
	}
	return ""
}

// writeTurn explains the first class that turns, by both rules.
func (d demonstration) writeTurn(p *page) {
	for _, class := range d.classes() {
		if !d.turns(class) {
			continue
		}
		for _, r := range []*loader.Resolution{d.before, d.after} {
			p.blank()
			p.heading(fmt.Sprintf("%s in %s", class, r.Host.Release))
			c, _ := r.Class(class)
			text, _ := r.Explain(class)
			writeExplanation(p, 2, c, text)
		}
		return
	}
}
