package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// writeWitness writes what logs say for people.
func writeWitness(p *page, w witnessed) {
	p.heading(witnessTitle(w))
	if w.comparison != nil {
		p.prose(0, 2, hostLine(w.answer.Host))
		writeAssume(p, w.answer.Host)
		writeDiffering(p, w)
		writeVerdicts(p, w)
		writeEvidence(p, w)
	}
	writeSplits(p, w.record)
	writeProcesses(p, w.record)
	writeLogs(p, w.record)
	if w.comparison == nil {
		p.blank()
		p.prose(0, 2, comparisonHint(w), "--release "+w.release)
		return
	}
	writeNotes(p, w.comparison.Notes)
}

// witnessTitle says how much was read.
func witnessTitle(w witnessed) string {
	return fmt.Sprintf("Witness: %s, %s", plural(tableausLogs(w.record), "log"), plural(len(w.record.Processes), "process"))
}

// comparisonHint says how to get a comparison.
func comparisonHint(w witnessed) string {
	return fmt.Sprintf("Add --release %s, or any other flag of a host, to hold this machine's answer against it; --inventory FILE is that of another machine.", w.release)
}

// writeDiffering writes where the log shows something else than the answer.
func writeDiffering(p *page, w witnessed) {
	differ := findings(w.comparison, witness.Differs)
	p.blank()
	if len(differ) == 0 {
		p.styled(0, 2, good, noDifference(w.comparison))
		return
	}
	p.heading(fmt.Sprintf("Different (%d)", len(differ)))
	for i, f := range differ {
		if i == mostEvents {
			p.blank()
			p.faint(2, moreWords(len(differ)-mostEvents))
			return
		}
		p.blank()
		p.styled(0, 2, strong, f.Class)
		writeFindingOf(p, w, f)
	}
}

// noDifference says that nothing differs, and what that is worth.
func noDifference(c *witness.Comparison) string {
	for _, r := range c.Results {
		if r.Verdict == witness.Agrees {
			return "Nothing in the logs differs from the answer."
		}
	}
	return "The logs say nothing of what the answer has: they neither agree with it nor differ."
}

// moreWords says that something is not shown.
func moreWords(n int) string { return fmt.Sprintf("and %d more; --format json shows all", n) }

// writeFindingOf writes the two sides of a class.
func writeFindingOf(p *page, w witnessed, f finding) {
	p.faint(2, fmt.Sprintf("in %s: %s", plural(len(f.processes), "process"), processNames(w.record, f.processes)))
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
		p.styled(6, 2, faint, fmt.Sprintf("%s: %s", eventPlace(*e), messageWords(*e)), eventPlace(*e), e.Path)
	}
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
	var rows [][]cell
	for _, t := range all {
		rows = append(rows, []cell{{string(t.verdict), verdictStyle(t.verdict)}, {text: fmt.Sprint(t.count)}, {text: firstOf(t.classes)}})
	}
	t := newTable(p, 2, rows)
	for _, row := range rows {
		t.row(row)
	}
}

// writeEvidence writes what the logs say of the rules that are not sure.
func writeEvidence(p *page, w witnessed) {
	if len(w.comparison.Rules) == 0 {
		return
	}
	p.blank()
	p.heading("Rules that are not sure, and decisions here that rest on them")
	for _, r := range w.comparison.Rules {
		p.prose(2, 4, fmt.Sprintf("%s (%s): %s", ruleWords(r), r.Basis, evidenceCounts(r)))
		for _, line := range evidenceLines(w.record, r) {
			p.styled(6, 2, faint, line)
		}
	}
}

// ruleWords names a rule and the reading of it that was taken.
func ruleWords(r witness.RuleEvidence) string {
	if r.Reading == "" {
		return string(r.Rule)
	}
	return fmt.Sprintf("%s=%s", r.Rule, r.Reading)
}

// evidenceCounts says how many decisions a log supports, contradicts, or is silent on.
func evidenceCounts(r witness.RuleEvidence) string {
	return fmt.Sprintf("the logs support %d, contradict %d, and are silent on %d", len(r.Supports), len(r.Contradicts), r.Silent)
}

// evidenceLines gives an example of each side.
func evidenceLines(record *witness.Record, r witness.RuleEvidence) (lines []string) {
	if len(r.Supports) > 0 {
		lines = append(lines, "supports: "+exampleWords(r.Supports[0], "refutes", r.Rule))
	}
	if len(r.Contradicts) > 0 {
		e := r.Contradicts[0]
		line := "contradicts: " + exampleWords(e, "confirms", r.Rule)
		if len(e.With) > 0 {
			line += "; or one of these is not so: " + strings.Join(words(e.With), ", ")
		}
		lines = append(lines, line)
	}
	return lines
}

// exampleWords is one decision and the line that tells, with what that does to other
// readings.
func exampleWords(e witness.Evidence, does string, rule any) string {
	text := fmt.Sprintf("%s, %s", e.Class, eventPlace(e.Event))
	for i, value := range e.Instead {
		if i == 0 {
			text += ", which " + does + " "
		} else {
			text += ", "
		}
		text += fmt.Sprintf("%s=%s", rule, value)
	}
	return text
}

// writeSplits writes the classes on which processes disagree.
func writeSplits(p *page, r *witness.Record) {
	splits := r.Splits()
	if len(splits) == 0 {
		return
	}
	p.blank()
	p.heading(fmt.Sprintf("Processes disagree (%d)", len(splits)))
	for i, s := range splits {
		if i == mostEvents {
			p.faint(2, moreWords(len(splits)-mostEvents))
			return
		}
		p.styled(2, 2, strong, s.Class)
		for _, side := range s.Sides {
			p.styled(4, 2, unsure, fmt.Sprintf("%s: %s", plural(len(side.Processes), "process"), sideWords(side)), side.Path)
			p.faint(8, processNames(r, side.Processes))
		}
	}
}

// sideWords says what some processes loaded.
func sideWords(s witness.Side) string {
	if s.Path == "" {
		return "not loaded"
	}
	return s.Path
}

// writeProcesses writes what each process says; those that say the same are one.
func writeProcesses(p *page, r *witness.Record) {
	if len(r.Processes) == 0 {
		p.blank()
		p.prose(0, 2, "No line in them is about connectors.")
	}
	groups := alike(r)
	for i, group := range groups {
		p.blank()
		if i == mostEvents {
			p.faint(0, moreWords(len(groups)-mostEvents))
			return
		}
		writeGroup(p, r, group)
	}
}

// writeGroup writes what some processes say.
func writeGroup(p *page, r *witness.Record, group []int) {
	if len(group) > 1 {
		p.heading(plural(len(group), "process") + " alike; paths and lines are those of the first")
	}
	for i, n := range group {
		if i == mostNames {
			p.faint(2, fmt.Sprintf("and %d more", len(group)-mostNames))
			break
		}
		process := r.Processes[n]
		line := fmt.Sprintf("%s (%s)", processWords(process), process.File)
		if len(group) == 1 {
			p.styled(0, 2, strong, line, process.File)
		} else {
			p.prose(2, 2, line, process.File)
		}
	}
	writeEvents(p, r.Processes[group[0]])
}

// writeEvents writes what a process says of connectors.
func writeEvents(p *page, process witness.Process) {
	sorts := excerpts(process.Events)
	if len(sorts) == 0 {
		p.faint(2, "It begins to load connectors, and says of none what became of it.")
		return
	}
	held := heldBy(process)
	var rows [][]cell
	for _, s := range sorts {
		for _, e := range s.events {
			rows = append(rows, eventRow(e, held))
		}
	}
	t := newTable(p, 2, rows)
	for _, s := range sorts {
		for _, e := range s.events {
			t.row(rows[0])
			rows = rows[1:]
			writeLine(p, e)
		}
		if s.more > 0 {
			p.faint(2, moreWords(s.more))
		}
	}
}

// heldBy says for each class where the connector that holds it was loaded.
func heldBy(p witness.Process) map[string]string {
	held := make(map[string]string)
	for _, e := range p.Registered() {
		held[e.Class] = eventPlace(e)
	}
	return held
}

// eventRow is an event as a row: mark and kind, class, path.
func eventRow(e witness.Event, held map[string]string) []cell {
	mark, s := eventMark(e)
	if replaced(e, held) {
		mark, s = "-", faint
	}
	return []cell{{mark + " " + kindWords(e, held), s}, {text: orDash(e.Class)}, {text: pathWords(e)}}
}

// replaced tells whether another connector was loaded for the class after this one.
func replaced(e witness.Event, held map[string]string) bool {
	return e.Kind == witness.Loaded && held[e.Class] != eventPlace(e)
}

// kindWords is an event's kind, with what came after it.
func kindWords(e witness.Event, held map[string]string) string {
	if replaced(e, held) {
		return "loaded, then not"
	}
	return string(e.Kind)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func eventMark(e witness.Event) (string, style) {
	switch {
	case e.Kind == witness.Loaded, e.Kind == witness.SignatureVerified:
		return "+", good
	case e.Kind.Rejected():
		return "-", unsure
	case e.Kind.Failed(), e.Kind == witness.SignatureFailed:
		return "x", bad
	case e.Kind == witness.ClassUnknown:
		return "?", bad
	}
	return "?", faint
}

// writeLine writes the line of an event below its row, where that says more.
func writeLine(p *page, e witness.Event) {
	if e.Kind == witness.Loaded {
		return
	}
	place := fmt.Sprintf("line %d", e.Line)
	p.styled(6, 2, faint, fmt.Sprintf("%s: %s", place, messageWords(e)), e.Path)
	if e.Reason != "" && !strings.Contains(e.Message, e.Reason) {
		p.styled(6, 2, faint, "why: "+e.Reason)
	}
}

// writeLogs writes what was not read, or not all of it.
func writeLogs(p *page, r *witness.Record) {
	var lines []string
	for _, l := range r.Logs {
		lines = append(lines, logLines(l)...)
	}
	lines = slices.Concat(lines, foreignLines(r), leftOut(r))
	if len(lines) == 0 {
		return
	}
	p.blank()
	p.heading("Not read")
	for i, line := range lines {
		if i == mostEvents {
			p.faint(2, moreWords(len(lines)-mostEvents))
			return
		}
		p.prose(2, 2, line)
	}
}

// foreignLines says which files are no logs of Tableau's, and what they are.
func foreignLines(r *witness.Record) (lines []string) {
	var details []string
	names := make(map[string][]string)
	for _, l := range r.Logs {
		if l.Status != witness.LogForeign {
			continue
		}
		if names[l.Detail] == nil {
			details = append(details, l.Detail)
		}
		names[l.Detail] = append(names[l.Detail], l.Name)
	}
	for _, detail := range details {
		lines = append(lines, fmt.Sprintf("%s: %s", firstOf(names[detail]), detail))
	}
	return lines
}

// logLines says what of a log was not read.
func logLines(l witness.LogState) (lines []string) {
	if l.Status == witness.LogUnreadable || l.Status == witness.LogCut {
		lines = append(lines, fmt.Sprintf("%s is %s: %s", l.Name, l.Status, l.Detail))
	}
	for _, s := range l.Skipped {
		lines = append(lines, fmt.Sprintf("%s: %s, the first is line %d", l.Name, skippedWords(s), s.First))
	}
	return lines
}

// skippedWords counts lines that could not be understood.
func skippedWords(s witness.Skip) string {
	reasons := map[witness.SkipReason]string{
		witness.SkipTorn: "torn", witness.SkipTooLong: "too long", witness.SkipNoText: "without a text",
	}
	return fmt.Sprintf("%s about connectors %s", plural(s.Count, "line"), reasons[s.Reason])
}

// leftOut says what of the logs is not in the answer.
func leftOut(r *witness.Record) (lines []string) {
	if r.Dropped > 0 {
		lines = append(lines, fmt.Sprintf("%s left out, since there are more than are kept", eventsAre(r.Dropped)))
	}
	if r.Unassigned > 0 {
		lines = append(lines, fmt.Sprintf("%s of no process, since the line has no process number", eventsAre(r.Unassigned)))
	}
	return lines
}

// eventsAre begins a sentence on events.
func eventsAre(n int) string {
	if n == 1 {
		return "1 event is"
	}
	return fmt.Sprintf("%d events are", n)
}
