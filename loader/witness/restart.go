package witness

import (
	"maps"
	"time"
)

// restAfterLoading is how long a process that loads connectors without a line of its
// start must have loaded none for the next ones to be perhaps those of another process.
const restAfterLoading = time.Minute

// apart tells whether two times are known, and far enough from each other in either
// direction for two processes: rotated logs may overlap.
func apart(a, b time.Time) bool {
	return !a.IsZero() && !b.IsZero() && b.Sub(a).Abs() >= restAfterLoading
}

// ofLoading tells whether events of a kind are told while connectors are loaded.
func ofLoading(k Kind) bool { return k == Reading || k == Loaded || k.Rejected() || k.Failed() }

// goOn returns the process that an event belongs to where no line tells of a start
// between it and those before. Behind a rest that is perhaps another process; it is one
// as soon as it loads what the one before had loaded, or tells of a start. The result is
// nil where it is one and there is no room for it.
func (s *sessions) goOn(at *slot, e *Event) *session {
	p := at.current()
	switch {
	case e.Kind == Started && at.perhaps != nil:
		s.confirm(at)
	case p.startIsTold() || !ofLoading(e.Kind):
		return p
	case apart(p.loading, e.Time):
		s.fold(at)
		at.perhaps = newSession(e.PID, beginningOf(e))
	}
	if at.perhaps != nil && s.hasLoaded(at.session, e) {
		s.confirm(at)
	}
	return at.current()
}

// confirm makes a process of that which is perhaps one, if any.
func (s *sessions) confirm(at *slot) {
	if at.perhaps == nil {
		return
	}
	s.retire(at.session)
	at.session, at.perhaps = at.perhaps, nil
	if s.room.takeProcess() {
		s.all = append(s.all, at.session)
		return
	}
	s.drop(at.session)
	at.session = nil
}

// drop leaves out a process for which there is no room.
func (s *sessions) drop(p *session) {
	s.retire(p)
	s.dropped += p.Routine
	for i := range p.Events {
		s.dropped += p.Events[i].Times
		s.room.giveBack(&p.Events[i])
	}
}

// fold takes what is perhaps a process, if anything, for a part of the one before, which
// is not the current one of its slot again.
func (s *sessions) fold(at *slot) {
	if at.perhaps == nil {
		return
	}
	p, q := at.session, at.perhaps
	at.perhaps = nil
	for _, e := range q.Events {
		if p.repeats(&e) {
			s.room.giveBack(&e)
		} else {
			p.hold(e)
		}
	}
	p.Routine += q.Routine
	p.Unlisted += q.Unlisted
	p.inherit(q)
	maps.Copy(p.marks, q.marks)
}

// inherit takes what the later part of a process says of it.
func (p *session) inherit(q *session) {
	if q.released {
		p.learnRelease(q.Release)
	}
	if p.Release.IsZero() {
		p.Release = q.Release
	}
	if p.Service == "" {
		p.Service = q.Service
	}
}
