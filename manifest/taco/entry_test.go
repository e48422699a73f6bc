package taco_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
)

func TestAnEntryIsCopiedUpToTheLimit(t *testing.T) {
	p, err := open(pack(t, entry{"a", "0123456789", zip.Deflate}, entry{"b", "", zip.Store}), taco.Limits{})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, p.CopyEntry(&out, 0, 10))
	assert.Equal(t, "0123456789", out.String())
	require.NoError(t, p.CopyEntry(&out, 1, 0))
	assert.Equal(t, taco.CodeEntryTooLarge, codeOf(t, p.CopyEntry(&out, 0, 9)))
	for _, index := range []int{-1, 2} {
		err := p.CopyEntry(&out, index, 10)
		assert.Equal(t, taco.CodeEntryMissing, codeOf(t, err))
		_, err = p.ReadEntry(index, 10)
		assert.Equal(t, taco.CodeEntryMissing, codeOf(t, err))
	}
}

// full is a writer that takes nothing.
type full struct{}

var errFull = errors.New("it is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFaultOfTheWriterIsNoFaultOfThePackage(t *testing.T) {
	p, err := open(pack(t, entry{"a", "0123456789", zip.Deflate}), taco.Limits{})
	require.NoError(t, err)
	assert.Equal(t, errFull, p.CopyEntry(full{}, 0, 10))
}

func TestEntriesThatCannotBeUnpackedSayWhich(t *testing.T) {
	data := pack(t, entry{"dir/a.js", strings.Repeat("0123456789", 100), zip.Store})
	header, at := bytes.Index(data, []byte("PK\x01\x02")), bytes.Index(data, []byte("012"))
	for code, changed := range map[string][]byte{
		taco.CodeEntryDamaged:     patched(data, at, '?'),
		taco.CodeEntryUnsupported: patched(data, header+8, 1),
	} {
		p, err := open(changed, taco.Limits{})
		require.NoError(t, err)
		_, err = p.ReadEntry(0, 1<<20)
		assert.Equal(t, code, codeOf(t, err))
		assert.Contains(t, err.Error(), `the entry "dir/a.js" is `)
	}
}

// sound is an archive of three entries, and where the directory's headers of the
// first two are.
func sound(t *testing.T) (data []byte, first, second int) {
	data = pack(t, entry{"a", "0123456789", zip.Deflate}, entry{"b", "0123456789", zip.Deflate}, entry{"c/", "", zip.Store})
	first = bytes.Index(data, []byte("PK\x01\x02"))
	return data, first, first + 4 + bytes.Index(data[first+4:], []byte("PK\x01\x02"))
}

func TestALayoutThatProgramsReadDifferently(t *testing.T) {
	data, first, second := sound(t)
	end := len(data) - 22
	at := bytes.Index(data[4:], []byte("PK\x03\x04")) + 4 // of the second entry
	le := binary.LittleEndian
	insert := func(where int, what string) []byte {
		out := append(append(bytes.Clone(data[:where]), what...), data[where:]...)
		tail := out[len(out)-22:]
		if where <= first {
			le.PutUint32(tail[16:], uint32(first+len(what)))
		}
		return out
	}
	set := func(where int, value uint32) []byte {
		out := bytes.Clone(data)
		le.PutUint32(out[where:], value)
		return out
	}
	for name, c := range map[string]struct {
		data []byte
		code string
		says string
	}{
		"the same bytes":                 {set(second+42, 0), taco.CodeLayout, "differs from the directory"},
		"no header":                      {set(second+42, uint32(at+1)), taco.CodeLayout, "no header where the directory says"},
		"another method where it is":     {patched(data, at+8, 0), taco.CodeLayout, "differs from the directory"},
		"another name where it is":       {patched(data, at+30, 'x'), taco.CodeLayout, "differs from the directory"},
		"encrypted where it is":          {patched(data, at+6, 9), taco.CodeLayout, "differs from the directory"},
		"a gap":                          {insert(first, "gap"), taco.CodeLayout, "that the directory does not list"},
		"something behind":               {append(bytes.Clone(data), 0), taco.CodeLayout, "behind its end record"},
		"a gap before the end record":    {insert(end, "gap"), taco.CodeLayout, "not right before"},
		"another count":                  {patched(data, end+10, 2), taco.CodeLayout, "not right before"},
		"a name that is not UTF-8":       {bytes.ReplaceAll(bytes.ReplaceAll(data, []byte("c/"), []byte("\xff/")), []byte("a\x00"), []byte("a\x00")), taco.CodeLayout, "not UTF-8"},
		"another size in the descriptor": {patched(data, at-1, 9), taco.CodeLayout, "data descriptor"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := open(c.data, taco.Limits{})
			if err != nil { // archive/zip refuses it
				assert.Equal(t, taco.CodeNotZip, codeOf(t, err))
				return
			}
			err = p.CheckLayout()
			require.Equal(t, c.code, codeOf(t, err))
			assert.Contains(t, err.Error(), c.says)
		})
	}
	p, err := open(data, taco.Limits{})
	require.NoError(t, err)
	assert.NoError(t, p.CheckLayout())
	p, err = open(pack(t), taco.Limits{})
	require.NoError(t, err)
	assert.NoError(t, p.CheckLayout(), "an empty archive")
	p, err = open(pack(t, entry{"a", "stored, with a descriptor", zip.Store}), taco.Limits{})
	require.NoError(t, err)
	assert.Contains(t, p.CheckLayout().Error(), "data descriptor", "which Java does not take")
}

func TestEntriesThatShareBytes(t *testing.T) {
	// The header and the bytes of b stand within the bytes of a, which is stored.
	inner, _, _ := sound(t)
	local := inner[:bytes.Index(inner, []byte("PK\x01\x02"))]
	stored := &zip.FileHeader{Name: "a", Method: zip.Store, CRC32: crc32.ChecksumIEEE(local), CompressedSize64: uint64(len(local)), UncompressedSize64: uint64(len(local))}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	raw, err := w.CreateRaw(stored)
	require.NoError(t, err)
	_, err = raw.Write(local)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	data := out.Bytes()
	outer, end := bytes.LastIndex(data, []byte("PK\x01\x02")), len(data)-22
	_, from, to := sound(t)
	second := bytes.Clone(inner[from:to])
	binary.LittleEndian.PutUint32(second[42:], uint32(localHeader+1))
	joined := append(append(bytes.Clone(data[:outer]), data[outer:end]...), second...)
	tail := bytes.Clone(data[end:])
	binary.LittleEndian.PutUint16(tail[8:], 2)
	binary.LittleEndian.PutUint16(tail[10:], 2)
	binary.LittleEndian.PutUint32(tail[12:], uint32(len(joined)-outer))
	p, err := open(append(joined, tail...), taco.Limits{})
	require.NoError(t, err)
	err = p.CheckLayout()
	require.Equal(t, taco.CodeEntriesOverlap, codeOf(t, err))
	assert.Equal(t, `the entries "a" and "a" share bytes of the package: make it again with the connector packager`, err.Error())
}

// localHeader is the size of the header of an entry without its name.
const localHeader = 30

func TestTheLargestLimitsHoldToo(t *testing.T) {
	p, err := open(pack(t, entry{"manifest.xml", "0123456789", zip.Deflate}), taco.Limits{ManifestBytes: math.MaxInt64, DirectoryBytes: math.MaxInt64})
	require.NoError(t, err)
	data, err := p.Manifest()
	require.NoError(t, err)
	assert.Equal(t, "0123456789", string(data))
	data, err = p.ReadEntry(0, math.MaxInt64)
	require.NoError(t, err)
	assert.Equal(t, "0123456789", string(data))
	_, err = p.ReadEntry(0, -1)
	assert.Equal(t, taco.CodeEntryTooLarge, codeOf(t, err))
}

func TestNamesThatLeadOutAreAWarning(t *testing.T) {
	for name, leads := range map[string]bool{
		"a": false, "a/b": false, "a..b/c": false, "a/..b": false, "": false, "...": false, "a/b/": false,
		"..": true, "../a": true, "a/../../b": true, `a\..\b`: true, "/a": true, `\a`: true, "C:a": true, `c:\a`: true,
	} {
		p, err := open(pack(t, entry{"manifest.xml", "<m/>", zip.Store}, entry{name, "", zip.Store}, entry{"x/" + name, "", zip.Store}), taco.Limits{})
		require.NoError(t, err)
		warnings := p.Warnings()
		if !leads {
			assert.Empty(t, warnings, name)
			continue
		}
		require.Len(t, warnings, 1, name)
		assert.Equal(t, taco.CodeNameUnsafe, warnings[0].Code)
		assert.Equal(t, name, warnings[0].Entry)
		assert.Contains(t, warnings[0].Error(), "leads out of the package")
		_, err = p.Manifest()
		assert.NoError(t, err, "it stops nothing")
	}
}

func TestUnsafeNamesDoNotDependOnTheEnvironment(t *testing.T) {
	t.Setenv("GODEBUG", "zipinsecurepath=0")
	p, err := open(pack(t, entry{"../a", "", zip.Store}), taco.Limits{})
	require.NoError(t, err)
	assert.Len(t, p.Warnings(), 1)
}

func TestEveryStateHasAMeaning(t *testing.T) {
	states := taco.SignatureStates()
	assert.Len(t, states, 9)
	assert.Equal(t, taco.Malformed, states[0].State)
	assert.Equal(t, taco.Verified, states[8].State)
	for _, s := range states {
		assert.NotEmpty(t, s.Meaning)
	}
}

// TestCopyingAnEntryLeavesNothingUnseen looks at what archive/zip passes over.
func TestCopyingAnEntryLeavesNothingUnseen(t *testing.T) {
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestCompression)
	require.NoError(t, err)
	_, err = w.Write([]byte("0123456789"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	sum := crc32.ChecksumIEEE([]byte("0123456789"))
	for _, c := range []struct {
		name string
		zip.FileHeader
		packed string
		says   string // "" where it is sound
	}{
		{"deflated", zip.FileHeader{Name: "a", Method: zip.Deflate, UncompressedSize64: 10, CRC32: sum}, deflated.String(), ""},
		{"stored", zip.FileHeader{Name: "a", UncompressedSize64: 10, CRC32: sum}, "0123456789", ""},
		{"a folder", zip.FileHeader{Name: "a/"}, "", ""},
		{"a folder, deflated", zip.FileHeader{Name: "a/", Method: zip.Deflate}, "\x03\x00", ""},
		{"something behind", zip.FileHeader{Name: "a", Method: zip.Deflate, UncompressedSize64: 10, CRC32: sum}, deflated.String() + "PK", "something stands behind its packed bytes"},
		{"something behind a folder", zip.FileHeader{Name: "a/", Method: zip.Deflate}, "\x03\x00PK", "something stands behind its packed bytes"},
		{"something in a folder", zip.FileHeader{Name: "a/"}, "PK", "another size"},
		{"a checksum of 0", zip.FileHeader{Name: "a", UncompressedSize64: 10}, "0123456789", "checksum"},
		{"fewer bytes", zip.FileHeader{Name: "a", UncompressedSize64: 11, CRC32: sum}, "0123456789", "another size"},
		{"more bytes", zip.FileHeader{Name: "a", UncompressedSize64: 9, CRC32: sum}, "0123456789", "another size"},
		{"a stream that ends early", zip.FileHeader{Name: "a", Method: zip.Deflate, UncompressedSize64: 10, CRC32: sum}, deflated.String()[:5], "unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.CompressedSize64 = uint64(len(c.packed))
			var out bytes.Buffer
			archive := zip.NewWriter(&out)
			folder := strings.HasSuffix(c.Name, "/")
			c.Name = "a-" // a writer writes nothing to a folder
			raw, err := archive.CreateRaw(&c.FileHeader)
			require.NoError(t, err)
			_, err = raw.Write([]byte(c.packed))
			require.NoError(t, err)
			require.NoError(t, archive.Close())
			packed := out.Bytes()
			if folder {
				packed = bytes.ReplaceAll(packed, []byte("a-"), []byte("a/"))
			}
			p, err := open(packed, taco.Limits{})
			require.NoError(t, err)
			for range 2 { // also with what was left of the first time
				data, err := p.ReadEntry(0, 20)
				if c.says == "" {
					require.NoError(t, err)
					assert.Len(t, data, int(c.UncompressedSize64))
					continue
				}
				require.Equal(t, taco.CodeEntryDamaged, codeOf(t, err))
				assert.Contains(t, err.Error(), c.says)
			}
		})
	}
}
