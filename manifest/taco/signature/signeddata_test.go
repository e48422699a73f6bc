package signature

import (
	"bytes"
	"crypto"
	"crypto/dsa" //lint:ignore SA1019 Java verifies signatures by DSA, and so must this
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
)

// fixture returns the .SF file and the block of a fixture with one signer.
func fixture(t *testing.T, name string) (sf, block []byte) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/packages", name))
	require.NoError(t, err)
	p, err := taco.Open(bytes.NewReader(data), int64(len(data)), taco.Limits{})
	require.NoError(t, err)
	for i, e := range p.Entries() {
		raw, err := p.ReadEntry(i, 1<<20)
		require.NoError(t, err)
		switch upper := strings.ToUpper(e.Name); {
		case strings.HasSuffix(upper, ".SF"):
			sf = raw
		case isBlockOrSF(upper):
			block = raw
		}
	}
	return sf, block
}

// changes returns the ways to change an object: without one of its parts, with one
// twice, with one of another tag, and with a part changed.
func (n node) changes() (all []node) {
	with := func(parts []node) { all = append(all, node{tag: n.tag, parts: parts}) }
	for i, part := range n.parts {
		with(slices.Delete(slices.Clone(n.parts), i, i+1))
		with(slices.Insert(slices.Clone(n.parts), i, part))
		other := slices.Clone(n.parts)
		other[i].tag = []byte{part.tag[0] ^ 0x03}
		with(other)
		empty := slices.Clone(n.parts)
		empty[i] = node{tag: part.tag}
		with(empty)
		for _, changed := range part.changes() {
			inside := slices.Clone(n.parts)
			inside[i] = changed
			with(inside)
		}
	}
	return all
}

// TestNoChangeToABlockForgesASigner changes every object of blocks. Whatever still
// is a signature is that of the signer.
func TestNoChangeToABlockForgesASigner(t *testing.T) {
	for _, name := range []string{"verified-rsa-sha256.taco", "verified-timestamped.taco", "verified-rsa-pss.taco", "verified-ed25519.taco"} {
		sf, raw := fixture(t, name)
		original, err := parseBlock(raw)
		require.NoError(t, err)
		require.NoError(t, original.verify(sf))
		tree, rest, err := readNode(raw, false)
		require.NoError(t, err)
		require.Empty(t, rest)
		require.Equal(t, raw, tree.encode(nil))
		kinds := make(map[string]int)
		for _, changed := range tree.changes() {
			b, err := parseBlock(changed.encode(nil))
			if err == nil {
				err = b.verify(sf)
			}
			switch err.(type) {
			case nil:
				// What else a certificate says is for its chain to prove.
				key := b.verified[0].certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
				require.True(t, key.Equal(original.verified[0].certificate.PublicKey))
				kinds["verified"]++
			case tamperedError:
				kinds["tampered"]++
			case ignoredError:
				kinds["ignored"]++
			case unsupportedError:
				kinds["unsupported"]++
			default:
				require.Fail(t, "another error", "%v", err)
			}
		}
		assert.NotZero(t, kinds["tampered"], name)
		assert.NotZero(t, kinds["ignored"], name)
		assert.NotZero(t, kinds["unsupported"], name)
	}
}

// constructed makes a node of a tag and its parts.
func constructed(tag byte, parts ...node) node { return node{tag: []byte{tag}, parts: parts} }

// primitive makes a node of a tag and its content.
func primitive(tag byte, content string) node {
	return node{tag: []byte{tag}, content: []byte(content)}
}

// TestBlocksThatJavaReadsOtherwise writes good blocks as nobody does. Java reads
// them; where they are not read here it must be said that Java might.
func TestBlocksThatJavaReadsOtherwise(t *testing.T) {
	const null, number, octets, oid, sequence, set = 0x05, 0x02, 0x04, 0x06, 0x30, 0x31
	broken := primitive(sequence, "\x04\x10\x00") // no row of objects
	unknown, huge := primitive(oid, "\x2a\x03\x04"), primitive(oid, "\x69\x83"+strings.Repeat("\xff", 20)+"\x7f")
	unsigned := func(attributes ...node) func(d, s *node) {
		return func(_, s *node) { s.parts = append(s.parts, constructed(0xa1, attributes...)) }
	}
	at := func(tag byte, time string) func(d, s *node) {
		return func(_, s *node) {
			attributes := slices.DeleteFunc(s.parts[3].parts, func(a node) bool { return bytes.HasSuffix(a.parts[0].content, []byte{9, 5}) })
			s.parts[3].parts = append(attributes, constructed(sequence, primitive(oid, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"), constructed(set, primitive(tag, time))))
		}
	}
	for _, c := range []struct {
		name   string
		change func(data, signer *node)
		says   string // "" where it is verified here, too
	}{
		{"as it is", func(_, _ *node) {}, ""},
		{"an attribute that is not signed", unsigned(constructed(sequence, unknown, constructed(set, primitive(null, "")))), ""},
		{"one that holds anything", unsigned(constructed(sequence, unknown, constructed(set, broken))), ""},
		{"parameters that hold anything", func(d, _ *node) { d.parts[1].parts[0].parts[1] = broken }, ""},
		{"a certificate that is none", func(d, _ *node) { d.parts[3].parts = append(d.parts[3].parts, primitive(0xa1, "\x04\x10\x00")) }, ""},
		{"an attribute of two values", unsigned(constructed(sequence, unknown, constructed(set, primitive(null, ""), primitive(null, "")))), "1.2.3.4 has 2 values"},
		{"a large identifier", unsigned(constructed(sequence, huge, constructed(set, primitive(null, "")))), errNotDER.Error()},
		{"a version with a zero before it", func(d, _ *node) { d.parts[0] = primitive(number, "\x00\x01") }, errNotDER.Error()},
		{"a signer's version with one", func(_, s *node) { s.parts[0] = primitive(number, "\x00\x01") }, errNotDER.Error()},
		{"a serial number with one", func(_, s *node) {
			s.parts[1].parts[1].content = append([]byte{0, 0}, s.parts[1].parts[1].content...)
		}, errNotDER.Error()},
		{"content in pieces", func(d, _ *node) {
			d.parts[2].parts = append(d.parts[2].parts, constructed(0xa0, constructed(0x24, primitive(octets, "a"))))
		}, errNotDER.Error()},
		{"something behind the signers", func(d, _ *node) { d.parts = append(d.parts, primitive(null, "")) }, errMore.Error()},
		{"content of another tag", func(d, _ *node) {
			d.parts[2].parts = append(d.parts[2].parts, constructed(0xa1, primitive(octets, "a")))
		}, errMore.Error()},
		{"30 February", at(0x17, "260230000000Z"), "its time cannot be read"},
		{"parts of seconds", at(0x18, "20260101000000,5Z"), "its time cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			sf, raw := fixture(t, "verified-rsa-sha256.taco")
			tree, _, err := readNode(raw, false)
			require.NoError(t, err)
			data := &tree.parts[1].parts[0]
			c.change(data, &data.parts[4].parts[0])
			b, err := parseBlock(tree.encode(nil))
			if c.says == "" {
				require.NoError(t, err)
				require.NoError(t, b.verify(sf))
				return
			}
			require.IsType(t, unsupportedError(""), err)
			assert.Contains(t, err.Error(), c.says)
		})
	}
	_, raw := fixture(t, "verified-rsa-sha256.taco")
	require.Equal(t, []byte{0x30, 0x82}, raw[:2])
	_, err := parseBlock(append([]byte{0x30, 0x84, 0, 0}, raw[2:]...))
	assert.Equal(t, errNotDER, err, "a length with zeros before it")
	tree, _, err := readNode(raw, false)
	require.NoError(t, err)
	tree.parts[1].tag = []byte{0xa1}
	_, err = parseBlock(tree.encode(nil))
	assert.Equal(t, errMore, err, "signed data of another tag")
}

func TestIndefiniteLengthsBecomeDefinite(t *testing.T) {
	for name, c := range map[string]struct{ ber, der []byte }{
		"a sequence":         {[]byte{0x30, 0x80, 0x05, 0x00, 0x00, 0x00}, []byte{0x30, 0x02, 0x05, 0x00}},
		"one in another":     {[]byte{0x30, 0x80, 0x30, 0x80, 0x05, 0x00, 0, 0, 0, 0}, []byte{0x30, 0x04, 0x30, 0x02, 0x05, 0x00}},
		"a string in pieces": {[]byte{0x24, 0x80, 0x04, 0x01, 'a', 0x04, 0x02, 'b', 'c', 0, 0}, []byte{0x04, 0x03, 'a', 'b', 'c'}},
		"pieces of pieces":   {[]byte{0x24, 0x80, 0x24, 0x03, 0x04, 0x01, 'a', 0, 0}, []byte{0x24, 0x05, 0x24, 0x03, 0x04, 0x01, 'a'}},
		"what stands behind": {[]byte{0x30, 0x80, 0x00, 0x00, 0xff}, []byte{0x30, 0x00}},
	} {
		der, err := toDER(c.ber)
		require.NoError(t, err, name)
		assert.Equal(t, c.der, der, name)
	}
	_, err := toDER([]byte{0x30, 0x04, 0x30, 0x80, 0x00, 0x00})
	assert.Equal(t, errMixed, err)
	_, err = toDER([]byte{0x30, 0x80, 0x05, 0x00})
	assert.Equal(t, errLength, err)
}

// algorithmOf makes an algorithm of an identifier that is written with points.
func algorithmOf(t *testing.T, text string, parameters []byte) algorithm {
	t.Helper()
	for oid := range keyUses {
		if oid == text {
			var parsed asn1.ObjectIdentifier
			for _, part := range strings.Split(text, ".") {
				n, _ := new(big.Int).SetString(part, 10)
				parsed = append(parsed, int(n.Int64()))
			}
			return algorithm{parsed, parameters}
		}
	}
	require.Fail(t, "no such algorithm", text)
	return algorithm{}
}

func TestSignaturesByEveryKindOfKey(t *testing.T) {
	sha256, err := digestByOID(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1})
	require.NoError(t, err)
	sha512, err := digestByOID(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3})
	require.NoError(t, err)
	data := []byte("data")
	hashed := sum(crypto.SHA256, data)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	pkcs1, err := rsa.SignPKCS1v15(rand.Reader, rsaKey, crypto.SHA256, hashed)
	require.NoError(t, err)
	pss, err := rsa.SignPSS(rand.Reader, rsaKey, crypto.SHA256, hashed, &rsa.PSSOptions{SaltLength: 32})
	require.NoError(t, err)
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	ec, err := ecdsa.SignASN1(rand.Reader, ecKey, hashed)
	require.NoError(t, err)
	edPublic, edKey, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	dsaKey := &dsa.PrivateKey{}
	require.NoError(t, dsa.GenerateParameters(&dsaKey.Parameters, rand.Reader, dsa.L1024N160))
	require.NoError(t, dsa.GenerateKey(dsaKey, rand.Reader))
	r, s, err := dsa.Sign(rand.Reader, dsaKey, hashed[:20])
	require.NoError(t, err)
	byDSA, err := asn1.Marshal(numbers{r, s})
	require.NoError(t, err)

	parameters := func(hash, mask digest, salt int) []byte {
		oid := func(d digest) pkix.AlgorithmIdentifier {
			id := asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
			if d.hash == crypto.SHA512 {
				id[8] = 3
			}
			return pkix.AlgorithmIdentifier{Algorithm: id}
		}
		inner, err := asn1.Marshal(oid(mask))
		require.NoError(t, err)
		p, err := asn1.Marshal(pssParameters{oid(hash), pkix.AlgorithmIdentifier{Algorithm: oidMGF1, Parameters: asn1.RawValue{FullBytes: inner}}, salt, 1})
		require.NoError(t, err)
		return p
	}
	const ok, wrong = "", "wrong"
	for _, c := range []struct {
		name       string
		key        crypto.PublicKey
		algorithm  string
		parameters []byte
		digest     digest
		signature  []byte
		says       string
	}{
		{"RSA", &rsaKey.PublicKey, "1.2.840.113549.1.1.1", asn1.NullBytes, sha256, pkcs1, ok},
		{"RSA, by the name of another digest", &rsaKey.PublicKey, "1.2.840.113549.1.1.13", nil, sha256, pkcs1, ok},
		{"RSA, another digest", &rsaKey.PublicKey, "1.2.840.113549.1.1.1", nil, sha512, pkcs1, wrong},
		{"RSA, short", &rsaKey.PublicKey, "1.2.840.113549.1.1.1", nil, sha256, pkcs1[1:], "has not the form of one"},
		{"RSA, by ECDSA", &rsaKey.PublicKey, "1.2.840.10045.2.1", nil, sha256, pkcs1, "does not go with the key"},
		{"RSA of 512 bits", &rsa.PublicKey{N: new(big.Int).Rsh(rsaKey.N, 1536), E: 65537}, "1.2.840.113549.1.1.1", nil, sha256, pkcs1, "has 512 bits, and 1024 are needed"},
		{"PSS", &rsaKey.PublicKey, "1.2.840.113549.1.1.10", parameters(sha256, sha256, 32), sha256, pss, ok},
		{"PSS, another salt", &rsaKey.PublicKey, "1.2.840.113549.1.1.10", parameters(sha256, sha256, 30), sha256, pss, wrong},
		{"PSS, another digest", &rsaKey.PublicKey, "1.2.840.113549.1.1.10", parameters(sha512, sha256, 32), sha256, pss, "parameters of RSASSA-PSS are unusual"},
		{"PSS, another mask", &rsaKey.PublicKey, "1.2.840.113549.1.1.10", parameters(sha256, sha512, 32), sha256, pss, "parameters of RSASSA-PSS are unusual"},
		{"PSS, no parameters", &rsaKey.PublicKey, "1.2.840.113549.1.1.10", nil, sha256, pss, "parameters of RSASSA-PSS are unusual"},
		{"ECDSA", &ecKey.PublicKey, "1.2.840.10045.4.3.2", nil, sha256, ec, ok},
		{"ECDSA, another digest", &ecKey.PublicKey, "1.2.840.10045.4.3.2", nil, sha512, ec, wrong},
		{"ECDSA, no numbers", &ecKey.PublicKey, "1.2.840.10045.4.3.2", nil, sha256, ec[1:], "has not the form of one"},
		{"ECDSA, by RSA", &ecKey.PublicKey, "1.2.840.113549.1.1.1", nil, sha256, ec, "does not go with the key"},
		{"DSA", &dsaKey.PublicKey, "2.16.840.1.101.3.4.3.2", nil, sha256, byDSA, ok},
		{"DSA, another digest", &dsaKey.PublicKey, "2.16.840.1.101.3.4.3.2", nil, sha512, byDSA, wrong},
		{"DSA, no numbers", &dsaKey.PublicKey, "1.2.840.10040.4.1", nil, sha256, byDSA[1:], "has not the form of one"},
		{"DSA, by RSA", &dsaKey.PublicKey, "1.2.840.113549.1.1.1", nil, sha256, byDSA, "does not go with the key"},
		{"Ed25519", edPublic, "1.3.101.112", nil, sha512, ed25519.Sign(edKey, data), ok},
		{"Ed25519, short", edPublic, "1.3.101.112", nil, sha512, []byte("short"), "has not the form of one"},
		{"Ed25519, another digest", edPublic, "1.3.101.112", nil, sha256, ed25519.Sign(edKey, data), "does not go with Ed25519"},
		{"Ed25519, by RSA", edPublic, "1.2.840.113549.1.1.1", nil, sha512, ed25519.Sign(edKey, data), "does not go with the key"},
		{"no key", nil, "1.3.101.112", nil, sha512, nil, "of an unknown kind"},
	} {
		right, err := checkSignature(c.key, algorithmOf(t, c.algorithm, c.parameters), c.digest, data, c.signature)
		switch c.says {
		case ok, wrong:
			require.NoError(t, err, c.name)
			assert.Equal(t, c.says == ok, right, c.name)
		default:
			require.Error(t, err, c.name)
			assert.Contains(t, err.Error(), c.says, c.name)
			assert.False(t, right, c.name)
		}
	}
}

func TestKeysThatAreNotUsed(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	require.NoError(t, err)
	large := new(big.Int).Lsh(big.NewInt(1), 10_000)
	for says, key := range map[string]crypto.PublicKey{
		"on an unusual curve":                      &curve.PublicKey,
		"has 10001 bits, and the limit is 8192":    &rsa.PublicKey{N: large, E: 3},
		"has 10001 bits, and the limit is 3072":    &dsa.PublicKey{Parameters: dsa.Parameters{P: big.NewInt(1), Q: big.NewInt(1), G: large}, Y: big.NewInt(1)},
		"the key of its certificate is of an unkn": nil,
	} {
		err := checkKey(key)
		require.Error(t, err, says)
		assert.Contains(t, err.Error(), says)
	}
	small := &dsa.PublicKey{Parameters: dsa.Parameters{P: big.NewInt(1), Q: big.NewInt(1), G: big.NewInt(1)}, Y: big.NewInt(1)}
	assert.NoError(t, checkKey(small))
	assert.Contains(t, checkKeySize(small).Error(), "has 1 bits, and 1024 are needed")
}

func TestDigestsWithWrongPadding(t *testing.T) {
	for _, text := range []string{"QUJD=", "QQ=", "QQ=x=", "QUI=Q", "A"} {
		_, err := decodeBase64([]byte(text))
		assert.Equal(t, errBase64, err, text)
	}
	for text, want := range map[string]string{"QQ==": "A", "QUI=": "AB", "QUI=\r\n": "AB", "Q\nQ=="[:4] + "=": "A"} {
		value, err := decodeBase64([]byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, string(value), text)
	}
}
