package main

import (
	"encoding/json"
	"fmt"
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
	assert.Contains(t, all, "? is built into a release that was read")
	none := call(linux(), "sweep", "--no-defaults").out
	assert.Contains(t, none, "No connector was found")
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
	root := sampleRoot(t)
	host := []string{"--root", root, "--os", "windows", "--dev-path", `C:\dev\connectors`}
	file := filepath.Join(t.TempDir(), "s.json")
	for _, release := range []string{"2019.4", "2022.1", "2022.2", "2026.3"} {
		writeFile(t, string(snapshotOf(t, root, "--dev-path", `C:\dev\connectors`, "--release", release)), file)
		for _, command := range [][]string{{"sweep"}, {"explain", "heron_jdbc", "--release", release}, {"diff", "--release", "2022.1..2022.2"}} {
			disk := call(linux(), append(append(command, host...), "--format", "json")...)
			snap := call(linux(), append(command, "--inventory", file, "--format", "json")...)
			require.Equal(t, 0, disk.code, disk.stderr)
			if command[0] == "sweep" || command[0] == "explain" && strings.HasPrefix(release, "2022") {
				assert.JSONEq(t, disk.out, snap.out, "%s %s", command, release)
			}
			require.Equal(t, 0, snap.code, snap.stderr)
		}
	}
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
}

func TestSnapshotsOfOtherTools(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"", "standard input: it is empty"},
		{"{}", "standard input: schema: it is missing or 0"},
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
	assert.Len(t, v["directories"], 4, "the built-ins of 2022.1 too, and none that are not there")
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
	entries, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing else is left")
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
