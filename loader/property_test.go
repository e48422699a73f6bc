package loader_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// drawInventory makes an inventory that a scan could give.
func drawInventory(t *rapid.T) *loader.Inventory {
	inv := &loader.Inventory{}
	for _, tier := range loader.Tiers() {
		for n := range rapid.IntRange(0, 2).Draw(t, "directories") {
			inv.Directories = append(inv.Directories, loader.ScannedDirectory{
				Directory: loader.Directory{Tier: tier, Path: fmt.Sprintf("%s-%d", tier, n)}, State: loader.StateRead})
		}
	}
	for d := range inv.Directories {
		for n := range rapid.IntRange(0, 4).Draw(t, "candidates") {
			inv.Candidates = append(inv.Candidates, drawCandidate(t, d, n))
		}
	}
	return inv
}

func drawCandidate(t *rapid.T, directory, n int) loader.Candidate {
	c := loader.Candidate{
		Place:    loader.Place{Directory: directory, Entry: fmt.Sprintf("%02d", n)},
		Packaged: rapid.Bool().Draw(t, "packaged"),
	}
	if c.Packaged {
		c.Signature = drawSignature(t)
	}
	if rapid.IntRange(0, 9).Draw(t, "fault") == 0 {
		c.Fault = &loader.Fault{Rule: loader.RuleManifestReadable, Text: "It is broken."}
		return c
	}
	c.Class = rapid.SampledFrom([]string{"a", "b", "c", "postgres"}).Draw(t, "class")
	text := rapid.SampledFrom([]string{"0.0.0", "1", "1.0", "1.9", "1.10", "1.10-1", "2.0.0.1"}).Draw(t, "version")
	c.PluginVersion, _ = version.ParsePlugin(text)
	c.Manifest = &manifest.Manifest{Class: c.Class, PluginVersion: c.PluginVersion, PluginVersionText: text}
	if rapid.IntRange(0, 3).Draw(t, "has minimum") == 0 {
		c.Manifest.MinVersionTableau, _ = version.ParsePlugin(rapid.SampledFrom([]string{"2020.1", "2022.2", "2022.2.1", "2025.1"}).Draw(t, "minimum"))
	}
	if rapid.IntRange(0, 5).Draw(t, "has platforms") == 0 {
		c.Manifest.Platforms = []string{rapid.SampledFrom([]string{"win", "mac"}).Draw(t, "platform")}
	}
	return c
}

// drawSignature draws a state; nil is a package that nobody looked at.
func drawSignature(t *rapid.T) *taco.Signature {
	state := rapid.SampledFrom([]taco.SignatureState{"", taco.Unsigned, taco.Expired, taco.Verified}).Draw(t, "signature")
	if state == "" {
		return nil
	}
	return &taco.Signature{State: state}
}

func drawHost(t *rapid.T) loader.Host {
	text := rapid.SampledFrom([]string{"2018.3", "2019.2", "2020.4", "2021.4", "2022.1", "2022.2", "2022.2.1", "20222.22.0916.1526", "2026.3"}).Draw(t, "release")
	release, _ := version.ParseRelease(text)
	return loader.Host{
		Product: rapid.SampledFrom(loader.Products()).Draw(t, "product"),
		OS:      rapid.SampledFrom(loader.Systems()).Draw(t, "os"),
		Release: release,
		Native:  rapid.SampledFrom([]loader.NativeClasses{loader.NativeKnown, loader.NativeNone}).Draw(t, "native"),

		DisableSignatureVerification: rapid.IntRange(0, 3).Draw(t, "verification") == 0,
	}
}

// drawReadings chooses other readings of the rules of a contest.
func drawReadings(t *rapid.T) map[loader.RuleID]string {
	readings := make(map[loader.RuleID]string)
	for _, reading := range []struct {
		rule  loader.RuleID
		value string
	}{
		{loader.RuleNativeClass, "lowest"}, {loader.RuleBuiltInProtected, "on"},
		{loader.RuleFoldersInDevPath, "anywhere"}, {loader.RuleSignatureCompetes, "gate"},
	} {
		if rapid.Bool().Draw(t, string(reading.rule)) {
			readings[reading.rule] = reading.value
		}
	}
	return readings
}

// outcomes is an answer as place → outcome, rule.
func outcomes(r *loader.Resolution) map[string]string {
	out := make(map[string]string)
	for _, c := range r.Contests() {
		for _, d := range c.Decisions {
			out[d.Location] += string(d.Outcome) + " " + string(d.Reason.Rule)
		}
	}
	for _, d := range r.Unreadable() {
		out[d.Location] += string(d.Outcome) + " " + string(d.Reason.Rule)
	}
	return out
}

// naive resolves in the plainest way, with the default options.
func naive(inv *loader.Inventory, h loader.Host) map[string]string {
	before := func(year, number int) bool {
		return h.Release.Year() < year || h.Release.Year() == year && h.Release.Number() < number
	}
	out, passed := make(map[string]string), make(map[string][]*loader.Candidate)
	where := func(c *loader.Candidate) string { return inv.Directories[c.Directory].Path + "/" + c.Entry }
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		tier := inv.Directories[c.Directory].Tier
		platform := map[loader.OS]string{loader.Windows: "win", loader.MacOS: "mac", loader.Linux: "linux"}[h.OS]
		switch {
		case c.Class == "":
			out[where(c)] = "unreadable manifest-readable"
			continue
		case before(2019, 1):
			out[where(c)] = "refused plugins-since-2019.1"
		case tier == loader.TierShared && before(2021, 2):
			out[where(c)] = "refused shared-since-2021.2"
		case c.Packaged && (before(2019, 4) || h.Product == loader.PrepBuilder && before(2020, 4)):
			out[where(c)] = "refused packages-since-2019.4"
		case !c.Packaged && tier != loader.TierDev:
			out[where(c)] = "refused folders-in-dev-path"
		case c.Manifest.MinVersionTableau.Compare(h.Release.Plugin()) > 0:
			out[where(c)] = "refused min-version-tableau"
		case c.Manifest.Platforms != nil && !slices.Contains(c.Manifest.Platforms, platform):
			out[where(c)] = "refused platforms"
		default:
			passed[c.Class] = append(passed[c.Class], c)
			continue
		}
		passed[c.Class] = slices.Clip(passed[c.Class]) // the class is known, so its native class shows
	}
	for class, all := range passed {
		native := class == "postgres" && h.Native != loader.NativeNone && !before(2019, 1)
		if native && len(all) == 0 {
			out["native:"+class] = "loaded only-candidate"
			continue
		}
		slices.SortStableFunc(all, func(a, b *loader.Candidate) int { // they stand in load order
			if before(2022, 2) {
				return 0
			}
			return -a.PluginVersion.Compare(b.PluginVersion)
		})
		rule := func(a, b *loader.Candidate) string {
			switch {
			case before(2022, 2):
				return "first-loaded-wins"
			case a == nil || b == nil:
				return "native-class"
			case a.PluginVersion.Compare(b.PluginVersion) == 0:
				return "same-version-first-loaded"
			}
			return "highest-version-wins"
		}
		if native {
			out["native:"+class] = "loaded " + rule(nil, all[0])
			all = append([]*loader.Candidate{nil}, all...)
		}
		for i, c := range all {
			switch {
			case c == nil:
			case i > 0:
				out[where(c)] = "shadowed " + rule(c, all[0])
			case len(all) == 1:
				out[where(c)] = "loaded only-candidate"
			default:
				out[where(c)] = "loaded " + rule(c, all[1])
			}
		}
	}
	return out
}

func TestTheNaiveResolverAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		require.Equal(t, naive(inv, h), outcomes(loader.Resolve(inv, h)))
	})
}

func TestEachCandidateHasOneDecisionAndEachClassAtMostOneWinner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		r := loader.Resolve(inv, h)
		seen := make(map[*loader.Candidate]int)
		for _, c := range r.Contests() {
			winners, reached := 0, 0
			for _, d := range c.Decisions {
				seen[d.Candidate]++
				if d.Outcome == loader.Loaded {
					winners++
					require.Same(t, c.Winner, d.Candidate)
				}
				if d.Outcome == loader.Loaded || d.Outcome == loader.Shadowed {
					reached++
				}
			}
			require.Equal(t, min(reached, 1), winners)
		}
		for _, d := range r.Unreadable() {
			seen[d.Candidate]++
		}
		for i := range inv.Candidates {
			require.Equal(t, 1, seen[&inv.Candidates[i]])
		}
	})
}

func TestTheWinnerIsTheFirstLoadedOrTheHighest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		h.Native = loader.NativeNone
		r := loader.Resolve(inv, h)
		for _, c := range r.Contests() {
			var reached []loader.Decision
			for _, d := range c.Decisions { // in load order
				if d.Outcome == loader.Loaded || d.Outcome == loader.Shadowed {
					reached = append(reached, d)
				}
			}
			if len(reached) == 0 {
				require.Nil(t, c.Winner)
				continue
			}
			first := reached[0]
			if r.Rule == loader.RuleHighestVersionWins {
				highest := slices.MaxFunc(reached, func(a, b loader.Decision) int {
					return a.Candidate.PluginVersion.Compare(b.Candidate.PluginVersion)
				})
				first = reached[slices.IndexFunc(reached, func(d loader.Decision) bool {
					return d.Candidate.PluginVersion.Compare(highest.Candidate.PluginVersion) == 0
				})]
			}
			require.Same(t, first.Candidate, c.Winner)
		}
	})
}

// without returns the inventory without one candidate.
func without(inv *loader.Inventory, index int) *loader.Inventory {
	return &loader.Inventory{Directories: inv.Directories, Candidates: slices.Delete(slices.Clone(inv.Candidates), index, index+1)}
}

func indexOf(inv *loader.Inventory, p loader.Place) int {
	return slices.IndexFunc(inv.Candidates, func(c loader.Candidate) bool { return c.Place == p })
}

func TestRemovingALoserThatIsNotTheRunnerUpChangesNothingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		r := loader.Resolve(inv, h)
		for _, c := range r.Contests() {
			winner, _ := c.Winning()
			for _, d := range c.Decisions {
				if d.Outcome != loader.Shadowed || d.Location == winner.Reason.Other {
					continue
				}
				want := outcomes(r)
				delete(want, d.Location)
				require.Equal(t, want, outcomes(loader.Resolve(without(inv, indexOf(inv, d.Place)), h)))
			}
		}
	})
}

func TestRemovingTheWinnerPromotesTheNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		for _, c := range loader.Resolve(inv, h).Contests() {
			if c.Winner == nil || c.Winner.Native {
				continue
			}
			after, _ := loader.Resolve(without(inv, indexOf(inv, c.Winner.Place)), h).Class(c.Class)
			if c.NextUp == nil {
				require.Nil(t, after.Winner)
				continue
			}
			require.Equal(t, c.NextUp.Place, after.Winner.Place)
		}
	})
}

// unlooked returns the inventory as it is where nobody looked at signatures.
func unlooked(inv *loader.Inventory) *loader.Inventory {
	out := &loader.Inventory{Directories: inv.Directories, Candidates: slices.Clone(inv.Candidates)}
	for i := range out.Candidates {
		out.Candidates[i].Signature = nil
	}
	return out
}

func TestSignaturesChangeNoOutcomeUnlessTheGateIsOnAndTheHostVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		h.Assume = drawReadings(t)
		if h.VerifiesSignatures() {
			delete(h.Assume, loader.RuleSignatureCompetes)
		}
		require.Equal(t, outcomes(loader.Resolve(unlooked(inv), h)), outcomes(loader.Resolve(inv, h)))
	})
}

func TestTheGateIsTheSameAsAnInventoryWithoutWhatItRefuses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		h.Assume = drawReadings(t)
		h.Assume[loader.RuleSignatureCompetes] = "gate"
		rest := &loader.Inventory{Directories: inv.Directories}
		want := make(map[string]string)
		for location, what := range outcomes(loader.Resolve(inv, h)) {
			if !strings.HasPrefix(what, "refused") {
				want[location] = what
			}
		}
		for _, c := range inv.Candidates {
			if !h.VerifiesSignatures() || c.Signature == nil || c.Signature.State == taco.Verified {
				rest.Candidates = append(rest.Candidates, c)
			}
		}
		delete(h.Assume, loader.RuleSignatureCompetes)
		for location, what := range outcomes(loader.Resolve(rest, h)) {
			if !strings.HasPrefix(what, "refused") {
				require.Equal(t, want[location], what)
			}
		}
	})
}

// works tells whether nothing stands against connecting to a candidate.
func works(c *loader.Candidate) bool {
	return !c.Packaged || c.Signature != nil && c.Signature.State == taco.Verified
}

func TestOnlyAWinnerFailsAtConnectionAndOnlyWhereTheHostVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		h.Assume = drawReadings(t)
		r := loader.Resolve(inv, h)
		decisions := r.Unreadable()
		for _, c := range r.Contests() {
			decisions = append(decisions, c.Decisions...)
		}
		for _, d := range decisions {
			known := d.Signature != nil
			require.Equal(t, d.Candidate.Packaged && d.Candidate.Signature != nil, known)
			fails := d.Outcome == loader.Loaded && known && d.Signature.State != taco.Verified && h.VerifiesSignatures()
			require.Equal(t, fails, d.AtConnection != nil)
		}
	})
}

// nativeOf is the native class that takes part in a contest, or nil.
func nativeOf(c loader.Contest) *loader.Candidate {
	for _, d := range c.Decisions {
		if d.Candidate.Native {
			return d.Candidate
		}
	}
	return nil
}

func TestWhatWorksInsteadIsWhatRemovingOneWinnerAfterTheOtherGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		h.Assume = drawReadings(t)
		for _, c := range loader.Resolve(inv, h).Contests() {
			winner, _ := c.Winning()
			if winner.AtConnection == nil {
				require.Nil(t, c.WorksInstead)
				continue
			}
			left, now := inv, c.Winner
			for now != nil && !works(now) {
				left = without(left, indexOf(left, now.Place))
				after, ok := loader.Resolve(left, h).Class(c.Class)
				now = after.Winner
				if !ok { // nobody asks for a native class that is left alone
					now = nativeOf(c)
				}
			}
			if now == nil {
				require.Nil(t, c.WorksInstead)
				continue
			}
			require.NotNil(t, c.WorksInstead)
			require.Equal(t, now.Place, c.WorksInstead.Place)
		}
	})
}

func TestTheOrderOfCandidatesInTheInventoryDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		shuffled := &loader.Inventory{Directories: inv.Directories, Candidates: rapid.Permutation(inv.Candidates).Draw(t, "order")}
		want, err := loader.Resolve(inv, h).MarshalJSON()
		require.NoError(t, err)
		got, err := loader.Resolve(shuffled, h).MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	})
}

func TestOtherPartiesAndFiguresFaceEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := drawInventory(t), drawHost(t)
		for _, c := range loader.Resolve(inv, h).Contests() {
			winner, won := c.Winning()
			for _, d := range c.Decisions {
				if d.Outcome != loader.Shadowed {
					continue
				}
				require.True(t, won)
				require.Equal(t, winner.Location, d.Reason.Other)
				require.Equal(t, d.Candidate.PluginVersion.String(), d.Reason.Value)
				require.Equal(t, winner.Candidate.PluginVersion.String(), d.Reason.Against)
				if d.Location == winner.Reason.Other {
					require.Equal(t, winner.Reason.Rule, d.Reason.Rule)
				}
			}
		}
	})
}

func TestNamesAreOrderedLikeTheirUpperCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("aAbB_1éÉß😀."))), 2, 6).Draw(t, "names")
		inv := &loader.Inventory{Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: "dev"}}}}
		for _, n := range names {
			inv.Candidates = append(inv.Candidates, loader.Candidate{Place: loader.Place{Entry: n}, Class: "x"})
		}
		c, _ := loader.Resolve(inv, loader.Host{}).Class("x")
		require.True(t, slices.IsSortedFunc(c.Decisions, func(a, b loader.Decision) int {
			return cmp.Or(strings.Compare(strings.ToUpper(a.Place.Entry), strings.ToUpper(b.Place.Entry)), strings.Compare(a.Place.Entry, b.Place.Entry))
		}))
	})
}
