package loader

import (
	"cmp"
	"context"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// An Opener gives the files of a directory: this machine's disk, a copy of
// another machine's disk, or fstest.MapFS. An error that is fs.ErrNotExist, or
// no file system at all, says that the directory is missing; any other error
// that it cannot be read.
type Opener func(Directory) (fs.FS, error)

// Options are the bounds of a scan. The zero value is good for all but the
// strangest input.
type Options struct {
	Workers      int             // candidates read at a time; 0 is one a processor
	Manifest     manifest.Limits // limits on one manifest
	Package      taco.Limits     // limits on one package
	PackageBytes int64           // most that is read of a package that is no io.ReaderAt; 0 is 64 MiB
	Verifier     taco.Verifier   // checks the signatures of packages; nil checks none

	// Progress is told how many of the entries that may be candidates have been
	// read, and how many there are: 0 first, then each count once. Several
	// goroutines call it, so that counts may come out of order. It should return
	// at once. nil is not told.
	Progress func(done, all int)
}

// complete returns o with its zero fields filled in. One limit on the bytes of
// a manifest holds for folders and packages alike.
func (o Options) complete() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Manifest.Bytes <= 0 {
		o.Manifest.Bytes = manifest.DefaultLimits().Bytes
	}
	if o.Package.ManifestBytes <= 0 {
		o.Package.ManifestBytes = o.Manifest.Bytes
	}
	if o.PackageBytes <= 0 {
		o.PackageBytes = 64 << 20
	}
	return o
}

// Discover reads the directories and every candidate in them. It is the only
// function of the package that reads anything. The result is complete and does
// not depend on timing or on the number of workers: a directory that is missing
// or cannot be read is a state, a candidate that cannot be read is a fault of
// that candidate. The error is ctx's alone, and then there is no inventory.
//
// Each direct sub-folder and each .taco file is a candidate (SDK #134). A link
// is followed. Pipes, devices and sockets are never opened. Of the other files only
// the names of those are kept that belong into a connector: see
// [ScannedDirectory].LooseFiles.
func Discover(ctx context.Context, ds []Directory, open Opener, o Options) (*Inventory, error) {
	s := &scan{options: o.complete(), open: open, roots: make([]root, len(ds))}
	err := s.each(ctx, len(ds), func(i int, _ *reader) { s.roots[i] = s.list(ds[i]) })
	if err != nil {
		return nil, err
	}
	s.chooseFirst()
	s.findSame()
	jobs := s.jobs()
	found := make([]finding, len(jobs))
	progress := s.progress(len(jobs))
	err = s.each(ctx, len(jobs), func(i int, r *reader) {
		found[i] = r.read(ctx, s.roots[jobs[i].root].files, jobs[i])
		progress()
	})
	if err != nil {
		return nil, err
	}
	return s.inventory(jobs, found), nil
}

// A scan is one call of Discover.
type scan struct {
	options Options
	open    Opener
	roots   []root
}

// A root is a directory and what listing it gave.
type root struct {
	scanned ScannedDirectory
	files   fs.FS
	info    fs.FileInfo // to tell whether two directories are one; nil where not known
	entries []fs.DirEntry
	same    int // the index of an earlier root that is the same, or -1
}

// A job is one entry to read.
type job struct {
	root  int
	entry fs.DirEntry
}

// each calls do for 0 to n-1 with as many workers as the options say, each with
// a reader of its own, and returns ctx's error.
func (s *scan) each(ctx context.Context, n int, do func(int, *reader)) error {
	var next atomic.Int64
	var group errgroup.Group
	for range min(s.options.Workers, n) {
		group.Go(func() error {
			r := &reader{options: s.options}
			for {
				i := int(next.Add(1) - 1)
				if i >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				do(i, r)
			}
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err() // a call that it interrupted may have given anything
}

// progress tells that nothing has been read yet, and returns what tells of one
// more entry.
func (s *scan) progress(all int) func() {
	tell := s.options.Progress
	if tell == nil {
		return func() {}
	}
	var done atomic.Int64
	tell(0, all)
	return func() { tell(int(done.Add(1)), all) }
}

// list opens and lists one directory.
func (s *scan) list(d Directory) root {
	r := root{scanned: ScannedDirectory{Directory: d, State: StateRead}, same: -1}
	files, err := s.open(d)
	if err == nil && files == nil {
		err = fs.ErrNotExist
	}
	if err == nil {
		r.files = files
		r.info, _ = fs.Stat(files, ".")
		r.entries, err = fs.ReadDir(files, ".")
	}
	if err != nil {
		r.scanned.State, r.scanned.Detail = stateOf(err)
	}
	slices.SortFunc(r.entries, func(a, b fs.DirEntry) int { return compareNames(a.Name(), b.Name()) })
	return r
}

// inLoadOrder returns the indices of the roots, by tier and then as given.
func (s *scan) inLoadOrder() []int {
	order := make([]int, len(s.roots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(s.roots[a].scanned.Tier.rank(), s.roots[b].scanned.Tier.rank())
	})
	return order
}

// chooseFirst keeps of each group of directories the first that exists.
func (s *scan) chooseFirst() {
	taken := make(map[string]bool)
	for _, i := range s.inLoadOrder() {
		r := &s.roots[i]
		if r.scanned.FirstOf == "" || r.scanned.State == StateMissing {
			continue
		}
		group := r.scanned.FirstOf + "\x00" + string(r.scanned.Tier) + "\x00" + r.scanned.Release.Feature().String()
		if taken[group] {
			r.scanned.State, r.scanned.Detail, r.entries = StateNotSearched, "", nil
		}
		taken[group] = true
	}
}

// findSame finds directories that are given twice. The later one is not read:
// its candidates are those of the earlier one.
func (s *scan) findSame() {
	order := s.inLoadOrder()
	for n, i := range order {
		r := &s.roots[i]
		if r.scanned.State != StateRead {
			continue
		}
		for _, k := range order[:n] {
			earlier := &s.roots[k]
			if earlier.scanned.State == StateRead && earlier.same < 0 && sameDirectory(earlier, r) {
				r.same, r.entries, r.scanned.SameAs = k, nil, earlier.scanned.Path
				break
			}
		}
	}
}

// jobs lists the entries that may be candidates, in the order of the result, and
// keeps the names of the loose files.
func (s *scan) jobs() []job {
	var jobs []job
	for i := range s.roots {
		for _, e := range s.roots[i].entries {
			if e.IsDir() || e.Type()&fs.ModeSymlink != 0 || isPackage(e.Name()) {
				jobs = append(jobs, job{i, e})
			}
		}
		s.roots[i].scanned.LooseFiles = looseFiles(s.roots[i].entries)
		s.roots[i].entries = nil
	}
	return jobs
}

// isPackage tells whether a file's name says that it is a package, in any case
// of the extension.
func isPackage(name string) bool {
	return len(name) >= len(".taco") && strings.EqualFold(name[len(name)-len(".taco"):], ".taco")
}

// inventory puts the findings together.
func (s *scan) inventory(jobs []job, found []finding) *Inventory {
	for i := range found {
		found[i].candidate.Place = Place{jobs[i].root, jobs[i].entry.Name()}
	}
	s.mergeLinks(jobs, found)
	inv := &Inventory{Directories: make([]ScannedDirectory, len(s.roots))}
	for i := range s.roots {
		inv.Directories[i] = s.roots[i].scanned
	}
	inv.Candidates = make([]Candidate, 0, len(found))
	for i := range found {
		if found[i].keep {
			inv.Candidates = append(inv.Candidates, found[i].candidate)
		}
	}
	return inv
}
