// Package lint finds what is wrong with a connector, or with the connectors of a
// machine, before Tableau silently does something else.
//
// Three functions give findings, each with a code, a severity, a place, a message
// and a way out:
//
//	findings, err := lint.Connector(os.DirFS("plugins/heron"), lint.Config{})      // a connector's files
//	findings, err := lint.Manifest("manifest.xml", data, lint.Config{})            // a manifest alone
//	findings, err := lint.Machine(inventory, resolution, lint.Config{})            // what was found on a machine
//
// Connector is the only one that reads anything; the others are pure. ([ReadBase] reads
// the earlier state that it may compare with.) The error is a
// *[ConfigError] in all of them: what is wrong with a connector is a finding.
//
// # Checks
//
// Each finding comes from a check, a row of one table; see [Checks]. A code is stable,
// and the anchor of the documentation (CHECKS.md). A check states what holds where
// nothing is found, says in its help why and how to mend it, and has a source and a
// basis as the rules of package loader have: documented, observed, reported, assumed.
//
//   - schema-… are the rules of the manifest's schema, package-… those of a package:
//     what Tableau refuses a connector for, or what is not read here. The schema is that
//     of one release, of [Config] or of the resolution.
//   - The other checks of a connector speak of its version, its minimum version, its
//     files and links.
//   - The checks of a machine speak of contests, directories and services.
//
// # Config
//
// The zero [Config] runs all checks with the severities of the table. Codes may end in
// a star: "schema-*". An embedding tool adds checks of its own in Config.Checks; each
// is a function of a [ConnectorPass] or a [MachinePass].
//
// # Places
//
// Lines and columns are 1-based, and columns count code points, as in package
// manifest; [Finding].Source is the line, to show a caret under. A finding about a
// folder, a package or a directory as a whole has no line.
package lint
