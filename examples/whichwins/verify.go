package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco"
)

func (a *app) verifyCommand() *cobra.Command {
	c := &cobra.Command{Use: "verify PACKAGE...", Short: "The signatures of packages; exit code 1 where one is not verified", Args: somePackages}
	flags := addTrustFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error { return a.verify(c, flags, args) }
	return c
}

// somePackages asks for the arguments of verify.
func somePackages(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("verify needs a package: write whichwins verify FILE.taco")
	}
	return nil
}

// verifiedJSON is the answer of the command verify.
type verifiedJSON struct {
	Schema   int           `json:"schema"`
	Packages []packageJSON `json:"packages"`
}

// packageJSON is a package and its signature.
type packageJSON struct {
	File string `json:"file"`
	loader.JSONSignature
}

// verify answers what the signatures of packages are worth, in the order of the
// arguments.
func (a *app) verify(c *cobra.Command, flags *trustFlags, files []string) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	v, notes, err := flags.verifier()
	if err != nil {
		return err
	}
	found := make([]taco.Signature, len(files))
	for i, file := range files {
		found[i] = verifyFile(c.Context(), v, file)
		if err := c.Context().Err(); err != nil {
			return asFailure(err)
		}
		if found[i].State != taco.Verified {
			a.code = exitFailure
		}
	}
	if a.format == formatJSON {
		out := verifiedJSON{loader.Schema, []packageJSON{}}
		for i, file := range files {
			out.Packages = append(out.Packages, packageJSON{file, loader.SignatureJSON(found[i])})
		}
		return a.writeJSON(out)
	}
	p := a.page()
	for i, file := range files {
		if i > 0 {
			p.blank()
		}
		writeSignature(p, file, found[i])
	}
	writeNotes(p, notes)
	return nil
}

// verifyFile verifies one file. What is no package that can be read is malformed,
// and is never opened where that might wait for somebody.
func verifyFile(ctx context.Context, v taco.Verifier, name string) taco.Signature {
	malformed := func(detail string) taco.Signature { return taco.Signature{State: taco.Malformed, Detail: detail} }
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return malformed("There is no such file: correct the name.")
	case err != nil:
		return malformed(fmt.Sprintf("The file cannot be read (%v): make it readable.", withoutPath(err)))
	case info.IsDir():
		return malformed("It is a folder, which has no signature: name a .taco file.")
	case !info.Mode().IsRegular():
		return malformed("It is not a regular file, and was not opened: name a .taco file.")
	}
	file, err := os.Open(name)
	if err != nil {
		return malformed(fmt.Sprintf("The file cannot be read (%v): make it readable.", withoutPath(err)))
	}
	defer file.Close()
	p, err := taco.Open(file, info.Size(), taco.Limits{})
	if err != nil {
		var fault *taco.Error
		if errors.As(err, &fault) {
			return malformed(fault.Sentence())
		}
		return malformed(err.Error())
	}
	return v.Verify(ctx, p)
}

// writeSignature writes what was found of one package, for people.
func writeSignature(p *page, file string, s taco.Signature) {
	p.styled(0, 2, strong, file, file)
	p.styled(2, 2, stateStyle(s.State), string(s.State))
	if s.Detail != "" {
		p.prose(2, 2, s.Detail)
	}
	if log := logOf(s.State); log != "" {
		p.faint(4, fmt.Sprintf("Tableau logs: %q", log))
	}
	for _, signer := range s.Signers {
		p.prose(2, 2, "Signed by "+signer.Subject)
		p.faint(4, "issued by "+signer.Issuer)
		p.faint(4, fmt.Sprintf("valid from %s to %s", utc(signer.NotBefore), utc(signer.NotAfter)))
		if signer.Timestamp.IsZero() {
			p.faint(4, "no timestamp says when it signed")
		} else {
			p.faint(4, fmt.Sprintf("signed on %s, by a timestamp", utc(signer.Timestamp)))
		}
	}
	for _, block := range s.Ignored {
		p.prose(2, 2, fmt.Sprintf("Ignored: %s. %s", block.Entry, block.Reason), block.Entry)
	}
}

// logOf is what Tableau logs of a state, or "" where that is not known.
func logOf(state taco.SignatureState) string {
	for _, s := range taco.SignatureStates() {
		if s.State == state {
			return s.Log
		}
	}
	return ""
}

// utc writes a time as --at takes it.
func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// stateStyle is how the state of a signature looks.
func stateStyle(s taco.SignatureState) style {
	if s == taco.Verified {
		return good
	}
	return bad
}
