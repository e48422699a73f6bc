package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// diskOf turns the text of a disk into a file system: a section is a file, and
// what stands under a name that ends in .taco is packed into a package.
func diskOf(text []byte) (fs.FS, error) {
	files := make(map[string][]byte)
	packages := make(map[string]map[string][]byte)
	for _, f := range txtar.Parse(text).Files {
		name, inside, packed := strings.Cut(f.Name, ".taco/")
		if !packed {
			files[f.Name] = f.Data
			continue
		}
		if packages[name] == nil {
			packages[name] = make(map[string][]byte)
		}
		packages[name][inside] = f.Data
	}
	for name, inside := range packages {
		data, err := pack(inside)
		if err != nil {
			return nil, err
		}
		files[name+".taco"] = data
	}
	data, err := pack(files)
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

// pack makes a ZIP archive.
func pack(files map[string][]byte) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}
