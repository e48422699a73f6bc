package main

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	ctx     context.Context
	given   string // the PATH that is looked at
	targets []target
	seen    map[string]bool
}

// findTargets lists what the paths name, in their order.
func findTargets(ctx context.Context, paths []string) []target {
	s := &search{ctx: ctx, seen: make(map[string]bool)}
	for _, path := range paths {
		s.given = path
		s.name(filepath.FromSlash(path))
	}
	return s.targets
}

// add notes a target that has not been found before.
func (s *search) add(k kind, path string) {
	key := fmt.Sprintf("%d %s", k, path)
	if !strings.Contains(path, "..") { // before which a link may stand
		key = fmt.Sprintf("%d %s", k, filepath.Clean(path))
	}
	if !s.seen[key] {
		s.seen[key] = true
		s.targets = append(s.targets, target{given: s.given, path: path, kind: k})
	}
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
	if !s.folder(path) && len(s.targets) == had {
		s.fail(path, "there is no connector in it: name a connector's folder, a package, or a directory of them")
	}
}

// folder takes in what is in a folder, which is a connector, or holds some deeper. It
// tells whether there was any, be it one that was found before.
func (s *search) folder(path string) (found bool) {
	if s.ctx.Err() != nil {
		return false
	}
	if isFile(below(path, taco.ManifestName)) {
		s.add(connectorFolder, path)
		return true
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		s.fail(path, fmt.Sprintf("the folder cannot be read (%v): make it readable", withoutPath(err)))
		return false
	}
	for _, e := range entries {
		at := below(path, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			found = s.folder(at) || found
		case strings.EqualFold(filepath.Ext(at), ".taco") && isFile(at):
			s.add(connectorPackage, at)
			found = true
		}
	}
	return found
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
