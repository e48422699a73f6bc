package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/lint"
)

// checksFile is the page of the documentation. With UPDATE_README set it is written
// anew.
const checksFile = "../../loader/lint/CHECKS.md"

func TestTheChecksPageIsTheTable(t *testing.T) {
	r := call(linux(), "checks", "--format", "markdown")
	require.Equal(t, 0, r.code, r.stderr)
	if os.Getenv("UPDATE_README") != "" {
		require.NoError(t, os.WriteFile(checksFile, []byte(r.out), 0o644))
	}
	have, err := os.ReadFile(checksFile)
	require.NoError(t, err)
	assert.Empty(t, firstDifference(r.out, string(have)), "run UPDATE_README=1 go test ./examples/whichwins")
	assert.True(t, strings.HasPrefix(r.out, "# Checks\n\n<!-- Generated"))
	assert.Equal(t, len(lint.Checks()), strings.Count(r.out, "\n### "))
	last := 0
	for _, title := range []string{"The manifest's schema", "Packages", "Connectors", "Machines"} {
		at := strings.Index(r.out, "\n## "+title+"\n")
		assert.Greater(t, at, last, title)
		last = at
	}
	assert.Contains(t, r.out, "\n### version-default\n\nplugin-version is above 0.0.0")
	assert.Contains(t, r.out, "\n<a id=\"winner-changes-at-2022.2\"></a>\n\n### winner-changes-at-2022.2\n")
	assert.NotContains(t, r.out, "\n\n\n")
}

func TestTextOfChecks(t *testing.T) {
	r := call(linux(), "checks")
	require.Equal(t, 0, r.code, r.stderr)
	assert.Regexp(t, `(?m)^  version-default +warning\n      plugin-version is above`, r.out)
	for _, k := range lint.Checks() {
		assert.Contains(t, r.out, "\n  "+k.Code+" ")
	}
	assert.Contains(t, r.out, "\nMachines (")
	assert.True(t, strings.HasSuffix(r.out, "\nTo read why and what to do, run: whichwins checks CODE\n"))

	r = call(linux(), "checks", "version-default", "class-mismatch")
	require.Equal(t, 0, r.code, r.stderr)
	assert.True(t, strings.HasPrefix(r.out, "version-default\n  warning\n  plugin-version is above 0.0.0, the value of the SDK's samples.\n  From 2022.2"), r.out)
	assert.Contains(t, r.out, "\n  Basis: documented\n  Source: ")
	assert.Contains(t, r.out, "\n\nclass-mismatch\n  error\n")
	for _, args := range [][]string{{}, {"schema-*"}, {"version-default"}} {
		for line := range strings.Lines(call(onTerminal(40, map[string]string{"NO_COLOR": "1"}), append([]string{"checks"}, args...)...).out) {
			assert.LessOrEqual(t, columns(strings.TrimSuffix(line, "\n")), 40)
		}
	}
}

func TestJSONOfChecks(t *testing.T) {
	v := answer(t, linux(), "checks")
	assert.Equal(t, []string{"checks", "schema"}, keys(t, v))
	assert.Len(t, v["checks"], len(lint.Checks()))
	for _, k := range v["checks"].([]any) {
		assert.Equal(t, []string{"basis", "code", "help", "severity", "source", "statement"}, keys(t, k))
		for key, value := range k.(map[string]any) {
			assert.NotEmpty(t, value, "%s of %v", key, dig(k, "code"))
		}
	}
	v = answer(t, linux(), "checks", "version-default")
	assert.Equal(t, "version-default", dig(v, "checks", 0, "code"))
	assert.Len(t, v["checks"], 1)
}

func TestMarkdownOfSomeChecks(t *testing.T) {
	r := call(linux(), "checks", "version-default", "--format", "markdown")
	assert.True(t, strings.HasPrefix(r.out, "### version-default\n\n"), r.out)
	assert.Equal(t, 1, strings.Count(r.out, "### "))
}

func TestUsageErrorsOfChecks(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"version-defualt"}, `"version-defualt": no check has this code: there is version-default`},
		{[]string{"version-default", "weather"}, `"weather": no check has this code: whichwins checks lists them`},
		{[]string{""}, "whichwins checks lists them"},
		{[]string{"--format", "sarif"}, "use text or json or markdown with whichwins checks"},
		{[]string{"--release", "2022.2"}, "unknown flag: --release"},
	} {
		r := call(linux(), append([]string{"checks"}, c.args...)...)
		assert.Equal(t, 2, r.code, c.args)
		assert.Empty(t, r.out, c.args)
		assert.Contains(t, oneLine(t, r.stderr), c.says, c.args)
	}
}

func TestHelpOfLintAndChecks(t *testing.T) {
	for _, name := range []string{"lint", "checks"} {
		r := call(linux(), name, "--help")
		assert.Equal(t, 0, r.code)
		assert.Contains(t, r.out, "Usage:\n  whichwins "+name+" [")
		assert.Equal(t, r.out, call(linux(), "help", name).out)
	}
	assert.Contains(t, call(linux(), "lint", "--help").out, "--fail-on WORD")
}
