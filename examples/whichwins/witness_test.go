package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/witness"
)

// A logWriter makes lines as one process of Tableau writes them.
type logWriter struct {
	pid  int
	at   time.Time
	text strings.Builder
}

// tableau is a process that starts at a minute of a day.
func tableau(pid, minute int) *logWriter {
	return &logWriter{pid: pid, at: time.Date(2026, 11, 23, 9, minute, 0, 0, time.UTC)}
}

// line writes a line of a key.
func (l *logWriter) line(key, value string) *logWriter {
	l.at = l.at.Add(time.Millisecond)
	line, err := json.Marshal(map[string]any{
		"ts": l.at.Format("2006-01-02T15:04:05.000"), "pid": l.pid, "tid": "1a2c", "sev": "info",
		"req": "-", "sess": "-", "site": "-", "user": "-", "k": key, "v": value,
	})
	if err != nil {
		panic(err)
	}
	l.text.Write(append(line, '\n'))
	return l
}

func (l *logWriter) loads(class, path string) *logWriter {
	return l.line("connector-plugin", fmt.Sprintf("Successfully loaded connector for class %s from connector plugin %s", class, path))
}

func (l *logWriter) rejects(class, path string) *logWriter {
	l.line("connector-plugin", "Loaded 2 resource files for "+path)
	return l.line("connector-plugin-error", "Class already registered: "+class)
}

func (l *logWriter) String() string { return l.text.String() }

// witnessing calls witness and decodes its JSON.
func witnessing(t *testing.T, code int, args ...string) map[string]any {
	t.Helper()
	r := call(linux(), append([]string{"witness", "--format", "json"}, args...)...)
	require.Equal(t, code, r.code, r.stderr)
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.out), &v))
	return v
}

// flat is a text without its line breaks.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// zipOf makes an archive of files.
func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String()
}

func TestWitnessWithoutAHostSaysWhatTheLogShows(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").rejects("heron", "/r/heron.taco").
		line("connector-plugin-error", "Failed to open connector package /r/broken.taco").
		line("connector-plugin", "Something new").String(), "log.txt")
	r := call(linux(), "witness", "log.txt")
	assert.Equal(t, 0, r.code)
	assert.Empty(t, r.stderr)
	for _, want := range []string{
		"Witness: 1 log, 1 process\n", "\npid 7, seen from 2026-11-23 09:01:00 (log.txt)\n",
		"  + loaded       heron  /s/heron.taco\n", "  - collision    heron  /r/heron.taco (inferred)\n      line 3: Class already registered: heron\n",
		"  x open-failed  -      /r/broken.taco\n", "  ? other        -      -\n      line 5: Something new\n",
	} {
		assert.Contains(t, r.out, want)
	}
	assert.Contains(t, flat(r.out), "Add a flag of a host, such as --release 2022.2, to hold this machine's answer against the logs;")
	assert.NotContains(t, r.out, "Verdicts")
}

func TestWitnessHoldsTheAnswerAgainstTheLog(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFolder(t, xml("heron", "2.0"), "dev", "b")
	a, b := dir+"/dev/a", dir+"/dev/b"
	writeFile(t, tableau(7, 1).loads("heron", b).String(), "right.txt")
	writeFile(t, tableau(8, 1).loads("heron", a).String(), "wrong.txt")
	host := []string{"--no-defaults", "--dev-path", dir + "/dev", "--release", "2022.2"}

	r := call(linux(), append([]string{"witness", "right.txt"}, host...)...)
	assert.Equal(t, 0, r.code)
	assert.Contains(t, r.out, "Host: server 2022.2 on linux\n")
	assert.Contains(t, r.out, "Nothing in the logs differs from the answer.\n")
	assert.Regexp(t, `\n  agrees +1  heron\n`, r.out)

	r = call(linux(), append([]string{"witness", "wrong.txt", "right.txt"}, host...)...)
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.stderr)
	assert.Contains(t, r.out, "\nDifferent (1)\n\nheron\n  in pid 8, seen from 2026-11-23 09:01:00\n  answer: loaded, 2.0 dev,")
	assert.Contains(t, flat(r.out), "log: loaded, "+a+" wrong.txt:1: Successfully loaded connector for class heron from connector plugin "+a)
	assert.Regexp(t, `\n  differs +1  heron\n  agrees +1  heron\n`, r.out)
	assert.Contains(t, r.out, "\nProcesses disagree (1)\n  A path is as the first of its processes writes it.\n  heron\n")
	assert.NotContains(t, r.out, "Add --release")
}

func TestAnyFlagOfAHostAsksForAComparison(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "log.txt")
	for _, args := range [][]string{{"--no-defaults"}, {"--product", "server"}, {"--native", "none"}, {"--signatures"}, {"--inventory", "snapshot.json"}} {
		if args[0] == "--inventory" {
			writeFile(t, call(linux(), "snapshot", "--no-defaults", "--release", "2022.2").out, "snapshot.json")
		}
		assert.NotEmpty(t, witnessing(t, 0, append(args, "log.txt")...)["comparison"], args)
	}
	for _, args := range [][]string{{}, {"--redact"}} {
		assert.Empty(t, witnessing(t, 0, append(args, "log.txt")...)["comparison"], args)
	}
}

func TestJSONOfWitness(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFile(t, tableau(7, 1).loads("heron", "/else").line("connector-plugin-error", "Class already registered: wren").
		line("connector-plugin-error", "Failed to open connector package /r/broken.taco").String(), "log.txt")
	v := witnessing(t, 1, "log.txt", "--no-defaults", "--dev-path", dir+"/dev", "--release", "2022.2")
	assert.Equal(t, 1.0, v["schema"])
	process := dig(v, "processes", 0)
	assert.Equal(t, 7.0, dig(process, "pid"))
	assert.Equal(t, "log.txt", dig(process, "file"))
	assert.Contains(t, dig(process, "started"), "2026-11-23T09:01:00")
	for key, want := range map[string]map[string]any{
		"loaded":     {"class": "heron", "path": "/else", "line": 1.0},
		"collisions": {"class": "wren", "path": nil, "line": 2.0},
		"failures":   {"class": nil, "path": "/r/broken.taco", "message": "Failed to open connector package /r/broken.taco", "line": 3.0},
	} {
		require.Len(t, dig(process, key), 1, key)
		for field, value := range want {
			assert.Contains(t, dig(process, key, 0), field)
			assert.Equal(t, value, dig(process, key, 0, field), "%s of %s", field, key)
		}
	}
	require.NotEmpty(t, v["comparison"])
	assert.Equal(t, "heron", dig(v, "comparison", 0, "class"))
	assert.Equal(t, "differs", dig(v, "comparison", 0, "verdict"))
	assertNoNullArrays(t, witnessing(t, 0, "log.txt"))
	assertNoNullArrays(t, v)
}

// assertNoNullArrays checks that what is a list by its name is one.
func assertNoNullArrays(t *testing.T, v map[string]any) {
	t.Helper()
	assert.IsType(t, []any{}, v["processes"])
	assert.IsType(t, []any{}, v["comparison"])
	for _, p := range v["processes"].([]any) {
		for _, key := range []string{"loaded", "collisions", "failures"} {
			assert.IsType(t, []any{}, dig(p, key), key)
		}
	}
}

func TestTheHostIsTheOneOfTheLog(t *testing.T) {
	inFolder(t)
	const build, services = "20192.19.0718.1543", `C:\ProgramData\Tableau\Tableau Server\data\tabsvc\services\`
	for i, service := range []string{"flowprocessor", "flowprocessor", "vizqlserver"} {
		path := services + service + "_0." + build + `\bin\connectors\heron.dll`
		writeFile(t, tableau(i+1, i).loads("heron", path).String(), service, fmt.Sprint(i)+".txt")
	}
	root := []string{"--root", ".", "--os", "windows", "--format", "markdown"}
	in := func(args ...string) string {
		return call(linux(), append(append([]string{"witness"}, args...), root...)...).out
	}
	assert.Contains(t, in("vizqlserver"), "- Product: server\n- Release: 2019.2 ("+build+")\n- System: windows\n")
	both := in("vizqlserver", "flowprocessor")
	assert.Contains(t, both, "- Product: prep-conductor\n- Release: 2019.2 ("+build+")\n")
	assert.Contains(t, both, "The logs are of 2 products, and the answer is for prep-conductor, which has the most processes: --product chooses another one.")
	given := in("vizqlserver", "--product", "bridge", "--release", "2022.2")
	assert.Contains(t, given, "- Product: bridge\n- Release: 2022.2\n")
	assert.NotContains(t, given, "chooses another one")

	newer := strings.ReplaceAll(strings.ReplaceAll(string(readFile(t, "vizqlserver/2.txt")), build, "20222.22.0624.1234"), `"pid":3`, `"pid":9`)
	writeFile(t, newer, "newer", "log.txt")
	assert.Contains(t, in("newer", "vizqlserver"), "The logs are of 2 releases, and the answer is for the newest, 2022.2 (20222.22.0624.1234): --release chooses another one.")
	writeFile(t, tableau(5, 5).loads("heron", "/x").String(), "none.txt")
	assert.Contains(t, in("none.txt"), "- Release: 2026.3 (not given: the newest known)\n")
	assert.NotContains(t, in("newer", "none.txt"), "(not given")
	assert.Contains(t, in("none.txt"), "No log names its release, and the answer is for 2026.3: --release chooses another one.")
}

func TestASnapshotSaysTheHostItself(t *testing.T) {
	inFolder(t)
	writeFile(t, call(linux(), "snapshot", "--no-defaults", "--release", "2022.2", "--product", "bridge").out, "snapshot.json")
	writeFile(t, tableau(1, 1).loads("heron", "/services/vizqlserver_0.20192.19.0718.1543/bin/connectors/heron.so").String(), "log.txt")
	r := call(linux(), "witness", "log.txt", "--inventory", "snapshot.json")
	assert.Contains(t, r.out, "Host: bridge 2022.2 on linux\n")
	r = call(linux(), "witness", "-", "--inventory", "-")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "are both standard input")
}

func TestProcessesThatSayTheSameAreWrittenOnce(t *testing.T) {
	inFolder(t)
	var b strings.Builder
	for i := range 30 {
		b.WriteString(tableau(100+i, i).loads("heron", "/s/heron.taco").loads("wren", "/s/wren.taco").String())
	}
	b.WriteString(tableau(200, 40).loads("heron", "/s/other.taco").String())
	writeFile(t, b.String(), "log.txt")
	out := call(linux(), "witness", "log.txt").out
	assert.Contains(t, out, "Witness: 1 log, 31 processes\n")
	assert.Contains(t, out, "\n30 processes alike; paths and lines are those of the first\n  pid 100, seen from 2026-11-23 09:00:00 (log.txt)\n")
	assert.Contains(t, out, "  30 processes, first seen 2026-11-23 09:00:00 to 09:29:00\n  + loaded  heron  /s/heron.taco\n")
	assert.Equal(t, 1, strings.Count(out, "  /s/wren.taco\n"))
	assert.Contains(t, out, "\n    /s/heron.taco\n        30 processes, first seen 2026-11-23 09:00:00 to 09:29:00\n")
	assert.Contains(t, out, "\n    /s/other.taco\n        pid 200, seen from 2026-11-23 09:40:00\n")
	assert.Less(t, strings.Count(out, "\n"), 40)

	out = call(linux(), "witness", "log.txt", "--no-defaults", "--release", "2022.2", "--format", "markdown").out
	assert.Contains(t, out, "| 129 | 2026-11-23 09:29:00 (first seen) | - | - | `log.txt` | Group 1 |\n")
	assert.Contains(t, out, "### Group 2, 1 process\n")
}

func TestMuchIsCut(t *testing.T) {
	inFolder(t)
	l := tableau(1, 1)
	for i := range 200 {
		l.loads(fmt.Sprint("class", i), fmt.Sprintf("/%d/x", i)).line("connector-plugin", fmt.Sprintf("new%03d %s", i, strings.Repeat("x", 600)))
	}
	writeFile(t, l.String(), "log.txt")
	for _, format := range []string{"text", "markdown"} {
		out := call(linux(), "witness", "log.txt", "--format", format).out
		assert.Contains(t, out, "class99")
		assert.NotContains(t, out, "class100")
		assert.Contains(t, out, "and 100 more; --format json shows all")
		assert.Contains(t, out, "new009")
		assert.NotContains(t, out, "new010")
		assert.Contains(t, out, "and 190 more; --format json shows all")
		assert.NotContains(t, out, strings.Repeat("x", 501))
	}
}

func TestWitnessIsToldAFileByAnyOfItsNames(t *testing.T) {
	inFolder(t)
	text := tableau(7, 1).loads("heron", "/s/heron.taco").String()
	writeFile(t, text, "Logs", "log.txt")
	require.NoError(t, os.Symlink("Logs", "link"))
	out := call(linux(), "witness", "Logs/log.txt", "./Logs/../Logs//log.txt", "Logs", "link/log.txt", "Logs").out
	assert.Contains(t, out, "Witness: 1 log, 1 process\n")
	assert.Contains(t, out, "(Logs/log.txt)")
	assert.NotContains(t, out, "times")
}

func TestStandardInputIsALog(t *testing.T) {
	inFolder(t)
	text := tableau(7, 1).loads("heron", "/s/heron.taco").String()
	at := func(input string, args ...string) result {
		m := linux()
		m.stdin = strings.NewReader(input)
		return call(m, append([]string{"witness"}, args...)...)
	}
	r := at(text, "-")
	assert.Equal(t, 0, r.code, r.stderr)
	assert.Contains(t, r.out, "(standard input)\n  + loaded  heron  /s/heron.taco\n")

	// Beside another log it is opened twice, to put them in order.
	writeFile(t, tableau(8, 0).loads("wren", "/s/wren.taco").String(), "log.txt")
	long := text + strings.Repeat(tableau(7, 2).line("msg", "x").String(), 20000) + tableau(7, 3).loads("plover", "/s/plover.taco").String()
	require.Greater(t, len(long), mostReopened)
	r = at(long, "-", "log.txt")
	assert.Equal(t, 0, r.code, r.stderr)
	assert.Contains(t, r.out, "Witness: 2 logs, 2 processes\n")
	assert.Less(t, strings.Index(r.out, "pid 8"), strings.Index(r.out, "pid 7"))
	assert.Contains(t, r.out, "plover")

	r = at(zipOf(t, map[string]string{"log.txt": text}), "-")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "standard input: it is an archive")
	assert.Empty(t, r.out)
}

func TestAStreamIsGoneOnceMoreWasReadThanIsKept(t *testing.T) {
	s := &reopened{source: strings.NewReader(strings.Repeat("x", 2*mostReopened))}
	first, err := s.reopen()
	require.NoError(t, err)
	half := make([]byte, mostReopened/2)
	_, err = first.Read(half)
	require.NoError(t, err)
	second, err := s.reopen()
	require.NoError(t, err)
	all := new(bytes.Buffer)
	_, err = all.ReadFrom(second)
	require.NoError(t, err)
	assert.Equal(t, 2*mostReopened, all.Len())
	assert.Nil(t, s.kept)
	_, err = s.reopen()
	assert.EqualError(t, err, "it can be read once only: give it as a file")
}

func TestWhatIsNoLogIsToldInOneLine(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "Logs", "log.txt")
	for i := range 7 {
		writeFile(t, "plain text\n", "Logs", fmt.Sprintf("tabadmin%d.log", i))
	}
	writeFile(t, zipOf(t, map[string]string{"log.txt": "x"}), "Logs", "old.zip")
	r := call(linux(), "witness", "Logs")
	assert.Equal(t, 0, r.code)
	assert.Contains(t, r.out, "Witness: 1 log, 1 process\n")
	assert.Contains(t, flat(r.out), "tabadmin4.log and 2 more: they are no JSON Lines logs of Tableau")
	assert.Contains(t, flat(r.out), "Logs/old.zip: it is an archive: give it by itself")
	assert.Contains(t, r.out, "\nOther files, not logs of Tableau (8)\n")
	assert.NotContains(t, r.out, "Not read")

	r = call(linux(), "witness", "Logs/tabadmin1.log", "--no-defaults")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "Logs/tabadmin1.log: it is no log of Tableau's that can be read (it is no JSON Lines log of Tableau)")
}

func TestLinesThatAreNotUnderstoodAreCounted(t *testing.T) {
	inFolder(t)
	torn := `{"ts":"2026-11-23T09:01:00","pid":7,"k":"connector-plugin","v":"Succ` + "\n"
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String()+torn+torn, "log.txt")
	r := call(linux(), "witness", "log.txt")
	assert.Equal(t, 0, r.code)
	assert.Contains(t, r.out, "\nNot read\n  log.txt: 2 lines about connectors torn, the first is line 2\n")
	out := call(linux(), "witness", "log.txt", "--format", "markdown").out
	assert.Contains(t, out, "| `log.txt` | read | 3 | 1 | 2 lines about connectors torn |\n")
}

func TestALogThatCannotBeReadStopsNoOther(t *testing.T) {
	inFolder(t)
	text := tableau(7, 1).loads("heron", "/s/heron.taco").String()
	archive := zipOf(t, map[string]string{"node1/Logs/log.txt": text, "node1/README.xml": "<x/>"})
	writeFile(t, archive, "ziplogs") // whatever its name
	writeFile(t, archive[:len(archive)/2], "damaged.zip")
	require.NoError(t, os.Mkdir("empty", 0o755))
	r := call(linux(), "witness", "damaged.zip", "none.txt", "ziplogs", "empty", "")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.out, "Witness: 1 log, 1 process\n")
	assert.Contains(t, r.out, "(ziplogs/node1/Logs/log.txt)")
	lines := strings.Split(strings.TrimSpace(r.stderr), "\n")
	require.Len(t, lines, 4, r.stderr)
	assert.Contains(t, lines[0], "whichwins: damaged.zip: it is no ZIP archive, or a damaged or cut one")
	assert.Contains(t, lines[1], "none.txt: no such file or directory: correct the name")
	assert.Contains(t, lines[2], "empty: there is no file in it")
	assert.Contains(t, lines[3], "the name is empty")

	r = call(linux(), "witness", "damaged.zip", "--no-defaults")
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.out)
	oneLine(t, r.stderr)
	r = call(linux(), "witness", "damaged.zip", "--format", "json")
	assert.Contains(t, r.out, `"processes":[]`)

	// A good archive of which an entry is damaged.
	at := strings.Index(archive, "README.xml") + len("README.xml") + 2
	writeFile(t, archive[:at]+"\xff\xff"+archive[at+2:], "scratched.zip")
	r = call(linux(), "witness", "scratched.zip")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, flat(r.out), "scratched.zip/node1/README.xml is ")
	assert.Contains(t, flat(r.out), "make or copy the archive again")
	assert.Contains(t, r.out, "heron")
}

func TestWitnessNeedsPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not hold here")
	}
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "Logs", "log.txt")
	writeFile(t, "x", "Logs", "closed.txt")
	require.NoError(t, os.Chmod("Logs/closed.txt", 0))
	r := call(linux(), "witness", "Logs/closed.txt", "Logs/log.txt")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "Logs/closed.txt: it cannot be read (permission denied): make it readable")
	assert.Contains(t, r.out, "heron")
	r = call(linux(), "witness", "Logs")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, flat(r.out), "Logs/closed.txt is unreadable: permission denied")
	assert.Contains(t, r.out, "heron")
}

func TestUsageErrorsOfWitness(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "log.txt")
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, `witness needs a log: write whichwins witness LOG...; Tableau writes logs to My Tableau Repository\Logs, Tableau Server to data\tabsvc\logs, and tsm maintenance ziplogs makes`},
		{[]string{"log.txt", "--format", "html"}, "use text or json or markdown with whichwins witness"},
		{[]string{"log.txt", "--release", "soon"}, "--release"},
		{[]string{"log.txt", "--root", "none"}, "--root \"none\" is not a directory"},
		{[]string{"log.txt", "--inventory", "x", "--root", "y"}, "leave out --root or --inventory"},
		{[]string{"-", "log.txt", "-"}, "standard input is named twice as a LOG, and can be read once: name it once"},
	} {
		r := call(linux(), append([]string{"witness"}, c.args...)...)
		assert.Equal(t, 2, r.code, c.args)
		assert.Empty(t, r.out, c.args)
		assert.Contains(t, oneLine(t, r.stderr), c.says, c.args)
	}
	help := flat(call(linux(), "witness", "--help").out)
	for _, want := range []string{
		"(default the one of most processes in the logs, else desktop; on linux server)", "(default the one of most paths in the logs, else this system)",
		"(default the newest that the logs name, else the newest known)", "names of classes stay",
	} {
		assert.Contains(t, help, want)
		assert.NotContains(t, call(linux(), "lint", "--help").out, want)
	}
	for _, name := range []string{"witness", "wordings"} {
		assert.Equal(t, call(linux(), name, "--help").out, call(linux(), "help", name).out)
	}
}

func TestWitnessStopsAtCtrlC(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "log.txt")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{{"log.txt"}, {"."}, {"log.txt", "--no-defaults"}} {
		var out, stderr bytes.Buffer
		assert.Equal(t, 130, run(ctx, linux(), append([]string{"witness"}, args...), &out, &stderr))
		assert.Empty(t, out.String())
		assert.Equal(t, "whichwins: interrupted\n", stderr.String())
	}
}

func TestReadingLogsIsShownOnATerminal(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String()+strings.Repeat(tableau(7, 2).line("msg", "x").String(), 30000), "log.txt")
	r := call(onSlowTerminal(time.Second), "witness", "log.txt")
	require.Equal(t, 0, r.code, r.stderr)
	assert.Regexp(t, "^(\rReading logs: [0-9]+ MB\x1b\\[K)+\r\x1b\\[K$", r.stderr)
}

func TestWitnessOnANarrowTerminal(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFile(t, tableau(7, 1).loads("heron", `C:\Program Files\Tableau\Connectors\a rather long name.taco`).
		rejects("wren", `C:\Program Files\Tableau\Connectors\another rather long name.taco`).
		line("connector-plugin", strings.Repeat("long", 40)).String()+"{\"k\":\"connector-plugin\n", "log.txt")
	writeFile(t, "x", "other.txt")
	for _, args := range [][]string{{"."}, {".", "--no-defaults", "--dev-path", dir + "/dev", "--release", "2022.2"}} {
		r := call(onTerminal(60, map[string]string{"NO_COLOR": "1"}), append([]string{"witness"}, args...)...)
		assert.Empty(t, r.stderr)
		for line := range strings.Lines(r.out) {
			assert.LessOrEqual(t, columns(strings.TrimSuffix(line, "\n")), 60, line)
		}
	}
}

func TestWhatALogSaysIsSafeOnATerminal(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("he\x1b[31mron\u202e", "/s/\x07.taco").line("connector-plugin", "a\nb\x1b]0;x\x07").String(), "log.txt")
	for _, format := range []string{"text", "markdown"} {
		out := call(linux(), "witness", "log.txt", "--format", format, "--no-defaults").out
		assert.NotContains(t, out, "\x1b")
		assert.NotContains(t, out, "\x07")
		assert.NotContains(t, out, "\u202e")
		assert.Contains(t, out, `he\u001b[31mron\u202e`)
		assert.Contains(t, out, `a\u000ab`)
	}
}

func TestMarkdownOfWitness(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFile(t, tableau(7, 1).loads("heron", "/else/heron.taco").rejects("wren", "/s/wren.taco").String(), "log.txt")
	r := call(linux(), "witness", "log.txt", "--no-defaults", "--dev-path", dir+"/dev", "--release", "2022.2", "--assume", "platforms=ignored", "--format", "markdown")
	assert.Equal(t, 1, r.code)
	assert.True(t, strings.HasPrefix(r.out, "> Paths stand here as they are, with the names of people in them: use `--redact` before"), r.out)
	last := 0
	for _, want := range []string{
		"\n# What Tableau's logs say of connectors\n", "\nWitness: 1 log, 1 process.\n", "- Release: 2022.2\n", "- Assumed: `platforms=ignored`\n",
		"\n## Differences (1)\n\n### `heron`\n\n- In pid 7, seen from ", "- Answer: loaded, version `1.0`, dev, `" + dir + "/dev/a`\n", "- Because: ",
		"- Log: loaded, `/else/heron.taco`\n- Line: `Successfully loaded connector for class heron from connector plugin /else/heron.taco`\n- Place: `log.txt:1`\n",
		"\n## Verdicts, one for each class and process\n\n| verdict | count | classes |\n|---|---|---|\n| differs | 1 | `heron` |\n",
		"\n## Notes\n\n- ", "\n## Logs\n\n| log | state | lines | events | not understood |\n",
		"\n## Processes\n\n| pid | start | service | release | log | group |\n|---|---|---|---|---|---|\n| 7 | 2026-11-23 09:01:00 (first seen) | - | - | `log.txt` | Group 1 |\n",
		"\n### Group 1, 1 process\n\n- loaded: `heron`, `/else/heron.taco`, line 1\n- collision: `wren`, `/s/wren.taco` (inferred), line 3\n  - `Class already registered: wren`\n",
	} {
		at := strings.Index(r.out, want)
		require.GreaterOrEqual(t, at, last, "%q in %s", want, r.out)
		last = at
	}
	assert.NotContains(t, r.out, "\n\n\n")
}

// codeSpans takes the code spans out of a line of Markdown, and tells what is left and
// what they are.
func codeSpans(line string) (rest string, spans []string) {
	for {
		start := strings.IndexByte(line, '`')
		for start > 0 && line[start-1] == '\\' {
			next := strings.IndexByte(line[start+1:], '`')
			if next < 0 {
				start = -1
				break
			}
			start += 1 + next
		}
		if start < 0 {
			return rest + line, spans
		}
		n := len(line[start:]) - len(strings.TrimLeft(line[start:], "`"))
		body := line[start+n:]
		for end := 0; ; {
			i := strings.IndexByte(body[end:], '`')
			if i < 0 {
				return rest + line, spans // not closed
			}
			end += i
			m := len(body[end:]) - len(strings.TrimLeft(body[end:], "`"))
			if m == n {
				spans = append(spans, body[:end])
				rest, line = rest+line[:start], body[end+m:]
				break
			}
			end += m
		}
	}
}

func TestMarkdownIsSafeWhateverALogSays(t *testing.T) {
	inFolder(t)
	const evil = "a|b `x` ``` <img src=x onerror=alert(1)> [l](javascript:x) ![i](http://e.org) **b** @somebody #1 &lt;\n# title\n- item"
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFile(t, tableau(7, 1).loads("heron", "/"+evil).loads(evil, evil).rejects(evil, evil).line("connector-plugin", evil).
		line("connector-plugin-error", "Failed to open connector package "+evil).String(), "log|`.txt")
	for _, args := range [][]string{{}, {"--no-defaults", "--dev-path", dir + "/dev", "--release", "2022.2"}, {"--redact"}} {
		r := call(linux(), append([]string{"witness", ".", "--format", "markdown"}, args...)...)
		assert.Contains(t, r.out, "somebody")
		for line := range strings.Lines(r.out) {
			rest, _ := codeSpans(strings.TrimSuffix(line, "\n"))
			assert.NotContains(t, rest, "<", line)
			assert.NotRegexp(t, "(^|[^\\\\])[`\\[]", rest, line)
			assert.NotContains(t, rest, "@", line)
			assert.NotRegexp(t, `(^|[^\\])\*`, rest, line)
			if strings.HasPrefix(line, "|") {
				// A bar ends a cell, in code too.
				assert.Contains(t, []int{4, 6, 7}, strings.Count(line, "|"), line)
			}
		}
		assert.NotContains(t, r.out, "\n# title")
		assert.NotContains(t, r.out, "\n- item")
	}
}

func TestCodeSpans(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " ": "", "a": "`a`", "a`b": "``a`b``", "`": "`` ` ``", "``a": "``` ``a ```", " a ": "`  a  `", "a\nb": "`a\\u000ab`", "<b>": "`<b>`",
	} {
		assert.Equal(t, want, codeSpan(text), text)
	}
	assert.Equal(t, "`a`", inTable("a"))
	assert.Equal(t, "a&#124;\\`b", inTable("a|`b"))
	assert.Equal(t, `\- a - 1.`, escapedText("- a - 1."))
	assert.Equal(t, `12\. a 1.`, escapedText("12. a 1."))
	assert.Equal(t, `\# a\_b\\c &#60;b&#62;`, escapedText(`# a_b\c <b>`))
}

func TestRedactedWitnessTellsOfNobody(t *testing.T) {
	inFolder(t)
	const user = "zebediah"
	home := `C:\Users\` + user
	repository := home + `\Documents\My Tableau Repository\Connectors`
	root := filepath.Join("C", "Users", user, "Documents", "My Tableau Repository", "Connectors")
	writePackage(t, xml("heron", "1.0"), root, "heron.taco")
	writePackage(t, xml("wren", "1.0"), root, "wren.taco")
	logs := filepath.Join("C", "Users", user, "Documents", "My Tableau Repository", "Logs")
	writeFile(t, tableau(7, 1).loads("heron", `D:\`+user+`\heron.taco`).loads("wren", repository+`\wren.taco`).rejects("plover", repository+`\plover.taco`).
		line("connector-plugin-error", "Failed to open connector package "+repository+`\broken.taco`).
		line("connector-plugin", "Something new about "+home+`\Desktop\x.taco`).String(), logs, "log.txt")
	writeFile(t, "x", logs, "other.txt")
	host := []string{"--root", ".", "--os", "windows", "--product", "desktop", "--release", "2022.2"}
	for _, format := range []string{"text", "json", "markdown"} {
		for _, more := range [][]string{{}, host} {
			args := append([]string{"witness", logs, filepath.Join("C", "Users", user, "none.txt"), "--format", format}, more...)
			assert.Contains(t, call(linux(), args...).out, user)
			r := call(linux(), append(args, "--redact")...)
			assert.Equal(t, 1, r.code)
			assert.NotContains(t, r.out+r.stderr, user, "%s %v", format, more)
			for _, stays := range []string{"heron.taco", "wren.taco", "plover.taco", "broken.taco", "log.txt"} {
				assert.Contains(t, r.out, stays)
			}
			assert.Contains(t, r.stderr, "txt: no such file")
			if format == "markdown" {
				assert.NotContains(t, r.out, "use `--redact`")
			}
		}
	}
}

func TestADifferenceSaysWhyTheAnswerDidNotLoad(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFolder(t, xml("heron", "2.0"), "dev", "b")
	writeFile(t, tableau(7, 1).line("connector-plugin-error", "Failed to load manifest.xml from "+dir+"/dev/b").loads("heron", dir+"/dev/a").
		line("connector-plugin-error", "Failed to load manifest.xml from "+dir+"/dev/c").String(), "log.txt")
	host := []string{"--no-defaults", "--dev-path", dir + "/dev", "--release", "2022.2", "--redact"}
	for format, want := range map[string]string{
		"text":     "  and: load-failed, [directory-1]/b\n",
		"markdown": "- And: load-failed, `[directory-1]/b`\n",
	} {
		r := call(linux(), append([]string{"witness", "log.txt", "--format", format}, host...)...)
		assert.Equal(t, 1, r.code)
		assert.Contains(t, r.out, want)
		assert.NotContains(t, r.out, "nd: load-failed, [directory-1]/c")
	}
}

func TestALogThatGivesNothingStandsInWhatIsKept(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "log.txt")
	for _, format := range []string{"json", "markdown"} {
		r := call(linux(), "witness", "log.txt", "missing.zip", "--format", format)
		assert.Equal(t, 1, r.code)
		assert.Contains(t, r.stderr, "missing.zip")
		assert.Contains(t, r.out, "missing.zip", format)
		assert.Contains(t, r.out, "unreadable", format)
	}
}

func TestDifferencesOfTheInstancesOfAServiceAreOne(t *testing.T) {
	const connectors = `C:\data\tabsvc\services\%s.20222.22.0916.1526\bin\connectors\heron.dll`
	var c witness.Comparison
	for i, instance := range []string{"dataserver_0", "dataserver_1", "vizqlserver_0"} {
		path := fmt.Sprintf(connectors, instance)
		c.Results = append(c.Results, witness.Result{Process: i, Class: "heron", Verdict: witness.Differs, Text: "The log loads " + path + ".",
			Event: &witness.Event{Kind: witness.Loaded, Path: path, Message: "loaded " + path}})
	}
	all := findings(&c, differs)
	require.Len(t, all, 1)
	assert.Equal(t, []int{0, 1, 2}, all[0].processes)
	c.Results[1].Event.Path = strings.Replace(c.Results[1].Event.Path, "heron.dll", "other.dll", 1)
	assert.Len(t, findings(&c, differs), 2)
}
