package witness

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestNamesAreComparedAsPeopleCount(t *testing.T) {
	want := []string{"", "B", "log", "log.txt", "log_01.txt", "log_1.txt", "log_2.txt", "log_2a", "log_10.txt", "log_99999999999999999999999.txt", "logs"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, compareNames)
	assert.Equal(t, want, got)
}

func TestTheOrderOfNamesIsAnOrder(t *testing.T) {
	name := rapid.StringOfN(rapid.SampledFrom([]rune("019a.Z")), 0, 6, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := name.Draw(t, "a"), name.Draw(t, "b"), name.Draw(t, "c")
		assert.Equal(t, compareNames(a, b), -compareNames(b, a))
		assert.Equal(t, a == b, compareNames(a, b) == 0)
		if compareNames(a, b) <= 0 && compareNames(b, c) <= 0 {
			assert.LessOrEqual(t, compareNames(a, c), 0)
		}
	})
}

func TestTheFirstTimeIsThatOfTheFirstWholeLine(t *testing.T) {
	for _, c := range []struct{ name, head, want string }{
		{"a line", `{"ts":"2024-01-02T03:04:05.678","pid":1}`, "2024-01-02T03:04:05.678Z"},
		{"a line of a time", `{"ts":"2024-01-02T03:04:05"}`, "2024-01-02T03:04:05Z"},
		{"a line with blanks", `{ "ts" : "2024-01-02T03:04:05.678" , "pid": 1}`, "2024-01-02T03:04:05.678Z"},
		{"a line with many blanks", `{"ts":` + strings.Repeat(" ", 100) + `"2024-01-02T03:04:05"}`, "2024-01-02T03:04:05Z"},
		{"a line behind a file name", `log.txt:12:{"ts": "2024-01-02T03:04:05"}`, "2024-01-02T03:04:05Z"},
		{"a text before", `{"v":"ts","ts":"2024-01-02T03:04:05"}`, "2024-01-02T03:04:05Z"},
		{"a torn line before", `-05","pid":1}` + "\n" + `{"ts":"2024-01-02T03:04:05","pid":1}`, "2024-01-02T03:04:05Z"},
		{"no time before", `{"ts":"never","pid":1}` + "\n" + `{"ts":"2024-01-02T03:04:05","pid":1}`, "2024-01-02T03:04:05Z"},
		{"a time that is cut", `{"ts":"2024-01-02T`, ""},
		{"a time in a text", `{"v":"{\"ts\":\"2024-01-02T03:04:05\"}"}`, ""},
		{"many that are almost none", strings.Repeat(`"ts"`+strings.Repeat(" ", 40), 1000), ""},
		{"many that are none", strings.Repeat(`"ts":`, 10_000), ""},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if at := firstTime([]byte(c.head)); !at.IsZero() {
				got = at.Format("2006-01-02T15:04:05.999Z07:00")
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// TestRotatedLogsWithBlanksAreReadInTheOrderOfTheirTimes has logs as Python's json.dumps
// writes their lines, whose names tell another order than their times.
func TestRotatedLogsWithBlanksAreReadInTheOrderOfTheirTimes(t *testing.T) {
	log := func(name, hour, class string) Log {
		text := `{"ts": "2024-05-07T` + hour + `:00:00.000", "pid": 1, "tid": "a", "k": "connector-plugin-error", "v": "Class already registered: ` + class + `"}` + "\n"
		return Log{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	}
	r, err := Read(t.Context(), []Log{log("Logs/log.txt", "23", "c"), log("Logs/log_1.txt", "21", "a"), log("Logs/log_2.txt", "22", "b")}, Options{})
	require.NoError(t, err)
	var names []string
	for _, l := range r.Logs {
		names = append(names, l.Name)
	}
	assert.Equal(t, []string{"Logs/log_1.txt", "Logs/log_2.txt", "Logs/log.txt"}, names)
}
