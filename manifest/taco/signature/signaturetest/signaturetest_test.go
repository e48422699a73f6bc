package signaturetest_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

func files() []signaturetest.File {
	return []signaturetest.File{
		{Name: "manifest.xml", Data: []byte("<connector-plugin/>")},
		{Name: strings.Repeat("a folder/", 20) + "file.js", Data: []byte("1")},
	}
}

func TestWhatIsSignedIsVerified(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, files(), a.Signer("ONE"), a.Signer("TWO"))
	p, err := taco.Open(bytes.NewReader(data), int64(len(data)), taco.Limits{})
	require.NoError(t, err)
	s := (&signature.Verifier{Roots: a.Roots()}).Verify(context.Background(), p)
	assert.Equal(t, taco.Verified, s.State, s.Detail)
	assert.Len(t, s.Signers, 2)
}

func TestATemplateIsFilledIn(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	c, _ := a.Issue(&x509.Certificate{Subject: pkix.Name{CommonName: "ONE"}})
	assert.Equal(t, "CN=Root for tests", c.Issuer.String())
	assert.True(t, c.NotAfter.After(c.NotBefore))
	assert.NotEqual(t, a.Certificate.SerialNumber, c.SerialNumber)
	require.NoError(t, c.CheckSignatureFrom(a.Certificate))
}

func TestJavaTakesTheSignaturesToo(t *testing.T) {
	jarsigner, err := exec.LookPath("jarsigner")
	if err != nil {
		t.Skip("jarsigner is not installed")
	}
	a := signaturetest.NewAuthority(t)
	file := filepath.Join(t.TempDir(), "signed.taco")
	require.NoError(t, os.WriteFile(file, signaturetest.Sign(t, files(), a.Signer("ONE")), 0o644))
	out, err := exec.Command(jarsigner, "-verify", file).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Contains(t, string(out), "jar verified.")
}
