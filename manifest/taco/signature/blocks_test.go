package signature_test

import (
	"archive/zip"
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

// A bench makes packages whose signature files are odd.
type bench struct {
	*testing.T
	authority *signaturetest.Authority
	signer    signaturetest.Signer
	manifest  []byte // MANIFEST.MF
	sf        []byte
}

func newBench(t *testing.T) *bench {
	a := signaturetest.NewAuthority(t)
	mf := signaturetest.Manifest(small())
	return &bench{t, a, a.Signer("ONE"), mf, signaturetest.SignatureFile(mf)}
}

// block makes a block over the .SF file, which change makes odd.
func (b *bench) block(change func(*pkcs7.SignedData)) []byte {
	b.Helper()
	data, err := pkcs7.NewSignedData(b.sf)
	require.NoError(b, err)
	data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	require.NoError(b, data.AddSigner(b.signer.Certificate, b.signer.Key, pkcs7.SignerInfoConfig{}))
	change(data)
	data.Detach()
	block, err := data.Finish()
	require.NoError(b, err)
	return block
}

// nothing leaves a block as it is.
func nothing(*pkcs7.SignedData) {}

// unknownAlgorithm signs by an algorithm that nobody knows.
func unknownAlgorithm(d *pkcs7.SignedData) {
	d.GetSignedData().SignerInfos[0].DigestEncryptionAlgorithm.Algorithm = asn1.ObjectIdentifier{1, 2, 3}
}

// with packs the files with a .SF file and a block.
func (b *bench) with(sf, block []byte, more ...signaturetest.File) taco.Signature {
	b.Helper()
	files := append([]signaturetest.File{
		{Name: "META-INF/MANIFEST.MF", Data: b.manifest}, {Name: "META-INF/ONE.SF", Data: sf}, {Name: "META-INF/ONE.EC", Data: block},
	}, append(more, small()...)...)
	return verify(b, &signature.Verifier{Roots: b.authority.Roots()}, signaturetest.Pack(b, files))
}

func TestBlocksThatDoNotCount(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*bench, *pkcs7.SignedData)
		state  taco.SignatureState
		says   string
	}{
		{"an unknown digest algorithm", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos[0].DigestAlgorithm.Algorithm = asn1.ObjectIdentifier{1, 2, 3}
		}, taco.Unsigned, "its digest algorithm is unknown: 1.2.3"},
		{"a weak digest algorithm", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos[0].DigestAlgorithm.Algorithm = pkcs7.OIDDigestAlgorithmSHA1
		}, taco.Tampered, "the signature does not fit"}, // Java asks for its strength last
		{"an unknown signature algorithm", func(_ *bench, d *pkcs7.SignedData) { unknownAlgorithm(d) }, taco.Unsigned, "its signature algorithm is unknown: 1.2.3"},
		{"a signature algorithm of another key", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos[0].DigestEncryptionAlgorithm.Algorithm = pkcs7.OIDEncryptionAlgorithmRSA
		}, taco.Unsigned, "does not go with the key"},
		{"a signature that is none", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos[0].EncryptedDigest = []byte("signature")
		}, taco.Unsigned, "its signature has not the form of one"},
		{"five signers", func(b *bench, d *pkcs7.SignedData) {
			for range 4 {
				require.NoError(b, d.AddSigner(b.signer.Certificate, b.signer.Key, pkcs7.SignerInfoConfig{}))
			}
		}, taco.Unsigned, "it has 5 signers, and the limit is 4"},
		{"forty certificates", func(b *bench, d *pkcs7.SignedData) {
			for range 39 {
				d.AddCertificate(b.authority.Certificate)
			}
		}, taco.Unsigned, "it has more than 32 certificates"},
		{"no signer", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos = nil
		}, taco.Tampered, `"META-INF/ONE.EC": the signature does not fit`},
		{"a certificate that is not there", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos[0].IssuerAndSerialNumber.SerialNumber.SetInt64(77)
		}, taco.Tampered, "the signature does not fit"},
		{"no digest among the signed attributes", func(_ *bench, d *pkcs7.SignedData) {
			info := &d.GetSignedData().SignerInfos[0]
			info.AuthenticatedAttributes = info.AuthenticatedAttributes[:1]
		}, taco.Unsigned, "have no digest or no type"},
		{"no signed attributes, which were signed", func(_ *bench, d *pkcs7.SignedData) {
			d.GetSignedData().SignerInfos[0].AuthenticatedAttributes = nil
		}, taco.Tampered, "the signature does not fit"},
		{"two signers, of which one is wrong", func(b *bench, d *pkcs7.SignedData) {
			require.NoError(b, d.AddSigner(b.signer.Certificate, b.signer.Key, pkcs7.SignerInfoConfig{}))
			digest := d.GetSignedData().SignerInfos[0].EncryptedDigest
			digest[len(digest)-1] ^= 1
		}, taco.Verified, ""},
		{"a chain with the root", func(b *bench, d *pkcs7.SignedData) { d.AddCertificate(b.authority.Certificate) }, taco.Verified, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			// The serial number is shared with the certificate, which is changed with it.
			own := *b.signer.Certificate.SerialNumber
			block := b.block(func(d *pkcs7.SignedData) { c.change(b, d) })
			*b.signer.Certificate.SerialNumber = own
			s := b.with(b.sf, block)
			assert.Equal(t, c.state, s.State, s.Detail)
			assert.Contains(t, s.Detail, c.says)
			if c.state == taco.Unsigned {
				require.Len(t, s.Ignored, 1)
				assert.Equal(t, "META-INF/ONE.EC", s.Ignored[0].Entry)
			}
		})
	}
}

func TestASignatureWithoutSignedAttributesIsOverTheFileItself(t *testing.T) {
	b := newBench(t)
	plain := func(content []byte) []byte {
		data, err := pkcs7.NewSignedData(content)
		require.NoError(t, err)
		data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
		require.NoError(t, data.SignWithoutAttr(b.signer.Certificate, b.signer.Key, pkcs7.SignerInfoConfig{}))
		data.Detach()
		block, err := data.Finish()
		require.NoError(t, err)
		return block
	}
	assert.Equal(t, taco.Verified, b.with(b.sf, plain(b.sf)).State)
	assert.Equal(t, taco.Tampered, b.with(b.sf, plain([]byte("another"))).State)
}

func TestSignatureFilesThatDoNotCountOrSignLess(t *testing.T) {
	section := func(attribute, value string) string {
		return "Signature-Version: 1.0\r\n\r\nName: manifest.xml\r\n" + attribute + ": " + value + "\r\n\r\n"
	}
	for _, c := range []struct {
		name, sf string
		state    taco.SignatureState
		says     string
	}{
		{"no version", "Created-By: me\r\n\r\n", taco.Unsigned, "its .SF has no Signature-Version 1.0"},
		{"another version", "Signature-Version: 2.0\r\n\r\n", taco.Unsigned, "its .SF has no Signature-Version 1.0"},
		{"not readable", "Signature-Version: 1.0\r\nno header\r\n\r\n", taco.Unsigned, "its .SF cannot be read: line 2"},
		{"no Base64", section("SHA-256-Digest", "A"), taco.Unsigned, "not written in Base64, so that Java passes over all signatures"},
		{"weak digests", section("SHA1-Digest", "AAAA"), taco.Unsigned, "its .SF has digests by SHA1 only"},
		{"a weak digest of the whole", "Signature-Version: 1.0\r\nMD5-Digest-Manifest: AAAA\r\n\r\n", taco.Unsigned, "digests by MD5 only"},
		{"a weak digest of the main section", "Signature-Version: 1.0\r\nSHA-Digest-Manifest-Main-Attributes: AAAA\r\n\r\n", taco.Unsigned, "digests by SHA only"},
		{"an unknown digest of the main section", "Signature-Version: 1.0\r\nX-Digest-Manifest-Main-Attributes: AAAA\r\n\r\n", taco.Unsigned, "unknown algorithms only"},
		{"a wrong digest of the main section", "Signature-Version: 1.0\r\nSHA-256-Digest-Manifest-Main-Attributes: AAAA\r\n\r\n", taco.Tampered, "the main section of META-INF/MANIFEST.MF"},
		{"a wrong digest of a section", section("SHA-256-Digest", "AAAA"), taco.Tampered, `on "manifest.xml" is not the one`},
		{"a name that is not there", "Signature-Version: 1.0\r\n\r\nName: x\r\n\r\n", taco.Tampered, `no section on "x"`},
		{"an unknown digest of a section", section("X-Digest", "AAAA"), taco.UnsignedEntries, `"manifest.xml" and 2 more are not signed`},
		{"no section", "Signature-Version: 1.0\r\n\r\n", taco.UnsignedEntries, "are not signed"},
		{"no digest", section("Created-By", "me"), taco.UnsignedEntries, "are not signed"},
		{"an empty file", "", taco.Unsigned, "it has no signature block"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.sf = []byte(c.sf)
			s := b.with(b.sf, b.block(nothing))
			assert.Equal(t, c.state, s.State, s.Detail)
			assert.Contains(t, s.Detail, c.says)
		})
	}
}

func TestDigestsOfSectionsWithoutTheEmptyLineCountToo(t *testing.T) {
	b := newBench(t)
	var sf bytes.Buffer
	sf.WriteString("Signature-Version: 1.0\r\n\r\n")
	for _, section := range strings.SplitAfter(string(b.manifest), "\r\n\r\n")[1:] {
		if name, ok := strings.CutPrefix(section, "Name: "); ok {
			name, _, _ = strings.Cut(name, "\r\n")
			signaturetest.Section(&sf, name, "SHA-256-Digest", []byte(strings.TrimSuffix(section, "\r\n")))
		}
	}
	b.sf = sf.Bytes()
	s := b.with(b.sf, b.block(nothing))
	assert.Equal(t, taco.Verified, s.State, s.Detail)
}

func TestNamesThatJavaTakesForTheSame(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	listed := []signaturetest.File{{Name: "./a.js", Data: []byte("1")}, {Name: "/b.js", Data: []byte("2")}, {Name: "c.js", Data: []byte("3")}}
	files := []signaturetest.File{{Name: "a.js", Data: []byte("1")}, {Name: "b.js", Data: []byte("2")}, {Name: "./c.js", Data: []byte("3")}}
	signed := signaturetest.SignatureFiles(t, signaturetest.Manifest(listed), a.Signer("ONE"))
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, signaturetest.Pack(t, append(signed, files...)))
	assert.Equal(t, taco.Verified, s.State, s.Detail)
}

func TestSignatureFilesOfManyNames(t *testing.T) {
	b := newBench(t)
	block := b.block(nothing)
	for _, c := range []struct {
		name  string
		state taco.SignatureState
	}{
		{"META-INF/SIG-ONE", taco.Verified}, {"META-INF/SIG-ONE.X9", taco.Verified}, {"meta-inf/sig-one.txt", taco.Verified},
		{"META-INF/SIG-ONE.TEXT", taco.UnsignedEntries}, {"META-INF/SIG-ONE.", taco.UnsignedEntries}, {"META-INF/SIG-ONE.T-T", taco.UnsignedEntries},
		{"META-INF/NOTE", taco.UnsignedEntries}, {"META-INF/x/SIG-ONE", taco.UnsignedEntries}, {"META-INF/x/MANIFEST.MF", taco.UnsignedEntries},
		{"META-INF/x/ONE.SF", taco.UnsignedEntries}, {"SIG-ONE", taco.UnsignedEntries}, {"META-INF/manifest.MF", taco.Unsigned},
		{`META-INF/SIG-A\..\..\manifest.xml`, taco.UnsignedEntries}, {`META-INF/..\x.SF`, taco.UnsignedEntries}, {"META-INF/SIG-A:x.js", taco.UnsignedEntries},
	} {
		s := b.with(b.sf, block, signaturetest.File{Name: c.name, Data: []byte("Signature-Version: 1.0\r\n\r\n")})
		assert.Equal(t, c.state, s.State, "%s: %s", c.name, s.Detail)
	}
}

func TestAFolderWithContentIsAnUnsignedFile(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	files := append(signaturetest.SignatureFiles(t, signaturetest.Manifest(small()), a.Signer("ONE")), small()...)
	data := signaturetest.Pack(t, append(files, signaturetest.File{Name: "folder-", Data: []byte("content")}))
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, bytes.ReplaceAll(data, []byte("folder-"), []byte("folder/")))
	assert.Equal(t, taco.UnsignedEntries, s.State)
	assert.Equal(t, `"folder/" is not signed.`, s.Detail)
}

func TestNothingStandsBehindAPackedEntry(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, small(), a.Signer("ONE"))
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range r.File {
		require.NoError(t, w.Copy(f))
	}
	const packed = "\x03\x00PK\x03\x04" // an empty stream, and what begins another entry
	raw, err := w.CreateRaw(&zip.FileHeader{Name: "folder-", Method: zip.Deflate, CompressedSize64: uint64(len(packed))})
	require.NoError(t, err)
	_, err = raw.Write([]byte(packed))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, bytes.ReplaceAll(out.Bytes(), []byte("folder-"), []byte("folder/")))
	assert.Equal(t, taco.Malformed, s.State)
	assert.Contains(t, s.Detail, `The entry "folder/" is damaged (something stands behind its packed bytes)`)
}

func TestOfASignatureFileThatStandsTwiceTheLastCounts(t *testing.T) {
	b := newBench(t)
	block := b.block(nothing)
	assert.Equal(t, taco.Verified, b.with([]byte("spoilt"), block, signaturetest.File{Name: "META-INF/ONE.SF", Data: b.sf}).State)
	assert.Equal(t, taco.Unsigned, b.with(b.sf, block, signaturetest.File{Name: "META-INF/ONE.SF", Data: []byte("spoilt")}).State)
}

func TestASignatureFileThatCannotBeUnpackedIsMalformed(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, small(), a.Signer("ONE"), a.Signer("TWO"))
	last := bytes.LastIndex(data, []byte("META-INF/TWO.SF"))
	data[last-46+16] ^= 1 // its checksum in the directory
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, data)
	assert.Equal(t, taco.Malformed, s.State)
	assert.Contains(t, s.Detail, `The entry "META-INF/TWO.SF" is damaged`)
}

func TestLimitsOfAVerification(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	data := signaturetest.Sign(t, small(), a.Signer("ONE"))
	for _, c := range []struct {
		limits signature.Limits
		state  taco.SignatureState
		says   string
	}{
		{signature.Limits{}, taco.Verified, ""},
		{signature.Limits{SignatureBytes: -1, UnpackedBytes: -1}, taco.Verified, ""},
		{signature.Limits{SignatureBytes: 100}, taco.Malformed, `with "META-INF/MANIFEST.MF" the signature files have more than 100 bytes`},
		{signature.Limits{SignatureBytes: 700}, taco.Malformed, `the signature files have more than 700 bytes`},
		{signature.Limits{UnpackedBytes: 200}, taco.Untrusted, `With "META-INF/MANIFEST.MF" the entries without a signature have more than 200 bytes, which is the limit.`},
		{signature.Limits{UnpackedBytes: 40}, taco.Malformed, `With "dialogs/connection-dialog.tcd" the signed entries have more than 40 bytes to digest, which is the limit.`},
	} {
		s := verify(t, &signature.Verifier{Roots: a.Roots(), Limits: c.limits}, data)
		assert.Equal(t, c.state, s.State, "%+v: %s", c.limits, s.Detail)
		assert.Contains(t, s.Detail, c.says)
	}
}

func TestDetailsStayShort(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	files := append(signaturetest.SignatureFiles(t, signaturetest.Manifest(small()), a.Signer("ONE")), small()...)
	files = append(files, signaturetest.File{Name: strings.Repeat("long/", 10_000) + "x", Data: []byte("x")})
	s := verify(t, &signature.Verifier{Roots: a.Roots()}, signaturetest.Pack(t, files))
	assert.Equal(t, taco.UnsignedEntries, s.State)
	assert.Less(t, len(s.Detail), 300)
}

func TestChainsWithAnIntermediate(t *testing.T) {
	for _, c := range []struct {
		name     string
		template x509.Certificate
		state    taco.SignatureState
		says     string
	}{
		{"good", x509.Certificate{}, taco.Verified, ""},
		{"expired", x509.Certificate{NotBefore: time.Now().Add(-48 * time.Hour)}, taco.Expired, `The certificate of "CN=BETWEEN" expired`},
		{"not valid yet", x509.Certificate{NotBefore: time.Now().Add(time.Hour)}, taco.NotYetValid, `The certificate of "CN=BETWEEN" is valid from`},
		{"unknown critical extension", x509.Certificate{ExtraExtensions: []pkix.Extension{
			{Id: asn1.ObjectIdentifier{1, 2, 3}, Critical: true, Value: []byte{5, 0}}}}, taco.Untrusted, "is not trusted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := signaturetest.NewAuthority(t)
			c.template.Subject.CommonName = "BETWEEN"
			signer := a.Intermediate(&c.template).Signer("ONE")
			require.Len(t, signer.Chain, 2)
			s := verify(t, &signature.Verifier{Roots: a.Roots()}, signaturetest.Sign(t, small(), signer))
			assert.Equal(t, c.state, s.State, s.Detail)
			assert.Contains(t, s.Detail, c.says)
			signer.Chain = nil
			s = verify(t, &signature.Verifier{Roots: a.Roots()}, signaturetest.Sign(t, small(), signer))
			assert.Equal(t, taco.Untrusted, s.State, "without it no chain leads to the root")
		})
	}
}
