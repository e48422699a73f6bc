package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// What logs say may be anything. In a Markdown page it stands in code spans, where
// nothing else has a meaning, or as text of which each mark is escaped.

// codeSpan is a text as code, whatever is in it.
func codeSpan(text string) string {
	text = clean(text)
	if strings.TrimSpace(text) == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(text)+1)
	if text[0] == '`' || text[len(text)-1] == '`' || text[0] == ' ' && text[len(text)-1] == ' ' {
		text = " " + text + " "
	}
	return fence + text + fence
}

// longestRun is the length of the longest run of backticks in a text.
func longestRun(text string) (longest int) {
	run := 0
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// escapedText makes any text safe to stand in Markdown, be it at the start of a line.
func escapedText(text string) string {
	var b strings.Builder
	number := true // all so far were digits
	for i, r := range clean(text) {
		switch {
		case i == 0 && strings.ContainsRune("-+=", r), number && i > 0 && (r == '.' || r == ')'):
			b.WriteByte('\\') // it would begin an item of a list
			b.WriteRune(r)
		case r == '<' || r == '>' || r == '&' || r == '@' || r == '|':
			fmt.Fprintf(&b, "&#%d;", r)
		case strings.ContainsRune("\\`*_{}[]#~!^$", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
		number = number && '0' <= r && r <= '9'
	}
	return b.String()
}

// inTable is a text as code for a cell of a table, where a bar would end it.
func inTable(text string) string {
	if strings.Contains(text, "|") {
		return escapedText(text)
	}
	return codeSpan(text)
}

// orCode is a text as code, or a dash.
func orCode(text string) string {
	if span := codeSpan(text); span != "" {
		return span
	}
	return "-"
}

// A logReport is a Markdown page about what logs say.
type logReport struct {
	strings.Builder
	witnessed
}

// witnessPage is the answer as a page that can be attached to a report.
func witnessPage(w witnessed) string {
	r := &logReport{witnessed: w}
	if !w.redacted {
		r.WriteString("> Paths stand here as they are, with the names of people in them: use `--redact` before you attach this to a report.\n\n")
	}
	r.WriteString("# What Tableau's logs say of connectors\n\n")
	fmt.Fprintf(r, "%s\n", escapedText(witnessTitle(w)+"."))
	if w.comparison != nil {
		r.host()
		r.differences()
		r.undecided()
	}
	r.splits()
	if w.comparison != nil {
		r.verdicts()
		r.rules()
		r.notes()
	}
	r.logs()
	r.processes()
	return r.String()
}

// section begins a section.
func (r *logReport) section(title string) { fmt.Fprintf(r, "\n## %s\n\n", title) }

// table begins a table.
func (r *logReport) table(columns ...string) {
	fmt.Fprintf(r, "| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
}

// row writes a row of cells, which are Markdown.
func (r *logReport) row(cells ...string) { fmt.Fprintf(r, "| %s |\n", strings.Join(cells, " | ")) }

// item writes an item of a list, which is Markdown.
func (r *logReport) item(format string, args ...any) { fmt.Fprintf(r, "- "+format+"\n", args...) }

// more ends a list or a table that is cut.
func (r *logReport) more(n int) { fmt.Fprintf(r, "\n%s\n", escapedText(moreWords(n))) }

// host says what the logs were held against.
func (r *logReport) host() {
	h := r.answer.Host
	fmt.Fprintf(r, "\nHeld against the answer of whichwins for this host:\n\n")
	j := h.JSON()
	r.item("Product: %s", j.Product)
	release := fullRelease(h.Release)
	if r.newest {
		release += " (not given: the newest known)"
	}
	r.item("Release: %s", release)
	r.item("System: %s", j.OS)
	r.item("Rule: `%s`", r.answer.Rule)
	for _, rule := range loader.Rules() {
		if value, ok := h.Assume[rule.ID]; ok {
			r.item("Assumed: %s", codeSpan(fmt.Sprintf("%s=%s", rule.ID, value)))
		}
	}
	if h.DisableSignatureVerification {
		r.item("Signature verification is disabled.")
	}
}

// differences writes where the logs show something else than the answer.
func (r *logReport) differences() {
	differ := findings(r.comparison, differs)
	r.section(fmt.Sprintf("Differences (%d)", len(differ)))
	if len(differ) == 0 {
		text, _ := noDifference(r.comparison)
		r.WriteString(text + "\n")
	}
	r.each(differ, r.difference)
}

// each writes findings below the names of their classes, up to a number.
func (r *logReport) each(all []finding, write func(finding)) {
	for i, f := range all {
		if i == mostEvents {
			r.more(len(all) - mostEvents)
			return
		}
		if i > 0 {
			r.WriteString("\n")
		}
		fmt.Fprintf(r, "### %s\n\n", orCode(f.Class))
		write(f)
	}
}

// difference writes the two sides of a class.
func (r *logReport) difference(f finding) {
	r.where(f)
	if text := r.ofAnotherRelease(f); text != "" {
		r.item("%s", escapedText(strings.ToUpper(text[:1])+text[1:]))
	}
	if d := f.Answer; d != nil {
		r.item("Answer: %s, version %s, %s, %s", d.Outcome, orCode(versionOf(d.Candidate)), d.Tier, orCode(d.Location))
		r.item("Because: %s", escapedText(reasonWords(d)))
	}
	r.telling("Log", f.Event)
	r.telling("And", r.failureOf(f))
	if f.Answer == nil || f.Event == nil {
		r.item("%s", escapedText(f.Text))
	}
}

// where writes in which processes something was found.
func (r *logReport) where(f finding) {
	lines := r.nodes.lines(r.record, f.processes)
	if len(lines) == 1 {
		r.item("In %s", escapedText(lines[0]))
		return
	}
	r.item("In %s", plural(len(f.processes), "process"))
	for _, line := range lines {
		r.WriteString("  ")
		r.item("%s", escapedText(line))
	}
}

// undecided writes of which classes a log says something that is no verdict.
func (r *logReport) undecided() {
	all := findings(r.comparison, undecided)
	if len(all) == 0 {
		return
	}
	r.section(fmt.Sprintf("Undecided (%d)", len(all)))
	r.each(all, func(f finding) {
		r.where(f)
		r.item("%s", escapedText(f.Text))
		r.telling("Log", f.Event)
	})
}

// telling writes the event that tells, if there is one, and its line.
func (r *logReport) telling(label string, e *witness.Event) {
	if e != nil {
		r.item("%s: %s, %s", label, e.Kind, eventPath(*e))
		r.item("Line: %s", orCode(messageWords(*e)))
		r.item("Place: %s", orCode(eventPlace(*e)))
	}
}

// eventPath is the path of an event as code.
func eventPath(e witness.Event) string {
	path := orCode(e.Path)
	if e.Path != "" && e.Inferred {
		path += " (inferred)"
	}
	return path
}

// verdicts counts the verdicts.
func (r *logReport) verdicts() {
	all := tallies(r.comparison)
	if len(all) == 0 {
		return
	}
	r.section("Verdicts, one for each class and process")
	r.table("verdict", "count", "classes")
	for _, t := range all {
		r.row(string(t.verdict), fmt.Sprint(t.count), inTable(t.classWords()))
	}
}

// rules writes what the logs say of the rules that are not sure.
func (r *logReport) rules() {
	if len(r.comparison.Rules) == 0 {
		return
	}
	r.section(rulesHeading)
	for _, e := range r.comparison.Rules {
		r.item("%s (%s): %s", codeSpan(ruleWords(e)), e.Basis, evidenceCounts(e))
		for _, line := range evidenceLines(e) {
			r.WriteString("  ")
			r.item("%s", escapedText(line))
		}
	}
}

// splits writes the classes on which processes disagree.
func (r *logReport) splits() {
	splits := r.record.Splits()
	if len(splits) == 0 {
		return
	}
	r.section("Processes disagree")
	r.WriteString(pathsOfSides + "\n\n")
	for i, s := range splits {
		if i == mostEvents {
			r.more(len(splits) - mostEvents)
			return
		}
		r.item("%s", orCode(s.Class))
		for _, side := range s.Sides {
			r.WriteString("  ")
			r.item("%s", cmp.Or(codeSpan(side.Path), sideWords(side)))
			for _, line := range r.nodes.lines(r.record, side.Processes) {
				r.WriteString("    ")
				r.item("%s", escapedText(line))
			}
		}
		if why := r.whySplit(s); why != "" {
			r.WriteString("  ")
			r.item("%s", escapedText(why))
		}
	}
}

// processes lists the processes, and writes what they say.
func (r *logReport) processes() {
	r.section("Processes")
	all := r.record.Processes
	if len(all) == 0 {
		r.WriteString("No line is about connectors.\n")
		return
	}
	groups := r.alike()
	r.listing(groups)
	for g, group := range groups {
		if g == mostEvents {
			r.more(len(groups) - mostEvents)
			return
		}
		fmt.Fprintf(r, "\n### %s, %s\n\n", groupName(g), plural(len(group), "process"))
		if len(group) > 1 {
			r.WriteString("Paths and lines are those of the first.\n\n")
		}
		r.events(all[group[0]])
	}
}

// listing is the table of processes.
func (r *logReport) listing(groups [][]int) {
	all := r.record.Processes
	of := make([]int, len(all))
	for g, group := range groups {
		for _, n := range group {
			of[n] = g
		}
	}
	columns := []string{"pid", "start", "service", "release", "log", "group"}
	if r.nodes.several() {
		columns = append(columns, "node")
	}
	r.table(columns...)
	for _, i := range r.ordered()[:min(len(all), mostEvents)] {
		p := all[i]
		start := timeWords(p)
		if p.Inferred && !p.Started.IsZero() {
			start += " (first seen)"
		}
		cells := []string{fmt.Sprint(p.PID), start, orDash(inTable(p.Service)), orDash(inTable(fullRelease(p.Release))), inTable(p.File), groupName(of[i])}
		if r.nodes.several() {
			cells = append(cells, inTable(r.nodes.names[r.nodes.of[i]]))
		}
		r.row(cells...)
	}
	if len(all) > mostEvents {
		r.more(len(all) - mostEvents)
	}
}

// groupName names what some processes say alike.
func groupName(g int) string { return fmt.Sprintf("Group %d", g+1) }

// events writes what a process says of connectors.
func (r *logReport) events(p witness.Process) {
	held := heldBy(p)
	for _, s := range excerpts(p) {
		for _, f := range s.folders {
			r.item("loaded %d from %s", len(f.classes), orCode(f.path))
			r.WriteString("  ")
			r.item("%s", orCode(strings.Join(f.classes, ", ")))
		}
		for _, e := range s.events {
			r.item("%s: %s, %s, line %d", kindWords(e, held), orCode(e.Class), eventPath(e), e.Line)
			if e.Kind != witness.Loaded {
				r.WriteString("  ")
				r.item("%s", orCode(messageWords(e)))
			}
		}
		if s.more > 0 {
			r.item("%s", escapedText(moreWords(s.more)))
		}
	}
	if len(p.Events) == 0 {
		r.WriteString(noEvents + "\n")
	}
	if p.Unlisted > 0 {
		r.item("%s", escapedText(unlistedWords(p)))
	}
}

// logs lists what was read, and what not.
func (r *logReport) logs() {
	r.section("Logs")
	r.table("log", "state", "lines", "events", "not understood")
	shown, more := 0, 0
	for _, l := range r.record.Logs {
		switch {
		case l.Status == witness.LogForeign:
			continue
		case shown == mostEvents:
			more++
			continue
		}
		shown++
		state := string(l.Status)
		if isEmpty(l) {
			state = "empty"
		}
		if l.Detail != "" {
			state += ": " + escapedText(l.Detail)
		}
		var skipped []string
		for _, s := range l.Skipped {
			skipped = append(skipped, skippedWords(s))
		}
		r.row(inTable(l.Name), state, fmt.Sprint(l.Lines), fmt.Sprint(l.Events), orDash(strings.Join(skipped, ", ")))
	}
	if more > 0 {
		r.more(more)
	}
	rest := leftOut(r.record)
	if len(rest) > 0 {
		r.WriteString("\n")
	}
	for _, line := range rest {
		r.item("%s", escapedText(line))
	}
	if n := foreignLogs(r.record); n > 0 {
		r.section(otherFiles(n))
		for _, line := range foreignLines(r.record) {
			r.item("%s", escapedText(line))
		}
	}
}

// notes lists what limits the answer.
func (r *logReport) notes() {
	if len(r.comparison.Notes) == 0 {
		return
	}
	r.section("Notes")
	for _, note := range r.comparison.Notes {
		r.item("%s", escapedText(note))
	}
}
