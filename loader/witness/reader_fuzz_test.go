package witness_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/witness"
)

// connectorLinesOf are the numbers of the lines that are a log line about connectors.
func connectorLinesOf(log []byte) (numbers []int) {
	for i, text := range bytes.Split(log, []byte{'\n'}) {
		var line map[string]json.RawMessage // by the exact names, of which the last counts
		if i == 0 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		plain := bytes.Contains(text, []byte(`connector-plugin`)) // not with its signs escaped
		var key string
		if plain && json.Unmarshal(text, &line) == nil && json.Unmarshal(line["k"], &key) == nil &&
			strings.HasPrefix(key, "connector-plugin") && line["v"] != nil && string(line["v"]) != "null" {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

func FuzzReader(f *testing.F) {
	var all strings.Builder
	of := examples(f)
	for _, w := range witness.Wordings() {
		text := logLine(of[w.ID].key, of[w.ID].v)
		f.Add([]byte(text))
		all.WriteString(text)
	}
	one := collision("heron")
	f.Add([]byte(all.String()))
	f.Add([]byte("\ufeff" + one + "\r\n" + one[:90] + one + "\x00\n" + one[:100]))
	f.Add([]byte(`{"k":"connector-plugin-error","v":"a\nBad key usage\n\nb"}` + "\n" + `{"k":"connector-plugin","v":null}`))
	f.Add([]byte("connector-plugin/log.txt:12:" + strings.ReplaceAll(one, `":`, `": `) + strings.Replace(one, `"k"`, `"K":1,"\\u006b":2,"k"`, 1)))
	f.Add([]byte("connector-plugin\n{\"ts\":{\"ts\":\xff\n\n"))
	f.Fuzz(func(t *testing.T, log []byte) {
		events, state := readLog(t, bytes.NewReader(log))
		lines := bytes.Count(log, []byte{'\n'})
		if len(log) > 0 && log[len(log)-1] != '\n' {
			lines++
		}
		assert.Equal(t, lines, state.Lines)
		assert.EqualValues(t, len(log), state.Bytes)
		assert.Equal(t, len(events), state.Events)
		assert.Equal(t, witness.LogRead, state.Status)
		assert.True(t, slices.IsSortedFunc(events, func(a, b witness.Event) int { return a.Line - b.Line }))
		told := make(map[int]bool)
		for _, e := range events {
			told[e.Line] = true
			checkEvent(t, e, lines)
		}
		for _, number := range connectorLinesOf(log) {
			assert.True(t, told[number], "line %d gives no event", number)
		}
		for _, s := range state.Skipped {
			assert.Positive(t, s.Count)
			assert.LessOrEqual(t, 1, s.First)
			assert.LessOrEqual(t, s.First+s.Count-1, lines)
		}
		for _, r := range []io.Reader{iotest.OneByteReader(bytes.NewReader(log)), iotest.HalfReader(iotest.DataErrReader(bytes.NewReader(log)))} {
			again, stateAgain := readLog(t, r)
			require.Equal(t, events, again)
			require.Equal(t, state, stateAgain)
		}
	})
}

// checkEvent looks at what holds of every event.
func checkEvent(t *testing.T, e witness.Event, lines int) {
	assert.Contains(t, witness.Kinds(), e.Kind)
	assert.Equal(t, e.Kind == witness.Other, e.Wording == "")
	assert.True(t, 1 <= e.Line && e.Line <= lines)
	assert.Equal(t, 1, e.Times)
	assert.False(t, e.Inferred)
	assert.True(t, e.Code == "" || len(e.Code) == 8)
	for _, name := range []string{e.Key, e.TID, e.Severity} {
		assert.LessOrEqual(t, len(name), 128)
	}
	for _, text := range []string{e.Class, e.Path, e.Module, e.Version, e.Reason, e.Key, e.Severity, e.Message, e.TID} {
		assert.LessOrEqual(t, len(text), witness.MostMessage)
		assert.True(t, utf8.ValidString(text))
	}
}
