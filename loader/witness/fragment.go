package witness

import "bytes"

// fragments are the JSON objects of a line. There should be one, but where processes
// write at once a line may lack its start or its end, or have another one inside it,
// and grep writes the name of the log before it.
type fragments struct {
	rest   []byte
	begun  bool
	label  []byte // words before the first object
	failed int
	scan   *scanner
	torn   bool // something with a needle could not be decoded
}

// mostFailed bounds how often a line is begun to be decoded in vain. Each time may take
// its whole length.
const mostFailed = 16

// next returns the next object, which is valid.
func (f *fragments) next() (object []byte, ok bool) {
	for f.seek() {
		if object, f.rest, ok = cutObject(f.rest); ok {
			f.label = nil // it was no part of an entry
			return object, true
		}
		f.failed++
		f.lose(f.label)
		f.label = nil
		f.drop(1)
		f.drop(entryStart(f.rest))
	}
	return nil, false
}

// seek goes on to the start of an object.
func (f *fragments) seek() bool {
	f.rest = bytes.TrimLeft(f.rest, white)
	switch {
	case f.failed == mostFailed:
		f.drop(len(f.rest))
	case !bytes.HasPrefix(f.rest, []byte{'{'}):
		f.pass(entryStart(f.rest))
	}
	f.begun = true
	return len(f.rest) > 0
}

// pass passes over the n bytes before an object. At the start of a line, what is without
// a quotation mark is no end of an entry, but what grep and the like write there.
func (f *fragments) pass(n int) {
	if f.begun || n == len(f.rest) || bytes.IndexByte(f.rest[:n], '"') >= 0 {
		f.drop(n)
		return
	}
	f.label, f.rest = f.rest[:n], f.rest[n:]
}

// drop passes over n bytes that could not be decoded.
func (f *fragments) drop(n int) {
	f.lose(f.rest[:n])
	f.rest = f.rest[n:]
}

// lose says that a text could not be decoded.
func (f *fragments) lose(text []byte) { f.torn = f.torn || f.scan.any(text) }

// entryStart returns where a text has the start of an object whose first field is ts, as
// Tableau writes it, with white space or without. It is the end of the text if there is
// none.
func entryStart(text []byte) int {
	for from := 0; ; {
		at := bytes.Index(text[from:], []byte(timeField))
		if at < 0 {
			return len(text)
		}
		before := bytes.TrimRight(text[from:from+at], white)
		behind := bytes.TrimLeft(text[from+at+len(timeField):], white)
		if bytes.HasSuffix(before, []byte{'{'}) && bytes.HasPrefix(behind, []byte{':'}) {
			return from + len(before) - 1
		}
		from += at + len(timeField)
	}
}

// timeField is the first field of an entry.
const timeField = `"ts"`
