package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
)

// A loneFile is a file system with one file of a directory.
type loneFile struct {
	in   fs.FS
	name string
}

// Open opens the directory or the file.
func (f loneFile) Open(name string) (fs.File, error) {
	if name != "." && name != f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.in.Open(name)
}

// ReadDir lists the file alone.
func (f loneFile) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(f.in, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return e.Name() != f.name }), err
}

// readBase reads the directory, or the package, that --base names.
func readBase(dir string, o loader.Options) (*lint.Base, error) {
	var files fs.FS = os.DirFS(dir)
	shown := dir
	if strings.EqualFold(filepath.Ext(dir), ".taco") && isFile(dir) {
		shown = folderOf(dir)
		files = loneFile{os.DirFS(shown), filepath.Base(dir)}
	}
	base, err := lint.ReadBase(files, shown, o)
	var unread *fs.PathError
	switch {
	case dir == "":
		return nil, errors.New(`--base "": the name is empty: name a connector's folder as it was, or a directory of connectors`)
	case errors.As(err, &unread):
		return nil, fmt.Errorf("--base %s: %w: name a connector's folder as it was, or a directory of connectors", dir, unread.Err)
	case err != nil:
		return nil, fmt.Errorf("--base %s: %w", dir, err)
	}
	return base, nil
}

// A comparison notes which classes are held against a base.
type comparison struct {
	base    *lint.Base
	classes map[string]bool
	lacking []string // the classes that it has nothing of
}

// compare makes the connectors of a config tell their classes. Its code starts as that
// of no check does, so that no flag means it.
func compare(c *lint.Config) *comparison {
	seen := &comparison{base: c.Base, classes: make(map[string]bool)}
	if c.Base == nil {
		return seen
	}
	const code = "0-class"
	c.Checks = append(slices.Clone(c.Checks), lint.Check{
		Code: code, Severity: lint.Note, Statement: "It finds nothing.", Help: "It finds nothing.",
		Connector: func(p *lint.ConnectorPass) {
			if p.Manifest != nil {
				seen.add(p.Manifest.Class)
			}
		},
	})
	if len(c.Enable) > 0 {
		c.Enable = append(slices.Clone(c.Enable), code)
	}
	return seen
}

func (c *comparison) add(class string) {
	if class == "" || c.classes[class] {
		return
	}
	c.classes[class] = true
	if !c.base.Has(class) {
		c.lacking = append(c.lacking, class)
	}
}

// notes says what could not be compared.
func (c *comparison) notes() (notes []string) {
	if c.base == nil {
		return nil
	}
	if broken := c.base.Unreadable(); len(broken) > 0 {
		notes = append(notes, fmt.Sprintf("%s of --base could not be read, and nothing is held against them: %s.", plural(len(broken), "connector"), firstOf(broken)))
	}
	if len(c.lacking) > 0 {
		notes = append(notes, fmt.Sprintf("--base has no earlier state of %d of %s: %s.", len(c.lacking), plural(len(c.classes), "class"), firstOf(c.lacking)))
	}
	return notes
}

// firstOf lists the first of some names, and says how many there are besides.
func firstOf(names []string) string {
	const most = 5
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
