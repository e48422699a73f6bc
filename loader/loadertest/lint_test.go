package loadertest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/loader/loadertest"
	"github.com/tacorder/tacorder/manifest"
)

const linted = `release: 2022.1
-- repository/x.taco/manifest --
plugin-version: 1.0
-- dev/x/manifest --
plugin-version: 2.0
-- dev/y/manifest --
class: y
plugin-version: 1.x
-- dev/manifest.xml --
<connector-plugin/>
-- lint --
error   directory-is-a-connector   dev
related dev/manifest.xml
warning dev-copy-shadowed dev/x
  related repository/x.taco
# the same finding whatever the release
note winner-changes-at-2022.2 dev/x
  related repository/x.taco

error schema-root-version-grammar dev/y/manifest.xml:1:63-1:66
`

func check(t *testing.T, text string) error {
	s, err := loadertest.Parse("s.txtar", []byte(text))
	require.NoError(t, err)
	return s.Check()
}

func TestALintSectionNeedsNoOther(t *testing.T) {
	assert.NoError(t, check(t, linted))
	assert.NoError(t, check(t, "-- dev/x/manifest --\n-- lint --\n"), "nothing is found")
}

func TestALintSectionStandsBesideTheOthers(t *testing.T) {
	const text = `release: 2022.2, 2022.1
-- repository/x.taco/manifest --
plugin-version: 1.0
-- dev/x/manifest --
plugin-version: 1.0
-- want 2022.1 --
class x
  loaded repository/x.taco by first-loaded-wins 1.0 against 1.0 of dev/x
  shadowed dev/x by first-loaded-wins 1.0 against 1.0 of repository/x.taco
-- lint --
warning dev-copy-shadowed dev/x
  related repository/x.taco
`
	require.NoError(t, check(t, text))
	var e *loadertest.Mismatch
	require.True(t, errors.As(check(t, strings.Replace(text, "loaded repository", "loaded dev", 1)), &e))
	assert.Equal(t, "2022.1", e.Release.String())
	assert.NoError(t, check(t, text+"-- sweep --\nclass x\n  2022.1 2022.1 repository/x.taco by first-loaded-wins\n  2022.2 2022.2 repository/x.taco by same-version-first-loaded\n"))
}

// Of several releases the first is held against the checks, however they are ordered.
func TestTheChecksSpeakOfTheFirstRelease(t *testing.T) {
	const files = "-- repository/x.taco/manifest --\nplugin-version: 1.0\n-- dev/x/manifest --\nplugin-version: 2.0\n-- sweep --\nclass x\n  2022.1 2022.1 repository/x.taco by first-loaded-wins\n  2022.2 2022.2 dev/x by highest-version-wins\n    turns by highest-version-wins\n-- lint --\n"
	const turns = "note winner-changes-at-2022.2 dev/x\n  related repository/x.taco\n"
	const shadowed = "warning dev-copy-shadowed dev/x\n  related repository/x.taco\n"
	assert.NoError(t, check(t, "release: 2022.2, 2022.1\n"+files+turns))
	assert.NoError(t, check(t, "release: 2022.1, 2022.2\n"+files+shadowed+turns))
}

func TestAWrongLintSectionFailsWithItsLineAndTheDifference(t *testing.T) {
	for _, c := range []struct {
		name, old, new string
		line           int
		diff           []string
	}{
		{"another severity", "warning dev-copy", "error dev-copy", 14, []string{"- error dev-copy-shadowed dev/x\n", "+ warning dev-copy-shadowed dev/x\n"}},
		{"another code", "note winner-changes-at-2022.2", "note winner-changes", 17, []string{"- note winner-changes dev/x\n", "+ note winner-changes-at-2022.2 dev/x\n"}},
		{"a note too few", "note winner-changes-at-2022.2 dev/x\n  related repository/x.taco\n", "", 18, []string{"+ note winner-changes-at-2022.2 dev/x\n"}},
		{"another place", "1:63-1:66", "1:63-1:65", 20, []string{"- error schema-root-version-grammar dev/y/manifest.xml:1:63-1:65\n", "+ error schema-root-version-grammar dev/y/manifest.xml:1:63-1:66\n"}},
		{"no place", ":1:63-1:66", "", 20, []string{"- error schema-root-version-grammar dev/y/manifest.xml\n"}},
		{"no related place", "related dev/manifest.xml\n", "", 13, []string{"+ related dev/manifest.xml\n"}},
		{"another related place", "related dev/manifest.xml", "related dev/x", 13, []string{"- related dev/x\n", "+ related dev/manifest.xml\n"}},
		{"a line too many", "-- lint --\n", "-- lint --\nnote nothing dev\n", 12, []string{"- note nothing dev\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(linted, c.old, c.new, 1)
			require.NotEqual(t, linted, text)
			var e *loadertest.Mismatch
			require.True(t, errors.As(check(t, text), &e))
			assert.Equal(t, c.line, e.Line, e.Error())
			assert.Equal(t, "2022.1", e.Release.String())
			assert.True(t, strings.HasPrefix(e.Error(), fmt.Sprintf("s.txtar:%d: the answer of the checks differs", c.line)), e.Error())
			for _, d := range c.diff {
				assert.Contains(t, e.Diff, d)
			}
		})
	}
}

// A scenario's folders have relative paths, which is no fault of a scenario.
func TestARelativeDevPathIsNotFoundInAScenario(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte("-- dev/x/manifest --\n-- lint --\n"))
	require.NoError(t, err)
	r, err := s.Resolve(context.Background())
	require.NoError(t, err)
	findings, err := lint.Machine(nil, r, lint.Config{})
	require.NoError(t, err)
	assert.Equal(t, "note dev-path-relative dev\n", loadertest.FormatLint(findings))
	findings, err = s.Lint(context.Background())
	require.NoError(t, err)
	assert.Empty(t, findings)
}

func TestLooseFilesReachTheDisk(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte("-- dev/manifest.xml --\n-- dev/manifest --\n-- dev/a.tdd --\n-- dev/a.txt --\n-- dev/x/a.tcd --\n-- lint --\n"))
	require.NoError(t, err)
	inv, err := s.Inventory(context.Background())
	require.NoError(t, err)
	assert.Equal(t, []string{"a.tdd", "manifest.xml"}, inv.Directories[0].LooseFiles)
}

func TestTheFindingsEndWithTheContext(t *testing.T) {
	s, err := loadertest.Parse("s.txtar", []byte(linted))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = s.Lint(ctx)
	assert.ErrorIs(t, err, context.Canceled)
}

func ExampleFormatLint() {
	fmt.Print(loadertest.FormatLint([]lint.Finding{
		{Code: "native-class", Severity: lint.Warning, File: "dev/x", Message: "is not written", Related: []lint.Place{{File: "native:mysql"}}},
		{Code: "schema-class-empty", Severity: lint.Error, File: "dev/y/manifest.xml", Span: manifest.Span{Line: 1, Column: 19, EndLine: 1, EndColumn: 27}},
	}))
	// Output:
	// warning native-class dev/x
	//   related native:mysql
	// error schema-class-empty dev/y/manifest.xml:1:19-1:27
}
