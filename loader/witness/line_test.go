package witness

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// decode decodes the one object of a line.
func decode(t *testing.T, line string) (entry, bool) {
	f := fragments{rest: []byte(line), scan: known().scan}
	object, ok := f.next()
	require.True(t, ok, line)
	require.Equal(t, line, string(object))
	return readEntry(object)
}

func TestCodesHaveOneSpelling(t *testing.T) {
	for e, want := range map[string]string{
		`{"log-code":"0e9acd07","log-source":"needs-classification"}`:          "0e9acd07",
		`{"excp-error-code":"0x0E9A05C7","excp-source":"NeedsClassification"}`: "0e9a05c7",
		`{"excp-error-code":"0X7d476c80"}`:                                     "7d476c80",
		`{"excp-error-code":"0x9df5c3f"}`:                                      "09df5c3f",
		`{"excp-error-code":"0x14D18B1F","log-code":"0e9acd07"}`:               "14d18b1f",
		`{"excp-error-code":"","log-code":"0e9acd07"}`:                         "0e9acd07",
		`{"excp-error-code":null,"log-code":"0e9acd07"}`:                       "0e9acd07",
		`{"log-code":"00000000"}`:                                              "00000000",
		`{"log-code":"0e9acd0733"}`:                                            "",
		`{"log-code":"none"}`:                                                  "",
		`{"log-code":"-1"}`:                                                    "",
		`{"log-code":{}}`:                                                      "",
		`{"log-code":12}`:                                                      "00000012",
		`{}`:                                                                   "",
		`"0e9acd07"`:                                                           "",
		`null`:                                                                 "",
	} {
		got, ok := decode(t, `{"k":"connector-plugin","v":"x","e":`+e+`}`)
		assert.True(t, ok)
		assert.Equal(t, want, got.head.Code, e)
	}
}

func TestTimesAreTakenForUTC(t *testing.T) {
	at := func(nanoseconds int) time.Time { return time.Date(2019, 8, 9, 20, 39, 1, nanoseconds, time.UTC) }
	for ts, want := range map[string]time.Time{
		`"2019-08-09T20:39:01"`:          at(0),
		`"2019-08-09T20:39:01.5"`:        at(5e8),
		`"2019-08-09T20:39:01.123456"`:   at(123456e3),
		`"2019-08-09T20:39:01Z"`:         at(0),
		`"2019-08-09T20:39:01.250Z"`:     at(25e7),
		`"2019-08-09T22:39:01+02:00"`:    at(0),
		`"2019-08-09T13:39:01.250-0700"`: at(25e7),
		`"yesterday"`:                    {},
		`"2019-13-09T20:39:01"`:          {},
		`1565383141`:                     {},
		`null`:                           {},
	} {
		got, _ := decode(t, `{"ts":`+ts+`,"k":"connector-plugin","v":"x"}`)
		assert.Equal(t, want, got.head.Time, ts)
	}
}

func TestNumbersOfProcessesAndThreads(t *testing.T) {
	for _, test := range []struct {
		pid, tid string
		wantPID  int64
		wantTID  string
	}{
		{`3980`, `"3190"`, 3980, "3190"},
		{`"3980"`, `12704`, 3980, "12704"},
		{`"3980 (0xf8c)"`, `"49ac8a"`, 0, "49ac8a"},
		{`3980.5`, `true`, 0, ""},
		{`99999999999999999999`, `{}`, 0, ""},
		{`-1`, `-1`, -1, "-1"},
		{`null`, `null`, 0, ""},
		{`[3980]`, `[]`, 0, ""},
	} {
		got, ok := decode(t, `{"pid":`+test.pid+`,"tid":`+test.tid+`,"k":"connector-plugin","v":"x"}`)
		assert.True(t, ok)
		assert.Equal(t, test.wantPID, got.head.PID, test.pid)
		assert.Equal(t, test.wantTID, got.head.TID, test.tid)
	}
}

func TestTheReleaseThatALineNames(t *testing.T) {
	for line, want := range map[string]string{
		`{"k":"excp","v":{},"ctx":{"client-type":"desktop","version":"20194.19.1211.1636"}}`: "20194.19.1211.1636",
		`{"k":"excp","v":"x","ctx":{"version":"2024.1.2"}}`:                                  "2024.1.2",
		`{"k":"excp","v":"x","ctx":{"version":"new"}}`:                                       "",
		`{"k":"excp","v":"x","ctx":{"version":20194}}`:                                       "",
		`{"k":"excp","v":"x","ctx":"20194.19.1211.1636"}`:                                    "",
		`{"k":"excp","v":"x","ctx":{"version":"` + strings.Repeat("0", 99) + `2024.1"}}`:     "",
		`{"k":"excp","v":"x"}`: "",
		`{"k":"startup-info","v":{"tableau-version":"20192.19.0506.2105,x64"}}`:       "20192.19.0506.2105",
		`{"k":"startup-info","v":{"tableau-version":"?"},"ctx":{"version":"2019.2"}}`: "2019.2",
		`{"k":"startup-info","v":{"tableau-version":2019.2}}`:                         "",
	} {
		got, ok := decode(t, line)
		assert.True(t, ok)
		assert.Equal(t, want, got.head.Release.String(), line)
	}
}

func TestTheTextOfALine(t *testing.T) {
	for v, want := range map[string]string{
		`"text \u00e9\n"`: "text é\n",
		`{"excp-msg":"why","msg":"where","message":"what"}`: "why",
		`{"excp-msg":"","msg":"where"}`:                     "where",
		`{"excp-msg":3,"message":"what"}`:                   "what",
		`{"a":[1, 2]}`:                                      `{"a":[1, 2]}`,
		`{}`:                                                "{}",
		`["a"]`:                                             `["a"]`,
		`12`:                                                "12",
		`false`:                                             "false",
	} {
		got, ok := decode(t, `{"k":"connector-plugin","v":`+v+`}`)
		assert.True(t, ok)
		assert.Equal(t, want, got.text, v)
	}
}

func TestLinesWithoutTheFieldsOfALogLine(t *testing.T) {
	for line, want := range map[string]bool{
		`{"message":"connector-plugin"}`:    false,
		`{"k":1,"v":"connector-plugin"}`:    false,
		`{"k":null,"v":"connector-plugin"}`: false,
		`{"k":"connector-plugin"}`:          false,
		`{"k":"connector-plugin","v":null}`: false,
		`{"k":"connector-plugin","v":""}`:   true,
		`{"k":"msg"}`:                       true,
		`{"k":"connector-plugin","v":"x"}`:  true,
		`{"k":"connector-plugin","v":"x","a":{"depth":0},"l":{},"x-b3-traceid":"-","pid":{"no":"number"}}`: true,
	} {
		_, ok := decode(t, line)
		assert.Equal(t, want, ok, line)
	}
}

func TestTheObjectsOfALine(t *testing.T) {
	const whole = `{"ts":"2024-05-07T20:39:01","k":"connector-plugin","v":"x"}`
	for _, test := range []struct {
		name, line string
		objects    int
		torn       bool
	}{
		{"one", whole, 1, false},
		{"one between white space", " \t" + whole + " \r", 1, false},
		{"two", whole + whole, 2, false},
		{"none", "", 0, false},
		{"no object", `"connector-plugin"`, 0, true},
		{"no object and no needle", `12:00 INFO started`, 0, false},
		{"one behind zeros", "\x00\x00\x00" + whole, 1, false},
		{"one behind words", "INFO " + whole, 1, false},
		{"one behind words with a needle", "connector-plugin: " + whole, 1, false},
		{"two behind words with a needle", "connector-plugin: " + whole + whole, 2, false},
		{"one behind a text with a needle", `"connector-plugin": ` + whole, 1, true},
		{"one behind words between two", whole + "connector-plugin: " + whole, 2, true},
		{"one that is cut behind words with a needle", `connector-plugin: {"ts":`, 0, true},
		{"one with blanks", `x: { "ts" : "2024" , "k":"connector-plugin" }`, 1, false},
		{"as many as there are", strings.Repeat(whole, 10*mostFailed), 10 * mostFailed, false},
		{"one before words", whole + " INFO", 1, false},
		{"one before words with a needle", whole + " connector-plugin", 1, true},
		{"without its end", whole[:len(whole)-3], 0, true},
		{"without its start", whole[20:], 0, true},
		{"one inside another one", whole[:50] + whole + whole[50:], 1, true},
		{"one behind the start of another one", `{"ts":"2024-05-07T20:` + whole, 1, false},
		{"one behind another object", `{"a":1}` + whole, 2, false},
		{"a raw control sign", whole[:57] + "\x01" + whole[57:], 0, true},
		{"too many starts", strings.Repeat(`{"ts":`, mostFailed) + whole, 0, true},
		{"many starts", strings.Repeat(`{"ts":`, mostFailed-1) + whole, 1, false},
		{"a start in a text", strings.Replace(whole, `"x"`, `"{\"ts\":"`, 1), 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := fragments{rest: []byte(test.line), scan: known().scan}
			n := 0
			for _, ok := f.next(); ok; _, ok = f.next() {
				n++
			}
			assert.Equal(t, test.objects, n)
			assert.Equal(t, test.torn, f.torn)
			assert.Empty(t, f.rest)
		})
	}
}

func TestClippedTextsAreShortAndValid(t *testing.T) {
	long := rapid.SampledFrom([]string{"a", "é", "マ", "😀", "\xff", "\xe3\x83"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat("x", rapid.IntRange(0, 8).Draw(t, "before")) + strings.Repeat(long.Draw(t, "sign"), rapid.IntRange(0, 2*MostMessage).Draw(t, "times"))
		got := clip(text)
		require.LessOrEqual(t, len(got), MostMessage)
		require.True(t, utf8.ValidString(got))
		if valid := strings.ToValidUTF8(text, "\ufffd"); len(valid) <= MostMessage && len(text) <= MostMessage {
			require.Equal(t, valid, got)
		} else if utf8.ValidString(text) {
			require.True(t, strings.HasPrefix(text, got))
			require.Greater(t, len(got), MostMessage-utf8.UTFMax)
		}
	})
}

// TestFieldsAreReadAsTheyAreWritten has any string in a field come back.
func TestFieldsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringN(-1, -1, mostName-len(connectorKey)).Draw(rt, "text")
		data, err := json.Marshal(map[string]string{"k": connectorKey + text, "v": text, "sev": text, "tid": text})
		require.NoError(rt, err)
		f := fragments{rest: data, scan: known().scan}
		object, ok := f.next()
		require.True(rt, ok)
		e, ok := readEntry(object)
		require.True(rt, ok)
		require.Equal(rt, []string{connectorKey + text, text, text, text}, []string{e.head.Key, e.text, e.head.Severity, e.head.TID})
	})
}
