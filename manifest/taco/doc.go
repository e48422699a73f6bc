// Package taco opens .taco packages: ZIP archives (Java archives, when signed)
// that hold a connector, with its manifest.xml at the root.
//
// [Open] takes an io.ReaderAt, so that nothing is written to disk and the size
// of a package does not matter: the directory at the archive's end is read, and
// of the entries only those that are asked for. [Limits] bound what is really
// read, whatever the archive claims. [Package.Manifest] finds the one
// manifest.xml; where it is missing, nested or there twice, the *[Error] says so
// with a stable code. [Checks] lists the codes. [Package.Warnings] says what is odd
// and stops nothing.
//
// The types [Signature] and [Verifier] say what is known of a package's
// signature, and [SignatureStates] what its states mean. This package verifies
// none; package signature does.
package taco
