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
func alike(r *witness.Record) (groups [][]int) {
	at := make(map[[sha256.Size]byte]int)
	for i, p := range r.Processes {
		key := saying(p)
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

// instance matches what names one of the instances of a service of Tableau Server in its
// paths, as in services\dataserver_1.20192.19.0718.1543.
var instance = regexp.MustCompile(`([\\/]services[\\/][a-z]+)_[0-9]+\.`)

// ofAnyInstance is a text in which all instances of a service are one.
func ofAnyInstance(text string) string { return instance.ReplaceAllString(text, "$1.") }

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

// findings joins the results of a verdict that say the same, by class.
func findings(c *witness.Comparison, v witness.Verdict) (all []finding) {
	at := make(map[string]int)
	for _, r := range c.Results {
		if r.Verdict != v {
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
	key := fmt.Sprintf("%q %q", r.Class, r.Text)
	if r.Answer != nil {
		key += fmt.Sprintf(" answer %q", r.Answer.Location)
	}
	if r.Event != nil {
		key += fmt.Sprintf(" event %q %q %q", r.Event.Kind, r.Event.Path, r.Event.Message)
	}
	return ofAnyInstance(key)
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

// A tally is how often a verdict was given, and on which classes.
type tally struct {
	verdict witness.Verdict
	count   int
	classes []string // by name, each once
}

// tallies counts the verdicts; one that was not given is left out.
func tallies(c *witness.Comparison) []tally {
	all := []tally{{verdict: witness.Differs}, {verdict: witness.Agrees}, {verdict: witness.NotInLog}, {verdict: witness.OnlyInLog}}
	for _, r := range c.Results {
		for i := range all {
			if t := &all[i]; t.verdict == r.Verdict {
				t.count++
				t.classes = append(t.classes, r.Class)
			}
		}
	}
	for i := range all {
		slices.Sort(all[i].classes)
		all[i].classes = slices.Compact(all[i].classes)
	}
	return slices.DeleteFunc(all, func(t tally) bool { return t.count == 0 })
}

// An excerpt is events of one sort, cut where there are many.
type excerpt struct {
	events []witness.Event
	more   int
}

// How many events of a process are shown of one sort: those that decide, and the rest.
const (
	mostEvents = 100
	mostOthers = 10
)

// excerpts sorts the events of a process: what loaded, what was rejected, what failed,
// signatures, classes that were asked for or named, and the rest. A sort without any is
// left out.
func excerpts(events []witness.Event) []excerpt {
	sorts := make([]excerpt, 6)
	for _, e := range events {
		i := sortOf(e.Kind)
		most := mostEvents
		if i == len(sorts)-1 {
			most = mostOthers
		}
		if s := &sorts[i]; len(s.events) < most {
			s.events = append(s.events, e)
		} else {
			s.more++
		}
	}
	return slices.DeleteFunc(sorts, func(s excerpt) bool { return len(s.events) == 0 })
}

func sortOf(k witness.Kind) int {
	switch {
	case k == witness.Loaded:
		return 0
	case k.Rejected():
		return 1
	case k.Failed():
		return 2
	case k == witness.SignatureVerified, k == witness.SignatureFailed:
		return 3
	case k == witness.ClassUnknown, k == witness.ClassNamed:
		return 4
	}
	return 5
}

// processWords says which process it is.
func processWords(p witness.Process) string {
	parts := []string{fmt.Sprintf("pid %d", p.PID), startWords(p)}
	if p.Service != "" {
		parts = append(parts, p.Service)
	}
	if !p.Release.IsZero() {
		parts = append(parts, p.Release.String())
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

// processNames names processes, up to a few.
func processNames(r *witness.Record, processes []int) string {
	var names []string
	for i, n := range processes {
		if i == mostNames {
			names = append(names, fmt.Sprintf("and %d more", len(processes)-mostNames))
			break
		}
		p := r.Processes[n]
		name := fmt.Sprintf("pid %d", p.PID)
		if !p.Started.IsZero() {
			name += " of " + timeWords(p)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
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

// messageWords is the line of an event, with how often it was written.
func messageWords(e witness.Event) string {
	text := e.Message
	if r := []rune(text); len(r) > mostMessage {
		text = string(r[:mostMessage]) + "..."
	}
	if e.Times > 1 {
		text += fmt.Sprintf(" (%d times)", e.Times)
	}
	return text
}
