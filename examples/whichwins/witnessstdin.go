package main

import (
	"errors"
	"io"
)

// mostReopened is how much of a stream is kept for being opened again: to put logs in
// order, their first lines are read before all the rest.
const mostReopened = 1 << 20

// A reopened is a stream that can be opened again while only its beginning was read.
type reopened struct {
	source io.Reader
	kept   []byte // all that was read so far
	gone   bool   // more was read than is kept
}

// reopen opens the stream at its beginning, or says that this is gone.
func (s *reopened) reopen() (io.ReadCloser, error) {
	if s.gone {
		return nil, errors.New("it can be read once only: give it as a file")
	}
	return s.open(), nil
}

func (s *reopened) open() io.ReadCloser { return io.NopCloser(&opening{stream: s}) }

// An opening reads what is kept of a stream, then the stream itself.
type opening struct {
	stream *reopened
	at     int
}

// Read reads on.
func (o *opening) Read(p []byte) (n int, err error) {
	s := o.stream
	if o.at < len(s.kept) {
		n = copy(p, s.kept[o.at:])
		o.at += n
		return n, nil
	}
	n, err = s.source.Read(p)
	switch {
	case s.gone:
	case len(s.kept)+n > mostReopened:
		s.gone, s.kept = true, nil
	default:
		s.kept = append(s.kept, p[:n]...)
		o.at += n
	}
	return n, err
}
