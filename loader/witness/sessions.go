package witness

import (
	"hash/maphash"
	"slices"
)

// mostStarts is how many starts of processes are remembered that have told nothing else.
const mostStarts = 1 << 16

// A sessions groups the events of one directory of logs by process.
type sessions struct {
	room    *room
	slots   map[int64]*slot
	all     []*session
	threads *threads
	seed    maphash.Seed
	marks   int // that may still be kept

	dropped, unassigned int
}

// A slot is what is going on under one process number.
type slot struct {
	session *session // nil where there is none, or no room for it
	perhaps *session // that began after it, if it is another one
	start   *beginning
}

func newSessions(r *room) *sessions {
	return &sessions{room: r, slots: make(map[int64]*slot), threads: newThreads(mostThreads), seed: maphash.MakeSeed(), marks: mostMarks}
}

// current returns the process that told the last event, or nil.
func (at *slot) current() *session {
	if at.perhaps != nil {
		return at.perhaps
	}
	return at.session
}

// add takes the next event.
func (s *sessions) add(e Event) {
	switch {
	case e.PID == 0:
		s.unassigned++
	case startsProcess(&e):
		s.start(&e)
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
func (s *sessions) start(e *Event) {
	b, at := beginningOf(e), s.slots[e.PID]
	switch {
	case at == nil && len(s.slots) >= mostStarts:
		return
	case at == nil:
		at = &slot{}
		s.slots[e.PID] = at
	case at.start == nil && at.current() != nil && at.current().awaitsStart(e.Time):
		at.current().startedBy(b)
		s.confirm(at)
		return
	}
	at.start = &b
}

// session returns the process that an event belongs to, or nil where there is no room
// for it.
func (s *sessions) session(e *Event) *session {
	at := s.slots[e.PID]
	if at == nil {
		at = &slot{}
	}
	if at.session != nil && at.start == nil && !s.registersAgain(at.current(), e) {
		return s.goOn(at, e)
	}
	s.end(at)
	if !s.room.takeProcess() {
		return nil
	}
	if at.start != nil {
		at.session = newSession(e.PID, *at.start)
		at.session.startedBy(*at.start)
	} else {
		at.session = newSession(e.PID, beginningOf(e))
		at.session.Inferred = e.Kind != Started
	}
	at.start = nil
	s.slots[e.PID] = at
	s.all = append(s.all, at.session)
	return at.session
}

// registersAgain tells whether an event registers a module that the process has
// registered before, or its first one long after it had begun to load connectors:
// modules are registered before (LogShark test data, Server 2019.2).
func (s *sessions) registersAgain(p *session, e *Event) bool {
	if e.Kind != Started {
		return false
	}
	return slices.Contains(p.modules, s.mark("module", e.Module)) || !p.startIsTold() && apart(p.loading, e.Time)
}

// end ends the process of a slot.
func (s *sessions) end(at *slot) {
	if at.session != nil {
		s.fold(at)
		s.retire(at.session)
		at.session = nil
	}
}

// retire lets go of what only a process that goes on needs.
func (s *sessions) retire(p *session) {
	s.marks += len(p.marks)
	p.marks, p.latest = nil, nil
}

// take takes an event of a process.
func (s *sessions) take(p *session, e Event) {
	p.learn(&e)
	s.threads.follow(threadKey{p, e.TID}, &e)
	if ofLoading(e.Kind) {
		s.noteLoading(p, &e)
	}
	switch e.Kind {
	case Started:
		if len(p.modules) < mostModules {
			p.modules = append(p.modules, s.mark("module", e.Module))
		}
		fallthrough
	case Reading, Step:
		p.Routine++
		return
	case Detail:
	default:
		p.outcomes++
	}
	s.keep(p, e)
}

// keep takes an event into the record, or counts it where it is the same again or there
// is no room for it.
func (s *sessions) keep(p *session, e Event) {
	switch {
	case p.repeats(&e):
	case s.room.take(&e):
		p.hold(e)
	case isChatter(e.Kind):
		p.Unlisted++
		fallthrough
	default:
		s.dropped++
	}
}

// processes returns the processes by the time of their first event.
func (s *sessions) processes() []Process {
	for _, at := range s.slots {
		s.fold(at)
	}
	slices.SortStableFunc(s.all, func(a, b *session) int { return a.first.Compare(b.first) })
	all := make([]Process, len(s.all))
	for i, p := range s.all {
		service, release := serviceOfLog(p.File)
		if p.Service == "" {
			p.Service = service
		}
		if p.Release.IsZero() {
			p.Release = release
		}
		all[i] = p.Process
	}
	return all
}
