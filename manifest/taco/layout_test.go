package taco_test

import (
	"archive/zip"
	"bytes"
	"cmp"
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
	name                    string // "a" where it is empty
	end                     *end
}

// An end is what the end record says beside one for ZIP64, which is right.
type end struct {
	count        uint16
	size, offset uint32
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
	name := cmp.Or(a.name, "a")
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
	says := end{1, uint32(len(out) - start), uint32(start)}
	if a.end != nil {
		out, says = says.widen(out), *a.end
	}
	out = append(out, "PK\x05\x06\x00\x00\x00\x00\x01\x00"...)
	out = le.AppendUint16(out, says.count)
	out = le.AppendUint32(out, says.size)
	out = le.AppendUint32(out, says.offset)
	return le.AppendUint16(out, 0)
}

// widen writes the end record for ZIP64 and its locator.
func (e end) widen(out []byte) []byte {
	at := uint64(len(out))
	out = append(out, "PK\x06\x06\x2c\x00\x00\x00\x00\x00\x00\x00\x2d\x00\x2d\x00\x00\x00\x00\x00\x00\x00\x00\x00"...)
	for _, v := range []uint64{uint64(e.count), uint64(e.count), uint64(e.size), uint64(e.offset)} {
		out = le.AppendUint64(out, v)
	}
	out = append(out, "PK\x06\x07\x00\x00\x00\x00"...)
	return append(le.AppendUint64(out, at), 1, 0, 0, 0)
}

// named is the extra field that says another name.
func named(name string) []byte {
	f := le.AppendUint16([]byte{0x75, 0x70}, uint16(5+len(name)))
	return append(append(f, make([]byte, 5)...), name...)
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
		{"a header that leaves to the descriptor what it says otherwise", with(func(a *archiver) { a.flags, a.localSizes = 8, [2]uint32{0, 5} }), "its header differs from the directory"},
		{"a header that leaves all to the descriptor", with(func(a *archiver) { a.flags, a.localSizes = 8, [2]uint32{0, large} }), "data descriptor"},
		{"a name with a NUL", with(func(a *archiver) { a.name = "a\x00/" }), "programs read its name differently"},
		{"the same name once more", with(func(a *archiver) { a.local, a.central = named("a"), named("a") }), ""},
		{"another name in an extra field", with(func(a *archiver) { a.local, a.central = named("b"), named("b") }), "programs read its name differently"},
		{"another name where it is", with(func(a *archiver) { a.local = named("b") }), "programs read its name differently"},
		{"another name that is cut", with(func(a *archiver) { a.central = []byte{0x75, 0x70, 1, 0, 1} }), "programs read its name differently"},
		{"an end record for ZIP64", with(func(a *archiver) { a.end = &end{0xffff, large, large} }), ""},
		{"an end record for ZIP64 that says the same", with(func(a *archiver) { a.end = &end{1, 47, 35} }), ""},
		{"an end record of another place", with(func(a *archiver) { a.end = &end{0xffff, large, 34} }), "not right before"},
		{"an end record of another size", with(func(a *archiver) { a.end = &end{1, 46, large} }), "not right before"},
		{"an end record of another count", with(func(a *archiver) { a.end = &end{2, large, large} }), "not right before"},
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
