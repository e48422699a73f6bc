package loader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// winnerAt is what a timeline says for one release.
func winnerAt(t require.TestingT, spans []loader.Span, r version.Release) loader.Span {
	for _, s := range spans {
		if s.From.Compare(r) <= 0 && r.Compare(s.To) <= 0 {
			return s
		}
	}
	require.Fail(t, "no span", "of %s", r)
	return loader.Span{}
}

// drawTurning makes an inventory in which more may turn: problems that hold for
// some releases, built-in directories of one release, and links.
func drawTurning(t *rapid.T) *loader.Inventory {
	inv := drawInventory(t)
	for i := range inv.Directories {
		d := &inv.Directories[i]
		if d.Tier == loader.TierBuiltIn && rapid.Bool().Draw(t, "of a release") {
			d.Release = drawKnown(t)
		}
	}
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		if rapid.IntRange(0, 3).Draw(t, "has a problem") == 0 {
			p := manifest.Problem{
				Code: "schema-x", Severity: manifest.Error, Message: "m",
				Dated: rapid.SampledFrom([]manifest.Basis{"", manifest.DatedAssumed}).Draw(t, "dated"),
			}
			if rapid.Bool().Draw(t, "since") {
				p.Since = drawKnown(t)
			}
			if rapid.Bool().Draw(t, "until") {
				p.Until = drawKnown(t)
			}
			c.Problems = append(c.Problems, p)
		}
		if rapid.IntRange(0, 3).Draw(t, "is linked") == 0 {
			c.Also = []loader.Place{{Directory: rapid.IntRange(0, len(inv.Directories)-1).Draw(t, "to"), Entry: fmt.Sprint("z", i)}}
		}
		if rapid.IntRange(0, 9).Draw(t, "other case") == 0 && c.Class == "a" {
			c.Class = "A"
		}
	}
	return inv
}

func drawKnown(t *rapid.T) version.Release {
	return rapid.SampledFrom(version.KnownReleases()).Draw(t, "known release")
}

func drawOver(t *rapid.T) version.Constraint {
	c, err := version.ParseConstraint(rapid.SampledFrom([]string{"", ">=2021.1", "<2022.2", "2022.2", ">=2020.2, !=2022.1, <2023.1", ">2999.1"}).Draw(t, "over"))
	require.NoError(t, err)
	return c
}

func TestASweepEqualsAResolveAtEachRelease(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h, over := drawTurning(t), drawHost(t), drawOver(t)
		h.Assume = drawReadings(t)
		if rapid.Bool().Draw(t, "any case") {
			h.Assume[loader.RuleClassIdentity] = "any-case"
		}
		timeline := loader.Sweep(inv, h, over)
		swept := 0
		for _, r := range version.KnownReleases() {
			if !over.Check(r) {
				continue
			}
			swept++
			h.Release = r
			answer := loader.Resolve(inv, h)
			require.Len(t, timeline.Classes(), len(answer.Classes()))
			for _, c := range answer.Contests() {
				spans, ok := timeline.Class(c.Class)
				require.True(t, ok)
				got := winnerAt(t, spans, r)
				d, won := c.Winning()
				require.Equal(t, won, got.Winner != nil)
				require.Equal(t, d.Location, got.Location, "%s at %s", c.Class, r)
				require.Equal(t, d.Reason.Rule, got.Rule)
				require.Equal(t, d.Tier, got.Tier)
				require.Subset(t, got.Assumes, d.Assumes)
				if got.From.Compare(got.To) == 0 && won {
					require.Equal(t, d.Assumes, got.Assumes)
					require.Equal(t, d.Reason.Basis, got.Basis)
				}
			}
		}
		require.Len(t, timeline.Releases, swept)
	})
}

func TestSpansFollowEachOtherAndTurnsAreWhereTheWinnerChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := drawTurning(t)
		timeline := loader.Sweep(inv, drawHost(t), drawOver(t))
		for _, class := range timeline.Classes() {
			spans, _ := timeline.Class(class)
			require.NotEmpty(t, spans)
			next, turns := 0, timeline.Turns(class)
			for i, s := range spans {
				require.Equal(t, timeline.Releases[next], s.From)
				for timeline.Releases[next].Compare(s.To) < 0 {
					next++
				}
				require.Equal(t, timeline.Releases[next], s.To)
				next++
				if i == 0 {
					continue
				}
				before := spans[i-1]
				require.False(t, before.Location == s.Location && before.Rule == s.Rule, "neighbours are alike")
				if before.Location == s.Location || ofTwoReleases(inv, before, s) {
					continue
				}
				require.NotEmpty(t, turns)
				require.Equal(t, s.From, turns[0].Release)
				require.Equal(t, before, turns[0].Before)
				require.Equal(t, s, turns[0].After)
				require.NotEmpty(t, turns[0].Rule)
				require.NotEmpty(t, turns[0].Text)
				require.Equal(t, turns[0].Unsure, turns[0].Rule == loader.RuleLoadOrder && turns[0].Basis == loader.Assumed)
				turns = turns[1:]
			}
			require.Len(t, timeline.Releases, next)
			require.Empty(t, turns)
		}
	})
}

// ofTwoReleases tells whether two winners are the built-ins of two releases, with
// the same name.
func ofTwoReleases(inv *loader.Inventory, a, b loader.Span) bool {
	_, p, known := inv.At(a.Location)
	_, q, alsoKnown := inv.At(b.Location)
	return known && alsoKnown && p.Entry == q.Entry && a.Tier == loader.TierBuiltIn && b.Tier == loader.TierBuiltIn &&
		!inv.Directories[p.Directory].Release.IsZero() && !inv.Directories[q.Directory].Release.IsZero()
}

func TestASweepOfNothing(t *testing.T) {
	timeline := loader.Sweep(nil, loader.Host{}, version.Constraint{})
	assert.Len(t, timeline.Releases, len(version.KnownReleases()))
	assert.Empty(t, timeline.Classes())
	none, err := version.ParseConstraint(">2999.1")
	require.NoError(t, err)
	timeline = loader.Sweep(madeUp(t, 4), loader.Host{}, none)
	assert.Empty(t, timeline.Releases)
	assert.Empty(t, timeline.Classes())
	assert.Equal(t, []string{`No known release satisfies ">2999.1".`}, timeline.Notes)
	_, ok := timeline.Class("class_1")
	assert.False(t, ok)
	assert.Empty(t, timeline.Turns("class_1"))
	assert.Empty(t, (&loader.Timeline{}).Classes())
}

// A turn names a gate only where it makes the difference.
func TestATurnNamesWhatMakesTheDifference(t *testing.T) {
	candidate := func(directory int, entry, v, least string) loader.Candidate {
		c := loader.Candidate{Place: loader.Place{Directory: directory, Entry: entry}, Packaged: true, Class: "x"}
		c.PluginVersion, _ = version.ParsePlugin(v)
		c.Manifest = &manifest.Manifest{Class: "x", PluginVersion: c.PluginVersion}
		c.Manifest.MinVersionTableau, _ = version.ParsePlugin(least)
		return c
	}
	builtIn := loader.ScannedDirectory{Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: "built-in", Release: release(t, "2022.2")}, State: loader.StateRead}
	dev := loader.ScannedDirectory{Directory: loader.Directory{Tier: loader.TierDev, Path: "dev"}, State: loader.StateRead}
	for _, c := range []struct {
		name       string
		candidates []loader.Candidate
		at         string
		rule       loader.RuleID
	}{
		{"the built-in goes, and what comes would not have beaten it", []loader.Candidate{candidate(0, "a", "2.0", ""), candidate(1, "b", "1.0", "2022.3")}, "2022.3", loader.RuleLoadOrder},
		{"a minimum is met, and the rule turns", []loader.Candidate{candidate(1, "a", "1.0", ""), candidate(1, "b", "2.0", "2022.2")}, "2022.2", loader.RuleHighestVersionWins},
		{"a minimum is met later", []loader.Candidate{candidate(1, "a", "1.0", ""), candidate(1, "b", "2.0", "2022.3")}, "2022.3", loader.RuleMinVersionTableau},
		{"a minimum is met by what loads first", []loader.Candidate{candidate(1, "a", "1.0", "2021.1"), candidate(1, "b", "2.0", "")}, "2021.1", loader.RuleMinVersionTableau},
	} {
		inv := &loader.Inventory{Directories: []loader.ScannedDirectory{builtIn, dev}, Candidates: c.candidates}
		found := false
		for _, turn := range loader.Sweep(inv, loader.Host{}, version.Constraint{}).Turns("x") {
			if turn.Release.String() == c.at {
				found = true
				assert.Equal(t, c.rule, turn.Rule, "%s: %s", c.name, turn.Text)
			}
		}
		assert.True(t, found, c.name)
	}
}

func TestMinimumsBetweenReleasesAreNoted(t *testing.T) {
	for text, noted := range map[string]bool{"2022.2.1": true, "2022.2.0.1": true, "2022.2-1": true, "2022.2.0": false, "2022.2": false, "2022.3": false, "2525.1": false} {
		least, err := version.ParsePlugin(text)
		require.NoError(t, err)
		inv := &loader.Inventory{Candidates: []loader.Candidate{{Class: "x", Manifest: &manifest.Manifest{MinVersionTableau: least}}}}
		notes := strings.Join(loader.Sweep(inv, loader.Host{}, version.Constraint{}).Notes, " ")
		assert.Equal(t, noted, strings.Contains(notes, "between two of them: "+text+"."), text)
	}
}

// BenchmarkSweep compares a sweep over all known releases with one resolve of the
// same 100,000 candidates: in plain inventories, where each has a minimum version
// and so turns somewhere, in few large classes, and where each release has built-ins
// of its own. sweep-read also reads all spans.
func BenchmarkSweep(b *testing.B) {
	const n = 100_000
	for _, kind := range []struct {
		name string
		inv  *loader.Inventory
	}{
		{"plain", madeUp(b, n)},
		{"minimums", withMinimums(b, madeUp(b, n))},
		{"minimums-10000-classes", inClasses(withMinimums(b, madeUp(b, n)), 10_000)},
		{"minimums-100-classes", inClasses(withMinimums(b, madeUp(b, n)), 100)},
		{"built-ins", builtInEverywhere(b, n)},
	} {
		b.Run(kind.name+"/resolve", func(b *testing.B) {
			for b.Loop() {
				loader.Resolve(kind.inv, loader.Host{})
			}
		})
		b.Run(kind.name+"/sweep", func(b *testing.B) {
			for b.Loop() {
				loader.Sweep(kind.inv, loader.Host{}, version.Constraint{})
			}
		})
		b.Run(kind.name+"/sweep-read", func(b *testing.B) {
			for b.Loop() {
				timeline := loader.Sweep(kind.inv, loader.Host{}, version.Constraint{})
				for _, class := range timeline.Classes() {
					timeline.Class(class)
				}
			}
		})
	}
}

// withMinimums gives the candidates minimum versions, from all known releases.
func withMinimums(tb testing.TB, inv *loader.Inventory) *loader.Inventory {
	known := version.KnownReleases()
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		least, err := version.ParsePlugin(known[i*5%len(known)].String())
		require.NoError(tb, err)
		c.Manifest = &manifest.Manifest{Class: c.Class, PluginVersion: c.PluginVersion, MinVersionTableau: least}
	}
	return inv
}

// inClasses gives the candidates so many classes.
func inClasses(inv *loader.Inventory, classes int) *loader.Inventory {
	for i := range inv.Candidates {
		inv.Candidates[i].Class = fmt.Sprintf("class_%d", i%classes)
	}
	return inv
}

// builtInEverywhere has n candidates in built-in directories of all releases.
func builtInEverywhere(tb testing.TB, n int) *loader.Inventory {
	inv := madeUp(tb, n)
	inv.Directories = nil
	known := version.KnownReleases()
	for _, r := range known {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{
			Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: r.String(), Release: r}, State: loader.StateRead})
	}
	each := n / len(known)
	for i := range inv.Candidates {
		inv.Candidates[i].Directory = min(i/each, len(known)-1)
		inv.Candidates[i].Class = fmt.Sprintf("class_%d", i%each)
	}
	return inv
}
