package taco

import (
	"context"
	"slices"
	"time"
)

// A SignatureState says what a verifier found. The zero value is not checked.
type SignatureState string

// The states, in the order in which they take precedence where several hold.
// [SignatureStates] says what each means.
const (
	Malformed       SignatureState = "malformed"
	Tampered        SignatureState = "tampered"
	Unsigned        SignatureState = "unsigned"
	UnsignedEntries SignatureState = "unsigned-entries"
	Untrusted       SignatureState = "untrusted"
	NotYetValid     SignatureState = "not-yet-valid"
	Expired         SignatureState = "expired"
	BadKeyUsage     SignatureState = "bad-key-usage"
	Verified        SignatureState = "verified"
)

// A StateMeaning is a row of the table of states.
type StateMeaning struct {
	State   SignatureState
	Meaning string // a sentence
	// Log is what Tableau writes to its log, or "" where no source has it
	// (connector-plugin-sdk docs/log-entries.md; SDK #401 and #447 for the
	// key usage).
	Log string
}

// states is the one table of states, in their precedence.
var states = [...]StateMeaning{
	{Malformed, "The package or its META-INF/MANIFEST.MF cannot be read.", ""},
	{Tampered, "Something was changed after it was signed.", ""},
	{Unsigned, "No signature is left that Java could verify.", ".taco is not signed."},
	{UnsignedEntries, "It has files that no signature covers.", "There are unsigned files in the .taco."},
	{Untrusted, "The certificate chain of a signer or of a timestamp ends in no trusted root.", "The signer certificate chain is not validated."},
	{NotYetValid, "A signer's certificate is not valid yet.", "The signer certificate is not yet valid."},
	{Expired, "A signer's certificate has expired, and no timestamp says that it was used before.", "The signer certificate has expired."},
	{BadKeyUsage, "A signer's certificate is not meant for signing code.", "Bad key usage"},
	{Verified, "Every file is signed, and every signer is trusted.", ".taco verified."},
}

// SignatureStates returns the table of states, in their precedence, in a fresh
// slice.
func SignatureStates() []StateMeaning { return slices.Clone(states[:]) }

// A Signature is what is known of a package's signature.
type Signature struct {
	State   SignatureState
	Detail  string         // the entry or certificate that decided, in a sentence, or ""
	Signers []Signer       // of every block that counts, in the order of the package
	Ignored []IgnoredBlock // the signature files that do not count, in the order of the package
}

// A Signer is one of a package's signers, from its certificate. Times are in UTC.
type Signer struct {
	Block               string // the entry that holds its signature
	Subject, Issuer     string // distinguished names
	NotBefore, NotAfter time.Time
	Timestamp           time.Time // when it signed, by a timestamp; zero where the signature has none
}

// An IgnoredBlock is a signature file that does not count. Java passes over it, or
// it cannot be verified here; then the package is not verified either.
type IgnoredBlock struct {
	Entry  string // its name
	Reason string // why, in a sentence
}

// A Verifier checks the signature of a package. It may be called by several
// goroutines at once, and the package is open only during the call. A call whose
// context ends early returns the zero Signature.
type Verifier interface {
	Verify(context.Context, *Package) Signature
}
