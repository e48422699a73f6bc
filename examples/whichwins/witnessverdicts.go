package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// A tally is how often a verdict was given, and on which classes.
type tally struct {
	verdict witness.Verdict
	of      string // which of them, or ""
	holds   func(witness.Result) bool
	count   int
	classes []string // by name, each once
}

// asked tells whether a workbook asked for a class that is not registered.
func asked(r witness.Result) bool { return r.Event != nil && r.Event.Kind == witness.ClassUnknown }

// tallies counts the verdicts; one that was not given is left out.
func tallies(c *witness.Comparison) []tally {
	all := []tally{
		{verdict: witness.Differs}, {verdict: witness.Agrees}, {verdict: witness.NotInLog},
		{verdict: witness.OnlyInLog, of: "asked for, but not registered: ", holds: asked},
		{verdict: witness.OnlyInLog},
	}
	for _, r := range c.Results {
		i := slices.IndexFunc(all, func(t tally) bool { return t.verdict == r.Verdict && (t.holds == nil || t.holds(r)) })
		if i >= 0 {
			all[i].count++
			all[i].classes = append(all[i].classes, r.Class)
		}
	}
	for i := range all {
		slices.Sort(all[i].classes)
		all[i].classes = slices.Compact(all[i].classes)
	}
	return slices.DeleteFunc(all, func(t tally) bool { return t.count == 0 })
}

// classWords names the classes of a tally.
func (t tally) classWords() string {
	if n := len(t.classes) - mostEvents; n > 0 {
		return t.of + strings.Join(t.classes[:mostEvents], ", ") + " " + moreWords(n)
	}
	return t.of + strings.Join(t.classes, ", ")
}

// verdictStyle is how a verdict looks.
func verdictStyle(v witness.Verdict) style {
	switch v {
	case witness.Agrees:
		return good
	case witness.Differs:
		return bad
	}
	return faint
}

// writeVerdicts counts the verdicts.
func writeVerdicts(p *page, w witnessed) {
	all := tallies(w.comparison)
	if len(all) == 0 {
		return
	}
	p.blank()
	p.heading(fmt.Sprintf("Verdicts, one for each class and process (%d)", len(w.comparison.Results)))
	widths := [2]int{}
	for _, t := range all {
		widths[0] = max(widths[0], len(t.verdict))
		widths[1] = max(widths[1], len(fmt.Sprint(t.count)))
	}
	const indent, gap = 2, 2
	hang := indent + widths[0] + gap + widths[1] + gap
	for _, t := range all {
		head := fmt.Sprintf("%*s%s", indent, "", p.paint(verdictStyle(t.verdict), fmt.Sprintf("%-*s", widths[0], t.verdict)))
		head += fmt.Sprintf("%*s%-*d%*s", gap, "", widths[1], t.count, gap, "")
		for i, line := range wrap(clean(t.classWords()), p.width-hang, p.terminal) {
			if i > 0 {
				head = strings.Repeat(" ", hang)
			}
			fmt.Fprintf(p.out, "%s%s\n", head, line)
		}
	}
}
