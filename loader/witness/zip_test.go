package witness

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A packed is an entry of an archive that a test makes.
type packed struct {
	name, text string
	method     uint16
}

// archived makes an archive.
func archived(t testing.TB, entries ...packed) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: e.method})
		require.NoError(t, err)
		_, err = io.WriteString(f, e.text)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func zipped(t *testing.T, archive []byte) []Log {
	logs, err := FindZip(bytes.NewReader(archive), int64(len(archive)), "x.zip")
	require.NoError(t, err)
	return logs
}

func TestFindZipListsEntries(t *testing.T) {
	inner := string(archived(t, packed{"logs/a.txt", "inner", zip.Deflate}, packed{"b.zip", string(archived(t)), zip.Store}))
	logs := zipped(t, archived(t,
		packed{"node1/", "", zip.Store},
		packed{"node1/log_2.txt", "two", zip.Deflate},
		packed{"node1/log.txt", "one", zip.Store},
		packed{"node2.zip", inner, zip.Store},
		packed{"node3.ZIP", inner, zip.Deflate},
		packed{"broken.zip", "PK", zip.Store},
	))
	assert.Equal(t, []string{
		"x.zip/node1/log_2.txt", "x.zip/node1/log.txt",
		"x.zip/node2.zip/logs/a.txt", "x.zip/node2.zip/b.zip: " + errPacked.Error(),
		"x.zip/node3.ZIP: " + errPacked.Error(),
		"x.zip/broken.zip: it is no ZIP archive, or a damaged or cut one: make or copy it again, or unpack what can be unpacked and give the folder",
	}, listed(t, logs))
	for i, want := range []string{"two", "one", "inner"} {
		f, err := logs[i].Open()
		require.NoError(t, err)
		data, err := io.ReadAll(f)
		require.NoError(t, err)
		assert.Equal(t, want, string(data))
		assert.Positive(t, logs[i].Packed)
		require.NoError(t, f.Close())
	}
}

func TestNamesOfEntriesAreOnlyNames(t *testing.T) {
	for _, c := range []struct{ entry, want string }{
		{"a/b.txt", "a/b.txt"},
		{"../../etc/passwd", "etc/passwd"},
		{"/etc/passwd", "etc/passwd"},
		{`a\b\c.txt`, "a/b/c.txt"},
		{`..\..\c.txt`, "c.txt"},
		{`C:\c.txt`, "C:/c.txt"},
		{"a//./b.txt", "a/b.txt"},
		{"a\x00b\n.txt", "a\ufffdb\ufffd.txt"},
		{"a\xff.txt", "a\ufffd.txt"},
		{"..", "unnamed"},
		{"", "unnamed"},
		{"a/", ""},
		{`a\`, ""},
	} {
		assert.Equal(t, c.want, cleanEntry(c.entry), "%q", c.entry)
	}
}

func TestEntriesOfOneNameAreKept(t *testing.T) {
	logs := zipped(t, archived(t,
		packed{"a.txt", "1", zip.Store}, packed{"a.txt", "2", zip.Store}, packed{"a.txt (2)", "3", zip.Store}, packed{"./a.txt", "4", zip.Store},
	))
	assert.Equal(t, []string{"x.zip/a.txt", "x.zip/a.txt (2)", "x.zip/a.txt (2) (2)", "x.zip/a.txt (3)"}, listed(t, logs))
}

// Offsets in the header of an entry in the directory of an archive.
const (
	flagsAt  = 8
	methodAt = 10
	packedAt = 20
)

// withDirectory changes a field of the first header of the directory.
func withDirectory(archive []byte, at int, value ...byte) []byte {
	changed := slices.Clone(archive)
	copy(changed[bytes.Index(changed, []byte("PK\x01\x02"))+at:], value)
	return changed
}

func TestEntriesThatCannotBeRead(t *testing.T) {
	plain := archived(t, packed{"a.txt", "text", zip.Store})
	for _, c := range []struct {
		name    string
		archive []byte
		want    string
	}{
		{"encrypted", withDirectory(plain, flagsAt, 1), errEncrypted.Error()},
		{"unknown compression", withDirectory(plain, methodAt, 14), "it is compressed by the method 14, which is not read here: unpack it and give the folder"},
		{"no header", append([]byte("QQ"), plain[2:]...), "it is damaged in its archive: make or copy the archive again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, []string{"x.zip/a.txt: " + c.want}, listed(t, zipped(t, c.archive)))
		})
	}
}

func TestArchivesThatCannotBeListed(t *testing.T) {
	plain := archived(t, packed{"a.txt", strings.Repeat("text", 100), zip.Store})
	large := binary.LittleEndian.AppendUint32(nil, uint32(len(plain)+1))
	for name, archive := range map[string][]byte{
		"empty":                  {},
		"text":                   []byte("no archive"),
		"without its directory":  plain[:len(plain)-30],
		"more bytes than it has": withDirectory(plain, packedAt, large...),
		"behind something":       append([]byte("something"), plain...),
		"before something":       append(slices.Clone(plain), "something"...),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := FindZip(bytes.NewReader(archive), int64(len(archive)), "x.zip")
			var e *ArchiveError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, "x.zip", e.Name)
			assert.NotEmpty(t, e.Reason)
			assert.NotEmpty(t, e.Advice)
			assert.Error(t, e.Unwrap())
			assert.Equal(t, "x.zip: "+e.Reason+": "+e.Advice, err.Error())
		})
	}
}

func TestAnArchiveWithACommentIsListed(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	_, err := w.Create("a.txt")
	require.NoError(t, err)
	require.NoError(t, w.SetComment("made by a test"))
	require.NoError(t, w.Close())
	assert.Len(t, zipped(t, b.Bytes()), 1)
}

func TestALargeArchiveIsListed(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for range 1 << 16 { // more than its end record can count
		_, err := w.CreateRaw(&zip.FileHeader{Name: "a"})
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	assert.Len(t, zipped(t, b.Bytes()), 1<<16)
}

func TestAnArchiveOfTooManyEntries(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for range mostEntries + 1 {
		_, err := w.CreateRaw(&zip.FileHeader{Name: "a"})
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	_, err := FindZip(bytes.NewReader(b.Bytes()), int64(b.Len()), "x.zip")
	var e *ArchiveError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, tooManyEntries("x.zip").Error(), err.Error())
}

func TestArchivesThatAreCutAnywhere(t *testing.T) {
	whole := archived(t, packed{"a.txt", strings.Repeat("text", 5000), zip.Deflate}, packed{"n.zip", string(archived(t, packed{"b.txt", "b", zip.Store})), zip.Store})
	for i := range 20 {
		cut := whole[:len(whole)*i/20]
		_, err := FindZip(bytes.NewReader(cut), int64(len(cut)), "x.zip")
		assert.Error(t, err, "%d of 20", i)

		// The directory is there, and something before it is not.
		torn := slices.Clone(whole)
		at := len(whole) * i / 20
		clear(torn[at:min(at+len(whole)/20, len(whole))])
		logs, err := FindZip(bytes.NewReader(torn), int64(len(torn)), "x.zip")
		if err != nil {
			continue
		}
		rec, err := Read(t.Context(), logs, Options{})
		require.NoError(t, err)
		assert.Len(t, rec.Logs, len(logs))
	}
}

// bomb makes an archive whose one entry is a text, over and over. Each part is flushed,
// so that the parts can be put together without being packed again.
func bomb(t testing.TB, text string, times int) []byte {
	var part bytes.Buffer
	w, err := flate.NewWriter(&part, flate.BestCompression)
	require.NoError(t, err)
	_, err = io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	data := bytes.Repeat(part.Bytes(), times)
	part.Reset()
	require.NoError(t, w.Close())
	data = append(data, part.Bytes()...)

	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	f, err := archive.CreateRaw(&zip.FileHeader{
		Name: "log.txt", Method: zip.Deflate, CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(text) * times),
	})
	require.NoError(t, err)
	_, err = f.Write(data)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	return b.Bytes()
}

func TestABombIsReadUpToALimit(t *testing.T) {
	line := `{"ts":"2024-01-02T03:04:05","pid":1,"tid":"` + strings.Repeat("-", 1000) + `","k":"connector-plugin-error","v":"Class already registered: x"}` + "\n"
	text := strings.Repeat(line, 1<<20/len(line))
	for _, c := range []struct {
		name    string
		archive []byte
		most    int64
		status  LogStatus
	}{
		{"a log that packs well", bomb(t, text, 4), 8 << 20, LogRead},
		{"lines of a log", bomb(t, text, 24), 8 << 20, LogCut},
		{"blanks", bomb(t, strings.Repeat(" ", 1<<20), 24), 8 << 20, LogCut},
		{"lines of blanks", bomb(t, strings.Repeat("\n", 1<<20), 24), 8 << 20, LogCut},
		{"NULs", bomb(t, strings.Repeat("\x00", 1<<20), 24), 8 << 20, LogCut},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Less(t, len(c.archive), 1<<20)
			logs := zipped(t, c.archive)
			o := newCollector(t.Context(), Options{}.complete())
			require.EqualValues(t, 1<<30, o.inflated)
			o.inflated = c.most
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			require.NoError(t, o.directory(logs))
			runtime.ReadMemStats(&after)
			state := o.record.Logs[0]
			assert.Equal(t, c.status, state.Status, state.Detail)
			assert.LessOrEqual(t, state.Bytes, max(c.most, inflatedTimes*logs[0].Packed))
			if c.status == LogCut {
				assert.Equal(t, errInflated.Error(), state.Detail)
				assert.Equal(t, max(c.most, inflatedTimes*logs[0].Packed), state.Bytes)
			}
			if state.Events == 0 {
				assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(6<<20), "it is streamed")
			}
			if c.status == LogRead || strings.Contains(c.name, "lines of a log") {
				require.Len(t, o.record.Processes, 1)
				require.Len(t, o.record.Processes[0].Events, 1)
				assert.Equal(t, state.Events, o.record.Processes[0].Events[0].Times)
				assert.Greater(t, state.Events, 3_000)
			}
		})
	}
}

func TestDamagedEntriesAreReadUpToTheDamage(t *testing.T) {
	var text strings.Builder
	for i := range 800 {
		fmt.Fprintf(&text, `{"ts":"2024-01-02T03:04:05","pid":1,"tid":"a","k":"connector-plugin-error","v":"Class already registered: %x"}`+"\n", i*7919)
	}
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		whole := archived(t, packed{"log.txt", text.String(), method})
		size := bytes.Index(whole, []byte("PK\x01\x02"))
		for i := 1; i < 20; i++ {
			torn := slices.Clone(whole)
			torn[size*i/20] ^= 0x55
			rec, err := Read(t.Context(), zipped(t, torn), Options{})
			require.NoError(t, err)
			state := rec.Logs[0]
			assert.Equal(t, LogCut, state.Status)
			assert.Equal(t, "it is damaged in its archive: make or copy the archive again", state.Detail)
			if i > 10 {
				assert.Greater(t, state.Events, 300, "what was read before is kept")
			}
		}
	}
}
