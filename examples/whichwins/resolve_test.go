package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sample writes a machine's disk and returns the flags that read it.
func sample(t *testing.T) []string {
	dir := t.TempDir()
	shared := filepath.Join(dir, "Program Files", "Tableau", "Connectors")
	repository := filepath.Join(dir, "Users", "ann", "Documents", "My Tableau Repository", "Connectors")
	writePackage(t, xml("heron", "1.9"), shared, "heron.taco")
	writePackage(t, xml("heron", "1.10"), repository, "heron-new.taco")
	writeFolder(t, xml("wren", "1.0"), repository, "wren")
	writePackage(t, xml("postgres", "3.0"), repository, "postgres.taco")
	writeFile(t, "not a zip", repository, "broken.taco")
	return []string{"--root", dir, "--os", "windows", "--release", "2022.2"}
}

func TestTextOfResolve(t *testing.T) {
	r := call(linux(), sample(t)...)
	require.Equal(t, 0, r.code, r.stderr)
	var shape []string
	for _, line := range strings.Split(r.out, "\n") {
		if !strings.HasPrefix(line, "      ") {
			shape = append(shape, line)
		}
	}
	want := `Host: desktop 2022.2 on windows
Rule: highest-version-wins. From 2022.2 the candidate with the highest plugin
  version wins.

Directories, in load order
  built-in    missing  C:\Program Files\Tableau\Tableau 2022.2\bin\connectors
  shared      read     C:\Program Files\Tableau\Connectors
  repository  read     C:\Users\ann\Documents\My Tableau Repository\Connectors

Classes (3)

heron
  + loaded*    1.10  repository  heron-new.taco
  - shadowed*  1.9   shared      heron.taco

postgres
  + loaded*    -     built-in    native:postgres
  - shadowed*  3.0   repository  postgres.taco

wren (nothing loads)
  x refused    1.0   repository  wren

Unreadable (1)
  ? unreadable  -  repository  broken.taco

* rests on an assumption: `
	assert.True(t, strings.HasPrefix(strings.Join(shape, "\n"), want), "%s", r.out)
	assert.Contains(t, r.out, "      Its plugin version 1.10 is higher than the runner-up's 1.9.")
	assert.Contains(t, r.out, "native-class")
	assert.Contains(t, r.out, "\nNotes\n")
	assert.Equal(t, r.out, call(linux(), append([]string{"resolve"}, sample(t)...)...).out)
}

func TestTextNamesAssumptionsMade(t *testing.T) {
	r := call(linux(), "--no-defaults", "--assume", "platforms=ignored", "--assume", "class-identity=any-case", "--assume", "platforms=gate")
	assert.Contains(t, r.out, "Assumed: platforms=gate, class-identity=any-case\n")
	assert.Contains(t, r.out, "No connector was found")
}

func TestTextShowsLocationsOfTwoDirectories(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	writeFolder(t, xml("x", "1"), a, "c")
	writeFolder(t, xml("x", "2"), b, "c")
	r := call(linux(), "--no-defaults", "--dev-path", a, "--dev-path", b)
	assert.Contains(t, r.out, a+"/c\n")
	assert.Contains(t, r.out, b+"/c\n")
	r = call(linux(), "directories", "--no-defaults", "--dev-path", a, "--dev-path", a)
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "It is the same as "+a)
}

func TestProblemsAreShown(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, xml("x", "1"), dir, "c", "manifest.xml")
	r := call(linux(), "--no-defaults", "--dev-path", dir)
	assert.Contains(t, r.out, "! warning: ")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "(package-file-missing)")
}

func TestNamesFromTheDiskAreSafe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such names")
	}
	dir := t.TempDir()
	writeFolder(t, xml("cl\u202ess", "1"), dir, "a\x1b[2J\nb\u202e")
	for _, args := range [][]string{{}, {"explain", "cl\u202ess"}} {
		r := call(linux(), append(args, "--no-defaults", "--dev-path", dir)...)
		require.Equal(t, 0, r.code, r.stderr)
		assert.NotRegexp(t, "[\x00-\x09\x0b-\x1f\x7f\u202e]", r.out)
		assert.Contains(t, r.out, `a\u001b[2J\u000ab\u202e`)
	}
}

func TestWidths(t *testing.T) {
	args := sample(t)
	longest := func(out string) int {
		n := 0
		for line := range strings.Lines(out) {
			n = max(n, columns(strings.TrimSuffix(line, "\n")))
		}
		return n
	}
	for _, width := range []int{40, 50, 60, 80, 120} {
		for _, command := range [][]string{
			args, append([]string{"explain", "heron"}, args...), append([]string{"directories"}, args...), {"rules"}, {"demo"},
			append([]string{"--signatures"}, args...), append([]string{"explain", "heron", "--signatures"}, args...), {"verify", args[1], "no such.taco"},
			{"verify", "--roots", signedRoots, signedPackage("expired-with-timestamp.taco"), signedPackage("verified-beside-critical-extension.taco")},
		} {
			r := call(onTerminal(width, map[string]string{"NO_COLOR": "1"}), command...)
			assert.LessOrEqual(t, longest(r.out), width, "%v", command)
			assert.Equal(t, r.out, call(onTerminal(7, map[string]string{"NO_COLOR": "1", "COLUMNS": fmt.Sprint(width)}), command...).out)
		}
	}
	assert.Equal(t, call(onTerminal(40, nil), args...).out, call(onTerminal(3, nil), args...).out, "40 at least")
	assert.Equal(t, call(onTerminal(80, nil), args...).out, call(onTerminal(0, map[string]string{"COLUMNS": "wide"}), args...).out, "80 where it is not known")
	assert.Equal(t, call(linux(), args...).out, call(inPipe(map[string]string{"COLUMNS": "200"}), args...).out, "80 at most in a pipe")
	narrow := call(inPipe(map[string]string{"COLUMNS": "40"}), args...)
	assert.Contains(t, narrow.out, "C:\\Users\\ann\\Documents\\My Tableau Repository\\Connectors\n", "a pipe gets whole locations")
	assert.Contains(t, call(inPipe(map[string]string{"COLUMNS": "40"}), append([]string{"explain", "heron"}, args...)...).out,
		"C:\\Users\\ann\\Documents\\My Tableau Repository\\Connectors\\heron-new.taco")
}

func TestColours(t *testing.T) {
	args := sample(t)
	coloured := call(onTerminal(80, nil), args...).out
	assert.Contains(t, coloured, "\x1b[")
	bare := regexp.MustCompile("\x1b\\[[0-9]*m").ReplaceAllString(coloured, "")
	for name, m := range map[string]machine{
		"NO_COLOR": onTerminal(80, map[string]string{"NO_COLOR": "1"}), "TERM": onTerminal(80, map[string]string{"TERM": "dumb"}), "pipe": linux(),
	} {
		out := call(m, args...).out
		assert.NotContains(t, out, "\x1b", name)
		if name != "pipe" {
			assert.Equal(t, bare, out, name)
		}
	}
	assert.NotContains(t, call(onTerminal(80, nil), append(args, "--format", "json")...).out, "\x1b")
}

func TestExplain(t *testing.T) {
	args := sample(t)
	r := call(linux(), append(args, "explain", " heron ")...)
	require.Equal(t, 0, r.code, r.stderr)
	assert.Contains(t, r.out, `C:\Users\ann\Documents\My Tableau Repository\Connectors\heron-new.taco`)
	assert.Contains(t, r.out, "\nNotes\n")
	for class, says := range map[string]string{
		"herron": "there is heron", "HERON": "there is heron", "nothing-like-it": "list the classes", "snowflake": "compiled into Tableau", "": "list the classes",
	} {
		r := call(linux(), append(args, "explain", class)...)
		assert.Equal(t, 1, r.code)
		assert.Empty(t, r.out)
		assert.Contains(t, oneLine(t, r.stderr), says)
	}
}

func TestRulesText(t *testing.T) {
	r := call(linux(), "rules")
	require.Equal(t, 0, r.code)
	assert.Contains(t, r.out, "\nnative-class\n  A native class")
	assert.Contains(t, r.out, "--assume native-class=lowest")
	assert.Contains(t, r.out, "(the default)")
}

func TestRulesMarkdown(t *testing.T) {
	r := call(linux(), "rules", "--format", "markdown")
	require.Equal(t, 0, r.code)
	assert.True(t, strings.HasPrefix(r.out, "# The rulebook\n\n<!-- Generated"))
	assert.Equal(t, 23, strings.Count(r.out, "\n## "))
	assert.Contains(t, r.out, "\n<a id=\"shared-since-2021.2\"></a>\n\n## shared-since-2021.2\n")
	assert.Contains(t, r.out, "- Option `lowest`: ")
}

func TestDemo(t *testing.T) {
	r := call(linux(), "demo")
	require.Equal(t, 0, r.code, r.stderr)
	assert.Contains(t, r.out, `
  class            2022.1          from 2022.2        turns
  heron_jdbc       1.0.7 shared*   1.10.0 repository  yes
  kingfisher_jdbc  1.0.0 built-in  1.0.0 built-in     no
  plover_jdbc      nothing         nothing            no
  postgres         native          native*            no
  siskin_jdbc      nothing         nothing            no
  wren_jdbc        1.0.0 shared*   1.0.0 shared*      no
`)
	assert.Contains(t, r.out, "\nRefused (2)\n")
	assert.Contains(t, r.out, "\nUnreadable (1)\n")
	assert.Contains(t, r.out, "\nheron_jdbc in 2022.1\n")
	assert.Contains(t, r.out, "\nheron_jdbc in 2022.2\n")
	for line := range strings.Lines(r.out) {
		assert.LessOrEqual(t, columns(strings.TrimSuffix(line, "\n")), 80)
	}
	narrow := call(inPipe(map[string]string{"COLUMNS": "40"}), "demo")
	assert.Contains(t, narrow.out, "  heron_jdbc\n    2022.1: 1.0.7 shared*\n    from 2022.2: 1.10.0 repository\n")
}

func TestOutputIsStable(t *testing.T) {
	args := sample(t)
	for _, format := range []string{"text", "json"} {
		first := call(linux(), append(args, "--format", format)...)
		for range 20 {
			assert.Equal(t, first, call(linux(), append(args, "--format", format)...))
		}
	}
}

func TestUnreadableDirectoryIsAState(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("permissions do not hold here")
	}
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0))
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	assert.Equal(t, "unreadable", dig(answer(t, linux(), "--no-defaults", "--dev-path", dir), "directories", 0, "state"))
}
