package witness

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
)

// Options bounds what [Read] keeps. The zero value stands for the defaults.
type Options struct {
	// Events are those of all processes; 0 is 100,000. Those of the kind Other are at
	// most a tenth of them. Their texts have at most 256 MiB together, whatever the
	// options, and those of Other a tenth of that. What is kept beside, until a
	// directory is read, does not grow with the logs beyond some 100 MiB.
	Events    int
	Processes int // 0 is 10,000
	// LogBytes is how much of one log is read; 0 is 64 GiB.
	LogBytes int64
	// Progress, if not nil, is called with the number of bytes read so far, of all logs.
	Progress func(bytes int64)
}

func (o Options) complete() Options {
	o.Events = cmp.Or(max(o.Events, 0), 100_000)
	o.Processes = cmp.Or(max(o.Processes, 0), 10_000)
	o.LogBytes = cmp.Or(max(o.LogBytes, 0), 64<<30)
	return o
}

// Read reads logs and groups their events by process. Logs of one directory are read
// in the order of their first times, then of their names, whatever the order given;
// those whose first lines tell no time come last. A name that is given twice is read
// once. The error is ctx's alone; then the record holds what was read.
func Read(ctx context.Context, logs []Log, o Options) (*Record, error) {
	c := newCollector(ctx, o.complete())
	opened := make([]Log, len(logs))
	for i, l := range logs {
		opened[i] = careful(l)
	}
	for _, directory := range byDirectory(opened) {
		if err := c.directory(directory); err != nil {
			return c.record, err
		}
	}
	return c.record, nil
}

// A collector is one call of Read.
type collector struct {
	ctx     context.Context
	options Options
	record  *Record
	room    *room
	bytes   int64
	head    []byte // used again
	// inflated is what any entry of an archive may inflate to.
	inflated int64
}

func newCollector(ctx context.Context, o Options) *collector {
	return &collector{
		ctx: ctx, options: o, record: &Record{}, head: make([]byte, headBytes), inflated: inflatedBytes,
		room: newRoom(o.Events, o.Processes, mostText),
	}
}

// directory reads the logs of one directory.
func (c *collector) directory(logs []Log) error {
	ordered, err := byFirstTime(c.ctx, logs)
	if err != nil {
		return err
	}
	s := newSessions(c.room)
	for _, l := range ordered {
		if c.ctx.Err() != nil {
			break
		}
		c.record.Logs = append(c.record.Logs, c.log(l, s))
	}
	c.record.Processes = append(c.record.Processes, s.processes()...)
	c.record.Dropped += s.dropped
	c.record.Unassigned += s.unassigned
	return c.ctx.Err()
}

// log reads one log.
func (c *collector) log(l Log, s *sessions) LogState {
	f, err := l.Open()
	if err != nil {
		return LogState{Name: l.Name, Status: LogUnreadable, Detail: cause(err)}
	}
	defer f.Close()
	src := &boundedLog{ctx: c.ctx, from: steadyReader{f}, left: c.options.LogBytes, beyond: errLong, got: c.progress}
	src.inflatesTo(l.Packed, c.inflated)
	n, _ := io.ReadFull(src, c.head) // an error comes again from src
	head := c.head[:n]
	if n == 0 && src.err != nil && src.err != io.EOF {
		return LogState{Name: l.Name, Status: LogUnreadable, Detail: cause(src.err)}
	}
	if detail := foreign(head); detail != "" && (src.err == nil || src.err == io.EOF) {
		return LogState{Name: l.Name, Status: LogForeign, Detail: detail, Bytes: int64(n)}
	}
	reader := NewReader(l.Name, io.MultiReader(bytes.NewReader(head), src))
	err = c.events(reader, s)
	state := reader.State()
	state.Name, state.Status, state.Detail = l.Name, LogRead, ""
	if err != nil {
		state.Status, state.Detail = LogCut, cause(err)
	}
	return state
}

// events gives the events of a log to the processes. The error is nil at its end.
func (c *collector) events(from *Reader, to *sessions) error {
	for {
		e, err := from.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		to.add(e)
	}
}

// progress counts what was read.
func (c *collector) progress(bytes int) {
	c.bytes += int64(bytes)
	if c.options.Progress != nil && bytes > 0 {
		c.options.Progress(c.bytes)
	}
}
