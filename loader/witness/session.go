package witness

import (
	"slices"
	"time"
)

// restartAfter is how long after its start a process must load its first class again
// for that to be another process.
const restartAfter = time.Minute

// Bounds of what is remembered of processes.
const (
	mostStarts  = 1 << 16 // starts of processes that have told nothing else
	mostModules = 64      // of one process
)

// A sessions groups the events of one directory of logs by process.
type sessions struct {
	room    *room
	slots   map[int64]*slot
	all     []*session
	threads *threads

	dropped, unassigned int
}

// A slot is what is going on under one process number.
type slot struct {
	session *session // nil where there is none, or no room for it
	start   *Event   // of the next one, which has told nothing else so far
}

// A session is one process.
type session struct {
	Process
	first    time.Time // of the first event
	starts   int       // lines that told of the start
	released bool      // whether a line said the release itself
	modules  []string  // that were registered
	outcomes int       // whether kept or not
	loaded   *Event    // the first that was
	latest   map[eventKey]int
}

// An eventKey finds the event that another one may repeat.
type eventKey struct {
	kind  Kind
	class string
}

func newSessions(r *room) *sessions {
	return &sessions{room: r, slots: make(map[int64]*slot), threads: newThreads(mostThreads)}
}

// add takes the next event.
func (s *sessions) add(e Event) {
	switch {
	case e.PID == 0:
		s.unassigned++
	case startsProcess(&e):
		s.start(e)
	default:
		p := s.session(&e)
		if p == nil {
			s.dropped++
			return
		}
		s.take(p, e)
	}
}

// startsProcess tells whether an event says that its process starts, and not only that
// it registers a module.
func startsProcess(e *Event) bool { return e.Kind == Started && e.Module == "" }

// start takes the start of a process, which is one of the record with its next event:
// most programs of Tableau never say anything of connectors.
func (s *sessions) start(e Event) {
	e.Message = ""
	at := s.slots[e.PID]
	switch {
	case at == nil && len(s.slots) >= mostStarts:
		return
	case at == nil:
		at = &slot{}
		s.slots[e.PID] = at
	case at.start == nil && at.session != nil && at.session.starts == 0 && at.session.outcomes == 0:
		at.session.startedBy(&e)
		return
	}
	at.start = &e
}

// session returns the process that an event belongs to, or nil where there is no room
// for it.
func (s *sessions) session(e *Event) *session {
	at := s.slots[e.PID]
	if at == nil {
		at = &slot{}
	}
	if at.session != nil && at.start == nil && !at.session.endsBefore(e) {
		return at.session
	}
	if at.session != nil {
		at.session.latest, at.session = nil, nil
	}
	if !s.room.takeProcess() {
		return nil
	}
	at.session = newSession(at.start, e)
	at.start = nil
	s.slots[e.PID] = at
	s.all = append(s.all, at.session)
	return at.session
}

// newSession returns the process that begins with an event, or with a line before it
// that tells of the start.
func newSession(start, e *Event) *session {
	first := e
	if start != nil {
		first = start
	}
	p := &session{first: first.Time, latest: make(map[eventKey]int)}
	p.Process = Process{
		PID: first.PID, Started: first.Time, Inferred: first.Kind != Started,
		File: first.File, Line: first.Line,
	}
	if start != nil {
		p.startedBy(start)
	}
	return p
}

// startedBy takes the line that tells of the start.
func (p *session) startedBy(e *Event) {
	p.starts++
	p.Routine++
	p.Started, p.Inferred = e.Time, false
	p.learn(e)
}

// endsBefore tells whether an event is that of another process of the same number.
func (p *session) endsBefore(e *Event) bool {
	switch e.Kind {
	case Started:
		return slices.Contains(p.modules, e.Module)
	case Loaded:
		return p.starts == 0 && len(p.modules) == 0 && p.loadsAgain(e)
	}
	return false
}

// loadsAgain tells whether the first connector is loaded a second time, long after the
// start.
func (p *session) loadsAgain(e *Event) bool {
	return p.loaded != nil && p.loaded.Class == e.Class && p.loaded.Path == e.Path &&
		!p.first.IsZero() && !e.Time.IsZero() && e.Time.Sub(p.first) >= restartAfter
}

// learn takes from an event what it says of its process.
func (p *session) learn(e *Event) {
	if !e.Release.IsZero() && !p.released {
		p.Release, p.released = e.Release, true
	}
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

// take takes an event of a process.
func (s *sessions) take(p *session, e Event) {
	p.learn(&e)
	s.threads.follow(threadKey{p, e.TID}, &e)
	switch e.Kind {
	case Started:
		if len(p.modules) < mostModules {
			p.modules = append(p.modules, e.Module)
		}
		fallthrough
	case Reading, Step, Detail:
		p.Routine++
		return
	case Loaded:
		if p.loaded == nil {
			p.loaded = &Event{Class: e.Class, Path: e.Path}
		}
	}
	p.outcomes++
	s.keep(p, e)
}

// keep takes an event into the record, or counts it where it is the same again.
func (s *sessions) keep(p *session, e Event) {
	key := eventKey{e.Kind, e.Class}
	if i, ok := p.latest[key]; ok && repeats(&p.Events[i], &e) {
		p.Events[i].Times += e.Times
		return
	}
	if !s.room.take(&e) {
		s.dropped++
		return
	}
	p.latest[key] = len(p.Events)
	p.Events = append(p.Events, e)
}

// repeats tells whether two events of one kind and class say the same.
func repeats(a, b *Event) bool {
	return a.Path == b.Path && a.Message == b.Message && a.Reason == b.Reason && a.Version == b.Version
}

// processes returns the processes by the time of their first event.
func (s *sessions) processes() []Process {
	slices.SortStableFunc(s.all, func(a, b *session) int { return a.first.Compare(b.first) })
	all := make([]Process, len(s.all))
	for i, p := range s.all {
		if p.Service == "" {
			p.Service = serviceOfLog(p.File)
		}
		all[i] = p.Process
	}
	return all
}
