package lint

import (
	"fmt"
	"slices"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// Sources that several checks have.
const (
	packagerSource = "the connector packager's code (tableau/connector-plugin-sdk)"
	designSource   = "connector-plugin-sdk docs/design.md"
	runTacoSource  = "connector-plugin-sdk docs/run-taco.md"
)

// connectorChecks is the table of the checks of a connector but for its schema and its
// package.
func connectorChecks() []Check {
	return []Check{
		{
			Code: "connector-unreadable", Severity: Error, Connector: connectorUnreadable,
			Statement: "A connector is a package, or a folder with a manifest.xml, that can be read.",
			Help:      "Tableau tries each folder and each package of a directory, and logs 'Failed to load manifest.xml' for one that it cannot read. Name the connector's own folder, give Tableau's user the right to read it, or take it away.",
			Basis:     loader.Observed, Source: "SDK #134, #482; motherduckdb/duckdb-tableau-connector #19",
		},
		{
			Code: "version-default", Severity: Warning, Connector: versionDefault,
			Statement: "plugin-version is above 0.0.0, the value of the SDK's samples.",
			Help:      "From 2022.2 the connector with the highest plugin-version wins its class, and 0.0.0 loses against every other version. Two builds with 0.0.0 cannot be told apart. Start with 1.0.0 and raise it with each build that others get.",
			Basis:     loader.Documented, Source: designSource + ", of 2020-09-21; " + runTacoSource,
		},
		{
			Code: "version-not-increased", Severity: Error, Connector: versionNotIncreased,
			Statement: "A connector that has changed has a higher plugin-version than before.",
			Help:      "Among connectors of one class and one version Tableau takes the one that it loads first, so that a new build with an old version may never be used. Raise plugin-version.",
			Basis:     loader.Documented, Source: runTacoSource,
		},
		{
			Code: "min-version-missing", Severity: Note, Connector: minVersionMissing,
			Statement: "min-version-tableau says which Tableau the connector needs.",
			Help:      "Without it every release takes the connector, also one that lacks what it uses, and says so only in its log. The connector packager writes the attribute into packages; write it yourself for folders.",
			Basis:     loader.Documented, Source: designSource,
		},
		{
			Code: "min-version-too-low", Severity: Warning, Connector: minVersionTooLow,
			Statement: "min-version-tableau is not below the release that brought what the connector uses.",
			Help:      "A release between the two loads the connector and fails on what it does not know. Raise min-version-tableau to the release that is named, as the connector packager does.",
			Basis:     loader.Observed, Source: packagerSource,
		},
		{
			Code: "never-loads", Severity: Error, Connector: neverLoads,
			Statement: "A connector whose manifest can be read is loaded by some known release of Tableau on some system.",
			Help:      "It was resolved alone for each known release on Windows, macOS and Linux, and nothing loaded. The message has the rule that stops it at the newest one. Often min-version-tableau has a typing mistake.",
			Basis:     loader.Documented, Source: designSource + "; the rulebook of package loader",
		},
		{
			Code: "referenced-file-missing", Severity: Error, Connector: referencedFileMissing,
			Statement: "Each file that the manifest names, or that such a file names, is there.",
			Help:      "Tableau logs 'Error loading connection dialog file' and skips the connector, or fails when somebody connects. Add the file, or correct its name; the names of packages are compared with case.",
			Basis:     loader.Observed, Source: "SDK #622; " + packagerSource,
		},
		{
			Code: "referenced-file-malformed", Severity: Error, Connector: referencedFileMalformed,
			Statement: "Each file of XML that the manifest names can be read and is well-formed.",
			Help:      "Tableau reads dialogs, dialects, resolvers, fields and OAuth configurations as XML. The connector packager refuses a file that is none. Correct it at the place that is named.",
			Basis:     loader.Observed, Source: "SDK #622; " + packagerSource,
		},
		{
			Code: "class-mismatch", Severity: Error, Connector: classMismatch,
			Statement: "All files of a connector have the class of its manifest.",
			Help:      "The class is what workbooks and the parts of a connector find each other by. The connector packager refuses a connector whose customization, dialog, dialect, resolver or OAuth configuration has another class. Write the manifest's class.",
			Basis:     loader.Observed, Source: packagerSource,
		},
		{
			Code: "link-not-https", Severity: Warning, Connector: linkNotHTTPS,
			Statement: "Each link starts with https://.",
			Help:      "The connector packager makes no package of a connector with another link. Tableau shows the link to whoever lacks a driver. Write the https address.",
			Basis:     loader.Observed, Source: packagerSource,
		},
		{
			Code: "file-name-lies", Severity: Warning, Connector: fileNameLies,
			Statement: "The name of a package does not speak of another class or version than its manifest.",
			Help:      "Tableau does not read the name, but people do: they take the package for what its name says. The connector packager names it CLASS-vVERSION.taco. Rename the file, or package it anew.",
			Basis:     loader.Observed, Source: packagerSource + ", since 2022-01-04",
		},
		{
			Code: "unsigned-package", Severity: Warning, Connector: unsignedPackage,
			Statement: "A package is signed; where signatures are verified, it is verified.",
			Help:      "Tableau Desktop from 2019.4 and Server from 2020.1 load a package that is not verified and fail when somebody connects, so that it also stands in the way of one that would work. Sign it with a certificate that the machine trusts, or switch the verification off for a test.",
			Basis:     loader.Documented, Source: runTacoSource + "; docs/package-sign.md",
		},
	}
}

// connectorUnreadable reports what left nothing to check: also a problem that has a code
// of its own, where that check does not run.
func connectorUnreadable(p *ConnectorPass) {
	switch {
	case p.fault != "":
		p.Report(Finding{Message: p.fault})
		return
	case p.Manifest != nil:
		return
	}
	var first *manifest.Problem
	for i := range p.Problems {
		problem := &p.Problems[i]
		if !problem.Fatal {
			continue
		}
		if slices.ContainsFunc(p.choice.checks, func(k Check) bool { return k.Code == problem.Code }) {
			return
		}
		if first == nil {
			first = problem
		}
	}
	if first == nil {
		return
	}
	f := Finding{Message: fmt.Sprintf("its manifest cannot be read: %s (%s)", first.Message, first.Code), Span: problemSpan(*first)}
	if isSchema(first.Code) {
		f.File = p.Path(taco.ManifestName)
	}
	p.Report(f)
}
