package taco_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
)

// entry is one to pack.
type entry struct {
	name, text string
	method     uint16
}

// pack makes an archive.
func pack(tb testing.TB, entries ...entry) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, e := range entries {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: e.method})
		require.NoError(tb, err)
		_, err = io.WriteString(f, e.text)
		require.NoError(tb, err)
	}
	require.NoError(tb, w.Close())
	return buf.Bytes()
}

func open(data []byte, l taco.Limits) (*taco.Package, error) {
	return taco.Open(bytes.NewReader(data), int64(len(data)), l)
}

// codeOf returns the code of a package's error.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	var e *taco.Error
	require.True(t, errors.As(err, &e), "%v", err)
	assert.NotEmpty(t, e.Error())
	return e.Code
}

// streamed is a file that can be read from its start only.
type streamed struct{ fs.File }

func TestAFileIsOpenedWhateverItCanDo(t *testing.T) {
	data := pack(t, entry{name: "manifest.xml", text: "<a/>"})
	disk := fstest.MapFS{"a.taco": {Data: data}, "b.taco": {Data: []byte("no archive")}}
	size := int64(len(data))
	for _, c := range []struct {
		name  string
		whole int64
		as    func(fs.File) fs.File
		wrong string
	}{
		{"a.taco", 0, func(f fs.File) fs.File { return f }, ""}, // at any place: the bound does not matter
		{"a.taco", size, func(f fs.File) fs.File { return streamed{f} }, ""},
		{"a.taco", size - 1, func(f fs.File) fs.File { return streamed{f} }, "can only be read as a whole"},
		{"b.taco", size, func(f fs.File) fs.File { return streamed{f} }, "not a readable ZIP archive"},
	} {
		f, err := disk.Open(c.name)
		require.NoError(t, err)
		pkg, err := taco.OpenFile(c.as(f), c.whole, taco.Limits{})
		if c.wrong != "" {
			assert.ErrorContains(t, err, c.wrong)
			continue
		}
		require.NoError(t, err)
		text, err := pkg.Manifest()
		require.NoError(t, err)
		assert.Equal(t, "<a/>", string(text))
	}
}

func TestTheManifestIsTheOneAtTheRoot(t *testing.T) {
	for _, c := range []struct {
		name    string
		entries []entry
		code    string
	}{
		{"stored", []entry{{"a.txt", "x", zip.Store}, {"manifest.xml", "<m/>", zip.Store}}, ""},
		{"deflated", []entry{{"manifest.xml", "<m/>", zip.Deflate}, {"x/manifest.xml", "no", zip.Store}}, ""},
		{"missing", []entry{{"readme", "", zip.Store}}, taco.CodeManifestMissing},
		{"a folder of that name", []entry{{"manifest.xml/", "", zip.Store}}, taco.CodeManifestMissing},
		{"no entries", nil, taco.CodeManifestMissing},
		{"nested", []entry{{"x/manifest.xml", "<m/>", zip.Store}}, taco.CodeManifestNested},
		{"in another case", []entry{{"Manifest.XML", "<m/>", zip.Store}}, taco.CodeManifestNested},
		{"twice", []entry{{"manifest.xml", "<m/>", zip.Store}, {"manifest.xml", "<n/>", zip.Store}}, taco.CodeManifestDuplicated},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := open(pack(t, c.entries...), taco.Limits{})
			require.NoError(t, err)
			data, err := p.Manifest()
			if c.code != "" {
				assert.Equal(t, c.code, codeOf(t, err))
				assert.Nil(t, data)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "<m/>", string(data))
			assert.True(t, p.Has("manifest.xml"))
			assert.False(t, p.Has("Manifest.xml"))
			assert.Len(t, p.Entries(), 2)
		})
	}
}

func TestWhatIsNoArchive(t *testing.T) {
	valid := pack(t, entry{"manifest.xml", "<m/>", zip.Deflate})
	for name, data := range map[string][]byte{
		"empty":           nil,
		"text":            []byte(strings.Repeat("no archive ", 200)),
		"cut":             valid[:len(valid)-1],
		"only an end":     valid[len(valid)-22:],
		"a cut comment":   append([]byte(nil), patched(valid, -2, 9)...),
		"a bad directory": bytes.Replace(valid, []byte("PK\x01\x02"), []byte("PK\x01\x09"), 1),
	} {
		_, err := open(data, taco.Limits{})
		if assert.Error(t, err, name) {
			assert.Equal(t, taco.CodeNotZip, codeOf(t, err), name)
		}
	}
}

// patched changes one byte, counted from the end where at is below zero.
func patched(data []byte, at int, to byte) []byte {
	out := bytes.Clone(data)
	if at < 0 {
		at += len(out)
	}
	out[at] = to
	return out
}

func TestLimitsHoldForWhatIsClaimedAndForWhatIsThere(t *testing.T) {
	var entries []entry
	for i := range 50 {
		entries = append(entries, entry{fmt.Sprintf("file-%02d", i), "", zip.Store})
	}
	data := pack(t, entries...)
	_, err := open(data, taco.Limits{Entries: 50})
	assert.NoError(t, err)
	_, err = open(data, taco.Limits{Entries: 49})
	assert.Equal(t, taco.CodeTooManyEntries, codeOf(t, err))
	_, err = open(data, taco.Limits{DirectoryBytes: 1000})
	assert.Equal(t, taco.CodeDirectoryTooLarge, codeOf(t, err))

	// The record claims 50 + 65536 entries fewer, and a directory that is small.
	big := manyEntries(t, 65536+50)
	_, err = open(big, taco.Limits{Entries: 100})
	assert.Contains(t, []string{taco.CodeTooManyEntries, taco.CodeDirectoryTooLarge}, codeOf(t, err))
	lying := bytes.Clone(big)
	end := len(lying) - 22
	binary.LittleEndian.PutUint16(lying[end+8:], 50)
	binary.LittleEndian.PutUint16(lying[end+10:], 50)
	_, err = open(lying, taco.Limits{Entries: 100})
	assert.Error(t, err)
	_, err = open(lying, taco.Limits{Entries: 100, DirectoryBytes: 10_000})
	assert.Equal(t, taco.CodeDirectoryTooLarge, codeOf(t, err))
}

// manyEntries makes a directory of n entries, with an end record that can only
// count them modulo 65536.
func manyEntries(t *testing.T, n int) []byte {
	one := pack(t, entry{"a", "", zip.Store})
	start := bytes.Index(one, []byte("PK\x01\x02"))
	header := one[start : len(one)-22]
	data := append(bytes.Clone(one[:start]), bytes.Repeat(header, n)...)
	end := bytes.Clone(one[len(one)-22:])
	binary.LittleEndian.PutUint16(end[8:], uint16(n))
	binary.LittleEndian.PutUint16(end[10:], uint16(n))
	binary.LittleEndian.PutUint32(end[12:], uint32(n*len(header)))
	return append(data, end...)
}

func TestALyingCountReservesNoMemory(t *testing.T) {
	data := append(make([]byte, 64<<20), pack(t, entry{"manifest.xml", "<m/>", zip.Store})...)
	end := len(data) - 22
	binary.LittleEndian.PutUint16(data[end+10:], 0xFFFE)
	_, err := open(data, taco.Limits{})
	assert.Equal(t, taco.CodeTooManyEntries, codeOf(t, err))
}

func TestZIP64(t *testing.T) {
	data := pack(t, entry{"manifest.xml", "<m/>", zip.Deflate})
	start := bytes.Index(data, []byte("PK\x01\x02"))
	end := len(data) - 22
	build := func(entries uint64) []byte {
		record := make([]byte, 56)
		copy(record, "PK\x06\x06")
		binary.LittleEndian.PutUint64(record[4:], 44)
		binary.LittleEndian.PutUint64(record[24:], entries)
		binary.LittleEndian.PutUint64(record[32:], entries)
		binary.LittleEndian.PutUint64(record[40:], uint64(end-start))
		binary.LittleEndian.PutUint64(record[48:], uint64(start))
		locator := make([]byte, 20)
		copy(locator, "PK\x06\x07")
		binary.LittleEndian.PutUint64(locator[8:], uint64(end))
		binary.LittleEndian.PutUint32(locator[16:], 1)
		tail := bytes.Clone(data[end:])
		binary.LittleEndian.PutUint16(tail[10:], 0xFFFF)
		return append(append(append(bytes.Clone(data[:end]), record...), locator...), tail...)
	}
	p, err := open(build(1), taco.Limits{})
	require.NoError(t, err)
	assert.True(t, p.Has("manifest.xml"))
	assert.NoError(t, p.CheckLayout())
	moved := build(1)
	moved[len(moved)-22-20+8]-- // the locator says that the record is elsewhere
	if p, err := open(moved, taco.Limits{}); err == nil {
		assert.Equal(t, taco.CodeLayout, codeOf(t, p.CheckLayout()))
	}
	_, err = open(build(1<<40), taco.Limits{})
	assert.Equal(t, taco.CodeTooManyEntries, codeOf(t, err))
	broken := build(1)
	binary.LittleEndian.PutUint64(broken[len(broken)-22-12:], 1<<62)
	_, err = open(broken, taco.Limits{})
	assert.Equal(t, taco.CodeNotZip, codeOf(t, err))
}

func TestAManifestIsUnpackedUpToTheLimit(t *testing.T) {
	text := strings.Repeat("x", 1000)
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		data := pack(t, entry{"manifest.xml", text, method})
		for limit, ok := range map[int64]bool{999: false, 1000: true} {
			p, err := open(data, taco.Limits{ManifestBytes: limit})
			require.NoError(t, err)
			_, err = p.Manifest()
			if ok {
				assert.NoError(t, err)
			} else {
				assert.Equal(t, taco.CodeManifestTooLarge, codeOf(t, err))
			}
		}
	}
}

func TestBombsCostLittle(t *testing.T) {
	bomb := strings.Repeat("\x00", 64<<20)
	beside, err := open(pack(t, entry{"manifest.xml", "<m/>", zip.Deflate}, entry{"big", bomb, zip.Deflate}), taco.Limits{})
	require.NoError(t, err)
	_, err = beside.Manifest()
	assert.NoError(t, err, "nobody asks for the big entry")

	data := pack(t, entry{"manifest.xml", bomb, zip.Deflate})
	p, err := open(data, taco.Limits{ManifestBytes: 1 << 16})
	require.NoError(t, err)
	cost := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			_, err := p.Manifest()
			require.Equal(b, taco.CodeManifestTooLarge, err.(*taco.Error).Code)
		}
	}).AllocedBytesPerOp()
	assert.Less(t, cost, int64(1<<20))
}

func TestDamagedManifests(t *testing.T) {
	data := pack(t, entry{"manifest.xml", strings.Repeat("<m/>", 100), zip.Store})
	header := bytes.Index(data, []byte("PK\x01\x02"))
	at := bytes.Index(data, []byte("<m/>"))
	for code, changed := range map[string][]byte{
		taco.CodeManifestDamaged:     patched(data, at, '?'),
		taco.CodeManifestUnsupported: patched(data, header+8, 1),
	} {
		p, err := open(changed, taco.Limits{})
		require.NoError(t, err)
		_, err = p.Manifest()
		assert.Equal(t, code, codeOf(t, err))
	}
	unknown := patched(data, header+10, 99)
	p, err := open(unknown, taco.Limits{})
	require.NoError(t, err)
	_, err = p.Manifest()
	assert.Equal(t, taco.CodeManifestUnsupported, codeOf(t, err))
	noHeader := patched(data, 0, 'X')
	p, err = open(noHeader, taco.Limits{})
	require.NoError(t, err)
	_, err = p.Manifest()
	assert.Equal(t, taco.CodeManifestDamaged, codeOf(t, err))
	assert.ErrorIs(t, err, zip.ErrFormat)
	padded := bytes.Clone(data)
	binary.LittleEndian.PutUint32(padded[header+20:], 1<<30)
	p, err = open(padded, taco.Limits{})
	require.NoError(t, err)
	_, err = p.Manifest()
	assert.Equal(t, taco.CodeManifestTooLarge, codeOf(t, err), "what is packed is larger than anything that could fit")
	_, err = p.ReadEntry(7, 1)
	assert.Error(t, err)
}

// counter counts the bytes that are read.
type counter struct {
	*bytes.Reader
	n atomic.Int64
}

func (c *counter) ReadAt(p []byte, at int64) (int, error) {
	c.n.Add(int64(len(p)))
	return c.Reader.ReadAt(p, at)
}

func TestOnlyTheDirectoryAndTheManifestAreRead(t *testing.T) {
	data := pack(t, entry{"manifest.xml", "<m/>", zip.Deflate}, entry{"big", strings.Repeat("x", 8<<20), zip.Store})
	r := &counter{Reader: bytes.NewReader(data)}
	p, err := taco.Open(r, int64(len(data)), taco.Limits{})
	require.NoError(t, err)
	_, err = p.Manifest()
	require.NoError(t, err)
	assert.Less(t, r.n.Load(), int64(64<<10))
}

func TestContentDigests(t *testing.T) {
	digest := func(entries ...entry) [32]byte {
		p, err := open(pack(t, entries...), taco.Limits{})
		require.NoError(t, err)
		return p.ContentDigest()
	}
	a, b := entry{"a", "1", zip.Store}, entry{"b", "2", zip.Store}
	assert.Equal(t, digest(a, b), digest(b, a), "the order does not count")
	assert.Equal(t, digest(a), digest(entry{"a", "1", zip.Deflate}), "nor does the packing")
	assert.NotEqual(t, digest(a), digest(a, b))
	assert.NotEqual(t, digest(a), digest(entry{"a", "2", zip.Store}))
	assert.NotEqual(t, digest(a), digest(entry{"c", "1", zip.Store}))
}

func TestEachCodeHasARow(t *testing.T) {
	seen := make(map[string]bool)
	for _, c := range taco.Checks() {
		seen[c.Code] = true
		assert.NotEmpty(t, c.Statement)
		assert.Contains(t, (&taco.Error{Code: c.Code}).Error(), c.Advice)
	}
	assert.Len(t, seen, 16)
	assert.Equal(t, "other", (&taco.Error{Code: "other"}).Error())
	long := &taco.Error{Code: taco.CodeManifestNested, Entry: strings.Repeat("x", 1<<16)}
	assert.Less(t, len(long.Error()), 400)
}

func TestRealPackagesOpenOrSayWhyNot(t *testing.T) {
	dir := os.Getenv("TACORDER_CORPUS")
	if dir == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real packages")
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.jsonl"))
	require.NoError(t, err)
	packages := 0
	for _, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		var row struct {
			Type, File string
			Entries    []string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		if row.Type == "manifest" {
			continue
		}
		packages++
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row.File)))
		require.NoError(t, err)
		p, err := open(data, taco.Limits{})
		require.NoError(t, err, row.File)
		var names []string
		root := false
		for _, e := range p.Entries() {
			names = append(names, e.Name)
			root = root || e.Name == taco.ManifestName
		}
		assert.ElementsMatch(t, row.Entries, names, row.File)
		_, err = p.Manifest()
		assert.Equal(t, root, err == nil, "%s: %v", row.File, err)
	}
	require.NotZero(t, packages)
}

func FuzzOpen(f *testing.F) {
	f.Add(pack(f, entry{"manifest.xml", "<m/>", zip.Deflate}, entry{"x/y", "z", zip.Store}))
	f.Add(pack(f))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := taco.Limits{Entries: 20, DirectoryBytes: 4096, ManifestBytes: 1024}
		p, err := open(data, limits)
		if err != nil {
			codeOf(t, err)
			return
		}
		require.LessOrEqual(t, len(p.Entries()), limits.Entries)
		p.ContentDigest()
		manifest, err := p.Manifest()
		if err != nil {
			codeOf(t, err)
			return
		}
		require.LessOrEqual(t, int64(len(manifest)), limits.ManifestBytes)
		require.True(t, p.Has(taco.ManifestName))
	})
}

func ExampleOpen() {
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	if _, err := w.Create("connector/manifest.xml"); err != nil {
		fmt.Println(err)
	}
	w.Close()
	p, err := taco.Open(bytes.NewReader(archive.Bytes()), int64(archive.Len()), taco.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = p.Manifest()
	fmt.Println(err)
	// Output: the package has no manifest.xml at its root, but "connector/manifest.xml": package the connector's folder itself, not its parent
}
