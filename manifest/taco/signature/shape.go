package signature

import "errors"

var (
	errLength  = errors.New("a length in it is larger than what follows")
	errNesting = errors.New("its objects are nested too deep")
	errObjects = errors.New("it has too many objects")
)

// checkShape walks the BER objects of a block and tells whether the first fits,
// they are not nested without bounds and not without number: what reads a block
// afterwards calls itself for each level, and makes much of each object. It
// allocates next to nothing itself. It does not look into an object whose content is
// no row of objects: whoever reads that sees it, and Java does not read all. It
// returns the size of the first object, behind which nothing is read, and whether
// an object in it has an indefinite length.
func checkShape(data []byte) (size int, indefinite bool, err error) {
	const open = -1
	var ends []int // of the objects that are open; those of indefinite length have none
	for at, objects := 0, 0; ; objects++ {
		o, ok := readObject(data[at:innermost(ends, len(data))])
		n := len(ends)
		at += o.header
		switch {
		case !ok && (n == 0 || ends[n-1] == open):
			return 0, false, errLength
		case !ok:
			at = ends[n-1]
		case o.end && n > 0 && ends[n-1] == open:
			ends = ends[:n-1]
		case o.indefinite:
			ends, indefinite = append(ends, open), true
		case o.constructed:
			ends = append(ends, at+o.length)
		default:
			at += o.length
		}
		if len(ends) > deepestNesting {
			return 0, false, errNesting
		}
		if objects == mostObjects {
			return 0, false, errObjects
		}
		for len(ends) > 0 && ends[len(ends)-1] == at {
			ends = ends[:len(ends)-1]
		}
		if len(ends) == 0 {
			return at, indefinite, nil
		}
	}
}

// innermost is where the innermost object of definite length ends.
func innermost(ends []int, all int) int {
	for i := len(ends) - 1; i >= 0; i-- {
		if ends[i] >= 0 {
			return ends[i]
		}
	}
	return all
}

// An object is the beginning of a BER object.
type object struct {
	identifier              int // size of the tag in bytes
	header, length          int // sizes of all before the content, and of that
	constructed, indefinite bool
	end                     bool // it ends an object of indefinite length
}

// readObject reads the tag and the length of the object that data begins with.
// ok is false where they, or the content, are longer than data.
func readObject(data []byte) (o object, ok bool) {
	if len(data) < 2 {
		return o, false
	}
	o.constructed = data[0]&0x20 != 0
	at := 1
	if data[0]&0x1f == 0x1f { // a tag of several bytes
		for at < len(data) && data[at]&0x80 != 0 {
			at++
		}
		at++
	}
	if at >= len(data) {
		return o, false
	}
	o.identifier = at
	first := data[at]
	at++
	switch {
	case first == 0x80:
		o.indefinite = true
		if !o.constructed {
			return o, false
		}
	case first < 0x80:
		o.length = int(first)
	default:
		size := int(first & 0x7f)
		if size > 4 || at+size > len(data) {
			return o, false
		}
		for _, b := range data[at : at+size] {
			o.length = o.length<<8 | int(b)
		}
		at += size
	}
	o.header = at
	o.end = data[0] == 0 && first == 0
	return o, o.length >= 0 && o.length <= len(data)-at
}
