package signature_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

// small are the files of a package.
func small() []signaturetest.File {
	return []signaturetest.File{
		{Name: "manifest.xml", Data: []byte("<connector-plugin class='signed'/>")},
		{Name: "dialogs/connection-dialog.tcd", Data: []byte("<connection-config/>")},
		{Name: "dialogs/", Data: nil},
		{Name: "empty.tdd", Data: nil},
	}
}

// verify opens a package and verifies it; one that does not open is malformed.
func verify(tb testing.TB, v *signature.Verifier, data []byte) taco.Signature {
	tb.Helper()
	p, err := taco.Open(bytes.NewReader(data), int64(len(data)), taco.Limits{})
	if err != nil {
		return taco.Signature{State: taco.Malformed, Detail: err.Error()}
	}
	return v.Verify(context.Background(), p)
}

func TestASignedPackageIsVerified(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	one, two := a.Signer("ONE"), a.Signer("TWO")
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, signaturetest.Sign(t, small(), one, two))
	assert.Equal(t, taco.Verified, s.State, s.Detail)
	assert.Empty(t, s.Detail)
	assert.Empty(t, s.Ignored)
	require.Len(t, s.Signers, 2)
	assert.Equal(t, taco.Signer{
		Block: "META-INF/ONE.EC", Subject: "CN=ONE", Issuer: "CN=Root for tests",
		NotBefore: one.Certificate.NotBefore, NotAfter: one.Certificate.NotAfter,
	}, s.Signers[0])
	assert.Equal(t, "CN=TWO", s.Signers[1].Subject)
}

func TestTheSystemsRootsTrustNoTestAuthority(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	s := verify(t, &signature.Verifier{}, signaturetest.Sign(t, small(), a.Signer("ONE")))
	assert.Equal(t, taco.Untrusted, s.State)
	assert.Equal(t, `The certificate of "CN=ONE" is not trusted: no chain leads from it to a trusted root.`, s.Detail)
}

func TestTimeIsThatOfTheVerifier(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, small(), a.Signer("ONE"))
	for _, c := range []struct {
		at    time.Time
		state taco.SignatureState
		says  string
	}{
		{time.Time{}, taco.Verified, ""},
		{time.Now().Add(48 * time.Hour), taco.Expired, `The certificate of "CN=ONE" expired on `},
		{time.Now().Add(-48 * time.Hour), taco.NotYetValid, `The certificate of "CN=ONE" is valid from `},
	} {
		s := verify(t, &signature.Verifier{Roots: a.Roots(), At: c.at}, data)
		assert.Equal(t, c.state, s.State, s.Detail)
		assert.True(t, strings.HasPrefix(s.Detail, c.says), s.Detail)
	}
}

func TestARootsOwnValidityDoesNotCount(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	long, key := a.Issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "LONG"}, NotAfter: time.Now().Add(1000 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature,
	})
	data := signaturetest.Sign(t, small(), signaturetest.Signer{Name: "LONG", Certificate: long, Key: key})
	roots, unreadable, err := signature.ParseRoots(pemOf(a.Certificate))
	require.NoError(t, err)
	assert.Empty(t, unreadable)
	s := verify(t, &signature.Verifier{Roots: roots, At: time.Now().Add(500 * time.Hour)}, data)
	assert.Equal(t, taco.Verified, s.State, s.Detail)
}

func TestCertificatesThatDoNotCountOrAreForSomethingElse(t *testing.T) {
	critical := pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}
	netscape := func(bits byte, critical bool) pkix.Extension {
		return pkix.Extension{Id: asn1.ObjectIdentifier{2, 16, 840, 1, 113730, 1, 1}, Critical: critical, Value: []byte{3, 2, 4, bits}}
	}
	for _, c := range []struct {
		name     string
		template x509.Certificate
		state    taco.SignatureState
		says     string
	}{
		{"nothing said of its use", x509.Certificate{}, taco.Verified, ""},
		{"any use", x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}, taco.Verified, ""},
		{"servers", x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, taco.BadKeyUsage, "extended key usage does not allow code signing"},
		{"non-repudiation", x509.Certificate{KeyUsage: x509.KeyUsageContentCommitment}, taco.Untrusted, "key usage does not allow digital signatures"},
		{"objects", x509.Certificate{ExtraExtensions: []pkix.Extension{netscape(0x10, false)}}, taco.Verified, ""},
		{"objects, critical", x509.Certificate{ExtraExtensions: []pkix.Extension{netscape(0x10, true)}}, taco.Untrusted, "critical extension 2.16.840.1.113730.1.1"},
		{"Netscape's servers", x509.Certificate{ExtraExtensions: []pkix.Extension{netscape(0x40, false)}}, taco.BadKeyUsage, "Netscape certificate type"},
		{"encipherment", x509.Certificate{KeyUsage: x509.KeyUsageKeyEncipherment}, taco.Unsigned, "key usage of its certificate allows no signatures"},
		{"unknown and critical", x509.Certificate{ExtraExtensions: []pkix.Extension{critical}}, taco.Unsigned, "unknown critical extension 1.2.3.4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := signaturetest.NewAuthority(t)
			c.template.Subject = pkix.Name{CommonName: "ONE"}
			certificate, key := a.Issue(&c.template)
			s := verify(t, &signature.Verifier{Roots: a.Roots()},
				signaturetest.Sign(t, small(), signaturetest.Signer{Name: "ONE", Certificate: certificate, Key: key}))
			assert.Equal(t, c.state, s.State, s.Detail)
			assert.Contains(t, s.Detail, c.says)
		})
	}
}

func TestTheWorstOfSeveralStatesDecides(t *testing.T) {
	a, other := signaturetest.NewAuthority(t), signaturetest.NewAuthority(t)
	v := &signature.Verifier{Roots: a.Roots(), At: time.Now().Add(48 * time.Hour)}
	s := verify(t, v, signaturetest.Sign(t, small(), a.Signer("GOOD"), other.Signer("STRANGER")))
	assert.Equal(t, taco.Untrusted, s.State, "before expired")
	assert.Contains(t, s.Detail, "STRANGER")
	assert.Len(t, s.Signers, 2)

	signed := signaturetest.SignatureFiles(t, signaturetest.Manifest(small()), other.Signer("STRANGER"))
	added := append(append(signed, small()...), signaturetest.File{Name: "added.js", Data: []byte("1")}, signaturetest.File{Name: "more.js"})
	s = verify(t, v, signaturetest.Pack(t, added))
	assert.Equal(t, taco.UnsignedEntries, s.State, "before untrusted")
	assert.Equal(t, `"added.js" and 1 more are not signed.`, s.Detail)
}

// TestNoChangeGoesUnseen flips every byte of a package, one at a time. Whatever is
// verified then holds what was signed, and nothing else.
func TestNoChangeGoesUnseen(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, small(), a.Signer("ONE"))
	v := &signature.Verifier{Roots: a.Roots()}
	want := unpacked(t, data)
	require.Equal(t, taco.Verified, verify(t, v, data).State)
	states := make(map[taco.SignatureState]int)
	for i := range data {
		for _, flip := range []byte{0x01, 0xff} {
			changed := bytes.Clone(data)
			changed[i] ^= flip
			s := verify(t, v, changed)
			states[s.State]++
			if s.State != taco.Verified {
				require.NotEmpty(t, s.Detail)
				continue
			}
			for name, content := range unpacked(t, changed) {
				if strings.HasSuffix(name, ".EC") {
					require.Equal(t, "CN=ONE", s.Signers[0].Subject)
					continue // parts of a block are not signed
				}
				original, there := want[name]
				require.True(t, there, "byte %d: %q is new", i, name)
				require.Equal(t, original, content, "byte %d of %q", i, name)
			}
		}
	}
	for _, state := range []taco.SignatureState{taco.Malformed, taco.Tampered, taco.Verified} {
		assert.NotZero(t, states[state], "no flip gives %s: %v", state, states)
	}
}

// unpacked returns the contents of an archive.
func unpacked(tb testing.TB, data []byte) map[string]string {
	tb.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(tb, err)
	contents := make(map[string]string)
	for _, f := range r.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		entry, err := f.Open()
		require.NoError(tb, err)
		content, err := io.ReadAll(entry)
		require.NoError(tb, err)
		contents[f.Name] = string(content)
	}
	return contents
}

func TestAVerificationEndsWithItsContext(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, small(), a.Signer("ONE"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p, err := taco.Open(bytes.NewReader(data), int64(len(data)), taco.Limits{})
	require.NoError(t, err)
	v := &signature.Verifier{Roots: a.Roots()}
	assert.Equal(t, taco.Signature{}, v.Verify(ctx, p), "not checked")
}
