// Package snapshot writes what a scan of a machine found as JSON, and reads it
// back without loss: what Resolve answers for the inventory of a snapshot is what
// it answers for the machine's disk, for every host.
//
//	s := &snapshot.Snapshot{Name: "node1", Host: host, Inventory: inv}
//	err := s.Encode(file)
//	...
//	s, err := snapshot.Decode(file, snapshot.Limits{})
//	r := loader.Resolve(s.Inventory, s.Host)
//
// A snapshot has a schema number; a reader takes the one that it knows. It takes
// no key that it does not know either, nor one twice, since what it would leave out
// could decide a contest. Everything is checked on the way in: indices, versions,
// digests, that no two candidates stand at one place, that each loose file has a
// name of its own, that a candidate and its manifest say the same, and how many
// values there are, so that a small file takes no more than some hundred megabytes.
// A snapshot that fails gives an [*Error], which says where and what.
//
// # The format
//
// The document is an object with schema, name, host, directories and candidates,
// in this order; each candidate names its directory by its index. Keys are in
// snake_case, and what is absent is left out. Digests are in hexadecimal, times as
// in RFC 3339. JSON has no text that is not UTF-8, but names on disks may be: a
// text that is not UTF-8, or that starts with U+0000, is written as U+0000 and its
// bytes in base64.
//
// # Redaction
//
// [Snapshot.Redact] replaces what tells of a person: paths outside Tableau's
// default places, the home in those within it, and the name of the machine. What
// Resolve answers stays the same but for the paths that it shows.
package snapshot
