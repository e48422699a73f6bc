package witness

import "hash/maphash"

// mostMarks is how many marks are kept of all processes of a directory that go on.
// Beyond, a restart of which no line tells may not be seen.
const mostMarks = 1 << 18

// A mark stands for a module, a class or a path, which may be long.
type mark uint64

type marks map[mark]struct{}

// mark returns what stands for a name of a sort.
func (s *sessions) mark(sort, name string) mark {
	return mark(maphash.String(s.seed, sort+"\x00"+name))
}

// marksOf returns those of the class and the path of an event, as far as it has them.
func (s *sessions) marksOf(e *Event) (all []mark) {
	if e.Class != "" {
		all = append(all, s.mark("class", e.Class))
	}
	if e.Path != "" {
		all = append(all, s.mark("path", systemOf(e.Path).ComparedPath(e.Path)))
	}
	return all
}

// noteLoading remembers what a process loads and when.
func (s *sessions) noteLoading(p *session, e *Event) {
	if !e.Time.IsZero() {
		p.loading = e.Time
	}
	if p.startIsTold() {
		return
	}
	for _, m := range s.marksOf(e) {
		if _, known := p.marks[m]; !known && s.marks > 0 {
			p.marks[m] = struct{}{}
			s.marks--
		}
	}
}

// hasLoaded tells whether a process has loaded, or failed to, what an event names.
func (s *sessions) hasLoaded(p *session, e *Event) bool {
	for _, m := range s.marksOf(e) {
		if _, known := p.marks[m]; known {
			return true
		}
	}
	return false
}
