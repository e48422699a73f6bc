package taco

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"sync"
)

var (
	errUnpackedSize = errors.New("it has another size than the directory says")
	errRest         = errors.New("something stands behind its packed bytes")
)

// An unpacker reads the bytes of an entry, unpacked. At their end it compares also
// what archive/zip leaves: what stands behind the packed bytes, in which other
// programs find other entries, a checksum of 0, and all of a folder.
type unpacker struct {
	file     *zip.File
	packed   *bufio.Reader
	inflater io.ReadCloser // of packed
	from     io.Reader     // one of the two
	size     uint64
	sum      uint32
	pool     *sync.Pool
}

// unpack begins to read a file, which is stored or deflated.
func (p *Package) unpack(f *zip.File) (*unpacker, error) {
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, err
	}
	u, ok := p.unpackers.Get().(*unpacker)
	if !ok {
		// Asked for single bytes, the inflater takes none too many.
		packed := bufio.NewReader(raw)
		u = &unpacker{packed: packed, inflater: flate.NewReader(packed), pool: &p.unpackers}
	}
	u.packed.Reset(raw)
	u.file, u.from, u.size, u.sum = f, u.packed, 0, 0
	if f.Method == zip.Deflate {
		u.from = u.inflater
		err = u.inflater.(flate.Resetter).Reset(u.packed, nil)
	}
	return u, err
}

// Read reads unpacked bytes.
func (u *unpacker) Read(b []byte) (int, error) {
	n, err := u.from.Read(b)
	u.size += uint64(n)
	u.sum = crc32.Update(u.sum, crc32.IEEETable, b[:n])
	switch {
	case u.size > u.file.UncompressedSize64:
		return 0, errUnpackedSize
	case err == io.EOF:
		return n, u.compare()
	}
	return n, err
}

// compare returns io.EOF where all that was read is as the directory says.
func (u *unpacker) compare() error {
	_, behind := u.packed.Peek(1)
	switch {
	case u.size != u.file.UncompressedSize64:
		return errUnpackedSize
	case behind == nil:
		return errRest
	case behind != io.EOF:
		return behind
	case u.sum != u.file.CRC32:
		return zip.ErrChecksum
	}
	return io.EOF
}

// Close leaves the unpacker to the next entry.
func (u *unpacker) Close() error {
	u.pool.Put(u)
	return nil
}
