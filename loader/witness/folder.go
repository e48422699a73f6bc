package witness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/tacorder/tacorder/loader"
)

// How far Find goes.
const (
	mostFound = 100_000 // logs
	mostDeep  = 64      // directories, one in the other
)

var (
	errLink    = errors.New("it is a link, and links are not followed: give what it leads to")
	errSpecial = errors.New("it is no regular file")
	errNoDir   = errors.New("it is no directory")
	errDeep    = fmt.Errorf("it lies %d directories deep: give it by itself", mostDeep)
)

// Find lists the regular files below a folder, by name, as logs; which of them are
// Tableau's is seen when they are read. The names are root joined with the path in
// fsys. Archives (.zip) in it are listed too, and are foreign when read. Links are not
// followed. An entry that cannot be looked at is a log whose Open fails, and so is the
// directory at which Find has found as much as it lists. The error is ctx's alone.
func Find(ctx context.Context, fsys fs.FS, root string) ([]Log, error) {
	w := &walk{ctx: ctx, fsys: fsys, most: mostFound}
	err := w.directory(".", root, 0)
	return w.logs, err
}

// A walk is one call of Find.
type walk struct {
	ctx  context.Context
	fsys fs.FS
	most int // logs
	full bool
	logs []Log
}

// directory lists what is below a directory. The error is that of the context.
func (w *walk) directory(dir, name string, depth int) error {
	if depth >= mostDeep {
		w.add(unopenable(name, errDeep))
		return nil
	}
	entries, err := w.entries(dir)
	if err != nil {
		w.add(unopenable(name, err))
	}
	for _, entry := range entries {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if w.full {
			return nil
		}
		if len(w.logs) >= w.most {
			w.full = true
			w.add(unopenable(name, w.tooMany()))
			return nil
		}
		if err := w.entry(path.Join(dir, entry.Name()), joined(name, entry.Name()), entry.Type(), depth); err != nil {
			return err
		}
	}
	return w.ctx.Err()
}

// entry lists one entry of a directory.
func (w *walk) entry(at, name string, kind fs.FileMode, depth int) error {
	switch {
	case kind.IsDir():
		return w.directory(at, name, depth+1)
	case kind.IsRegular():
		w.add(Log{Name: name, Open: func() (io.ReadCloser, error) { return w.fsys.Open(at) }})
	case kind&fs.ModeSymlink != 0:
		w.add(unopenable(name, errLink))
	default:
		w.add(unopenable(name, errSpecial))
	}
	return nil
}

func (w *walk) add(l Log) { w.logs = append(w.logs, l) }

func (w *walk) tooMany() error {
	return fmt.Errorf("more than %d logs were found before all of it was looked at: give a folder below it", w.most)
}

// entries lists a directory by name: no more of it than would be taken, since a
// directory may have any number of entries.
func (w *walk) entries(dir string) ([]fs.DirEntry, error) {
	f, err := w.fsys.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, ok := f.(fs.ReadDirFile)
	if !ok {
		return nil, errNoDir
	}
	var entries []fs.DirEntry
	for len(entries) <= w.most {
		var more []fs.DirEntry
		more, err = d.ReadDir(w.most + 1 - len(entries))
		entries = append(entries, more...)
		if err != nil || len(more) == 0 {
			break
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return compareNames(a.Name(), b.Name()) })
	return entries, err
}

// joined returns the name of an entry of a directory.
func joined(directory, entry string) string {
	if directory == "" {
		return entry
	}
	return loader.Join(directory, entry)
}
