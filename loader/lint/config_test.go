package lint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
)

// own is a check that finds one thing on each machine.
func own(change func(*lint.Check)) lint.Config {
	k := lint.Check{
		Code: "own.check-1", Severity: lint.Note, Statement: "A statement.", Help: "A help.",
		Machine: func(p *lint.MachinePass) {
			p.Report(lint.Finding{File: `C:\one\two.taco`, Message: "m"})
		},
	}
	change(&k)
	return lint.Config{Checks: []lint.Check{k}}
}

func TestAWrongConfigIsAnErrorWithTheFieldAndTheWayOut(t *testing.T) {
	for _, c := range []struct {
		config       lint.Config
		field, value string
		says         string
	}{
		{lint.Config{Enable: []string{"native-class", "native-klass"}}, "Enable", "native-klass", "no check has this code"},
		{lint.Config{Disable: []string{"foo-*"}}, "Disable", "foo-*", "no check has this code"},
		{lint.Config{Disable: []string{""}}, "Disable", "", "no check has this code"},
		{lint.Config{Severity: map[string]lint.Severity{"native": lint.Error}}, "Severity", "native", "no check has this code"},
		{lint.Config{Severity: map[string]lint.Severity{"native-class": "fatal"}}, "Severity", "fatal", "use one of error, warning, note"},
		{lint.Config{Skip: []string{"[a"}}, "Skip", "[a", "no pattern"},
		{lint.Config{Skip: []string{""}}, "Skip", "", "it fits nothing"},
		{lint.Config{Skip: []string{`C:\con`}}, "Skip", `C:\con`, "write slashes"},
		{own(func(k *lint.Check) { k.Code = "Own" }), "Checks", "Own", "small letters"},
		{own(func(k *lint.Check) { k.Code = "own--check" }), "Checks", "own--check", "small letters"},
		{own(func(k *lint.Check) { k.Code = "-own" }), "Checks", "-own", "small letters"},
		{own(func(k *lint.Check) { k.Code = "" }), "Checks", "", "small letters"},
		{own(func(k *lint.Check) { k.Code = "native-class" }), "Checks", "native-class", "has this code already"},
		{own(func(k *lint.Check) { k.Severity = "" }), "Checks", "own.check-1", "no severity"},
		{own(func(k *lint.Check) { k.Help = "" }), "Checks", "own.check-1", "lacks a statement or a help"},
		{own(func(k *lint.Check) { k.Statement = "" }), "Checks", "own.check-1", "lacks a statement or a help"},
		{own(func(k *lint.Check) { k.Machine = nil }), "Checks", "own.check-1", "looks at nothing"},
	} {
		findings, err := lint.Machine(nil, nil, c.config)
		var wrong *lint.ConfigError
		require.ErrorAs(t, err, &wrong, "%s %q", c.field, c.value)
		assert.Nil(t, findings)
		assert.Equal(t, c.field, wrong.Field)
		assert.Equal(t, c.value, wrong.Value)
		assert.Contains(t, wrong.Error(), c.says)
		assert.Contains(t, wrong.Error(), c.field)
	}
}

func TestAnUnknownCodeIsToldWhatIsKnown(t *testing.T) {
	_, err := lint.Machine(nil, nil, lint.Config{Enable: []string{"nothing"}})
	var wrong *lint.ConfigError
	require.ErrorAs(t, err, &wrong)
	assert.Len(t, wrong.Known, len(lint.Checks()))
	assert.Contains(t, wrong.Known, "native-class")
}

// shadowing is a machine with three findings, of two checks.
func shadowing() machine {
	here := on(loader.Desktop, read(loader.TierRepository, `C:\r`), dev("plugins")).with("x", "y")
	for _, c := range here.candidates {
		c.Place = loader.Place{Directory: 1, Entry: c.Class}
		c.Packaged = false
		here.candidates = append(here.candidates, c)
	}
	return machine{here: here}
}

func TestAConfigChoosesChecksSeveritiesAndPaths(t *testing.T) {
	const relative, x, y = "note dev-path-relative plugins", "warning dev-copy-shadowed plugins/x", "warning dev-copy-shadowed plugins/y"
	for _, c := range []struct {
		name   string
		config lint.Config
		want   []string
	}{
		{"the zero value", lint.Config{}, []string{relative, x, y}},
		{"enabled", lint.Config{Enable: []string{"dev-path-*"}}, []string{relative}},
		{"disabled", lint.Config{Disable: []string{"dev-path-*"}}, []string{x, y}},
		{"both", lint.Config{Enable: []string{"dev-*"}, Disable: []string{"dev-copy-shadowed"}}, []string{relative}},
		{"of a connector only", lint.Config{Enable: []string{"version-default"}}, nil},
		{"the longest severity", lint.Config{Severity: map[string]lint.Severity{"dev-*": lint.Error, "dev-copy-*": lint.Note, "*": lint.Warning}},
			[]string{"error dev-path-relative plugins", "note dev-copy-shadowed plugins/x", "note dev-copy-shadowed plugins/y"}},
		{"a name skipped", lint.Config{Skip: []string{"y"}}, []string{relative, x}},
		{"a folder skipped", lint.Config{Skip: []string{"plug*"}}, nil},
		{"a path skipped", lint.Config{Skip: []string{"./plugins/x/"}}, []string{relative, y}},
		{"a path of a folder's name skipped", lint.Config{Skip: []string{"./x"}}, []string{relative, x, y}},
		{"an absolute path skipped", lint.Config{Skip: []string{"/plugins"}}, []string{relative, x, y}},
		{"another path skipped", lint.Config{Skip: []string{"other/x"}}, []string{relative, x, y}},
	} {
		m := shadowing()
		inv := m.here.inventory()
		findings, err := lint.Machine(inv, loader.Resolve(inv, m.here.host), c.config)
		require.NoError(t, err, c.name)
		var got []string
		for _, f := range findings {
			got = append(got, string(f.Severity)+" "+f.Code+" "+f.File)
		}
		assert.Equal(t, c.want, got, c.name)
	}
}

func TestAnOwnCheckReportsWithItsCodeSeverityAndHelp(t *testing.T) {
	findings, err := lint.Machine(nil, nil, own(func(*lint.Check) {}))
	require.NoError(t, err)
	assert.Equal(t, []lint.Finding{{Code: "own.check-1", Severity: lint.Note, File: `C:\one\two.taco`, Message: "m", Help: "A help."}}, findings)

	config := own(func(*lint.Check) {})
	config.Skip = []string{"C:/one"}
	findings, err = lint.Machine(nil, nil, config)
	require.NoError(t, err)
	assert.Empty(t, findings, "a path of Windows is skipped by a pattern with slashes")
}

func TestNothingIsFoundInNothing(t *testing.T) {
	empty := &loader.Inventory{}
	for name, r := range map[string]*loader.Resolution{"no resolution": nil, "a zero one": {}, "one of nothing": loader.Resolve(nil, loader.Host{})} {
		for _, inv := range []*loader.Inventory{nil, empty} {
			findings, err := lint.Machine(inv, r, lint.Config{Beside: []lint.Neighbour{{}, {Resolution: &loader.Resolution{}}, {Resolution: loader.Resolve(nil, loader.Host{Product: loader.Server})}}})
			require.NoError(t, err, name)
			assert.Nil(t, findings, name)
		}
	}
}

// The inventory may be missing where its answer is not: then the answer alone is looked at.
func TestAnAnswerWithoutItsInventoryIsLookedAt(t *testing.T) {
	m := shadowing()
	findings, err := lint.Machine(nil, loader.Resolve(m.here.inventory(), m.here.host), lint.Config{})
	require.NoError(t, err)
	assert.Equal(t, []string{"dev-path-relative", "dev-copy-shadowed", "dev-copy-shadowed"}, codes(findings))
}

func TestAnInventoryAloneIsResolvedForTheZeroHost(t *testing.T) {
	inv := shadowing().here.inventory()
	alone, err := lint.Machine(inv, nil, lint.Config{})
	require.NoError(t, err)
	resolved, err := lint.Machine(inv, loader.Resolve(inv, loader.Host{}), lint.Config{})
	require.NoError(t, err)
	assert.Equal(t, resolved, alone)
	assert.NotEmpty(t, alone)
}
