// Package signaturetest makes signed packages for tests, without Java. It imports
// testing, testify and a package for PKCS#7, which signs.
//
// An [Authority] is a root of its own; it issues certificates to signers, and
// [Sign] packs files and signs them as jarsigner does. Trust the authority with
// [Authority.Roots]:
//
//	authority := signaturetest.NewAuthority(t)
//	data := signaturetest.Sign(t, files, authority.Signer("SIGNER"))
//	verifier := &signature.Verifier{Roots: authority.Roots()}
//
// Keys are new in every run and are not kept.
package signaturetest
