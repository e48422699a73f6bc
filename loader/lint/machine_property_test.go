package lint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// drawMachine makes an inventory that a scan could give, with all that a check looks at.
func drawMachine(t *rapid.T) *loader.Inventory {
	inv := &loader.Inventory{}
	for _, tier := range loader.Tiers() {
		for n := range rapid.IntRange(0, 2).Draw(t, "directories") {
			inv.Directories = append(inv.Directories, drawDirectory(t, tier, n))
		}
	}
	for d := range inv.Directories {
		if inv.Directories[d].State != loader.StateRead {
			continue
		}
		for n := range rapid.IntRange(0, 4).Draw(t, "candidates") {
			inv.Candidates = append(inv.Candidates, drawConnector(t, len(inv.Directories), d, n))
		}
	}
	return inv
}

func drawDirectory(t *rapid.T, tier loader.Tier, n int) loader.ScannedDirectory {
	start := rapid.SampledFrom([]string{`C:\`, "/", "D:/", "", `C:\My Tableau Repository\`}).Draw(t, "start")
	d := loader.ScannedDirectory{Directory: loader.Directory{Tier: tier, Path: fmt.Sprintf("%s%s-%d", start, tier, n)}}
	d.State = rapid.SampledFrom([]loader.State{loader.StateRead, loader.StateRead, loader.StateRead, loader.StateMissing, loader.StateUnreadable}).Draw(t, "state")
	if tier == loader.TierBuiltIn && rapid.Bool().Draw(t, "of a release") {
		d.Release = drawRelease(t)
	}
	if d.State == loader.StateRead {
		d.LooseFiles = rapid.SampledFrom([][]string{nil, {"a.tcd"}, {"a.tdd", "Manifest.xml"}}).Draw(t, "loose files")
	}
	return d
}

func drawRelease(t *rapid.T) version.Release {
	return release(rapid.SampledFrom([]string{"2018.3", "2019.2", "2020.4", "2021.4", "2022.1", "2022.2", "2022.2.1", "2026.3"}).Draw(t, "release"))
}

func drawConnector(t *rapid.T, directories, directory, n int) loader.Candidate {
	c := loader.Candidate{
		Place:          loader.Place{Directory: directory, Entry: fmt.Sprintf("%02d", n)},
		Packaged:       rapid.Bool().Draw(t, "packaged"),
		ManifestDigest: [32]byte{byte(rapid.IntRange(0, 2).Draw(t, "manifest"))},
	}
	if rapid.IntRange(0, 5).Draw(t, "is linked") == 0 {
		c.Also = []loader.Place{{Directory: rapid.IntRange(0, directories-1).Draw(t, "to"), Entry: fmt.Sprint("z", directory, n)}}
	}
	if c.Packaged {
		c.ContentDigest = [32]byte{byte(rapid.IntRange(0, 2).Draw(t, "content"))}
		if state := rapid.SampledFrom([]taco.SignatureState{"", taco.Unsigned, taco.Verified}).Draw(t, "signature"); state != "" {
			c.Signature = &taco.Signature{State: state}
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "fault") == 0 {
		drawFault(t, &c)
		return c
	}
	c.Class = rapid.SampledFrom([]string{"a", "A", "b", "postgres"}).Draw(t, "class")
	text := rapid.SampledFrom([]string{"0.0.0", "1", "1.0", "1.9", "1.10"}).Draw(t, "version")
	c.PluginVersion, _ = version.ParsePlugin(text)
	c.Manifest = &manifest.Manifest{Class: c.Class, PluginVersion: c.PluginVersion, PluginVersionText: text}
	if rapid.IntRange(0, 3).Draw(t, "has minimum") == 0 {
		c.Manifest.MinVersionTableau, _ = version.ParsePlugin(rapid.SampledFrom([]string{"2020.1", "2022.2", "2025.1"}).Draw(t, "minimum"))
	}
	if rapid.IntRange(0, 5).Draw(t, "has a problem") == 0 {
		c.Problems = []manifest.Problem{{Code: "schema-company-empty", Severity: manifest.Error, Line: 2, Column: 3, EndLine: 2, EndColumn: 5, Message: "m", Since: release("2020.1")}}
	}
	return c
}

// drawFault makes a candidate unreadable, with or without a problem that says so.
func drawFault(t *rapid.T, c *loader.Candidate) {
	c.Fault = &loader.Fault{Rule: loader.RuleManifestReadable, Text: "It is broken."}
	if rapid.Bool().Draw(t, "with a problem") {
		code := "schema-well-formed"
		if c.Packaged {
			code = taco.CodeNotZip
		}
		c.Problems = []manifest.Problem{{Code: code, Severity: manifest.Error, Message: "m", Fatal: true}}
	}
}

func drawHost(t *rapid.T) loader.Host {
	h := loader.Host{
		Product: rapid.SampledFrom(loader.Products()).Draw(t, "product"),
		OS:      rapid.SampledFrom(loader.Systems()).Draw(t, "os"),
		Release: drawRelease(t),
		Native:  rapid.SampledFrom([]loader.NativeClasses{loader.NativeKnown, loader.NativeNone}).Draw(t, "native"),
		Assume:  make(map[loader.RuleID]string),
	}
	for _, reading := range [][2]string{
		{"native-class", "lowest"}, {"built-in-protected", "on"}, {"folders-in-dev-path", "anywhere"}, {"signature-competes", "gate"}, {"class-identity", "any-case"},
	} {
		if rapid.IntRange(0, 3).Draw(t, reading[0]) == 0 {
			h.Assume[loader.RuleID(reading[0])] = reading[1]
		}
	}
	return h
}

// machineOf is what the checks find, all of them.
func machineOf(t require.TestingT, inv *loader.Inventory, r *loader.Resolution) []lint.Finding {
	findings, err := lint.Machine(inv, r, lint.Config{})
	require.NoError(t, err)
	return findings
}

// filesOf lists the files of the findings of a code, as often as they are found.
func filesOf(findings []lint.Finding, code string) []string {
	files := []string{}
	for _, f := range findings {
		if f.Code == code {
			files = append(files, f.File)
		}
	}
	slices.Sort(files)
	return files
}

func sorted(files []string) []string {
	slices.Sort(files)
	return files
}

// decisionsOf lists all decisions of an answer.
func decisionsOf(r *loader.Resolution) []loader.Decision {
	all := r.Unreadable()
	for _, c := range r.Contests() {
		all = append(all, c.Decisions...)
	}
	return all
}

// copyOf is an inventory that shares nothing with the one it is made of.
func copyOf(inv *loader.Inventory) *loader.Inventory {
	out := &loader.Inventory{Directories: slices.Clone(inv.Directories), Candidates: slices.Clone(inv.Candidates)}
	for i := range out.Directories {
		out.Directories[i].LooseFiles = slices.Clone(out.Directories[i].LooseFiles)
	}
	for i := range out.Candidates {
		c := &out.Candidates[i]
		c.Also, c.Problems = slices.Clone(c.Also), slices.Clone(c.Problems)
		if c.Manifest != nil {
			m := *c.Manifest
			c.Manifest = &m
		}
	}
	return out
}

func TestMachineIsPureAndNamesWhatIsThere(t *testing.T) {
	known := make(map[string]lint.Check)
	for _, k := range lint.Checks() {
		known[k.Code] = k
	}
	rapid.Check(t, func(t *rapid.T) {
		inv, besides := drawMachine(t), drawMachine(t)
		before := copyOf(inv)
		r, beside := loader.Resolve(inv, drawHost(t)), loader.Resolve(besides, drawHost(t))
		answer, err := r.MarshalJSON()
		require.NoError(t, err)
		config := lint.Config{Beside: []lint.Neighbour{{}, {Resolution: beside}}}

		findings, err := lint.Machine(inv, r, config)
		require.NoError(t, err)
		again, err := lint.Machine(inv, r, config)
		require.NoError(t, err)
		require.Equal(t, findings, again)
		require.Equal(t, before, inv)
		now, err := r.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(answer), string(now))

		there := placesOf(r, beside)
		for _, f := range findings {
			k, ok := known[f.Code]
			require.True(t, ok, f.Code)
			require.NotNil(t, k.Machine, f.Code)
			require.Equal(t, k.Severity, f.Severity)
			require.Equal(t, k.Help, f.Help)
			require.NotEmpty(t, f.Message)
			require.True(t, there(f.File), "%s", f)
			for _, place := range f.Related {
				require.True(t, there(place.File), "%s: %s", f, place.File)
			}
		}
	})
}

// placesOf returns what tells whether a path is a location of one of the answers, one of
// their directories, in one of them, or a native class.
func placesOf(answers ...*loader.Resolution) func(string) bool {
	var paths []string
	for _, r := range answers {
		for _, d := range r.Directories {
			paths = append(paths, d.Path)
		}
		for _, d := range decisionsOf(r) {
			paths = append(paths, d.Location)
		}
	}
	return func(file string) bool {
		return slices.ContainsFunc(paths, func(path string) bool {
			rest, ok := strings.CutPrefix(file, path)
			return ok && (rest == "" || rest[0] == '/' || rest[0] == '\\')
		}) || strings.HasPrefix(file, "native:")
	}
}

func TestTheWinnerChangesWhereItDoesByVersion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawMachine(t), drawHost(t)
		for i := range inv.Candidates {
			inv.Candidates[i].Also = nil // another place is another matter
		}
		here := loader.Resolve(inv, h)
		findings := machineOf(t, inv, here)
		h.Release = release("2022.1")
		old := loader.Resolve(inv, h)
		h.Release = release("2022.2")
		want := []string{}
		for _, after := range loader.Resolve(inv, h).Contests() {
			before, ok := old.Class(after.Class)
			if ok && turnsByVersion(before, after) {
				was, _ := before.Winning()
				winning, _ := after.Winning()
				c, _ := here.Class(after.Class)
				if is, loads := c.Winning(); loads && (is.Location == was.Location || is.Location == winning.Location) {
					want = append(want, winning.Location)
				}
			}
		}
		require.Equal(t, sorted(want), filesOf(findings, "winner-changes-at-2022.2"))
	})
}

// turnsByVersion tells whether the old winner loses to a higher version, and the new one
// did not load before for no reason but that the other was loaded first.
func turnsByVersion(before, after loader.Contest) bool {
	was, lost := before.Winning()
	is, wins := after.Winning()
	if !lost || !wins || was.Location == is.Location {
		return false
	}
	place := func(c loader.Contest, location string) int {
		return slices.IndexFunc(c.Decisions, func(d loader.Decision) bool { return d.Location == location })
	}
	byVersion := func(d loader.Decision) bool {
		return d.Outcome == loader.Shadowed && d.Reason.Rule == loader.RuleHighestVersionWins
	}
	i := place(before, is.Location)
	wasThere := before.Decisions[i].Outcome == loader.Shadowed || place(before, was.Location) < i
	return byVersion(after.Decisions[place(after, was.Location)]) && wasThere
}

// ofNoRelease makes the built-in directories those of every release.
func ofNoRelease(inv *loader.Inventory) *loader.Inventory {
	for i := range inv.Directories {
		inv.Directories[i].Release = version.Release{}
	}
	return inv
}

func TestChecksOfContestsFireExactlyWhereTheAnswerSaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := ofNoRelease(drawMachine(t))
		r := loader.Resolve(inv, drawHost(t))
		findings := machineOf(t, inv, r)
		fails, shadowed, same, mixed := []string{}, []string{}, []string{}, map[string]bool{}
		for _, c := range r.Contests() {
			winning, ok := c.Winning()
			if ok && winning.AtConnection != nil {
				fails = append(fails, winning.Location)
			}
			for _, d := range c.Decisions {
				if d.Outcome == loader.Shadowed && d.Tier == loader.TierDev && winning.Tier != loader.TierDev {
					shadowed = append(shadowed, d.Location)
				}
			}
			c.Decisions = slices.DeleteFunc(slices.Clone(c.Decisions), func(d loader.Decision) bool { return d.Outcome == loader.Refused })
			if slices.ContainsFunc(c.Decisions, func(d loader.Decision) bool { return !d.Candidate.Packaged }) {
				for _, d := range c.Decisions {
					mixed[d.Location] = true // a folder may be the source of a package
				}
				continue
			}
			for _, s := range c.SameVersions() {
				same = append(same, s.Locations[0])
			}
		}
		require.Equal(t, sorted(fails), filesOf(findings, "will-fail-at-connection"))
		require.Equal(t, sorted(shadowed), filesOf(findings, "dev-copy-shadowed"))
		of := slices.DeleteFunc(filesOf(findings, "same-version-other-content"), func(file string) bool { return mixed[file] })
		require.Equal(t, sorted(same), of)
	})
}

// What is not loaded, and not shadowed, has exactly one finding that says why. (Of what
// is built into another release there is nothing to say; there is none here.)
func TestWhatAGateOrAFaultStopsHasOneFindingThatSaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := ofNoRelease(drawMachine(t))
		r := loader.Resolve(inv, drawHost(t))
		why := make(map[string]int)
		for _, f := range machineOf(t, inv, r) {
			switch f.Code {
			case "refused-by-gate", "folder-outside-dev-path", "candidate-unreadable", "schema-company-empty", "schema-well-formed", taco.CodeNotZip:
				why[strings.TrimRight(strings.TrimSuffix(f.File, "manifest.xml"), `/\`)]++
			}
		}
		for _, d := range decisionsOf(r) {
			want := 0
			if d.Outcome == loader.Unreadable || d.Outcome == loader.Refused {
				want = 1
			}
			require.Equal(t, want, why[d.Location], "%s %s %s", d.Location, d.Outcome, d.Reason.Rule)
		}
	})
}

// The inventory of one release and that of all give the same for it: what is built into
// other releases is no matter of this one.
func TestBuiltInsOfOtherReleasesAddNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawMachine(t), drawHost(t)
		for i := range inv.Candidates {
			inv.Candidates[i].Also = nil
		}
		delete(h.Assume, loader.RuleClassIdentity) // the class is called as it is first spelled
		// A class of another release alone is still a spelling, and what turns at 2022.2
		// may be built in there.
		config := lint.Config{Disable: []string{"winner-changes-at-2022.2", "class-differs-by-case", "decided-by-assumption"}}
		all, err := lint.Machine(inv, loader.Resolve(inv, h), config)
		require.NoError(t, err)
		alone := inv.ForRelease(h.Release)
		one, err := lint.Machine(alone, loader.Resolve(alone, h), config)
		require.NoError(t, err)
		require.Equal(t, one, all)
	})
}
