// Package loadertest turns text files into tests of which connector wins.
//
// A scenario is a txtar file. Its comment has the host, one "key: value" a line;
// its files are the directories; its section "want" is the answer:
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
// Keys of the host are product, os, release, native, assume (RULE=VALUE,
// repeatable), verification (on or off), built-in-release (the release that the
// built-in directory belongs to) and dir (TIER=FOLDER, repeatable), which makes a
// further folder of the file a directory. Lines that start with # are remarks.
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
// package, any other is an unpackaged connector, and a file is a file.
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
package loadertest
