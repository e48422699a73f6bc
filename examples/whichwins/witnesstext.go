package main

import (
	"fmt"
)

// writeWitness writes what logs say for people: first what it comes to and what limits
// it, then all that was found.
func writeWitness(p *page, w witnessed) {
	p.heading(witnessTitle(w))
	if w.comparison != nil {
		p.prose(0, 2, hostOfAnswer(w))
		writeAssume(p, w.answer.Host)
		writeDiffering(p, w)
		writeUndecided(p, w)
	}
	writeSplits(p, w)
	if w.comparison != nil {
		writeVerdicts(p, w)
		writeEvidence(p, w)
		writeNotes(p, w.comparison.Notes)
	}
	writeUnread(p, w.record)
	writeProcesses(p, w)
	if w.comparison == nil && len(w.record.Processes) > 0 {
		hint, flag := comparisonHint(w)
		p.blank()
		p.prose(0, 2, hint, flag)
	}
}

// witnessTitle says how much was read.
func witnessTitle(w witnessed) string {
	return fmt.Sprintf("Witness: %s, %s", plural(tableausLogs(w.record), "log"), plural(len(w.record.Processes), "process"))
}

// hostOfAnswer names the host with its build, and says where its release was not given.
func hostOfAnswer(w witnessed) string {
	j := w.answer.Host.JSON()
	text := fmt.Sprintf("Host: %s %s on %s", j.Product, fullRelease(w.answer.Host.Release), j.OS)
	if w.newest {
		text += " (release not given: the newest known)"
	}
	return text
}

// comparisonHint says how to get a comparison, and the flag that it names first.
func comparisonHint(w witnessed) (hint, flag string) {
	if of := w.record.System(); of != "" && of != w.system {
		return fmt.Sprintf("Add --inventory FILE, a snapshot that whichwins snapshot makes on the %s machine, or --root DIR with a copy of its disk, to hold the answer against the logs.", of), "--inventory FILE"
	}
	const then = "to hold this machine's answer against the logs; --inventory FILE is that of another machine."
	if release := newestRelease(w.record); release != "" {
		flag = "--release " + release
		return fmt.Sprintf("Add %s, or any other flag of a host, %s", flag, then), flag
	}
	flag = "--release 2022.2"
	return fmt.Sprintf("Add a flag of a host, such as %s, %s", flag, then), flag
}

// moreWords says that something is not shown.
func moreWords(n int) string { return fmt.Sprintf("and %d more; --format json shows all", n) }
