package witness

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSplits(t *testing.T) {
	const services = `C:\data\tabsvc\services\`
	loaded := func(class, path string) Event { return Event{Kind: Loaded, Class: class, Path: path} }
	for _, c := range []struct {
		name      string
		processes [][]Event
		want      []string
	}{
		{"no process", nil, nil},
		{"one process", [][]Event{{loaded("a", "/1"), {Kind: Collision, Class: "b"}}}, nil},
		{"agreement", [][]Event{{loaded("a", "/1")}, {loaded("a", "/1")}}, nil},
		{"two paths", [][]Event{{loaded("a", "/1")}, {loaded("a", "/2")}}, []string{"a: /1 [0], /2 [1]"}},
		{"most first", [][]Event{{loaded("a", "/1")}, {loaded("a", "/2")}, {loaded("a", "/2")}}, []string{"a: /2 [1 2], /1 [0]"}},
		{"silence is no side", [][]Event{{loaded("a", "/1")}, {loaded("b", "/2")}, {}}, nil},
		{"classes by name", [][]Event{{loaded("b", "/1"), loaded("a", "/1")}, {loaded("b", "/2"), loaded("a", "/2")}}, []string{"a: /1 [0], /2 [1]", "b: /1 [0], /2 [1]"}},
		{"the last that loaded", [][]Event{{loaded("a", "/1"), loaded("a", "/2")}, {loaded("a", "/2")}}, nil},
		{"a collision beside the winner", [][]Event{{loaded("a", "/1"), {Kind: Collision, Class: "a", Path: "/2"}}, {loaded("a", "/1")}}, nil},
		{"rejected in all", [][]Event{{{Kind: Collision, Class: "a", Path: "/1"}}, {{Kind: Protected, Class: "a"}}}, nil},
		{"rejected in one", [][]Event{{loaded("a", "/1")}, {{Kind: Protected, Class: "a"}}}, []string{"a: /1 [0],  [1]"}},
		{"failed in one", [][]Event{{{Kind: DialogFailed, Class: "a"}}, {loaded("a", "/1")}}, []string{"a:  [0], /1 [1]"}},
		{"asked for in one", [][]Event{{{Kind: ClassUnknown, Class: "a"}}, {loaded("a", "/1")}}, []string{"a:  [0], /1 [1]"}},
		{"a path that failed in one", [][]Event{{loaded("a", `C:\x\A.taco`)}, {{Kind: OpenFailed, Path: `c:/x/a.taco`}}}, []string{`a: C:\x\A.taco [0],  [1]`}},
		{"another path failed", [][]Event{{loaded("a", "/1")}, {{Kind: OpenFailed, Path: "/2"}}}, nil},
		{"an error that names the class", [][]Event{{loaded("a", "/1")}, {{Kind: ClassNamed, Class: "a", Version: "1"}}}, nil},
		{"case on Windows", [][]Event{{loaded("a", `C:\A\b.dll`)}, {loaded("a", `c:/a/B.dll`)}}, nil},
		{"case elsewhere", [][]Event{{loaded("a", "/A")}, {loaded("a", "/a")}}, []string{"a: /A [0], /a [1]"}},
		{"two services", [][]Event{{loaded("a", services+`dataserver_0.20192.19.0718.1543\bin\connectors\a.dll`)}, {loaded("a", services+`vizqlserver_0.20192.19.0718.1543\bin\connectors\a.dll`)}}, nil},
		{"own folders of two services", [][]Event{{loaded("a", `C:\data\tabsvc\vizqlserver\Connectors\b.taco`)}, {loaded("a", `C:\data\tabsvc\flowprocessor\Connectors\b.taco`)}, {{Kind: OpenFailed, Path: `c:/data/tabsvc/flowminerva/connectors/b.taco`}}}, []string{`a: C:\data\tabsvc\vizqlserver\Connectors\b.taco [0 1],  [2]`}},
		{"own folders elsewhere", [][]Event{{loaded("a", "/data/tabsvc/vizqlserver/Connectors/b.taco")}, {loaded("a", "/data/tabsvc/flowqueryservice/Connectors/b.taco")}}, nil},
		{"own folders of two packages", [][]Event{{loaded("a", "/data/tabsvc/vizqlserver/Connectors/b-1.taco")}, {loaded("a", "/data/tabsvc/flowprocessor/Connectors/b-2.taco")}}, []string{"a: /data/tabsvc/vizqlserver/Connectors/b-1.taco [0], /data/tabsvc/flowprocessor/Connectors/b-2.taco [1]"}},
		{"a folder of no service", [][]Event{{loaded("a", "/data/tabsvc/vizqlserver/Connectors/b.taco")}, {loaded("a", "/data/tabsvc/heron/Connectors/b.taco")}}, []string{"a: /data/tabsvc/vizqlserver/Connectors/b.taco [0], /data/tabsvc/heron/Connectors/b.taco [1]"}},
		{"an own folder and the shared one", [][]Event{{loaded("a", "/data/tabsvc/vizqlserver/Connectors/b.taco")}, {loaded("a", "/opt/tableau/connectors/b.taco")}}, []string{"a: /data/tabsvc/vizqlserver/Connectors/b.taco [0], /opt/tableau/connectors/b.taco [1]"}},
		{"two builds", [][]Event{{loaded("a", `C:\services\d_0.20192.19.0718.1543\a.dll`)}, {loaded("a", `C:\services\d_0.20201.20.0218.0709\a.dll`)}}, []string{`a: C:\services\d_0.20192.19.0718.1543\a.dll [0], C:\services\d_0.20201.20.0218.0709\a.dll [1]`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rec Record
			for _, events := range c.processes {
				rec.Processes = append(rec.Processes, Process{Events: events})
			}
			var got []string
			for _, s := range rec.Splits() {
				line := s.Class + ":"
				for i, side := range s.Sides {
					if i > 0 {
						line += ","
					}
					line += fmt.Sprintf(" %s %v", side.Path, side.Processes)
				}
				got = append(got, line)
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestSidesSayWhenTheirProcessesStarted(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2024, 5, 1, hour, 0, 0, 0, time.UTC) }
	loads := func(path string, started time.Time) Process {
		return Process{Started: started, Events: []Event{{Kind: Loaded, Class: "a", Path: path}}}
	}
	rec := Record{Processes: []Process{
		loads("/1", at(5)), loads("/1", time.Time{}), loads("/1", at(3)), loads("/1", at(4)), loads("/1", at(9)),
		loads("/2", time.Time{}), loads("/2", at(7)), loads("/3", time.Time{}),
	}}
	splits := rec.Splits()
	require.Len(t, splits, 1)
	assert.Equal(t, []Side{
		{Path: "/1", Processes: []int{0, 1, 2, 3, 4}, From: at(3), To: at(9)},
		{Path: "/2", Processes: []int{5, 6}, From: at(7), To: at(7)},
		{Path: "/3", Processes: []int{7}},
	}, splits[0].Sides)
}

func TestAProcessRegistersTheLastThatLoaded(t *testing.T) {
	p := Process{Events: []Event{
		{Kind: Loaded, Class: "b", Path: "/1"}, {Kind: Collision, Class: "a"}, {Kind: Loaded, Class: "c", Path: "/2"}, {Kind: Loaded, Class: "b", Path: "/3"},
	}}
	assert.Equal(t, []Event{{Kind: Loaded, Class: "b", Path: "/3"}, {Kind: Loaded, Class: "c", Path: "/2"}}, p.Registered())
	assert.Empty(t, (&Process{}).Registered())
}
