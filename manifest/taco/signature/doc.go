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
// In doubt it does not say verified. A package with a block that cannot be verified
// here, but which Java may count, is untrusted. Such a block is over a limit, is not
// written in DER, or has a certificate that crypto/x509 cannot read, or a key or an
// algorithm that is unusual: RSASSA-PSS keys, Ed448, curves other than P-256, P-384
// and P-521.
//
// It is stricter in some things that Java lets pass, or that take it in:
//
//   - MANIFEST.MF: what a section says counts only if a .SF digested it, and no
//     section of that name breaks off. Weak digests beside strong ones must be right.
//   - The archive: entries stand one behind the other, each is described alike where
//     it stands and in the directory, checksums and sizes are right, and nothing
//     stands behind packed bytes.
//   - Names: a backslash or a colon does not stand in that of an entry that needs no
//     signature, and a NUL in none.
//   - SHA-1 and MD5 never count, also not with a timestamp from before 2019: there
//     were no packages then.
//   - Chains: names are compared by their bytes; certificates signed by DSA and name
//     constraints in an intermediate certificate are not known.
//
// Revocation is not asked for, as it is not by jarsigner.
package signature
