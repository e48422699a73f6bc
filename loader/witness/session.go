package witness

import (
	"time"

	"github.com/tacorder/tacorder/version"
)

// mostModules is how many modules of one process are remembered.
const mostModules = 64

// A session is one process.
type session struct {
	Process
	first    time.Time      // of the first event
	starts   int            // lines that told of the start
	released bool           // whether a line said the release itself
	modules  []mark         // that were registered
	outcomes int            // whether kept or not
	loading  time.Time      // of the last event of loading that has a time
	marks    marks          // of what was loaded, where no line told of the start
	latest   map[string]int // where in Events the last one of each class is
}

// A beginning is what is kept of the line with which a process begins.
type beginning struct {
	at      time.Time
	file    string
	line    int
	release version.Release
}

func beginningOf(e *Event) beginning { return beginning{e.Time, e.File, e.Line, e.Release} }

// newSession returns the process of a number that begins with a line.
func newSession(pid int64, b beginning) *session {
	return &session{
		Process: Process{PID: pid, Started: b.at, Inferred: true, File: b.file, Line: b.line},
		first:   b.at, marks: make(marks), latest: make(map[string]int),
	}
}

// startedBy takes a line that tells of the start.
func (p *session) startedBy(b beginning) {
	p.starts++
	p.Routine++
	p.Started, p.Inferred = b.at, false
	p.learnRelease(b.release)
}

// startIsTold tells whether the log says when the process starts.
func (p *session) startIsTold() bool { return p.starts > 0 || len(p.modules) > 0 }

// awaitsStart tells whether a line that tells of a start may be of this process: one
// that has told no outcome, and began within a minute of it.
func (p *session) awaitsStart(at time.Time) bool {
	return p.starts == 0 && p.outcomes == 0 && !apart(p.first, at)
}

// learn takes from an event what it says of its process.
func (p *session) learn(e *Event) {
	p.learnRelease(e.Release)
	if e.Path == "" || !p.Release.IsZero() && p.Service != "" {
		return
	}
	release, service := builtInOf(e.Path)
	if p.Release.IsZero() {
		p.Release = release
	}
	if p.Service == "" {
		p.Service = service
	}
}

// learnRelease takes the release that a line says itself. The first one counts.
func (p *session) learnRelease(r version.Release) {
	if !r.IsZero() && !p.released {
		p.Release, p.released = r, true
	}
}

// repeats tells whether an event is the last kept one of its class again, and counts it
// there if it is.
func (p *session) repeats(e *Event) bool {
	at, ok := p.latest[e.Class]
	if !ok || !saysTheSame(&p.Events[at], e) {
		return false
	}
	p.Events[at].Times += e.Times
	return true
}

func saysTheSame(a, b *Event) bool {
	return a.Kind == b.Kind && a.Path == b.Path && a.Message == b.Message && a.Reason == b.Reason && a.Version == b.Version
}

// hold puts an event behind the others.
func (p *session) hold(e Event) {
	p.latest[e.Class] = len(p.Events)
	p.Events = append(p.Events, e)
}
