package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco/signature"
)

// trustFlags are the flags that say whom a verifier trusts, and for which time.
type trustFlags struct {
	roots string
	at    time.Time
	given func(name string) bool
}

// addTrustFlags gives a command the flags of a verifier.
func addTrustFlags(c *cobra.Command) *trustFlags {
	fs := c.Flags()
	fs.SortFlags = false
	f := &trustFlags{given: fs.Changed}
	fs.StringVar(&f.roots, "roots", "", "a PEM `FILE` with the roots to trust, in place of this system's")
	fs.Var(setter{"TIME", f.setAt}, "at", "verify for that time, such as 2026-11-24T09:30:00Z, or 2026-11-24 for its first moment in UTC (default the present)")
	return f
}

func (f *trustFlags) setAt(text string) error {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		// The zero time stands for the present.
		if at, err := time.Parse(layout, text); err == nil && !at.IsZero() {
			f.at = at
			return nil
		}
	}
	return errors.New("write a date such as 2026-11-24, which is midnight UTC, or a time such as 2026-11-24T09:30:00Z")
}

// verifier makes the verifier, and notes what an answer does not know for it.
func (f *trustFlags) verifier() (v *signature.Verifier, notes []string, err error) {
	v = &signature.Verifier{At: f.at}
	if f.given("roots") {
		var unreadable int
		if v.Roots, unreadable, err = readRoots(f.roots); err != nil {
			return nil, nil, err
		}
		if unreadable > 0 {
			notes = append(notes, fmt.Sprintf("Certificates of %s that cannot be read, and are not trusted: %d.", f.roots, unreadable))
		}
	} else {
		// connector-plugin-sdk docs/log-entries.md: "Failed to get trusted
		// certificates from JRE keystore."
		notes = append(notes, "Signatures were verified with the roots that this system trusts. Tableau trusts those of its own Java: give them with --roots, as keytool -list -rfc writes them.")
	}
	if f.given("at") {
		notes = append(notes, fmt.Sprintf("Signatures were verified for %s, not for the present.", f.at.UTC().Format(time.RFC3339)))
	}
	return v, notes, nil
}

// mostRoots is how much is read of a file of roots. Java's has a quarter of a
// megabyte.
const mostRoots = 16 << 20

// readRoots reads trusted roots from a file, and counts the certificates that
// cannot be read.
func readRoots(name string) (roots *x509.CertPool, unreadable int, err error) {
	data, err := readUpTo(name, mostRoots)
	if err != nil {
		return nil, 0, fmt.Errorf("--roots %q cannot be read (%w): name a PEM file with the certificates to trust", name, err)
	}
	roots, bad, err := signature.ParseRoots(data)
	if err != nil {
		return nil, 0, fmt.Errorf("--roots %q: %w", name, err)
	}
	return roots, len(bad), nil
}

// readUpTo reads a file that has no more than most bytes. The error does not name
// it.
func readUpTo(name string, most int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return data, withoutPath(err)
}

// withoutPath is what the system said, where the file is named already.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// signatureFlags are the flags that say whether signatures are verified: by this
// program, and by the host.
type signatureFlags struct {
	*trustFlags
	verify, disabled bool
}

// addSignatureFlags gives a command that resolves the flags of signatures.
func addSignatureFlags(c *cobra.Command) *signatureFlags {
	f := &signatureFlags{}
	fs := c.Flags()
	fs.BoolVar(&f.verify, "signatures", false, "verify the signatures of packages")
	f.trustFlags = addTrustFlags(c)
	fs.BoolVar(&f.disabled, "disable-signature-verification", false, "the host does not verify signatures")
	return f
}

// apply puts what the flags say into a setup.
func (f *signatureFlags) apply(s *setup) error {
	s.host.DisableSignatureVerification = f.disabled
	if f.verify {
		v, notes, err := f.verifier()
		s.options.Verifier, s.notes = v, notes
		return err
	}
	for _, name := range []string{"roots", "at"} {
		if f.given(name) {
			return fmt.Errorf("--%s says how signatures are verified: add --signatures, or leave it out", name)
		}
	}
	if s.host.Assume[loader.RuleSignatureCompetes] == "gate" {
		s.notes = append(s.notes, "The option signature-competes=gate refuses nothing where nobody looks at signatures: add --signatures.")
	}
	return nil
}
