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
// [Package.Entries], whose size and checksum it compares. Never more than limit
// and one byte is unpacked. The error is a *[Error].
func (p *Package) ReadEntry(index int, limit int64) ([]byte, error) {
	var data bytes.Buffer
	if index >= 0 && index < len(p.archive.File) {
		claimed := p.archive.File[index].UncompressedSize64
		data.Grow(int(min(claimed, uint64(max(limit, 0)), 1<<16)) + bytes.MinRead)
	}
	if err := p.CopyEntry(&data, index, limit); err != nil {
		return nil, err
	}
	return data.Bytes(), nil
}

// CopyEntry writes the unpacked bytes of the entry with that index in
// [Package.Entries] to w, and compares its size and checksum once all are
// written. Never more than limit and one byte is unpacked. The error is a *[Error],
// or what w returned.
func (p *Package) CopyEntry(w io.Writer, index int, limit int64) error {
	if index < 0 || index >= len(p.archive.File) {
		return &Error{Code: CodeEntryMissing, Found: int64(index)}
	}
	f, limit := p.archive.File[index], min(max(limit, 0), largestLimit)
	switch {
	case f.Flags&1 != 0 || f.Method != zip.Store && f.Method != zip.Deflate:
		return &Error{Code: CodeEntryUnsupported, Entry: f.Name, Err: errUnpacking}
	case f.CompressedSize64 > 2*uint64(limit)+1<<10:
		// What packs to that much unpacks to more than the limit, or it is
		// filled with empty blocks, and would be read to its end.
		return &Error{Code: CodeEntryTooLarge, Entry: f.Name, Limit: limit}
	}
	r, err := f.Open()
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
