package witness

import (
	"time"

	"github.com/tacorder/tacorder/version"
)

// A Record is what logs show.
type Record struct {
	Logs []LogState // in the order in which they were read
	// Processes are the process starts: those of a directory of logs stand together,
	// by the time of their first event. A process of which nothing but its start is
	// told is left out.
	Processes []Process
	// Dropped counts events that were left out for a limit of Options, or because the
	// texts of all events are too long together.
	Dropped int
	// Unassigned counts events of lines without a process number, or with the number 0.
	// Nothing but their number is kept, whatever they say: which process loads what
	// cannot be known of them.
	Unassigned int
}

// A Process is one start of a process of Tableau.
type Process struct {
	PID     int64
	Started time.Time // the start that the log tells, else the first event; zero where not known
	// Inferred says that no line tells of the start: the process begins with the first
	// event of its number, or where connectors are loaded again after a rest (see the
	// package's documentation).
	Inferred bool
	File     string // the log with the first event
	Line     int
	Release  version.Release // as far as the log, or the name of its folder, says, or zero
	// Service is the service of Tableau Server that it belongs to, such as vizqlserver
	// or dataserver, as far as a path or the name of the log says; else "".
	Service string
	// Events are those that tell of an outcome, or why, in the order of the log: all kinds but
	// Started, Reading and Step.
	Events []Event
	// Routine counts the other ones.
	Routine int
	// Unlisted counts events of the kinds Other and Detail that are not in Events, because
	// those take at most a tenth of what a record holds. They are among Dropped, too.
	Unlisted int
}

// Registered returns for each class the event of the connector that holds it: the last
// Loaded one. Classes are in the order in which they were first loaded.
func (p *Process) Registered() []Event {
	var held []Event
	places := make(map[string]int)
	for _, e := range p.Events {
		if e.Kind != Loaded {
			continue
		}
		place, known := places[e.Class]
		if !known {
			places[e.Class] = len(held)
			held = append(held, e)
			continue
		}
		held[place] = e
	}
	return held
}
