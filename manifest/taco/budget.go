package taco

import (
	"errors"
	"io"
	"sync/atomic"
)

// errBudget says that the directory of an archive took more bytes than allowed.
var errBudget = errors.New("the byte limit was reached")

// A budgetReader reads at most a number of bytes until it is lifted, so that an
// archive whose records lie about its directory cannot have more read.
type budgetReader struct {
	from   io.ReaderAt
	left   atomic.Int64
	lifted atomic.Bool
	spent  atomic.Bool
}

func (b *budgetReader) ReadAt(p []byte, offset int64) (int, error) {
	if !b.lifted.Load() && b.left.Add(-int64(len(p))) < 0 {
		b.spent.Store(true)
		return 0, errBudget
	}
	return b.from.ReadAt(p, offset)
}
