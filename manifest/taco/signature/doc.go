// Package signature verifies the signatures of .taco packages as Tableau does.
//
// Tableau hands a package to a verifier in Java; what it must pass there is
// "jarsigner -verify -strict" (a maintainer in SDK #1240). This package says in Go
// what that gives, without Java:
//
//	v := &signature.Verifier{Roots: roots}
//	s := v.Verify(ctx, pkg)
//	fmt.Println(s.State, s.Detail)
//
// A package is signed by three kinds of files in its META-INF folder:
//
//   - MANIFEST.MF has a digest of each entry.
//   - A .SF file, one a signer, has digests of MANIFEST.MF and of its sections.
//   - A block, .RSA, .EC or .DSA, is the signature over the .SF file of its name,
//     with the signer's certificates, and a timestamp where the signer asked for
//     one.
//
// The state is the first of these that holds, in this order:
//
//   - malformed: the package or MANIFEST.MF cannot be read, or is over [Limits].
//   - tampered: a digest or a signature differs.
//   - unsigned: no block counts. A block that Java cannot verify is listed in
//     Ignored with the reason, and the others decide: it is unparsable, has no
//     .SF file, rests on SHA-1 or MD5 only, its certificate has an unknown
//     critical extension or a key usage without signatures, its timestamp does
//     not fit.
//   - unsigned-entries: a file is covered by no block that counts.
//   - untrusted: a signer's chain leads to no trusted root, or that of a
//     timestamp's authority.
//   - not-yet-valid, expired: a certificate of a signer's chain, unless it is a
//     root, is not valid at the time of the timestamp, or without one at present.
//   - bad-key-usage: a signer's certificate is for something else.
//   - verified.
//
// Every block that counts must be good: one good signer does not help beside an
// untrusted one.
//
// # Where it differs from Java
//
// It is stricter where a package is damaged in a way that Java does not look at: a
// wrong checksum, a size that lies, entries that share bytes. SHA-1 never counts,
// also not with a timestamp from before 2019: there were no packages then. Chains
// are built by crypto/x509, which knows no certificates that are signed by DSA.
// Revocation is not asked for, as it is not by jarsigner.
package signature
