package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/witness"
)

// wordingsFile is the page of the documentation. With UPDATE_README set it is written
// anew.
const wordingsFile = "../../loader/witness/WORDINGS.md"

func TestTheWordingsPageIsTheTable(t *testing.T) {
	r := call(linux(), "wordings", "--format", "markdown")
	require.Equal(t, 0, r.code, r.stderr)
	if os.Getenv("UPDATE_README") != "" {
		require.NoError(t, os.WriteFile(wordingsFile, []byte(r.out), 0o644))
	}
	have, err := os.ReadFile(wordingsFile)
	require.NoError(t, err)
	assert.Empty(t, firstDifference(r.out, string(have)), "run UPDATE_README=1 go test ./examples/whichwins")
	assert.True(t, strings.HasPrefix(r.out, "# Wordings\n\n<!-- Generated"))
	assert.Equal(t, len(witness.Wordings()), strings.Count(r.out, "\n### "))
	assert.Contains(t, r.out, "\n## collision\n\n### ")
	assert.Contains(t, r.out, "\n\n`Class already registered: {class}`\n\n- Key: ")
	assert.NotContains(t, r.out, "\n\n\n")
	for _, w := range witness.Wordings() {
		assert.NotEmpty(t, w.Releases, w.ID)
		assert.NotEmpty(t, w.Source, w.ID)
	}
}

func TestTextOfWordings(t *testing.T) {
	r := call(linux(), "wordings")
	require.Equal(t, 0, r.code, r.stderr)
	assert.Regexp(t, `(?m)^collision \([0-9]+\)\n  \S+\n      Class already registered: \{class\}\n      Key: .+\n      Seen in: .+\n      Source: `, r.out)
	for _, w := range witness.Wordings() {
		assert.Contains(t, r.out, "\n  "+w.ID+"\n")
	}
	for line := range strings.Lines(call(onTerminal(40, map[string]string{"NO_COLOR": "1"}), "wordings").out) {
		assert.LessOrEqual(t, columns(strings.TrimSuffix(line, "\n")), 40)
	}
}

func TestJSONOfWordings(t *testing.T) {
	v := answer(t, linux(), "wordings")
	assert.Equal(t, []string{"schema", "wordings"}, keys(t, v))
	assert.Len(t, v["wordings"], len(witness.Wordings()))
	for _, w := range v["wordings"].([]any) {
		assert.Equal(t, []string{"id", "key", "kind", "releases", "source", "text"}, keys(t, w))
	}
}

func TestUsageErrorsOfWordings(t *testing.T) {
	for _, args := range [][]string{{"x"}, {"--format", "sarif"}, {"--release", "2022.2"}} {
		r := call(linux(), append([]string{"wordings"}, args...)...)
		assert.Equal(t, 2, r.code, args)
		assert.Empty(t, r.out, args)
		oneLine(t, r.stderr)
	}
}
