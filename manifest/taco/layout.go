package taco

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"slices"
	"unicode/utf8"
)

// Sizes of the headers of entries (APPNOTE.TXT 4.3.7, 4.3.9 and 4.3.12).
const (
	localSize      = 30
	descriptorSize = 12 // without its signature
	centralSize    = 46
)

// large stands in a field of 32 bits where the value is in an extra field.
const large = 0xffffffff

// What is wrong with a layout.
var (
	errTail       = errors.New("something stands behind its end record, or the directory is not right before that")
	errHead       = errors.New("something stands before its first entry")
	errGap        = errors.New("something stands behind it that the directory does not list")
	errCentral    = errors.New("its directory is not well-formed")
	errText       = errors.New("its name or comment is not UTF-8")
	errNames      = errors.New("programs read its name differently: it holds a NUL, or an extra field says another one")
	errExtra      = errors.New("its extra fields are not well-formed")
	errLocal      = errors.New("there is no header where the directory says")
	errDiffers    = errors.New("its header differs from the directory")
	errDescriptor = errors.New("its data descriptor differs from the directory, or must not be there")
)

// An extent is an entry in the file, from its header to the end of its data
// descriptor.
type extent struct {
	file       *zip.File
	start, end int64
}

// CheckLayout reads the directory once more and the header of every entry, and
// returns a *[Error] unless all programs that read archives must agree on what is
// in the package: the entries stand one behind the other, each is described alike
// where it stands and in the directory, and nothing else is there. Programs differ
// in which of two directories they take, and some never look at one. It unpacks
// nothing. Tableau's packager and Java make no other packages.
func (p *Package) CheckLayout() error {
	start, end, err := p.directory()
	if err != nil {
		return &Error{Code: CodeLayout, Err: err}
	}
	central := make([]byte, end-start)
	if _, err := p.from.ReadAt(central, start); err != nil {
		return &Error{Code: CodeLayout, Err: err}
	}
	extents := make([]extent, 0, len(p.archive.File))
	for _, f := range p.archive.File {
		var at int64
		if at, central, err = checkCentral(f, central); err == nil {
			var to int64
			if to, err = p.checkLocal(f, at, start); err == nil {
				extents = append(extents, extent{f, at, to})
				continue
			}
		}
		return &Error{Code: CodeLayout, Entry: f.Name, Err: err}
	}
	if len(central) > 0 {
		return &Error{Code: CodeLayout, Err: errCentral}
	}
	return checkExtents(extents, start)
}

// directory returns where the directory begins and ends. It must end where the end
// records begin, and those at the end of the file.
func (p *Package) directory() (start, end int64, err error) {
	record, at, err := findEnd(p.from, p.size)
	if err != nil {
		return 0, 0, err
	}
	if at+endSize+int64(binary.LittleEndian.Uint16(record[endSize-2:])) != p.size {
		return 0, 0, errTail
	}
	le := binary.LittleEndian
	count, size, offset := uint64(le.Uint16(record[10:])), uint64(le.Uint32(record[12:])), uint64(le.Uint32(record[16:]))
	if end, err = p.widenEnd(at, &count, &size, &offset); err != nil {
		return 0, 0, err
	}
	if size > uint64(min(end, p.limits.DirectoryBytes)) || offset != uint64(end)-size || count != uint64(len(p.archive.File)) {
		return 0, 0, errTail
	}
	return int64(offset), end, nil
}

// widenEnd takes what the end record at an offset says from the one for ZIP64,
// where that stands before it, and returns where they begin. What the end record
// says itself must be the same: some programs ask it all the same.
func (p *Package) widenEnd(at int64, count, size, offset *uint64) (begins int64, err error) {
	le := binary.LittleEndian
	var more [end64Size + locatorSize]byte
	if begins = at - int64(len(more)); begins < 0 {
		return at, nil
	}
	if _, err := p.from.ReadAt(more[:], begins); err != nil {
		return 0, err
	}
	locator := more[end64Size:]
	if string(locator[:4]) != "PK\x06\x07" {
		return at, nil
	}
	if string(more[:4]) != "PK\x06\x06" || le.Uint64(locator[8:]) != uint64(begins) {
		return 0, errTail
	}
	for _, f := range [...]struct {
		field        *uint64
		large, value uint64
	}{{count, 0xffff, le.Uint64(more[32:])}, {size, large, le.Uint64(more[40:])}, {offset, large, le.Uint64(more[48:])}} {
		if *f.field != f.large && *f.field != f.value {
			return 0, errTail
		}
		*f.field = f.value
	}
	return begins, nil
}

// checkCentral compares what archive/zip read of an entry with the next header of
// the directory. It returns where the entry stands and the rest of the directory.
func checkCentral(f *zip.File, central []byte) (at int64, rest []byte, err error) {
	if len(central) < centralSize || string(central[:4]) != "PK\x01\x02" {
		return 0, nil, errCentral
	}
	le := binary.LittleEndian
	names, extras, comments := int(le.Uint16(central[28:])), int(le.Uint16(central[30:])), int(le.Uint16(central[32:]))
	size := centralSize + names + extras + comments
	if len(central) < size {
		return 0, nil, errCentral
	}
	name := central[centralSize : centralSize+names]
	extra := central[centralSize+names : centralSize+names+extras]
	comment := central[size-comments : size]
	packed, unpacked, offset := uint64(le.Uint32(central[20:])), uint64(le.Uint32(central[24:])), uint64(le.Uint32(central[42:]))
	switch {
	case !utf8.Valid(name) || !utf8.Valid(comment):
		return 0, nil, errText
	case !widen(extra, &unpacked, &packed, &offset):
		return 0, nil, errExtra
	case bytes.IndexByte(name, 0) >= 0 || renames(extra, name):
		return 0, nil, errNames
	case string(name) != f.Name || packed != f.CompressedSize64 || unpacked != f.UncompressedSize64 || offset > largestLimit:
		return 0, nil, errCentral
	}
	return int64(offset), central[size:], nil
}

// widen reads the extra fields, and takes sizes that do not fit 32 bits from the one
// for ZIP64. ok is false where the fields are not well-formed.
func widen(extra []byte, fields ...*uint64) (ok bool) {
	const zip64 = 1
	for len(extra) >= 4 {
		tag, value, rest := extraField(extra)
		if value == nil || tag == zip64 && len(value)%8 != 0 {
			return false
		}
		for ; tag == zip64 && len(value) > 0 && len(fields) > 0; fields = fields[1:] {
			if *fields[0] == large {
				*fields[0] = binary.LittleEndian.Uint64(value)
				value = value[8:]
			}
		}
		extra = rest
	}
	return true
}

// renames tells whether an extra field says another name, which replaces that of the
// header where a program knows the field (APPNOTE.TXT 4.6.9).
func renames(extra, name []byte) bool {
	const unicodePath, beforeName = 0x7075, 5 // a version and a checksum
	for len(extra) >= 4 {
		tag, value, rest := extraField(extra)
		if tag == unicodePath && (len(value) < beforeName || !bytes.Equal(value[beforeName:], name)) {
			return true
		}
		extra = rest
	}
	return false
}

// extraField splits the first of the extra fields off. Its value is nil where it is
// cut.
func extraField(extra []byte) (tag uint16, value, rest []byte) {
	le := binary.LittleEndian
	tag, size := le.Uint16(extra), int(le.Uint16(extra[2:]))
	if extra = extra[4:]; size > len(extra) {
		return tag, nil, nil
	}
	return tag, extra[:size], extra[size:]
}

// checkLocal compares the header of an entry, where it stands, with the directory.
// It returns where the entry ends.
func (p *Package) checkLocal(f *zip.File, at, limit int64) (end int64, err error) {
	var head [localSize]byte
	if at > limit-localSize {
		return 0, errLocal
	}
	if _, err := p.from.ReadAt(head[:], at); err != nil {
		return 0, err
	}
	le := binary.LittleEndian
	names, extras := int(le.Uint16(head[26:])), int(le.Uint16(head[28:]))
	if string(head[:4]) != "PK\x03\x04" || f.CompressedSize64 > uint64(limit) {
		return 0, errLocal
	}
	begins := at + localSize + int64(names) + int64(extras)
	if end = begins + int64(f.CompressedSize64); end > limit {
		return 0, errLocal
	}
	// What archive/zip unpacks must be what was looked at here.
	if there, err := f.DataOffset(); err != nil || there != begins {
		return 0, errLocal
	}
	tail := make([]byte, names+extras)
	if _, err := p.from.ReadAt(tail, at+localSize); err != nil {
		return 0, err
	}
	flags, method := le.Uint16(head[6:]), le.Uint16(head[8:])
	if method != f.Method || flags&1 != f.Flags&1 || !bytes.Equal(tail[:names], []byte(f.Name)) {
		return 0, errDiffers
	}
	extra := tail[names:]
	sum, packed, unpacked := uint64(le.Uint32(head[14:])), uint64(le.Uint32(head[18:])), uint64(le.Uint32(head[22:]))
	if !widen(extra, &unpacked, &packed) {
		return 0, errDiffers
	}
	if renames(extra, tail[:names]) {
		return 0, errNames
	}
	described := flags&8 != 0 // behind the entry, so that the header may leave it open
	for _, field := range [...][2]uint64{{sum, uint64(f.CRC32)}, {packed, f.CompressedSize64}, {unpacked, f.UncompressedSize64}} {
		if open := described && (field[0] == 0 || field[0] == large); field[0] != field[1] && !open {
			return 0, errDiffers
		}
	}
	if described {
		return p.checkDescriptor(f, end, limit)
	}
	return end, nil
}

// checkDescriptor compares the data descriptor behind an entry, which only deflated
// ones can have. It returns where that ends.
func (p *Package) checkDescriptor(f *zip.File, at, limit int64) (end int64, err error) {
	var buffer [4 + descriptorSize]byte
	d := buffer[:min(int64(len(buffer)), max(limit-at, 0))]
	if _, err := p.from.ReadAt(d, at); err != nil {
		return 0, err
	}
	if len(d) >= 4 && string(d[:4]) == "PK\x07\x08" {
		d, at = d[4:], at+4
	}
	le := binary.LittleEndian
	if f.Method != zip.Deflate || len(d) < descriptorSize || le.Uint32(d) != f.CRC32 ||
		uint64(le.Uint32(d[4:])) != f.CompressedSize64 || uint64(le.Uint32(d[8:])) != f.UncompressedSize64 {
		return 0, errDescriptor
	}
	return at + descriptorSize, nil
}

// checkExtents asks that entries stand one behind the other, from the beginning of
// the file to the directory.
func checkExtents(all []extent, directory int64) error {
	slices.SortStableFunc(all, func(a, b extent) int { return cmp.Compare(a.start, b.start) })
	for i, e := range all {
		next := directory
		if i+1 < len(all) {
			next = all[i+1].start
		}
		switch {
		case i == 0 && e.start != 0:
			return &Error{Code: CodeLayout, Err: errHead}
		case e.end > next:
			return &Error{Code: CodeEntriesOverlap, Entry: e.file.Name, Other: all[i+1].file.Name}
		case e.end < next:
			return &Error{Code: CodeLayout, Entry: e.file.Name, Err: errGap}
		}
	}
	if len(all) == 0 && directory != 0 {
		return &Error{Code: CodeLayout, Err: errHead}
	}
	return nil
}
