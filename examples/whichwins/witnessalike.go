package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// A server has hundreds of processes that say the same: each thing is written once,
// with the processes that it holds for.

// alike sorts processes into those that say the same of connectors, in the order of the
// first of each.
func (w witnessed) alike() (groups [][]int) {
	at := make(map[[sha256.Size]byte]int)
	for _, i := range w.ordered() {
		key := saying(w.record.Processes[i])
		g, ok := at[key]
		if !ok {
			g = len(groups)
			at[key] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// ordered lists all processes by node, service and start.
func (w witnessed) ordered() []int {
	all := make([]int, len(w.record.Processes))
	for i := range all {
		all[i] = i
	}
	return w.nodes.sorted(w.record, all)
}

// instance matches what names one of the instances of a service of Tableau Server in the
// paths of its built-in connectors, as services\dataserver_1.20192.19.0718.1543.
var instance = regexp.MustCompile(`(?i)([\\/]services[\\/])[a-z]+_[0-9]+(\.[0-9.]+[\\/]bin[\\/]connectors\b)`)

// ofAnyInstance is a text in which the built-in connectors of all services are the same.
func ofAnyInstance(text string) string { return instance.ReplaceAllString(text, "$1$2") }

// saying is what a process says, without when and where.
func saying(p witness.Process) (key [sha256.Size]byte) {
	h := sha256.New()
	for _, e := range p.Events {
		fmt.Fprintf(h, "%q %q %q %q %q %t %d\n", e.Kind, e.Class, ofAnyInstance(e.Path), ofAnyInstance(e.Message), e.Reason, e.Inferred, e.Times)
	}
	h.Sum(key[:0])
	return key
}

// A finding is the same verdict on a class in some processes.
type finding struct {
	witness.Result       // of the first of them
	processes      []int // indices in the record
}

// findings joins the results that are wanted and say the same, by class.
func findings(c *witness.Comparison, wanted func(witness.Result) bool) (all []finding) {
	at := make(map[string]int)
	for _, r := range c.Results {
		if !wanted(r) {
			continue
		}
		key := sayingOf(r)
		i, ok := at[key]
		if !ok {
			i = len(all)
			at[key] = i
			all = append(all, finding{Result: r})
		}
		all[i].processes = append(all[i].processes, r.Process)
	}
	slices.SortStableFunc(all, func(a, b finding) int { return cmp.Compare(a.Class, b.Class) })
	return all
}

// sayingOf is what a result says, without the process.
func sayingOf(r witness.Result) string {
	key := fmt.Sprintf("%q %q", r.Class, ofAnyInstance(r.Text))
	if r.Answer != nil {
		key += fmt.Sprintf(" answer %q", ofAnyInstance(r.Answer.Location))
	}
	if r.Event != nil {
		key += fmt.Sprintf(" event %q %q %q", r.Event.Kind, ofAnyInstance(r.Event.Path), ofAnyInstance(r.Event.Message))
	}
	return key
}

// failureOf is the line that says why the connector of a finding's answer did not load,
// or nil: a difference that no rule explains.
func (w witnessed) failureOf(f finding) *witness.Event {
	if f.Answer == nil {
		return nil
	}
	for _, e := range w.record.Processes[f.processes[0]].Events {
		failed := e.Kind.Failed() || e.Kind == witness.SignatureFailed
		if failed && w.answer.Host.OS.SamePath(e.Path, f.Answer.Location) && (f.Event == nil || *f.Event != e) {
			return &e
		}
	}
	return nil
}

// processWords says which process it is.
func processWords(p witness.Process) string {
	parts := []string{fmt.Sprintf("pid %d", p.PID), startWords(p)}
	if p.Service != "" {
		parts = append(parts, p.Service)
	}
	if !p.Release.IsZero() {
		parts = append(parts, fullRelease(p.Release))
	}
	return strings.Join(parts, ", ")
}

// startWords says when a process started, or was first seen.
func startWords(p witness.Process) string {
	switch {
	case p.Started.IsZero():
		return "start not known"
	case p.Inferred:
		return "seen from " + timeWords(p)
	}
	return "started " + timeWords(p)
}

// timeWords is the time of a log, which names no zone.
func timeWords(p witness.Process) string {
	if p.Started.IsZero() {
		return "-"
	}
	return p.Started.Format("2006-01-02 15:04:05")
}

// eventPlace is the place of an event as editors and programs read it.
func eventPlace(e witness.Event) string { return fmt.Sprintf("%s:%d", e.File, e.Line) }

// eventWords says what an event is, with the path.
func eventWords(e witness.Event) string {
	words := string(e.Kind)
	if e.Path != "" {
		words += ", " + pathWords(e)
	}
	return words
}

// pathWords is the path of an event, or a dash.
func pathWords(e witness.Event) string {
	switch {
	case e.Path == "":
		return "-"
	case e.Inferred:
		return e.Path + " (inferred)"
	}
	return e.Path
}

// mostMessage is how many characters of a line are shown.
const mostMessage = 500

// lineBreaks are those of a text, with what is blank beside them.
var lineBreaks = regexp.MustCompile(`\s*[\r\n]+\s*`)

// messageWords is the line of an event, with how often it was written. The breaks of a
// wording that is known say nothing.
func messageWords(e witness.Event) string {
	text := e.Message
	if e.Wording != "" {
		text = lineBreaks.ReplaceAllString(text, " ")
	}
	if r := []rune(text); len(r) > mostMessage {
		text = string(r[:mostMessage]) + "..."
	}
	if e.Times > 1 {
		text += fmt.Sprintf(" (%d times)", e.Times)
	}
	return text
}
