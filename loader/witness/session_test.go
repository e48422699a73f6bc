package witness

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/version"
)

// told makes an event of a word or two: its kind, then fields as key=value. Lines are
// counted by grouped.
func told(kind Kind, fields ...string) Event {
	e := Event{Kind: kind, PID: 7, TID: "a", File: "log.txt", Times: 1, Message: string(kind)}
	e.Time = time.Date(2024, 5, 1, 8, 0, 0, 0, time.UTC)
	for _, f := range fields {
		key, value, _ := strings.Cut(f, "=")
		switch key {
		case "class":
			e.Class = value
		case "path":
			e.Path = value
		case "module":
			e.Module = value
		case "reason":
			e.Reason = value
		case "wording":
			e.Wording, e.Message = value, value
		case "tid":
			e.TID = value
		case "sev":
			e.Severity = value
		case "message":
			e.Message = value
		case "file":
			e.File = value
		case "pid":
			e.PID, _ = strconv.ParseInt(value, 10, 64)
		case "at":
			seconds, _ := strconv.Atoi(value)
			e.Time = e.Time.Add(time.Duration(seconds) * time.Second)
		case "release":
			e.Release, _ = version.ParseRelease(value)
		default:
			panic("no such field: " + key)
		}
	}
	return e
}

func plenty() *room { return newRoom(1000, 1000, 1<<20) }

func grouped(r *room, events ...Event) *sessions {
	s := newSessions(r)
	for i, e := range events {
		e.Line = i + 1
		s.add(e)
	}
	return s
}

// outlined writes processes in short: the number, the line of the start, and the
// outcomes.
func outlined(processes []Process) []string {
	var all []string
	for _, p := range processes {
		line := fmt.Sprintf("%d@%d", p.PID, p.Line)
		if p.Inferred {
			line += "?"
		}
		for _, e := range p.Events {
			line += fmt.Sprintf(" %s:%s", e.Kind, e.Class)
			if e.Times != 1 {
				line += fmt.Sprintf("x%d", e.Times)
			}
		}
		all = append(all, line)
	}
	return all
}

func TestProcessesStart(t *testing.T) {
	start := func(fields ...string) Event { return told(Started, fields...) }
	for _, c := range []struct {
		name   string
		events []Event
		want   []string
	}{
		{"nothing", nil, nil},
		{"a start alone is no process", []Event{start()}, nil},
		{"a module alone is one", []Event{start("module=a.dll")}, []string{"7@1"}},
		{"a start and an outcome", []Event{start(), told(Loaded, "class=x", "path=/x")}, []string{"7@1 loaded:x"}},
		{"no start", []Event{told(Loaded, "class=x", "path=/x")}, []string{"7@1? loaded:x"}},
		{"a start after an outcome", []Event{told(Collision, "class=x"), start(), told(Collision, "class=y")}, []string{"7@1? collision:x", "7@2 collision:y"}},
		{"a start after routine", []Event{told(Reading, "path=/x"), start(), told(Collision, "class=y")}, []string{"7@1 collision:y"}},
		{"two starts after routine", []Event{told(Reading, "path=/x"), start(), start(), told(Collision, "class=y")}, []string{"7@1", "7@3 collision:y"}},
		{"the last of several starts", []Event{start(), start(), told(Collision, "class=y")}, []string{"7@2 collision:y"}},
		{"modules", []Event{start("module=a"), start("module=b"), told(Loaded, "class=x")}, []string{"7@1 loaded:x"}},
		{"a module again", []Event{start("module=a"), start("module=b"), told(Loaded, "class=x"), start("module=a"), start("module=b"), told(Loaded, "class=x")}, []string{"7@1 loaded:x", "7@4 loaded:x"}},
		{"a start before modules", []Event{start(), start("module=a"), start("module=b"), start(), start("module=a")}, []string{"7@1", "7@4"}},
		{"two numbers", []Event{told(Loaded, "class=x", "pid=8"), told(Loaded, "class=y"), told(Loaded, "class=z", "pid=8")}, []string{"8@1? loaded:x loaded:z", "7@2? loaded:y"}},
		{"the first class again after a minute", []Event{told(Loaded, "class=x", "path=/x"), told(Loaded, "class=y", "path=/y"), told(Loaded, "class=x", "path=/x", "at=60")}, []string{"7@1? loaded:x loaded:y", "7@3? loaded:x"}},
		{"the first class again sooner", []Event{told(Loaded, "class=x", "path=/x"), told(Loaded, "class=x", "path=/x", "at=59")}, []string{"7@1? loaded:xx2"}},
		{"the first class again from elsewhere", []Event{told(Loaded, "class=x", "path=/x"), told(Loaded, "class=x", "path=/z", "at=99")}, []string{"7@1? loaded:x", "7@2? loaded:x"}},
		{"the second class again", []Event{told(Loaded, "class=x", "path=/x"), told(Loaded, "class=y", "path=/y"), told(Loaded, "class=y", "path=/y", "at=99")}, []string{"7@1? loaded:x loaded:y", "7@3? loaded:y"}},
		{"the first class again where a start was told", []Event{start(), told(Loaded, "class=x", "path=/x"), told(Loaded, "class=x", "path=/x", "at=99")}, []string{"7@1 loaded:xx2"}},
		{"the first class again where a module was", []Event{start("module=a"), told(Loaded, "class=x", "path=/x"), told(Loaded, "class=x", "path=/x", "at=99")}, []string{"7@1 loaded:xx2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, outlined(grouped(plenty(), c.events...).processes()))
		})
	}
}

func TestAProcessKnowsItsStart(t *testing.T) {
	all := grouped(plenty(),
		told(Reading, "path=/x", "at=1"),
		told(Started, "at=2", "release=20262.26.0912.1023"),
		told(Collision, "class=x", "at=3"),
	).processes()
	require.Len(t, all, 1)
	p := all[0]
	assert.Equal(t, 2, p.Started.Second(), "the line that tells of the start has its time")
	assert.False(t, p.Inferred)
	assert.Equal(t, 1, p.Line, "the first event has the place")
	assert.Equal(t, 2, p.Routine)
	assert.Equal(t, "20262.26.0912.1023", p.Release.String())
}

func TestProcessesAreInTheOrderOfTheirFirstEvents(t *testing.T) {
	all := grouped(plenty(),
		told(Loaded, "class=x", "pid=3", "at=30"), told(Loaded, "class=x", "pid=1", "at=10"),
		told(Loaded, "class=x", "pid=4", "at=30"), told(Loaded, "class=x", "pid=2", "at=20"),
	).processes()
	assert.Equal(t, []string{"1@2? loaded:x", "2@4? loaded:x", "3@1? loaded:x", "4@3? loaded:x"}, outlined(all))
}

func TestTheReleaseIsThatOfALineBeforeThatOfAPath(t *testing.T) {
	const path = `path=C:\ProgramData\Tableau\Tableau Server\data\tabsvc\services\backgrounder_0.20192.19.0718.1543\bin\connectors\a.dll`
	all := grouped(plenty(),
		told(Loaded, "class=x", path), told(Loaded, "class=x", path, "pid=8"), told(ClassUnknown, "class=y", "pid=8", "release=2019.2.1"),
	).processes()
	require.Len(t, all, 2)
	assert.Equal(t, "20192.19.0718.1543", all[0].Release.String())
	assert.Equal(t, "backgrounder", all[0].Service)
	assert.Equal(t, "2019.2.1", all[1].Release.String())
}

func TestTheSameAgainIsCounted(t *testing.T) {
	all := grouped(plenty(),
		told(ClassUnknown, "class=x"), told(Collision, "class=x"), told(ClassUnknown, "class=x"),
		told(ClassUnknown, "class=y"), told(ClassUnknown, "class=x", "tid=b", "at=500"),
		told(LoadFailed, "path=/a"), told(LoadFailed, "path=/b"), told(LoadFailed, "path=/a"), told(LoadFailed, "path=/a"),
		told(Collision, "class=z", "message=m"), told(Protected, "class=z", "message=m"),
		told(ClassUnknown, "class=x", "pid=8"),
	).processes()
	assert.Equal(t, []string{
		"7@1? class-unknown:x collision:x class-unknown:xx2 class-unknown:y load-failed: load-failed: load-failed:x2 collision:z protected:z", "8@12? class-unknown:x",
	}, outlined(all))
}

func TestLinesWithoutAProcessAreCounted(t *testing.T) {
	s := grouped(plenty(), told(Loaded, "class=x", "pid=0"), told(Reading, "path=/x", "pid=0"), told(Started, "pid=0"))
	assert.Empty(t, s.processes())
	assert.Equal(t, 3, s.unassigned)
}

func TestLimits(t *testing.T) {
	events := []Event{
		told(Loaded, "class=x"), told(Loaded, "class=y"), told(Loaded, "class=y"), told(Loaded, "class=z"),
		told(Started), told(Loaded, "class=x"), told(Loaded, "class=u", "pid=8"),
	}
	for _, c := range []struct {
		name    string
		room    *room
		dropped int
		want    []string
	}{
		{"none is reached", newRoom(6, 3, 1000), 0, []string{"7@1? loaded:x loaded:yx2 loaded:z", "7@5 loaded:x", "8@7? loaded:u"}},
		{"events", newRoom(2, 3, 1000), 3, []string{"7@1? loaded:x loaded:yx2", "7@5", "8@7?"}},
		{"text", newRoom(6, 3, 22), 3, []string{"7@1? loaded:x loaded:yx2", "7@5", "8@7?"}},
		{"processes", newRoom(6, 1, 1000), 2, []string{"7@1? loaded:x loaded:yx2 loaded:z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := grouped(c.room, events...)
			assert.Equal(t, c.want, outlined(s.processes()))
			assert.Equal(t, c.dropped, s.dropped)
		})
	}
}

func TestStartsWithoutAnythingElseAreForgottenInTheEnd(t *testing.T) {
	s := newSessions(plenty())
	for pid := range int64(mostStarts + 10) {
		e := told(Started)
		e.PID = pid + 1
		s.add(e)
	}
	assert.Len(t, s.slots, mostStarts)
	e := told(Collision, "class=x")
	e.PID = mostStarts + 5
	s.add(e)
	assert.Equal(t, []string{fmt.Sprintf("%d@0? collision:x", e.PID)}, outlined(s.processes()))
}

func TestEventsAreCompletedByThoseBefore(t *testing.T) {
	const resources, of, verify = "path=/c/a.dll", "class=a", "path=/c/a.taco"
	header := told(SignatureFailed, "wording=verifier-failed")
	for _, c := range []struct {
		name   string
		events []Event
		path   string // of the last event
		reason string
	}{
		{"a collision after resources", []Event{told(Reading, resources), told(Collision, of)}, "/c/a.dll", ""},
		{"a protected class after resources", []Event{told(Reading, resources), told(Protected, of)}, "/c/a.dll", ""},
		{"the last resources", []Event{told(Reading, "path=/c/0.dll"), told(Reading, resources), told(Collision, of)}, "/c/a.dll", ""},
		{"resources of another thread", []Event{told(Reading, resources), told(Collision, of, "tid=b")}, "", ""},
		{"resources of another process", []Event{told(Reading, resources, "pid=8"), told(Collision, of)}, "", ""},
		{"resources before a start", []Event{told(Reading, resources), told(Collision, "class=b"), told(Reading, resources), told(Started), told(Collision, of)}, "", ""},
		{"a step without a class between", []Event{told(Reading, resources), told(Step), told(Collision, of)}, "/c/a.dll", ""},
		{"a step of another class between", []Event{told(Reading, resources), told(Step, "class=b"), told(Collision, of)}, "", ""},
		{"a step that comes after the check", []Event{told(Reading, resources), told(Step, of), told(Collision, of)}, "", ""},
		{"loaded between", []Event{told(Reading, resources), told(Loaded, "class=b", resources), told(Collision, of)}, "", ""},
		{"rejected between", []Event{told(Reading, resources), told(Collision, "class=b"), told(Collision, of)}, "", ""},
		{"failed between", []Event{told(Reading, resources), told(LoadFailed, "path=/c/b.dll"), told(Collision, of)}, "", ""},
		{"an unknown class between", []Event{told(Reading, resources), told(ClassUnknown, "class=b"), told(Collision, of)}, "/c/a.dll", ""},
		{"failures told a second time", []Event{told(Reading, resources), told(Step, "wording=failures-follow"), told(Protected, of)}, "", ""},
		{"a package verified between", []Event{told(Reading, resources), told(Step, verify), told(Collision, of)}, "", ""},

		{"a dialog after resources", []Event{told(Reading, resources), told(DialogFailed, of)}, "/c/a.dll", ""},
		{"a dialog after a step of the class", []Event{told(Reading, resources), told(Step, of), told(DialogFailed, of)}, "/c/a.dll", ""},
		{"a resolver after a step of the class", []Event{told(Reading, resources), told(Step, of), told(ResolverFailed, of)}, "/c/a.dll", ""},
		{"a dialog after a step of another class", []Event{told(Reading, resources), told(Step, "class=b"), told(DialogFailed, of)}, "", ""},
		{"two classes", []Event{told(Reading, resources), told(Step, "class=b"), told(Step, of), told(DialogFailed, "class=b")}, "", ""},
		{"a class that is not known", []Event{told(Reading, resources), told(ClassUnknown, of)}, "", ""},
		{"another kind", []Event{told(Reading, resources), told(Other)}, "", ""},
		{"another line between", []Event{told(Reading, resources), told(Other), told(Collision, of)}, "/c/a.dll", ""},
		{"another line that informs between", []Event{told(Reading, resources), told(Other, "sev=info"), told(Collision, of)}, "/c/a.dll", ""},
		{"another line that warns between", []Event{told(Reading, resources), told(Other, "sev=warn"), told(Collision, of)}, "", ""},
		{"another warning between", []Event{told(Reading, resources), told(Other, "sev=Warning"), told(Collision, of)}, "", ""},
		{"another error between", []Event{told(Reading, resources), told(Other, "sev=error"), told(Collision, of)}, "", ""},
		{"another fatal error between", []Event{told(Reading, resources), told(Other, "sev=fatal"), told(Collision, of)}, "", ""},
		{"another line that names the path between", []Event{told(Reading, resources), told(Other, "message=will not do /c/a.dll at all"), told(Collision, of)}, "", ""},
		{"another line that names another path between", []Event{told(Reading, resources), told(Other, "message=will not do /c/b.dll at all"), told(Collision, of)}, "/c/a.dll", ""},
		{"another line that names the path in JSON between", []Event{told(Reading, `path=C:\c\a.dll`), told(Other, `message={"at":"c:\\C\\A.dll"}`), told(Collision, of)}, "", ""},
		{"another error of another thread between", []Event{told(Reading, resources), told(Other, "sev=error", "tid=b"), told(Collision, of)}, "/c/a.dll", ""},
		{"the same resources in other letters", []Event{told(Reading, `path=C:\c\a.dll`), told(Step, of), told(Reading, `path=c:/C/A.dll`), told(DialogFailed, "class=b")}, "", ""},

		{"a reason before a failure", []Event{told(Detail, "reason=bad"), told(LoadFailed, resources)}, "/c/a.dll", "bad"},
		{"two reasons", []Event{told(Detail, "reason=bad"), told(Detail, "reason=worse"), told(OpenFailed, resources)}, "/c/a.dll", "bad; worse"},
		{"one reason twice", []Event{told(Detail, "reason=bad"), told(Detail, "reason=bad"), told(LoadFailed, resources)}, "/c/a.dll", "bad"},
		{"a reason after resources", []Event{told(Reading, resources), told(Detail, "reason=bad"), told(DialogFailed, of)}, "/c/a.dll", "bad"},
		{"a reason of its own", []Event{told(Detail, "reason=bad"), told(LoadFailed, resources, "reason=own")}, "/c/a.dll", "own"},
		{"a reason of another thread", []Event{told(Detail, "reason=bad", "tid=b"), told(LoadFailed, resources)}, "/c/a.dll", ""},
		{"a reason before another line", []Event{told(Detail, "reason=bad"), told(Other), told(LoadFailed, resources)}, "/c/a.dll", "bad"},
		{"a reason before a class that is not known", []Event{told(Detail, "reason=bad"), told(ClassUnknown, of), told(LoadFailed, resources)}, "/c/a.dll", "bad"},
		{"a reason before a class in use", []Event{told(Detail, "reason=bad"), told(ClassNamed, of), told(LoadFailed, resources)}, "/c/a.dll", "bad"},
		{"a reason before another connector is loaded", []Event{told(Detail, "reason=bad"), told(Loaded, "class=b", "path=/b"), told(LoadFailed, resources)}, "/c/a.dll", ""},
		{"a reason before another rejection", []Event{told(Detail, "reason=bad"), told(Collision, "class=b"), told(LoadFailed, resources)}, "/c/a.dll", ""},
		{"a reason before another failure", []Event{told(Detail, "reason=bad"), told(LoadFailed, "path=/b"), told(LoadFailed, resources)}, "/c/a.dll", ""},
		{"a reason before other resources", []Event{told(Detail, "reason=bad"), told(Reading, resources), told(DialogFailed, of)}, "/c/a.dll", ""},
		{"a reason is none for a rejection", []Event{told(Detail, "reason=bad"), told(Collision, of)}, "", ""},
		{"a signer is no reason not to load", []Event{told(Detail, "reason=CN=A", "wording=verifier-signer"), told(LoadFailed, resources)}, "/c/a.dll", ""},

		{"a signature", []Event{told(Step, verify), told(SignatureFailed)}, "/c/a.taco", ""},
		{"a signature that is right", []Event{told(Step, verify), told(SignatureVerified)}, "/c/a.taco", ""},
		{"a signature of its own path", []Event{told(Step, verify), told(SignatureFailed, "path=/c/b.taco")}, "/c/b.taco", ""},
		{"a signature of resources alone", []Event{told(Reading, resources), told(SignatureFailed)}, "", ""},
		{"a signature and its signer", []Event{told(Step, verify), told(Detail, "reason=CN=A", "wording=verifier-signer"), told(SignatureFailed)}, "/c/a.taco", "signed by CN=A"},
		{"a signer of another package", []Event{told(Step, verify), told(Detail, "reason=CN=A", "wording=verifier-signer"), told(Step, "path=/c/b.taco"), told(SignatureFailed)}, "/c/b.taco", ""},
		{"a heading", []Event{header}, "", ""},
		{"a heading and a failure", []Event{header, told(Step, verify), told(SignatureFailed, "wording=untrusted")}, "/c/a.taco", ""},
		{"a heading of the next package", []Event{header, told(Step, verify), told(SignatureFailed, "wording=untrusted"), header}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := c.events[len(c.events)-1]
			processes := grouped(plenty(), c.events...).processes()
			p := processes[slices.IndexFunc(processes, func(p Process) bool { return p.PID == 7 && p.Events[len(p.Events)-1].Line == len(c.events) })]
			last := p.Events[len(p.Events)-1]
			assert.Equal(t, c.path, last.Path)
			assert.Equal(t, c.reason, last.Reason)
			assert.Equal(t, last.Path != given.Path, last.Inferred)
		})
	}
}

func TestTheWordingsThatThreadsKnowExist(t *testing.T) {
	var ids []string
	for _, w := range Wordings() {
		ids = append(ids, w.ID)
	}
	assert.Subset(t, ids, []string{failuresFollow, verifierSigner, verifierFailed, connectionRefused})
}

func TestThreadsAreForgottenWhenThereAreTooMany(t *testing.T) {
	s := newSessions(plenty())
	s.threads = newThreads(2)
	read := func(tid, path string) { s.add(told(Reading, "tid="+tid, "path="+path)) }
	read("a", "/a")
	read("b", "/b")
	read("a", "/a") // speaks again
	read("c", "/c")
	for _, tid := range []string{"a", "b", "c"} {
		s.add(told(Collision, "class="+tid, "tid="+tid))
	}
	var paths []string
	for _, e := range s.processes()[0].Events {
		paths = append(paths, e.Path)
	}
	assert.Equal(t, []string{"/a", "", "/c"}, paths)
	s.add(told(Step, "tid=d", "path=/d"))
	s.add(told(SignatureVerified, "tid=d"))
	s.add(told(Detail, "tid=d", "reason=CN=A", "wording="+verifierSigner))
	assert.Zero(t, s.threads.all.Len(), "a thread that is done with all is not kept")
	assert.Empty(t, s.threads.at)
}

// aStory draws what one process tells.
func aStory(t *rapid.T, pid int64) []Event {
	kinds := rapid.SampledFrom(Kinds())
	names := rapid.SampledFrom([]string{"", "a", "b", "c"})
	events := make([]Event, rapid.IntRange(0, 30).Draw(t, "lines"))
	for i := range events {
		e := told(kinds.Draw(t, "kind"), "class="+names.Draw(t, "class"), "tid="+names.Draw(t, "tid"), "reason="+names.Draw(t, "reason"))
		e.PID, e.Line, e.Path, e.Module = pid, i+1, names.Draw(t, "path"), names.Draw(t, "module")
		e.Time = e.Time.Add(time.Duration(i*rapid.SampledFrom([]int{0, 1, 40}).Draw(t, "seconds")) * time.Second)
		events[i] = e
	}
	return events
}

func TestInterleavedProcessesAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, two := aStory(t, 1), aStory(t, 2)
		apart, together := newSessions(plenty()), newSessions(plenty())
		for _, e := range slices.Concat(one, two) {
			apart.add(e)
		}
		for len(one)+len(two) > 0 {
			from := &one
			if len(one) == 0 || len(two) > 0 && rapid.Bool().Draw(t, "second") {
				from = &two
			}
			together.add((*from)[0])
			*from = (*from)[1:]
		}
		of := func(all []Process, pid int64) []Process {
			return slices.DeleteFunc(slices.Clone(all), func(p Process) bool { return p.PID != pid })
		}
		a, b := apart.processes(), together.processes()
		require.Equal(t, of(a, 1), of(b, 1))
		require.Equal(t, of(a, 2), of(b, 2))
	})
}

func TestNothingIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newRoom(rapid.IntRange(0, 20).Draw(t, "events"), rapid.IntRange(0, 4).Draw(t, "processes"), 1000)
		s, silent := newSessions(r), 0
		events := slices.Concat(aStory(t, 0), aStory(t, 1), aStory(t, 2))
		for _, e := range events {
			s.add(e)
			if e.PID != 0 && startsProcess(&e) {
				silent++ // told of a process that may never be one
			}
		}
		count := s.dropped + s.unassigned
		for _, p := range s.processes() {
			count += p.Routine
			for _, e := range p.Events {
				count += e.Times
			}
		}
		require.LessOrEqual(t, count, len(events))
		require.GreaterOrEqual(t, count, len(events)-silent)
	})
}

func TestDetailsAreKeptBesideWhatTheyExplain(t *testing.T) {
	p := grouped(plenty(), told(Detail, "reason=bad"), told(LoadFailed, "path=/c/a.dll"), told(Detail, "reason=worse")).processes()
	require.Len(t, p, 1)
	require.Len(t, p[0].Events, 3, "a detail that explains nothing is not lost")
	assert.Equal(t, "bad", p[0].Events[1].Reason)
	assert.Equal(t, Detail, p[0].Events[2].Kind)
	assert.Equal(t, "worse", p[0].Events[2].Reason)
}
