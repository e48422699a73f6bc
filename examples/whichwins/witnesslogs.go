package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tacorder/tacorder/loader/witness"
)

// A logFailure says why an argument gives no log.
type logFailure struct {
	name   string // what was given; "" is all of it
	why    string // and what to do
	inside string // the log in it that is named in why, or ""
}

// Error names what was given.
func (f logFailure) Error() string {
	if f.name == "" {
		return f.why
	}
	return f.name + ": " + f.why
}

// A logSearch collects the logs that a call names, each once.
type logSearch struct {
	ctx      context.Context
	stdin    io.Reader
	logs     []witness.Log
	seen     map[string]bool
	archives []io.Closer  // which stay open while their logs are read
	failures []logFailure // what gives no log
	named    []string     // what was given
}

// findLogs lists the logs that arguments name, in their order.
func findLogs(ctx context.Context, stdin io.Reader, args []string) *logSearch {
	s := &logSearch{ctx: ctx, stdin: stdin, seen: make(map[string]bool), named: args}
	for _, arg := range args {
		s.name(arg)
	}
	return s
}

// fail notes what cannot be looked at.
func (s *logSearch) fail(name, why string) {
	s.failures = append(s.failures, logFailure{name: name, why: why})
}

// close closes the archives.
func (s *logSearch) close() {
	for _, c := range s.archives {
		c.Close()
	}
}

// isNew tells whether a path was not named before.
func (s *logSearch) isNew(path string) bool {
	key := wholePath(path)
	if followed, err := filepath.EvalSymlinks(key); err == nil {
		key = followed
	}
	if s.seen[key] {
		return false
	}
	s.seen[key] = true
	return true
}

// name takes in what one argument names.
func (s *logSearch) name(arg string) {
	path := filepath.Clean(arg)
	info, err := os.Stat(path)
	switch {
	case arg == "":
		s.fail(`""`, "the name is empty: name a log")
	case arg == "-":
		s.standardInput()
	case err != nil:
		s.fail(path, fmt.Sprintf("%v: correct the name, or make it readable", withoutPath(err)))
	case info.IsDir():
		s.folder(path)
	case !info.Mode().IsRegular():
		s.fail(path, "it is not a regular file, and was not opened: name a log, or give it as - on standard input")
	case s.isNew(path):
		s.file(path)
	}
}

// folder takes in the logs below a folder.
func (s *logSearch) folder(path string) {
	logs, err := witness.Find(s.ctx, os.DirFS(path), path)
	if err == nil && len(logs) == 0 {
		s.fail(path, "there is no file in it: name a folder with logs")
	}
	for _, log := range logs {
		if s.isNew(log.Name) {
			s.logs = append(s.logs, log)
		}
	}
}

// file takes in a log, or the logs of an archive.
func (s *logSearch) file(path string) {
	file, err := os.Open(path)
	if err != nil {
		s.fail(path, fmt.Sprintf("it cannot be read (%v): make it readable", withoutPath(err)))
		return
	}
	if isArchive(file) {
		s.archive(path, file)
		return
	}
	file.Close()
	s.logs = append(s.logs, witness.Log{Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
}

// archive takes in the logs of an archive, which stays open.
func (s *logSearch) archive(path string, file *os.File) {
	s.archives = append(s.archives, file)
	logs, err := listArchive(path, file)
	var damaged *witness.ArchiveError
	switch {
	case errors.As(err, &damaged):
		s.fail(path, damaged.Reason+": "+damaged.Advice)
	case err != nil:
		s.fail(path, fmt.Sprintf("it cannot be read (%v): make it readable", withoutPath(err)))
	case len(logs) == 0:
		s.fail(path, "there is no file in the archive: name one with logs")
	}
	s.logs = append(s.logs, logs...)
}

// listArchive lists the logs of an archive.
func listArchive(path string, file *os.File) ([]witness.Log, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return witness.FindZip(file, info.Size(), path)
}

// isArchive tells whether something begins as a zip does.
func isArchive(r io.ReaderAt) bool {
	var head [4]byte
	r.ReadAt(head[:], 0) // what is shorter is no archive
	return startsArchive(head[:])
}

// startsArchive tells whether these are the first bytes of a zip: those of an entry, or
// of the end where there is none.
func startsArchive(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06"))
}

// standardInput takes in standard input.
func (s *logSearch) standardInput() {
	const name = "standard input"
	stream := &reopened{source: &awaited{ctx: s.ctx, source: s.stdin}}
	head := make([]byte, 4)
	n, _ := io.ReadFull(stream.open(), head) // an error comes again when all is read
	if startsArchive(head[:n]) {
		s.fail(name, "it is an archive, which is not read from its start: give it as a file")
		return
	}
	s.logs = append(s.logs, witness.Log{Name: name, Open: stream.reopen})
}
