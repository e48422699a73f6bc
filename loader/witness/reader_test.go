package witness_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/witness"
)

// collision is a line about connectors.
func collision(class string) string {
	return logLine("connector-plugin-error", "Class already registered: "+class)
}

// classes are those of collisions, with their lines.
func classes(events []witness.Event) (all []string) {
	for _, e := range events {
		all = append(all, fmt.Sprintf("%d %s", e.Line, e.Class))
	}
	return all
}

func TestAnEventTellsAllThatItsLineDoes(t *testing.T) {
	const text = `{"ts":"2021-12-07T10:39:12.418","pid":90462,"tid":"49ac8a","sev":"warn","req":"-","sess":"-","site":"-","user":"-","k":"excp",` +
		`"e":{"excp-error-code":"0x14D18B1F","excp-source":"System"},"v":{"class":"","excp-msg":"Package signature verification failed during connection creation.","msg":"x"},` +
		`"ctx":{"client-type":"desktop","procid":"1","version":"20213.21.0902.2150"}}`
	events, state := readLog(t, strings.NewReader(logLine("msg", "x")+text))
	const message = "Package signature verification failed during connection creation."
	assert.Equal(t, []witness.Event{{
		Kind: witness.SignatureFailed, Reason: message, Release: release(t, "20213.21.0902.2150"),
		Wording: "connection-refused", Key: "excp", Code: "14d18b1f", Severity: "warn", Message: message,
		PID: 90462, TID: "49ac8a", Time: time.Date(2021, 12, 7, 10, 39, 12, 418e6, time.UTC), File: "log.txt", Line: 2, Times: 1,
	}}, events)
	assert.Equal(t, witness.LogState{Name: "log.txt", Status: witness.LogRead, Bytes: int64(len(logLine("msg", "x") + text)), Lines: 2, Events: 1}, state)
}

func TestWhatIsInNoRowIsAnOtherEvent(t *testing.T) {
	events, _ := readLog(t, strings.NewReader(
		logLine("connector-plugin", "Something new")+
			logLine("connector-plugin-error", object{"function": "f", "msg": "Error running script.", "class": "C"})+
			logLine("connector-plugin-error", object{"n": 1})+
			logLine("connector-plugin-error", []string{"a"})+
			logLine("plugin-connector", "Something new about connector-plugin")))
	var said []string
	for _, e := range events {
		said = append(said, fmt.Sprint(e.Line, " ", e.Kind, " ", e.Wording, e.Class, e.Message))
	}
	assert.Equal(t, []string{"1 other Something new", "2 other Error running script.", `3 other {"n":1}`, `4 other ["a"]`}, said)
}

func TestMessagesAreCut(t *testing.T) {
	events, _ := readLog(t, strings.NewReader(logLine("connector-plugin", "x"+strings.Repeat("é", 1e5))))
	require.Len(t, events, 1)
	assert.Equal(t, "x"+strings.Repeat("é", (witness.MostMessage-1)/2), events[0].Message)
}

func TestNamesAreKeptOfOrdinaryLengthOnly(t *testing.T) {
	const most = 128
	long := "x" + strings.Repeat("é", most)
	text := strings.NewReplacer("connector-plugin", "connector-plugin"+long, "1f40", long, `"error"`, `"`+long+`"`).Replace(logLine("connector-plugin", "x"))
	events, _ := readLog(t, strings.NewReader(text))
	require.Len(t, events, 1)
	assert.Equal(t, "x"+strings.Repeat("é", most/2-1), events[0].TID)
	assert.Equal(t, events[0].TID, events[0].Severity)
	assert.Equal(t, ("connector-plugin" + long)[:most-1], events[0].Key)
	assert.Equal(t, witness.Other, events[0].Kind)
}

func TestFieldsAreKnownByTheirExactNames(t *testing.T) {
	events, state := readLog(t, strings.NewReader(`{"ts":"2024-05-07T20:39:01","TS":"2025-01-01T00:00:00","pid":3980,"PID":1,"Tid":"b","tid":"a","sev":"warn","SEV":"x",`+
		`"k":"connector-plugin","K":"msg","e":{"log-code":"0e9acd07","LOG-CODE":"1","Excp-Error-Code":"2"},"E":3,`+
		`"v":{"msg":"first","MSG":"x","EXCP-MSG":"y"},"V":"z","ctx":{"version":"2024.1","Version":"2025.1"},"Ctx":{}}`))
	require.Len(t, events, 1)
	assert.Equal(t, witness.Event{
		Kind: witness.Other, Key: "connector-plugin", Code: "0e9acd07", Severity: "warn", Message: "first", Release: release(t, "2024.1"),
		PID: 3980, TID: "a", Time: time.Date(2024, 5, 7, 20, 39, 1, 0, time.UTC), File: "log.txt", Line: 1, Times: 1,
	}, events[0])
	assert.Empty(t, state.Skipped)
}

func TestOfEqualNamesTheLastCounts(t *testing.T) {
	events, _ := readLog(t, strings.NewReader(`{"pid":1,"\u0070id":2,"k":"connector-plugin","v":{"msg":"first","msg":"last"}}`))
	require.Len(t, events, 1)
	assert.EqualValues(t, 2, events[0].PID)
	assert.Equal(t, "last", events[0].Message)
}

func TestLinesAreReadHoweverTheyAreDamaged(t *testing.T) {
	c, d := strings.TrimSuffix(collision("heron"), "\n"), strings.TrimSuffix(collision("egret"), "\n")
	torn := func(first int) []witness.Skip {
		return []witness.Skip{{Reason: witness.SkipTorn, Count: 1, First: first}}
	}
	for _, test := range []struct {
		name, log string
		want      []string
		lines     int
		skipped   []witness.Skip
	}{
		{"nothing", "", nil, 0, nil},
		{"empty lines", "\n\r\n\n", nil, 3, nil},
		{"a last line without its end", c + "\n" + d, []string{"1 heron", "2 egret"}, 2, nil},
		{"lines that end as on Windows", c + "\r\n" + d + "\r\n", []string{"1 heron", "2 egret"}, 2, nil},
		{"a byte order mark", "\ufeff" + c + "\n" + d, []string{"1 heron", "2 egret"}, 2, nil},
		{"a byte order mark before another field than the time", "\ufeff" + strings.Replace(c, `{"ts"`, `{"a":1,"ts"`, 1), []string{"1 heron"}, 1, nil},
		{"a last line that is cut off", c + "\n" + d[:len(d)-10], []string{"1 heron"}, 2, torn(2)},
		{"a last line that is cut off before it tells of connectors", c + "\n" + d[:30], []string{"1 heron"}, 2, nil},
		{"a first line without its start", c[20:] + "\n" + d, []string{"2 egret"}, 2, torn(1)},
		{"two on one line", c + d + "\n" + c, []string{"1 heron", "1 egret", "2 heron"}, 2, nil},
		{"one inside another one", c[:60] + d + c[60:] + "\n" + c, []string{"1 egret", "2 heron"}, 2, torn(1)},
		{"one behind the start of another one", c[:150] + d, []string{"1 egret"}, 1, torn(1)},
		{"several parts of one line are one skip", c[:len(c)-9] + c[:len(c)-9] + d + c[9:], []string{"1 egret"}, 1, torn(1)},
		{"zeros before a line", strings.Repeat("\x00", 4096) + c, []string{"1 heron"}, 1, nil},
		{"zeros inside a text", strings.Replace(c, "registered", "regi\x00stered", 1) + "\n" + d, []string{"2 egret"}, 2, torn(1)},
		{"bytes that are not UTF-8", strings.Replace(c, "heron", "h\xe9ron\xff", 1), []string{"1 h\ufffdron\ufffd"}, 1, nil},
		{"a text behind the lines", c + "\nsee connector-plugin-error above\nor not", []string{"1 heron"}, 3, torn(2)},
		{"no fields", `{"message":"connector-plugin"}` + "\n" + c, []string{"2 heron"}, 2, []witness.Skip{{Reason: witness.SkipNoText, Count: 1, First: 1}}},
		{"no fields twice on one line", `{"a":"connector-plugin"}{"a":"connector-plugin"}`, nil, 1, []witness.Skip{{Reason: witness.SkipNoText, Count: 1, First: 1}}},
		{"no text", `{"ts":"2024-05-07T20:39:01","k":"connector-plugin"}` + "\n" + c, []string{"2 heron"}, 2, []witness.Skip{{Reason: witness.SkipNoText, Count: 1, First: 1}}},
		{"many on one line", strings.Repeat(c, 30), slices.Repeat([]string{"1 heron"}, 30), 1, nil},
		{"one behind a file name and a number", "x\nlog.txt:12:" + c + "\nLogs\\log.txt:" + d, []string{"2 heron", "3 egret"}, 3, nil},
		{"one behind a file name with words about connectors", `connector-plugin\log.txt:12:` + c + "\nconnector-plugin/log.txt-" + strings.ReplaceAll(logLine("msg", "x"), "\n", ""), []string{"1 heron"}, 2, nil},
		{"a part of one behind a file name with words about connectors", "connector-plugin/log.txt:" + c[:len(c)-9], nil, 1, torn(1)},
		{"the end of one before another one", c[20:] + d, []string{"1 egret"}, 1, torn(1)},
		{"blanks as Python writes them", "log.txt:" + strings.NewReplacer(`":`, `": `, `,"`, `, "`).Replace(c), []string{"1 heron"}, 1, nil},
		{"a key in another case behind the key", strings.Replace(c, `,"v"`, `,"K":"msg","v"`, 1), []string{"1 heron"}, 1, nil},
		{"a key in another case alone", strings.Replace(c, `"k"`, `"K"`, 1), nil, 1, []witness.Skip{{Reason: witness.SkipNoText, Count: 1, First: 1}}},
		{"two keys, the last of connectors", strings.Replace(c, `"k"`, `"k":"msg","k"`, 1), []string{"1 heron"}, 1, nil},
		{"two keys, the first of connectors", strings.Replace(c, `,"v"`, `,"k":"msg","v"`, 1), nil, 1, []witness.Skip{{Reason: witness.SkipNoText, Count: 1, First: 1}}},
		{"several reasons, in their order", "{}connector-plugin\n" + `{"a":"connector-plugin"}` + "\n" + strings.Repeat("connector-plugin", 1e5) + "\nconnector-plugin\n", nil, 4,
			[]witness.Skip{{Reason: witness.SkipTorn, Count: 2, First: 1}, {Reason: witness.SkipTooLong, Count: 1, First: 3}, {Reason: witness.SkipNoText, Count: 1, First: 2}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(test.log), iotest.OneByteReader(strings.NewReader(test.log)), iotest.DataErrReader(strings.NewReader(test.log))} {
				events, state := readLog(t, r)
				assert.Equal(t, test.want, classes(events))
				assert.Equal(t, witness.LogState{
					Name: "log.txt", Status: witness.LogRead, Bytes: int64(len(test.log)), Lines: test.lines, Events: len(test.want), Skipped: test.skipped,
				}, state)
			}
		})
	}
}

// TestALogInUTF16 is one that an editor has spoiled: nothing can be read, and nothing
// breaks.
func TestALogInUTF16(t *testing.T) {
	log := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(collision("heron") + collision("egret"))) {
		log = append(log, byte(unit), byte(unit>>8))
	}
	events, state := readLog(t, bytes.NewReader(log))
	assert.Empty(t, events)
	assert.Empty(t, state.Skipped)
	assert.Equal(t, 3, state.Lines, "the zero behind the last line break counts")
}

func TestAReaderThatFails(t *testing.T) {
	gone := errors.New("the disk is gone")
	r := witness.NewReader("log.txt", io.MultiReader(strings.NewReader(collision("heron")+collision("egret")[:100]), iotest.ErrReader(gone)))
	e, err := r.Next()
	require.NoError(t, err)
	assert.Equal(t, "heron", e.Class)
	for range 2 {
		_, err = r.Next()
		assert.ErrorIs(t, err, gone)
	}
	state := r.State()
	assert.Equal(t, witness.LogCut, state.Status)
	assert.Contains(t, state.Detail, "the disk is gone")
	assert.Equal(t, []any{2, 1}, []any{state.Lines, state.Events})
}

func TestTheStateBeforeReading(t *testing.T) {
	assert.Equal(t, witness.LogState{Name: "a", Status: witness.LogRead}, witness.NewReader("a", strings.NewReader("x")).State())
}

// A repeated reader gives a text so many times, and holds it once.
type repeated struct {
	text  string
	times int
	rest  string
}

func (r *repeated) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if r.rest == "" {
			if r.times == 0 {
				if n == 0 {
					return 0, io.EOF
				}
				return n, nil
			}
			r.rest, r.times = r.text, r.times-1
		}
		copied := copy(p[n:], r.rest)
		n, r.rest = n+copied, r.rest[copied:]
	}
	return n, nil
}

func TestALineOf100MegabytesIsPassedOver(t *testing.T) {
	long := func(text string) io.Reader {
		return io.MultiReader(strings.NewReader(`{"ts":"2024-05-07T20:39:01","k":"msg","v":"`), &repeated{text: text, times: 100_000_000 / len(text)}, strings.NewReader("\"}\n"))
	}
	var events []witness.Event
	var state witness.LogState
	peak := peakOver(func() {
		events, state = readLog(t, io.MultiReader(
			strings.NewReader(collision("a")), long("connector-protocol "), strings.NewReader(collision("b")), long("connector-plugin "), strings.NewReader(collision("c"))))
	})
	assert.Equal(t, []string{"1 a", "3 b", "5 c"}, classes(events))
	assert.Equal(t, []witness.Skip{{Reason: witness.SkipTooLong, Count: 1, First: 4}}, state.Skipped)
	assert.Equal(t, 5, state.Lines)
	assert.Less(t, peak, uint64(16<<20))
}

func TestTheLongestLineIsRead(t *testing.T) {
	fill := func(size int) string {
		line := strings.TrimSuffix(logLine("connector-plugin", "#"), "\n")
		return strings.Replace(line, "#", strings.Repeat("x", size-len(line)+1), 1)
	}
	for _, end := range []string{"", "\n", "\r\n"} {
		events, state := readLog(t, strings.NewReader(fill(witness.MostLine)+end))
		assert.Len(t, events, 1, "%q", end)
		assert.Empty(t, state.Skipped)
		events, state = readLog(t, strings.NewReader(fill(witness.MostLine+1)+end))
		assert.Empty(t, events, "%q", end)
		assert.Equal(t, []witness.Skip{{Reason: witness.SkipTooLong, Count: 1, First: 1}}, state.Skipped)
	}
}

// numbered are so many fields of different names.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"%07d":1,`, i)
	}
	return b.String()
}

// TestHostileLinesTakeLittleTimeAndMemory has lines that are as long as may be, and made
// to be hard.
func TestHostileLinesTakeLittleTimeAndMemory(t *testing.T) {
	const size = witness.MostLine - 200
	most := func(text string) string { return strings.Repeat(text, size/len(text)) }
	for name, log := range map[string]string{
		"starts":         `connector-plugin` + most(`{"ts":`),
		"objects":        `connector-plugin` + most(`{}`),
		"opened strings": `connector-plugin` + most(`{"ts":"`),
		"depth":          `{"k":"connector-plugin","v":` + most(`[`),
		"closed depth":   `{"k":"connector-plugin","v":` + strings.Repeat(`[`, size/2) + strings.Repeat(`]`, size/2) + `}`,
		"fields":         `{"k":"connector-plugin","v":{` + most(`"a":1,`) + `"b":2}}`,
		"whole objects":  most(`{"k":"connector-plugin","v":1}`),
		"short lines":    `{"k":"connector-plugin","v":"` + most(`a\n`) + `"}`,
		"escaped names":  `{"k":"connector-plugin","v":1,` + most(`"\u0061":1,`) + `"b":2}`,
		"many names":     `{"k":"connector-plugin","v":1,` + numbered(size/14) + `"b":2}`,
		"line breaks":    `{"k":"connector-plugin","v":"` + most(`\n`) + `"}`,
		"events":         `{"k":"connector-plugin","v":"` + most(`a\nBad key usage\n`) + `"}`,
		"named classes":  `{"k":"connector-plugin","v":"` + most(`Connector Class: a, Version: 1\n`) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			var state witness.LogState
			start := time.Now()
			peak := peakOver(func() {
				r := witness.NewReader("log.txt", strings.NewReader(log))
				for _, err := r.Next(); err == nil; _, err = r.Next() {
				}
				state = r.State()
			})
			assert.Less(t, time.Since(start), 10*time.Second)
			assert.Less(t, peak, uint64(64<<20))
			assert.True(t, state.Events > 0 || len(state.Skipped) > 0)
			runtime.KeepAlive(log)
		})
	}
}

func readReal(t *testing.T, path string) ([]witness.Event, witness.LogState) {
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	return readLog(t, f)
}

func TestRealServerLogsAreUnderstoodLineByLine(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(realLogs(t), "server-*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		events, state := readReal(t, path)
		require.Len(t, events, state.Lines, "each line gives one event")
		assert.Empty(t, state.Skipped)
		var outcomes []string
		for i, e := range events {
			assert.Equal(t, i+1, e.Line)
			assert.NotEqual(t, witness.Other, e.Kind, e.Message)
			assert.NotZero(t, e.PID)
			assert.NotEmpty(t, e.TID)
			assert.False(t, e.Time.IsZero())
			if e.Kind == witness.Reading || e.Kind == witness.Loaded {
				assert.Contains(t, e.Path, `\bin\connectors\`)
			}
			if e.Kind != witness.Reading && e.Kind != witness.Step {
				outcomes = append(outcomes, fmt.Sprintf("%s %s%s%s", e.Kind, e.Class, e.Module, e.Path[strings.LastIndexByte(e.Path, '\\')+1:]))
			}
		}
		start := []string{
			"started tabconnectorsinternal.dll", "started tabconnectorsweb.dll",
			"loaded azure_sql_dwazure-dw.dll", "loaded mariadbmariadb.dll", "loaded memsqlmemsql.dll", "collision mongodb",
		}
		assert.Equal(t, append(start, start...), outcomes)
	}
}

func TestRealQuotedLinesGiveTheirEvents(t *testing.T) {
	events, state := readReal(t, filepath.Join(realLogs(t), "quoted.jsonl"))
	var said []string
	for _, e := range events {
		said = append(said, fmt.Sprint(e.Kind, " ", e.Class, e.Path, " ", e.Code, " ", e.PID, " ", e.Severity))
	}
	assert.Equal(t, []string{
		"collision mongodb 0e9acd07 7816 error",
		"dialog-failed kyligence_odbc 0e9a4f13 8216 error",
		"validate-failed /Users/johnkew/Develop/airtable.tableau/.git 3834cf96 17463 error",
	}, said)
	assert.Empty(t, state.Skipped)
}
