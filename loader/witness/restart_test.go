package witness

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// days is a field that puts an event some days and seconds later.
func days(n, seconds int) string { return fmt.Sprintf("at=%d", n*24*60*60+seconds) }

func TestRestartsWithoutALineOfTheStart(t *testing.T) {
	read := func(path, at string) Event { return told(Reading, "path="+path, at) }
	collision := func(class, at string) Event { return told(Collision, "class="+class, at) }
	load := func(class, path, at string) Event { return told(Loaded, "class="+class, "path="+path, at) }
	const now = "at=0"
	for _, c := range []struct {
		name   string
		events []Event
		want   []string
	}{
		{"a collision and a load again", []Event{
			read("/a", now), collision("a", now), read("/b", now), load("b", "/b", now),
			read("/a", days(4, 0)), collision("a", days(4, 0)), read("/b", days(4, 0)), load("b", "/b", days(4, 0)),
		}, []string{"7@1? collision:a loaded:b", "7@5? collision:a loaded:b"}},
		{"a new one first", []Event{load("b", "/b", now), load("a", "/a", days(4, 0)), load("b", "/b", days(4, 1))},
			[]string{"7@1? loaded:b", "7@2? loaded:a loaded:b"}},
		{"a class from elsewhere", []Event{read("/b-1", now), load("b", "/b-1", now), read("/b-2", days(2, 0)), load("b", "/b-2", days(2, 1))},
			[]string{"7@1? loaded:b", "7@3? loaded:b"}},
		{"back by hours", []Event{load("a", "/a", "at=7200"), load("b", "/b", "at=7201"), load("a", "/a", now), load("b", "/b", now)},
			[]string{"7@3? loaded:a loaded:b", "7@1? loaded:a loaded:b"}},
		{"only failures", []Event{told(LoadFailed, "path=/a", now), told(LoadFailed, "path=/a", days(1, 0))},
			[]string{"7@1? load-failed:", "7@2? load-failed:"}},
		{"only dialogs", []Event{told(DialogFailed, "class=a", now), told(DialogFailed, "class=a", days(1, 0))},
			[]string{"7@1? dialog-failed:a", "7@2? dialog-failed:a"}},
		{"three times", []Event{load("a", "/a", now), load("a", "/a", days(1, 0)), load("a", "/a", days(2, 0))},
			[]string{"7@1? loaded:a", "7@2? loaded:a", "7@3? loaded:a"}},
		{"a path in other letters", []Event{told(OpenFailed, `path=C:\c\A.taco`, now), told(OpenFailed, "path=c:/C/a.taco", days(1, 0))},
			[]string{"7@1? open-failed:", "7@2? open-failed:"}},
		{"what is no loading", []Event{load("a", "/a", now), told(ClassUnknown, "class=a", days(1, 0)), told(Other, days(1, 1)), load("b", "/b", "at=1")},
			[]string{"7@1? loaded:a class-unknown:a other: loaded:b"}},
		{"nothing again", []Event{load("a", "/a", now), load("b", "/b", days(1, 0)), told(Other, days(1, 1)), load("c", "/c", days(2, 0))},
			[]string{"7@1? loaded:a loaded:b other: loaded:c"}},
		{"again after another rest", []Event{load("a", "/a", now), load("b", "/b", days(1, 0)), load("c", "/c", days(2, 0)), load("b", "/b", days(2, 1))},
			[]string{"7@1? loaded:a loaded:b", "7@3? loaded:c loaded:b"}},
		{"again without a rest", []Event{load("a", "/a", now), load("b", "/b", "at=59"), load("a", "/a", "at=118")},
			[]string{"7@1? loaded:ax2 loaded:b"}},
		{"a rest of a minute", []Event{load("a", "/a", now), load("b", "/b", "at=60"), load("a", "/a", "at=61")},
			[]string{"7@1? loaded:a", "7@2? loaded:b loaded:a"}},
		{"a start told before the second", []Event{load("a", "/a", now), load("b", "/b", days(1, 0)), told(Started, days(2, 0)), load("a", "/a", days(2, 1))},
			[]string{"7@1? loaded:a loaded:b", "7@3 loaded:a"}},
		{"modules before the second", []Event{load("a", "/a", now), told(Started, "module=m", days(1, 0)), load("b", "/b", days(1, 1))},
			[]string{"7@1? loaded:a", "7@2 loaded:b"}},
		{"modules soon", []Event{load("a", "/a", now), told(Started, "module=m", "at=59"), load("b", "/b", "at=59")},
			[]string{"7@1? loaded:a loaded:b"}},
		{"modules within the second", []Event{load("a", "/a", now), read("/b", days(1, 0)), told(Started, "module=m", days(1, 1)), load("b", "/b", days(1, 1))},
			[]string{"7@1? loaded:a", "7@2? loaded:b"}},
		{"a start within the second", []Event{load("a", "/a", now), read("/b", days(1, 0)), told(Started, days(1, 1)), load("b", "/b", days(1, 1))},
			[]string{"7@1? loaded:a", "7@2 loaded:b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, outlined(grouped(plenty(), c.events...).processes()))
		})
	}
}

func TestWithoutTimesThereIsOneProcess(t *testing.T) {
	events := []Event{told(Loaded, "class=a", "path=/a"), told(Loaded, "class=b", "path=/b"), told(Loaded, "class=a", "path=/a")}
	for i := range events {
		events[i].Time = time.Time{}
	}
	assert.Equal(t, []string{"7@1? loaded:ax2 loaded:b"}, outlined(grouped(plenty(), events...).processes()))
}

func TestASecondProcessHasItsReadingAndItsPaths(t *testing.T) {
	all := grouped(plenty(),
		told(Reading, "path=/a"), told(Collision, "class=a"), told(Reading, "path=/z"),
		told(Reading, "path=/a", days(4, 0)), told(Collision, "class=a", days(4, 0)),
	).processes()
	require.Len(t, all, 2)
	assert.Equal(t, 2, all[0].Routine)
	assert.Equal(t, 1, all[1].Routine)
	assert.Equal(t, "/a", all[1].Events[0].Path)
	assert.Equal(t, 4*24*time.Hour, all[1].Started.Sub(all[0].Started))

	all = grouped(plenty(), told(Reading, "path=/a"), told(Loaded, "class=b", "path=/b", "tid=b"), told(Loaded, "class=b", "path=/b", "tid=b", days(4, 0)), told(Collision, "class=a", days(4, 0))).processes()
	require.Len(t, all, 2)
	assert.Equal(t, "", all[1].Events[1].Path, "files that the first process read are not those of the second")
}

func TestWhatIsNoRestartIsAsIfNobodyHadAsked(t *testing.T) {
	const path = `path=C:\ProgramData\Tableau\Tableau Server\data\tabsvc\services\backgrounder_0.20192.19.0718.1543\bin\connectors\a.dll`
	r := plenty()
	all := grouped(r,
		told(Other), told(Loaded, "class=a", "path=/a"), told(Reading, "path=/b", days(1, 0)), told(Loaded, "class=b", path, days(1, 0)), told(Other, days(1, 0)),
	).processes()
	require.Len(t, all, 1)
	assert.Equal(t, "backgrounder", all[0].Service)
	assert.Equal(t, "20192.19.0718.1543", all[0].Release.String())
	assert.Equal(t, 1, all[0].Routine)
	assert.Equal(t, []string{"7@1? other:x2 loaded:a loaded:b"}, outlined(all))
	assert.Equal(t, plenty().all.events-3, r.all.events)
	assert.Equal(t, plenty().processes-1, r.processes)
}

func TestChatterOfWhatIsNoRestartIsCounted(t *testing.T) {
	events := []Event{told(Loaded, "class=a", "path=/a"), told(Loaded, "class=b", "path=/b", days(1, 0))}
	for i := range 5 {
		events = append(events, told(Other, fmt.Sprint("message=", i), days(1, 0)))
	}
	all := grouped(newRoom(30, 10, 1000), events...).processes()
	require.Len(t, all, 1)
	assert.Len(t, all[0].Events, 5)
	assert.Equal(t, 2, all[0].Unlisted)
}

func TestAProcessWhoseStartIsToldMayRest(t *testing.T) {
	all := grouped(plenty(), told(Started), told(Reading, "path=/a"), told(Collision, "class=a", days(1, 0))).processes()
	require.Len(t, all, 1)
	assert.Equal(t, "/a", all[0].Events[0].Path)
}

func TestAStartAfterModulesIsOfTheirProcessOnlySoon(t *testing.T) {
	module := told(Started, "module=a")
	for _, c := range []struct {
		name   string
		events []Event
		want   []string
	}{
		{"soon", []Event{module, told(Started, "at=59"), told(Collision, "class=x", "at=60")}, []string{"7@1 collision:x"}},
		{"a minute later", []Event{module, told(Started, "at=60"), told(Collision, "class=x", "at=60")}, []string{"7@1", "7@2 collision:x"}},
		{"days later", []Event{module, told(Started, days(4, 0)), told(Collision, "class=x", days(4, 1))}, []string{"7@1", "7@2 collision:x"}},
		{"long before", []Event{module, told(Started, "at=-60"), told(Collision, "class=x", "at=-60")}, []string{"7@2 collision:x", "7@1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, outlined(grouped(plenty(), c.events...).processes()))
		})
	}
}

func TestASecondProcessWithoutRoomIsLeftOut(t *testing.T) {
	r := newRoom(10, 1, 1000)
	text := r.all.text
	s := grouped(r, told(Loaded, "class=a", "path=/a"), told(Loaded, "class=b", "path=/b", days(1, 0)), told(Reading, "path=/a", days(1, 1)), told(Loaded, "class=c", "path=/c", days(1, 1)))
	assert.Equal(t, []string{"7@1? loaded:a"}, outlined(s.processes()))
	assert.Equal(t, 3, s.dropped)
	assert.Equal(t, 9, r.all.events)
	assert.Equal(t, text-sizeOf(&s.processes()[0].Events[0]), r.all.text)
}

// A restart is found wherever nothing tells of it but its distance.
func TestAStoryToldAgainDaysLaterIsTwoProcesses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var story []Event
		for i := range rapid.IntRange(1, 12).Draw(t, "connectors") {
			name := fmt.Sprint("c", i)
			kind := rapid.SampledFrom([]Kind{Loaded, Collision, LoadFailed, DialogFailed}).Draw(t, "kind")
			story = append(story, told(Reading, "path=/"+name), told(kind, "class="+name))
		}
		again := slices.Clone(story)
		for i := range again {
			again[i].Time = again[i].Time.Add(96 * time.Hour)
		}
		all := grouped(plenty(), slices.Concat(story, again)...).processes()
		require.Len(t, all, 2)
		require.Len(t, all[1].Events, len(all[0].Events))
		for i, e := range all[0].Events {
			f := all[1].Events[i]
			require.Equal(t, []any{e.Kind, e.Class, e.Path}, []any{f.Kind, f.Class, f.Path})
		}
	})
}
