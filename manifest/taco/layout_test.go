package taco_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
)

// An archiver writes archives field by field, with what is wrong in one place.
type archiver struct {
	local, central, content []byte // of one entry: extra fields, and its bytes
	localSizes, sizes       [2]uint32
	flags                   uint16
	descriptor              []byte
	comment                 string
	head                    string // before the entry
}

var le = binary.LittleEndian

// header writes the fields that both headers have.
func header(flags uint16, sizes [2]uint32, name string, extra []byte) []byte {
	h := le.AppendUint16(nil, 20)
	h = le.AppendUint16(h, flags)
	h = le.AppendUint16(h, zip.Store)
	h = le.AppendUint32(h, 0) // time
	h = le.AppendUint32(h, 0) // checksum: not compared
	h = le.AppendUint32(h, sizes[0])
	h = le.AppendUint32(h, sizes[1])
	h = le.AppendUint16(h, uint16(len(name)))
	return le.AppendUint16(h, uint16(len(extra)))
}

func (a archiver) archive() []byte {
	const name = "a"
	out := append([]byte(a.head), "PK\x03\x04"...)
	out = append(out, header(a.flags, a.localSizes, name, a.local)...)
	out = append(append(append(out, name...), a.local...), a.content...)
	out = append(out, a.descriptor...)
	start := len(out)
	out = append(out, "PK\x01\x02\x14\x00"...)
	out = append(out, header(a.flags, a.sizes, name, a.central)...)
	out = le.AppendUint16(out, uint16(len(a.comment)))
	out = append(out, make([]byte, 8)...) // disk and attributes
	out = le.AppendUint32(out, uint32(len(a.head)))
	out = append(append(append(out, name...), a.central...), a.comment...)
	size := len(out) - start
	out = append(out, "PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00"...)
	out = le.AppendUint32(out, uint32(size))
	out = le.AppendUint32(out, uint32(start))
	return le.AppendUint16(out, 0)
}

// wide is the extra field of sizes that do not fit 32 bits.
func wide(sizes ...uint64) []byte {
	f := le.AppendUint16(nil, 1)
	f = le.AppendUint16(f, uint16(8*len(sizes)))
	for _, s := range sizes {
		f = le.AppendUint64(f, s)
	}
	return f
}

func TestLayoutsFieldByField(t *testing.T) {
	const large = 0xffffffff
	four := [2]uint32{4, 4}
	plain := archiver{content: []byte("data"), localSizes: four, sizes: four}
	with := func(change func(*archiver)) archiver {
		a := plain
		change(&a)
		return a
	}
	for _, c := range []struct {
		name string
		archiver
		says string // "" where the layout is sound
	}{
		{"plain", plain, ""},
		{"other extra fields", with(func(a *archiver) { a.local, a.central = []byte{0xfe, 0xca, 0, 0}, []byte{0xfe, 0xca, 1, 0, 7} }), ""},
		{"wide sizes in both", with(func(a *archiver) {
			a.localSizes, a.sizes = [2]uint32{large, large}, [2]uint32{large, large}
			a.local, a.central = wide(4, 4), wide(4, 4)
		}), ""},
		{"one wide size", with(func(a *archiver) {
			a.localSizes, a.sizes = [2]uint32{4, large}, [2]uint32{4, large}
			a.local, a.central = wide(4), wide(4)
		}), ""},
		{"wide sizes that differ", with(func(a *archiver) {
			a.localSizes, a.sizes = [2]uint32{large, large}, [2]uint32{large, large}
			a.local, a.central = wide(4, 5), wide(4, 4)
		}), "its header differs from the directory"},
		{"a wide field of an odd size", with(func(a *archiver) { a.local = []byte{1, 0, 3, 0, 0, 0, 0} }), "its header differs from the directory"},
		{"an odd wide field in the directory", with(func(a *archiver) { a.central = []byte{1, 0, 3, 0, 0, 0, 0} }), "extra fields are not well-formed"},
		{"an extra field that is cut", with(func(a *archiver) { a.central = []byte{9, 9, 9, 0, 0} }), "extra fields are not well-formed"},
		{"a comment that is not UTF-8", with(func(a *archiver) { a.comment = "\xff" }), "its name or comment is not UTF-8"},
		{"something before", with(func(a *archiver) { a.head = "before" }), "something stands before its first entry"},
		{"a descriptor of a stored entry", with(func(a *archiver) {
			a.flags, a.descriptor = 8, append([]byte("PK\x07\x08\x00\x00\x00\x00"), 4, 0, 0, 0, 4, 0, 0, 0)
		}), "data descriptor"},
		{"a descriptor that is not there", with(func(a *archiver) { a.flags = 8 }), "data descriptor"},
		{"more bytes than there are", with(func(a *archiver) { a.localSizes, a.sizes = [2]uint32{900, 900}, [2]uint32{900, 900} }), "no header where the directory says"},
		{"fewer bytes than there are", with(func(a *archiver) { a.localSizes, a.sizes = [2]uint32{3, 3}, [2]uint32{3, 3} }), "that the directory does not list"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := open(c.archive(), taco.Limits{})
			require.NoError(t, err)
			err = p.CheckLayout()
			if c.says == "" {
				assert.NoError(t, err)
				return
			}
			require.Equal(t, taco.CodeLayout, codeOf(t, err))
			assert.Contains(t, err.Error(), c.says)
			assert.Contains(t, err.Error(), "laid out as programs agree on")
		})
	}
}

// broken fails to read what is before an offset.
type broken struct {
	*bytes.Reader
	before int64
}

func (b *broken) ReadAt(p []byte, at int64) (int, error) {
	if at < b.before {
		return 0, errFull
	}
	return b.Reader.ReadAt(p, at)
}

func TestALayoutThatCannotBeRead(t *testing.T) {
	data, first, _ := sound(t)
	for _, before := range []int64{1, int64(first), int64(len(data))} {
		r := &broken{bytes.NewReader(data), 0}
		p, err := taco.Open(r, int64(len(data)), taco.Limits{})
		require.NoError(t, err)
		r.before = before
		err = p.CheckLayout()
		require.Equal(t, taco.CodeLayout, codeOf(t, err))
		assert.ErrorIs(t, err, errFull)
	}
}
