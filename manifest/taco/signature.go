package taco

import (
	"context"
	"time"
)

// A SignatureState says what a verifier found. The zero value is not checked.
type SignatureState string

// The states, in the order in which they take precedence. Tableau logs each of
// them in words of its own (connector-plugin-sdk docs/log-entries.md).
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

// A Signature is what is known of a package's signature.
type Signature struct {
	State   SignatureState
	Detail  string   // the entry or certificate that decided, or ""
	Signers []Signer // all of them
}

// A Signer is one of a package's signers, from the certificate.
type Signer struct {
	Subject, Issuer     string
	NotBefore, NotAfter time.Time
	Timestamp           time.Time // zero where the signature has none
}

// A Verifier checks the signature of a package. It may be called by several
// goroutines at once, and the package is open only during the call.
type Verifier interface {
	Verify(context.Context, *Package) Signature
}
