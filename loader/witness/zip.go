package witness

import (
	"archive/zip"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"

	"github.com/tacorder/tacorder/manifest/taco"
)

// Limits of an archive. Its directory is held in memory.
const (
	mostEntries        = mostFound
	mostDirectoryBytes = 32 << 20
)

// An ArchiveError says why an archive cannot be listed, and what to do.
type ArchiveError struct {
	Name   string // as it was given
	Reason string // what is wrong
	Advice string // what to do
	Err    error  // what said so, or nil
}

// Error names the archive, what is wrong and what to do.
func (e *ArchiveError) Error() string { return e.Name + ": " + e.text() }

// Unwrap returns what said that the archive cannot be listed.
func (e *ArchiveError) Unwrap() error { return e.Err }

// text is the error without the name.
func (e *ArchiveError) text() string { return e.Reason + ": " + e.Advice }

// Why an entry of an archive is not read.
var (
	errEncrypted = errors.New("it is encrypted: unpack it with its password and give the folder")
	errPacked    = errors.New("it is an archive inside an archive: unpack it and give the folder")
)

// FindZip lists the entries of an archive as logs. They are named by the archive and the
// entry, which is only ever a name: what would lead out of the archive is taken out of
// it, and a name that is there twice gets a number. An archive inside it is listed in
// the same way where it is stored without compression; else it is a log whose Open
// fails and says what to do. The error is an *[ArchiveError].
func FindZip(r io.ReaderAt, size int64, name string) ([]Log, error) {
	l := &zipListing{taken: make(map[string]bool), numbers: make(map[string]int)}
	if err := l.archive(r, size, name, l.nested); err != nil {
		return nil, err
	}
	return l.logs, nil
}

// A zipListing is one call of FindZip.
type zipListing struct {
	logs    []Log
	taken   map[string]bool // names
	numbers map[string]int  // the last one behind a name
}

// archive lists an archive. What is done with those in it is up to inner.
func (l *zipListing) archive(r io.ReaderAt, size int64, name string, inner func(*zip.File, io.ReaderAt, string)) error {
	files, err := zipFiles(r, size)
	if err != nil {
		err.Name = name
		return err
	}
	for _, f := range files {
		entry := cleanEntry(f.Name)
		if entry == "" {
			continue // a directory
		}
		switch at := l.unique(name + "/" + entry); {
		case len(l.logs) >= mostEntries:
			return tooManyEntries(name)
		case f.Flags&1 != 0:
			l.add(unopenable(at, errEncrypted))
		case f.Method != zip.Store && f.Method != zip.Deflate:
			l.add(unopenable(at, fmt.Errorf("it is compressed by the method %d, which is not read here: unpack it and give the folder", f.Method)))
		case strings.EqualFold(path.Ext(entry), ".zip"):
			inner(f, r, at)
		default:
			l.add(Log{Name: at, Open: f.Open, Packed: int64(f.CompressedSize64)})
		}
	}
	return nil
}

func (l *zipListing) add(log Log) { l.logs = append(l.logs, log) }

// nested lists an archive inside the one that was given, if it can be read in place.
func (l *zipListing) nested(f *zip.File, r io.ReaderAt, name string) {
	if f.Method != zip.Store {
		l.packed(f, r, name)
		return
	}
	start, err := f.DataOffset()
	if err == nil {
		size := int64(f.CompressedSize64)
		err = l.archive(io.NewSectionReader(r, start, size), size, name, l.packed)
	}
	if err != nil {
		l.add(unopenable(name, err))
	}
}

// packed stands for an archive that is not listed.
func (l *zipListing) packed(_ *zip.File, _ io.ReaderAt, name string) {
	l.add(unopenable(name, errPacked))
}

// unique puts a number behind a name that is taken.
func (l *zipListing) unique(name string) string {
	unique := name
	for l.taken[unique] {
		l.numbers[name]++
		unique = fmt.Sprintf("%s (%d)", name, l.numbers[name]+1)
	}
	l.taken[unique] = true
	return unique
}

// cleanEntry returns the name of an entry without what would lead out of the archive; ""
// is a directory. Some programs write backslashes between its parts.
func cleanEntry(name string) string {
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "\ufffd"), `\`, "/")
	if strings.HasSuffix(name, "/") {
		return ""
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '\ufffd'
		}
		return r
	}, name)
	if name = path.Clean("/" + name)[1:]; name == "" {
		return "unnamed"
	}
	return name
}

// zipFiles reads the directory of an archive.
func zipFiles(r io.ReaderAt, size int64) ([]*zip.File, *ArchiveError) {
	// A directory may claim any size, which archive/zip would hold.
	if _, err := taco.Open(r, size, taco.Limits{Entries: mostEntries, DirectoryBytes: mostDirectoryBytes}); err != nil {
		return nil, archiveError(err)
	}
	archive, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // such names are only names here
		return nil, damagedArchive(err)
	}
	if err := checkEnds(r, size, archive.Comment); err != nil {
		return nil, damagedArchive(err)
	}
	left := uint64(size)
	for _, f := range archive.File {
		if f.CompressedSize64 > left {
			return nil, damagedArchive(errors.New("its entries have more bytes than it has"))
		}
		left -= f.CompressedSize64
	}
	return archive.File, nil
}

// archiveError says in the words of this package what package taco found.
func archiveError(err error) *ArchiveError {
	var e *taco.Error
	if errors.As(err, &e) && e.Code != taco.CodeNotZip {
		return tooManyEntries("")
	}
	return damagedArchive(err)
}

func damagedArchive(err error) *ArchiveError {
	return &ArchiveError{
		Reason: "it is no ZIP archive, or a damaged or cut one",
		Advice: "make or copy it again, or unpack what can be unpacked and give the folder",
		Err:    err,
	}
}

func tooManyEntries(name string) *ArchiveError {
	return &ArchiveError{
		Name:   name,
		Reason: fmt.Sprintf("it has more than %d entries, or a directory of more than %d MiB", mostEntries, mostDirectoryBytes>>20),
		Advice: "unpack it and give the folder",
	}
}

// damage says what an error of reading means where it comes from an archive.
func damage(err error) (text string, ok bool) {
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "it is damaged in its archive: make or copy the archive again", true
	}
	return "", false
}
