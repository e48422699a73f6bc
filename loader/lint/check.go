package lint

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// A Check is one thing that can be wrong. An embedding tool adds its own in
// Config.Checks, with a code that no other check has.
type Check struct {
	Code      string // small letters, digits and dots, in words joined by hyphens
	Severity  Severity
	Statement string       // what holds where nothing is found, in a sentence
	Help      string       // why it matters, and how to mend it, in sentences
	Basis     loader.Basis // how sure the statement is about Tableau
	Source    string       // where that is written

	// Connector and Machine look at one connector, or at a machine, and report what
	// they find. At least one is set. They may be called by several goroutines.
	Connector func(*ConnectorPass)
	Machine   func(*MachinePass)
}

// Checks returns the table of checks: those of the manifest's schema, of packages, of
// connectors and of machines, in a fresh slice.
func Checks() []Check {
	return slices.Concat(schemaChecks(), packageChecks(), connectorChecks(), machineChecks())
}

// schemaChecks makes a row of each check of package manifest.
func schemaChecks() []Check {
	rows := manifest.Checks()
	out := make([]Check, len(rows))
	for i, row := range rows {
		out[i] = Check{
			Code: row.Code, Severity: Severity(row.Severity), Statement: row.Statement, Source: row.Source,
			Help:      refusal(row) + " " + row.Advice,
			Basis:     schemaBasis(row),
			Connector: func(p *ConnectorPass) { p.problems(row.Code) },
			Machine:   func(p *MachinePass) { p.problems(row.Code) },
		}
	}
	return out
}

// refusal says what becomes of a connector that breaks a check of the schema.
func refusal(row manifest.Check) string {
	switch {
	case row.Fatal:
		return "Tableau cannot read such a manifest, and does not load the connector."
	case row.Required:
		return "No release of Tableau loads a connector whose manifest breaks this."
	}
	return "Tableau holds the manifest against its schema and does not load a connector that breaks it."
}

// schemaBasis is how sure a row is: that a broken schema stops a connector was
// observed, the releases of some rows are assumed.
func schemaBasis(row manifest.Check) loader.Basis {
	if row.Dated == manifest.DatedAssumed {
		return loader.Assumed
	}
	return loader.Observed
}

// packageChecks makes a row of each check of package taco that a connector can break.
func packageChecks() []Check {
	var out []Check
	for _, row := range taco.Checks() {
		if row.Code == taco.CodeEntryMissing { // it is about who asks for an entry
			continue
		}
		severity, effect := packageEffect(row.Code)
		out = append(out, Check{
			Code: row.Code, Severity: severity, Statement: sentence(row.Statement),
			Help: effect + " " + sentence(row.Advice), Basis: loader.Observed, Source: "SDK #625; the connector packager",
			Connector: func(p *ConnectorPass) { p.problems(row.Code) },
			Machine:   func(p *MachinePass) { p.problems(row.Code) },
		})
	}
	return out
}

// packageEffect says how bad a fault of a package is, and what comes of it.
func packageEffect(code string) (Severity, string) {
	switch code {
	case taco.CodeNameUnsafe:
		return Warning, "Whoever unpacks the package writes outside of the folder that was meant."
	case taco.CodeLayout, taco.CodeEntriesOverlap:
		return Warning, "Programs read different files out of such a package, and no signature of it is verified."
	case taco.CodeTooManyEntries, taco.CodeDirectoryTooLarge, taco.CodeEntryTooLarge:
		return Error, "It is beyond what is read here, so that nothing is known of it."
	case taco.CodeEntryDamaged, taco.CodeEntryUnsupported:
		return Error, "Tableau cannot read the file either, and skips the connector or fails when somebody connects."
	}
	return Error, "Tableau does not load the connector; its log says 'Failed to open connector package' or 'Failed to load manifest.xml'."
}

// sentence begins a text with a capital letter and ends it with a full stop.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// wellFormed tells whether a code is one.
func wellFormed(code string) bool {
	if code == "" || strings.HasPrefix(code, "-") || strings.HasSuffix(code, "-") || strings.Contains(code, "--") {
		return false
	}
	return !strings.ContainsFunc(code, func(r rune) bool {
		return r != '-' && r != '.' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}
