package fleet_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/fleet"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// node makes a snapshot of a server: each word is TIER:CLASS:VERSION[:CONTENT[:MINIMUM]].
func node(t require.TestingT, name, release string, words ...string) *snapshot.Snapshot {
	rel, err := version.ParseRelease(release)
	require.NoError(t, err)
	s := &snapshot.Snapshot{Name: name, Host: loader.Host{Product: loader.Server, Release: rel}, Inventory: &loader.Inventory{}}
	for _, tier := range loader.Tiers() {
		path := map[loader.Tier]string{loader.TierDev: `D:\dev`}[tier]
		if path == "" {
			path = `C:\` + string(tier)
		}
		s.Inventory.Directories = append(s.Inventory.Directories, loader.ScannedDirectory{
			Directory: loader.Directory{Tier: tier, Path: path}, State: loader.StateRead})
	}
	for i, word := range words {
		part := append(strings.Split(word, ":"), "", "")
		v, err := version.ParsePlugin(part[2])
		require.NoError(t, err)
		least := version.Plugin{}
		if part[4] != "" {
			least, err = version.ParsePlugin(part[4])
			require.NoError(t, err)
		}
		digest := [32]byte{1}
		copy(digest[1:], part[2]+part[3])
		s.Inventory.Candidates = append(s.Inventory.Candidates, loader.Candidate{
			Place:    loader.Place{Directory: slices.Index(loader.Tiers(), loader.Tier(part[0])), Entry: fmt.Sprintf("%d.taco", i)},
			Packaged: true, Class: part[1], PluginVersion: v, ContentDigest: digest,
			Manifest: &manifest.Manifest{Class: part[1], PluginVersion: v, PluginVersionText: part[2], MinVersionTableau: least},
		})
	}
	return s
}

func each(snapshots ...*snapshot.Snapshot) iter.Seq2[*snapshot.Snapshot, error] {
	return func(yield func(*snapshot.Snapshot, error) bool) {
		for _, s := range snapshots {
			if !yield(s, nil) {
				return
			}
		}
	}
}

// shown writes a class in a line a variant: winner, nodes, causes.
func shown(r *fleet.Report, class string) string {
	var b strings.Builder
	for _, c := range r.Classes {
		if c.Name != class {
			continue
		}
		for _, v := range c.Variants {
			winner := "nothing"
			if v.Winner != nil {
				winner = string(v.Winner.Tier) + " " + v.Winner.PluginVersion
			}
			fmt.Fprintf(&b, "%s on %s\n", winner, strings.Join(r.Names(v.Nodes), " "))
			for _, cause := range v.Causes {
				fmt.Fprintf(&b, "  %s %s: %s\n", cause.Reason, strings.Join(r.Names(cause.Nodes), " "), cause.Text)
			}
		}
	}
	return b.String()
}

func TestNodesThatDifferAreToldWithTheirCauses(t *testing.T) {
	usual := func(name string) *snapshot.Snapshot { return node(t, name, "2022.2", "shared:x:2.0") }
	dev := func(name, path string) *snapshot.Snapshot {
		s := node(t, name, "2022.2", "dev:x:2.0:"+path[:1]+path[3:])
		s.Inventory.Directories[3].Path = path
		return s
	}
	for _, c := range []struct {
		name  string
		nodes []*snapshot.Snapshot
		want  string
	}{
		{"all agree", []*snapshot.Snapshot{usual("a"), usual("b")}, "shared 2.0 on a b\n"},
		{"the loser does not matter", []*snapshot.Snapshot{usual("a"), node(t, "b", "2022.2", "shared:x:2.0", "dev:x:1.0")}, "shared 2.0 on a b\n"},
		{"missing", []*snapshot.Snapshot{usual("a"), usual("b"), node(t, "c", "2022.2")},
			"shared 2.0 on a b\nnothing on c\n  missing c: No connector of the class is there.\n"},
		{"missing on the first nodes", []*snapshot.Snapshot{node(t, "a", "2022.2"), node(t, "b", "2022.2"), usual("c"), usual("d"), node(t, "e", "2022.2"), usual("f"), usual("g")},
			"shared 2.0 on c d f g\nnothing on a b e\n  missing a b e: No connector of the class is there.\n"},
		{"older and newer", []*snapshot.Snapshot{usual("a"), usual("b"), node(t, "c", "2022.2", "shared:x:1.0"), node(t, "d", "2022.2", "shared:x:10.0")},
			"shared 2.0 on a b\nshared 1.0 on c\n  older c: Version 1.0 loads, which is lower than version 2.0.\n" +
				"shared 10.0 on d\n  newer d: Version 10.0 loads, which is higher than version 2.0.\n"},
		{"other content", []*snapshot.Snapshot{usual("a"), usual("b"), node(t, "c", "2022.2", "shared:x:2.0:other")},
			"shared 2.0 on a b\nshared 2.0 on c\n  other-content c: Version 2.0 loads, with other content.\n"},
		{"other tier", []*snapshot.Snapshot{usual("a"), usual("b"), node(t, "c", "2022.2", "repository:x:2.0")},
			"shared 2.0 on a b\nrepository 2.0 on c\n  other-tier c: Version 2.0 loads from the tier repository, not shared.\n"},
		{"other rule because of another release", []*snapshot.Snapshot{
			node(t, "a", "2022.2", "shared:x:1.0", "dev:x:2.0"), node(t, "b", "2023.1", "shared:x:1.0", "dev:x:2.0"), node(t, "c", "2022.1", "shared:x:1.0", "dev:x:2.0")},
			"dev 2.0 on a b\nshared 1.0 on c\n  older c: Version 1.0 loads, which is lower than version 2.0.\n" +
				"  other-rule c: Version 2.0 is there and loses: release 2022.1 decides by the rule first-loaded-wins.\n"},
		{"an additional one shadows", []*snapshot.Snapshot{usual("a"), usual("b"), node(t, "c", "2022.2", "shared:x:2.0", "dev:x:3.0")},
			"shared 2.0 on a b\ndev 3.0 on c\n  newer c: Version 3.0 loads, which is higher than version 2.0.\n"},
		{"refused by another release", []*snapshot.Snapshot{
			node(t, "a", "2023.1", "shared:x:2.0::2023.1"), node(t, "b", "2023.1", "shared:x:2.0::2023.1"),
			node(t, "c", "2022.2", "shared:x:2.0::2023.1", "dev:x:1.0"), node(t, "d", "2022.2", "shared:x:2.0::2023.1"), node(t, "e", "2022.2", "shared:x:3.0::2023.1")},
			"shared 2.0 on a b\nnothing on d e\n" +
				"  refused d: Version 2.0 is there, and the rule min-version-tableau stops it.\n" +
				"  refused e: Version 2.0 is not there, but version 3.0, and the rule min-version-tableau stops it.\n" +
				"dev 1.0 on c\n  refused c: Version 2.0 is there, and the rule min-version-tableau stops it; version 1.0 loads.\n"},
		{"additional", []*snapshot.Snapshot{node(t, "a", "2022.2"), node(t, "b", "2022.2"), usual("c")},
			"nothing on a b\nshared 2.0 on c\n  additional c: Version 2.0 loads, where nothing does on the others.\n"},
		{"something stands before nothing where they are equal", []*snapshot.Snapshot{node(t, "a", "2022.2"), usual("b")},
			"shared 2.0 on b\nnothing on a\n  missing a: No connector of the class is there.\n"},
		{"another dev path", []*snapshot.Snapshot{dev("a", `D:\dev`), dev("b", `D:\dev`), dev("c", `D:\other`)},
			"dev 2.0 on a b\ndev 2.0 on c\n  other-content c: Version 2.0 loads, with other content.\n" +
				`  other-dev-path c: Its dev path is D:\other, and that of the others D:\dev.` + "\n"},
		{"another drive", []*snapshot.Snapshot{dev("a", `D:\dev`), dev("b", `D:\dev`), dev("c", `E:\dev`)},
			"dev 2.0 on a b\ndev 2.0 on c\n  other-content c: Version 2.0 loads, with other content.\n" +
				"  other-drive c: Its dev directory is on e:, and that of the others on d:.\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := fleet.Compare(each(c.nodes...))
			assert.Equal(t, c.want, shown(r, "x"))
			assert.Equal(t, strings.Count(c.want, " on ") > 1 && len(r.Classes[0].Variants) > 1, !r.Classes[0].Agree())
			assert.Len(t, r.Nodes, len(c.nodes))
		})
	}
}

func TestADevPathIsTheSameInAnyCaseAndWithEitherSeparator(t *testing.T) {
	a, b, c := node(t, "a", "2022.2", "dev:x:1.0"), node(t, "b", "2022.2", "dev:x:1.0"), node(t, "c", "2022.2")
	b.Inventory.Directories[3].Path = "d:/DEV/"
	c.Inventory.Directories[3].Path = `d:\DEV`
	assert.Equal(t, "dev 1.0 on a b\nnothing on c\n  missing c: No connector of the class is there.\n", shown(fleet.Compare(each(a, b, c)), "x"))
	c.Inventory.Directories = c.Inventory.Directories[:3]
	assert.Contains(t, shown(fleet.Compare(each(a, b, c)), "x"), `other-dev-path c: Its dev path is none, and that of the others D:\dev.`)
	c = node(t, "c", "2022.2")
	c.Inventory.Directories[3].Path, c.Inventory.Directories[3].State = `D:\else`, loader.StateMissing
	assert.Contains(t, shown(fleet.Compare(each(a, b, c)), "x"), `Its dev path is D:\else (missing), and`)
}

func TestAShareIsADrive(t *testing.T) {
	a, b := node(t, "a", "2022.2", "dev:x:1.0"), node(t, "b", "2022.2")
	b.Inventory.Directories[3].Path = `\\Server\share\dev`
	assert.Contains(t, shown(fleet.Compare(each(a, b)), "x"), "other-drive b: Its dev directory is on //server/share, and that of the others on d:.")
}

func TestRedactedDevPathsAreNotCompared(t *testing.T) {
	a, b := node(t, "a", "2022.2", "dev:x:1.0"), node(t, "b", "2022.2")
	b.Inventory.Directories[3].Path = `D:\secret`
	b.Host.Home, b.Inventory.Directories[2].Path = `C:\Users\ann`, `C:\Users\ann\Documents\My Tableau Repository\Connectors`
	r := fleet.Compare(each(a.Redact(), b.Redact(), node(t, "c", "2022.2", "dev:x:1.0")))
	assert.NotContains(t, shown(r, "x"), "drive")
	assert.NotContains(t, shown(r, "x"), "dev-path")
	assert.Contains(t, strings.Join(r.Notes, "\n"), "redacted, so that whether it is the same is not known: 2.")
}

func TestANativeClassLoadsWhereNoConnectorClaimsIt(t *testing.T) {
	claims, bare := node(t, "a", "2022.2", "dev:postgres:1.0"), node(t, "b", "2022.2")
	r := fleet.Compare(each(claims, bare))
	require.Len(t, r.Classes, 1)
	assert.True(t, r.Classes[0].Agree())
	assert.True(t, r.Classes[0].Variants[0].Winner.Native)
	bare.Host.Native = loader.NativeNone
	r = fleet.Compare(each(claims, bare))
	assert.Equal(t, "built-in  on a\nnothing on b\n  missing b: No connector of the class is there.\n", shown(r, "postgres"))
	claims.Host.Native = loader.NativeNone
	assert.Contains(t, shown(fleet.Compare(each(claims, claims, node(t, "c", "2022.2"))), "postgres"), "native-or-not c: The native class loads, not version 1.0.")
}

func TestNamesAreUnique(t *testing.T) {
	flow := node(t, "a", "2022.2")
	flow.Host.Product = loader.PrepConductor
	r := fleet.Compare(each(node(t, "a", "2022.2"), flow, node(t, "a", "2022.2"), node(t, "a", "2022.2")))
	assert.Equal(t, []string{"a", "a (prep-conductor)", "a (server)", "a (server 2)"}, r.JSON().Nodes)
}

func TestManyNodesMayHaveOneName(t *testing.T) {
	s := node(t, "redacted", "2022.2")
	r := fleet.Compare(func(yield func(*snapshot.Snapshot, error) bool) {
		for range 20_000 {
			if !yield(s, nil) {
				return
			}
		}
	})
	seen := make(map[string]bool)
	for _, n := range r.Nodes {
		seen[n.Name] = true
	}
	assert.Len(t, seen, 20_000)
}

func TestNodesThatTakeClassesInAnyCaseAgree(t *testing.T) {
	a, b, c := node(t, "a", "2022.2", "dev:Snow:1.0"), node(t, "b", "2022.2", "dev:snow:1.0"), node(t, "c", "2022.2", "dev:snow:1.0")
	for _, s := range []*snapshot.Snapshot{a, b} {
		s.Host.Assume = map[loader.RuleID]string{loader.RuleClassIdentity: "any-case"}
	}
	r := fleet.Compare(each(a, b))
	require.Len(t, r.Classes, 1)
	assert.True(t, r.Classes[0].Agree())
	r = fleet.Compare(each(a, c))
	assert.Equal(t, "dev 1.0 on a c\n", shown(r, "snow"))
	assert.Len(t, r.Classes, 1)
	assert.Contains(t, strings.Join(r.Notes, " "), "different readings of the rules: class-identity=any-case (1), none (1).")
	native := node(t, "d", "2022.2", "dev:Postgres:1.0")
	native.Host.Assume = a.Host.Assume
	assert.Equal(t, "built-in  on d a\n", shown(fleet.Compare(each(native, a)), "postgres"))
}

func TestANodeThatTakesClassesInAnyCaseHasEverySpelling(t *testing.T) {
	a, b, c := node(t, "a", "2022.2", "dev:Foo:1.0"), node(t, "b", "2022.2", "dev:foo:1.0"), node(t, "c", "2022.2", "dev:foo:1.0")
	c.Host.Assume = map[loader.RuleID]string{loader.RuleClassIdentity: "any-case"}
	for _, nodes := range [][]*snapshot.Snapshot{{a, b, c}, {b, a, c}, {c, b, a}, {c, a, b}} {
		r := fleet.Compare(each(nodes...))
		require.Len(t, r.Classes, 2)
		for _, class := range r.Classes {
			for _, v := range class.Variants {
				names := slices.Sorted(slices.Values(r.Names(v.Nodes)))
				want := map[string][]string{"Foo": {"a", "c"}, "foo": {"b", "c"}}[class.Name]
				if v.Winner == nil {
					want = map[string][]string{"Foo": {"b"}, "foo": {"a"}}[class.Name]
				}
				assert.Equal(t, want, names, class.Name)
			}
		}
	}
}

func TestContentThatIsNotKnownIsNotCalledOther(t *testing.T) {
	a, b, c := node(t, "a", "2022.2", "dev:x:1.0"), node(t, "b", "2022.2", "dev:x:1.0"), node(t, "c", "2022.2", "dev:x:1.0.0")
	b.Inventory.Candidates[0].ContentDigest = [32]byte{}
	assert.Contains(t, shown(fleet.Compare(each(a, b)), "x"), "other-content b: Version 1.0 loads, and whether its content is the same is not known.")
	c.Inventory.Candidates[0].ContentDigest = a.Inventory.Candidates[0].ContentDigest
	assert.Contains(t, shown(fleet.Compare(each(a, c)), "x"), "other-content c: Version 1.0.0 loads, which is written otherwise than version 1.0.")
	b.Inventory.Directories[3].Tier = ""
	b.Inventory.Candidates[0].PluginVersion, b.Inventory.Candidates[0].Manifest = version.Plugin{}, nil
	assert.Len(t, fleet.Compare(each(b, node(t, "d", "2022.2"))).Classes[0].Variants, 2)
}

func TestOfSeveralCopiesTheOneThatCameFurthestCounts(t *testing.T) {
	usual := func(name string) *snapshot.Snapshot { return node(t, name, "2022.2", "dev:x:2.0") }
	old := node(t, "c", "2021.1", "shared:x:2.0", "repository:x:1.0", "dev:x:2.0")
	assert.Contains(t, shown(fleet.Compare(each(usual("a"), usual("b"), old)), "x"), "other-rule c: Version 2.0 is there and loses")
}

func TestNoNativeClassLoadsWhereNoPluginDoes(t *testing.T) {
	r := fleet.Compare(each(node(t, "a", "2022.2", "dev:postgres:1.0"), node(t, "b", "2018.3")))
	assert.False(t, r.Classes[0].Agree())
}

func TestOneDevPathMayBeSpelledInManyWays(t *testing.T) {
	a, b, c := node(t, "a", "2022.2"), node(t, "b", "2022.2"), node(t, "c", "2022.2")
	b.Inventory.Directories[3].Path = "d:/DEV/"
	c.Inventory.Directories[3].State = loader.StateMissing
	assert.NotContains(t, strings.Join(fleet.Compare(each(a, b, c)).Notes, " "), "differ")
	c.Inventory.Directories[3].Path, c.Host.Product = `E:\dev`, loader.Desktop
	assert.NotContains(t, strings.Join(fleet.Compare(each(a, b, c)).Notes, " "), "dev path")
}

func TestWhatCannotBeReadStopsNothing(t *testing.T) {
	broken := errors.New("b.json: it breaks off")
	r := fleet.Compare(func(yield func(*snapshot.Snapshot, error) bool) {
		_ = yield(node(t, "a", "2022.2", "dev:x:1.0"), nil) && yield(nil, broken) && yield(node(t, "c", "2022.2", "dev:x:1.0"), nil)
	})
	assert.Equal(t, []error{broken}, r.Failures)
	none := fleet.Compare(func(yield func(*snapshot.Snapshot, error) bool) { yield(nil, nil) })
	assert.Len(t, none.Failures, 1)
	assert.Equal(t, "dev 1.0 on a c\n", shown(r, "x"))
	assert.Contains(t, strings.Join(r.Notes, "\n"), "missing here: 1.")
	empty := fleet.Compare(each())
	assert.Empty(t, empty.Classes)
	assert.Empty(t, empty.Notes)
}

func TestNotesSayHowNodesDifferAsAWhole(t *testing.T) {
	a, b := node(t, "a", "2022.2", "dev:x:1.0"), node(t, "b", "2022.1", "dev:x:1.0")
	b.Inventory.Directories[0].State = loader.StateMissing
	b.Inventory.Directories[3].Path = `E:\dev`
	b.Inventory.Candidates = append(b.Inventory.Candidates, loader.Candidate{Place: loader.Place{Directory: 3, Entry: "broken"}})
	text := strings.Join(fleet.Compare(each(a, a, b)).Notes, "\n")
	for _, want := range []string{
		"different Tableaus: server 2022.2 on windows (2), server 2022.1 on windows (1).",
		`these differ: d:/dev (2), e:/dev (1).`, "cannot be read, whose class is not known: 1.", "no built-in directory was read, so that the connectors built into Tableau are not known: 1.",
	} {
		assert.Contains(t, text, want)
	}
	var many []*snapshot.Snapshot
	for i := range 9 {
		s := node(t, "n", "2022.2")
		s.Inventory.Directories[3].Path = fmt.Sprintf(`D:\dev%d`, i)
		many = append(many, s)
	}
	assert.Contains(t, strings.Join(fleet.Compare(each(many...)).Notes, "\n"), `d:/dev5 (1), 3 more.`)
}

func TestTheAnswerSaysWhatItRestsOn(t *testing.T) {
	r := fleet.Compare(each(node(t, "a", "2022.2", "dev:x:1.9", "shared:x:1.10"), node(t, "b", "2022.2", "shared:x:1.10")))
	require.True(t, r.Classes[0].Agree())
	assert.Equal(t, []loader.RuleID{loader.RuleVersionOrder}, r.Classes[0].Variants[0].Assumes)
}

func TestJSON(t *testing.T) {
	r := fleet.Compare(each(node(t, "a", "2022.2", "shared:x:2.0"), node(t, "b", "2022.2"), node(t, "c", "2022.2", "shared:x:2.0")))
	data, err := json.Marshal(r.JSON())
	require.NoError(t, err)
	digest := "01322e30" + strings.Repeat("00", 28)
	assert.JSONEq(t, `{"schema":1,"nodes":["a","b","c"],
		"hosts":[{"product":"server","os":"windows","release":"2022.2","rule":"highest-version-wins","dev_paths":["D:\\dev"],"nodes":["a","b","c"]}],
		"classes":[{"class":"x","agree":false,"variants":[
			{"winner":{"plugin_version":"2.0","digest":"`+digest+`","tier":"shared"},"nodes":["a","c"]},
			{"winner":null,"nodes":["b"],"causes":[{"reason":"missing","text":"No connector of the class is there.","nodes":["b"]}]}]}],
		"failures":[],"notes":[]}`, string(data))
	data, err = json.Marshal(fleet.Compare(each()).JSON())
	require.NoError(t, err)
	assert.JSONEq(t, `{"schema":1,"nodes":[],"hosts":[],"classes":[],"failures":[],"notes":[]}`, string(data))
}

func TestEachReasonHasAMeaning(t *testing.T) {
	seen := make(map[fleet.Reason]bool)
	for _, m := range fleet.Reasons() {
		assert.False(t, seen[m.Reason])
		seen[m.Reason] = true
		assert.True(t, strings.HasSuffix(m.Meaning, "."))
	}
	assert.Len(t, seen, 11)
}

// Compare agrees with resolving each node and comparing the winners.
func TestVariantsAreTheNodesByTheirWinners(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var nodes []*snapshot.Snapshot
		for i := range rapid.IntRange(1, 8).Draw(t, "nodes") {
			words := rapid.SliceOfN(rapid.SampledFrom([]string{
				"shared:x:1.0", "shared:x:2.0", "shared:x:2.0:other", "dev:x:2.0", "dev:y:1.0", "repository:y:3.0::2022.2", "dev:postgres:1.0"}), 0, 4).Draw(t, "words")
			nodes = append(nodes, node(t, fmt.Sprint(i), rapid.SampledFrom([]string{"2022.1", "2022.2"}).Draw(t, "release"), words...))
		}
		r := fleet.Compare(each(nodes...))
		want := make(map[string]map[string]string) // class, node, winner
		for _, c := range r.Classes {
			want[c.Name] = make(map[string]string)
			for _, s := range nodes {
				contest, ok := loader.Resolve(s.Inventory, s.Host).Class(c.Name)
				d, won := contest.Winning()
				switch {
				case !ok && c.Name == "postgres":
					want[c.Name][s.Name] = "native"
				case won && d.Candidate.Native:
					want[c.Name][s.Name] = "native"
				case won:
					want[c.Name][s.Name] = fmt.Sprintln(d.Tier, d.Candidate.PluginVersion, d.Candidate.ContentDigest)
				}
			}
			seen := make(map[string]bool)
			for i, v := range c.Variants {
				winner := ""
				if v.Winner != nil {
					winner = fmt.Sprintln(v.Winner.Tier, v.Winner.PluginVersion, v.Winner.Digest)
					if v.Winner.Native {
						winner = "native"
					}
				}
				require.False(t, seen["variant "+winner])
				seen["variant "+winner] = true
				for _, name := range r.Names(v.Nodes) {
					require.False(t, seen[name])
					seen[name] = true
					require.Equal(t, want[c.Name][name], winner, "%s on %s", c.Name, name)
				}
				if i == 0 {
					require.Empty(t, v.Causes)
					continue
				}
				require.GreaterOrEqual(t, c.Variants[i-1].Nodes.Len(), v.Nodes.Len())
				caused := make(map[int]bool)
				for _, cause := range v.Causes {
					for n := range cause.Nodes.All() {
						caused[n] = true
					}
				}
				require.Len(t, caused, v.Nodes.Len(), "each node has a cause")
			}
			for _, s := range nodes {
				require.True(t, seen[s.Name])
			}
		}
	})
}
