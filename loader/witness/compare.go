package witness

import (
	"slices"

	"github.com/tacorder/tacorder/loader"
)

// A Verdict says how the log and the answer stand to each other, for one class in one
// process.
type Verdict string

// The verdicts.
const (
	Agrees    Verdict = "agrees"      // the log shows what the answer says
	Differs   Verdict = "differs"     // the log shows something else
	NotInLog  Verdict = "not-in-log"  // the log does not tell
	OnlyInLog Verdict = "only-in-log" // the answer has no such class
)

// A Comparison holds a resolution against a record.
type Comparison struct {
	Results []Result       // by process, within it by the bytes of the class
	Rules   []RuleEvidence // in the order of the rulebook
	// Skipped are the processes (indices) that were not compared: they belong to
	// another product of Tableau Server than the host.
	Skipped []int
	Notes   []string // what limits the comparison, in sentences
}

// A Result is the verdict on one class in one process.
type Result struct {
	Process int // index in Record.Processes
	Class   string
	Verdict Verdict
	// Answer is the decision that the log was held against: the winner's, else that on
	// the candidate at the event's place, or on the first. Where the answer does not have
	// the class it is that on the candidate at the event's place, of another class or
	// unreadable, or nil.
	Answer *loader.Decision
	// Event is the line that tells; nil where the log does not.
	Event *Event
	Text  string // one sentence
}

// A RuleEvidence is what the log says of one unsure rule on this machine.
type RuleEvidence struct {
	Rule    loader.RuleID
	Basis   loader.Basis
	Reading string // the option of the rule that was taken; "" where it has none
	// Supports and Contradicts are decisions that rest on the rule, or that another
	// reading of it would change, and that the log shows, or shows otherwise. Of a contest
	// it is the winner's. Where one line tells of several decisions, the first stands for
	// all.
	Supports, Contradicts []Evidence
	// Silent counts the decisions that rest on the rule and of which no process tells.
	Silent int
}

// An Evidence is one decision that a process's log confirms or refutes.
type Evidence struct {
	Process  int
	Class    string
	Location string // of the candidate
	// After is, of order-in-directory, the location that was loaded just before; else "".
	After string
	Event Event // the line that tells
	// Instead are the other readings of the rule by which the answer would be another
	// one for the class: for support, that the log refutes; for contradiction, that it
	// confirms.
	Instead []string
	// With are the other unsure rules that the decision rests on: a contradiction says
	// that one of them all is not so.
	With []loader.RuleID
}

// Differs tells whether any verdict is Differs.
func (c *Comparison) Differs() bool {
	return slices.ContainsFunc(c.Results, func(r Result) bool { return r.Verdict == Differs })
}

// Compare holds a resolution against a record. It is pure.
//
// What a process loaded is compared with the winner by path, as the system of the host
// compares paths, and the built-in directory of one service of Tableau Server is that of
// another; see [ComparedPath]. A module (.dll, .dylib, .so) of a built-in directory is the
// entry with the same name: as it is, without the ending, as a package, or on macOS and
// Linux without the lib that names of modules begin with. Of a native class the log can
// only tell by the rejection of another. Where a process tells that a system connector
// keeps a class, a built-in agrees with that and any other connector differs.
//
// A process gives evidence of a rule only where its lines can tell of it: of a gate by
// the candidate's own lines, of a contest by who got the class, of another reading only
// where that would give another outcome. Processes of another release or product than
// the host give none; those that do not tell theirs are taken to be the host's.
func Compare(rec *Record, res *loader.Resolution) *Comparison {
	if rec == nil {
		rec = &Record{}
	}
	if res == nil {
		res = loader.Resolve(nil, loader.Host{})
	}
	c := newComparer(rec, res)
	out := &Comparison{}
	for i := range rec.Processes {
		if c.reading.testimonies[i] == nil {
			out.Skipped = append(out.Skipped, i)
			continue
		}
		out.Results = append(out.Results, c.results(i)...)
	}
	out.Rules = c.evidence()
	out.Notes = c.notes(out)
	return out
}

// A comparer holds what a comparison works on.
type comparer struct {
	rec     *Record
	reading *reading
	classes []string // of the answer, by bytes
}

func newComparer(rec *Record, res *loader.Resolution) *comparer {
	return &comparer{rec: rec, reading: newReading(rec, res), classes: res.Classes()}
}

// results returns the verdicts on all classes in one process.
func (c *comparer) results(process int) []Result {
	testimony := c.reading.testimonies[process]
	classes := c.classes
	var more []string
	for _, class := range testimony.names {
		if _, known := c.reading.answer(class); !known {
			more = append(more, class)
		}
	}
	if more != nil {
		classes = slices.Concat(classes, more)
		slices.Sort(classes)
	}
	results := make([]Result, len(classes))
	for i, class := range classes {
		results[i] = c.result(process, testimony, class)
	}
	return results
}

// result returns the verdict on one class in one process.
func (c *comparer) result(process int, testimony *testimony, class string) Result {
	r := Result{Process: process, Class: class}
	of, known := c.reading.answer(class)
	if !known {
		r.Verdict, r.Answer, r.Event = c.reading.strange(testimony, class)
		r.Text = sayStrange(r)
		if r.Verdict == OnlyInLog && c.reading.natives[c.reading.key(class)] {
			r.Text = sayNative(r)
		}
		return r
	}
	r.Answer = of.decision()
	r.Verdict, r.Event = c.reading.verdict(of, testimony)
	switch r.Verdict {
	case NotInLog:
		r.Event = c.reading.hint(of, testimony)
		r.Text = of.sayNotInLog(r.Event)
	default:
		r.Answer = c.reading.answering(of, r.Event)
		r.Text = say(r)
	}
	return r
}
