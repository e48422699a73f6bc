package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
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

// With UPDATE_README set, the tables and the output of verify are written anew.
func TestTheReadmeShowsRealOutput(t *testing.T) {
	const readme = "../../README.md"
	data, err := os.ReadFile(readme)
	require.NoError(t, err)
	text := string(data)

	demo := between(t, text, "$ go run ./examples/whichwins demo\n", "```")
	got := call(inPipe(nil), "demo")
	assert.True(t, strings.HasPrefix(got.out, demo), "the README shows\n%s\nand the demo begins\n%s", demo, got.out[:min(len(got.out), len(demo))])
	assert.Greater(t, strings.Count(demo, "\n"), 8)

	const verify = "$ go run ./examples/whichwins verify "
	arguments := strings.Fields(between(t, text, verify, "\n"))
	t.Chdir("../..")
	verified := call(inPipe(nil), append([]string{"verify"}, arguments...)...).out
	t.Chdir("examples/whichwins")
	for _, part := range []struct{ from, to, want string }{
		{"<!-- rules -->\n", "<!-- /rules -->", ruleTable() + "\n"},
		{"<!-- states -->\n", "<!-- /states -->", stateTable() + "\n"},
		{verify + strings.Join(arguments, " ") + "\n", "```", verified},
	} {
		have := between(t, text, part.from, part.to)
		if os.Getenv("UPDATE_README") != "" {
			text = strings.Replace(text, part.from+have+part.to, part.from+part.want+part.to, 1)
			continue
		}
		assert.Equal(t, part.want, have, "run UPDATE_README=1 go test ./examples/whichwins")
	}
	if os.Getenv("UPDATE_README") != "" {
		require.NoError(t, os.WriteFile(readme, []byte(text), 0o644))
		return
	}

	code, err := os.ReadFile("../embed/main.go")
	require.NoError(t, err)
	flat := strings.Join(strings.Fields(string(code)), " ")
	assert.Contains(t, flat, strings.Join(strings.Fields(between(t, text, "```go\n", "```")), " "))
}
