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

// Named tells whether a code means the check: its own, or the start of it with a star
// behind, as in [Config].
func (k Check) Named(code string) bool { return fits(code, k.Code) }

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
	case ourOwn(row):
		return "Such a manifest is not read here, and the connector is taken for one that Tableau does not load; what Tableau does is not known."
	case row.Fatal:
		return "Tableau logs 'Malformed XML' and 'Failed to load manifest.xml', and does not load the connector."
	case row.Required:
		return "Tableau holds the manifest against its schema and does not load a connector that breaks it; this holds for the releases before 2019.3 too, as is assumed."
	}
	return "Tableau holds the manifest against its schema and does not load a connector that breaks it."
}

// schemaBasis is how sure a row is: that a broken schema stops a connector was
// observed, the releases of some rows are assumed.
func schemaBasis(row manifest.Check) loader.Basis {
	if row.Dated == manifest.DatedAssumed || row.Required || ourOwn(row) {
		return loader.Assumed
	}
	return loader.Observed
}

// ourOwn tells whether a row refuses what is valid XML: the limits of package manifest,
// a DOCTYPE, and the encodings that it does not read.
func ourOwn(row manifest.Check) bool {
	switch row.Code {
	case "schema-size", "schema-depth", "schema-elements", "schema-doctype", "schema-encoding":
		return true
	}
	return false
}

// packageChecks makes a row of each check of package taco that a connector can break.
func packageChecks() []Check {
	var out []Check
	for _, row := range taco.Checks() {
		if row.Code == taco.CodeEntryMissing { // it is about who asks for an entry
			continue
		}
		e := packageEffect(row.Code)
		out = append(out, Check{
			Code: row.Code, Severity: e.severity, Statement: sentence(row.Statement),
			Help: e.text + " " + sentence(row.Advice), Basis: e.basis, Source: e.source,
			Connector: func(p *ConnectorPass) { p.problems(row.Code) },
			Machine:   func(p *MachinePass) { p.problems(row.Code) },
		})
	}
	return out
}

// An effect is what comes of a fault of a package, and how sure that is.
type effect struct {
	severity Severity
	text     string
	basis    loader.Basis
	source   string
}

// packageEffect says what comes of a fault of a package.
func packageEffect(code string) effect {
	switch code {
	case taco.CodeNameUnsafe:
		return effect{Warning, "Whoever unpacks the package writes outside of the folder that was meant; what Tableau does is not known.", loader.Assumed, "what programs that unpack archives do"}
	case taco.CodeLayout, taco.CodeEntriesOverlap:
		return effect{Warning, "Programs read different files out of such a package, and no signature of it is verified here.", loader.Assumed, "the ZIP format, and package signature"}
	case taco.CodeTooManyEntries, taco.CodeDirectoryTooLarge, taco.CodeEntryTooLarge, taco.CodeManifestTooLarge:
		return effect{Error, "It is beyond what is read here, so that nothing is known of it.", loader.Assumed, "the limits of package taco, which are wider than Tableau's"}
	case taco.CodeEntryDamaged, taco.CodeEntryUnsupported:
		return effect{Error, "Tableau cannot read the file either, as is assumed, and skips the connector or fails when somebody connects.", loader.Assumed, "by analogy to SDK #625"}
	}
	return effect{Error, "Tableau does not load the connector; its log says 'Failed to open connector package' or 'Failed to load manifest.xml'.", loader.Observed, "SDK #625; the connector packager"}
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
