package signature_test

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

func pemOf(cs ...*x509.Certificate) []byte {
	var b bytes.Buffer
	for _, c := range cs {
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}

func TestRootsAreReadFromWhatKeytoolLists(t *testing.T) {
	a, b := signaturetest.NewAuthority(t), signaturetest.NewAuthority(t)
	broken := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("no certificate")})
	key := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("a key")})
	list := bytes.Join([][]byte{[]byte("Your keystore contains 2 entries\n\nAlias name: a\n"),
		pemOf(a.Certificate), []byte("\n*****\n"), key, broken, pemOf(b.Certificate)}, nil)
	pool, unreadable, err := signature.ParseRoots(list)
	require.NoError(t, err)
	require.Len(t, unreadable, 1)
	assert.Contains(t, unreadable[0].Error(), "block 3: ")
	assert.True(t, pool.Equal(func() *x509.CertPool {
		want := a.Roots()
		want.AddCert(b.Certificate)
		return want
	}()))
}

func TestAFileWithoutACertificateIsNoRoots(t *testing.T) {
	for _, data := range []string{"", "certificates", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		pool, _, err := signature.ParseRoots([]byte(data))
		assert.Nil(t, pool)
		assert.ErrorIs(t, err, signature.ErrNoRoots)
	}
}
