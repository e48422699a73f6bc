package witness_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader/witness"
)

// logged is a log of a text.
func logged(name, text string) witness.Log {
	return witness.Log{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// told is a line of a log.
func told(second, pid int, key, text string) string {
	at := time.Date(2024, 5, 1, 8, 0, second, 0, time.UTC).Format("2006-01-02T15:04:05.000")
	return fmt.Sprintf(`{"ts":"%s","pid":%d,"tid":"1a","sev":"info","req":"-","sess":"-","site":"-","user":"-","k":"%s","v":"%s"}`+"\n",
		at, pid, key, strings.ReplaceAll(text, `\`, `\\`))
}

// story is what a process tells from a second on.
func story(second, pid int, directory string) string {
	return told(second, pid, "msg", "Connectors registered from tabconnectorsinternal.dll") +
		told(second, pid, "connector-plugin", "Loaded 3 resource files for "+directory+"/heron.taco") +
		told(second+1, pid, "connector-plugin", "Successfully loaded connection dialog file (.tcd) for class 'heron'.") +
		told(second+1, pid, "connector-plugin", "Successfully loaded connector for class heron from connector plugin "+directory+"/heron.taco") +
		told(second+2, pid, "connector-plugin", "Loaded 3 resource files for "+directory+"/ibis.taco") +
		told(second+2, pid, "connector-plugin-error", "Class already registered: ibis")
}

func read(t testing.TB, logs ...witness.Log) *witness.Record {
	rec, err := witness.Read(t.Context(), logs, witness.Options{})
	require.NoError(t, err)
	return rec
}

func TestReadTellsWhatBecameOfEachLog(t *testing.T) {
	good := story(0, 1, "/c")
	for _, c := range []struct {
		name   string
		log    witness.Log
		status witness.LogStatus
		detail string
		events int
	}{
		{"a log", logged("x", good), witness.LogRead, "", 2},
		{"an empty log", logged("x", ""), witness.LogRead, "", 0},
		{"a log with a torn first line", logged("x", good[10:]), witness.LogRead, "", 2},
		{"a log with a torn last line", logged("x", good[:len(good)-10]), witness.LogRead, "", 1},
		{"another log", logged("x", "2024-01-01 INFO connector-plugin\n"), witness.LogForeign, "it is no JSON Lines log of Tableau", 0},
		{"a log that does not open", witness.Log{Name: "x", Open: func() (io.ReadCloser, error) {
			return nil, &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
		}}, witness.LogUnreadable, "permission denied", 0},
		{"a log with nothing to be opened", witness.Log{Name: "x"}, witness.LogUnreadable, "the log has nothing to be opened: set Open to a function that gives a reader", 0},
		{"a log that opens as nothing", witness.Log{Name: "x", Open: func() (io.ReadCloser, error) { return nil, nil }}, witness.LogUnreadable, "the log has nothing to be opened: set Open to a function that gives a reader", 0},
		{"a log that cannot be read", reading("x", iotest.ErrReader(errors.New("no luck"))), witness.LogUnreadable, "no luck", 0},
		{"a log that ends in an error", reading("x", io.MultiReader(strings.NewReader(good), iotest.ErrReader(errors.New("no luck")))), witness.LogCut, "no luck", 2},
		{"a log that gives nothing", reading("x", io.MultiReader(strings.NewReader(good), stuck{})), witness.LogCut, io.ErrNoProgress.Error(), 2},
		{"a log in small pieces", reading("x", iotest.OneByteReader(strings.NewReader(good))), witness.LogRead, "", 2},
		{"a log whose last bytes come with the end", reading("x", iotest.DataErrReader(strings.NewReader(good))), witness.LogRead, "", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := read(t, c.log)
			require.Len(t, rec.Logs, 1)
			state := rec.Logs[0]
			assert.Equal(t, "x", state.Name)
			assert.Equal(t, c.status, state.Status)
			if c.detail == "permission denied" {
				assert.Equal(t, fs.ErrPermission.Error(), state.Detail)
			} else {
				assert.Equal(t, c.detail, state.Detail)
			}
			events := 0
			for _, p := range rec.Processes {
				events += len(p.Events)
			}
			assert.Equal(t, c.events, events)
		})
	}
}

// reading is a log that is read from a reader, which is there once.
func reading(name string, r io.Reader) witness.Log {
	opened := false
	return witness.Log{Name: name, Open: func() (io.ReadCloser, error) {
		if opened {
			return nil, errors.New("it is opened twice")
		}
		opened = true
		return io.NopCloser(r), nil
	}}
}

// stuck is a reader that gives nothing.
type stuck struct{}

func (stuck) Read([]byte) (int, error) { return 0, nil }

func TestAFaultStopsNothingElse(t *testing.T) {
	rec := read(t,
		witness.Log{Name: "d/0.txt", Open: func() (io.ReadCloser, error) { return nil, errors.New("no luck") }},
		logged("d/1.txt", "text\n"),
		logged("d/2.txt", story(0, 1, "/c")),
		witness.Log{Name: "d/3.txt"},
		logged("e/1.txt", story(0, 1, "/c")),
	)
	var states []string
	for _, s := range rec.Logs {
		states = append(states, s.Name+" "+string(s.Status))
	}
	assert.Equal(t, []string{"d/2.txt read", "d/0.txt unreadable", "d/1.txt foreign", "d/3.txt unreadable", "e/1.txt read"}, states)
	assert.Len(t, rec.Processes, 2, "one number in two directories is two processes")
}

func TestANameIsReadOnce(t *testing.T) {
	rec := read(t, logged("a", story(0, 1, "/c")), logged("a", story(100, 2, "/c")))
	assert.Len(t, rec.Logs, 1)
	assert.Len(t, rec.Processes, 1)
}

func TestDirectoriesAreReadInTheOrderGiven(t *testing.T) {
	rec := read(t, logged(`C:\b\1`, story(50, 1, "/c")), logged("a/1", story(0, 2, "/c")), logged(`C:\b\0`, story(60, 3, "/c")))
	var files []string
	for _, p := range rec.Processes {
		files = append(files, p.File)
	}
	assert.Equal(t, []string{`C:\b\1`, `C:\b\0`, "a/1"}, files)
}

func TestALimitCutsALog(t *testing.T) {
	text := story(0, 1, "/c")
	for _, c := range []struct {
		most   int
		status witness.LogStatus
	}{{len(text), witness.LogRead}, {len(text) - 1, witness.LogCut}, {1, witness.LogCut}} {
		rec, err := witness.Read(t.Context(), []witness.Log{logged("x", text)}, witness.Options{LogBytes: int64(c.most)})
		require.NoError(t, err)
		assert.Equal(t, c.status, rec.Logs[0].Status, "%d of %d", c.most, len(text))
		if c.status == witness.LogCut && c.most > 1 {
			assert.Contains(t, rec.Logs[0].Detail, "longer than what is read of one log")
			assert.NotEmpty(t, rec.Processes)
		}
	}
}

func TestLimitsOfARecord(t *testing.T) {
	logs := []witness.Log{logged("a", story(0, 1, "/c")+story(10, 2, "/c"))}
	rec, err := witness.Read(t.Context(), logs, witness.Options{Events: 3, Processes: 2})
	require.NoError(t, err)
	assert.Len(t, rec.Processes, 2)
	assert.Equal(t, 1, rec.Dropped)
	rec, err = witness.Read(t.Context(), logs, witness.Options{Processes: 1})
	require.NoError(t, err)
	assert.Len(t, rec.Processes, 1)
	assert.Equal(t, 6, rec.Dropped)
}

func TestLinesWithoutAProcessNumberAreCounted(t *testing.T) {
	rec := read(t, logged("a", `{"ts":"2024-05-01T08:00:00","k":"connector-plugin-error","v":"Class already registered: ibis"}`+"\n"))
	assert.Equal(t, 1, rec.Unassigned)
	assert.Empty(t, rec.Processes)
}

func TestProgressTellsOfAllBytes(t *testing.T) {
	var told []int64
	one, two := story(0, 1, "/c"), strings.Repeat(story(0, 2, "/c"), 1000)
	_, err := witness.Read(t.Context(), []witness.Log{logged("a", one), logged("b", two)}, witness.Options{
		Progress: func(bytes int64) { told = append(told, bytes) },
	})
	require.NoError(t, err)
	require.Greater(t, len(told), 2)
	assert.True(t, slices.IsSorted(told))
	assert.Equal(t, int64(len(one)+len(two)), told[len(told)-1])
}

func TestReadEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	many := strings.Repeat(story(0, 1, "/c"), 10_000)
	rec, err := witness.Read(ctx, []witness.Log{logged("a/1", story(0, 7, "/c")), logged("b/1", many), logged("c/1", many)}, witness.Options{
		Progress: func(bytes int64) {
			if bytes > 1<<20 {
				cancel()
			}
		},
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, rec.Logs, 2)
	assert.Equal(t, witness.LogRead, rec.Logs[0].Status)
	assert.Equal(t, witness.LogCut, rec.Logs[1].Status)
	assert.Less(t, rec.Logs[1].Bytes, int64(len(many)))
	assert.NotEmpty(t, rec.Processes, "what was read is kept")

	rec, err = witness.Read(ctx, []witness.Log{logged("a/1", many), logged("a/2", many)}, witness.Options{})
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, rec.Processes)
}

func TestRotatedLogsAreTheSameInAnyOrder(t *testing.T) {
	var lines []string
	for i := range 20 {
		lines = append(lines, strings.SplitAfter(strings.TrimSpace(story(i*3, 1+i%3, "/c")), "\n")...)
	}
	rapid.Check(t, func(t *rapid.T) {
		var logs []witness.Log
		rest := lines
		for i := 10; len(rest) > 0; i-- {
			n := min(rapid.IntRange(1, 30).Draw(t, "lines"), len(rest))
			if i == 0 {
				n = len(rest)
			}
			// The names are in the other order.
			logs = append(logs, logged(fmt.Sprintf("d/log_%d.txt", i), strings.Join(rest[:n], "")))
			rest = rest[n:]
		}
		want, err := witness.Read(t.Context(), logs, witness.Options{})
		require.NoError(t, err)
		shuffled := rapid.Permutation(logs).Draw(t, "order")
		got, err := witness.Read(t.Context(), shuffled, witness.Options{})
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func TestAProcessGoesOnInTheNextLog(t *testing.T) {
	text := story(0, 1, "/c")
	lines := strings.SplitAfter(text, "\n")
	whole := read(t, logged("d/1", text)).Processes
	for i := 1; i < len(lines)-1; i++ {
		parts := read(t, logged("d/2", strings.Join(lines[i:], "")), logged("d/10", strings.Join(lines[:i], ""))).Processes
		if i == 2 || i == 4 { // the parts begin in different seconds
			require.Len(t, parts, 1)
			assert.Len(t, parts[0].Events, len(whole[0].Events))
			assert.Equal(t, whole[0].Events[1].Path, parts[0].Events[1].Path)
		}
	}
}

func TestProcessesWhoseLinesAreMixedAreTheSame(t *testing.T) {
	one, two := strings.SplitAfter(strings.TrimSpace(story(0, 1, "/c")), "\n"), strings.SplitAfter(strings.TrimSpace(story(0, 2, "/d")), "\n")
	var mixed strings.Builder
	for i := range one {
		mixed.WriteString(strings.TrimSpace(one[i]) + "\n" + strings.TrimSpace(two[i]) + "\n")
	}
	apart := read(t, logged("a/x", story(0, 1, "/c")), logged("b/x", story(0, 2, "/d"))).Processes
	together := read(t, logged("m", mixed.String())).Processes
	require.Len(t, together, 2)
	for i := range apart {
		assert.Equal(t, withoutPlaces(apart[i]), withoutPlaces(together[i]))
	}
}

// withoutPlaces returns a process without where it was told of.
func withoutPlaces(p witness.Process) witness.Process {
	p.File, p.Line = "", 0
	p.Events = slices.Clone(p.Events)
	for i := range p.Events {
		p.Events[i].File, p.Events[i].Line = "", 0
	}
	return p
}

// realLogs returns the folder of the real logs.
func realLogs(t testing.TB) string {
	corpus := os.Getenv("TACORDER_CORPUS")
	if corpus == "" {
		t.Skip("TACORDER_CORPUS does not name a folder that real logs lie beside")
	}
	dir := filepath.Join(corpus, "..", "logs")
	if _, err := os.Stat(dir); err != nil {
		t.Skip(err)
	}
	return dir
}

func TestRealServerLogs(t *testing.T) {
	dir := realLogs(t)
	logs, err := witness.Find(t.Context(), os.DirFS(dir), dir)
	require.NoError(t, err)
	rec := read(t, logs...)
	assert.Zero(t, rec.Dropped)
	assert.Zero(t, rec.Unassigned)

	from := regexp.MustCompile(`^C:\\ProgramData\\Tableau\\Tableau Server\\data\\tabsvc\\services\\dataserver_[01]\.20192\.19\.0718\.1543\\bin\\connectors\\`)
	files := make(map[string]int)
	for _, p := range rec.Processes {
		if !strings.HasPrefix(filepath.Base(p.File), "server-") {
			continue
		}
		files[p.File]++
		assert.Equal(t, "dataserver", p.Service)
		assert.Equal(t, "20192.19.0718.1543", p.Release.String())
		assert.False(t, p.Inferred)
		assert.Equal(t, 60, p.Routine)
		var told []string
		for _, e := range p.Events {
			told = append(told, fmt.Sprint(e.Kind, " ", e.Class, " ", from.ReplaceAllString(e.Path, ""), " ", e.Inferred))
		}
		assert.Equal(t, []string{
			"loaded azure_sql_dw azure-dw.dll false", "loaded mariadb mariadb.dll false", "loaded memsql memsql.dll false",
			"collision mongodb mongodb.dll true",
		}, told)
	}
	assert.Len(t, files, 2)
	for file, processes := range files {
		assert.Equal(t, 2, processes, file)
	}
	assert.Empty(t, rec.Splits())
	for _, s := range rec.Logs {
		want := witness.LogRead
		if strings.HasSuffix(s.Name, ".md") {
			want = witness.LogForeign
		}
		assert.Equal(t, want, s.Status, s.Name)
		assert.Empty(t, s.Skipped, s.Name)
	}
}

// A server starts one number on two nodes, and on one of them twice.
func TestNodesOfAnArchiveHaveTheirOwnProcesses(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range []struct{ name, text string }{
		{"node1/vizqlserver_0.20192.19.0718.1543/logs/nativeapi_vizqlserver_0-0.txt", story(0, 7, "/c")},
		{"node1/vizqlserver_0.20192.19.0718.1543/logs/nativeapi_vizqlserver_0-1.txt", story(100, 7, "/c")},
		{"node2/vizqlserver_0.20192.19.0718.1543/logs/nativeapi_vizqlserver_0-0.txt", story(0, 7, "/d")},
	} {
		entry, err := w.Create(f.name)
		require.NoError(t, err)
		_, err = io.WriteString(entry, f.text)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	logs, err := witness.FindZip(bytes.NewReader(b.Bytes()), int64(b.Len()), "z.zip")
	require.NoError(t, err)
	rec := read(t, logs...)
	var got []string
	for _, p := range rec.Processes {
		got = append(got, fmt.Sprint(p.PID, " ", path.Dir(path.Dir(path.Dir(p.File))), " ", p.Started.Format(time.TimeOnly), " ", p.Events[0].Path))
	}
	assert.Equal(t, []string{
		"7 z.zip/node1 08:00:00 /c/heron.taco", "7 z.zip/node1 08:01:40 /c/heron.taco", "7 z.zip/node2 08:00:00 /d/heron.taco",
	}, got)
}

// A log that was searched for connectors has no lines of starts.
func TestALogWithoutStartsStillHasItsProcesses(t *testing.T) {
	only := func(text string) string { return text[strings.Index(text, "\n")+1:] }
	rec := read(t, logged("x", only(story(0, 1, "/c"))+only(story(4*24*60*60, 1, "/c"))))
	require.Len(t, rec.Processes, 2)
	for _, p := range rec.Processes {
		assert.True(t, p.Inferred)
		assert.Equal(t, 3, p.Routine)
		require.Len(t, p.Events, 2)
		assert.Equal(t, "/c/heron.taco", p.Events[0].Path)
		assert.Equal(t, "/c/ibis.taco", p.Events[1].Path)
	}
}

// storyArchive is an archive of logs.
func storyArchive(t testing.TB) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("dataserver_0.20192.19.0718.1543/logs/log.txt")
	require.NoError(t, err)
	_, err = io.WriteString(f, story(0, 1, "/c"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestReadTakesTheLogsOfAnArchive(t *testing.T) {
	data := storyArchive(t)
	logs, err := witness.FindZip(bytes.NewReader(data), int64(len(data)), "ziplogs.zip")
	require.NoError(t, err)
	rec := read(t, logs...)
	require.Len(t, rec.Processes, 1)
	assert.Equal(t, "ziplogs.zip/dataserver_0.20192.19.0718.1543/logs/log.txt", rec.Processes[0].File)
	assert.Equal(t, "dataserver", rec.Processes[0].Service)
}

// FuzzRead reads any bytes as two logs of one directory and as an archive.
func FuzzRead(f *testing.F) {
	f.Add([]byte(story(0, 1, "/c")), uint16(100))
	f.Add([]byte("\ufeff"+story(0, 1, `C:\c`)+"{\"pid\":1,\"k\":\"connector-plugin\""), uint16(3))
	f.Add([]byte("PK\x03\x04"), uint16(2))
	f.Add(storyArchive(f), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		cut := min(int(at), len(data))
		logs := []witness.Log{logged("d/1", string(data[:cut])), logged("d/2", string(data[cut:]))}
		if found, err := witness.FindZip(bytes.NewReader(data), int64(len(data)), "x.zip"); err == nil {
			logs = append(logs, found...)
		}
		rec, err := witness.Read(t.Context(), logs, witness.Options{Events: 50, Processes: 10, LogBytes: 1 << 20})
		require.NoError(t, err)
		require.LessOrEqual(t, len(rec.Processes), 10)
		events := 0
		for _, p := range rec.Processes {
			events += len(p.Events)
			for _, e := range p.Events {
				require.NotContains(t, []witness.Kind{witness.Started, witness.Reading, witness.Step, witness.Detail}, e.Kind)
				require.Positive(t, e.Times)
				require.NotZero(t, e.PID)
				require.LessOrEqual(t, len(e.Reason), witness.MostMessage)
			}
		}
		require.LessOrEqual(t, events, 50)
		rec.Splits()
		var names []string
		for _, s := range rec.Logs {
			names = append(names, s.Name)
			require.Equal(t, s.Status == witness.LogRead, s.Detail == "", "%+v", s)
		}
		slices.Sort(names)
		require.Len(t, slices.Compact(names), len(rec.Logs))
	})
}
