package main

import (
	"fmt"

	"github.com/tacorder/tacorder/loader/witness"
)

// differs tells whether a log shows something else than the answer.
func differs(r witness.Result) bool { return r.Verdict == witness.Differs }

// undecided tells whether a log says something of a class, and not enough for a verdict.
func undecided(r witness.Result) bool { return r.Verdict == witness.NotInLog && r.Event != nil }

// writeDiffering writes where the log shows something else than the answer.
func writeDiffering(p *page, w witnessed) {
	differ := findings(w.comparison, differs)
	p.blank()
	if len(differ) == 0 {
		text, s := noDifference(w.comparison)
		p.styled(0, 2, s, text)
		return
	}
	p.heading(fmt.Sprintf("Different (%d)", len(differ)))
	for i, f := range differ {
		p.blank()
		if i == mostEvents {
			p.faint(2, moreWords(len(differ)-mostEvents))
			return
		}
		p.styled(0, 2, strong, f.Class)
		writeWhere(p, w, f)
		if text := w.ofAnotherRelease(f); text != "" {
			p.styled(2, 2, unsure, text)
		}
		writeSides(p, w, f)
	}
}

// noDifference says that nothing differs, and what that is worth.
func noDifference(c *witness.Comparison) (string, style) {
	for _, r := range c.Results {
		if r.Verdict == witness.Agrees {
			return "Nothing in the logs differs from the answer.", good
		}
	}
	return "Nothing in the logs could be held against the answer.", unsure
}

// writeWhere writes in which processes something was found.
func writeWhere(p *page, w witnessed, f finding) {
	lines := w.nodes.lines(w.record, f.processes)
	if len(lines) == 1 {
		p.faint(2, "in "+lines[0])
		return
	}
	p.faint(2, fmt.Sprintf("in %s", plural(len(f.processes), "process")))
	for _, line := range lines {
		p.styled(6, 2, faint, line)
	}
}

// writeSides writes the two sides of a class.
func writeSides(p *page, w witnessed, f finding) {
	if d := f.Answer; d != nil {
		p.styled(2, 2, plain, fmt.Sprintf("answer: %s, %s %s, %s", d.Outcome, versionOf(d.Candidate), d.Tier, d.Location), d.Location)
		p.styled(6, 0, faint, reasonWords(d), d.Reason.Other)
	}
	writeTelling(p, "log: ", f.Event)
	writeTelling(p, "and: ", w.failureOf(f))
	if f.Answer == nil || f.Event == nil {
		p.prose(2, 2, f.Text)
	}
}

// writeTelling writes the event that tells, if there is one, and its line.
func writeTelling(p *page, label string, e *witness.Event) {
	if e != nil {
		p.styled(2, 2, bad, label+eventWords(*e), e.Path)
		writeLineOf(p, *e)
	}
}

// writeLineOf writes the line of an event with its place.
func writeLineOf(p *page, e witness.Event) {
	p.styled(6, 2, faint, fmt.Sprintf("%s: %s", eventPlace(e), messageWords(e)), eventPlace(e), e.Path)
}

// writeUndecided writes of which classes a log says something that is no verdict.
func writeUndecided(p *page, w witnessed) {
	all := findings(w.comparison, undecided)
	if len(all) == 0 {
		return
	}
	p.blank()
	p.heading(fmt.Sprintf("Undecided (%d)", len(all)))
	for i, f := range all {
		if i == mostEvents {
			p.faint(2, moreWords(len(all)-mostEvents))
			return
		}
		p.styled(2, 2, strong, f.Class)
		writeWhere(p, w, f)
		p.prose(4, 2, f.Text, f.Event.Path)
		writeLineOf(p, *f.Event)
	}
}
