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

// An Authority issues certificates. [NewAuthority] makes one that is a root.
type Authority struct {
	Certificate *x509.Certificate
	Above       []*x509.Certificate // those between it and the root, and the root; none for a root
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

// Intermediate makes an authority below this one from a template, of which what is
// left open is filled in as by [Authority.Issue].
func (a *Authority) Intermediate(template *x509.Certificate) *Authority {
	a.tb.Helper()
	template.IsCA, template.BasicConstraintsValid, template.KeyUsage = true, true, x509.KeyUsageCertSign
	below := &Authority{Above: a.chain(), serial: 1000 * (a.serial + 1), tb: a.tb}
	below.Certificate, below.key = a.Issue(template)
	return below
}

// chain is its certificate and those above.
func (a *Authority) chain() []*x509.Certificate {
	return append([]*x509.Certificate{a.Certificate}, a.Above...)
}

// Issue makes a certificate from a template and a key for it. What the template
// leaves open is filled in: the serial number, and a validity from an hour ago for
// a day. The first one of a root is its own.
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
	return Signer{Name: name, Certificate: c, Chain: a.chain(), Key: key}
}
