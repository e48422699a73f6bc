package signaturetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An Authority is a root certificate with its key.
type Authority struct {
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	serial      int64
	tb          testing.TB
}

// A Signer is a certificate with its key. Its block stands in the package under
// its name, which is in upper case by custom.
type Signer struct {
	Name        string
	Certificate *x509.Certificate
	Chain       []*x509.Certificate // further certificates for the block
	Key         *ecdsa.PrivateKey
}

// NewAuthority makes a root that is valid from an hour ago for a day.
func NewAuthority(tb testing.TB) *Authority {
	tb.Helper()
	a := &Authority{serial: 1, tb: tb}
	a.Certificate, a.key = a.Issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Root for tests"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign,
	})
	return a
}

// Roots returns the pool that trusts this authority and nothing else.
func (a *Authority) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.Certificate)
	return pool
}

// Issue makes a certificate from a template and a key for it. What the template
// leaves open is filled in: the serial number, and a validity from an hour ago for
// a day. The first one is the authority's own.
func (a *Authority) Issue(template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.tb, err)
	a.serial++
	if template.SerialNumber == nil {
		template.SerialNumber = big.NewInt(a.serial)
	}
	if template.NotBefore.IsZero() {
		template.NotBefore = time.Now().Add(-time.Hour)
	}
	if template.NotAfter.IsZero() {
		template.NotAfter = template.NotBefore.Add(24 * time.Hour)
	}
	parent, by := a.Certificate, a.key
	if parent == nil {
		parent, by = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	require.NoError(a.tb, err)
	c, err := x509.ParseCertificate(der)
	require.NoError(a.tb, err)
	return c, key
}

// Signer issues a certificate for signing code.
func (a *Authority) Signer(name string) Signer {
	a.tb.Helper()
	c, key := a.Issue(&x509.Certificate{
		Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning},
	})
	return Signer{Name: name, Certificate: c, Chain: []*x509.Certificate{a.Certificate}, Key: key}
}
