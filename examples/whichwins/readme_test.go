package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/fleet"
	"github.com/tacorder/tacorder/manifest/taco"
)

// between returns the part of a text between two others.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	require.True(t, ok, from)
	part, _, ok := strings.Cut(rest, to)
	require.True(t, ok, to)
	return part
}

// ruleTable is the table of rules in the README.
func ruleTable() string {
	var b strings.Builder
	b.WriteString("\n| rule | what Tableau does | basis |\n|---|---|---|\n")
	for _, r := range loader.Rules() {
		basis := string(r.Basis)
		if r.BasisNote != "" {
			basis += " (" + r.BasisNote + ")"
		}
		fmt.Fprintf(&b, "| [`%s`](loader/RULES.md#%s) | %s | %s |\n", r.ID, strings.ReplaceAll(string(r.ID), ".", ""), r.Statement, basis)
	}
	return b.String()
}

// stateTable is the table of the states of a signature in the README.
func stateTable() string {
	var b strings.Builder
	b.WriteString("\n| state | what holds | Tableau logs |\n|---|---|---|\n")
	for _, s := range taco.SignatureStates() {
		log := ""
		if s.Log != "" {
			log = "`" + s.Log + "`"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.State, s.Meaning, log)
	}
	return b.String()
}

// reasonTable is the table of the reasons for which nodes differ in the README.
func reasonTable() string {
	var b strings.Builder
	b.WriteString("\n| reason | what holds |\n|---|---|\n")
	for _, r := range fleet.Reasons() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", r.Reason, r.Meaning)
	}
	return b.String()
}

// callShown matches a call of the program and what it shows, to the end of its block.
var callShown = regexp.MustCompile("(?s)\\$ go run ./examples/whichwins ([^\n]*)\n(.*?)```")

// more stands at the end of an output of which only the begin is shown.
const more = "...\n"

// mostShown is how many lines of an output are shown of which the rest is not.
const mostShown = 24

// shownOutput is what the README shows of an output, which it had like that.
func shownOutput(out, had string) string {
	if !strings.HasSuffix(had, more) {
		return out
	}
	lines := strings.SplitAfter(out, "\n")
	end := strings.Count(strings.TrimSuffix(had, more), "\n")
	if end == 0 {
		end = mostShown
	}
	return strings.Join(lines[:min(end, len(lines))], "") + more
}

// firstDifference is the first line at which two texts differ, or "".
func firstDifference(want, have string) string {
	wants, haves := strings.Split(want, "\n"), strings.Split(have, "\n")
	for i := range max(len(wants), len(haves)) {
		w, h := "", ""
		if i < len(wants) {
			w = wants[i]
		}
		if i < len(haves) {
			h = haves[i]
		}
		if w != h {
			return fmt.Sprintf("line %d: want %q, have %q", i+1, w, h)
		}
	}
	return ""
}

// With UPDATE_README set, the tables and the outputs are written anew.
func TestTheReadmeShowsRealOutput(t *testing.T) {
	t.Chdir("../..")
	data, err := os.ReadFile("README.md")
	require.NoError(t, err)
	text := string(data)

	calls := 0
	want := callShown.ReplaceAllStringFunc(text, func(block string) string {
		calls++
		part := callShown.FindStringSubmatch(block)
		r := call(inPipe(nil), strings.Fields(strings.ReplaceAll(part[1], "'", ""))...) // as a shell takes quotes away
		require.Empty(t, r.stderr)
		return "$ go run ./examples/whichwins " + part[1] + "\n" + shownOutput(r.out, part[2]) + "```"
	})
	for _, part := range []struct{ from, to, want string }{
		{"<!-- rules -->\n", "<!-- /rules -->", ruleTable() + "\n"},
		{"<!-- states -->\n", "<!-- /states -->", stateTable() + "\n"},
		{"<!-- reasons -->\n", "<!-- /reasons -->", reasonTable() + "\n"},
	} {
		want = strings.Replace(want, part.from+between(t, want, part.from, part.to)+part.to, part.from+part.want+part.to, 1)
	}
	if os.Getenv("UPDATE_README") != "" {
		require.NoError(t, os.WriteFile("README.md", []byte(want), 0o644))
		return
	}
	assert.Empty(t, firstDifference(want, text), "run UPDATE_README=1 go test ./examples/whichwins")
	assert.GreaterOrEqual(t, calls, 6)

	code, err := os.ReadFile("examples/embed/main.go")
	require.NoError(t, err)
	flat := strings.Join(strings.Fields(string(code)), " ")
	assert.Contains(t, flat, strings.Join(strings.Fields(between(t, text, "```go\n", "```")), " "))
}
