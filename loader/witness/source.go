package witness

import (
	"bytes"
	"io"
)

// A source gives the lines of a log that have a needle. It holds a part of the log, of
// whole lines as far as they are not too long.
type source struct {
	from io.Reader
	scan *scanner

	buf   []byte
	block []byte // of buf: whole lines that are not given yet
	rest  []byte // of buf: the start of the line behind the block
	has   bool   // the block has a needle, so that its lines are looked for one by one

	bytes int64
	lines int   // that were given or passed over
	err   error // that ended reading
}

const (
	leastBuffer = 256 << 10
	mostBuffer  = MostLine + len("\r\n")
	// mostEmptyReads is how often in a row a reader may read nothing.
	mostEmptyReads = 100
)

// next returns the next line with a needle, without its end. Its number is s.lines. A
// line that is too long is nil. The error is that of the reader.
func (s *source) next() ([]byte, error) {
	for {
		if line, ok := s.take(); ok {
			return line, nil
		}
		s.passBlock()
		if s.err != nil && len(s.rest) == 0 {
			return nil, s.err
		}
		if !s.fill() && s.passLong() {
			return nil, nil
		}
	}
}

// take takes the next line with a needle out of the block.
func (s *source) take() (line []byte, ok bool) {
	if !s.has {
		return nil, false
	}
	at := s.scan.first(s.block)
	if at < 0 {
		return nil, false
	}
	begin := bytes.LastIndexByte(s.block[:at], '\n') + 1
	s.lines += bytes.Count(s.block[:begin], []byte{'\n'}) + 1
	line, s.block, _ = bytes.Cut(s.block[begin:], []byte{'\n'})
	if line = bytes.TrimSuffix(line, []byte{'\r'}); len(line) > MostLine {
		line = nil
	}
	return line, true
}

// passBlock passes over the block.
func (s *source) passBlock() {
	s.lines += bytes.Count(s.block, []byte{'\n'})
	if n := len(s.block); n > 0 && s.block[n-1] != '\n' {
		s.lines++ // the last line of the log has no end
	}
	s.block = nil
}

// fill reads until there is a block of whole lines. It reports false when a line fills
// the buffer.
func (s *source) fill() bool {
	if s.buf == nil {
		s.buf = make([]byte, leastBuffer)
	}
	have := copy(s.buf, s.rest)
	for s.err == nil {
		if have == mostBuffer {
			return false
		}
		if have == len(s.buf) {
			s.grow()
		}
		n := s.read(have)
		if end := bytes.LastIndexByte(s.buf[have:have+n], '\n') + 1; end > 0 {
			s.hold(s.buf[:have+end], s.buf[have+end:have+n])
			return true
		}
		have += n
	}
	s.hold(s.buf[:have], nil)
	return true
}

func (s *source) grow() {
	larger := make([]byte, min(2*len(s.buf), mostBuffer))
	copy(larger, s.buf)
	s.buf = larger
}

// read reads into the buffer, behind what it has.
func (s *source) read(have int) int {
	// As much as a processor has in reach.
	p := s.buf[have:min(len(s.buf), have+leastBuffer)]
	for range mostEmptyReads {
		n, err := s.from.Read(p)
		s.bytes += int64(n)
		if s.err = err; n > 0 || err != nil {
			return n
		}
	}
	s.err = io.ErrNoProgress
	return 0
}

func (s *source) hold(block, rest []byte) {
	s.block, s.rest, s.has = block, rest, s.scan.any(block)
}

// passLong passes over the line that fills the buffer and tells whether it has a needle.
func (s *source) passLong() (has bool) {
	piece, end := s.buf, -1
	for {
		has = has || s.scan.any(piece)
		if end >= 0 || s.err != nil {
			break
		}
		// A needle may lie across the border.
		have := copy(s.buf, piece[len(piece)-min(len(piece), s.scan.longest-1):])
		piece = s.buf[:have+s.read(have)]
		if end = bytes.IndexByte(piece[have:], '\n'); end >= 0 {
			behind := piece[have+end+1:]
			piece = piece[:have+end]
			whole := bytes.LastIndexByte(behind, '\n') + 1
			s.hold(behind[:whole], behind[whole:])
		}
	}
	if end < 0 {
		s.hold(nil, nil)
	}
	s.lines++
	return has
}
