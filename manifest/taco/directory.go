package taco

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// Sizes of the records at an archive's end (APPNOTE.TXT 4.3.14 to 4.3.16).
const (
	endSize       = 22
	locatorSize   = 20
	end64Size     = 56
	searchedFirst = 1024 // where archive/zip looks first
	searchedLast  = 65 * 1024
)

// A claim is what an archive says of its central directory.
type claim struct {
	entries uint64
	bytes   uint64
}

var errNoEnd = errors.New("it has no end-of-central-directory record")

// readClaim finds the record at the archive's end. archive/zip searches in the
// same way, and reserves memory for as many entries as the record claims, so the
// claim is looked at before.
func readClaim(r io.ReaderAt, size int64) (claim, error) {
	end, offset, err := findEnd(r, size)
	if err != nil {
		return claim{}, err
	}
	c := claim{
		entries: uint64(binary.LittleEndian.Uint16(end[10:])),
		bytes:   uint64(binary.LittleEndian.Uint32(end[12:])),
	}
	start := binary.LittleEndian.Uint32(end[16:])
	// archive/zip takes a size of 0xFFFF for a sign of ZIP64, too.
	if c.entries != 0xFFFF && c.bytes != 0xFFFF && c.bytes != 0xFFFFFFFF && start != 0xFFFFFFFF {
		return c, nil
	}
	return readClaim64(r, offset, c)
}

// readClaim64 takes the claim from the ZIP64 record, where there is one.
func readClaim64(r io.ReaderAt, end int64, c claim) (claim, error) {
	var locator [locatorSize]byte
	if end < locatorSize {
		return c, nil
	}
	if _, err := r.ReadAt(locator[:], end-locatorSize); err != nil {
		return c, err
	}
	if string(locator[:4]) != "PK\x06\x07" {
		return c, nil
	}
	var record [end64Size]byte
	at := int64(binary.LittleEndian.Uint64(locator[8:]))
	if at < 0 || at > end-locatorSize-end64Size {
		return c, errors.New("its ZIP64 record lies outside of it")
	}
	if _, err := r.ReadAt(record[:], at); err != nil {
		return c, err
	}
	return claim{
		entries: binary.LittleEndian.Uint64(record[32:]),
		bytes:   binary.LittleEndian.Uint64(record[40:]),
	}, nil
}

// findEnd returns the end record and its offset: the last one in the file's
// tail, if its comment fits into the file.
func findEnd(r io.ReaderAt, size int64) ([]byte, int64, error) {
	for _, span := range [...]int64{searchedFirst, searchedLast} {
		span = min(span, size)
		tail := make([]byte, span)
		if _, err := r.ReadAt(tail, size-span); err != nil && !errors.Is(err, io.EOF) {
			return nil, 0, err
		}
		if i := lastEnd(tail); i >= 0 {
			return tail[i:], size - span + int64(i), nil
		}
	}
	return nil, 0, errNoEnd
}

// lastEnd returns the offset of the last end record, or -1.
func lastEnd(tail []byte) int {
	if len(tail) < endSize {
		return -1
	}
	i := bytes.LastIndex(tail[:len(tail)-endSize+4], []byte("PK\x05\x06"))
	if i < 0 || i+endSize+int(binary.LittleEndian.Uint16(tail[i+endSize-2:])) > len(tail) {
		return -1
	}
	return i
}
