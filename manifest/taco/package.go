package taco

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

// ManifestName is the one name under which Tableau's packager and its logs know
// the manifest. It stands at the root of a package.
const ManifestName = "manifest.xml"

// Limits bound what is read of a package. A zero field takes the default.
type Limits struct {
	Entries        int   // entries in the archive; 10,000
	DirectoryBytes int64 // bytes of the central directory; 8 MiB
	ManifestBytes  int64 // bytes of the manifest, unpacked; 4 MiB
}

// DefaultLimits returns what a zero field of [Limits] stands for.
func DefaultLimits() Limits { return Limits{10_000, 8 << 20, 4 << 20} }

func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		Entries:        cmp.Or(max(l.Entries, 0), d.Entries),
		DirectoryBytes: min(cmp.Or(max(l.DirectoryBytes, 0), d.DirectoryBytes), largestLimit),
		ManifestBytes:  min(cmp.Or(max(l.ManifestBytes, 0), d.ManifestBytes), largestLimit),
	}
}

// largestLimit is beyond any file, and safe to count on from.
const largestLimit = 1 << 60

// A Package is an open package. Its methods may be called by several goroutines,
// as long as its reader may.
type Package struct {
	from    io.ReaderAt
	size    int64
	archive *zip.Reader
	limits  Limits

	unpackers sync.Pool // of *unpacker, for one entry after the other
}

// An Entry is one file or folder of a package, as its directory lists it.
type Entry struct {
	Name  string // with slashes; the name of a folder ends in one
	CRC32 uint32
	Size  uint64 // unpacked, as claimed
}

// OpenFile opens the package in a file, as [Open] does. A file that is no io.ReaderAt is
// read whole, up to so many bytes. The error is a *[Error], or what reading the file
// gave; the file must stay open as long as the package is used.
func OpenFile(f fs.File, whole int64, l Limits) (*Package, error) {
	if at, ok := f.(io.ReaderAt); ok {
		info, err := f.Stat()
		if err != nil {
			return nil, err
		}
		return Open(at, info.Size(), l)
	}
	data, err := io.ReadAll(io.LimitReader(f, whole+1))
	if err == nil && int64(len(data)) > whole {
		err = fmt.Errorf("it has more than %d bytes and can only be read as a whole", whole)
	}
	if err != nil {
		return nil, err
	}
	return Open(bytes.NewReader(data), int64(len(data)), l)
}

// Open reads the directory of the package of size bytes in r. Of the entries it
// reads none. The error is a *[Error]: the file is no ZIP archive, or its
// directory is over the limits. A package without a manifest opens; its
// [Package.Manifest] has the error.
func Open(r io.ReaderAt, size int64, l Limits) (*Package, error) {
	l = l.complete()
	claimed, err := readClaim(r, size)
	switch {
	case err != nil:
		return nil, &Error{Code: CodeNotZip, Err: err}
	case claimed.entries > uint64(l.Entries):
		return nil, tooMany(l, claimed.entries)
	case claimed.bytes > uint64(l.DirectoryBytes):
		return nil, &Error{Code: CodeDirectoryTooLarge, Limit: l.DirectoryBytes}
	}
	bounded := &budgetReader{from: r}
	bounded.left.Store(l.DirectoryBytes + 3*searchedLast)
	archive, err := zip.NewReader(bounded, size)
	if errors.Is(err, zip.ErrInsecurePath) {
		err = nil // only said where GODEBUG asks for it; Warnings says it always
	}
	switch {
	case bounded.spent.Load():
		return nil, &Error{Code: CodeDirectoryTooLarge, Limit: l.DirectoryBytes}
	case err != nil:
		return nil, &Error{Code: CodeNotZip, Err: err}
	case len(archive.File) > l.Entries:
		return nil, tooMany(l, uint64(len(archive.File)))
	}
	bounded.lifted.Store(true)
	return &Package{from: r, size: size, archive: archive, limits: l}, nil
}

func tooMany(l Limits, found uint64) error {
	return &Error{Code: CodeTooManyEntries, Limit: int64(l.Entries), Found: int64(min(found, 1<<62))}
}

// Entries returns the entries in the order of the directory, in a fresh slice.
func (p *Package) Entries() []Entry {
	entries := make([]Entry, len(p.archive.File))
	for i, f := range p.archive.File {
		entries[i] = Entry{f.Name, f.CRC32, f.UncompressedSize64}
	}
	return entries
}

// Has tells whether the package has a file of that very name.
func (p *Package) Has(name string) bool {
	return slices.ContainsFunc(p.archive.File, func(f *zip.File) bool { return f.Name == name })
}

// Manifest returns the bytes of the one manifest.xml at the root. Never more than
// the limit and one byte is unpacked. The error is a *[Error]: there is none, it
// is nested or spelled otherwise, there is more than one, it is too large, it is
// damaged, or it is packed in a way that Tableau's packager does not use.
func (p *Package) Manifest() ([]byte, error) {
	index, nested := -1, ""
	for i, f := range p.archive.File {
		switch {
		case f.Name == ManifestName && index >= 0:
			return nil, &Error{Code: CodeManifestDuplicated, Entry: f.Name}
		case f.Name == ManifestName:
			index = i
		case nested == "" && strings.EqualFold(path.Base(f.Name), ManifestName) && !strings.HasSuffix(f.Name, "/"):
			nested = f.Name
		}
	}
	switch {
	case index >= 0:
		data, err := readFile(p.archive.File[index], p.limits.ManifestBytes)
		return data, ofManifest(err)
	case nested != "":
		return nil, &Error{Code: CodeManifestNested, Entry: nested}
	}
	return nil, &Error{Code: CodeManifestMissing}
}

// ContentDigest returns the SHA-256 of the entries' names, checksums and sizes,
// sorted. Packages with equal digests hold the same files, whatever order and
// packing they have. Nothing is unpacked for it.
func (p *Package) ContentDigest() [32]byte {
	files := slices.Clone(p.archive.File)
	slices.SortFunc(files, func(a, b *zip.File) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.CRC32, b.CRC32), cmp.Compare(a.UncompressedSize64, b.UncompressedSize64))
	})
	var list []byte
	for _, f := range files {
		list = binary.BigEndian.AppendUint64(list, uint64(len(f.Name)))
		list = append(list, f.Name...)
		list = binary.BigEndian.AppendUint32(list, f.CRC32)
		list = binary.BigEndian.AppendUint64(list, f.UncompressedSize64)
	}
	return sha256.Sum256(list)
}
