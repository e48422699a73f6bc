package taco

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

var errUnpacking = errors.New("it is encrypted or uses an unknown compression")

// ReadEntry returns the unpacked bytes of the entry with that index in
// [Package.Entries], as [Package.CopyEntry] writes them. The error is a *[Error].
func (p *Package) ReadEntry(index int, limit int64) ([]byte, error) {
	var data bytes.Buffer
	if index >= 0 && index < len(p.archive.File) {
		grow(&data, p.archive.File[index], limit)
	}
	if err := p.CopyEntry(&data, index, limit); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

// CopyEntry writes the unpacked bytes of the entry with that index in
// [Package.Entries] to w. Once all are written it compares their size and checksum,
// also of a folder, and asks that nothing stands behind the packed bytes. Never
// more than limit and one byte is unpacked. The error is a *[Error], or what w
// returned.
func (p *Package) CopyEntry(w io.Writer, index int, limit int64) error {
	if index < 0 || index >= len(p.archive.File) {
		return &Error{Code: CodeEntryMissing, Found: int64(index)}
	}
	f := p.archive.File[index]
	return copyFile(w, f, limit, func() (io.ReadCloser, error) { return p.unpack(f) })
}

// readFile returns what archive/zip unpacks of a file. Its readers are shared by all
// packages, which tells where many are read for one entry.
func readFile(f *zip.File, limit int64) ([]byte, error) {
	var data bytes.Buffer
	grow(&data, f, limit)
	if err := copyFile(&data, f, limit, f.Open); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

// grow makes room for a file, as far as its claim can be believed.
func grow(data *bytes.Buffer, f *zip.File, limit int64) {
	data.Grow(int(min(f.UncompressedSize64, uint64(max(limit, 0)), 1<<16)) + bytes.MinRead)
}

// copyFile writes what is unpacked of a file to w, up to a limit.
func copyFile(w io.Writer, f *zip.File, limit int64, open func() (io.ReadCloser, error)) error {
	limit = min(max(limit, 0), largestLimit)
	switch {
	case f.Flags&1 != 0 || f.Method != zip.Store && f.Method != zip.Deflate:
		return &Error{Code: CodeEntryUnsupported, Entry: f.Name, Err: errUnpacking}
	case f.CompressedSize64 > 2*uint64(limit)+1<<10:
		// What packs to that much unpacks to more than the limit, or it is
		// filled with empty blocks, and would be read to its end.
		return &Error{Code: CodeEntryTooLarge, Entry: f.Name, Limit: limit}
	}
	r, err := open()
	if err != nil {
		return &Error{Code: CodeEntryDamaged, Entry: f.Name, Err: err}
	}
	defer r.Close()
	from := &source{from: r}
	n, err := io.Copy(w, io.LimitReader(from, limit+1))
	switch {
	case n > limit:
		return &Error{Code: CodeEntryTooLarge, Entry: f.Name, Limit: limit}
	case from.err != nil:
		return &Error{Code: CodeEntryDamaged, Entry: f.Name, Err: from.err}
	}
	return err
}

// A source remembers why reading ended, so that it is told from a fault of the
// writer.
type source struct {
	from io.Reader
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// ofManifest puts the fault of an entry in the words of a manifest.
func ofManifest(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case CodeEntryTooLarge:
		e.Code = CodeManifestTooLarge
	case CodeEntryDamaged:
		e.Code = CodeManifestDamaged
	case CodeEntryUnsupported:
		e.Code = CodeManifestUnsupported
	}
	return e
}

// Warnings lists what is odd about the package and stops nothing: names of
// entries that lead out of the folder that somebody might unpack it into. Nothing
// here unpacks entries to a disk.
func (p *Package) Warnings() []*Error {
	unsafe, first := int64(0), ""
	for _, f := range p.archive.File {
		if leadsOut(f.Name) {
			if unsafe == 0 {
				first = f.Name
			}
			unsafe++
		}
	}
	if unsafe == 0 {
		return nil
	}
	return []*Error{{Code: CodeNameUnsafe, Entry: first, Found: unsafe}}
}

// leadsOut tells whether a name is absolute, has a drive letter or goes up, on
// any system: Windows takes a backslash for a separator.
func leadsOut(name string) bool {
	if name == "" {
		return false
	}
	if name[0] == '/' || name[0] == '\\' || len(name) > 1 && name[1] == ':' {
		return true
	}
	if !strings.Contains(name, "..") {
		return false
	}
	return slices.Contains(strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '\\' }), "..")
}
