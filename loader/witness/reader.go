package witness

import (
	"bytes"
	"fmt"
	"io"
	"slices"
)

// A Reader reads one log as a stream. It holds little more of it than one line. What grep
// writes before a line, as the name of its log, is passed over; the numbers of lines are
// those of what is read.
type Reader struct {
	name    string
	words   *vocabulary
	source  source
	line    fragments
	account account
	events  int
	skipped [len(skipReasons)]skips
}

// skips are those of one reason.
type skips struct {
	Skip
	last int // the line that was counted last
}

// skipReasons are the reasons in their order.
var skipReasons = [...]SkipReason{SkipTorn, SkipTooLong, SkipNoText}

// NewReader returns a reader of a log. The name stands in its events.
func NewReader(name string, r io.Reader) *Reader {
	return newReader(name, r, known())
}

func newReader(name string, r io.Reader, words *vocabulary) *Reader {
	return &Reader{
		name: name, words: words, source: source{from: r, scan: words.scan},
		line: fragments{scan: words.scan}, account: account{words: words},
	}
}

// Next returns the next event: of each line about connectors that can be read at least
// one. The error is io.EOF at the end, or that of the underlying reader.
func (r *Reader) Next() (Event, error) {
	for {
		if e, ok := r.account.next(); ok {
			r.events++
			return e, nil
		}
		if r.nextEntry() {
			continue
		}
		if err := r.nextLine(); err != nil {
			return Event{}, err
		}
	}
}

// nextEntry goes on to the next object of the line.
func (r *Reader) nextEntry() bool {
	object, ok := r.line.next()
	if !ok {
		if r.line.torn {
			r.skip(SkipTorn)
			r.line.torn = false
		}
		return false
	}
	e, ok := readEntry(object)
	if !ok && r.words.scan.any(object) {
		r.skip(SkipNoText)
	}
	if ok {
		e.head.File, e.head.Line = r.name, r.source.lines
		r.account.open(e)
	}
	return true
}

// nextLine goes on to the next line with a needle.
func (r *Reader) nextLine() error {
	line, err := r.source.next()
	if err != nil {
		return err
	}
	if line == nil {
		r.skip(SkipTooLong)
	}
	if r.source.lines == 1 {
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	r.line = fragments{rest: line, scan: r.words.scan}
	return nil
}

// skip counts the line, once for a reason, as one that gave no event.
func (r *Reader) skip(why SkipReason) {
	s := &r.skipped[slices.Index(skipReasons[:], why)]
	if s.Count == 0 {
		s.Skip = Skip{Reason: why, First: r.source.lines}
	}
	if s.last < r.source.lines {
		s.Count++
		s.last = r.source.lines
	}
}

// State says what has been read so far.
func (r *Reader) State() LogState {
	s := LogState{Name: r.name, Status: LogRead, Bytes: r.source.bytes, Lines: r.source.lines, Events: r.events}
	if err := r.source.err; err != nil && err != io.EOF {
		s.Status = LogCut
		s.Detail = fmt.Sprintf("reading failed after %d bytes: %v; copy the log and read the copy", r.source.bytes, err)
	}
	for _, of := range r.skipped {
		if of.Count > 0 {
			s.Skipped = append(s.Skipped, of.Skip)
		}
	}
	return s
}
