package loader_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

// A harm is a package that is made to harm, and what becomes of it.
type harm struct {
	name    string
	data    func(*workshop) []byte
	outcome loader.Outcome
	says    string // in the reason, or in a problem
	state   taco.SignatureState
	detail  string // in the signature's detail
}

// What one more candidate may cost: allocated bytes, and a time that only what does
// not end takes.
const (
	mostAllocated = 64 << 20
	mostTime      = time.Minute
)

// harms is the table; docs/HARM.md has a figure for each.
var harms = []harm{
	{"10 GiB of zeros as manifest.xml", (*workshop).zeroManifest,
		loader.Unreadable, "limit", taco.Unsigned, "no signature"},
	{"10 GiB of zeros beside it, unsigned", (*workshop).zerosBeside,
		loader.Loaded, "only candidate", taco.Unsigned, "no signature"},
	{"10 GiB of zeros beside it, signed", (*workshop).zerosSigned,
		loader.Loaded, "only candidate", taco.Malformed, "more than 268435456 bytes to digest"},
	{"200 MiB of zeros beside it, signed by eight digests", (*workshop).manyDigests,
		loader.Loaded, "only candidate", taco.Malformed, "more than 268435456 bytes to digest"},
	{"a section of 7 MB, on 1,000 files of one name", (*workshop).longSection,
		loader.Loaded, "only candidate", taco.Verified, ""},
	{"a million entries", (*workshop).manyEntries,
		loader.Unreadable, "and the limit is 10000", taco.Malformed, "and the limit is 10000"},
	{"manifest.xml claims to be smaller than it is", (*workshop).lyingManifest,
		loader.Unreadable, "manifest.xml is damaged", taco.Malformed, `"manifest.xml" is damaged`},
	{"a signed file claims to be smaller than it is", (*workshop).lyingEntry,
		loader.Loaded, "only candidate", taco.Malformed, `"big.js" is damaged`},
	{"files that share their bytes", (*workshop).overlapping,
		loader.Loaded, "only candidate", taco.Malformed, "differs from the directory"},
	{"entries hidden behind the packed bytes of another", (*workshop).hidden,
		loader.Loaded, "only candidate", taco.Malformed, "something stands behind its packed bytes"},
	{"zeros over the limit, in a file that needs no signature", (*workshop).zerosExempt,
		loader.Loaded, "only candidate", taco.Untrusted, "the entries without a signature have more than 268435456 bytes"},
	{"names with .., absolute ones and drive letters", (*workshop).unsafeNames,
		loader.Loaded, "and so do 3 more", taco.Verified, ""},
	{"two manifest.xml", (*workshop).twoManifests,
		loader.Unreadable, "more than one manifest.xml", taco.Verified, ""},
	{"a package in a package in a package", (*workshop).nested,
		loader.Loaded, "only candidate", taco.Unsigned, "no signature"},
	{"a central directory that breaks off", (*workshop).truncated,
		loader.Unreadable, "not a readable ZIP archive", taco.Malformed, "not a readable ZIP archive"},
	{"MANIFEST.MF of 100 MB", (*workshop).largeManifestMF,
		loader.Loaded, "only candidate", taco.Malformed, "have more than 8388608 bytes, which is the limit"},
	{"MANIFEST.MF of 800,000 sections", (*workshop).manySections,
		loader.Loaded, "only candidate", taco.Malformed, "a section too many: the limit is 20000"},
	{"a block whose lengths are absurd", (*workshop).absurdLengths,
		loader.Loaded, "only candidate", taco.Unsigned, "larger than what follows"},
	{"a block of 2 MB", (*workshop).largeBlock,
		loader.Loaded, "only candidate", taco.Unsigned, "it has 2000005 bytes, and the limit is 131072"},
	{"a block of 60,000 objects", func(w *workshop) []byte { return w.withBlock(sequence(60_000)) },
		loader.Loaded, "only candidate", taco.Unsigned, "too many objects"},
	{"eight blocks of 19,000 objects each", (*workshop).manyObjects,
		loader.Loaded, "only candidate", taco.Unsigned, "and 7 more do not count"},
	{"eight blocks of 100 KB, nested 38 levels deep", (*workshop).deepBlocks,
		loader.Loaded, "only candidate", taco.Unsigned, "and 7 more do not count"},
	{"a block nested 50,000 levels deep", (*workshop).deepBlock,
		loader.Loaded, "only candidate", taco.Unsigned, "nested too deep"},
	{"3,000 blocks", (*workshop).manyBlocks,
		loader.Loaded, "only candidate", taco.Malformed, "3000 signature blocks, and the limit is 8"},
	{"a key of a million bits", (*workshop).hugeKey,
		loader.Loaded, "only candidate", taco.Unsigned, "has 1000000 bits"},
	{"a certificate chain that loops", (*workshop).loopingChain,
		loader.Loaded, "only candidate", taco.Untrusted, "no chain leads from it"},
	{"30 certificates of one name that issue each other", (*workshop).crossedChain,
		loader.Loaded, "only candidate", taco.Untrusted, "is not trusted"},
}

// TestHarm scans each package beside two sound candidates, with and without
// signatures. With UPDATE_HARM set, docs/HARM.md is written anew.
func TestHarm(t *testing.T) {
	const page = "../docs/HARM.md"
	page0, err := os.ReadFile(page)
	if os.Getenv("UPDATE_HARM") == "" {
		require.NoError(t, err)
	}
	root, err := os.OpenRoot("..")
	require.NoError(t, err)
	defer root.Close()
	here, temporary := t.TempDir(), t.TempDir()
	t.Chdir(here)
	t.Setenv("TMPDIR", temporary)

	w := newWorkshop(t)
	rows := make([]string, 0, len(harms))
	for _, h := range harms {
		t.Run(h.name, func(t *testing.T) {
			w.T = t
			rows = append(rows, w.try(h))
			if os.Getenv("UPDATE_HARM") == "" {
				assert.Contains(t, string(page0), strings.Join(strings.Split(rows[len(rows)-1], "|")[:4], "|"),
					"run UPDATE_HARM=1 go test -run TestHarm ./loader")
			}
		})
	}
	for _, dir := range []string{here, temporary} {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		assert.Empty(t, entries, "nothing is written")
	}
	if os.Getenv("UPDATE_HARM") != "" {
		require.NoError(t, root.WriteFile("docs/HARM.md", []byte(harmPage(rows)), 0o644))
	}
}

// harmPage is the page of the documentation.
func harmPage(rows []string) string {
	return `# Packages made to harm

<!-- Generated by: UPDATE_HARM=1 go test -run TestHarm ./loader. Do not edit. -->

Each of these packages was scanned beside two sound connectors, whose decisions
stay as they are. Nothing is written to a disk. The figures are those of the whole
scan, without and with signatures: bytes allocated, which a test holds below ` + fmt.Sprint(mostAllocated>>20) + ` MiB,
and time, which varies with the machine. What is bounded and how is said at the
types taco.Limits, signature.Limits and manifest.Limits.

| package | decision | signature | allocated | with signatures | time | with signatures |
|---|---|---|---|---|---|---|
` + strings.Join(rows, "\n") + "\n"
}

// A workshop makes packages, and tries them.
type workshop struct {
	*testing.T
	authority *signaturetest.Authority
	signer    signaturetest.Signer
	verifier  *signature.Verifier
}

func newWorkshop(t *testing.T) *workshop {
	a := signaturetest.NewAuthority(t)
	return &workshop{t, a, a.Signer("ONE"), &signature.Verifier{Roots: a.Roots()}}
}

// try scans a package beside sound candidates and returns the row for the page.
func (w *workshop) try(h harm) string {
	sound := fstest.MapFS{
		"sound.taco":         {Data: signaturetest.Sign(w, []signaturetest.File{{Name: "manifest.xml", Data: []byte(manifestText("sound", "1"))}}, w.signer)},
		"other/manifest.xml": connector("other", "1"),
	}
	with := fstest.MapFS{"harm.taco": {Data: h.data(w)}}
	for name, file := range sound {
		with[name] = file
	}
	row := fmt.Sprintf("| %s | %s | %s |", h.name, h.outcome, h.state)
	var figures [2]string
	var times [2]string
	for i, v := range []taco.Verifier{nil, w.verifier} {
		o := loader.Options{Verifier: v}
		before := loader.Resolve(discover(w.T, map[string]fs.FS{"dev": sound}, o, dev("dev")), loader.Host{})
		var after *loader.Resolution
		start := time.Now()
		bytes := allocatedBy(func() {
			after = loader.Resolve(discover(w.T, map[string]fs.FS{"dev": with}, o, dev("dev")), loader.Host{})
		})
		assert.Less(w, time.Since(start), mostTime)
		figures[i], times[i] = fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)), fmt.Sprintf("%d ms", time.Since(start).Milliseconds())
		assert.Less(w, bytes, uint64(mostAllocated), "allocated")
		for _, name := range []string{"sound.taco", "other"} {
			assert.Equal(w, decisionAt(w.T, before, name), decisionAt(w.T, after, name), "the others are decided as before")
		}
		w.check(h, decisionAt(w.T, after, "harm.taco"), v != nil)
	}
	return row + fmt.Sprintf(" %s | %s | %s | %s |", figures[0], figures[1], times[0], times[1])
}

// check compares a decision with the table.
func (w *workshop) check(h harm, d loader.Decision, signatures bool) {
	assert.Equal(w, h.outcome, d.Outcome, d.Reason.Text)
	said := d.Reason.Text
	for _, p := range d.Problems {
		said += "\n" + p.Message
	}
	assert.Contains(w, said, h.says)
	if !signatures {
		assert.Nil(w, d.Signature)
		return
	}
	require.NotNil(w, d.Signature)
	assert.Equal(w, h.state, d.Signature.State, d.Signature.Detail)
	assert.Contains(w, d.Signature.Detail, h.detail)
}

// allocatedBy returns the bytes that a function allocates.
func allocatedBy(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// manifest is a sound manifest.xml.
func (w *workshop) manifest() signaturetest.File {
	return signaturetest.File{Name: "manifest.xml", Data: []byte(manifestText("harm", "1"))}
}

// signed are the signature files over what MANIFEST.MF says of files.
func (w *workshop) signed(files ...signaturetest.File) []signaturetest.File {
	return append(signaturetest.SignatureFiles(w, signaturetest.Manifest(files), w.signer), files...)
}

// zeros returns what size zeros deflate to, made of one piece again and again.
func zeros(size int) []byte {
	const piece = 1 << 20
	var packed bytes.Buffer
	d, _ := flate.NewWriter(&packed, flate.BestCompression) // the level is known
	write := func() []byte {
		packed.Reset()
		_, _ = d.Write(make([]byte, piece)) // a bytes.Buffer takes everything
		_ = d.Flush()
		return bytes.Clone(packed.Bytes())
	}
	out := append(write(), bytes.Repeat(write(), size/piece-1)...)
	packed.Reset()
	_ = d.Close()
	return append(out, packed.Bytes()...)
}

const tenGiB = 10 << 30

// withZeros packs files, and 10 GiB under another name.
func (w *workshop) withZeros(name string, files ...signaturetest.File) []byte {
	packed := zeros(tenGiB)
	return w.withRaw(zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: tenGiB}, packed, files...)
}

// withRaw packs files, and one more as it is given.
func (w *workshop) withRaw(header zip.FileHeader, packed []byte, files ...signaturetest.File) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := z.Create(f.Name)
		require.NoError(w, err)
		_, err = entry.Write(f.Data)
		require.NoError(w, err)
	}
	entry, err := z.CreateRaw(&header)
	require.NoError(w, err)
	_, err = entry.Write(packed)
	require.NoError(w, err)
	require.NoError(w, z.Close())
	if header.UncompressedSize64 < 1<<32 {
		return out.Bytes()
	}
	return widened(out.Bytes(), header)
}

// widened gives the last entry's header the field for sizes of more than 32 bits,
// which archive/zip writes into the directory only.
func widened(data []byte, header zip.FileHeader) []byte {
	at := bytes.LastIndex(data, []byte("PK\x03\x04"))
	binary.LittleEndian.PutUint32(data[at+18:], 0xffffffff)
	binary.LittleEndian.PutUint16(data[at+28:], 20)
	field := binary.LittleEndian.AppendUint16(nil, 1)
	field = binary.LittleEndian.AppendUint16(field, 16)
	field = binary.LittleEndian.AppendUint64(field, header.UncompressedSize64)
	field = binary.LittleEndian.AppendUint64(field, header.CompressedSize64)
	behind := at + 30 + len(header.Name)
	out := append(append(bytes.Clone(data[:behind]), field...), data[behind:]...)
	end := out[len(out)-22:]
	binary.LittleEndian.PutUint32(end[16:], binary.LittleEndian.Uint32(end[16:])+uint32(len(field)))
	return out
}

func (w *workshop) zeroManifest() []byte {
	return w.withZeros("manifest.xml", signaturetest.File{Name: "META-INF/MANIFEST.MF", Data: signaturetest.Manifest(nil)})
}

func (w *workshop) zerosBeside() []byte {
	return w.withZeros("zeros", signaturetest.File{Name: "META-INF/MANIFEST.MF", Data: signaturetest.Manifest(nil)}, w.manifest())
}

func (w *workshop) zerosSigned() []byte {
	mf := signaturetest.Manifest([]signaturetest.File{w.manifest(), {Name: "zeros"}})
	return w.withZeros("zeros", append(signaturetest.SignatureFiles(w, mf, w.signer), w.manifest())...)
}

// zerosExempt adds what is never signed to a signed package.
func (w *workshop) zerosExempt() []byte {
	const size = 300 << 20
	packed := zeros(size)
	header := zip.FileHeader{Name: "META-INF/SIG-ZEROS", Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: size}
	return w.withRaw(header, packed, w.signed(w.manifest())...)
}

// hidden puts an archive behind the end of the deflated bytes of a file that needs
// no signature: what reads from the front finds its entries.
func (w *workshop) hidden() []byte {
	packed := append([]byte("\x03\x00"), signaturetest.Pack(w, []signaturetest.File{{Name: "manifest.xml", Data: []byte(manifestText("evil", "9"))}})...)
	header := zip.FileHeader{Name: "META-INF/SIG-NONE", Method: zip.Deflate, CompressedSize64: uint64(len(packed))}
	return w.withRaw(header, packed, w.signed(w.manifest())...)
}

// manyEntries repeats the one entry of an archive, whose end record counts modulo
// 65,536.
func (w *workshop) manyEntries() []byte {
	const n = 1_000_000
	one := signaturetest.Pack(w, []signaturetest.File{w.manifest()})
	start := bytes.Index(one, []byte("PK\x01\x02"))
	header := one[start : len(one)-22]
	data := append(bytes.Clone(one[:start]), bytes.Repeat(header, n)...)
	end := bytes.Clone(one[len(one)-22:])
	binary.LittleEndian.PutUint16(end[8:], uint16(n&0xffff))
	binary.LittleEndian.PutUint16(end[10:], uint16(n&0xffff))
	binary.LittleEndian.PutUint32(end[12:], uint32(n*len(header)))
	return append(data, end...)
}

// lying packs a file that claims ten bytes and has a million.
func (w *workshop) lying(name string, files ...signaturetest.File) []byte {
	packed := zeros(1 << 20)
	return w.withRaw(zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: 10}, packed, files...)
}

func (w *workshop) lyingManifest() []byte {
	return w.lying("manifest.xml", signaturetest.File{Name: "META-INF/MANIFEST.MF", Data: signaturetest.Manifest(nil)})
}

func (w *workshop) lyingEntry() []byte {
	mf := signaturetest.Manifest([]signaturetest.File{w.manifest(), {Name: "big.js"}})
	return w.lying("big.js", append(signaturetest.SignatureFiles(w, mf, w.signer), w.manifest())...)
}

// overlapping lets the directory's last entry point at the bytes of the one before.
func (w *workshop) overlapping() []byte {
	twins := []signaturetest.File{w.manifest(), {Name: "a.js", Data: []byte("same")}, {Name: "b.js", Data: []byte("same")}}
	data := signaturetest.Pack(w, w.signed(twins...))
	last := bytes.LastIndex(data, []byte("PK\x01\x02"))
	before := bytes.LastIndex(data[:last], []byte("PK\x01\x02"))
	copy(data[last+42:last+46], data[before+42:before+46])
	return data
}

func (w *workshop) unsafeNames() []byte {
	files := []signaturetest.File{w.manifest()}
	for _, name := range []string{"../../etc/cron.d/x", "/etc/passwd", `C:\Windows\x.dll`, `..\x.js`} {
		files = append(files, signaturetest.File{Name: name, Data: []byte("x")})
	}
	return signaturetest.Pack(w, w.signed(files...))
}

func (w *workshop) twoManifests() []byte {
	return signaturetest.Pack(w, append(w.signed(w.manifest()), w.manifest()))
}

func (w *workshop) nested() []byte {
	files := func(data []byte) []signaturetest.File {
		return []signaturetest.File{{Name: "META-INF/MANIFEST.MF", Data: signaturetest.Manifest(nil)}, w.manifest(), {Name: "inner.taco", Data: data}}
	}
	return signaturetest.Pack(w, files(signaturetest.Pack(w, files(w.zerosBeside()))))
}

func (w *workshop) truncated() []byte {
	data := signaturetest.Pack(w, w.signed(w.manifest()))
	start := bytes.Index(data, []byte("PK\x01\x02"))
	return append(bytes.Clone(data[:start+60]), data[len(data)-22:]...)
}

func (w *workshop) largeManifestMF() []byte {
	mf := append([]byte("Manifest-Version: 1.0\r\n"), bytes.Repeat([]byte("A: 1\r\n"), 100_000_000/6)...)
	return signaturetest.Pack(w, []signaturetest.File{{Name: "META-INF/MANIFEST.MF", Data: mf}, w.manifest()})
}

// withBlock packs a MANIFEST.MF, a .SF file and any block.
func (w *workshop) withBlock(block []byte) []byte {
	mf := signaturetest.Manifest([]signaturetest.File{w.manifest()})
	return signaturetest.Pack(w, []signaturetest.File{
		{Name: "META-INF/MANIFEST.MF", Data: mf}, {Name: "META-INF/BAD.SF", Data: signaturetest.SignatureFile(mf)},
		{Name: "META-INF/BAD.RSA", Data: block}, w.manifest()})
}

func (w *workshop) manySections() []byte {
	mf := append([]byte("Manifest-Version: 1.0\n\n"), bytes.Repeat([]byte("Name: \n\n"), 800_000)...)
	return signaturetest.Pack(w, []signaturetest.File{
		{Name: "META-INF/MANIFEST.MF", Data: mf}, {Name: "META-INF/BAD.RSA", Data: []byte("bad")}, w.manifest()})
}

func (w *workshop) absurdLengths() []byte {
	return w.withBlock([]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02})
}

func (w *workshop) deepBlock() []byte {
	return w.withBlock(bytes.Repeat([]byte{0x30, 0x80}, 50_000))
}

// sequence is an ASN.1 sequence of so many empty objects.
func sequence(objects int) []byte {
	head, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Repeat([]byte{0x05, 0x00}, objects)})
	if err != nil {
		return nil // it can always be encoded
	}
	return head
}

func (w *workshop) largeBlock() []byte { return w.withBlock(sequence(1_000_000)) }

func (w *workshop) manyObjects() []byte { return w.eightBlocks(sequence(19_000)) }

// deepBlocks are of indefinite lengths, which are given definite ones level by level.
func (w *workshop) deepBlocks() []byte {
	const levels = 38
	block := append(bytes.Repeat([]byte{0x30, 0x80}, levels), 0x04, 0x83, 0x01, 0x86, 0xa0)
	block = append(block, make([]byte, 100_000)...)
	return w.eightBlocks(append(block, make([]byte, 2*levels)...))
}

// eightBlocks packs a manifest with as many blocks as are looked at.
func (w *workshop) eightBlocks(block []byte) []byte {
	mf := signaturetest.Manifest([]signaturetest.File{w.manifest()})
	files := []signaturetest.File{{Name: "META-INF/MANIFEST.MF", Data: mf}, w.manifest()}
	for i := range 8 {
		files = append(files, signaturetest.File{Name: fmt.Sprintf("META-INF/%d.RSA", i), Data: block})
	}
	return signaturetest.Pack(w, files)
}

// manyDigests states eight digests of one file, which would each be computed.
func (w *workshop) manyDigests() []byte {
	const size = 200 << 20
	mf := signaturetest.Manifest([]signaturetest.File{w.manifest(), {Name: "zeros"}})
	for _, name := range []string{"SHA-224", "SHA-384", "SHA-512", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512"} {
		mf = append(bytes.TrimSuffix(mf, []byte("\r\n")), name+"-Digest: AAAA\r\n\r\n"...)
	}
	packed := zeros(size)
	return w.withRaw(zip.FileHeader{Name: "zeros", Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: size}, packed,
		append(signaturetest.SignatureFiles(w, mf, w.signer), w.manifest())...)
}

// longSection has one section that is long to read, and many files that it is on.
func (w *workshop) longSection() []byte {
	var mf bytes.Buffer
	mf.Write(signaturetest.Manifest([]signaturetest.File{w.manifest()}))
	file := signaturetest.File{Name: "a", Data: []byte("1")}
	signaturetest.Section(&mf, file.Name, "SHA-256-Digest", file.Data)
	data := append(bytes.TrimSuffix(mf.Bytes(), []byte("\r\n")), bytes.Repeat([]byte("A: 1\r\n"), 7_000_000/6)...)
	files := append(signaturetest.SignatureFiles(w, append(data, "\r\n"...), w.signer), w.manifest())
	for range 1000 {
		files = append(files, file)
	}
	return signaturetest.Pack(w, files)
}

func (w *workshop) manyBlocks() []byte {
	files := []signaturetest.File{{Name: "META-INF/MANIFEST.MF", Data: signaturetest.Manifest(nil)}, w.manifest()}
	for i := range 3000 {
		files = append(files, signaturetest.File{Name: fmt.Sprintf("META-INF/%d.RSA", i), Data: []byte{0x30, 0}})
	}
	return signaturetest.Pack(w, files)
}

// signedBy packs a manifest with a block by these certificates, the first being
// the signer's.
func (w *workshop) signedBy(s signaturetest.Signer) []byte {
	files := []signaturetest.File{w.manifest()}
	return signaturetest.Pack(w, append(signaturetest.SignatureFiles(w, signaturetest.Manifest(files), s), files...))
}

// hugeKey names in a block a signer whose key takes years to compute with.
func (w *workshop) hugeKey() []byte {
	modulus := new(big.Int).SetBit(big.NewInt(1), 999_999, 1)
	key, by := w.authority.Issue(&x509.Certificate{Subject: pkix.Name{CommonName: "issuer"}, IsCA: true, BasicConstraintsValid: true})
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "huge"},
		NotBefore: key.NotBefore, NotAfter: key.NotAfter,
	}
	der, err := x509.CreateCertificate(nil, template, key, &rsa.PublicKey{N: modulus, E: 65537}, by)
	require.NoError(w, err)
	huge, err := x509.ParseCertificate(der)
	require.NoError(w, err)
	sf := signaturetest.SignatureFile(signaturetest.Manifest([]signaturetest.File{w.manifest()}))
	return w.withBlock(w.blockNaming(sf, huge))
}

// blockNaming makes a block by the workshop's signer and lets it name another
// certificate, so that only the key can be at fault.
func (w *workshop) blockNaming(sf []byte, c *x509.Certificate) []byte {
	data, err := pkcs7.NewSignedData(sf)
	require.NoError(w, err)
	data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	posing := *w.signer.Certificate
	posing.Raw, posing.RawIssuer, posing.SerialNumber = c.Raw, c.RawIssuer, c.SerialNumber
	require.NoError(w, data.AddSigner(&posing, w.signer.Key, pkcs7.SignerInfoConfig{}))
	data.GetSignedData().SignerInfos[0].DigestEncryptionAlgorithm.Algorithm = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	data.Detach()
	block, err := data.Finish()
	require.NoError(w, err)
	return block
}

// loopingChain has a signer issued by A, which is issued by B, which is issued by A.
func (w *workshop) loopingChain() []byte {
	return w.signedBy(w.ring("A", "B"))
}

// crossedChain has a signer and 30 certificates of one name and many keys, each of
// which could have issued each other one.
func (w *workshop) crossedChain() []byte {
	names := make([]string, 30)
	for i := range names {
		names[i] = "A"
	}
	return w.signedBy(w.ring(names...))
}

// ring makes authorities that each are issued by the one before, the first by the
// last, and a signer that the first issued.
func (w *workshop) ring(names ...string) signaturetest.Signer {
	stranger := signaturetest.NewAuthority(w)
	template := func(name string) *x509.Certificate {
		return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	}
	links := make([]signaturetest.Signer, len(names))
	for i, name := range names {
		c, key := stranger.Issue(template(name))
		links[i] = signaturetest.Signer{Certificate: c, Key: key}
	}
	s := signaturetest.Signer{Name: "ONE"}
	issue := func(subject *x509.Certificate, key any, by signaturetest.Signer) *x509.Certificate {
		der, err := x509.CreateCertificate(nil, subject, by.Certificate, key, by.Key)
		require.NoError(w, err)
		c, err := x509.ParseCertificate(der)
		require.NoError(w, err)
		return c
	}
	for i, link := range links {
		by := links[(i+len(links)-1)%len(links)]
		s.Chain = append(s.Chain, issue(link.Certificate, &link.Key.PublicKey, by))
	}
	leaf, key := stranger.Issue(&x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}})
	s.Certificate, s.Key = issue(leaf, &key.PublicKey, links[0]), key
	return s
}
