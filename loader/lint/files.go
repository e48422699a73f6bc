package lint

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// mostFiles is how many files and folders of a folder are looked at: one with more is
// not a connector's own.
const mostFiles = 10_000

// A fileSet is the files of one connector, by their names with slashes.
type fileSet interface {
	names() ([]string, error) // sorted
	has(name string) bool
	// copyTo writes a file to w and returns how many bytes were read of it: no more
	// than limit and one. The error of a file with more is one of isTooLarge.
	copyTo(w io.Writer, name string, limit int64) (int64, error)
}

// limits returns the bounds of what is read.
func limits(o loader.Options) (manifestBytes, packageBytes int64) {
	return cmp.Or(max(o.Manifest.Bytes, 0), manifest.DefaultLimits().Bytes), cmp.Or(max(o.PackageBytes, 0), 64<<20)
}

// A folder is an unpackaged connector. Hidden folders in it, such as .git, are none of
// its own. It is no fs.Sub of the file system, whose Stat would open files: pipes too.
type folder struct {
	files fs.FS
	dir   string // "." is the file system itself
}

func (f folder) at(name string) string { return path.Join(f.dir, name) }

func (f folder) names() ([]string, error) {
	var names []string
	seen := 0
	err := fs.WalkDir(f.files, f.dir, func(name string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != f.dir && hidden(d.Name()):
			return fs.SkipDir
		case seen > mostFiles:
			return fmt.Errorf("the folder has more than %d files and folders", mostFiles)
		case d.Type().IsRegular(), d.Type()&fs.ModeSymlink != 0 && f.isFile(name):
			if f.dir != "." {
				name = name[len(f.dir)+1:]
			}
			names = append(names, name)
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// isFile tells whether a link leads to a regular file.
func (f folder) isFile(name string) bool {
	info, err := fs.Stat(f.files, name)
	return err == nil && info.Mode().IsRegular()
}

// hidden tells whether a name of a file or folder hides it.
func hidden(name string) bool { return strings.HasPrefix(name, ".") }

func (f folder) has(name string) bool {
	if !fs.ValidPath(name) {
		return false
	}
	info, err := fs.Stat(f.files, f.at(name))
	return err == nil && info.Mode().IsRegular()
}

// errNotRegular says that a file would have to be opened that is a folder, a pipe or
// the like.
var errNotRegular = errors.New("it is not a regular file")

// errTooLarge says that a file was not read for its size.
var errTooLarge = errors.New("it is over the limit of what is read")

// isTooLarge tells whether a file was not read as a whole for its size.
func isTooLarge(err error) bool {
	var packed *taco.Error
	return errors.Is(err, errTooLarge) || errors.As(err, &packed) && packed.Code == taco.CodeEntryTooLarge
}

func (f folder) copyTo(w io.Writer, name string, limit int64) (int64, error) {
	info, err := fs.Stat(f.files, f.at(name))
	switch {
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, errNotRegular
	}
	file, err := f.files.Open(f.at(name))
	if err != nil {
		return 0, err
	}
	defer file.Close()
	n, err := io.Copy(w, io.LimitReader(file, limit+1))
	if err == nil && n > limit {
		err = errTooLarge
	}
	return n, err
}

// A packed is the files of a package.
type packed struct {
	pkg     *taco.Package
	entries map[string]int // of each file, the first entry of its name
}

func newPacked(pkg *taco.Package) packed {
	p := packed{pkg, make(map[string]int)}
	for i, e := range pkg.Entries() {
		if _, twice := p.entries[e.Name]; !twice && !strings.HasSuffix(e.Name, "/") {
			p.entries[e.Name] = i
		}
	}
	return p
}

func (p packed) names() ([]string, error) {
	names := make([]string, 0, len(p.entries))
	for name := range p.entries {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

func (p packed) has(name string) bool {
	_, ok := p.entries[name]
	return ok
}

func (p packed) copyTo(w io.Writer, name string, limit int64) (int64, error) {
	i, ok := p.entries[name]
	if !ok {
		return 0, fs.ErrNotExist
	}
	size := &counter{to: w}
	err := p.pkg.CopyEntry(size, i, limit)
	return size.n, err
}

// A counter counts the bytes that are written through it.
type counter struct {
	to io.Writer
	n  int64
}

func (c *counter) Write(data []byte) (int, error) {
	n, err := c.to.Write(data)
	c.n += int64(n)
	return n, err
}

// inside is the name of a file as a manifest writes it, with slashes and without
// parts that lead nowhere.
func inside(named string) string { return path.Clean(strings.ReplaceAll(named, `\`, "/")) }
