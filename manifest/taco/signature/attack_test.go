package signature_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

// evil is what somebody puts in the place of a signed file.
var evil = []byte("<evil/>")

// stating is a section of MANIFEST.MF on other bytes.
func stating(name string, data []byte) []byte {
	var b bytes.Buffer
	signaturetest.Section(&b, name, "SHA-256-Digest", data)
	return b.Bytes()
}

// TestWhatIsAddedToASignedPackageIsSeen gives signed packages other content without
// a key. Java itself is taken in by some.
func TestWhatIsAddedToASignedPackageIsSeen(t *testing.T) {
	type files = []signaturetest.File
	original := files{{Name: "manifest.xml", Data: []byte("<connector-plugin/>")}, {Name: "x.js", Data: []byte("1")}}
	replaced := files{{Name: "manifest.xml", Data: evil}, {Name: "x.js", Data: []byte("1")}}
	breaksOff := append(bytes.TrimSuffix(stating("manifest.xml", evil), []byte("\r\n\r\n")), "\r\nX"...)
	for _, c := range []struct {
		name   string
		listed files                        // what MANIFEST.MF names when it is signed; nil is original
		change func(manifest []byte) []byte // of MANIFEST.MF
		files  files
		state  taco.SignatureState
		says   string
	}{
		{"nothing", nil, nil, original, taco.Verified, ""},
		{"a section that breaks off", nil, func(mf []byte) []byte { return append(mf, breaksOff...) }, replaced, taco.Tampered, "breaks off"},
		{"a section that ends without an empty line", nil, func(mf []byte) []byte {
			return append(mf, bytes.TrimSuffix(stating("manifest.xml", evil), []byte("\r\n"))...)
		},
			replaced, taco.Tampered, "is not the one that was signed"},
		{"a second section", nil, func(mf []byte) []byte { return append(mf, stating("manifest.xml", evil)...) }, replaced, taco.Tampered, "is not the one that was signed"},
		{"a section of another spelling", files{{Name: "./manifest.xml", Data: original[0].Data}, original[1]},
			func(mf []byte) []byte { return append(mf, stating("manifest.xml", evil)...) }, replaced, taco.Tampered, "its SHA-256 digest differs"},
		{"a section of a spelling that was not signed", nil, func(mf []byte) []byte { return append(mf, stating("./manifest.xml", evil)...) },
			replaced, taco.Tampered, "its SHA-256 digest differs"},
		{"a section on a file that is not signed", nil, func(mf []byte) []byte { return append(mf, stating("evil.js", evil)...) },
			append(original[:2:2], signaturetest.File{Name: "evil.js", Data: evil}), taco.UnsignedEntries, `"evil.js" is not signed`},
		{"a file", nil, nil, append(original[:2:2], signaturetest.File{Name: "evil.js", Data: evil}), taco.UnsignedEntries, `"evil.js" is not signed`},
		{"a file of another spelling", nil, nil, append(original[:2:2], signaturetest.File{Name: "/x.js", Data: []byte("1")}), taco.UnsignedEntries, `"/x.js" is not signed`},
		{"a file of another spelling before it", nil, nil, append(files{{Name: "./x.js", Data: []byte("1")}}, original...), taco.Verified, ""},
		{"a file twice", nil, nil, append(original[:2:2], original[1]), taco.Verified, ""},
		{"a file twice, changed", nil, nil, append(original[:2:2], signaturetest.File{Name: "x.js", Data: evil}), taco.Tampered, `"x.js" is not what was signed`},
		{"a signature file in a folder, changed", append(original[:2:2], signaturetest.File{Name: "META-INF/sub/data.RSA", Data: []byte("1")}), nil,
			append(original[:2:2], signaturetest.File{Name: "META-INF/sub/data.RSA", Data: evil}), taco.Tampered, `"META-INF/sub/data.RSA" is not what was signed`},
		{"a file with a name of signature files, changed", append(original[:2:2], signaturetest.File{Name: "META-INF/SIG-X", Data: []byte("1")}), nil,
			append(original[:2:2], signaturetest.File{Name: "META-INF/SIG-X", Data: evil}), taco.Tampered, `"META-INF/SIG-X" is not what was signed`},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := signaturetest.NewAuthority(t)
			if c.listed == nil {
				c.listed = original
			}
			signed := signaturetest.SignatureFiles(t, signaturetest.Manifest(c.listed), a.Signer("ONE"))
			if c.change != nil {
				signed[0].Data = c.change(bytes.Clone(signed[0].Data))
			}
			s := verify(t, &signature.Verifier{Roots: a.Roots()}, signaturetest.Pack(t, append(signed, c.files...)))
			assert.Equal(t, c.state, s.State, s.Detail)
			assert.Contains(t, s.Detail, c.says)
		})
	}
}

// TestABlockThatCannotBeVerifiedHereKeepsFromVerified puts blocks that Java may count
// beside a good one.
func TestABlockThatCannotBeVerifiedHereKeepsFromVerified(t *testing.T) {
	b := newBench(t)
	good := b.block(nothing)
	for name, block := range map[string][]byte{
		"too large":         append(bytes.Clone(good), make([]byte, 200<<10)...),
		"too many objects":  append([]byte{0x30, 0x82, 0xea, 0x60}, bytes.Repeat([]byte{5, 0}, 30_000)...),
		"nested too deep":   append(bytes.Repeat([]byte{0x30, 0x80}, 100), make([]byte, 200)...),
		"lengths mixed":     {0x30, 0x04, 0x30, 0x80, 0x00, 0x00},
		"unknown algorithm": b.block(unknownAlgorithm),
	} {
		s := b.with(b.sf, good, signaturetest.File{Name: "META-INF/TWO.SF", Data: b.sf}, signaturetest.File{Name: "META-INF/TWO.RSA", Data: block})
		assert.Equal(t, taco.Untrusted, s.State, "%s: %s", name, s.Detail)
		assert.Contains(t, s.Detail, `"META-INF/TWO.RSA" cannot be verified here: `, name)
		assert.Len(t, s.Signers, 1)
		assert.Len(t, s.Ignored, 1)
	}
	s := b.with(b.sf, good, signaturetest.File{Name: "META-INF/TWO.SF", Data: b.sf}, signaturetest.File{Name: "META-INF/TWO.RSA", Data: append(bytes.Clone(good), "behind"...)})
	assert.Equal(t, taco.Verified, s.State, "what stands behind a block does not count")
}
