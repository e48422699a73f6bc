package loadertest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/loadertest"
	"github.com/tacorder/tacorder/version"
)

const example = `# A newer package in the repository replaces the shared one from 2022.2.
release: 2022.2
product: server
-- shared/x-v1.taco/manifest --
class: x
plugin-version: 1.0
-- repository/x-v2.taco/manifest --
class: x
plugin-version: 2.0
-- want --
class x
  shadowed   shared/x-v1.taco   by highest-version-wins 1.0 against 2.0 of repository/x-v2.taco
  # the newer one
  loaded     repository/x-v2.taco   by highest-version-wins 2.0 against 1.0 of shared/x-v1.taco
`

func TestAScenarioThatHolds(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte(example))
	require.NoError(t, err)
	assert.NoError(t, s.Check())
	assert.Equal(t, loader.Server, s.Host.Product)
	require.Len(t, s.Directories, 2)
	assert.Equal(t, loader.TierShared, s.Directories[0].Tier)
	r, err := s.Resolve(context.Background())
	require.NoError(t, err)
	assert.Contains(t, loadertest.Format(r), "note No built-in directory")
}

func TestAWrongWantFailsWithItsLineAndTheDifference(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		line           int
		diff           []string
	}{
		{"another rule", "by highest-version-wins 2.0", "by first-loaded-wins 2.0", 14,
			[]string{"- loaded repository/x-v2.taco by first-loaded-wins", "+ loaded repository/x-v2.taco by highest-version-wins"}},
		{"a line too few", "  loaded     repository/x-v2.taco   by highest-version-wins 2.0 against 1.0 of shared/x-v1.taco\n", "", 14,
			[]string{"+ loaded repository/x-v2.taco"}},
		{"a line too many", "class x\n", "class a\nclass x\n", 11, []string{"- class a"}},
		{"a note", "class x\n", "class x\nnote nothing\n", 12, []string{"- note nothing", "+ note No built-in"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(example, c.old, c.new, 1)
			require.NotEqual(t, example, text)
			s, err := loadertest.Parse("dir/s.txtar", []byte(text))
			require.NoError(t, err)
			var e *loadertest.Mismatch
			require.True(t, errors.As(s.Check(), &e))
			assert.Equal(t, c.line, e.Line)
			assert.True(t, strings.HasPrefix(e.Error(), fmt.Sprintf("dir/s.txtar:%d: ", c.line)), e.Error())
			for _, d := range c.diff {
				assert.Contains(t, e.Diff, d)
			}
			assert.NotContains(t, e.Diff, "- class x\n")
		})
	}
}

func TestWhatIsNotUnderstoodFailsWithItsLine(t *testing.T) {
	for _, c := range []struct {
		text string
		line int
		says string
	}{
		{"colour: red\n-- want --\n", 1, "unknown key \"colour\": use product, os, release or releases, "},
		{"# x\n\nwords\n-- want --\n", 3, "key: value"},
		{"release: 2022\n-- want --\n", 1, "release"},
		{"release:\n-- want --\n", 1, "release"},
		{"release: 2022.1,, 2022.2\n-- want --\n", 1, "release"},
		{"# x\nreleases: 2022.1, every\n-- want --\n", 2, ", or all"},
		{"release: 2022.1, 2022.2, 2022.1.0\n-- want --\n", 1, "has 2022.1.0 already, as 2022.1"},
		{"release: all, 2022.2\n-- want --\n", 1, "has 2022.2 already"},
		{"release: all, all\n-- want --\n", 1, "has 2019.1 already"},
		{"release: 2022.1\nos: linux\nrelease: 2022.2\n-- want --\n", 3, "line 1 gives the releases already"},
		{"releases: 2022.1\nrelease: 2022.2\n-- want --\n", 2, "line 1 gives the releases already"},
		{"product: excel\n-- want --\n", 1, "unknown product"},
		{"os: amiga\n-- want --\n", 1, "unknown os"},
		{"native: some\n-- want --\n", 1, "unknown native"},
		{"assume: platforms\n-- want --\n", 1, "RULE=VALUE"},
		{"assume: platforms=odd\n-- want --\n", 1, "platforms"},
		{"dir: dev\n-- want --\n", 1, "TIER=FOLDER"},
		{"dir: attic=x\n-- want --\n", 1, "TIER=FOLDER"},
		{"verification: no\n-- want --\n", 1, "on nor off"},
		{"signature: dev/x.taco\n-- want --\n", 1, "PACKAGE=STATE"},
		{"signature: dev/x.taco=odd\n-- dev/x.taco/manifest --\n-- want --\n", 1, "use one of malformed, tampered"},
		{"signature: dev/x.taco=\n-- dev/x.taco/manifest --\n-- want --\n", 1, "unknown state"},
		{"signature: dev/x.taco=expired\nsignature: dev/x.taco=expired\n-- dev/x.taco/manifest --\n-- want --\n", 2, "twice"},
		{"\nsignature: dev/y.taco=expired\nsignature: dev/a.taco=expired\n-- dev/x.taco/manifest --\n-- want --\n", 2, `"dev/y.taco" is no package`},
		{"signature: dev/x=expired\n-- dev/x/manifest --\n-- want --\n", 1, "no package"},
		{"signature: dev/x.taco=expired\n-- dev/x.taco --\nraw\n-- want --\n", 1, "no package"},
		{"release: 2022.2\n-- dev/x/manifest --\n", 3, "no section -- want --, -- sweep --, -- lint -- or -- log --"},
		{"release: all\n-- want --\n-- want newest --\n", 3, "constraint"},
		{"release: all\n-- want =2022.1, --\n", 2, "column 9"},
		{"release: all\n-- want --\n-- want >2999.1 --\n", 3, "holds for none of the releases"},
		{"-- want 2019.1 --\n", 1, "holds for none of the releases"},
		{"release: all\n-- want <2022.2 --\n\n-- want >=2022.1 --\n-- want --\n", 4, "2022.1 has the section \"want <2022.2\" of line 2 already"},
		{"release: all\n-- want 2022.1 --\n-- want --\n-- want  =2022.1 --\n", 4, "already"},
		{"release: all\n-- want  2022.1 --\n-- want 2022.1 --\n", 3, "want 2022.1 is given twice"},
		{"os: linux\nreleases: 2022.3, 2022.2, 2022.1\n-- want 2022.3 --\n-- want 2022.1 --\n", 2, "2022.2 has no section"},
		{"release: 2022.1, 2022.2\n-- want --\n-- want <2022.2 --\n-- want 2022.2 --\n", 2, "\"want\" is left with no release"},
		{"release: 2022.1\n-- want 2022.1 --\n-- sweep --\n-- want --\n", 4, "\"want\" is left with no release"},
		{"-- sweep --\nclass x\n-- sweep --\n", 3, "sweep is given twice"},
		{"release: all\n-- sweep <2022.2 --\n", 2, "takes no constraint"},
		{"release: 2022.2, 2022.2.1\n-- want --\n-- sweep --\n", 3, "2022.2.1 is no known feature release"},
		{"release: 2018.3\n-- sweep --\n", 2, "2018.3 is no known feature release"},
		{"release: 20222.22.0916.1526\n-- sweep --\n", 2, "20222.22.0916.1526 is no known feature release"},
		{"-- lint --\n-- dev/x/manifest --\n-- lint --\n", 3, "lint is given twice"},
		{"release: all\n-- sweep --\n-- lint <2022.2 --\n", 3, "a lint section takes no constraint"},
		{"os: linux\nrelease: 2022.2, 2022.1\n-- lint --\n", 2, "2022.1 has no section"},
		{"release: 2022.1, 2022.2\n-- want 2022.1 --\n-- lint --\n", 1, "2022.2 has no section"},
		{"-- lint/x/manifest --\n-- lint --\n", 1, "no directory"},
		{"-- attic/x/manifest --\n-- want --\n", 1, "no directory"},
		{"-- dev/../x --\n-- want --\n", 1, "no file in a folder"},
		{"-- file --\n-- want --\n", 1, "no file in a folder"},
		{"-- dev/x/manifest --\nclass: x\n-- dev/x/manifest --\n-- want --\n", 3, "twice"},
		{"-- want --\n-- want --\n", 2, "twice"},
		{"-- dev/x.taco --\nraw\n-- dev/x.taco/y --\n-- want --\n", 1, "as a file and as a folder"},
		{"\n-- dev/x/manifest --\nclass: x\nkind: y\n-- want --\n", 4, "unknown key"},
		{"-- dev/x/manifest --\nwords\n-- want --\n", 2, "key: value"},
		{"-- dev/x/manifest --\nomit: company\n-- want --\n", 2, "unknown key"},
	} {
		_, err := loadertest.Parse("s.txtar", []byte(c.text))
		var e *loadertest.SyntaxError
		require.True(t, errors.As(err, &e), "%q: %v", c.text, err)
		assert.Equal(t, c.line, e.Line, "%q: %v", c.text, err)
		assert.Contains(t, e.Error(), fmt.Sprintf("s.txtar:%d: ", c.line))
		assert.Contains(t, e.Text, c.says)
	}
}

func TestTheListOfReleasesKeepsItsOrder(t *testing.T) {
	for _, c := range []struct{ keys, releases string }{
		{"", version.Latest().String()},
		{"release: 2022.2\n", "2022.2"},
		{"releases: 2022.2\n", "2022.2"},
		{"release: 2023.1,2022.2 , 2022.2.1\n", "2023.1 2022.2 2022.2.1"},
		{"releases: 20222.22.0916.1526, 2018.3\n", "20222.22.0916.1526 2018.3"},
	} {
		s, err := loadertest.Parse("s.txtar", []byte(c.keys+"-- want --\n"))
		require.NoError(t, err)
		var releases []string
		for _, r := range s.Releases {
			releases = append(releases, r.String())
		}
		assert.Equal(t, c.releases, strings.Join(releases, " "))
		assert.Equal(t, s.Releases[0], s.Host.Release)
	}
	s, err := loadertest.Parse("s.txtar", []byte("release: 2018.3, all\n-- want --\n"))
	require.NoError(t, err)
	assert.Equal(t, version.KnownReleases(), s.Releases[1:])
}

const swept = `releases: 2022.3, 2021.4, 2022.1, 2022.2
-- dev/a/manifest --
plugin-version: 1
-- repository/b.taco/manifest --
plugin-version: 2
-- repository/c.taco/manifest --
class: y
min-version-tableau: 2022.1
-- want 2021.4 --
class x
  loaded repository/b.taco by first-loaded-wins 2 against 1 of dev/a
  shadowed dev/a by first-loaded-wins 1 against 2 of repository/b.taco
class y
  refused repository/c.taco by min-version-tableau 2021.4 against 2022.1
-- want >=2022.2, <2023.1 --
class x
  loaded repository/b.taco by highest-version-wins 2 against 1 of dev/a
  shadowed dev/a by highest-version-wins 1 against 2 of repository/b.taco
class y
  loaded repository/c.taco by only-candidate
-- sweep --
class x
  2021.4 2022.1 repository/b.taco by first-loaded-wins
  2022.2 2022.3 repository/b.taco by highest-version-wins
class y
  2021.4 2021.4 nothing
  # a minimum version is satisfied from its own release on
  2022.1 2022.3 repository/c.taco   by only-candidate
    turns by min-version-tableau
-- want --
class x
  loaded repository/b.taco by first-loaded-wins 2 against 1 of dev/a
  shadowed dev/a by first-loaded-wins 1 against 2 of repository/b.taco
class y
  loaded repository/c.taco by only-candidate
`

func TestEachReleaseAndTheSweepHaveTheirSection(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte(swept))
	require.NoError(t, err)
	assert.NoError(t, s.Check())
	assert.True(t, strings.HasPrefix(s.Want, "class x\n  loaded repository/b.taco by first-loaded-wins"))
	r, err := s.Resolve(context.Background())
	require.NoError(t, err)
	assert.Equal(t, "2022.3", r.Host.Release.String())
}

func TestTheFirstReleaseThatDiffersIsNamed(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		line           int
		release, says  string
	}{
		{"with its constraint", "by only-candidate\n-- sweep", "by only-candidate assumes platforms\n-- sweep", 20, "2022.3", "the answer for 2022.3 differs"},
		{"alone", "against 2022.1\n", "against 2022.2\n", 14, "2021.4", "the answer for 2021.4 differs"},
		{"without a constraint", "  loaded repository/c.taco by only-candidate\n$", "$", 35, "2022.1", "the answer for 2022.1 differs"},
		{"the sweep", "  2021.4 2021.4 nothing\n", "  2021.4 2021.4 nothing assumes platforms\n", 26, "", "the answer of the sweep differs"},
		{"its turn", "    turns by min-version-tableau\n", "", 29, "", "the answer of the sweep differs"},
		{"its notes", "  # a minimum", "note nothing\n  # a minimum", 27, "", "+ note No built-in directory was read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.TrimSuffix(strings.Replace(swept+"$", c.old, c.new, 1), "$")
			require.NotEqual(t, swept, text)
			s, err := loadertest.Parse("s.txtar", []byte(text))
			require.NoError(t, err)
			var e *loadertest.Mismatch
			require.True(t, errors.As(s.Check(), &e))
			assert.Equal(t, c.line, e.Line, e.Error())
			assert.Equal(t, c.release, e.Release.String())
			assert.True(t, strings.HasPrefix(e.Error(), fmt.Sprintf("s.txtar:%d: ", c.line)), e.Error())
			assert.Contains(t, e.Error(), c.says)
		})
	}
}

func TestTheReleaseIsNotNamedWhereThereIsOne(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte("release: 2022.2\n-- dev/x/manifest --\n-- want 2022.2 --\n"))
	require.NoError(t, err)
	var e *loadertest.Mismatch
	require.True(t, errors.As(s.Check(), &e))
	assert.Contains(t, e.Error(), "s.txtar:4: the answer differs")
	assert.Equal(t, "2022.2", e.Release.String())
}

func TestASweepSectionNeedsNoOther(t *testing.T) {
	const files = "-- dev/x/manifest --\n"
	const sweep = "-- sweep --\nclass x\n  2022.1 2022.3 dev/x by only-candidate\n"
	for _, c := range []struct{ name, more string }{
		{"alone", ""},
		{"beside a section for one release", "-- want 2022.2 --\nclass x\n  loaded dev/x by only-candidate\n"},
		{"beside a section for all", "-- want --\nclass x\n  loaded dev/x by only-candidate\n"},
	} {
		s, err := loadertest.Parse("s.txtar", []byte("release: 2022.1, 2022.2, 2022.3\n"+files+sweep+c.more))
		require.NoError(t, err, c.name)
		assert.NoError(t, s.Check(), c.name)
	}
}

// The note on built-in directories names the releases without one, which are all
// that were swept but one, runs of them by the first and the last.
func TestASweepGoesOverTheReleasesOfTheListAlone(t *testing.T) {
	for _, c := range []struct{ list, first, last, unknown string }{
		{"2019.2", "2019.2", "2019.2", ""},
		{"2022.1, 2022.2", "2022.1", "2022.2", "2022.1"},
		{"2022.2, 2022.1, 2021.4", "2021.4", "2022.2", "2021.4 to 2022.1"},
		{"2022.2, 2019.3", "2019.3", "2022.2", "2019.3"},
		{"2024.1, 2019.1, 2022.2, 2023.3, 2026.3", "2019.1", "2026.3", "2019.1, 2023.3 to 2026.3"},
		{"2022.2.0, 2021.2.0", "2021.2", "2022.2", "2021.2"},
	} {
		builtIn := "2022.2"
		note := "note No built-in directory was read of " + c.unknown + ", so the connectors built into these releases are not known.\n"
		if c.unknown == "" {
			builtIn, note = c.first, "note\n"
		}
		s, err := loadertest.Parse("s.txtar", []byte("release: "+c.list+"\nbuilt-in-release: "+builtIn+`
-- built-in/y.taco/manifest --
class: y
-- dev/x/manifest --
-- sweep --
`+note))
		require.NoError(t, err)
		var e *loadertest.Mismatch
		require.True(t, errors.As(s.Check(), &e))
		assert.Contains(t, e.Got, fmt.Sprintf("%s %s dev/x by only-candidate\n", c.first, c.last))
		if c.unknown == "" {
			assert.NotContains(t, e.Got, "note ")
			continue
		}
		assert.True(t, strings.HasSuffix(e.Got, note), e.Got)
	}
}

func TestAFolderMayBeNamedLikeASection(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte("dir: dev=want 2022.1\n-- want 2022.1/x/manifest --\n-- want --\nclass x\n  loaded want 2022.1/x by only-candidate\n"))
	require.NoError(t, err)
	assert.NoError(t, s.Check())
}

func TestTheInventoryIsGoodForEachRelease(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte("signature: dev/b.taco=expired\nrelease: 2019.1, 2022.2\n-- dev/a/manifest --\n-- dev/b.taco/manifest --\n-- want --\n"))
	require.NoError(t, err)
	inv, err := s.Inventory(context.Background())
	require.NoError(t, err)
	require.Len(t, inv.Candidates, 2)
	assert.Equal(t, "expired", string(inv.Candidates[1].Signature.State))
	timeline := loader.Sweep(inv, s.Host, version.Constraint{})
	assert.Contains(t, loadertest.FormatSweep(timeline), "class x\n  2019.1 2019.3 dev/a by only-candidate\n")
}

func TestTheShortManifestIsValidAndEscaped(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte(`built-in-release: 2022.1
release: 2022.2
dir: dev=more
-- dev/a/manifest --
name: <"&'>
connection-dialog: d.tcd
platforms: win, mac
company:
min-version-tableau: 2020.1
-- more/b/manifest.xml --
<x/>
-- built-in/c.taco/manifest --
-- want --
`))
	require.NoError(t, err)
	r, err := s.Resolve(context.Background())
	require.NoError(t, err)
	c, ok := r.Class("x")
	require.True(t, ok)
	require.Len(t, c.Decisions, 2)
	m := c.Decisions[1].Candidate.Manifest
	assert.Equal(t, `<"&'>`, m.Name)
	assert.Equal(t, []string{"win", "mac"}, m.Platforms)
	assert.Equal(t, "d.tcd", m.ConnectionDialog.File)
	assert.Equal(t, "2020.1", m.MinVersionTableau.String())
	assert.Equal(t, "", m.VendorInformation.Company)
	text := loadertest.Format(r)
	assert.Contains(t, text, "directory built-in other-release")
	assert.Contains(t, text, "unreadable more/b by manifest-readable")
	assert.Contains(t, text, "error schema-company-empty 2:38")
	assert.Contains(t, text, "warning package-file-missing 0:0")
}

func TestSignaturesAreVerifiedUnlessTheyAreGivenOrNobodyLooks(t *testing.T) {
	const files = "-- dev/a=b.taco/manifest --\nclass: a\n-- dev/c.taco/manifest --\nclass: c\n-- dev/d.TACO --\nraw\n-- want --\n"
	resolve := func(keys string) *loader.Resolution {
		s, err := loadertest.Parse("s.txtar", []byte(keys+files))
		require.NoError(t, err)
		r, err := s.Resolve(context.Background())
		require.NoError(t, err)
		return r
	}
	states := func(r *loader.Resolution) (out []string) {
		decisions := r.Unreadable()
		for _, c := range r.Contests() {
			decisions = append(decisions, c.Decisions...)
		}
		for _, d := range decisions {
			if d.Signature != nil {
				out = append(out, d.Place.Entry+" "+string(d.Signature.State))
			}
		}
		return out
	}
	assert.Empty(t, states(resolve("")))
	r := resolve("signature: dev/a=b.taco=bad-key-usage\n")
	assert.Equal(t, []string{"d.TACO malformed", "a=b.taco bad-key-usage", "c.taco verified"}, states(r))
	assert.Contains(t, loadertest.Format(r), "\n    signature bad-key-usage\n    fails-at-connection\n")
	assert.NotContains(t, loadertest.Format(r), "signature verified")
	off := resolve("verification: off\nsignature: dev/a=b.taco=bad-key-usage\n")
	assert.Contains(t, loadertest.Format(off), "\n    signature bad-key-usage\n")
	assert.NotContains(t, loadertest.Format(off), "fails-at-connection")
	assert.True(t, resolve("verification: on\n").Host.VerifiesSignatures())
}

func TestRunChecksEachFile(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "one.txtar"), []byte(example), 0o644))
	loadertest.Run(t, filepath.Join(dir, "*.txtar"))
}

func TestTheResultEndsWithTheContext(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte(example))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = s.Resolve(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	_, err = s.Inventory(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("dir: dev=a\n-- a/x.taco/manifest --\nomit: class\n-- want --\nunreadable\n"))
	f.Add([]byte("-- dev/x.taco --\nraw\n-- dev/x.taco/y --\n-- want --\n"))
	f.Add([]byte("verification: off\nsignature: dev/x.taco=expired\n-- dev/x.taco/manifest --\n-- want --\n"))
	f.Add([]byte(swept))
	f.Add([]byte(linted))
	f.Add([]byte("release: all, 2018.3\n-- dev/x/manifest --\n-- want 2018.3 --\n-- want <2022.2, !=2018.3 --\n-- want --\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := loadertest.Parse("s.txtar", data)
		if err != nil {
			require.Contains(t, err.Error(), "s.txtar:")
			return
		}
		require.NotEmpty(t, s.Releases)
		require.Equal(t, s.Releases[0], s.Host.Release)
		_ = s.Check()
	})
}

func ExampleParse() {
	s, err := loadertest.Parse("newer.txtar", []byte(`release: 2022.2
-- dev/a/manifest --
plugin-version: 1.2
-- dev/b/manifest --
plugin-version: 1.3
-- want --
class x
  loaded dev/a by highest-version-wins 1.2 against 1.3 of dev/b
  shadowed dev/b by highest-version-wins 1.3 against 1.2 of dev/a
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Check())
	// Output:
	// newer.txtar:8: the answer differs (- wanted, + got)
	// 	- loaded dev/a by highest-version-wins 1.2 against 1.3 of dev/b
	// 	- shadowed dev/b by highest-version-wins 1.3 against 1.2 of dev/a
	// 	+ shadowed dev/a by highest-version-wins 1.2 against 1.3 of dev/b
	// 	+ loaded dev/b by highest-version-wins 1.3 against 1.2 of dev/a
}

func ExampleFormatSweep() {
	s, err := loadertest.Parse("turns.txtar", []byte(`release: all
-- dev/a/manifest --
plugin-version: 1.0
-- dev/b/manifest --
plugin-version: 2.0
min-version-tableau: 2024.1
-- sweep --
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	inv, err := s.Inventory(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(loadertest.FormatSweep(loader.Sweep(inv, s.Host, version.Constraint{})))
	// Output:
	// class x
	//   2019.1 2023.3 dev/a by only-candidate
	//   2024.1 2026.3 dev/b by highest-version-wins
	//     turns by min-version-tableau
	// note No built-in directory was read of 2019.1 to 2026.3, so the connectors built into these releases are not known.
}

func TestTheWordReleaseStandsForTheRelease(t *testing.T) {
	const text = `release: 2021.4, 2022.1
-- dev/x/manifest --
min-version-tableau: 2022.2
-- want --
class x
  refused dev/x by min-version-tableau RELEASE against 2022.2
`
	s, err := loadertest.Parse("s.txtar", []byte(text))
	require.NoError(t, err)
	assert.NoError(t, s.Check())
	s, err = loadertest.Parse("s.txtar", []byte(strings.Replace(text, "RELEASE", "2021.4", 1)))
	require.NoError(t, err)
	var e *loadertest.Mismatch
	require.True(t, errors.As(s.Check(), &e))
	assert.Equal(t, "2022.1", e.Release.String())
}
