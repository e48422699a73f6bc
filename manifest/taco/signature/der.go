package signature

import (
	"errors"
	"math/bits"
)

var errMixed = errors.New("an object of indefinite length stands in one of definite length")

// A node is a BER object that was read.
type node struct {
	tag     []byte // the identifier octets
	content []byte // of a primitive object
	parts   []node // of a constructed one
}

// toDER gives the objects of indefinite length in a block, and strings in pieces,
// the one form that DER has for them. What stands behind the first object is left
// out. The block must have passed checkShape.
func toDER(data []byte) ([]byte, error) {
	n, _, err := readNode(data, true)
	if err != nil {
		return nil, err
	}
	return n.encode(nil), nil
}

// readNode reads the first object of data and returns what is behind it. Java
// knows indefinite lengths only where all objects around have one, too.
func readNode(data []byte, free bool) (n node, rest []byte, err error) {
	o, ok := readObject(data)
	if !ok {
		return n, nil, errLength
	}
	n.tag = data[:o.identifier]
	rest = data[o.header:]
	switch {
	case o.indefinite && !free:
		return n, nil, errMixed
	case !o.constructed:
		n.content, rest = rest[:o.length], rest[o.length:]
		return n, rest, nil
	}
	inside := rest
	if !o.indefinite {
		inside, rest = rest[:o.length], rest[o.length:]
	}
	for len(inside) > 0 {
		if end, _ := readObject(inside); o.indefinite && end.end {
			return n.joined(o), inside[end.header:], nil
		}
		var part node
		if part, inside, err = readNode(inside, o.indefinite); err != nil {
			return n, nil, err
		}
		n.parts = append(n.parts, part)
	}
	if o.indefinite {
		return n, nil, errLength
	}
	return n, rest, nil
}

// joined makes an octet string that came in pieces one string.
func (n node) joined(o object) node {
	const octets, pieces = 0x04, 0x24
	if !o.indefinite || len(n.tag) != 1 || n.tag[0] != pieces {
		return n
	}
	whole := node{tag: []byte{octets}}
	for _, p := range n.parts {
		if len(p.tag) != 1 || p.tag[0] != octets || p.parts != nil {
			return n // nested pieces, which nothing reads
		}
		whole.content = append(whole.content, p.content...)
	}
	return whole
}

// encode appends the object in DER.
func (n node) encode(out []byte) []byte {
	content := n.content
	for _, p := range n.parts {
		content = p.encode(content)
	}
	out = append(out, n.tag...)
	switch size := len(content); {
	case size < 0x80:
		out = append(out, byte(size))
	default:
		length := (bits.Len(uint(size)) + 7) / 8
		out = append(out, 0x80|byte(length))
		for i := length - 1; i >= 0; i-- {
			out = append(out, byte(size>>(8*i)))
		}
	}
	return append(out, content...)
}
