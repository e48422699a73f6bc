package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// writeUnread writes what was not read, or not all of it, and what is no log.
func writeUnread(p *page, r *witness.Record) {
	writeList(p, "Not read", unreadLines(r))
	if n := foreignLogs(r); n > 0 {
		writeList(p, otherFiles(n), foreignLines(r))
	}
}

// otherFiles is the heading of those that are no logs.
func otherFiles(n int) string { return fmt.Sprintf("Other files, not logs of Tableau (%d)", n) }

// writeList writes lines below a heading, if there are any.
func writeList(p *page, heading string, lines []string) {
	if len(lines) == 0 {
		return
	}
	p.blank()
	p.heading(heading)
	for i, line := range lines {
		if i == mostEvents {
			p.faint(2, moreWords(len(lines)-mostEvents))
			return
		}
		p.prose(2, 2, line)
	}
}

// unreadLines say what was not read, or is not in the answer.
func unreadLines(r *witness.Record) (lines []string) {
	var empty []string
	for _, l := range r.Logs {
		lines = append(lines, logLines(l)...)
		if isEmpty(l) {
			empty = append(empty, l.Name)
		}
	}
	if len(empty) > 0 {
		lines = append(lines, fmt.Sprintf("%s: %s", firstOf(empty), detailOf(len(empty), "it is empty")))
	}
	return slices.Concat(lines, leftOut(r))
}

// isEmpty tells whether a log has nothing in it.
func isEmpty(l witness.LogState) bool { return l.Status == witness.LogRead && l.Bytes == 0 }

// foreignLogs counts the files that are no logs of Tableau's.
func foreignLogs(r *witness.Record) (n int) {
	for _, l := range r.Logs {
		if l.Status == witness.LogForeign {
			n++
		}
	}
	return n
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
		lines = append(lines, fmt.Sprintf("%s: %s", firstOf(names[detail]), detailOf(len(names[detail]), detail)))
	}
	return lines
}

// detailOf says of so many files what is said of one.
func detailOf(n int, detail string) string {
	rest, ok := strings.CutPrefix(detail, "it is ")
	switch {
	case n == 1 || !ok:
		return detail
	case strings.HasPrefix(rest, "no JSON Lines log "):
		return "they are no JSON Lines logs " + strings.TrimPrefix(rest, "no JSON Lines log ")
	}
	return "each is " + rest
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
