package witness

import (
	"errors"
	"io"
)

// A Log is one log to be read.
type Log struct {
	// Name is shown, and says by its directory which logs belong together: processes
	// of the same number in two directories are two processes.
	Name string
	// Open opens it. It is called twice where a directory has several logs: once for the
	// first lines, by which they are put in order. A stream that can be opened only once
	// must be the only log of its directory. A log without Open, or whose Open gives
	// nothing, is unreadable.
	Open func() (io.ReadCloser, error)
	// Packed is how many bytes the log takes in its archive, or 0. A log that inflates
	// beyond what logs do is read up to there.
	Packed int64
}

// errNothingToOpen is why a log cannot be read that nobody can open.
var errNothingToOpen = errors.New("the log has nothing to be opened: set Open to a function that gives a reader")

// careful returns a log whose Open gives a reader or an error.
func careful(l Log) Log {
	open := l.Open
	if open == nil {
		return unopenable(l.Name, errNothingToOpen)
	}
	l.Open = func() (io.ReadCloser, error) {
		f, err := open()
		if f == nil && err == nil {
			err = errNothingToOpen
		}
		return f, err
	}
	return l
}

// unopenable returns a log that says why it cannot be read.
func unopenable(name string, err error) Log {
	return Log{Name: name, Open: func() (io.ReadCloser, error) { return nil, err }}
}

// A LogStatus says whether a log was read.
type LogStatus string

// The states of a log.
const (
	LogRead       LogStatus = "read"
	LogForeign    LogStatus = "foreign"    // it is no JSON Lines log of Tableau
	LogUnreadable LogStatus = "unreadable" // it could not be opened
	LogCut        LogStatus = "cut"        // reading ended before its end, by an error or a limit
)

// A LogState is what became of one log.
type LogState struct {
	Name    string
	Status  LogStatus
	Detail  string // why it was not read to its end, and what to do; or ""
	Bytes   int64  // that were read
	Lines   int    // that were read, of any kind
	Events  int
	Skipped []Skip // in the order of the reasons
}

// A SkipReason says why a line about connectors gave no event.
type SkipReason string

// The reasons.
const (
	SkipTorn    SkipReason = "torn"     // it is no JSON object, or only a part of one
	SkipTooLong SkipReason = "too-long" // it is longer than MostLine
	SkipNoText  SkipReason = "no-text"  // it is a JSON object without the fields of a log line
)

// MostLine is how many bytes a line has at most to be read as an event.
const MostLine = 1 << 20

// A Skip counts lines that name connectors and gave no event.
type Skip struct {
	Reason SkipReason
	Count  int
	First  int // the first such line
}
