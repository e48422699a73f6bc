package witness

import (
	"encoding/binary"
	"math"
	"strings"
)

// A scanner looks for any of some needles in one pass, after Wu and Manber: it looks at
// two bytes, and how far it may go on from there stands in a table. It does not change
// once it is made.
type scanner struct {
	window  int // the length of the shortest needle; of a longer one it is a part
	longest int // the length of the longest needle
	// shift says for each pair of bytes how many bytes on a window may end next, or, from
	// inBucket on, which needles there may be whose window ends with the pair.
	shift   [1 << 16]uint8
	buckets [][]needle
}

// A needle is a text, and how many bytes of it stand before its window.
type needle struct {
	text   string
	before int
}

const (
	inBucket   = 0x80
	mostWindow = 64 // so that shifts are below inBucket
	// lanes is how many places are looked at in turn. Each look waits for the one before
	// it in its lane, and those of the others fill the wait.
	lanes = 4
)

// newScanner makes a scanner for needles of two bytes or more, with at most 128 endings
// of their windows.
func newScanner(needles []string) *scanner {
	s := &scanner{window: mostWindow}
	for _, n := range needles {
		s.window, s.longest = min(s.window, len(n)), max(s.longest, len(n))
	}
	for i := range s.shift {
		s.shift[i] = uint8(s.window - 1)
	}
	for _, n := range needles {
		s.put(needle{n, rarest(n, s.window)})
	}
	return s
}

// put puts a needle into the table.
func (s *scanner) put(n needle) {
	window := []byte(n.text[n.before : n.before+s.window])
	for i := range s.window - 1 {
		if by := &s.shift[pair(window[i:])]; *by < inBucket {
			*by = min(*by, uint8(s.window-2-i))
		}
	}
	end := &s.shift[pair(window[s.window-2:])]
	if *end < inBucket {
		*end = inBucket + uint8(len(s.buckets))
		s.buckets = append(s.buckets, nil)
	}
	bucket := &s.buckets[*end-inBucket]
	*bucket = append(*bucket, n)
}

func pair(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }

// commonSigns are those that texts are full of, the rarest one first.
const commonSigns = "zqjxkvbywgpfmucdlhrsnioate "

// rarest returns where the window of a text begins that ends with its rarest pair.
func rarest(text string, window int) (before int) {
	common := func(sign byte) int { return 2 + strings.IndexByte(commonSigns, sign) }
	least := math.MaxInt
	for i := range len(text) - window + 1 {
		end := text[i+window-2:]
		if c := common(end[0]) * common(end[1]); c < least {
			before, least = i, c
		}
	}
	return before
}

// first returns a place inside the needle of data whose window ends first, or -1.
func (s *scanner) first(data []byte) int {
	return s.within(data, s.window-2, len(data)-1)
}

// within returns the first place from i on and before end with the pair that ends the
// window of a needle, or -1.
func (s *scanner) within(data []byte, i, end int) int {
	for i < end {
		by := s.step(data, i, s.shift[pair(data[i:])])
		if by == 0 {
			return i
		}
		i += int(by)
	}
	return -1
}

// step returns how far to go on from the pair at i, of which the table says by. It is 0
// if there is a needle.
func (s *scanner) step(data []byte, i int, by uint8) uint8 {
	switch {
	case by < inBucket:
		return by
	case s.at(data, i+2-s.window, by):
		return 0
	}
	return 1
}

// at tells whether a needle of a bucket has its window at a place of data.
func (s *scanner) at(data []byte, window int, bucket uint8) bool {
	for _, n := range s.buckets[bucket-inBucket] {
		begin := window - n.before
		if begin >= 0 && len(data)-begin >= len(n.text) && string(data[begin:begin+len(n.text)]) == n.text {
			return true
		}
	}
	return false
}

// any tells whether data has a needle. It goes through several parts of it at once.
func (s *scanner) any(data []byte) bool {
	part, end := len(data)/lanes, len(data)-1
	if part < mostWindow {
		return s.first(data) >= 0
	}
	a, b, c, d := s.window-2, part, 2*part, 3*part
	for a < part && b < 2*part && c < 3*part && d < end {
		w, x := s.shift[pair(data[a:])], s.shift[pair(data[b:])]
		y, z := s.shift[pair(data[c:])], s.shift[pair(data[d:])]
		if (w|x|y|z)&inBucket != 0 {
			w, x, y, z = s.step(data, a, w), s.step(data, b, x), s.step(data, c, y), s.step(data, d, z)
			if min(w, x, y, z) == 0 {
				return true
			}
		}
		a, b, c, d = a+int(w), b+int(x), c+int(y), d+int(z)
	}
	return s.within(data, a, part) >= 0 || s.within(data, b, 2*part) >= 0 ||
		s.within(data, c, 3*part) >= 0 || s.within(data, d, end) >= 0
}
