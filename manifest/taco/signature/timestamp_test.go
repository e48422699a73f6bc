package signature_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

// A stamp is what an authority says of a signature, in the form of RFC 3161, and
// how this one is wrong.
type stamp struct {
	authority   x509.Certificate // the template of its certificate
	at          time.Time
	imprint     asn1.ObjectIdentifier
	over        []byte                // what it is over, in place of the signature
	contentType asn1.ObjectIdentifier // in place of that of a timestamp
	change      func(token []byte) []byte
}

var (
	oidToken = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidInfo  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
)

// token makes a timestamp over a signature.
func (s stamp) token(t *testing.T, a *signaturetest.Authority, over []byte) []byte {
	t.Helper()
	if s.over != nil {
		over = s.over
	}
	if s.imprint == nil {
		s.imprint = pkcs7.OIDDigestAlgorithmSHA256
	}
	if s.contentType == nil {
		s.contentType = oidInfo
	}
	digest := sha256.Sum256(over)
	type imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	info, err := asn1.Marshal(struct {
		Version int
		Policy  asn1.ObjectIdentifier
		Imprint imprint
		Serial  *big.Int
		At      time.Time `asn1:"generalized"`
		Nonce   *big.Int
	}{1, asn1.ObjectIdentifier{1, 2, 3}, imprint{pkix.AlgorithmIdentifier{Algorithm: s.imprint}, digest[:]}, big.NewInt(1), s.at.UTC(), big.NewInt(7)})
	require.NoError(t, err)
	s.authority.Subject = pkix.Name{CommonName: "TSA"}
	certificate, key := a.Issue(&s.authority)
	data, err := pkcs7.NewSignedData(info)
	require.NoError(t, err)
	data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	data.GetSignedData().ContentInfo.ContentType = s.contentType
	require.NoError(t, data.AddSigner(certificate, key, pkcs7.SignerInfoConfig{}))
	token, err := data.Finish()
	require.NoError(t, err)
	if s.change != nil {
		token = s.change(token)
	}
	return token
}

// stamped makes a signed package with a timestamp on its signature.
func stamped(t *testing.T, signer signaturetest.Signer, by *signaturetest.Authority, s stamp) []byte {
	t.Helper()
	files := small()
	mf := signaturetest.Manifest(files)
	sf := signaturetest.SignatureFile(mf)
	data, err := pkcs7.NewSignedData(sf)
	require.NoError(t, err)
	data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	require.NoError(t, data.AddSigner(signer.Certificate, signer.Key, pkcs7.SignerInfoConfig{}))
	info := &data.GetSignedData().SignerInfos[0]
	token := s.token(t, by, info.EncryptedDigest)
	require.NoError(t, info.SetUnauthenticatedAttributes([]pkcs7.Attribute{{Type: oidToken, Value: asn1.RawValue{FullBytes: token}}}))
	data.Detach()
	block, err := data.Finish()
	require.NoError(t, err)
	return signaturetest.Pack(t, append([]signaturetest.File{
		{Name: "META-INF/MANIFEST.MF", Data: mf}, {Name: "META-INF/ONE.SF", Data: sf}, {Name: "META-INF/ONE.EC", Data: block},
	}, files...))
}

// otherLetters changes the case of a letter in the name by which a token finds the
// certificate of its authority.
func otherLetters(token []byte) []byte {
	data, err := pkcs7.Parse(token)
	if err != nil {
		return nil
	}
	name := data.Certificates[0].RawIssuer
	token[bytes.LastIndex(token, name)+len(name)-1] ^= 'a' - 'A'
	return token
}

func TestTimestamps(t *testing.T) {
	now := time.Now().Truncate(time.Second)
	day := 24 * time.Hour
	stamping := x509.Certificate{
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: now.Add(-day), NotAfter: now.Add(100 * day),
	}
	with := func(change func(*x509.Certificate)) x509.Certificate {
		c := stamping
		change(&c)
		return c
	}
	for _, c := range []struct {
		name  string
		stamp stamp
		at    time.Duration // from now, when it is verified
		state taco.SignatureState
		says  string
	}{
		{"in time, and still valid", stamp{authority: stamping, at: now}, 0, taco.Verified, ""},
		{"in time, and expired since", stamp{authority: stamping, at: now}, 50 * day, taco.Verified, ""},
		{"both expired since", stamp{authority: stamping, at: now}, 200 * day, taco.Expired, `The certificate of the timestamp's authority "CN=TSA" expired`},
		{"only the authority expired since", stamp{authority: with(func(c *x509.Certificate) { c.NotAfter = now.Add(time.Minute) }), at: now}, time.Hour, taco.Verified, ""},
		{"the authority is not valid yet", stamp{authority: with(func(c *x509.Certificate) { c.NotBefore = now.Add(day) }), at: now}, time.Hour, taco.Untrusted, "is valid from"},
		{"after the end", stamp{authority: stamping, at: now.Add(40 * day)}, 50 * day, taco.Expired, `The certificate of "CN=ONE" expired`},
		{"before the beginning", stamp{authority: stamping, at: now.Add(-40 * day)}, 0, taco.NotYetValid, `The certificate of "CN=ONE" is valid from`},
		{"by a certificate for something else", stamp{authority: with(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning} }), at: now}, 0,
			taco.Untrusted, "its extended key usage does not allow timestamps"},
		{"by a certificate for anything", stamp{authority: with(func(c *x509.Certificate) { c.ExtKeyUsage = nil }), at: now}, 0,
			taco.Untrusted, "its extended key usage does not allow timestamps"},
		{"by a certificate for non-repudiation", stamp{authority: with(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageContentCommitment }), at: now}, 0,
			taco.Untrusted, "its key usage does not allow digital signatures"},
		{"by a certificate for encipherment", stamp{authority: with(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }), at: now}, 0,
			taco.Unsigned, "its timestamp is wrong: the key usage"},
		{"over another signature", stamp{authority: stamping, at: now, over: []byte("another")}, 0, taco.Unsigned, "it is for another signature"},
		{"by SHA-1", stamp{authority: stamping, at: now, imprint: pkcs7.OIDDigestAlgorithmSHA1}, 0, taco.Unsigned, "it is for another signature"},
		{"of another type", stamp{authority: stamping, at: now, contentType: pkcs7.OIDData}, 0, taco.Unsigned, "it is no timestamp"},
		{"whose own signature is wrong", stamp{authority: stamping, at: now, change: func(b []byte) []byte { b[len(b)-1] ^= 1; return b }}, 0,
			taco.Unsigned, "the signature of its authority does not fit"},
		{"whose authority is named in other letters", stamp{authority: stamping, at: now, change: otherLetters}, 0, taco.Unsigned, "the name of its authority's issuer is written in two ways"},
		{"that cannot be read", stamp{authority: stamping, at: now, change: func([]byte) []byte { return []byte{0x30, 0x00} }}, 0, taco.Unsigned, "its timestamp is wrong"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := signaturetest.NewAuthority(t)
			roots, _, err := signature.ParseRoots(pemOf(a.Certificate))
			require.NoError(t, err)
			s := verify(t, &signature.Verifier{Roots: roots, At: now.Add(c.at)}, stamped(t, a.Signer("ONE"), a, c.stamp))
			assert.Equal(t, c.state, s.State, s.Detail)
			assert.Contains(t, s.Detail, c.says)
			if s.State == taco.Verified {
				require.Len(t, s.Signers, 1)
				assert.Equal(t, c.stamp.at.UTC(), s.Signers[0].Timestamp)
			}
		})
	}
}

func TestATimestampOfAStrangerIsNotTrusted(t *testing.T) {
	a, stranger := signaturetest.NewAuthority(t), signaturetest.NewAuthority(t)
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, stamped(t, a.Signer("ONE"), stranger, stamp{
		authority: x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}}, at: time.Now().Truncate(time.Second),
	}))
	assert.Equal(t, taco.Untrusted, s.State)
	assert.Contains(t, s.Detail, `The certificate of the timestamp's authority "CN=TSA" is not trusted`)
}
