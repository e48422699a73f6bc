package snapshot

import (
	"bytes"
	"fmt"
	"strconv"
)

// A scan looks over a document before it is decoded, for what encoding/json would
// take without a word: keys that stand twice, of which it merges the values, keys in
// other letters, and far more values than the document has bytes for. What is no
// JSON it leaves to encoding/json.
type scan struct {
	data   []byte
	values int
	limit  int
	frames []frame // the objects and arrays that are open
	keys   [][]byte
}

// A frame is an open object or array.
type frame struct {
	object  bool
	wantKey bool // an object's next text is a key
	keys    int  // where its keys start
}

// mostDepth is how deep objects and arrays stand inside each other at most. The
// format needs 8.
const mostDepth = 32

// mostKeys is how many keys an object has at most. The format has some twenty, and
// no more rules can be assumed.
const mostKeys = 64

// run returns an *Error, or nil.
func (s *scan) run() error {
	for i := 0; i < len(s.data); i++ {
		c := s.data[i]
		if c == ':' || c >= '0' && c <= '9' {
			continue
		}
		switch c {
		case '"':
			end := s.textEnd(i)
			if end < 0 {
				return nil
			}
			if err := s.key(i, end); err != nil {
				return err
			}
			i = end
		case '{', '[':
			if len(s.frames) == mostDepth {
				return &Error{Place: at(int64(i)), Reason: fmt.Sprintf("it is deeper than %d: it is no snapshot", mostDepth)}
			}
			s.frames = append(s.frames, frame{c == '{', c == '{', len(s.keys)})
			s.values++
		case '}', ']':
			if len(s.frames) == 0 {
				return nil
			}
			last := len(s.frames) - 1
			s.keys, s.frames = s.keys[:s.frames[last].keys], s.frames[:last]
		case 'n': // of null; no other word outside of texts has one
			return &Error{Place: at(int64(i)), Reason: "null has no place in a snapshot: leave the key out"}
		case ',':
			s.values++
			if last := len(s.frames) - 1; last >= 0 {
				s.frames[last].wantKey = s.frames[last].object
			}
		}
		if s.values > s.limit {
			return &Error{Place: at(int64(i)), Reason: fmt.Sprintf("it has more than %d values, which is the limit", s.limit)}
		}
	}
	return nil
}

// textEnd returns where the text that starts at i ends, or -1.
func (s *scan) textEnd(i int) int {
	for end := i + 1; ; end++ {
		next := bytes.IndexByte(s.data[end:], '"')
		if next < 0 {
			return -1
		}
		end += next
		if s.data[end-1] != '\\' {
			return end
		}
		slashes := 1
		for s.data[end-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end
		}
	}
}

// key looks at a text that is a key.
func (s *scan) key(start, end int) error {
	last := len(s.frames) - 1
	if last < 0 || !s.frames[last].wantKey {
		return nil
	}
	s.frames[last].wantKey = false
	key := s.data[start+1 : end]
	for _, c := range key {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return unknownKey(at(int64(start)), strconv.Quote(string(key)))
		}
	}
	others := s.keys[s.frames[last].keys:]
	if len(others) == mostKeys {
		return &Error{Place: at(int64(start)), Reason: fmt.Sprintf("the object has more than %d keys: it is no snapshot", mostKeys)}
	}
	for _, other := range others {
		if bytes.Equal(key, other) {
			return &Error{Place: at(int64(start)), Reason: fmt.Sprintf("the key %q stands twice: it was damaged", key)}
		}
	}
	s.keys = append(s.keys, key)
	return nil
}
