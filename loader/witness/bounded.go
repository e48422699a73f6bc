package witness

import (
	"context"
	"errors"
	"io"
	"io/fs"
)

// What an entry of an archive may inflate to: Tableau's logs take about a twentieth.
// Beyond both limits it is read no further.
const (
	inflatedBytes = 1 << 30
	inflatedTimes = 200
)

// Why a log is not read to its end.
var (
	errInflated = errors.New("it unpacks to more than 1 GiB and 200 times its size in the archive, and was read up to there: unpack it and give the folder if that is right")
	errLong     = errors.New("it is longer than what is read of one log, and was read up to there: split it, or raise the limit")
)

// A boundedLog is a log as it is read: up to a limit, and no further once the context
// has ended. An error stays.
type boundedLog struct {
	ctx    context.Context
	from   steadyReader
	left   int64
	beyond error           // what stands for more than that
	got    func(bytes int) // is told of what was read
	err    error
}

// inflatesTo puts the limit for an entry of an archive that takes so many bytes there,
// which does not hold for fewer than least.
func (b *boundedLog) inflatesTo(packed, least int64) {
	if most := max(least, inflatedTimes*min(packed, 1<<50)); packed > 0 && most < b.left {
		b.left, b.beyond = most, errInflated
	}
}

func (b *boundedLog) Read(p []byte) (int, error) {
	if b.err == nil {
		b.err = b.ctx.Err()
	}
	switch {
	case b.err != nil:
		return 0, b.err
	case b.left == 0:
		b.err = b.end()
		return 0, b.err
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	b.err = err
	b.got(n)
	return n, err
}

// end tells whether a log ends where its limit is.
func (b *boundedLog) end() error {
	n, err := b.from.Read(make([]byte, 1))
	if n > 0 {
		return b.beyond
	}
	return err
}

// A steadyReader gives bytes or an error.
type steadyReader struct{ from io.Reader }

func (s steadyReader) Read(p []byte) (int, error) {
	for range 100 {
		if n, err := s.from.Read(p); n != 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
	return 0, io.ErrNoProgress
}

// cause says an error without the name of what it is about.
func cause(err error) string {
	if text, ok := damage(err); ok {
		return text
	}
	var archive *ArchiveError
	var file *fs.PathError
	switch {
	case errors.As(err, &archive):
		return archive.text()
	case errors.As(err, &file):
		return file.Err.Error()
	}
	return err.Error()
}
