package main

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
)

// writeLinted writes findings for people.
func writeLinted(p *page, l linted) {
	for _, f := range l.findings {
		writeFinding(p, f)
	}
	if len(l.findings) > 0 {
		writeNotes(p, l.notes)
		p.blank()
	}
	if l.among == "" {
		return
	}
	p.prose(0, 2, summary(l))
	if len(l.findings) > 0 {
		p.prose(0, 2, "To read why and what to do, run: whichwins checks CODE")
	} else {
		writeNotes(p, l.notes)
	}
	if l.alone > 0 {
		writeAlone(p, l.alone)
	}
}

// writeAlone says of how many manifests no other file was looked at.
func writeAlone(p *page, n int) {
	what := "1 manifest names"
	if n > 1 {
		what = fmt.Sprintf("%d manifests name", n)
	}
	p.prose(0, 2, fmt.Sprintf("The files that %s were not looked for: to have them checked too, name the connector's folder.", what))
}

// summary counts the findings.
func summary(l linted) string {
	counts := make(map[lint.Severity]int)
	for _, f := range l.findings {
		counts[f.Severity]++
	}
	var parts []string
	for _, s := range lint.Severities() {
		if counts[s] > 0 {
			parts = append(parts, plural(counts[s], string(s)))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("No findings %s.", l.among)
	}
	return fmt.Sprintf("%s %s", strings.Join(parts, ", "), l.among)
}

// writeFinding writes one finding: where and what, the line, and what bears on it.
func writeFinding(p *page, f lint.Finding) {
	mark := cell{string(f.Severity) + ":", severityStyle(f.Severity)}
	writeRecord(p, 0, placeWords(f.File, f.Span), mark, fmt.Sprintf("%s (%s)", f.Message, f.Code))
	if f.Line > 0 && f.Source != "" {
		writeSource(p, f.Source, f.Span)
	}
	for _, r := range f.Related {
		writeRecord(p, 4, "related: "+placeWords(r.File, r.Span), cell{}, r.Message)
	}
}

// placeWords is a place as editors and programs read it: file:line:column.
func placeWords(file string, at manifest.Span) string {
	if at.Line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d:%d", file, at.Line, at.Column)
}

func severityStyle(s lint.Severity) style {
	switch s {
	case lint.Error:
		return bad
	case lint.Warning:
		return unsure
	}
	return faint
}

// writeRecord writes a place, a mark and a text. Programs read that, so that in a pipe
// it is one line; on a terminal it is broken, but within no place.
func writeRecord(p *page, indent int, place string, mark cell, text string) {
	place, text = clean(place), clean(text)
	if mark.text != "" {
		text = mark.text + " " + text
	}
	margin := strings.Repeat(" ", indent)
	if !p.terminal {
		fmt.Fprintf(p.out, "%s%s: %s\n", margin, place, text)
		return
	}
	painted := mark.text == ""
	for i, line := range wrap(strings.ReplaceAll(place, " ", spaceInPath)+": "+text, p.width-indent-2, true) {
		if i == 1 {
			margin += "  "
		}
		if at := markIn(line, mark.text); !painted && at >= 0 {
			line, painted = line[:at]+p.paint(mark.style, mark.text)+line[at+len(mark.text):], true
		}
		fmt.Fprintf(p.out, "%s%s\n", margin, strings.ReplaceAll(line, spaceInPath, " "))
	}
}

// markIn is where a mark stands as a word of a line, or -1.
func markIn(line, mark string) int {
	if strings.HasPrefix(line, mark) {
		return 0
	}
	if at := strings.Index(line, " "+mark); at >= 0 {
		return at + 1
	}
	return -1
}
