package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// resolution writes the whole answer.
func (p *printer) resolution(r *loader.Resolution) {
	p.head(r)
	p.directories(r)
	marked := make(map[loader.RuleID]bool)
	for _, c := range r.Contests() {
		p.line("")
		p.line("%s", p.paint(bold, printable(c.Class)))
		for _, d := range winnerFirst(c.Decisions) {
			p.decision(d, versionWidth(c.Decisions), marked)
		}
	}
	if unreadable := r.Unreadable(); len(unreadable) > 0 {
		p.line("")
		p.line("%s", p.paint(bold, "unreadable"))
		for _, d := range unreadable {
			p.decision(d, 1, marked)
		}
	}
	p.foot(marked)
	p.notes(r.Notes)
}

// head names the host and the rule.
func (p *printer) head(r *loader.Resolution) {
	h := r.Host.JSON()
	p.prose(0, fmt.Sprintf("Tableau %s %s on %s: %s", h.Product, h.Release, h.OS, r.Rule))
	for _, rule := range sortedRules(h.Assume) {
		p.prose(0, fmt.Sprintf("assumed: %s=%s", rule, h.Assume[rule]))
	}
}

func sortedRules[V any](m map[loader.RuleID]V) []loader.RuleID {
	rules := make([]loader.RuleID, 0, len(m))
	for rule := range m {
		rules = append(rules, rule)
	}
	slices.Sort(rules)
	return rules
}

// directories writes the load order.
func (p *printer) directories(r *loader.Resolution) {
	p.line("")
	if len(r.Directories) == 0 {
		p.prose(2, "no directories")
	}
	for i, d := range r.Directories {
		text := printable(d.Path)
		if d.Detail != "" {
			text += " (" + printable(d.Detail) + ")"
		}
		state := pad(string(d.State), len(loader.StateOtherRelease))
		if d.State != loader.StateRead {
			state = p.paint(dim, state)
		}
		p.row(fmt.Sprintf("%2d %s %s", i+1, pad(string(d.Tier), 10), state), 2+1+10+1+len(loader.StateOtherRelease), text)
	}
}

// row writes a text behind a label, or on a line of its own where it is too
// long. It is never cut: it may be what somebody looks for.
func (p *printer) row(label string, taken int, text string) {
	if taken+1+columns(text) <= p.width {
		p.line("%s %s", label, text)
		return
	}
	p.line("%s", label)
	p.line("     %s", text)
}

func winnerFirst(ds []loader.Decision) []loader.Decision {
	ds = slices.Clone(ds)
	slices.SortStableFunc(ds, func(a, b loader.Decision) int { return loadedLast(b) - loadedLast(a) })
	return ds
}

func loadedLast(d loader.Decision) int {
	if d.Outcome == loader.Loaded {
		return 1
	}
	return 0
}

func versionOf(d loader.Decision) string {
	if v := d.Candidate.PluginVersion.String(); v != "" {
		return printable(v)
	}
	return "-"
}

// versionWidth is the width of the column of versions.
func versionWidth(ds []loader.Decision) int {
	widest := 0
	for _, d := range ds {
		widest = max(widest, columns(versionOf(d)))
	}
	return min(widest, 20)
}

var outcomeColours = map[loader.Outcome]string{
	loader.Loaded: green, loader.Shadowed: dim, loader.Refused: yellow, loader.Unreadable: red,
}

// decision writes one candidate: what became of it, then why.
func (p *printer) decision(d loader.Decision, versions int, marked map[loader.RuleID]bool) {
	mark := " "
	if len(d.Assumes) > 0 || d.Reason.Basis == loader.Assumed {
		mark = "*"
		for _, rule := range d.Assumes {
			marked[rule] = true
		}
		if d.Reason.Basis == loader.Assumed {
			marked[d.Reason.Rule] = true
		}
	}
	outcome := pad(string(d.Outcome), len(loader.Unreadable))
	label := fmt.Sprintf("  %s%s %s %s", p.paint(outcomeColours[d.Outcome], outcome), mark, pad(versionOf(d), versions), pad(string(d.Tier), 10))
	p.row(label, 2+len(loader.Unreadable)+1+1+max(versions, columns(versionOf(d)))+1+10, printable(d.Location))
	p.prose(5, d.Reason.Text+" ["+string(d.Reason.Rule)+"]")
	for _, problem := range d.Problems {
		where := ""
		if problem.Line > 0 {
			where = fmt.Sprintf("%d:%d: ", problem.Line, problem.Column)
		}
		p.prose(5, fmt.Sprintf("%s: %s%s (%s)", problem.Severity, where, problem.Message, problem.Code))
	}
}

// foot explains the mark.
func (p *printer) foot(marked map[loader.RuleID]bool) {
	if len(marked) == 0 {
		return
	}
	var rules []string
	for _, rule := range sortedRules(marked) {
		rules = append(rules, string(rule))
	}
	p.line("")
	p.prose(0, "* rests on an assumption: "+strings.Join(rules, ", ")+" (see whichwins rules)")
}

func (p *printer) notes(notes []string) {
	if len(notes) > 0 {
		p.line("")
	}
	for _, note := range notes {
		p.prose(0, "note: "+note)
	}
}
