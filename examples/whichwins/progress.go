package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// When a progress line is first shown, and how often it changes.
const (
	progressAfter = 500 * time.Millisecond
	progressEvery = 100 * time.Millisecond
)

// A progress is a line on a terminal that says how far something is that takes
// long. On anything else it is nothing.
type progress struct {
	what string
	to   io.Writer // nil where there is no terminal
	now  func() time.Time
	// width is that of the terminal, or 0: a line that wraps cannot be taken away.
	width int

	lock  sync.Mutex
	next  time.Time // before it the line is left alone
	most  int64     // what was done when it was last written
	shown bool
}

// progress makes a line for something that begins now, on standard error.
func (a *app) progress(what string) *progress {
	p := &progress{what: what, now: a.machine.now}
	if t, ok := a.machine.terminal(a.stderr); ok && t.color && a.machine.getenv("TERM") != "dumb" {
		p.to, p.next, p.width = a.stderr, p.now().Add(progressAfter), t.width
	}
	return p
}

// tell shows how much is done. Several goroutines may call it: who finds the line
// being written goes on.
func (p *progress) tell(done, all int) {
	p.show(int64(done), func() string { return fmt.Sprintf("%d of %d", done, all) })
}

// tellBytes shows how many bytes are done, where nobody knows of how many.
func (p *progress) tellBytes(done int64) {
	p.show(done, func() string { return fmt.Sprintf("%d MB", done>>20) })
}

// show writes how far it is, if it is time.
func (p *progress) show(done int64, words func() string) {
	if p.to == nil || !p.lock.TryLock() {
		return
	}
	defer p.lock.Unlock()
	now := p.now()
	if now.Before(p.next) || done < p.most {
		return
	}
	p.next, p.most, p.shown = now.Add(progressEvery), done, true
	line := fmt.Sprintf("%s: %s", p.what, words())
	if p.width > 0 && len(line) >= p.width {
		line = line[:p.width-1]
	}
	fmt.Fprintf(p.to, "\r%s\x1b[K", line)
}

// clear takes the line away.
func (p *progress) clear() {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
	p.to, p.shown = nil, false
}
