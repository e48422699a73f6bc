package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// A disk is a copy of a machine's disk in a folder of this one. As an fs.FS its
// names are those of the simulated machine, without the leading slash: C/Users
// for C:\Users. Names match as on that machine, and links lead nowhere but
// within the copy.
type disk struct {
	root string
	fold bool // names match without case
}

func newDisk(root string, system loader.OS) *disk {
	return &disk{root: root, fold: system != loader.Linux}
}

// open gives the files of a directory.
func (d *disk) open(dir loader.Directory) (fs.FS, error) {
	name := d.name(dir.Path)
	if _, err := d.Stat(name); err != nil {
		return nil, err
	}
	return &subdisk{d, name}, nil
}

// name makes a path of the simulated machine a name on the disk. Of C:\a it is
// C/a where that exists, else a.
func (d *disk) name(p string) string {
	p = strings.ReplaceAll(p, `\`, "/")
	if len(p) >= 2 && p[1] == ':' {
		with := clean(p[:1] + "/" + p[2:])
		if _, err := d.Stat(with); err == nil {
			return with
		}
		p = p[2:]
	}
	return clean(p)
}

// clean makes a slashed path a valid name, which never leads out.
func clean(p string) string {
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	if p == "" {
		return "."
	}
	return p
}

// mostLinks is how many links one name may lead through.
const mostLinks = 40

var errLoop = errors.New("its links go in a circle")

// locate walks a name from the root, part by part, and returns where it is on
// this machine. Links are followed within the copy; the last part too, if last.
func (d *disk) locate(name string, last bool) (string, error) {
	done, todo, links := ".", strings.Split(clean(name), "/"), 0
	for len(todo) > 0 {
		part := todo[0]
		todo = todo[1:]
		switch part {
		case ".", "":
			continue
		case "..":
			done = path.Dir(done)
			continue
		}
		next, info, err := d.lookUp(done, part)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 || len(todo) == 0 && !last {
			done = next
			continue
		}
		if links++; links > mostLinks {
			return "", &fs.PathError{Op: "open", Path: name, Err: errLoop}
		}
		target, err := os.Readlink(d.real(next))
		if err != nil {
			return "", err
		}
		target = strings.ReplaceAll(target, `\`, "/")
		if len(target) >= 2 && target[1] == ':' || strings.HasPrefix(target, "/") {
			done, target = ".", d.name(target)
		}
		todo = append(strings.Split(target, "/"), todo...)
	}
	return d.real(done), nil
}

// lookUp finds an entry of a folder: by its very name, else in another case.
func (d *disk) lookUp(folder, part string) (string, fs.FileInfo, error) {
	name := path.Join(folder, part)
	info, err := os.Lstat(d.real(name))
	if err == nil || !d.fold || !errors.Is(err, fs.ErrNotExist) {
		return name, info, err
	}
	entries, _ := os.ReadDir(d.real(folder))
	for _, e := range entries {
		if strings.EqualFold(e.Name(), part) {
			name = path.Join(folder, e.Name())
			info, err := os.Lstat(d.real(name))
			return name, info, err
		}
	}
	return name, nil, err
}

// real is the path on this machine, with its links not followed.
func (d *disk) real(name string) string { return filepath.Join(d.root, filepath.FromSlash(name)) }

// Open opens a file for reading.
func (d *disk) Open(name string) (fs.File, error) {
	at, err := d.locate(name, true)
	if err != nil {
		return nil, err
	}
	return os.Open(at)
}

// Stat returns what a name leads to. It opens nothing.
func (d *disk) Stat(name string) (fs.FileInfo, error) {
	at, err := d.locate(name, true)
	if err != nil {
		return nil, err
	}
	return os.Lstat(at)
}

// ReadDir lists a folder.
func (d *disk) ReadDir(name string) ([]fs.DirEntry, error) {
	at, err := d.locate(name, true)
	if err != nil {
		return nil, err
	}
	return os.ReadDir(at)
}

// A subdisk is one directory of a disk. Its links may lead to all of the disk.
type subdisk struct {
	disk *disk
	base string
}

func (s *subdisk) join(name string) string { return path.Join(s.base, name) }

func (s *subdisk) Open(name string) (fs.File, error)          { return s.disk.Open(s.join(name)) }
func (s *subdisk) Stat(name string) (fs.FileInfo, error)      { return s.disk.Stat(s.join(name)) }
func (s *subdisk) ReadDir(name string) ([]fs.DirEntry, error) { return s.disk.ReadDir(s.join(name)) }

var (
	_ fs.ReadDirFS = (*subdisk)(nil)
	_ fs.StatFS    = (*subdisk)(nil)
	_ io.ReaderAt  = (*os.File)(nil) // packages are read in place
)
