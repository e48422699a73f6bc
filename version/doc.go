// Package version says what the version strings around Tableau's connectors
// mean.
//
// A [Plugin] is a connector's plugin-version. Its grammar is the one of the
// Connector SDK's schema, \d+(\.\d+)*(-\d+)*: any number of dotted parts, then
// any number of -N parts, each of any length. That is not semantic versioning:
// 1.14.0.0 is a plugin version and 1.0.0-beta is none. [Plugin.Semver] is the
// bridge for the versions that are both.
//
// A [Release] is a release of Tableau: 2022.2, 2022.2.1, or a build such as
// 20222.22.0916.1526. All of them stand in one order. [KnownReleases] lists the
// feature releases that can load connectors, and a [Constraint] such as
// ">=2022.2" speaks of them.
//
// A string that is malformed gives a *[SyntaxError] with the text, the column
// and the grammar. Zero values stand for "no version" and are below all others.
package version
