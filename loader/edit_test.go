package loader_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
)

// sketch is an inventory with directories of these tiers, each with the entries
// named, which claim the class x.
func sketch(entries map[loader.Tier][]string) *loader.Inventory {
	inv := &loader.Inventory{}
	for _, tier := range loader.Tiers() {
		if entries[tier] == nil {
			continue
		}
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{Directory: loader.Directory{Tier: tier, Path: string(tier)}, State: loader.StateRead})
		for _, e := range entries[tier] {
			inv.Candidates = append(inv.Candidates, loader.Candidate{Place: loader.Place{Directory: len(inv.Directories) - 1, Entry: e}, Packaged: true, Class: "x"})
		}
	}
	return inv
}

// entriesOf lists the candidates as they stand.
func entriesOf(inv *loader.Inventory) (out []string) {
	for _, c := range inv.Candidates {
		out = append(out, inv.Location(c.Place))
	}
	return out
}

func TestEditsGiveTheInventoryThatAScanWouldGive(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierShared: {"a.taco", "c.taco"}, loader.TierDev: {"a.taco"}})
	before := entriesOf(inv)
	candidate := func(directory int, entry, class string) loader.Candidate {
		return loader.Candidate{Place: loader.Place{Directory: directory, Entry: entry}, Class: class}
	}

	with := inv.With(candidate(1, "z.taco", "y"), candidate(0, "B.taco", "y"))
	assert.Equal(t, []string{"shared/a.taco", "shared/B.taco", "shared/c.taco", "dev/a.taco", "dev/z.taco"}, entriesOf(with))
	over := inv.With(candidate(0, "c.taco", "y"))
	assert.Equal(t, before, entriesOf(over))
	assert.Equal(t, "y", over.Candidates[1].Class)
	replaced := inv.Replace(loader.Place{Directory: 0, Entry: "a.taco"}, candidate(0, "d.taco", "y"))
	assert.Equal(t, []string{"shared/c.taco", "shared/d.taco", "dev/a.taco"}, entriesOf(replaced))
	without := inv.Without(loader.Place{Directory: 1, Entry: "a.taco"}, loader.Place{Directory: 7, Entry: "a.taco"}, loader.Place{Entry: "none"})
	assert.Equal(t, []string{"shared/a.taco", "shared/c.taco"}, entriesOf(without))
	more, index := inv.WithDirectory(loader.ScannedDirectory{Directory: loader.Directory{Tier: loader.TierRepository, Path: "more"}})
	assert.Equal(t, 2, index)
	assert.Len(t, more.Directories, 3)

	assert.Equal(t, before, entriesOf(inv), "the inventory itself is not touched")
	assert.Len(t, inv.Directories, 2)
	assert.Equal(t, "x", inv.Candidates[1].Class)
}

func TestRemovingOneOfSeveralPlaces(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierShared: {"a.taco"}, loader.TierDev: {}})
	inv.Candidates[0].Also = []loader.Place{{Directory: 1, Entry: "link.taco"}}
	own, link := inv.Candidates[0].Place, inv.Candidates[0].Also[0]
	left := inv.Without(own)
	require.Len(t, left.Candidates, 1)
	assert.Equal(t, link, left.Candidates[0].Place)
	assert.Empty(t, left.Candidates[0].Also)
	left = inv.Without(link)
	assert.Equal(t, own, left.Candidates[0].Place)
	assert.Empty(t, left.Candidates[0].Also)
	assert.Empty(t, inv.Without(own, link).Candidates)
	assert.Len(t, inv.Candidates[0].Also, 1)

	c, p, ok := inv.At("dev/link.taco")
	require.True(t, ok)
	assert.Equal(t, link, p)
	assert.Same(t, &inv.Candidates[0], c)
	_, _, ok = inv.At("dev/none")
	assert.False(t, ok)
	assert.Equal(t, "/x", inv.Location(loader.Place{Directory: 9, Entry: "x"}))
}

func TestRemovingFromADirectoryThatIsGivenTwice(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierShared: {"a.taco", "b.taco"}, loader.TierDev: {}})
	inv.Directories[1].SameAs = "shared"
	for i := range inv.Candidates {
		inv.Candidates[i].Also = []loader.Place{{Directory: 1, Entry: inv.Candidates[i].Entry}}
	}
	for directory := range 2 {
		left := inv.Without(loader.Place{Directory: directory, Entry: "a.taco"})
		assert.Equal(t, []string{"shared/b.taco"}, entriesOf(left))
	}
}

func TestRemovingTheWinnerPromotesExactlyTheNextInLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawTurning(t), drawHost(t)
		h.Assume = drawReadings(t)
		r := loader.Resolve(inv, h)
		for _, c := range r.Contests() {
			if c.Winner == nil || c.Winner.Native {
				continue
			}
			after, ok := loader.Resolve(inv.Without(append(c.Winner.Also, c.Winner.Place)...), h).Class(c.Class)
			if c.NextUp == nil {
				require.Nil(t, after.Winner)
				continue
			}
			if !ok { // the native class is left alone
				require.True(t, c.NextUp.Native)
				continue
			}
			require.Equal(t, c.NextUp.Place, after.Winner.Place)
		}
	})
}

func TestWithAndWithoutUndoEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := drawInventory(t)
		if len(inv.Candidates) == 0 {
			return
		}
		c := rapid.SampledFrom(inv.Candidates).Draw(t, "candidate")
		require.Equal(t, inv, inv.Without(c.Place).With(c))
		require.Equal(t, inv, inv.Replace(c.Place, c))
		require.False(t, slices.ContainsFunc(inv.Without(c.Place).Candidates, func(d loader.Candidate) bool { return d.Place == c.Place }))
	})
}

func TestEditsLeaveOneCandidateAPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := drawTurning(t)
		if len(inv.Candidates) == 0 {
			return
		}
		before := entriesOf(inv)
		edited := inv
		for range rapid.IntRange(1, 4).Draw(t, "edits") {
			c := rapid.SampledFrom(inv.Candidates).Draw(t, "candidate")
			switch rapid.IntRange(0, 2).Draw(t, "edit") {
			case 0:
				edited = edited.Without(c.Place)
			case 1:
				edited = edited.With(c, rapid.SampledFrom(inv.Candidates).Draw(t, "another"))
			case 2:
				c.Also = append(slices.Clone(c.Also), rapid.SampledFrom(inv.Candidates).Draw(t, "also").Place)
				edited = edited.Replace(c.Place, c)
			}
		}
		seen := make(map[loader.Place]bool)
		for _, c := range edited.Candidates {
			for _, p := range slices.Compact(append([]loader.Place{c.Place}, c.Also...)) {
				require.False(t, seen[p], "%v", p)
				seen[p] = true
			}
		}
		require.Equal(t, before, entriesOf(inv))
		loader.Resolve(edited, loader.Host{})
	})
}

func TestWhatComesToADirectoryThatIsGivenTwiceIsReachedByBothPaths(t *testing.T) {
	inv := sketch(map[loader.Tier][]string{loader.TierRepository: {}, loader.TierDev: {}})
	inv.Directories[1].SameAs = "repository"
	folder := loader.Candidate{Place: loader.Place{Entry: "x"}, Class: "x"}
	c, _ := loader.Resolve(inv.With(folder), loader.Host{}).Class("x")
	d, won := c.Winning()
	require.True(t, won)
	assert.Equal(t, "dev/x", d.Location)
	assert.Empty(t, folder.Also)
}

func TestADirectoryThatWasMissingIsThereThen(t *testing.T) {
	inv := &loader.Inventory{}
	for _, tier := range []loader.Tier{loader.TierBuiltIn, loader.TierDev} {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{Directory: loader.Directory{Tier: tier}, State: loader.StateMissing})
	}
	with := inv.With(loader.Candidate{Place: loader.Place{Directory: 0, Entry: "a"}}, loader.Candidate{Place: loader.Place{Directory: 1, Entry: "b"}})
	assert.Equal(t, loader.StateMissing, with.Directories[0].State, "of a built-in directory no more is known than before")
	assert.Equal(t, loader.StateRead, with.Directories[1].State)
	assert.Equal(t, loader.StateMissing, inv.Directories[1].State)
}

func TestAnInventoryOfOneReleaseIsWhatItsScanFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, r := drawTurning(t), drawKnown(t)
		one := inv.ForRelease(r)
		for _, d := range one.Directories {
			require.True(t, d.Tier != loader.TierBuiltIn || d.Release.IsZero() || d.Release.Feature().Compare(r) == 0)
		}
		h := loader.Host{Release: r}
		all, alone := loader.Resolve(inv, h), loader.Resolve(one, h)
		want := outcomes(all)
		for location, what := range outcomes(alone) {
			if strings.HasPrefix(what, "refused") || strings.HasPrefix(what, "unreadable") {
				delete(want, location) // its first place may be another one
				continue
			}
			require.Equal(t, want[location], what, location)
			delete(want, location)
		}
		for location, what := range want { // the built-ins of other releases, and natives that nobody shares
			if strings.HasPrefix(location, "native:") {
				continue
			}
			_, p, ok := inv.At(location)
			require.True(t, ok)
			of := inv.Directories[p.Directory].Release
			require.True(t, !of.IsZero() && of.Feature().Compare(r) != 0, "%s %s", location, what)
		}
	})
}

// The built-in directories of two releases may be one on disk.
func TestAnInventoryOfOneReleaseKeepsADirectoryThatAnotherHasToo(t *testing.T) {
	inv := &loader.Inventory{}
	for i, text := range []string{"2022.1", "2022.2", "2022.2"} {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{
			Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: fmt.Sprint(text, i), Release: release(t, text)}, State: loader.StateRead})
		if i > 0 {
			inv.Directories[i].SameAs = "2022.10"
		}
	}
	inv.Candidates = []loader.Candidate{{Place: loader.Place{Entry: "x.taco"}, Packaged: true, Class: "x",
		Also: []loader.Place{{Directory: 1, Entry: "x.taco"}, {Directory: 2, Entry: "x.taco"}}}}
	for _, text := range []string{"2022.1", "2022.2"} {
		one := inv.ForRelease(release(t, text))
		c, _ := loader.Resolve(one, loader.Host{Release: release(t, text)}).Class("x")
		assert.NotNil(t, c.Winner, text)
		assert.Empty(t, one.Directories[0].SameAs)
	}
	one := inv.ForRelease(release(t, "2022.2"))
	assert.Equal(t, "2022.21", one.Directories[1].SameAs)
	assert.Equal(t, "2022.10", inv.Directories[1].SameAs, "the inventory itself is not touched")
	assert.Empty(t, inv.ForRelease(release(t, "2023.1")).Candidates)
}
