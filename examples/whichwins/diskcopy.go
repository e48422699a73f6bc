package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tacorder/tacorder/loader"
)

// A diskCopy is a folder that holds a copy of a machine's disk. Paths are those
// of the simulated machine:
//
//   - C:\a is C/a in the folder where that exists, else a; /a is a.
//   - Names match without case for windows and macos, an exact match first.
//   - A link leads to a place in the copy, wherever its target is written to
//     be: /opt/x is opt/x in the folder. No .. leads out of it.
//
// Nothing but folders and regular files is ever opened.
type diskCopy struct {
	dir    string // on this machine
	system loader.OS
}

func newDiskCopy(dir string, system loader.OS) *diskCopy { return &diskCopy{dir, system} }

// open is a [loader.Opener].
func (c *diskCopy) open(d loader.Directory) (fs.FS, error) {
	return c.sub(d.Path)
}

// sub returns the files of a directory.
func (c *diskCopy) sub(path string) (*copyFS, error) {
	w := walk{disk: c}
	base, err := w.absolute(path, nil)
	if err != nil {
		return nil, err
	}
	return &copyFS{c, base}, nil
}

// Errors of a walk.
var (
	errLinks    = errors.New("too many links, or links in a circle")
	errSpecial  = errors.New("it is neither a folder nor a regular file")
	errNoFolder = errors.New("it is not a directory")
)

// mostLinks is how many links one path may lead through.
const mostLinks = 40

// A walk follows one path through a copy. Its result is a list of names under
// the folder that leads through no link.
type walk struct {
	disk  *diskCopy
	links int
}

// absolute follows a path of the simulated machine, and rest behind it.
func (w *walk) absolute(path string, rest []string) ([]string, error) {
	drive, parts := w.disk.split(path)
	parts = slices.Concat(parts, rest)
	if drive == "" {
		return w.follow(nil, parts)
	}
	links := w.links
	found, err := w.follow(nil, append([]string{drive}, parts...))
	if errors.Is(err, fs.ErrNotExist) {
		w.links = links
		return w.follow(nil, parts)
	}
	return found, err
}

// split takes a path of the simulated machine apart; a drive is without colon.
func (c *diskCopy) split(path string) (drive string, parts []string) {
	if hasDrive(path) {
		drive, path = path[:1], path[2:]
	}
	separators := "/"
	if drive != "" || c.system == loader.Windows {
		separators = `\/`
	}
	return drive, strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(separators, r) })
}

// hasDrive tells whether a path begins as C:\ does.
func hasDrive(path string) bool {
	return len(path) >= 2 && path[1] == ':' && (len(path) == 2 || path[2] == '\\' || path[2] == '/') &&
		('a' <= path[0]|0x20 && path[0]|0x20 <= 'z')
}

// isAbsolute tells whether a link's target starts at the root of the disk.
func (c *diskCopy) isAbsolute(target string) bool {
	return hasDrive(target) || strings.HasPrefix(target, "/") || c.system == loader.Windows && strings.HasPrefix(target, `\`)
}

// follow walks from a place that is free of links.
func (w *walk) follow(at, parts []string) ([]string, error) {
	at = slices.Clone(at)
	for i, part := range parts {
		if part == "." {
			continue
		}
		if part == ".." {
			at = at[:max(len(at)-1, 0)]
			continue
		}
		name, info, err := w.disk.find(at, part)
		if err != nil {
			return nil, err
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return w.link(at, name, parts[i+1:])
		}
		at = append(at, name)
	}
	return at, nil
}

// link goes where a link leads, and rest behind it.
func (w *walk) link(at []string, name string, rest []string) ([]string, error) {
	if w.links++; w.links > mostLinks {
		return nil, errLinks
	}
	target, err := os.Readlink(w.disk.real(append(slices.Clone(at), name)))
	if err != nil {
		return nil, err
	}
	target = strings.TrimPrefix(target, `\\?\`)
	if w.disk.isAbsolute(target) {
		return w.absolute(target, rest)
	}
	_, parts := w.disk.split(target)
	return w.follow(at, slices.Concat(parts, rest))
}

// find looks a name up in a folder that is reached through no link.
func (c *diskCopy) find(at []string, part string) (string, fs.FileInfo, error) {
	if !filepath.IsLocal(part) { // on Windows, a name that would be more than one
		return "", nil, fs.ErrNotExist
	}
	info, err := os.Lstat(c.real(append(slices.Clone(at), part)))
	if err == nil || !errors.Is(err, fs.ErrNotExist) || c.system == loader.Linux {
		return part, info, err
	}
	entries, listErr := os.ReadDir(c.real(at))
	if listErr != nil {
		return part, nil, err
	}
	for _, e := range entries {
		if sameName(e.Name(), part) {
			info, err = os.Lstat(c.real(append(slices.Clone(at), e.Name())))
			return e.Name(), info, err
		}
	}
	return part, nil, err
}

// sameName compares names without case, and whichever way accents are encoded,
// which differs between the file systems of macOS and others.
func sameName(a, b string) bool {
	return strings.EqualFold(a, b) || strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b))
}

// real is a place on this machine.
func (c *diskCopy) real(names []string) string {
	return filepath.Join(append([]string{c.dir}, names...)...)
}
