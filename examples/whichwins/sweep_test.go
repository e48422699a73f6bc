package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

func TestJSONOfSweep(t *testing.T) {
	v := answer(t, linux(), "sweep", "--inventory", sampleFile)
	assert.Equal(t, []string{"classes", "host", "notes", "releases", "schema"}, keys(t, v))
	assert.Equal(t, 1.0, v["schema"])
	assert.Equal(t, []string{"assume", "os", "product"}, keys(t, v["host"]))
	known := version.KnownReleases()
	assert.Len(t, v["releases"], len(known))
	for _, c := range v["classes"].([]any) {
		next, before := 0, ""
		for _, s := range dig(c, "spans").([]any) {
			assert.Equal(t, known[next].String(), dig(s, "from"), "no gap")
			for known[next].String() != dig(s, "to") {
				next++
			}
			next++
			assert.Subset(t, keys(t, s), []string{"from", "rule", "to", "winner"})
			assert.Equal(t, dig(s, "winner") == nil, dig(s, "rule") == nil)
			now := fmt.Sprint(dig(s, "winner"), dig(s, "rule"))
			assert.NotEqual(t, before, now, "neighbours differ")
			before = now
		}
		assert.Equal(t, len(known), next)
	}
	heron := dig(v, "classes", 0)
	assert.Equal(t, "heron_jdbc", dig(heron, "class"))
	assert.Equal(t, nil, dig(heron, "spans", 0, "winner"))
	assert.Equal(t, `C:\Program Files\Tableau\Connectors\heron_jdbc.taco`, dig(heron, "spans", 2, "winner"))
	assert.Equal(t, "first-loaded-wins", dig(heron, "spans", 2, "rule"))
	assert.Equal(t, "partly", dig(heron, "spans", 2, "built_ins"))
	assert.Equal(t, []any{"shared-since-2021.2"}, dig(heron, "spans", 2, "assumes"))
	assert.Equal(t, "2022.2", dig(heron, "turns", 2, "release"))
	assert.Equal(t, "highest-version-wins", dig(heron, "turns", 2, "rule"))
	assert.Equal(t, true, dig(v, "classes", 1, "spans", 0, "built_in_elsewhere"))
}

func TestJSONOfSweepOfOneClassOverSomeReleases(t *testing.T) {
	v := answer(t, linux(), "sweep", " heron_jdbc ", "--inventory", sampleFile, "--release", ">=2022.1, <2023.1")
	assert.Equal(t, []any{"2022.1", "2022.2", "2022.3", "2022.4"}, v["releases"])
	require.Len(t, v["classes"], 1)
	require.Len(t, dig(v, "classes", 0, "spans"), 2)
	assert.Equal(t, "2022.4", dig(v, "classes", 0, "spans", 1, "to"))
}

// letters returns the line of a class in the table, without the gaps.
func letters(t *testing.T, out, class string) string {
	t.Helper()
	for line := range strings.Lines(out) {
		if name, cells, ok := strings.Cut(strings.TrimSpace(line), " "); ok && strings.TrimRight(name, "*?") == class {
			return strings.ReplaceAll(cells, " ", "")
		}
	}
	require.Fail(t, "no line", "%s in\n%s", class, out)
	return ""
}

func TestTheTableOfASweepShowsTheWinnerOfEachRelease(t *testing.T) {
	out := call(linux(), "sweep", "--inventory", sampleFile).out
	s, err := (&app{machine: linux()}).readSnapshot(sampleFile)
	require.NoError(t, err)
	for _, class := range []string{"heron_jdbc", "plover_jdbc", "postgres", "siskin_jdbc", "wren_jdbc", "kingfisher_jdbc"} {
		cells := letters(t, out, class)
		known := version.KnownReleases()
		require.Len(t, cells, len(known))
		byLetter := make(map[string]string)
		for i, r := range known {
			h := s.Host
			h.Release = r
			c, _ := loader.Resolve(s.Inventory, h).Class(class)
			winner, won := c.Winning()
			letter := cells[i : i+1]
			assert.Equal(t, !won, letter == letterNothing, "%s at %s", class, r)
			assert.Equal(t, won && winner.Candidate.Native, letter == letterNative)
			if location, seen := byLetter[letter]; seen {
				assert.Equal(t, location, winner.Location)
			}
			byLetter[letter] = winner.Location
		}
	}
}

func TestTheTableOfASweepFitsItsPage(t *testing.T) {
	for _, width := range []int{40, 50, 60, 80, 200} {
		out := call(onTerminal(width, map[string]string{"NO_COLOR": "1"}), "sweep", "--inventory", sampleFile).out
		for line := range strings.Lines(out) {
			assert.LessOrEqual(t, columns(strings.TrimRight(line, "\n")), width, line)
		}
		assert.Contains(t, strings.ReplaceAll(out, " ", ""), ".......AABBBBAAAAAAAAAAAAAAA", "heron_jdbc")
	}
}

func TestASweepSaysWhyAClassTurnsAndWhatItRestsOn(t *testing.T) {
	out := call(linux(), "sweep", "heron_jdbc", "--inventory", sampleFile).out
	flat := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{
		"Sweep: desktop on windows, 28 releases from 2019.1 to 2026.3",
		"B 2021.2 to 2022.1: 1.0.7 shared, by first-loaded-wins (documented); rests on shared-since-2021.2; built-ins known of some releases",
		"It loads from this release on. Before: Tableau 2021.1 does not search the shared directory; it does from 2021.2 on. (shared-since-2021.2, assumed)",
		"From 2022.2 the candidate with the highest plugin version wins. (highest-version-wins, documented)",
		"* rests on an assumption: shared-since-2021.2.",
		"No built-in directory was read of 2019.1 to 2021.4, 2022.3 to 2026.3,",
	} {
		assert.Contains(t, flat, want)
	}
	assert.NotContains(t, out, "wren_jdbc")
	all := call(linux(), "sweep", "--inventory", sampleFile).out
	assert.Contains(t, all, "kingfisher_jdbc?")
	brief := strings.Join(strings.Fields(all), " ")
	assert.Contains(t, brief, " heron_jdbc: A 1.10.0 repository, B 1.0.7 shared; turns at 2020.4, 2021.2, 2022.2 ")
	assert.Contains(t, brief, "turns at 2022.1?, 2022.3?", "built-ins that nobody read")
	assert.Contains(t, all, "run: whichwins sweep CLASS")
	assert.Less(t, strings.Count(all, "\n"), 40)
	assert.Contains(t, all, "? is built into a release that was read")
	assert.Contains(t, call(linux(), "sweep", "--inventory", sampleFile, "--release", "2022.2").out, "Sweep: desktop on windows, release 2022.2\n")
	none := call(linux(), "sweep", "--no-defaults").out
	assert.Contains(t, none, "No connector was found")
}

func TestASweepTellsOfOneVersionWithSeveralContents(t *testing.T) {
	dir := t.TempDir()
	writeFolder(t, xml("x", "1.0"), dir, "a")
	writeFolder(t, xml("x", "1.0")+"<!-- other -->", dir, "b")
	for _, args := range [][]string{{"sweep"}, {"sweep", "x"}, {}} {
		args = append(args, "--no-defaults", "--dev-path", dir)
		assert.Contains(t, call(linux(), args...).out, "! version 1.0 has 2 different contents", "%s", args)
		assert.Equal(t, 2.0, dig(answer(t, linux(), args...), "classes", 0, "same_version_other_content", 0, "contents"))
	}
}

func TestAClassMayHaveMoreWinnersThanThereAreLetters(t *testing.T) {
	row := matrixRow{letters: make(map[string]string)}
	for i := range 27 {
		row.name(loader.Span{Location: fmt.Sprint(i), Winner: &loader.Candidate{}})
	}
	assert.Equal(t, "A", row.letters["0"])
	assert.Equal(t, "Z", row.letters["25"])
	assert.Equal(t, letterMore, row.letters["26"])
}

func TestASweepScansTheBuiltInsOfEachRelease(t *testing.T) {
	v := answer(t, linux(), "sweep", "--root", sampleRoot(t), "--os", "windows", "--release", "2022.1, <2022.2")
	var class any
	for _, c := range v["classes"].([]any) {
		if dig(c, "class") == "kingfisher_jdbc" {
			class = c
		}
	}
	assert.Equal(t, `C:\Program Files\Tableau\Tableau 2022.1\bin\connectors\kingfisher_jdbc.taco`, dig(class, "spans", 0, "winner"))
	assert.Equal(t, "known", dig(class, "spans", 0, "built_ins"))
}

func TestSweepWritesAPage(t *testing.T) {
	all := call(linux(), "sweep", "--inventory", sampleFile, "--format", "html")
	require.Equal(t, 0, all.code, all.stderr)
	assert.True(t, strings.HasPrefix(all.out, "<!DOCTYPE html>"), all.out[:40])
	assert.Contains(t, all.out, "wren_jdbc")
	one := call(linux(), "sweep", "heron_jdbc", "--inventory", sampleFile, "--format", "html")
	assert.NotContains(t, one.out, "wren_jdbc")
}

func TestASnapshotStandsInForADisk(t *testing.T) {
	root, file := sampleRoot(t), filepath.Join(t.TempDir(), "s.json")
	host := []string{"--root", root, "--os", "windows", "--dev-path", `C:\dev\connectors`}
	require.Equal(t, 0, call(linux(), append([]string{"snapshot", "--release", "2024.1", "-o", file}, host...)...).code)
	for _, r := range version.KnownReleases() {
		release := r.String()
		for _, command := range [][]string{
			{"resolve", "--release", release}, {"explain", "heron_jdbc", "--release", release}, {"sweep", "--release", release},
			{"sweep"}, {"diff", "--release", "2022.1.." + release},
		} {
			if command[0] == "diff" && release == "2022.1" {
				continue
			}
			disk := call(linux(), append(append(command, host...), "--format", "json")...)
			snap := call(linux(), append(command, "--inventory", file, "--format", "json")...)
			require.Equal(t, 0, disk.code, disk.stderr)
			require.Equal(t, 0, snap.code, snap.stderr)
			if command[0] == "diff" { // a disk is scanned for the built-ins of both releases alone
				assert.Equal(t, winners(t, disk.out), winners(t, snap.out), "%s", command)
				continue
			}
			assert.JSONEq(t, disk.out, snap.out, "%s", command)
		}
	}
}

// winners lists the classes of a diff with their winners before and after.
func winners(t *testing.T, out string) (all []string) {
	t.Helper()
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &v))
	for _, c := range v["classes"].([]any) {
		line := fmt.Sprint(dig(c, "class"), dig(c, "change"))
		for _, side := range []string{"before", "after"} {
			if d, ok := dig(c, side).(map[string]any); ok {
				line += fmt.Sprint(" ", d["location"], dig(d, "reason", "rule"))
			}
		}
		all = append(all, line)
	}
	return all
}

func TestAnInventoryFromStandardInputAndFlagsThatChangeItsHost(t *testing.T) {
	m := linux()
	m.stdin = strings.NewReader(string(snapshotOf(t, sampleRoot(t), "--release", "2022.2", "--assume", "platforms=ignored")))
	v := answer(t, m, "--inventory", "-", "--release", "2022.1", "--product", "server", "--os", "linux", "--native", "none",
		"--assume", "native-class=lowest", "--disable-signature-verification")
	assert.Equal(t, map[string]any{"product": "server", "os": "linux", "release": "2022.1",
		"assume": map[string]any{"platforms": "ignored", "native-class": "lowest"}, "disable_signature_verification": true}, v["host"])
	for _, c := range v["classes"].([]any) {
		if dig(c, "class") == "postgres" {
			assert.Len(t, dig(c, "decisions"), 1, "no native class")
		}
	}
	assert.Contains(t, v["notes"], "The snapshot was made for desktop on windows: the directories of server on linux were not read.")
}

func TestSnapshotsOfOtherTools(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "standard input: it is empty"},
		{"{}", "standard input: schema: it is missing"},
		{"\xff\xfe{\x00", "it is UTF-16"},
		{`{"schema":1,"classes":[]}`, `unknown key "classes": it was written by another tool`},
		{`{"schema":2}`, "standard input: schema: it is 2, and this reads 1"},
	} {
		m := linux()
		m.stdin = strings.NewReader(c.text)
		r := call(m, "resolve", "--inventory", "-")
		assert.Equal(t, 1, r.code)
		assert.Contains(t, oneLine(t, r.stderr), c.says)
	}
}

func TestJSONOfSnapshot(t *testing.T) {
	var v map[string]any
	require.NoError(t, json.Unmarshal(snapshotOf(t, sampleRoot(t), "--release", "2022.2"), &v))
	assert.Equal(t, []string{"candidates", "directories", "host", "name", "schema"}, keys(t, v))
	assert.Equal(t, "node1", v["name"], "the host name")
	assert.Equal(t, "2022.2", dig(v, "host", "release"))
	assert.Len(t, v["directories"], 2+len(version.KnownReleases()), "the built-ins of all releases, also those that are not there")
	require.NoError(t, json.Unmarshal(snapshotOf(t, sampleRoot(t)), &v))
	assert.Equal(t, version.Latest().String(), dig(v, "host", "release"), "which a later program would take for another one")
}

func TestSnapshotToAFile(t *testing.T) {
	root, file := sampleRoot(t), filepath.Join(t.TempDir(), "s.json")
	for _, name := range []string{"first", "second"} {
		r := call(linux(), "snapshot", "--root", root, "--os", "windows", "--name", name, "-o", file)
		require.Equal(t, result{}, r)
		v := answer(t, linux(), "--inventory", file)
		assert.NotEmpty(t, v["classes"])
	}
	r := call(linux(), "snapshot", "--inventory", file)
	assert.Contains(t, r.out, `"name":"second"`)
	r = call(linux(), "snapshot", "--inventory", file, "--redact")
	assert.Contains(t, r.out, `"name":"redacted"`)
	assert.NotContains(t, r.out, "ann")
	r = call(linux(), "snapshot", "--no-defaults", "-o", filepath.Join(file, "x"))
	assert.Equal(t, 1, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "cannot be written")
	assert.Contains(t, call(linux(), "snapshot", "--no-defaults", "-o", "-").out, `"schema":1`)

	private, link := file+".private", file+".link"
	require.NoError(t, os.WriteFile(private, nil, 0o600))
	require.NoError(t, os.Symlink(private, link))
	require.Equal(t, result{}, call(linux(), "snapshot", "--no-defaults", "-o", link))
	info, err := os.Lstat(private)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode())
	assert.NotZero(t, info.Size(), "a link is followed")
}

func TestASnapshotNeedsAName(t *testing.T) {
	m := linux()
	m.hostname = func() (string, error) { return "", assert.AnError }
	r := call(m, "snapshot", "--no-defaults")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "give the machine a --name")
	assert.Equal(t, 0, call(m, "snapshot", "--no-defaults", "--name", "n").code)
	assert.Equal(t, 0, call(m, "snapshot", "--no-defaults", "--redact").code)
}
