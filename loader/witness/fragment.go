package witness

import (
	"bytes"
	"encoding/json"
)

// fragments are the JSON objects of a line. There should be one, but where processes
// write at once a line may lack its start or its end, or have another one inside it.
type fragments struct {
	rest  []byte
	tries int
	scan  *scanner
	torn  bool // something with a needle could not be decoded
}

const (
	entryStart = `{"ts":`
	// mostTries bounds how often a line is begun to be decoded.
	mostTries = 16
)

// next decodes the next object, and returns what it is made of.
func (f *fragments) next() (object fields, raw []byte, ok bool) {
	for f.seek() {
		f.tries++
		d := json.NewDecoder(bytes.NewReader(f.rest))
		var object fields
		if d.Decode(&object) == nil {
			raw, f.rest = f.rest[:d.InputOffset()], f.rest[d.InputOffset():]
			return object, raw, true
		}
		f.drop(1)
		f.dropTo(entryStart)
	}
	return fields{}, nil, false
}

// seek goes on to the start of an object.
func (f *fragments) seek() bool {
	f.rest = bytes.TrimLeft(f.rest, white)
	if f.tries == mostTries {
		f.drop(len(f.rest))
	}
	if !bytes.HasPrefix(f.rest, []byte{'{'}) {
		f.dropTo(entryStart)
	}
	return len(f.rest) > 0
}

// dropTo passes over what is before a text, or over all.
func (f *fragments) dropTo(text string) {
	n := bytes.Index(f.rest, []byte(text))
	if n < 0 {
		n = len(f.rest)
	}
	f.drop(n)
}

// drop passes over n bytes.
func (f *fragments) drop(n int) {
	f.torn = f.torn || f.scan.any(f.rest[:n])
	f.rest = f.rest[n:]
}
