package witness

import (
	"encoding/binary"
	"errors"
	"io"
)

// The end record of an archive, and what may stand before it (APPNOTE.TXT 4.3.15, 4.3.16).
const (
	endSize     = 22
	locatorSize = 20
	wide        = 0xffffffff // stands for a number that another record has
)

var errNotAtEnds = errors.New("something stands before its first entry or behind its end")

// checkEnds tells whether an archive is the whole of what was given. Of one that is cut
// behind an archive inside it the directory would be that of the inner one.
func checkEnds(r io.ReaderAt, size int64, comment string) error {
	at := size - int64(len(comment)) - endSize
	if at < 0 {
		return errNotAtEnds
	}
	var end [endSize]byte
	if _, err := r.ReadAt(end[:], at); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if string(end[:4]) != "PK\x05\x06" {
		return errNotAtEnds
	}
	length, offset := binary.LittleEndian.Uint32(end[12:]), binary.LittleEndian.Uint32(end[16:])
	if length == wide || offset == wide || int64(length)+int64(offset) == at {
		return nil
	}
	// A directory of large archives stands further up.
	var locator [locatorSize]byte
	if _, err := r.ReadAt(locator[:], max(at-locatorSize, 0)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if string(locator[:4]) != "PK\x06\x07" {
		return errNotAtEnds
	}
	return nil
}
