package loader_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// naiveState is all that Diff compares of a candidate, and of a winner.
func naiveState(r *loader.Resolution) (candidates, winners map[string]string) {
	candidates, winners = make(map[string]string), make(map[string]string)
	note := func(class string, d loader.Decision) {
		version := d.Candidate.PluginVersion.String()
		candidates[d.Location] = fmt.Sprint(d.Outcome, version, class)
		if d.Outcome == loader.Loaded {
			winners[class] = fmt.Sprint(d.Location, version, d.AtConnection != nil)
		}
	}
	for _, c := range r.Contests() {
		for _, d := range c.Decisions {
			note(c.Class, d)
		}
	}
	for _, d := range r.Unreadable() {
		note("", d)
	}
	return candidates, winners
}

// differing lists the keys at which two maps differ.
func differing(a, b map[string]string) map[string]bool {
	out := make(map[string]bool)
	for key := range a {
		out[key] = a[key] != b[key]
	}
	for key := range b {
		out[key] = a[key] != b[key]
	}
	for key, differs := range out {
		if !differs {
			delete(out, key)
		}
	}
	return out
}

func TestADiffEqualsTheDifferenceOfTwoResolves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h, g := drawInventory(t), drawHost(t), drawHost(t)
		h.Native, g.Native = loader.NativeNone, loader.NativeNone
		edited := inv
		if len(inv.Candidates) > 0 {
			for range rapid.IntRange(0, 3).Draw(t, "edits") {
				c := rapid.SampledFrom(inv.Candidates).Draw(t, "candidate")
				if rapid.Bool().Draw(t, "removed") {
					edited = edited.Without(c.Place)
				} else {
					edited = edited.With(drawCandidate(t, c.Directory, rapid.IntRange(0, 6).Draw(t, "entry")))
				}
			}
		}
		before, after := loader.Resolve(inv, h), loader.Resolve(edited, g)
		d := loader.Diff(before, after)
		was, wasWinner := naiveState(before)
		is, isWinner := naiveState(after)

		candidates := make(map[string]bool)
		for _, c := range d.Candidates {
			require.False(t, candidates[c.Location], "%s twice", c.Location)
			candidates[c.Location] = true
			require.Equal(t, was[c.Location] != "", c.Before != nil)
			require.Equal(t, is[c.Location] != "", c.After != nil)
		}
		require.Equal(t, differing(was, is), candidates)
		classes := make(map[string]bool)
		for _, c := range d.Classes {
			classes[c.Class] = true
			want := loader.Changes
			switch {
			case c.Before == nil:
				want = loader.Gains
			case c.After == nil:
				want = loader.Loses
			}
			require.Equal(t, want, c.Change)
		}
		require.Equal(t, differing(wasWinner, isWinner), classes)
		require.Equal(t, len(candidates) == 0 && len(classes) == 0, d.Empty())
	})
}

func TestADiffWithItselfIsEmpty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := loader.Resolve(drawTurning(t), drawHost(t))
		require.True(t, loader.Diff(r, r).Empty())
	})
	assert.True(t, loader.Diff(&loader.Resolution{}, &loader.Resolution{}).Empty())
}

func TestANativeClassIsThereBeforeAConnectorClaimsIt(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierDev: {"a.taco"}})
	inv.Candidates[0].Class = "postgres"
	none := inv.Without(inv.Candidates[0].Place)
	for _, c := range []struct {
		reading string
		classes int
	}{{"first", 0}, {"lowest", 1}} {
		h := loader.Host{Assume: map[loader.RuleID]string{loader.RuleNativeClass: c.reading}}
		d := loader.Diff(loader.Resolve(none, h), loader.Resolve(inv, h))
		require.Len(t, d.Classes, c.classes, c.reading)
		for _, change := range d.Classes {
			assert.Equal(t, loader.Changes, change.Change)
			assert.Equal(t, "native:postgres", change.Before.Location)
			assert.Equal(t, loader.RuleOnlyCandidate, change.Before.Reason.Rule)
		}
		require.NotEmpty(t, d.Candidates)
		assert.Equal(t, "dev/a.taco", d.Candidates[0].Location)
		assert.Len(t, d.Candidates, 1+c.classes)
	}
}

func TestAnUpgradeInPlaceIsAChange(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierDev: {"a.taco"}})
	inv.Candidates[0].ContentDigest = [32]byte{1}
	same := inv.Candidates[0]
	other := same
	other.ContentDigest = [32]byte{2}
	newer := same
	newer.PluginVersion, _ = version.ParsePlugin("2.0")
	moved := same
	moved.Class = "y"
	signed := same
	signed.Signature = &taco.Signature{State: taco.Unsigned}
	for _, c := range []struct {
		name                string
		candidate           loader.Candidate
		classes, candidates int
	}{
		{"the same", same, 0, 0}, {"other content", other, 1, 1}, {"another version", newer, 1, 1},
		{"another class", moved, 2, 1}, {"it fails at connection", signed, 1, 0},
	} {
		d := loader.Diff(loader.Resolve(inv, loader.Host{}), loader.Resolve(inv.With(c.candidate), loader.Host{}))
		assert.Len(t, d.Classes, c.classes, c.name)
		assert.Len(t, d.Candidates, c.candidates, c.name)
	}
}

func TestContentIsComparedByWhatIsKnown(t *testing.T) {
	one, two := [32]byte{1}, [32]byte{2}
	for _, c := range []struct {
		a, b loader.Candidate
		want loader.Likeness
	}{
		{loader.Candidate{ContentDigest: one}, loader.Candidate{ContentDigest: one}, loader.SameContent},
		{loader.Candidate{ContentDigest: one}, loader.Candidate{ContentDigest: two}, loader.OtherContent},
		{loader.Candidate{ContentDigest: one, ManifestDigest: one}, loader.Candidate{ContentDigest: two, ManifestDigest: one}, loader.OtherContent},
		{loader.Candidate{ManifestDigest: one}, loader.Candidate{ManifestDigest: one}, loader.UnknownContent},
		{loader.Candidate{ManifestDigest: one}, loader.Candidate{ManifestDigest: two}, loader.OtherContent},
		{loader.Candidate{ContentDigest: one, ManifestDigest: one}, loader.Candidate{ManifestDigest: one}, loader.UnknownContent},
		{loader.Candidate{}, loader.Candidate{ManifestDigest: one}, loader.UnknownContent},
	} {
		assert.Equal(t, c.want, c.a.CompareContent(&c.b))
		assert.Equal(t, c.want, c.b.CompareContent(&c.a))
	}
}

func TestVersionsThatOtherContentsShareAreListedWhoeverWins(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierShared: {"a.taco", "b.taco", "c.taco", "d.taco", "e.taco", "f.taco"}, loader.TierDev: {"g.taco"}})
	for i, text := range []string{"1.0", "2.0", "1.0.0", "1.0", "2.0", "", "3.0"} {
		inv.Candidates[i].PluginVersion, _ = version.ParsePlugin(text)
		inv.Candidates[i].ContentDigest = [32]byte{byte(1 + i%3)}
	}
	r := loader.Resolve(inv, loader.Host{})
	c, _ := r.Class("x")
	same := c.SameVersions()
	require.Len(t, same, 1, "both 2.0 have one content")
	assert.Equal(t, "1.0", same[0].Version.String())
	assert.Equal(t, 2, same[0].Contents)
	assert.Equal(t, []string{"shared/a.taco", "shared/c.taco", "shared/d.taco"}, same[0].Locations)
	text, _ := r.Explain("x")
	assert.Contains(t, text, "Version 1.0 has 2 different contents: shared/a.taco, shared/c.taco, shared/d.taco.")
	assert.Len(t, c.JSON().SameVersions, 1)
	assert.Empty(t, loader.Contest{}.SameVersions())
}

func TestHowManyContentsThereAreDoesNotDependOnNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := sketch(map[loader.Tier][]string{loader.TierDev: {"a", "b", "c", "d"}})
		digests := [][2]byte{{0, 1}, {1, 1}, {2, 1}, {0, 2}} // of content and manifest: a folder, two packages like it, another folder
		for i, n := range rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "order") {
			c := &inv.Candidates[i]
			c.PluginVersion, _ = version.ParsePlugin("1.0")
			c.ContentDigest[0], c.ManifestDigest[0] = digests[n][0], digests[n][1]
		}
		c, _ := loader.Resolve(inv, loader.Host{}).Class("x")
		require.Equal(t, 3, c.SameVersions()[0].Contents)
	})
}

func TestTheSameVersionWithOtherContentIsSaid(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierShared: {"a.taco"}, loader.TierDev: {"b.taco"}})
	for i := range inv.Candidates {
		inv.Candidates[i].PluginVersion, _ = version.ParsePlugin("1.0")
		inv.Candidates[i].ContentDigest = [32]byte{byte(i + 1)}
	}
	texts := func() (out []string) {
		for _, release := range []string{"2022.1", "2022.2"} {
			rel, err := version.ParseRelease(release)
			require.NoError(t, err)
			c, _ := loader.Resolve(inv, loader.Host{Release: rel}).Class("x")
			for _, d := range c.Decisions {
				out = append(out, d.Reason.Text)
			}
		}
		return out
	}
	for _, text := range texts() {
		assert.Contains(t, text, "; same version, other content.")
	}
	inv.Candidates[1].ContentDigest = inv.Candidates[0].ContentDigest
	for _, text := range texts() {
		assert.Contains(t, text, "; same version, same content.")
	}
	inv.Candidates[1].ContentDigest = [32]byte{}
	for _, text := range texts() {
		assert.NotContains(t, text, "content")
	}
}

func TestTheBuiltInOfAnotherReleaseIsNoOtherWinner(t *testing.T) {
	inv := &loader.Inventory{}
	for i, text := range []string{"2022.1", "2022.2"} {
		rel, err := version.ParseRelease(text)
		require.NoError(t, err)
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{
			Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: text, Release: rel}, State: loader.StateRead})
		inv.Candidates = append(inv.Candidates, loader.Candidate{Place: loader.Place{Directory: i, Entry: "x.taco"}, Packaged: true, Class: "x"})
	}
	at := func(i int) loader.Host { return loader.Host{Release: inv.Directories[i].Release} }
	d := loader.Diff(loader.Resolve(inv, at(0)), loader.Resolve(inv, at(1)))
	assert.Empty(t, d.Classes)
	assert.Len(t, d.Candidates, 2)
	assert.Len(t, loader.Sweep(inv, loader.Host{}, version.Constraint{}).Turns("x"), 2, "where the first comes and where the last goes")

	inv.Candidates[1].PluginVersion, _ = version.ParsePlugin("2.0")
	assert.Len(t, loader.Diff(loader.Resolve(inv, at(0)), loader.Resolve(inv, at(1))).Classes, 1)
	inv.Candidates[1].Entry = "y.taco"
	assert.Len(t, loader.Sweep(inv, loader.Host{}, version.Constraint{}).Turns("x"), 3)
	spans, _ := loader.Sweep(inv, loader.Host{}, version.Constraint{}).Class("x")
	for _, s := range spans {
		assert.Equal(t, s.BuiltIns != loader.BuiltInsKnown, s.BuiltInElsewhere)
	}
}

func TestADiffFoldsClassesWhereEitherSideDoes(t *testing.T) {
	exact := loader.Host{}
	anyCase := loader.Host{Assume: map[loader.RuleID]string{loader.RuleClassIdentity: "any-case"}}
	one := sketch(map[loader.Tier][]string{loader.TierDev: {"a.taco"}})
	one.Candidates[0].Class = "Snow"
	two := one.With(loader.Candidate{Place: loader.Place{Entry: "b.taco"}, Packaged: true, Class: "snow"})
	for _, hosts := range [][2]loader.Host{{exact, anyCase}, {anyCase, exact}, {anyCase, anyCase}, {exact, exact}} {
		assert.True(t, loader.Diff(loader.Resolve(one, hosts[0]), loader.Resolve(one, hosts[1])).Empty())
	}
	d := loader.Diff(loader.Resolve(two, exact), loader.Resolve(two, anyCase))
	require.Len(t, d.Classes, 1, "snow has another winner, Snow has not")
	assert.Equal(t, loader.Changes, d.Classes[0].Change)
	assert.Equal(t, "dev/b.taco", d.Classes[0].Before.Location)
	require.Len(t, d.Candidates, 1)
	assert.Equal(t, loader.Shadowed, d.Candidates[0].After.Outcome)
	assert.Equal(t, "snow", d.Classes[0].Class, "the spelling whose winner is another one")
	d = loader.Diff(loader.Resolve(two, anyCase), loader.Resolve(two, exact))
	require.Len(t, d.Classes, 1)
	assert.Equal(t, "snow", d.Classes[0].Class)
	assert.Equal(t, "dev/b.taco", d.Classes[0].After.Location)
	d = loader.Diff(loader.Resolve(one, anyCase), loader.Resolve(one.Without(one.Candidates[0].Place), anyCase))
	assert.Equal(t, "Snow", d.Classes[0].Class)
	assert.Equal(t, "Snow", d.Candidates[0].Class)
	d = loader.Diff(loader.Resolve(two, exact), loader.Resolve(one, exact))
	require.Len(t, d.Classes, 1)
	assert.Equal(t, loader.Loses, d.Classes[0].Change)
	assert.True(t, loader.Diff(loader.Resolve(two, exact), loader.Resolve(two, exact)).Empty())
}

func TestClassesOfADifferenceAreSortedByBytes(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierDev: {"a.taco", "b.taco"}})
	inv.Candidates[0].Class, inv.Candidates[1].Class = "a", "B"
	d := loader.Diff(nil, loader.Resolve(inv, loader.Host{Assume: map[loader.RuleID]string{loader.RuleClassIdentity: "any-case"}}))
	require.Len(t, d.Classes, 2)
	assert.Equal(t, "B", d.Classes[0].Class)
}

func TestNothingIsComparedWithNothing(t *testing.T) {
	assert.True(t, loader.Diff(nil, nil).Empty())
	assert.Empty(t, (&loader.Difference{}).JSON().Classes)
	var none *loader.Inventory
	assert.Empty(t, none.Without(loader.Place{}).Candidates)
	assert.Empty(t, none.ForRelease(release(t, "2022.2")).Candidates)
	_, _, ok := none.At("x")
	assert.False(t, ok)
	inv, _ := none.WithDirectory(loader.ScannedDirectory{})
	assert.Len(t, inv.Directories, 1)
	assert.Len(t, none.With(loader.Candidate{}).Candidates, 1)
	assert.Equal(t, "/x", none.Location(loader.Place{Entry: "x"}))
}

func TestAnyReadingsDiffAsOutcomesDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawTurning(t), drawHost(t)
		h.Native = loader.NativeNone
		g := h
		h.Assume, g.Assume = drawReadings(t), drawReadings(t)
		for _, assume := range []map[loader.RuleID]string{h.Assume, g.Assume} {
			if rapid.Bool().Draw(t, "any case") {
				assume[loader.RuleClassIdentity] = "any-case"
			}
		}
		before, after := loader.Resolve(inv, h), loader.Resolve(inv, g)
		was, is := outcomesAlone(before), outcomesAlone(after)
		changed := make(map[string]bool)
		for _, c := range loader.Diff(before, after).Candidates {
			changed[c.Location] = true
		}
		for location := range was {
			if was[location] != is[location] {
				require.True(t, changed[location], location)
			}
			delete(changed, location)
		}
		for location := range changed { // the same file, at another of its places
			require.NotEqual(t, was[location], is[location])
		}
	})
}

// outcomesAlone is an answer as location → outcome.
func outcomesAlone(r *loader.Resolution) map[string]string {
	out := make(map[string]string)
	for location, what := range outcomes(r) {
		out[location], _, _ = strings.Cut(what, " ")
	}
	return out
}
