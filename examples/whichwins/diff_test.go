package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJSONOfDiff(t *testing.T) {
	v := answer(t, linux(), "diff", "--inventory", sampleFile, "--release", "2022.1..2022.2")
	assert.Equal(t, []string{"after", "before", "candidates", "classes", "schema"}, keys(t, v))
	assert.Equal(t, []string{"host", "notes", "rule"}, keys(t, v["before"]))
	assert.Equal(t, "2022.1", dig(v, "before", "host", "release"))
	assert.Equal(t, "highest-version-wins", dig(v, "after", "rule"))
	require.Len(t, v["classes"], 1, "the built-in of the next release is no other winner")
	class := dig(v, "classes", 0)
	assert.Equal(t, []string{"after", "before", "change", "class"}, keys(t, class))
	assert.Equal(t, "changes", dig(class, "change"))
	assert.Equal(t, decisionKeys, keys(t, dig(class, "before")))
	candidate := dig(v, "candidates", 0)
	assert.Equal(t, []string{"after", "before", "class", "location"}, keys(t, candidate))
	assert.Equal(t, "loaded", dig(candidate, "before", "outcome"))
	assert.Equal(t, "shadowed", dig(candidate, "after", "outcome"))
}

func TestDiffOfEdits(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("heron_jdbc", "2.0"), dir, "heron_new.taco")
	writePackage(t, xml("x", "1.0"), dir, "x.taco")
	writeFolder(t, xml("y", "1.0"), dir, "y")
	const repository = `C:\Users\ann\Documents\My Tableau Repository\Connectors`
	for _, c := range []struct {
		name string
		args []string
		want []string
	}{
		{"an upgrade beside the old one", []string{"--add", "shared=" + filepath.Join(dir, "heron_new.taco")},
			[]string{`heron_jdbc has another winner`, `after: 2.0 shared, C:\Program Files\Tableau\Connectors\heron_new.taco`}},
		{"the winner goes", []string{"--remove", repository + `\heron_jdbc.taco`},
			[]string{"heron_jdbc has another winner", "after: 1.0.7 shared", "after: not there"}},
		{"a class comes", []string{"--add", "repository=" + filepath.Join(dir, "x.taco")},
			[]string{"x gains a winner", "before: nothing loads", `after: 1.0 repository, ` + repository + `\x.taco`}},
		{"a folder comes to the dev path", []string{"--add", "dev=" + filepath.Join(dir, "y") + "/"}, []string{"y gains a winner", `C:\dev\connectors\y`}},
		{"the last one goes", []string{"--remove", repository + `\plover_jdbc.taco`, "--release", "2023.1"},
			[]string{"plover_jdbc loses its winner", "after: nothing loads"}},
		{"both, in order", []string{"--add", "repository=" + filepath.Join(dir, "x.taco"), "--remove", repository + `\x.taco`}, []string{"Nothing changes."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(linux(), append([]string{"diff", "--inventory", sampleFile}, c.args...)...)
			require.Equal(t, 0, r.code, r.stderr)
			flat := strings.Join(strings.Fields(r.out), " ")
			for _, want := range c.want {
				assert.Contains(t, flat, want)
			}
		})
	}
}

func TestAnAdditionToATierWithoutADirectoryStandsWhereItIs(t *testing.T) {
	dir := t.TempDir()
	writeFolder(t, xml("y", "1.0"), dir, "y")
	r := call(linux(), "diff", "--no-defaults", "--add", "dev="+filepath.Join(dir, "y"), "--format", "json")
	assert.Contains(t, r.out, `"location":"`+filepath.Join(dir, "y")+`"`)
}

func TestDiffOfTwoSnapshots(t *testing.T) {
	one, three := filepath.Join(sampleFleet, "node1.json"), filepath.Join(sampleFleet, "node3.json")
	v := answer(t, linux(), "diff", one, three)
	assert.Equal(t, "2022.2", dig(v, "before", "host", "release"))
	assert.Equal(t, "2022.1", dig(v, "after", "host", "release"))
	var changes []string
	for _, c := range v["classes"].([]any) {
		changes = append(changes, dig(c, "class").(string)+" "+dig(c, "change").(string))
	}
	assert.Equal(t, []string{"heron_jdbc changes", "wren_jdbc loses"}, changes)
	v = answer(t, linux(), "diff", one, three, "--release", "2022.2")
	assert.Equal(t, "2022.2", dig(v, "after", "host", "release"))
	assert.Len(t, v["classes"], 1)
	same := call(linux(), "diff", one, one)
	assert.Contains(t, same.out, "Nothing changes.")
}

func TestWhatADiffIsAskedMustMakeSense(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "x", dir, "note.txt")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{}, 2, "something to compare"},
		{[]string{"a"}, 2, "two snapshots or none"},
		{[]string{"a", "b"}, 1, "no such file"},
		{[]string{"a", "b", "--inventory", "c"}, 2, "leave --inventory out"},
		{[]string{"--release", "2022.2"}, 2, "something to compare"},
		{[]string{"--release", "2022.2..2022.2"}, 2, "something to compare"},
		{[]string{"--release", "2022.2.."}, 2, "release"},
		{[]string{"--add", "attic=x"}, 2, "write TIER=PATH"},
		{[]string{"--add", "dev=" + filepath.Join(dir, "none")}, 2, "no such file"},
		{[]string{"--add", "dev=" + filepath.Join(dir, "note.txt")}, 2, "neither a .taco file nor a folder"},
		{[]string{"--remove", ""}, 2, "name a location"},
		{[]string{"--remove", "/none"}, 2, "no candidate stands there"},
		{[]string{"--format", "html", "--release", "2022.1..2022.2"}, 2, "use text or json"},
	} {
		r := call(linux(), append([]string{"diff", "--no-defaults"}, c.args...)...)
		if len(c.args) > 1 && c.args[0] == "a" {
			r = call(linux(), append([]string{"diff"}, c.args...)...)
		}
		assert.Equal(t, c.code, r.code, "%q", c.args)
		assert.Contains(t, oneLine(t, r.stderr), c.says)
		assert.Empty(t, r.out)
	}
}
