package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"
)

// A copyFS is a directory of a [diskCopy]: an fs.ReadDirFS and fs.StatFS.
type copyFS struct {
	disk *diskCopy
	base []string
}

// locate follows a name to a place on this machine.
func (f *copyFS) locate(op, name string) (string, fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return "", nil, pathError(op, name, fs.ErrInvalid)
	}
	w := walk{disk: f.disk}
	at, err := w.follow(f.base, strings.Split(name, "/"))
	if err != nil {
		return "", nil, pathError(op, name, err)
	}
	real := f.disk.real(at)
	info, err := os.Lstat(real)
	if err != nil {
		return "", nil, pathError(op, name, err)
	}
	return real, info, nil
}

// pathError names the file as it was asked for, not as it is on this machine.
func pathError(op, name string, err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &fs.PathError{Op: op, Path: name, Err: err}
}

// Open opens a folder or a regular file.
func (f *copyFS) Open(name string) (fs.File, error) {
	real, info, err := f.locate("open", name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() && !info.Mode().IsRegular() {
		return nil, pathError("open", name, errSpecial)
	}
	file, err := os.Open(real)
	if err != nil {
		return nil, pathError("open", name, err)
	}
	return file, nil
}

// Stat describes a file, behind links, without opening it.
func (f *copyFS) Stat(name string) (fs.FileInfo, error) {
	_, info, err := f.locate("stat", name)
	return info, err
}

// ReadDir lists a folder.
func (f *copyFS) ReadDir(name string) ([]fs.DirEntry, error) {
	real, info, err := f.locate("readdir", name)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, pathError("readdir", name, errNoFolder)
	}
	entries, err := os.ReadDir(real)
	if err != nil {
		return nil, pathError("readdir", name, err)
	}
	return entries, nil
}
