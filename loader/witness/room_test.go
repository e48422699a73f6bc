package witness

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestARoomCountsAllTexts(t *testing.T) {
	const text = "0123456789"
	for name, set := range map[string]func(*Event){
		"class": func(e *Event) { e.Class = text }, "path": func(e *Event) { e.Path = text }, "module": func(e *Event) { e.Module = text },
		"version": func(e *Event) { e.Version = text }, "reason": func(e *Event) { e.Reason = text }, "message": func(e *Event) { e.Message = text },
		"key": func(e *Event) { e.Key = text }, "code": func(e *Event) { e.Code = text }, "severity": func(e *Event) { e.Severity = text }, "tid": func(e *Event) { e.TID = text },
	} {
		t.Run(name, func(t *testing.T) {
			var e Event
			set(&e)
			assert.False(t, newRoom(1, 1, len(text)-1).take(&e))
			assert.True(t, newRoom(1, 1, len(text)).take(&e))
		})
	}
}

func TestChatterLeavesRoomForOutcomes(t *testing.T) {
	s := newSessions(newRoom(50, 10, 1<<20))
	for i := range 100 {
		e := told(Other)
		e.Message = fmt.Sprint(i)
		s.add(e)
	}
	for i := range 45 {
		s.add(told(Loaded, fmt.Sprint("class=", i), "pid=8"))
	}
	all := s.processes()
	assert.Len(t, all[0].Events, 5, "a tenth")
	assert.Equal(t, 95, all[0].Unlisted)
	assert.Len(t, all[1].Events, 45)
	assert.Zero(t, all[1].Unlisted)
	assert.Equal(t, 95, s.dropped)
}

func TestLongChatterLeavesRoomForOutcomes(t *testing.T) {
	s := newSessions(newRoom(1000, 10, 1000))
	for i := range 100 {
		e := told(Other)
		e.Message, e.TID = fmt.Sprintf("%010d", i), ""
		s.add(e)
	}
	e := told(Loaded)
	e.Message = strings.Repeat("x", 850)
	s.add(e)
	all := s.processes()
	assert.Len(t, all[0].Events, 11)
	assert.Equal(t, 90, all[0].Unlisted)
}

// What is kept of a log does not grow with it, whatever its lines are.
func TestWhatIsKeptOfAHostileLogIsBounded(t *testing.T) {
	n := 0
	long := func() string { n++; return fmt.Sprintf("%08d%s", n, strings.Repeat("x", 4000)) }
	line := func(kind Kind, pid int64) Event {
		e := told(kind)
		e.PID, e.TID, e.Key, e.Severity, e.Message = pid, long(), long(), long(), long()
		return e
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	const text = 4 << 20
	s := newSessions(newRoom(1000, 1000, text))
	s.threads = newThreads(64)
	for i := range int64(1500) {
		s.add(line(Started, i+10_000))
		e := line(Started, i%100+1)
		e.Module = long()
		s.add(e)
		e = line(Reading, 200+i%7)
		e.Path = long()
		s.add(e)
		e = line(Loaded, 300)
		e.Class, e.Path = long(), long()
		s.add(e)
		s.add(line(Other, 400))
	}
	after := heap()
	unfinished := s.threads.most * 8 * MostMessage
	assert.Less(t, int(after-before), text+unfinished+(3<<20))
	kept := 0
	for _, p := range s.processes() {
		for _, e := range p.Events {
			kept += sizeOf(&e)
		}
	}
	assert.LessOrEqual(t, kept, text)
	assert.Greater(t, kept, text/2)
}

func TestMarksOfAllProcessesAreBounded(t *testing.T) {
	s := newSessions(plenty())
	s.marks = 3
	for i, path := range []string{"/a", "/b", "/c", "/d", "/e"} {
		s.add(told(Reading, "path="+path, fmt.Sprint("pid=", i%2+1)))
	}
	assert.Zero(t, s.marks)
	s.add(told(Other, "pid=1"))
	s.add(told(Started, "pid=1"))
	s.add(told(Collision, "class=x", "pid=1"))
	assert.Equal(t, 2, s.marks, "those of a process that has ended are free")

	s = newSessions(plenty())
	s.marks = 4
	for _, e := range []Event{told(Reading, "path=/a"), told(Reading, "path=/b", days(1, 0)), told(Reading, "path=/c", days(2, 0))} {
		s.add(e)
	}
	assert.Equal(t, 1, s.marks)
	s.add(told(Reading, "path=/b", days(2, 0)))
	assert.Equal(t, 2, s.marks, "the process before has ended")
}
