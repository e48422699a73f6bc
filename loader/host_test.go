package loader_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

func release(t *testing.T, s string) version.Release {
	t.Helper()
	r, err := version.ParseRelease(s)
	require.NoError(t, err)
	return r
}

func TestDirectoriesOfEachProductAndSystem(t *testing.T) {
	const winData = `C:\ProgramData\Tableau\Tableau Server\data\tabsvc\`
	const linuxData = "/var/opt/tableau/tableau_server/data/tabsvc/"
	build := "20222.22.0916.1526"
	for _, c := range []struct {
		product loader.Product
		os      loader.OS
		release string
		want    []string
	}{
		{loader.Desktop, loader.Windows, "2022.2.1", []string{
			`built-in C:\Program Files\Tableau\Tableau 2022.2\bin\connectors`, `shared C:\Program Files\Tableau\Connectors`,
			`repository C:\Users\ada\Documents\My Tableau Repository\Connectors`}},
		{loader.Desktop, loader.MacOS, "2022.2", []string{
			"built-in /Applications/Tableau Desktop 2022.2.app/Contents/Frameworks/connectors",
			"built-in /Applications/Tableau Desktop (Apple silicon) 2022.2.app/Contents/Frameworks/connectors",
			"shared /Users/ada/Library/Tableau/Connectors", "repository /Users/ada/Documents/My Tableau Repository/Connectors"}},
		{loader.Desktop, loader.Linux, "2022.2", []string{"shared /opt/tableau/connectors"}},
		{loader.PrepBuilder, loader.Windows, "2022.2", []string{`shared C:\Program Files\Tableau\Connectors`,
			`repository C:\Users\ada\Documents\My Tableau Prep Repository\Connectors`}},
		{loader.PrepBuilder, loader.MacOS, "2022.2", []string{"shared /Users/ada/Library/Tableau/Connectors",
			"repository /Users/ada/Documents/My Tableau Prep Repository/Connectors"}},
		{loader.Server, loader.Windows, "2022.2", []string{`shared C:\Program Files\Tableau\Connectors`, "repository " + winData + `vizqlserver\Connectors`}},
		{loader.Server, loader.Windows, build, []string{"built-in " + winData + `services\vizqlserver_0.` + build + `\bin\connectors`,
			`shared C:\Program Files\Tableau\Connectors`, "repository " + winData + `vizqlserver\Connectors`}},
		{loader.Server, loader.Linux, build, []string{"shared /opt/tableau/connectors", "repository " + linuxData + "vizqlserver/Connectors"}},
		{loader.PrepConductor, loader.Linux, "2022.2", []string{"shared /opt/tableau/connectors", "repository " + linuxData + "flowprocessor/Connectors"}},
		{loader.FlowAuthoring, loader.Windows, "2022.2", []string{`shared C:\Program Files\Tableau\Connectors`,
			"repository " + winData + `flowqueryservice\Connectors`, "repository " + winData + `flowminerva\Connectors`}},
		{loader.Bridge, loader.Windows, "2022.2", []string{`shared C:\Program Files\Tableau\Connectors`,
			`repository C:\Users\ada\Documents\My Tableau Bridge Repository\Connectors`}},
		{loader.Bridge, loader.Linux, "2022.2", []string{"shared /opt/tableau/connectors",
			"repository /home/ada/Documents/My_Tableau_Bridge_Repository/Connectors"}},
	} {
		home := map[loader.OS]string{loader.Windows: `C:\Users\ada\`, loader.MacOS: "/Users/ada", loader.Linux: "/home/ada"}[c.os]
		h := loader.Host{Product: c.product, OS: c.os, Release: release(t, c.release), Home: home}
		var got []string
		for _, d := range h.Directories() {
			got = append(got, string(d.Tier)+" "+d.Path)
			assert.Equal(t, d.Tier == loader.TierBuiltIn, !d.Release.IsZero())
		}
		assert.Equal(t, c.want, got, "%s %s", c.product, c.os)
	}
}

func TestEveryPathCanBeReplaced(t *testing.T) {
	h := loader.Host{OS: loader.Windows, Documents: `D:\Docs`, Paths: map[loader.Tier][]string{
		loader.TierBuiltIn: {}, loader.TierShared: {"s"}, loader.TierDev: {"two", "one"}}}
	var got []string
	for _, d := range h.Directories() {
		got = append(got, string(d.Tier)+" "+d.Path)
	}
	assert.Equal(t, []string{"shared s", `repository D:\Docs\My Tableau Repository\Connectors`, "dev two", "dev one"}, got)
	server := loader.Host{Product: loader.Server, OS: loader.Linux, Data: "/data/"}
	assert.Equal(t, "/data/tabsvc/vizqlserver/Connectors", server.Directories()[1].Path)
}

func TestUnknownValuesOfAHostAreErrorsAndNotes(t *testing.T) {
	for field, h := range map[string]loader.Host{
		"product":                                {Product: "excel"},
		"os":                                     {OS: "amiga"},
		"native":                                 {Native: "some"},
		"rule to assume":                         {Assume: map[loader.RuleID]string{"load-order": "random"}},
		"value to assume for platforms":          {Assume: map[loader.RuleID]string{loader.RulePlatforms: "maybe"}},
		"value to assume for manifest-size":      {Assume: map[loader.RuleID]string{loader.RuleManifestSize: "0"}},
		"value to assume for class-identity":     {Assume: map[loader.RuleID]string{loader.RuleClassIdentity: ""}},
		"value to assume for built-in-protected": {Assume: map[loader.RuleID]string{loader.RuleBuiltInProtected: "yes", loader.RulePlatforms: "gate"}},
	} {
		var e *loader.HostError
		require.True(t, errors.As(h.Validate(), &e), field)
		assert.Equal(t, field, e.Field)
		assert.NotEmpty(t, e.Known)
		r := loader.Resolve(nil, h)
		require.NotEmpty(t, r.Notes)
		assert.Equal(t, e.Error()+"; the default was taken.", r.Notes[0])
		assert.NoError(t, r.Host.Validate())
	}
	assert.NoError(t, loader.Host{}.Validate())
}

func TestTheZeroHostIsTheNewestDesktopOnWindows(t *testing.T) {
	r := loader.Resolve(&loader.Inventory{}, loader.Host{})
	assert.Equal(t, loader.JSONHost{Product: loader.Desktop, OS: loader.Windows, Release: version.Latest().String(), Assume: map[loader.RuleID]string{}}, r.Host.JSON())
	_, ok := r.Class("x")
	assert.False(t, ok)
	_, ok = (&loader.Resolution{}).Class("x")
	assert.False(t, ok)
}

func TestInventoriesMadeByHandNeverPanic(t *testing.T) {
	inv := &loader.Inventory{Candidates: []loader.Candidate{
		{Class: "x"}, {Place: loader.Place{Directory: 7, Entry: "e"}, Class: "x"}, {Place: loader.Place{Directory: -1}, Class: "x"}, {},
		{Class: "y", Packaged: true, Fault: &loader.Fault{}},
	}}
	for _, rel := range version.KnownReleases() {
		data, err := loader.Resolve(inv, loader.Host{Release: rel}).MarshalJSON()
		require.NoError(t, err)
		assert.True(t, json.Valid(data))
	}
}

func TestEveryReasonNamesARuleOfTheRulebook(t *testing.T) {
	seen := make(map[loader.RuleID]bool)
	for _, r := range loader.Rules() {
		assert.False(t, seen[r.ID], r.ID)
		seen[r.ID] = true
		assert.NotEmpty(t, r.Statement)
		assert.NotEmpty(t, r.Basis)
		assert.NotEmpty(t, r.Source)
	}
	assert.Len(t, seen, 23)
}

func TestTheCatalogueOfNativeClassesHasSources(t *testing.T) {
	last := ""
	for _, n := range loader.Natives() {
		assert.Less(t, last, n.Class)
		last = n.Class
		assert.NotEmpty(t, n.Source)
		assert.NotEmpty(t, n.Products)
		assert.NotEmpty(t, n.Releases)
		assert.NotEqual(t, "memsql", n.Class, "Server 2019.2 loads it from a file")
	}
}

func TestBasisDependsOnTheHostWhereTheSourcesDo(t *testing.T) {
	disk := fstest.MapFS{"x.taco": {Data: packageBytes(t, manifestText("postgres", "1"))}}
	for _, c := range []struct {
		host loader.Host
		tier loader.Tier
		rule loader.RuleID
		want loader.Basis
	}{
		{loader.Host{Release: release(t, "2019.1")}, loader.TierDev, loader.RulePackagesSince, loader.Documented},
		{loader.Host{Release: release(t, "2019.1"), Product: loader.PrepBuilder}, loader.TierDev, loader.RulePackagesSince, loader.Reported},
		{loader.Host{Release: release(t, "2021.1")}, loader.TierShared, loader.RuleSharedSince, loader.Assumed},
		{loader.Host{Release: release(t, "2021.1"), Product: loader.Server}, loader.TierShared, loader.RuleSharedSince, loader.Documented},
		{loader.Host{Release: release(t, "2022.2")}, loader.TierDev, loader.RuleNativeClass, loader.Assumed},
		{loader.Host{Release: release(t, "2026.2.3")}, loader.TierDev, loader.RuleNativeClass, loader.Observed},
	} {
		inv := discover(t, map[string]fs.FS{"d": disk}, loader.Options{}, loader.Directory{Tier: c.tier, Path: "d"})
		reason := decisionAt(t, loader.Resolve(inv, c.host), "x.taco").Reason
		assert.Equal(t, c.rule, reason.Rule)
		assert.Equal(t, c.want, reason.Basis, "%s", c.rule)
	}
}

func TestExplainSaysWhatWinsWhatElseAndWhatToDo(t *testing.T) {
	disk := fstest.MapFS{
		"a/manifest.xml": connector("x", "1.0"), "b/manifest.xml": connector("x", "1.0.0"),
		"n/manifest.xml": connector("postgres", "1"),
		"p/manifest.xml": {Data: []byte(strings.Replace(string(connector("p", "1").Data), "Example", "", 1))},
	}
	inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{}, dev("dev"))
	r := loader.Resolve(inv, loader.Host{Product: loader.Server})
	text := func(class string) string {
		sentences, ok := r.Explain(class)
		require.True(t, ok)
		return strings.Join(sentences, "\n")
	}
	assert.Contains(t, text("x"), "loads the class x from dev/a, version 1.0.")
	assert.Contains(t, text("x"), "Without it dev/b would load instead.")
	assert.Contains(t, text("x"), "rests on the rule version-order")
	assert.Contains(t, text("x"), "restarted, on every node")
	assert.Contains(t, text("postgres"), "give the connector a class of its own")
	assert.Contains(t, text("p"), "loads nothing for the class p")
	assert.Contains(t, text("p"), "schema-company-empty")
	_, ok := r.Explain("none")
	assert.False(t, ok)
}

func TestRealConnectorsEachHaveADecision(t *testing.T) {
	corpus := os.Getenv("TACORDER_CORPUS")
	if corpus == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real connectors")
	}
	directories := []loader.Directory{dev(filepath.Join(corpus, "manifests")), dev(filepath.Join(corpus, "tacos"))}
	inv, err := loader.Discover(t.Context(), directories, osOpener, loader.Options{})
	require.NoError(t, err)
	for _, d := range inv.Directories {
		require.Equal(t, loader.StateRead, d.State)
	}
	entries := 0
	for _, d := range directories {
		found, err := os.ReadDir(d.Path)
		require.NoError(t, err)
		entries += len(found)
	}
	require.Len(t, inv.Candidates, entries)
	for _, rel := range version.KnownReleases() {
		r := loader.Resolve(inv, loader.Host{Release: rel})
		decided := len(r.Unreadable())
		for _, c := range r.Contests() {
			decided += len(c.Decisions)
		}
		natives := 0
		for _, c := range r.Contests() {
			for _, d := range c.Decisions {
				if d.Candidate.Native {
					natives++
				}
			}
		}
		require.Equal(t, entries, decided-natives, fmt.Sprint(rel))
		for _, d := range r.Unreadable() {
			require.NotEmpty(t, d.Reason.Text)
		}
	}
}

// indexed is a manifest as the index of the real connectors has it.
type indexed struct {
	Type    string `json:"type"`
	File    string `json:"file"`
	Digest  string `json:"sha256"`
	Class   string `json:"class"`
	Version string `json:"plugin-version"`
}

// realManifests reads the index of the real connectors, and scans the manifests as
// a dev directory.
func realManifests(t *testing.T) ([]indexed, *loader.Inventory) {
	corpus := os.Getenv("TACORDER_CORPUS")
	if corpus == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real connectors")
	}
	data, err := os.ReadFile(filepath.Join(corpus, "index.jsonl"))
	require.NoError(t, err)
	var rows []indexed
	for line := range bytes.Lines(data) {
		var row indexed
		require.NoError(t, json.Unmarshal(line, &row))
		if row.Type == "manifest" {
			rows = append(rows, row)
		}
	}
	inv, err := loader.Discover(t.Context(), []loader.Directory{dev(filepath.Join(corpus, "manifests"))}, osOpener, loader.Options{})
	require.NoError(t, err)
	return rows, inv
}

// The index says which classes have one version with several manifests.
func TestRealCollisionsAreToldWithTheirContents(t *testing.T) {
	rows, inv := realManifests(t)
	readable := make(map[string]bool)
	for _, c := range inv.Candidates {
		readable["manifests/"+c.Entry+"/manifest.xml"] = c.Class != ""
	}
	contents := make(map[string]map[string]map[string]bool) // class, version, digest
	for _, row := range rows {
		class := strings.Join(strings.Fields(row.Class), " ")
		v, err := version.ParsePlugin(row.Version)
		if !readable[row.File] || err != nil {
			continue
		}
		if contents[class] == nil {
			contents[class] = make(map[string]map[string]bool)
		}
		key := v.String()
		for known := range contents[class] { // 1.0 is 1.0.0
			if other, _ := version.ParsePlugin(known); other.Compare(v) == 0 {
				key = known
			}
		}
		if contents[class][key] == nil {
			contents[class][key] = make(map[string]bool)
		}
		contents[class][key][row.Digest] = true
	}
	r := loader.Resolve(inv, loader.Host{})
	collisions := 0
	for class, versions := range contents {
		c, ok := r.Class(class)
		require.True(t, ok, class)
		want := make(map[string]int)
		for v, digests := range versions {
			if len(digests) > 1 {
				want[v] = len(digests)
			}
		}
		got := make(map[string]int)
		for _, same := range c.SameVersions() {
			for v := range want {
				if parsed, _ := version.ParsePlugin(v); parsed.Compare(same.Version) == 0 {
					got[v] = same.Contents
				}
			}
		}
		assert.Equal(t, want, got, class)
		assert.Len(t, c.SameVersions(), len(want), class)
		collisions += len(want)
	}
	for _, class := range []string{"postgres_jdbc", "databricks", "odfe_sql_odbc", "duckdb_jdbc"} {
		c, ok := r.Class(class)
		require.True(t, ok)
		assert.Greater(t, len(c.Decisions), 1, class)
		text, _ := r.Explain(class)
		assert.Contains(t, strings.Join(text, "\n"), "different contents", class)
	}
	assert.Greater(t, collisions, 20)
}

func TestRealConnectorsSweepAsTheyResolve(t *testing.T) {
	_, inv := realManifests(t)
	timeline := loader.Sweep(inv, loader.Host{}, version.Constraint{})
	turns := 0
	for _, rel := range timeline.Releases {
		for _, c := range loader.Resolve(inv, loader.Host{Release: rel}).Contests() {
			spans, ok := timeline.Class(c.Class)
			require.True(t, ok)
			winner, _ := c.Winning()
			require.Equal(t, winner.Location, winnerAt(t, spans, rel).Location, "%s at %s", c.Class, rel)
		}
	}
	for _, class := range timeline.Classes() {
		turns += len(timeline.Turns(class))
	}
	assert.Greater(t, turns, 20)
}
