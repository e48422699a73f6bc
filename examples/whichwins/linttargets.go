package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// A kind says how a target is looked at.
type kind int

const (
	connectorFolder kind = iota
	connectorPackage
	manifestAlone
)

// A target is something to look at, or why it cannot be.
type target struct {
	given string // the PATH that it was found by
	path  string // what it is
	kind  kind
	err   error
}

// A search collects the targets of one call, each once.
type search struct {
	ctx      context.Context
	given    string // the PATH that is looked at
	targets  []target
	seen     map[string]bool
	misnamed string   // the first manifest whose name has other letters, in what is looked at
	passed   []string // links to folders that are no connectors
}

// findTargets lists what the paths name, in their order, and the links that were not
// followed.
func findTargets(ctx context.Context, paths []string) (targets []target, passed []string) {
	s := &search{ctx: ctx, seen: make(map[string]bool)}
	for _, path := range paths {
		s.given = path
		s.name(filepath.FromSlash(path))
	}
	return s.targets, s.passed
}

// add notes a target that has not been found before.
func (s *search) add(k kind, path string) {
	key := fmt.Sprintf("%d %s", k, wholePath(path))
	if !s.seen[key] {
		s.seen[key] = true
		s.targets = append(s.targets, target{given: s.given, path: path, kind: k})
	}
}

// wholePath is an absolute path, the same for all spellings of one. Of links only those
// are followed that may stand before "..".
func wholePath(path string) string {
	if strings.Contains(path, "..") {
		if followed, err := filepath.EvalSymlinks(path); err == nil {
			path = followed
		}
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return filepath.Clean(path)
}

// fail notes what cannot be looked at.
func (s *search) fail(path, why string) {
	s.targets = append(s.targets, target{given: s.given, err: fmt.Errorf("%s: %s", path, why)})
}

// name takes in what one PATH names.
func (s *search) name(path string) {
	if path == "" {
		s.fail(`""`, "the name is empty: name a connector")
		return
	}
	info, err := os.Stat(path)
	extension := strings.ToLower(filepath.Ext(path))
	switch {
	case isBrokenLink(path):
		s.failLink(path)
	case err != nil:
		s.fail(path, fmt.Sprintf("%v: correct the name, or make it readable", withoutPath(err)))
	case info.IsDir():
		s.directory(path)
	case !info.Mode().IsRegular():
		s.fail(path, "it is not a regular file, and was not opened: name a connector")
	case extension == ".taco":
		s.add(connectorPackage, path)
	case extension != ".xml":
		s.fail(path, "it is neither a package nor a manifest: name a file that ends in .taco or .xml, or a folder")
	case filepath.Base(path) == taco.ManifestName && hasOthersBeside(path):
		s.add(connectorFolder, folderOf(path))
	default:
		s.add(manifestAlone, path)
	}
}

// hasOthersBeside tells whether a file is not alone in its folder. A name that starts
// with a dot does not count.
func hasOthersBeside(path string) bool {
	entries, err := os.ReadDir(folderOf(path))
	if err != nil {
		return false
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) && !strings.HasPrefix(e.Name(), ".") {
			return true
		}
	}
	return false
}

// folderOf is the folder that a file lies in, as it was written.
func folderOf(path string) string {
	dir, _ := filepath.Split(path)
	if dir == "" {
		return "."
	}
	return dir
}

// directory takes in a connector's folder, or the connectors in a directory.
func (s *search) directory(path string) {
	had := len(s.targets)
	s.misnamed = ""
	switch {
	case s.folder(path) || len(s.targets) > had:
	case s.misnamed != "":
		s.fail(s.misnamed, "its name must be "+taco.ManifestName+": rename it")
	default:
		s.fail(path, "there is no connector in it: name a connector's folder, a package, or a directory of them")
	}
}

// folder takes in what is in a folder, which is a connector, or holds some deeper. It
// tells whether there was any, be it one that was found before.
func (s *search) folder(path string) (found bool) {
	if s.ctx.Err() != nil {
		return false
	}
	if s.connector(path) {
		return true
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		s.fail(path, fmt.Sprintf("the folder cannot be read (%v): make it readable", withoutPath(err)))
		return false
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			found = s.entry(below(path, e.Name()), e) || found
		}
	}
	return found
}

// connector takes in a folder that has a manifest, and tells whether it has.
func (s *search) connector(folder string) bool {
	manifest := below(folder, taco.ManifestName)
	switch {
	case isBrokenLink(manifest):
		s.failLink(manifest)
	case isFile(manifest):
		s.add(connectorFolder, folder)
	default:
		return false
	}
	return true
}

// entry takes in what is in a folder. Of links to folders only those to connectors are
// followed, so that no search runs in circles, or leaves what was named.
func (s *search) entry(path string, e os.DirEntry) (found bool) {
	isPackage := strings.EqualFold(filepath.Ext(path), ".taco")
	switch {
	case e.IsDir():
		return s.folder(path)
	case isPackage && isBrokenLink(path):
		s.failLink(path)
	case isPackage && isFile(path):
		s.add(connectorPackage, path)
	case e.Type().IsRegular():
		s.noteMisnamed(path)
		return false
	default:
		return s.linked(path)
	}
	return true
}

// linked takes in what a link leads to, if that is a connector, and notes another folder.
func (s *search) linked(path string) (found bool) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return false
	}
	if s.connector(path) {
		return true
	}
	s.passed = append(s.passed, path)
	return false
}

// noteMisnamed keeps a file that was meant to be a manifest. Where a disk takes all
// letters for the same it was found before.
func (s *search) noteMisnamed(path string) {
	if s.misnamed == "" && strings.EqualFold(filepath.Base(path), taco.ManifestName) {
		s.misnamed = path
	}
}

// failLink notes a link that cannot be followed.
func (s *search) failLink(path string) {
	_, err := os.Stat(path)
	s.fail(path, fmt.Sprintf("the link leads nowhere (%v): correct it, or delete it", withoutPath(err)))
}

// isBrokenLink tells whether there is a link to what is not there, or to itself.
func isBrokenLink(path string) bool {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return false
	}
	_, err = os.Stat(path)
	return err != nil
}

// isFile tells whether there is something that is no folder, behind links.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// below is a name in a folder. The folder's path stays as it was written: what
// stands before .. may be a link.
func below(folder, name string) string {
	switch {
	case folder == ".":
		return name
	case os.IsPathSeparator(folder[len(folder)-1]):
		return folder + name
	}
	return folder + string(filepath.Separator) + name
}

// lint looks at a target.
func (t target) lint(c lint.Config) ([]lint.Finding, error) {
	if t.err != nil {
		return nil, t.err
	}
	var findings []lint.Finding
	var err error
	switch t.kind {
	case connectorFolder:
		c.Path = t.path
		findings, err = lint.Connector(os.DirFS(t.path), c)
	case connectorPackage:
		c.Path, c.Entry = folderOf(t.path), filepath.Base(t.path)
		findings, err = lint.Connector(os.DirFS(c.Path), c)
	case manifestAlone:
		var data []byte
		if data, err = readManifest(t.path); err == nil {
			findings, err = lint.Manifest(path.Clean(t.path), data, c)
		}
	}
	var wrong *lint.ConfigError // all else about the config was right before
	if errors.As(err, &wrong) {
		err = errors.New("the file has a name that cannot be opened: rename it")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	return findings, nil
}

// readManifest reads a manifest, as far as one may be long and one byte more.
func readManifest(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("it cannot be read (%w): make it readable", withoutPath(err))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, manifest.DefaultLimits().Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read (%w): make it readable", withoutPath(err))
	}
	return data, nil
}

// withSeparatorsOf writes the paths of findings with the separator that the user has
// written a PATH with. Windows alone has two.
func withSeparatorsOf(given string, system loader.OS, findings []lint.Finding) []lint.Finding {
	if system != loader.Windows {
		return findings
	}
	from, to := `\`, "/"
	if strings.Contains(given, `\`) {
		from, to = to, from
	}
	for i := range findings {
		f := &findings[i]
		f.File = strings.ReplaceAll(f.File, from, to)
		for k := range f.Related {
			f.Related[k].File = strings.ReplaceAll(f.Related[k].File, from, to)
		}
	}
	return findings
}
