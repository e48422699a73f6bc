package main

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// keys are the keys of a decoded object, sorted.
func keys(t *testing.T, v any) []string {
	t.Helper()
	m, ok := v.(map[string]any)
	require.True(t, ok, "no object: %v", v)
	return slices.Sorted(maps.Keys(m))
}

var (
	hostKeys       = []string{"assume", "os", "product", "release"}
	directoryKeys  = []string{"path", "state", "tier"}
	contestKeys    = []string{"class", "decisions", "winner"}
	decisionKeys   = []string{"assumes", "location", "name", "outcome", "packaged", "plugin_version", "problems", "reason", "tier"}
	unreadableKeys = []string{"assumes", "location", "outcome", "packaged", "problems", "reason", "tier"}
	reasonKeys     = []string{"against", "basis", "other", "rule", "text", "value"}
	problemKeys    = []string{"code", "column", "line", "message", "severity"}
	resolveKeys    = []string{"classes", "directories", "host", "notes", "rule", "schema", "unreadable"}
)

func TestJSONOfResolve(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "a.taco")
	writeFolder(t, xml("x", "2.0"), dir, "b")
	writeFile(t, "<broken", dir, "c", "manifest.xml")
	v := answer(t, linux(), "--dev-path", dir, "--no-defaults", "--release", "2022.2", "--assume", "platforms=ignored")

	assert.Equal(t, resolveKeys, keys(t, v))
	assert.Equal(t, 1.0, v["schema"])
	assert.Equal(t, hostKeys, keys(t, v["host"]))
	assert.Equal(t, map[string]any{"product": "server", "os": "linux", "release": "2022.2", "assume": map[string]any{"platforms": "ignored"}}, v["host"])
	assert.Equal(t, "highest-version-wins", v["rule"])
	assert.Equal(t, []any{map[string]any{"tier": "dev", "path": dir, "state": "read"}}, v["directories"])
	class := dig(v, "classes", 0)
	assert.Equal(t, contestKeys, keys(t, class))
	assert.Equal(t, dir+"/b", dig(class, "winner"))
	for i := range 2 {
		assert.Equal(t, decisionKeys, keys(t, dig(class, "decisions", i)))
		assert.Equal(t, reasonKeys, keys(t, dig(class, "decisions", i, "reason")))
		assert.NotNil(t, dig(class, "decisions", i, "assumes"))
		assert.NotNil(t, dig(class, "decisions", i, "problems"))
	}
	unreadable := dig(v, "unreadable", 0)
	assert.Equal(t, unreadableKeys, keys(t, unreadable))
	assert.Equal(t, reasonKeys, keys(t, dig(unreadable, "reason")))
	assert.Equal(t, problemKeys, keys(t, dig(unreadable, "problems", 0)))
	assert.NotNil(t, v["notes"])
}

func TestJSONOfResolveWithSignatures(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "2.0"), dir, "a.taco")
	writePackage(t, xml("x", "1.0"), dir, "b.taco")
	writeFolder(t, xml("x", "1.0"), dir, "c")
	writeFile(t, "not a zip", dir, "d.taco")
	args := []string{"--dev-path", dir, "--no-defaults", "--release", "2022.2", "--signatures"}
	with := func(more ...string) []string { return slices.Sorted(slices.Values(slices.Concat(decisionKeys, more))) }

	v := answer(t, linux(), args...)
	assert.Equal(t, hostKeys, keys(t, v["host"]))
	winner := dig(v, "classes", 0, "decisions", 0)
	assert.Equal(t, with("signature", "at_connection"), keys(t, winner))
	assert.Equal(t, reasonKeys, keys(t, dig(winner, "at_connection")))
	assert.Equal(t, []string{"detail", "signers", "state"}, keys(t, dig(winner, "signature")))
	assert.Equal(t, "unsigned", dig(winner, "signature", "state"))
	assert.Equal(t, []any{}, dig(winner, "signature", "signers"))
	assert.Equal(t, with("signature"), keys(t, dig(v, "classes", 0, "decisions", 1)))
	assert.Equal(t, decisionKeys, keys(t, dig(v, "classes", 0, "decisions", 2)))
	unreadable := dig(v, "unreadable", 0)
	assert.Equal(t, slices.Sorted(slices.Values(append(slices.Clone(unreadableKeys), "signature"))), keys(t, unreadable))
	assert.Equal(t, "malformed", dig(unreadable, "signature", "state"))

	v = answer(t, linux(), append(args, "--disable-signature-verification")...)
	assert.Equal(t, true, dig(v, "host", "disable_signature_verification"))
	assert.Equal(t, with("signature"), keys(t, dig(v, "classes", 0, "decisions", 0)))

	v = answer(t, linux(), append([]string{"explain", "x"}, args...)...)
	assert.Equal(t, with("signature", "at_connection"), keys(t, dig(v, "class", "decisions", 0)))
}

func TestJSONOfVerify(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "a.taco")
	r := call(linux(), "verify", "--format", "json", filepath.Join(dir, "none.taco"), filepath.Join(dir, "a.taco"))
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.stderr)
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.out), &v))
	assert.Equal(t, []string{"packages", "schema"}, keys(t, v))
	assert.Equal(t, 1.0, v["schema"])
	for i, want := range []struct{ file, state string }{{"none.taco", "malformed"}, {"a.taco", "unsigned"}} {
		assert.Equal(t, []string{"detail", "file", "signers", "state"}, keys(t, dig(v, "packages", i)))
		assert.Equal(t, filepath.Join(dir, want.file), dig(v, "packages", i, "file"))
		assert.Equal(t, want.state, dig(v, "packages", i, "state"))
		assert.Equal(t, []any{}, dig(v, "packages", i, "signers"))
	}
}

func TestJSONIsIndentedOnATerminalAndNeverEscaped(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a<b>&c")
	writePackage(t, xml("x", "1.0"), dir, "a.taco")
	for _, args := range [][]string{{}, {"explain", "x"}, {"directories"}} {
		args = append(args, "--format", "json", "--no-defaults", "--dev-path", dir)
		people, program := call(onTerminal(80, nil), args...), call(linux(), args...)
		require.Equal(t, 0, people.code, people.stderr)
		require.Equal(t, 0, program.code, program.stderr)
		assert.True(t, strings.HasPrefix(people.out, "{\n  \"schema\": 1,\n  \"host\": {\n    \"product\""), people.out)
		assert.True(t, strings.HasSuffix(people.out, "\n}\n"))
		assert.True(t, strings.HasPrefix(program.out, `{"schema":1,"host":{"product":`), program.out)
		assert.Equal(t, 1, strings.Count(program.out, "\n"))
		assert.JSONEq(t, people.out, program.out)
		assert.Contains(t, program.out, "a<b>&c")
		assert.NotContains(t, people.out+program.out, `\u003c`)
	}
}

func TestJSONWithNothing(t *testing.T) {
	v := answer(t, linux(), "--no-defaults")
	for _, key := range []string{"directories", "classes", "unreadable"} {
		assert.Equal(t, []any{}, v[key], key)
	}
	assert.Equal(t, map[string]any{}, dig(v, "host", "assume"))
	assert.Equal(t, []any{}, answer(t, linux(), "directories", "--no-defaults")["directories"])
}

func TestJSONOfExplain(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "a.taco")
	v := answer(t, linux(), "explain", "x", "--no-defaults", "--dev-path", dir)
	assert.Equal(t, []string{"class", "host", "notes", "schema", "text"}, keys(t, v))
	assert.Equal(t, hostKeys, keys(t, v["host"]))
	assert.Equal(t, contestKeys, keys(t, v["class"]))
	assert.Equal(t, dir+"/a.taco", dig(v, "class", "winner"))
	assert.Equal(t, decisionKeys, keys(t, dig(v, "class", "decisions", 0)))
	assert.Contains(t, dig(v, "text", 0), dir+"/a.taco")
	assert.NotNil(t, v["notes"])
}

func TestJSONOfDirectories(t *testing.T) {
	v := answer(t, linux(), "directories", "--product", "desktop")
	assert.Equal(t, []string{"directories", "host", "schema"}, keys(t, v))
	for _, d := range v["directories"].([]any) {
		assert.Equal(t, directoryKeys, keys(t, d))
	}
}

func TestJSONOfRules(t *testing.T) {
	v := answer(t, linux(), "rules")
	assert.Equal(t, []string{"rules", "schema"}, keys(t, v))
	assert.Len(t, v["rules"], 23)
	for _, r := range v["rules"].([]any) {
		assert.Equal(t, []string{"basis", "basis_note", "options", "rule", "source", "statement"}, keys(t, r))
		require.NotNil(t, dig(r, "options"))
		for _, o := range dig(r, "options").([]any) {
			assert.Equal(t, []string{"effect", "value"}, keys(t, o))
		}
	}
}

func TestJSONOfDemo(t *testing.T) {
	v := answer(t, linux(), "demo")
	assert.Equal(t, []string{"resolutions", "schema"}, keys(t, v))
	require.Len(t, v["resolutions"], 2)
	for i, release := range []string{"2022.1", "2022.2"} {
		r := dig(v, "resolutions", i)
		assert.Equal(t, resolveKeys, keys(t, r))
		assert.Equal(t, release, dig(r, "host", "release"))
	}
}
