package lint_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/loader/loadertest"
	"github.com/tacorder/tacorder/version"
)

const pair = `
-- repository/x.taco/manifest --
plugin-version: 1.0
-- dev/x/manifest --
plugin-version: 2.0
`

func TestMessagesSayWhatIsTheMatterWhicheverTheRelease(t *testing.T) {
	for _, c := range []struct{ code, text, message string }{
		{"winner-changes-at-2022.2", "release: 2019.4" + pair, "class x: at 2022.2 this copy, version 2.0, takes over from repository/x.taco, version 1.0"},
		{"winner-changes-at-2022.2", "release: 2026.1" + pair, "class x: at 2022.2 this copy, version 2.0, takes over from repository/x.taco, version 1.0"},
		{"winner-changes-at-2022.2", "assume: native-class=lowest\n-- dev/x/manifest --\nclass: mongodb\n", "class mongodb: at 2022.2 this copy, version 1.0, takes over from native:mongodb, which is compiled into Tableau"},
		{"dev-copy-shadowed", "release: 2022.1" + pair, "class x: this copy in the dev path, version 2.0, is not loaded: repository/x.taco is, version 1.0 (first-loaded-wins)"},
		{"dev-copy-shadowed", "release: 2019.2\n-- dev/x/manifest --\nclass: mongodb\n", "class mongodb: this copy in the dev path, version 1.0, is not loaded: native:mongodb is, which is compiled into Tableau (first-loaded-wins)"},
		{"native-class", "release: 2022.2\n-- dev/x/manifest --\nclass: mongodb\n", "class mongodb is compiled into Tableau, and this copy is shadowed (native-class): give the connector a class of its own"},
		{"native-class", "release: 2022.2\n-- repository/x/manifest --\nclass: mongodb\n", "class mongodb is compiled into Tableau, and this copy is refused (folders-in-dev-path): give the connector a class of its own"},
		{"class-differs-by-case", "release: 2022.2\n-- dev/x/manifest --\nclass: Mongodb\n", "class Mongodb and class mongodb differ by case only: spell it in one way"},
		{"refused-by-gate", "release: 2020.4\n-- dev/x/manifest --\nmin-version-tableau: 2021.1\n", "class x is not loaded from here (min-version-tableau). It needs Tableau 2021.1 or newer, and this is 2020.4."},
		{"decided-by-assumption", "os: linux\n-- dev/x/manifest --\nplatforms: mac\n", "class x: that this copy is refused rests on what is only assumed: platforms"},
		{"old-copy-left-behind", "release: 2022.2\n-- dev/a.taco/manifest --\n-- dev/b.taco/manifest --\nplugin-version: 2\n", "class x: this package, version 1.0, was left behind beside version 2; it is shadowed: delete it"},
		{"candidate-unreadable", "-- dev/.git/HEAD --\n", "The folder has no manifest.xml."},
		{"raw-files-in-directory", "-- repository/a.tcd --\n-- repository/b.tcd --\n-- repository/c.tcd --\n-- repository/d.tcd --\n-- repository/e.tcd --\n-- repository/f.tcd --\n-- repository/g.tcd --\n",
			"files of a connector lie raw in this directory, and are passed over: a.tcd, b.tcd, c.tcd, d.tcd, e.tcd and 2 more"},
	} {
		s, err := loadertest.Parse("s.txtar", []byte(c.text+"-- lint --\n"))
		require.NoError(t, err, c.text)
		findings, err := s.Lint(context.Background())
		require.NoError(t, err)
		assert.Contains(t, messages(findings), c.code+": "+c.message)
	}
}

func TestMessagesOfServersNameTheServicesAndTheirFolders(t *testing.T) {
	gone := missing(loader.TierRepository, flow.Path)
	for _, c := range []struct {
		machine machine
		message string
	}{
		{machine{here: on(loader.Server, vizql).with("x"), beside: []answer{on(loader.PrepConductor, gone)}},
			`per-service-missing: class x is loaded by vizqlserver (server) and not by flowprocessor (prep-conductor) (C:\data\flowprocessor\Connectors, missing): put the connector into that service's folder too`},
		{machine{here: on(loader.FlowAuthoring, query).at("2021.2").with("x"), beside: []answer{on(loader.Server).at("2021.2")}},
			`per-service-missing: class x is loaded by flowqueryservice (flow-authoring) and not by vizqlserver (server): put the connector into the shared directory, or into that service's folder too`},
		{machine{here: on(loader.Server, vizql), beside: []answer{on(loader.PrepConductor, flow, dev(`C:\a`))}},
			`dev-path-differs: the dev path is not set here, and C:\a for flowprocessor (prep-conductor): use one`},
		{machine{here: on(loader.Server, vizql, dev(`D:\a`))},
			`dev-path-other-drive: the dev path is on d: and the server on c:; move it there`},
		{machine{here: on(loader.Server, vizql, dev(`D:\a`)).at("2022.1")},
			`dev-path-other-drive: the dev path is on d: and the server on c:; move it there, or use the shared directory`},
		{machine{here: on(loader.Desktop, missing(loader.TierDev, ` =C:\a`))},
			"dev-path-missing: the dev path does not exist: correct it; it starts with a blank or an equals sign, which the option's value may not"},
		{machine{here: on(loader.Desktop, unreadable(loader.TierDev, `C:\a`))},
			"directory-unreadable: the dev directory cannot be read: permission denied"},
		{machine{here: on(loader.Desktop, read(loader.TierRepository, english), read(loader.TierRepository, chinese))},
			"localised-repository: there is a repository with the English name and one with the Chinese name: Tableau uses one of them"},
	} {
		assert.Contains(t, messages(c.machine.findings(t)), c.message)
	}
}

func TestACopyWithoutAVersionIsCalledThat(t *testing.T) {
	m := shadowing()
	for i := range m.here.candidates {
		m.here.candidates[i].PluginVersion = version.Plugin{}
	}
	assert.Contains(t, messages(m.findings(t)),
		`dev-copy-shadowed: class x: this copy in the dev path, without a version, is not loaded: C:\r\x.taco is, without a version (first-loaded-wins)`)
}

func messages(findings []lint.Finding) (out []string) {
	for _, f := range findings {
		out = append(out, f.Code+": "+f.Message)
	}
	return out
}

func TestANeighbourIsCalledByItsName(t *testing.T) {
	here := on(loader.Server, vizql).with("x", "y")
	gone := on(loader.PrepConductor, missing(loader.TierRepository, flow.Path), dev(`C:\a`))
	config := lint.Config{Beside: []lint.Neighbour{{Name: "node2", Resolution: loader.Resolve(gone.inventory(), gone.host)}}}
	findings, err := lint.Machine(here.inventory(), loader.Resolve(here.inventory(), here.host), config)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"dev-path-differs: the dev path is not set here, and C:\\a for flowprocessor (prep-conductor) of node2: use one",
		"per-service-missing: flowprocessor (prep-conductor) of node2 has no folder of connectors and lacks 2 classes that vizqlserver (server) loads: put the connectors into that service's folder too",
	}, messages(findings))
}

func TestEachNodeThatLacksAClassIsNamed(t *testing.T) {
	here, gone := on(loader.Server, vizql).with("x"), on(loader.PrepConductor, flow)
	var config lint.Config
	for _, name := range []string{"two", "three", "three"} {
		config.Beside = append(config.Beside, lint.Neighbour{Name: name, Resolution: loader.Resolve(gone.inventory(), gone.host)})
	}
	findings, err := lint.Machine(here.inventory(), loader.Resolve(here.inventory(), here.host), config)
	require.NoError(t, err)
	require.Len(t, findings, 2)
	assert.Contains(t, findings[0].Message, "flowprocessor (prep-conductor) of two")
	assert.Contains(t, findings[1].Message, "flowprocessor (prep-conductor) of three")
}

func TestAFindingIsOneLineOfWhatShows(t *testing.T) {
	f := lint.Finding{Code: "c", Severity: lint.Note, File: "a\nb\x1b[31m é漢\xff", Message: "m\u202e"}
	f.Line, f.Column = 2, 3
	assert.Equal(t, `a\nb\x1b[31m é漢\xff:2:3: note: m\u202e (c)`, f.String())
}
