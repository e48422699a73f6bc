package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
)

// inFolder makes a fresh folder the working directory, so that paths are short and the
// same everywhere.
func inFolder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
}

// here is a machine with the system of the one that the test runs on, whose paths it
// is given.
func here() machine {
	m := linux()
	m.goos = runtime.GOOS
	return m
}

// lintsOf calls lint for findings of some checks and returns its lines, each as
// "file:line:column code".
func lintsOf(t *testing.T, args ...string) []string {
	t.Helper()
	r := call(here(), append([]string{"lint", "--format", "json"}, args...)...)
	require.NotEqual(t, 2, r.code, r.stderr)
	return foundIn(t, r.out)
}

// foundIn reads the JSON of lint.
func foundIn(t *testing.T, out string) []string {
	t.Helper()
	var report struct {
		Findings []struct {
			File, Code   string
			Line, Column int
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	found := []string{}
	for _, f := range report.Findings {
		found = append(found, placeWords(f.File, manifest.Span{Line: f.Line, Column: f.Column})+" "+f.Code)
	}
	return found
}

func TestLintTakesEachKindOfPath(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "plugins", "heron")
	writeFolder(t, xml("inner", "0.0.0"), "plugins", "heron", "inner")
	writePackage(t, xml("wren", "0.0.0"), "plugins", "deep", "er", "wren.TACO")
	writeFolder(t, xml("hidden", "0.0.0"), "plugins", ".git", "hidden")
	writePackage(t, xml("hidden", "0.0.0"), "plugins", ".hidden.taco")
	writeFile(t, "text", "plugins", "README.md")
	writeFile(t, xml("alone", "0.0.0"), "alone", "manifest.xml")
	writeFile(t, "", "alone", ".DS_Store")
	writeFile(t, xml("other", "0.0.0"), "other.XML")
	const at, heron, wren = ":2:67 version-default", "plugins/heron/manifest.xml:2:67 version-default", "plugins/deep/er/wren.TACO/manifest.xml:2:66 version-default"
	for _, c := range []struct {
		name  string
		paths []string
		want  []string
	}{
		{"a folder", []string{"plugins/heron"}, []string{heron}},
		{"a folder with a slash", []string{"plugins/heron/"}, []string{heron}},
		{"a directory", []string{"plugins"}, []string{wren, heron}},
		{"a directory above, as it is written", []string{"./plugins/heron/.."}, []string{strings.Replace(wren, "plugins/", "plugins/heron/../", 1), strings.Replace(heron, "plugins/", "plugins/heron/../", 1)}},
		{"the working directory", []string{"."}, []string{"alone/manifest.xml" + at, wren, heron}},
		{"a package", []string{"plugins/deep/er/wren.TACO"}, []string{wren}},
		{"a manifest beside others", []string{"plugins/heron/manifest.xml"}, []string{heron}},
		{"a manifest alone", []string{"alone/manifest.xml"}, []string{"alone/manifest.xml" + at}},
		{"a manifest of another name", []string{"./other.XML"}, []string{"other.XML" + at}},
		{"the order is that of the paths", []string{"plugins/heron", "plugins/deep"}, []string{heron, wren}},
		{"what is named twice is looked at once", []string{"plugins/heron", "plugins", "./plugins/heron/manifest.xml", "plugins"}, []string{heron, wren}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, lintsOf(t, append([]string{"--enable", "version-default"}, c.paths...)...))
		})
	}
	t.Chdir("plugins/heron")
	for _, path := range []string{".", "manifest.xml", "./manifest.xml", "../heron/."} {
		want := "manifest.xml" + at
		if strings.HasPrefix(path, "..") {
			want = "../heron/" + want
		}
		assert.Equal(t, []string{want}, lintsOf(t, "--enable", "version-default", path), path)
	}
}

func TestLintFollowsLinksToConnectorsAndNotesOthers(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "out", "heron")
	writePackage(t, xml("wren", "0.0.0"), "out", "w")
	require.NoError(t, os.Mkdir("in", 0o755))
	symlink(t, filepath.Join("..", "out", "heron"), "in", "connector")
	symlink(t, filepath.Join("..", "out"), "in", "link")
	symlink(t, filepath.Join("..", "out"), "in", "folder.taco")
	symlink(t, ".", "in", "circle")
	symlink(t, filepath.Join("..", "out", "w"), "in", "package.taco")
	want := []string{"in/connector/manifest.xml:2:67 version-default", "in/package.taco/manifest.xml:2:66 version-default"}
	assert.Equal(t, want, lintsOf(t, "--enable", "version-default", "in"))
	assert.Contains(t, strings.Join(strings.Fields(call(here(), "lint", "in").out), " "), "Links to folders of others were not followed: in/circle, in/folder.taco, in/link.")
	assert.Equal(t, []string{"in/link/heron/manifest.xml:2:67 version-default"}, lintsOf(t, "--enable", "version-default", "in/link"), "one that is named is followed")
}

func TestWhatCannotBeLookedAtStopsNoOther(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "1.0.0"), "heron")
	writeFile(t, "text", "text.txt")
	require.NoError(t, os.Mkdir("empty", 0o755))
	r := call(here(), "lint", "--enable", "version-default", "none", "heron", "text.txt", "", "empty", "no\x1b[2J.taco")
	assert.Equal(t, 2, r.code)
	assert.Equal(t, "No findings in 1 connector.\n", r.out)
	lines := strings.Split(strings.TrimSuffix(r.stderr, "\n"), "\n")
	require.Len(t, lines, 5)
	for i, says := range []string{
		"none: ", "text.txt: it is neither a package nor a manifest", `"": the name is empty`, "empty: there is no connector in it", `no\u001b[2J.taco: `,
	} {
		assert.True(t, strings.HasPrefix(lines[i], "whichwins: "+says), lines[i])
	}
	assert.Contains(t, lines[0], "correct the name")

	r = call(here(), "lint", "none")
	assert.Equal(t, 2, r.code)
	assert.Empty(t, r.out)
	r = call(here(), "lint", "none", "--format", "json")
	assert.Equal(t, 2, r.code)
	assert.JSONEq(t, `{"schema":1,"findings":[]}`, r.out)
}

func TestLintTellsOfLinksThatLeadNowhere(t *testing.T) {
	for name, link := range map[string]string{
		"a manifest":              filepath.Join("in", "heron", "manifest.xml"),
		"a package":               filepath.Join("in", "deep", "heron.taco"),
		"a manifest behind links": filepath.Join("out", "manifest.xml"),
	} {
		t.Run(name, func(t *testing.T) {
			inFolder(t)
			writeFolder(t, xml("wren", "1.0.0"), "in", "wren")
			symlink(t, filepath.Join("..", "out"), "in", "linked")
			symlink(t, "none", link)
			r := call(here(), "lint", "in", "--enable", "version-default")
			assert.Equal(t, 2, r.code)
			assert.Contains(t, oneLine(t, r.stderr), filepath.Base(link)+": the link leads nowhere")
			assert.Equal(t, "No findings in 1 connector.\n", r.out)
			assert.Contains(t, oneLine(t, call(here(), "lint", link).stderr), "the link leads nowhere", "one that is named")
		})
	}
	inFolder(t)
	writeFolder(t, xml("wren", "1.0.0"), "in", "wren")
	symlink(t, "none", "in", "README.md")
	assert.Empty(t, lintsOf(t, "in", "--enable", "version-default"), "other links do not matter")
}

func TestOneConnectorIsLintedOnceHoweverItIsNamed(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "a")
	wd, err := os.Getwd()
	require.NoError(t, err)
	whole := filepath.Join(wd, "a")
	for _, c := range [][]string{{"a", "a/"}, {"a", whole}, {"a", "./a/."}, {"a", "a/../a"}, {"a", "a/manifest.xml"}, {"a", "."}} {
		assert.Equal(t, []string{"a/manifest.xml:2:67 version-default"}, lintsOf(t, append(c, "--enable", "version-default")...), c)
	}
	assert.Equal(t, []string{filepath.ToSlash(whole) + "/manifest.xml:2:67 version-default"}, lintsOf(t, whole, "a", "--enable", "version-default"), "the first spelling is kept")
}

func TestLintTellsOfAManifestInOtherLetters(t *testing.T) {
	inFolder(t)
	writeFile(t, xml("heron", "1.0.0"), "plugins", "heron", "Manifest.xml")
	if isFile(filepath.Join("plugins", "heron", "manifest.xml")) {
		t.Skip("this disk takes all letters for the same")
	}
	for _, path := range []string{"plugins", "plugins/heron"} {
		r := call(here(), "lint", path)
		assert.Equal(t, 2, r.code)
		assert.Contains(t, oneLine(t, r.stderr), filepath.Join("plugins", "heron", "Manifest.xml")+": its name must be manifest.xml")
	}
	writeFolder(t, xml("wren", "1.0.0"), "plugins", "wren")
	assert.Empty(t, lintsOf(t, "plugins", "--enable", "version-default"), "there is a connector")
}

func TestExitCodesOfLint(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "heron") // a warning
	writeFolder(t, xml("wren", "1.0.0"), "wren")
	for _, c := range []struct {
		args []string
		code int
	}{
		{[]string{"wren"}, 0},
		{[]string{"heron"}, 1},
		{[]string{"heron", "--fail-on", "note"}, 1},
		{[]string{"heron", "--fail-on", "error"}, 0},
		{[]string{"heron", "--severity", "version-default=note"}, 0},
		{[]string{"heron", "--severity", "version-*=error", "--fail-on", "error"}, 1},
		{[]string{"heron", "--enable", "class-mismatch", "--disable", "version-*"}, 0},
		{[]string{"heron", "--disable", "version-*", "--enable", "connector-unreadable"}, 0},
		{[]string{"heron", "--skip", "heron"}, 0},
		{[]string{"heron", "none", "--fail-on", "error"}, 2},
		{[]string{"heron", "none"}, 2},
	} {
		for _, format := range []string{"text", "json", "sarif"} {
			r := call(here(), append([]string{"lint", "--enable", "version-default", "--format", format}, c.args...)...)
			assert.Equal(t, c.code, r.code, "%v %s", c.args, format)
			assert.NotEmpty(t, r.out)
			if c.code != 2 {
				assert.Empty(t, r.stderr)
			}
		}
	}
}

func TestUsageErrorsOfLint(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "heron")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"heron", "--format", "markdown"}, "use text or json or sarif with whichwins lint"},
		{[]string{"heron", "--fail-on", "fatal"}, "use one of error, warning, note"},
		{[]string{"heron", "--disable", "version-defualt"}, `--disable "version-defualt": no check has this code: there is version-default`},
		{[]string{"heron", "--enable", "weather"}, `--enable "weather": no check has this code: whichwins checks lists them`},
		{[]string{"none", "--enable", "nothing-*"}, "whichwins checks lists them"},
		{[]string{"heron", "--severity", "weather=error"}, `--severity "weather": no check has this code`},
		{[]string{"heron", "--severity", "version-default=bad"}, "write CODE=SEVERITY, with one of error, warning, note"},
		{[]string{"heron", "--severity", "version-default"}, "write CODE=SEVERITY"},
		{[]string{"heron", "--severity", "version-default=off"}, "--disable CODE leaves a check out"},
		{[]string{"heron", "--skip", "[a"}, `--skip "[a": it is no pattern`},
		{[]string{"heron", "--skip", ""}, `--skip "": it fits nothing`},
		{[]string{"heron", "--base", "none"}, "--base none: "},
		{[]string{"heron", "--base", "heron/manifest.xml"}, "name a connector's folder as it was, or a directory of connectors"},
		{[]string{"heron", "--base", ""}, `--base "": the name is empty`},
		{[]string{"heron", "--enable", "dev-path-missing"}, "no check that is selected looks at connectors: "},
		{[]string{"heron", "--enable", "version-default", "--disable", "version-*"}, "no check that is selected looks at connectors: "},
		{[]string{"heron", "--disable", "*"}, "no check that is selected looks at connectors: "},
		{[]string{"--no-defaults", "--enable", "version-default"}, "no check that is selected looks at machines: "},
		{[]string{"--no-defaults", "--enable", "connector-unreadable"}, "no check that is selected looks at machines: "},
		{[]string{"--no-defaults", "--disable", "*"}, "no check that is selected looks at machines: "},
		{[]string{"--base", "heron"}, "name the connectors of now as PATH, or leave it out"},
		{[]string{"--inventory", "none.json"}, "none.json: "},
		{[]string{"--no-defaults", "--product", "server", "--node", "none.json"}, "--node none.json: "},
		{[]string{"--no-defaults", "--product", "server", "--node", "-", "--node", "-"}, "standard input"},
		{[]string{"--no-defaults", "--product", "desktop", "--node", "none.json"}, "--node names services of a server to compare with, and what is looked at is desktop on "},
		{[]string{"--no-defaults", "--disable", "weather"}, "whichwins checks lists them"},
		{[]string{"heron", "--at", "2026-11-24"}, "add --signatures"},
		{[]string{"heron", "--signatures", "--roots", "none"}, "name a PEM file"},
		{[]string{"heron", "--product", "desktop"}, "--product is about a machine, and PATH names connectors: leave out one"},
		{[]string{"heron", "--os", "linux"}, "--os is about a machine"},
		{[]string{"heron", "--dir", "dev=x"}, "--dir is about a machine"},
		{[]string{"heron", "--dev-path", "x"}, "--dev-path is about a machine"},
		{[]string{"heron", "--no-defaults"}, "--no-defaults is about a machine"},
		{[]string{"heron", "--root", "x"}, "--root is about a machine"},
		{[]string{"heron", "--home", "x"}, "--home is about a machine"},
		{[]string{"heron", "--native", "none"}, "--native is about a machine"},
		{[]string{"heron", "--assume", "platforms=ignored"}, "--assume is about a machine"},
		{[]string{"heron", "--inventory", "x"}, "--inventory is about a machine"},
		{[]string{"heron", "--node", "x"}, "--node is about a machine"},
	} {
		r := call(here(), append([]string{"lint"}, c.args...)...)
		assert.Equal(t, 2, r.code, c.args)
		assert.Empty(t, r.out, c.args)
		assert.Contains(t, oneLine(t, r.stderr), c.says, c.args)
		assert.NotContains(t, r.stderr, "path.Match", "it is no word of a user's")
	}
}

func TestTextOfLint(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "plugins", "heron")
	writeFile(t, "<x class='other'/>", "plugins", "heron", "dialog.tcd")
	writeFile(t, xml("wren", "0.0.0"), "wren.xml")
	args := []string{"lint", "--enable", "version-default", "--enable", "class-mismatch", "plugins", "wren.xml"}
	want := `plugins/heron/dialog.tcd:1:11: error: the class of <x> is "other", and the connector's class is "heron": write that (class-mismatch)
  1 | <x class='other'/>
    |           ^^^^^
    related: plugins/heron/manifest.xml:2:26: the connector's class
plugins/heron/manifest.xml:2:67: warning: plugin-version is 0.0.0, the value of the SDK's samples: write 1.0.0, and raise it with each build (version-default)
  2 | <connector-plugin class='heron' superclass='jdbc' plugin-version='0.0.0' …
    |                                                                   ^^^^^
wren.xml:2:66: warning: plugin-version is 0.0.0, the value of the SDK's samples: write 1.0.0, and raise it with each build (version-default)
  2 | <connector-plugin class='wren' superclass='jdbc' plugin-version='0.0.0' n…
    |                                                                  ^^^^^

1 error, 2 warnings in 2 connectors
To read why and what to do, run: whichwins checks CODE
The files that 1 manifest names were not looked for: to have them checked too,
  name the connector's folder.
`
	r := call(here(), args...)
	assert.Equal(t, want, r.out)
	assert.Empty(t, r.stderr)

	narrow := call(inPipe(map[string]string{"COLUMNS": "60"}), args...).out
	assert.Contains(t, narrow, strings.SplitN(want, "\n", 2)[0]+"\n", "a finding is one line in a pipe")
	assert.Contains(t, narrow, `
  2 | …'jdbc' plugin-version='0.0.0' name='The heron' versi…
    |                         ^^^^^
`)
	people := call(onTerminal(60, nil), args...).out
	assert.Contains(t, people, "plugins/heron/dialog.tcd:1:11: \x1b[31merror:\x1b[0m the class of <x> is")
	assert.Contains(t, people, "\x1b[33mwarning:\x1b[0m")
	for _, width := range []int{40, 60, 100} {
		for line := range strings.Lines(call(onTerminal(width, map[string]string{"NO_COLOR": "1"}), args...).out) {
			assert.LessOrEqual(t, columns(strings.TrimSuffix(line, "\n")), width, line)
		}
	}
	writeFile(t, xml("x", "1"), "x.xml")
	assert.Equal(t, "No findings in 2 connectors.\nThe files that 2 manifests name were not looked for: to have them checked too,\n  name the connector's folder.\n",
		call(here(), "lint", "--enable", "class-mismatch", "wren.xml", "x.xml").out)
}

func TestANarrowTerminalBreaksPlacesAtSeparatorsAndSpaces(t *testing.T) {
	inFolder(t)
	place := "My Tableau Repository/Some Connectors of Ours/The Blue Heron Connector"
	writeFolder(t, xml("heron", "0.0.0"), filepath.FromSlash(place))
	r := call(onTerminal(40, map[string]string{"NO_COLOR": "1"}), "lint", ".", "--enable", "version-default")
	assert.True(t, strings.HasPrefix(r.out, "My Tableau Repository/Some Connectors \n  of Ours/The Blue Heron Connector/\n  manifest.xml:2:67: warning:\n"), r.out)
}

func TestPathsOfLintAreSafe(t *testing.T) {
	inFolder(t)
	if err := os.Mkdir("a\x1b[2J\u202eb", 0o755); err != nil {
		t.Skip("no such names here")
	}
	writeFolder(t, xml("he\u202eron", "0.0.0"), "a\x1b[2J\u202eb")
	r := call(here(), "lint", ".")
	assert.NotRegexp(t, "[\x00-\x09\x0b-\x1f\x7f\u202e]", r.out)
	assert.Contains(t, r.out, `a\u001b[2J\u202eb/manifest.xml:2:`)
}

func TestJSONOfLint(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "heron")
	writeFile(t, "<x class='other'/>", "heron", "dialog.tcd")
	r := call(here(), "lint", "heron", "--enable", "class-mismatch", "--format", "json")
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.out), &v))
	assert.Equal(t, []string{"findings", "schema"}, keys(t, v))
	assert.Equal(t, 1.0, v["schema"])
	place := []string{"column", "end_column", "end_line", "file", "line", "message"}
	assert.Equal(t, []string{"code", "column", "end_column", "end_line", "file", "help", "line", "message", "related", "severity"}, keys(t, dig(v, "findings", 0)))
	assert.Equal(t, place, keys(t, dig(v, "findings", 0, "related", 0)))
	assert.Equal(t, "heron/dialog.tcd", dig(v, "findings", 0, "file"))
	assert.JSONEq(t, `{"schema":1,"findings":[]}`, call(here(), "lint", "heron", "--enable", "version-not-increased", "--format", "json").out)
}

func TestLintHoldsConnectorsAgainstAnEarlierState(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "1.0.0"), "now", "heron")
	writeFolder(t, xml("heron", "1.0.0"), "before", "heron")
	writeFile(t, "<y/>", "now", "heron", "dialog.tcd")
	for _, base := range []string{"before", "before/heron"} {
		r := call(here(), "lint", "now", "--enable", "version-not-increased", "--base", base)
		assert.Equal(t, 1, r.code, r.stderr)
		assert.Contains(t, r.out, "now/heron/manifest.xml:2:")
		assert.Contains(t, r.out, "    related: before/heron/manifest.xml:2:")
	}
	assert.Empty(t, lintsOf(t, "now", "--enable", "version-not-increased", "--base", "now"))
}

func TestABaseMayBeOnePackage(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "1.0.0"), "now", "heron")
	writeFolder(t, xml("heron", "3.0.0"), "released") // and a connector around it, which is another matter
	writePackage(t, xml("heron", "2.0.0"), "released", "heron-v2.0.0.taco")
	writePackage(t, xml("heron", "4.0.0"), "released", "heron-v4.0.0.taco")
	r := call(here(), "lint", "now", "--enable", "version-not-increased", "--base", "released/heron-v2.0.0.taco")
	assert.Equal(t, 1, r.code, r.stderr)
	assert.Contains(t, r.out, "plugin-version is 1.0.0, and was 2.0.0 before: raise it above that")
	assert.Contains(t, r.out, "related: released/heron-v2.0.0.taco/manifest.xml:2:")
}

func TestLintTellsWhatItCannotHoldAgainstABase(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "1.0.0"), "now", "heron")
	writeFolder(t, xml("heron", "1.0.0"), "before", "heron")
	args := []string{"lint", "now", "--enable", "version-not-increased", "--base", "before"}
	assert.Equal(t, "No findings in 1 connector.\n", call(here(), args...).out, "all is known")

	for _, class := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		writeFolder(t, xml(class, "1.0.0"), "now", class)
		writeFile(t, "<x", "before", "broken-"+class, "manifest.xml")
	}
	r := call(here(), args...)
	assert.Equal(t, 0, r.code, r.stderr)
	text := strings.Join(strings.Fields(r.out), " ")
	assert.Contains(t, text, "Notes - 7 connectors of --base could not be read, and nothing is held against them: before/broken-a, before/broken-b, before/broken-c, before/broken-d, before/broken-e and 2 more.")
	assert.Contains(t, text, "- --base has no earlier state of 7 of 8 classes: a, b, c, d, e and 2 more.")

	v := validSARIF(t, []byte(call(here(), append(args, "--format", "sarif")...).out))
	run := dig(v, "runs", 0)
	assert.Equal(t, true, dig(run, "invocations", 0, "executionSuccessful"))
	notes := dig(run, "invocations", 0, "toolExecutionNotifications").([]any)
	require.Len(t, notes, 2)
	assert.Equal(t, "note", dig(notes, 1, "level"))
	assert.Contains(t, dig(notes, 1, "message", "text"), "7 of 8 classes")
	assert.Len(t, dig(run, "tool", "driver", "rules"), 2, "no check of its own is shown")
	assert.NotContains(t, call(here(), append(args, "--format", "json")...).out, "earlier state")
}

func TestLintTellsThatAReleaseIsNotKnown(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "1.0.0"), "heron")
	words := func(args ...string) string { return strings.Join(strings.Fields(call(here(), args...).out), " ") }
	const says = "Release 2099.1 is not in the list of known releases ("
	assert.Contains(t, words("resolve", "--no-defaults", "--release", "2099.1"), says)
	only := []string{"lint", "heron", "--enable", "version-default", "--release"}
	assert.Contains(t, words(append(only, "2099.1")...), says)
	assert.NotContains(t, words(append(only, "2022.2")...), "known releases")
}

func TestLintHoldsTheSchemaAgainstARelease(t *testing.T) {
	inFolder(t)
	writeFile(t, "<x/>", "x.xml")
	assert.NotEmpty(t, lintsOf(t, "--release", "2022.2", "x.xml"))
}

func TestLintVerifiesSignatures(t *testing.T) {
	wd, err := os.Getwd()
	require.NoError(t, err)
	at := func(name string) string { return filepath.Join(wd, name) }
	inFolder(t)
	writePackage(t, xml("x", "1.0"), "x.taco")
	expired, verified, roots := at(signedPackage("expired.taco")), at(signedPackage("verified-rsa-sha256.taco")), at(signedRoots)
	only := []string{"--enable", unsignedCheck}
	with := append(only, "--signatures", "--roots", roots)
	assert.Equal(t, []string{"x.taco " + unsignedCheck}, lintsOf(t, append(only, "x.taco")...))
	assert.Empty(t, lintsOf(t, append(only, expired)...), "nobody looks at it")
	assert.Len(t, lintsOf(t, append(with, expired)...), 1)
	assert.Empty(t, lintsOf(t, append(with, verified)...))
	assert.Empty(t, lintsOf(t, append(with, expired, "x.taco", "--disable-signature-verification")...), "the host does not look at them")
	r := call(here(), "lint", "x.taco", "--signatures", "--at", "2020-01-01", "--enable", unsignedCheck)
	assert.Contains(t, r.out, "\nNotes\n")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "verified for 2020-01-01T00:00:00Z")
}

func TestCtrlCEndsLint(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "heron")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{{"lint", "."}, {"lint", "--no-defaults"}, {"lint", "none"}} {
		var out, stderr bytes.Buffer
		assert.Equal(t, 130, run(ctx, here(), args, &out, &stderr), args)
		assert.Equal(t, "whichwins: interrupted\n", stderr.String())
		assert.Empty(t, out.String())
	}
}

func TestSeparatorsOfWindowsFollowThePathThatIsNamed(t *testing.T) {
	finding := func(file, related string) []lint.Finding {
		return []lint.Finding{{File: file, Related: []lint.Place{{File: related}}}}
	}
	assert.Equal(t, finding(`C:\a b\x\manifest.xml`, `before\x`), withSeparatorsOf(`C:\a b`, loader.Windows, finding(`C:\a b\x/manifest.xml`, "before/x")))
	assert.Equal(t, finding("a/x/manifest.xml", "before/x"), withSeparatorsOf("a", loader.Windows, finding(`a\x/manifest.xml`, `before\x`)))
	assert.Equal(t, finding(`a\b/manifest.xml`, "x"), withSeparatorsOf(`a\b`, loader.Linux, finding(`a\b/manifest.xml`, "x")))
}
