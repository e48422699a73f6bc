package loader

import (
	"slices"
	"strconv"
)

// A RuleID names a rule of the rulebook. IDs are stable: they stand in every
// output and are the anchors of the documentation.
type RuleID string

// The rules, in the order of the rulebook. [Rules] says what each states.
const (
	RuleLoadOrder              RuleID = "load-order"
	RuleFirstLoadedWins        RuleID = "first-loaded-wins"
	RuleHighestVersionWins     RuleID = "highest-version-wins"
	RuleSameVersionFirstLoaded RuleID = "same-version-first-loaded"
	RuleOnlyCandidate          RuleID = "only-candidate"
	RulePluginsSince           RuleID = "plugins-since-2019.1"
	RulePackagesSince          RuleID = "packages-since-2019.4"
	RuleFoldersInDevPath       RuleID = "folders-in-dev-path"
	RuleSharedSince            RuleID = "shared-since-2021.2"
	RuleMinVersionTableau      RuleID = "min-version-tableau"
	RulePlatforms              RuleID = "platforms"
	RuleManifestReadable       RuleID = "manifest-readable"
	RuleManifestSize           RuleID = "manifest-size"
	RuleManifestValid          RuleID = "manifest-valid"
	RuleReferencedFiles        RuleID = "referenced-files"
	RuleOneLevel               RuleID = "one-level"
	RuleOrderInDirectory       RuleID = "order-in-directory"
	RuleVersionOrder           RuleID = "version-order"
	RuleClassIdentity          RuleID = "class-identity"
	RuleNativeClass            RuleID = "native-class"
	RuleBuiltInProtected       RuleID = "built-in-protected"
	RuleSignatureAtConnection  RuleID = "signature-at-connection"
	RuleSignatureCompetes      RuleID = "signature-competes"
)

// A Basis says how sure a rule is.
type Basis string

// The bases, from the surest to the least sure.
const (
	Documented Basis = "documented" // Tableau's own documentation
	Observed   Basis = "observed"   // a log line, Tableau's own code, a maintainer's words
	Reported   Basis = "reported"   // a third party
	Assumed    Basis = "assumed"    // nothing says so; an option or a mark in the answer tells
	Contested  Basis = "contested"  // the sources contradict each other; only in the rulebook
)

// bases has them in this order.
var bases = [...]Basis{Documented, Observed, Reported, Assumed, Contested}

// lessSure returns the one of two bases that is less sure; "" is surer than any.
func lessSure(a, b Basis) Basis {
	if slices.Index(bases[:], a) > slices.Index(bases[:], b) {
		return a
	}
	return b
}

// An Option is one way to read a rule, chosen with [Host].Assume.
type Option struct {
	Value  string // what to write; "BYTES" stands for a whole number above zero
	Effect string // what it does
}

// A Rule is one statement of how Tableau behaves.
type Rule struct {
	ID        RuleID
	Statement string   // what Tableau does, with the default of its options
	Basis     Basis    // how sure that is
	BasisNote string   // where the basis differs, or ""
	Source    string   // where it is written
	Options   []Option // the readings to choose from, the default first; none for most
}

const runTaco = "connector-plugin-sdk docs/run-taco.md"

// rulebook is the one table of rules. Reasons, options and the rules page all
// come from it.
var rulebook = [...]Rule{
	{ID: RuleLoadOrder, Basis: Documented, Source: runTaco,
		Statement: "Directories are searched in the order built-in, shared, repository, dev. A built-in directory serves its own release only."},
	{ID: RuleFirstLoadedWins, Basis: Documented, Source: runTaco + "; SDK #133 (log)",
		Statement: "Before 2022.2 a later candidate of a registered class is rejected: the one loaded first wins."},
	{ID: RuleHighestVersionWins, Basis: Documented, Source: runTaco + "; SDK #953",
		Statement: "From 2022.2 the candidate with the highest plugin version wins."},
	{ID: RuleSameVersionFirstLoaded, Basis: Documented, Source: runTaco,
		Statement: "From 2022.2 the one loaded first wins among candidates with equal versions."},
	{ID: RuleOnlyCandidate, Basis: Documented, Source: runTaco,
		Statement: "A candidate loads when nothing else of its class reached the contest."},
	{ID: RulePluginsSince, Basis: Reported, Source: "SDK #41, #51",
		Statement: "Releases before 2019.1 load no connector plugins."},
	{ID: RulePackagesSince, Basis: Documented, BasisNote: "Prep: reported", Source: runTaco + "; SDK #666 (Prep)",
		Statement: "Releases before 2019.4 do not load .taco packages (Prep: before 2020.4)."},
	{ID: RuleFoldersInDevPath, Basis: Documented, BasisNote: "the dev path; that the other places refuse folders is reported", Source: runTaco + "; SDK #1191",
		Statement: "An unpackaged folder loads from the dev path only.",
		Options:   []Option{{"dev", "folders load from the dev path only"}, {"anywhere", "folders load from every directory"}}},
	{ID: RuleSharedSince, Basis: Documented, BasisNote: "Server; the other products assumed", Source: runTaco + "; SDK #936",
		Statement: "The shared directory is searched from 2021.2."},
	{ID: RuleMinVersionTableau, Basis: Documented, Source: "connector-plugin-sdk docs/design.md",
		Statement: "A host older than a manifest's min-version-tableau does not load the connector. This is decided before the contest; numbers are compared part by part."},
	{ID: RulePlatforms, Basis: Assumed, Source: "connector_plugin_manifest_latest.xsd (the element, not its effect)",
		Statement: "A manifest that lists platforms loads only on those.",
		Options:   []Option{{"gate", "other systems do not load it"}, {"ignored", "the list has no effect"}}},
	{ID: RuleManifestReadable, Basis: Observed, Source: "SDK #134, #482, #625 (logs)",
		Statement: "A candidate that cannot be opened, has no single manifest.xml, or whose manifest is no well-formed connector-plugin document with a class, is not loaded. The others still are."},
	{ID: RuleManifestSize, Basis: Observed, BasisNote: "the packager's code; its page says 3 MB", Source: "connector-plugin-sdk connector-packager, MAX_FILE_SIZE",
		Statement: "A manifest over 262144 bytes is unreadable.",
		Options:   []Option{{strconv.Itoa(manifestSizeLimit), "the packager's limit"}, {"BYTES", "another limit"}}},
	{ID: RuleManifestValid, Basis: Observed, BasisNote: "the releases of single checks assumed", Source: "SDK #482, #571 (logs); connector_plugin_manifest_latest.xsd at each tag",
		Statement: "A manifest that breaks the schema of the host's release is not loaded. A built-in, and any manifest before 2019.3, needs only its five required root attributes, with versions in the grammar."},
	{ID: RuleReferencedFiles, Basis: Observed, BasisNote: "dialogs; the other files assumed", Source: "SDK #622 (log)",
		Statement: "A file that the manifest names and that is not there is a problem on the decision.",
		Options:   []Option{{"problem", "the connector loads, with a problem"}, {"gate", "the connector is refused"}}},
	{ID: RuleOneLevel, Basis: Observed, Source: "SDK #134 (a maintainer and a log)",
		Statement: "Each direct sub-folder and each .taco file of a directory is tried, in any case of the extension. Other files are passed over, and nothing below is searched."},
	{ID: RuleOrderInDirectory, Basis: Assumed, Source: "LogShark test data, Server 2019.2 (file-name order, seen on Windows only)",
		Statement: "Within a directory candidates load in the order of their names, upper-cased, then by bytes.",
		Options:   []Option{{"upper", "by the upper-cased name, then by bytes"}, {"bytes", "by the bytes of the name"}}},
	{ID: RuleVersionOrder, Basis: Assumed, Source: "none; the grammar is the XSD's VersionNumber-ST",
		Statement: "Plugin versions are compared part by part as numbers, missing parts are 0, and -N parts are compared after all dotted parts."},
	{ID: RuleClassIdentity, Basis: Assumed, Source: "none; class is an xs:token in the XSD",
		Statement: "Two classes are the same when they are equal to the letter, after white space is collapsed.",
		Options:   []Option{{"exact", "upper and lower case differ"}, {"any-case", "upper and lower case are the same"}}},
	{ID: RuleNativeClass, Basis: Observed, BasisNote: "2019.2 and 2026.2; assumed between", Source: "LogShark test data, Server 2019.2; aidatacooper/wow-tableau-problem-solving docs/desktop-log-verdict.md (2026.2)",
		Statement: "A native class is registered before all else and is never overridden.",
		Options:   []Option{{"first", "it is never overridden"}, {"lowest", "from 2022.2 it has the lowest version"}}},
	{ID: RuleBuiltInProtected, Basis: Contested, BasisNote: "off is documented, on is a 2026.2 log line", Source: runTaco + "; aidatacooper/wow-tableau-problem-solving docs/desktop-log-verdict.md (2026.2)",
		Statement: "A connector in a built-in directory competes like any other.",
		Options:   []Option{{"off", "it competes like any other"}, {"on", "nothing overrides it"}}},
	{ID: RuleSignatureAtConnection, Basis: Documented, BasisNote: "Desktop from 2019.4 and Server from 2020.1; the other products assumed", Source: "connector-plugin-sdk docs/common-errors.md, docs/log-entries.md, docs/run-taco.md",
		Statement: "An unverified package fails when somebody connects."},
	{ID: RuleSignatureCompetes, Basis: Assumed, Source: "none; follows from signature-at-connection",
		Statement: "Until somebody connects, an unverified package competes for its class and can win.",
		Options:   []Option{{"competes", "it competes like any other"}, {"gate", "a host that verifies refuses it before the contest"}}},
}

// manifestSizeLimit is the packager's limit on a manifest, in bytes.
const manifestSizeLimit = 262_144

// Rules returns the rulebook in its order, in a fresh slice.
func Rules() []Rule {
	rules := slices.Clone(rulebook[:])
	for i := range rules {
		rules[i].Options = slices.Clone(rules[i].Options)
	}
	return rules
}

// ruleByID returns a rule, or nil.
func ruleByID(id RuleID) *Rule {
	for i := range rulebook {
		if rulebook[i].ID == id {
			return &rulebook[i]
		}
	}
	return nil
}

// checkOption returns a *HostError where the rulebook has no such option.
func checkOption(id RuleID, value string) error {
	rule := ruleByID(id)
	if rule == nil || len(rule.Options) == 0 {
		return &HostError{Field: "rule to assume", Value: string(id), Known: rulesWithOptions()}
	}
	var known []string
	for _, o := range rule.Options {
		if o.Value == value {
			return nil
		}
		known = append(known, o.Value)
	}
	if id == RuleManifestSize {
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && n > 0 {
			return nil
		}
	}
	return &HostError{Field: "value to assume for " + string(id), Value: value, Known: known}
}

func rulesWithOptions() []string {
	var ids []string
	for _, r := range rulebook {
		if len(r.Options) > 0 {
			ids = append(ids, string(r.ID))
		}
	}
	return ids
}

// Basis returns how sure a rule is for the host, as the reasons of an answer state it.
func (h Host) Basis(rule RuleID) Basis {
	h, _ = h.complete()
	return basisFor(rule, h)
}

// basisFor is the basis of a rule for one host, where it depends on the host.
func basisFor(id RuleID, h Host) Basis {
	switch id {
	case RulePackagesSince:
		if h.Product == PrepBuilder {
			return Reported
		}
	case RuleFoldersInDevPath:
		return Reported
	case RuleSharedSince:
		if !h.Product.OnServer() {
			return Assumed
		}
	case RuleSignatureAtConnection:
		if h.Product != Desktop && !h.Product.OnServer() {
			return Assumed
		}
	case RuleNativeClass, RuleBuiltInProtected:
		if lastSeenNative.is(h.Release) {
			return Observed
		}
		return Assumed
	}
	if rule := ruleByID(id); rule != nil {
		return rule.Basis
	}
	return Assumed
}
