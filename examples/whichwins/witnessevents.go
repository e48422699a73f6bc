package main

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// writeProcesses writes what each process says; those that say the same are one.
func writeProcesses(p *page, w witnessed) {
	if len(w.record.Processes) == 0 && tableausLogs(w.record) > 0 {
		p.blank()
		p.prose(0, 2, "No line in them is about connectors.")
	}
	groups := w.alike()
	for i, group := range groups {
		p.blank()
		if i == mostEvents {
			p.faint(0, moreWords(len(groups)-mostEvents))
			return
		}
		writeGroup(p, w, group)
	}
}

// fewAlike is how many processes that say the same are written one by one.
const fewAlike = 4

// writeGroup writes what some processes say.
func writeGroup(p *page, w witnessed, group []int) {
	if len(group) == 1 {
		writeName(p, 0, strong, w.record.Processes[group[0]])
	} else {
		p.heading(plural(len(group), "process") + " alike; paths and lines are those of the first")
		writeNames(p, w, group)
	}
	writeEvents(p, w.record.Processes[group[0]])
}

// writeNames writes which processes some are: many of them node by node, below the first.
func writeNames(p *page, w witnessed, group []int) {
	for i, n := range group {
		if i > 0 && len(group) > fewAlike {
			break
		}
		writeName(p, 2, plain, w.record.Processes[n])
	}
	if len(group) > fewAlike {
		for _, line := range w.nodes.lines(w.record, group) {
			p.prose(2, 2, line)
		}
	}
}

// writeName writes which process it is, and where its log is.
func writeName(p *page, indent int, s style, process witness.Process) {
	p.styled(indent, 2, s, fmt.Sprintf("%s (%s)", processWords(process), process.File), process.File)
}

// writeEvents writes what a process says of connectors.
func writeEvents(p *page, process witness.Process) {
	sorts := excerpts(withoutToldReasons(process))
	if len(sorts) == 0 {
		p.faint(2, noEvents)
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
		for _, f := range s.folders {
			p.styled(2, 4, good, fmt.Sprintf("+ loaded %d from %s", len(f.classes), f.path), f.path)
			p.prose(6, 0, strings.Join(f.classes, ", "))
		}
		for _, e := range s.events {
			t.row(rows[0])
			rows = rows[1:]
			writeLine(p, e)
		}
		if s.more > 0 {
			p.faint(2, moreWords(s.more))
		}
	}
	if process.Unlisted > 0 {
		p.faint(2, unlistedWords(process))
	}
}

// noEvents says that nothing is told of a process.
const noEvents = "It begins to load connectors, and says of none what became of it."

// unlistedWords say how many lines of a process are not kept.
func unlistedWords(p witness.Process) string {
	return fmt.Sprintf("and %s that were not understood, which are not kept", plural(p.Unlisted, "line"))
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
	if writesReason(e) {
		p.styled(6, 2, faint, "why: "+lineBreaks.ReplaceAllString(e.Reason, " "))
	}
}
