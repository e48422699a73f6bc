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
		{"colour: red\n-- want --\n", 1, "unknown key"},
		{"# x\n\nwords\n-- want --\n", 3, "key: value"},
		{"release: 2022\n-- want --\n", 1, "release"},
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
		{"release: 2022.2\n-- dev/x/manifest --\n", 3, "no section"},
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
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("dir: dev=a\n-- a/x.taco/manifest --\nomit: class\n-- want --\nunreadable\n"))
	f.Add([]byte("-- dev/x.taco --\nraw\n-- dev/x.taco/y --\n-- want --\n"))
	f.Add([]byte("verification: off\nsignature: dev/x.taco=expired\n-- dev/x.taco/manifest --\n-- want --\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := loadertest.Parse("s.txtar", data)
		if err != nil {
			require.Contains(t, err.Error(), "s.txtar:")
			return
		}
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
