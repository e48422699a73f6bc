package main

import (
	"os"
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
	assert.Equal(t, []string{"after", "before", "change", "class", "content"}, keys(t, class))
	assert.Equal(t, "changes", dig(class, "change"))
	assert.Equal(t, decisionKeys, keys(t, dig(class, "before")))
	candidate := dig(v, "candidates", 0)
	assert.Equal(t, []string{"after", "before", "class", "content", "location"}, keys(t, candidate))
	assert.Equal(t, "same", dig(candidate, "content"))
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

func TestAnUpgradeWithTheSameVersionIsTold(t *testing.T) {
	dir := t.TempDir()
	data, err := pack(map[string][]byte{"manifest.xml": []byte(xml("heron_jdbc", "1.10.0")), "dialog.tcd": []byte("<y/>"), "dialect.tdd": []byte("<x/>")})
	require.NoError(t, err)
	writeFile(t, string(data), dir, "HERON_JDBC.taco")
	add := []string{"diff", "--inventory", sampleFile, "--add", "repository=" + filepath.Join(dir, "HERON_JDBC.taco")}
	r := call(linux(), add...)
	assert.Contains(t, r.out, "heron_jdbc has another winner", "the name is another one, in letters")
	assert.Contains(t, r.out, "after: not there", "the old file was written over, as Windows does")
	v := answer(t, linux(), add...)
	assert.Equal(t, "other", dig(v, "classes", 0, "content"))
	require.NoError(t, os.Rename(filepath.Join(dir, "HERON_JDBC.taco"), filepath.Join(dir, "heron_jdbc.taco")))
	r = call(linux(), "diff", "--inventory", sampleFile, "--add", "repository="+filepath.Join(dir, "heron_jdbc.taco"))
	assert.Contains(t, r.out, "heron_jdbc keeps its winner, which has other content")
	assert.Contains(t, r.out, "  other content\n")
	r = call(linux(), "diff", "--inventory", sampleFile, "--remove", `c:\users\ANN\documents\my tableau repository\connectors\plover_jdbc.taco`, "--release", "2023.1")
	assert.Contains(t, r.out, "plover_jdbc loses its winner")
	r = call(linux(), "diff", "--inventory", sampleFile, "--remove", `C:/Users/ann/Documents/My Tableau Repository/Connectors/plover_jdbc.taco`, "--release", "2023.1")
	assert.Contains(t, r.out, "plover_jdbc loses its winner")
}

func TestAnAdditionOverALinkReplacesIt(t *testing.T) {
	root, new := t.TempDir(), t.TempDir()
	writePackage(t, xml("x", "1.0"), root, "C", "Program Files", "Tableau", "Connectors", "Xy.taco")
	writePackage(t, xml("x", "2.0"), new, "y.taco")
	require.NoError(t, os.MkdirAll(filepath.Join(root, "C", "Dev"), 0o755))
	require.NoError(t, os.Symlink("../Program Files/Tableau/Connectors/Xy.taco", filepath.Join(root, "C", "Dev", "Y.taco")))
	host := []string{"--root", root, "--os", "windows", "--product", "desktop", "--release", "2021.1", "--dev-path", `C:\Dev`}
	assert.Contains(t, call(linux(), host...).out, " Y.taco\n", "the place that was taken")
	r := call(linux(), append([]string{"diff", "--add", "dev=" + filepath.Join(new, "y.taco")}, host...)...)
	assert.Contains(t, r.out, `after: 2.0 dev, C:\Dev\y.taco`)
	assert.NotContains(t, r.out, "shadowed")
}

func TestAnAdditionIsVerifiedAndLimitedAsTheRestIs(t *testing.T) {
	dir, new := t.TempDir(), t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "a.taco")
	writePackage(t, xml("x", "2.0"), new, "b.taco")
	huge := xml("y", "1.0") + strings.Repeat("<!-- -->", 1<<19)
	writePackage(t, huge, new, "huge.taco")
	args := []string{"diff", "--no-defaults", "--dev-path", dir, "--add", "dev=" + filepath.Join(new, "b.taco")}
	assert.Contains(t, call(linux(), append(args, "--signatures")...).out, "It fails when somebody connects")
	file := filepath.Join(t.TempDir(), "s.json")
	require.Equal(t, 0, call(linux(), "snapshot", "--no-defaults", "--dev-path", dir, "--signatures", "-o", file).code)
	flat := strings.Join(strings.Fields(call(linux(), "diff", "--inventory", file, "--add", "dev="+filepath.Join(new, "b.taco")).out), " ")
	assert.Contains(t, flat, "b.taco was not verified")
	r := call(linux(), "diff", "--no-defaults", "--dev-path", dir, "--add", "dev="+filepath.Join(new, "huge.taco"), "--assume", "manifest-size=99999999")
	assert.Contains(t, r.out, "y gains a winner")
}

func TestAnAdditionToATierThatWasNotReadLeavesItUnknown(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "x.taco")
	v := answer(t, linux(), "diff", "--inventory", sampleFile, "--release", "2023.1", "--add", "built-in="+filepath.Join(dir, "x.taco"))
	assert.Equal(t, `C:\Program Files\Tableau\Tableau 2023.1\bin\connectors\x.taco`, dig(v, "candidates", 0, "location"))
	assert.Contains(t, dig(v, "after", "notes", 0), "No built-in directory of Tableau 2023.1 was read")
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
