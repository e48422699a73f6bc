package loader

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// A Directory is one place where a host looks for connectors.
type Directory struct {
	Tier Tier
	// Path is the directory's name on the simulated host. It is data: shown,
	// handed to the [Opener], and never taken apart.
	Path string
	// Release is the release that a built-in directory belongs to. The zero
	// value belongs to every release; a path that a user gives has it.
	Release version.Release
	// FirstOf names a group of directories of which a release uses only one:
	// the first that exists. "" is no group.
	FirstOf string
}

// A directoryRow is a default directory. In the path, <home>, <documents>,
// <data>, <release> and <build> stand for what is known of the host; a row whose
// place holder is not known gives no directory.
type directoryRow struct {
	products []Product // nil is every product
	os       OS
	tier     Tier
	path     string
	firstOf  string
	source   string
}

// directoryTable is the one place that knows where Tableau looks. Within a
// product and a system the rows stand in load order.
var directoryTable = [...]directoryRow{
	{[]Product{Desktop}, Windows, TierBuiltIn, `C:\Program Files\Tableau\Tableau <release>\bin\connectors`, "", "databricks/tableau-connector README; ClickHouse/clickhouse-tableau-connector-jdbc #77"},
	{[]Product{Desktop}, MacOS, TierBuiltIn, `/Applications/Tableau Desktop <release>.app/Contents/Frameworks/connectors`, "desktop-app", "databricks/tableau-connector README; SDK #277"},
	{[]Product{Desktop}, MacOS, TierBuiltIn, `/Applications/Tableau Desktop (Apple silicon) <release>.app/Contents/Frameworks/connectors`, "desktop-app", "iomete README (2026.2)"},
	{[]Product{Server}, Windows, TierBuiltIn, `<data>\tabsvc\services\vizqlserver_0.<build>\bin\connectors`, "", "LogShark test data, Server 2019.2"},
	{[]Product{PrepConductor}, Windows, TierBuiltIn, `<data>\tabsvc\services\flowprocessor_0.<build>\bin\connectors`, "", "LogShark test data, Server 2019.2"},
	{[]Product{FlowAuthoring}, Windows, TierBuiltIn, `<data>\tabsvc\services\flowqueryservice_0.<build>\bin\connectors`, "", "LogShark test data, Server 2019.2, by analogy"},

	{nil, Windows, TierShared, `C:\Program Files\Tableau\Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{nil, MacOS, TierShared, `<home>/Library/Tableau/Connectors`, "", "docs.dremio.com, MongoDB Atlas SQL guides (reported)"},
	{nil, Linux, TierShared, `/opt/tableau/connectors`, "", "connector-plugin-sdk docs/run-taco.md"},

	{[]Product{Desktop}, Windows, TierRepository, `<documents>\My Tableau Repository\Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{Desktop}, MacOS, TierRepository, `<documents>/My Tableau Repository/Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{PrepBuilder}, Windows, TierRepository, `<documents>\My Tableau Prep Repository\Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{PrepBuilder}, MacOS, TierRepository, `<documents>/My Tableau Prep Repository/Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{Server}, Windows, TierRepository, `<data>\tabsvc\vizqlserver\Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{Server}, Linux, TierRepository, `<data>/tabsvc/vizqlserver/Connectors`, "", "connector-plugin-sdk docs/run-taco.md; SDK #791"},
	{[]Product{PrepConductor}, Windows, TierRepository, `<data>\tabsvc\flowprocessor\Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{PrepConductor}, Linux, TierRepository, `<data>/tabsvc/flowprocessor/Connectors`, "", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{FlowAuthoring}, Windows, TierRepository, `<data>\tabsvc\flowqueryservice\Connectors`, "flow-authoring", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{FlowAuthoring}, Windows, TierRepository, `<data>\tabsvc\flowminerva\Connectors`, "flow-authoring", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{FlowAuthoring}, Linux, TierRepository, `<data>/tabsvc/flowqueryservice/Connectors`, "flow-authoring", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{FlowAuthoring}, Linux, TierRepository, `<data>/tabsvc/flowminerva/Connectors`, "flow-authoring", "connector-plugin-sdk docs/run-taco.md"},
	{[]Product{Bridge}, Windows, TierRepository, `<documents>\My Tableau Bridge Repository\Connectors`, "", "exchange.tableau.com/products/826"},
	{[]Product{Bridge}, Linux, TierRepository, `<documents>/My_Tableau_Bridge_Repository/Connectors`, "", "exchange.tableau.com/products/826"},
}

// Directories returns the places where h looks for connectors, in load order.
// Where h.Paths names a tier, its paths stand in place of the defaults. A place
// that is not known (a personal folder without h.Home, the built-in folder of
// Server on Windows without a build in h.Release, and of Server on Linux) is
// left out.
//
// Which places there are comes from connector-plugin-sdk, docs/run-taco.md, and
// the sources in the table of this file.
func (h Host) Directories() []Directory {
	h, _ = h.complete()
	var ds []Directory
	for _, tier := range loadOrder {
		if paths, given := h.Paths[tier]; given {
			for _, path := range paths {
				ds = append(ds, Directory{Tier: tier, Path: path})
			}
			continue
		}
		ds = append(ds, h.defaults(tier)...)
	}
	return ds
}

// DirectoriesOver returns the places where h looks at any of the releases, each
// once, in load order: a built-in directory a release, where h has them, and one of
// the others. What [Discover] finds in them answers for all the releases. Of
// Server, whose built-in directories are named by builds, there is only that of
// h's own build.
func (h Host) DirectoriesOver(releases []version.Release) []Directory {
	h, _ = h.complete()
	ds := h.Directories()
	for _, r := range releases {
		h.Release = r
		for _, d := range h.Directories() {
			if !slices.Contains(ds, d) {
				ds = append(ds, d)
			}
		}
	}
	slices.SortStableFunc(ds, func(a, b Directory) int { return a.Tier.rank() - b.Tier.rank() })
	return ds
}

// defaults returns the default directories of one tier.
func (h Host) defaults(tier Tier) []Directory {
	var ds []Directory
	places := h.places()
	for _, row := range directoryTable {
		if row.tier != tier || row.os != h.OS || row.products != nil && !slices.Contains(row.products, h.Product) {
			continue
		}
		path := places.Replace(row.path)
		if strings.Contains(path, "<") {
			continue
		}
		d := Directory{Tier: tier, Path: path, FirstOf: row.firstOf}
		if tier == TierBuiltIn {
			d.Release = h.Release.Feature()
		}
		ds = append(ds, d)
	}
	return ds
}

// places fills in the place holders of the table with what is known.
func (h Host) places() *strings.Replacer {
	documents := h.Documents
	if documents == "" && h.Home != "" {
		documents = Join(h.Home, "Documents")
	}
	data := h.Data
	if data == "" {
		data = map[OS]string{
			Windows: `C:\ProgramData\Tableau\Tableau Server\data`,
			Linux:   "/var/opt/tableau/tableau_server/data",
		}[h.OS]
	}
	pairs := []string{"<release>", h.Release.Feature().String()}
	for _, place := range [][2]string{
		{"<home>", h.Home}, {"<documents>", documents}, {"<data>", data}, {"<build>", h.Release.Build()},
	} {
		if place[1] != "" {
			pairs = append(pairs, place[0], trimSeparator(place[1]))
		}
	}
	return strings.NewReplacer(pairs...)
}

// separator is the one that path is written with: a backslash where it has one
// and no slash, else a slash.
func separator(path string) string {
	if strings.Contains(path, `\`) && !strings.Contains(path, "/") {
		return `\`
	}
	return "/"
}

// trimSeparator returns path without trailing separators.
func trimSeparator(path string) string { return strings.TrimRight(path, separator(path)) }

// Join puts the name of an entry behind a directory's path, as locations are written:
// with a backslash where the path has one and no slash, else with a slash. A separator
// at the path's end does not count.
func Join(path, entry string) string { return trimSeparator(path) + separator(path) + entry }
