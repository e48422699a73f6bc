package main

import (
	"context"
	"io"
)

// awaitedBytes is how much of a stream is asked for at once.
const awaitedBytes = 64 << 10

// An awaited is a stream that nobody waits for once the context is over: a read from a
// terminal may last for ever.
type awaited struct {
	ctx    context.Context
	source io.Reader
	// rest was read, and is not asked for yet; err comes behind it.
	rest []byte
	err  error
	// buffer is used again, as long as each read is waited for.
	buffer []byte
}

// Read reads on, or gives the error of the context. A read that is not waited for any
// more has the buffer for itself, and ends with the program.
func (a *awaited) Read(p []byte) (n int, err error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	if len(a.rest) == 0 && a.err == nil {
		a.fetch()
	}
	if len(a.rest) == 0 {
		return 0, a.err
	}
	n = copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// fetch reads once from the source.
func (a *awaited) fetch() {
	if a.buffer == nil {
		a.buffer = make([]byte, awaitedBytes)
	}
	type outcome struct {
		n   int
		err error
	}
	done := make(chan outcome, 1) // so that one that comes too late is not stuck
	go func() {
		n, err := a.source.Read(a.buffer)
		done <- outcome{n, err}
	}()
	select {
	case <-a.ctx.Done():
		a.err = a.ctx.Err()
	case o := <-done:
		a.rest, a.err = a.buffer[:o.n], o.err
	}
}
