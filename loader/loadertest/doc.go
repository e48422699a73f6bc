// Package loadertest turns text files into tests of which connector wins.
//
// A scenario is a txtar file. Its comment has the host, one "key: value" a line;
// its files are the directories; its section "want" is the answer, its section
// "sweep" the answer over several releases, its section "lint" what is wrong, and its
// sections "log" are what Tableau wrote:
//
//	# A newer package in the repository replaces the shared one from 2022.2.
//	release: 2022.2
//	product: server
//	-- shared/x-v1.taco/manifest --
//	class: x
//	plugin-version: 1.0
//	-- repository/x-v2.taco/manifest --
//	class: x
//	plugin-version: 2.0
//	-- want --
//	class x
//	  shadowed shared/x-v1.taco by highest-version-wins 1.0 against 2.0 of repository/x-v2.taco
//	  loaded repository/x-v2.taco by highest-version-wins 2.0 against 1.0 of shared/x-v1.taco
//
// Keys of the host are product, os, release (or releases), native, assume
// (RULE=VALUE, repeatable), verification (on or off), built-in-release (the
// release that the built-in directory belongs to), dir (TIER=FOLDER, repeatable),
// which makes a further folder of the file a directory, and place (FOLDER=PATH,
// repeatable), which says where a folder lay on the machine that wrote a log: paths
// are compared with it as [witness.ComparedPath] does. Lines that start with # are
// remarks.
//
// The key release takes one release or a list separated by commas, in which all
// stands for each of [version.KnownReleases]; releases is another name of it. A
// list has an answer for each of its releases. Without the key there is one
// release, the newest.
//
// The key signature (PACKAGE=STATE, repeatable) says what a verifier finds, for
// example
//
//	signature: shared/x-v1.taco=unsigned
//
// with one of the states of [taco.SignatureStates]. Where it is used, the other
// packages are verified, and a file that is no package but is named like one is
// malformed; where it is not, nobody has looked.
//
// The folders built-in, shared, repository and dev are directories of the host if
// the file has them. A folder in one of them whose name ends in .taco becomes a
// package, any other is an unpackaged connector, and a file is a file, also one that
// lies loose in the directory, such as dev/manifest.xml.
//
// A file named manifest.xml is taken as it is. A file named manifest is short
// for a valid one: its lines set the attributes class, plugin-version, name,
// superclass, version and min-version-tableau, the company, the platforms
// (separated by commas), and the files connection-dialog, connection-fields,
// connection-metadata, connection-resolver, dialect and oauth-config. "omit:
// ATTRIBUTE" leaves one out that has a default.
//
// The want section is compared with [Format] line by line. Runs of blanks count
// as one; empty lines and remarks count nothing. Notes are compared only where
// the section has a line that starts with "note". Below a decision may stand the
// state of its signature and that it will fail when somebody connects, which
// only a winner does:
//
//	loaded shared/x-v1.taco by only-candidate assumes signature-competes
//	  signature unsigned
//	  fails-at-connection
//
// A want section with a constraint behind its name (see [version.ParseConstraint])
// holds for the releases of the list that satisfy it, and one without for those
// that no other want section speaks of. The word RELEASE stands in it for the
// release, which a refusal states: "2022.1 against 2022.2" is "RELEASE against
// 2022.2".
//
// The section sweep is compared with [FormatSweep] in the same way: it is the
// answer of [loader.Sweep] over the releases of the list, which must be known
// feature releases. A span is its first and last release, what loads or nothing,
// and the rule; below the first span of another winner stands the rule that made
// the turn. Each release needs a want section unless there is a sweep section, or, of
// the first release, a lint section:
//
//	release: all
//	-- dev/a/manifest --
//	plugin-version: 1.0
//	-- dev/b/manifest --
//	plugin-version: 2.0
//	-- want 2022.1 --
//	class x
//	  loaded dev/a by first-loaded-wins 1.0 against 2.0 of dev/b assumes order-in-directory
//	  shadowed dev/b by first-loaded-wins 2.0 against 1.0 of dev/a assumes order-in-directory
//	-- want >=2022.2 --
//	class x
//	  shadowed dev/a by highest-version-wins 1.0 against 2.0 of dev/b
//	  loaded dev/b by highest-version-wins 2.0 against 1.0 of dev/a
//	-- sweep --
//	class x
//	  2019.1 2022.1 dev/a by first-loaded-wins assumes order-in-directory
//	  2022.2 2026.3 dev/b by highest-version-wins
//	    turns by highest-version-wins
//
// The section lint is compared with [FormatLint], in the same way: it is what
// [lint.Machine] finds in the scenario at the first release of the list. A finding is
// its severity, its code and its file, which is a location of the answer, a file in
// one or the path of a directory. Behind the file stands the place, where the finding
// has one, as LINE:COLUMN-LINE:COLUMN; below it stand the related places, each with
// its place. All of that is compared; messages are not. An empty section says that
// nothing is found. The check dev-path-relative does not run, since the folders of a
// scenario have relative paths. For example:
//
//	release: 2022.1
//	-- repository/x.taco/manifest --
//	plugin-version: 1.0
//	-- dev/x/manifest --
//	plugin-version: 2.0
//	-- dev/y/manifest --
//	class: y
//	plugin-version: 1.x
//	-- lint --
//	warning dev-copy-shadowed dev/x
//	  related repository/x.taco
//	note winner-changes-at-2022.2 dev/x
//	  related repository/x.taco
//	error schema-root-version-grammar dev/y/manifest.xml:1:63-1:66
//
// A section log holds lines of Tableau's log as they are; with a name behind it, as in
// "log nativeapi_1.txt", a file may have several. The answer at the first release of the
// list is held against them; see package witness. Nothing may differ, and no line about
// connectors may be torn, unless a section witness says what is expected. That one is
// compared with [FormatWitness], in the same way; lines about rules, and notes, are
// compared only where the section has one. The modules that Tableau is built with
// (.dll) are folders of the same name here, which load from there by an assumption:
//
//	os: windows
//	release: 2019.2
//	assume: folders-in-dev-path=anywhere
//	place: built-in=C:\Tableau\bin\connectors
//	-- built-in/mariadb/manifest --
//	class: mariadb
//	-- log --
//	{"ts":"2019-08-09T20:39:00","pid":1,"tid":"1","sev":"info","k":"connector-plugin","v":"Successfully loaded connector for class mariadb from connector plugin C:\\Tableau\\bin\\connectors\\mariadb.dll"}
//	-- witness --
//	process 1 2019-08-09T20:39:00
//	  agrees mariadb expects built-in/mariadb shows loaded built-in/mariadb.dll at log:1
package loadertest
