package loadertest

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// A Scenario is one file: a host, its disk and the answer that is expected.
type Scenario struct {
	File        string
	Host        loader.Host
	Directories []loader.Directory // in load order; the path is the folder's name
	Want        string             // the want section, as written

	wantLine int // of its first line in the file
	disk     fstest.MapFS
}

// A SyntaxError says which line of a scenario cannot be understood.
type SyntaxError struct {
	File string
	Line int // 1-based
	Text string
}

// Error names file, line and what is wrong.
func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text) }

// A parser reads one scenario.
type parser struct {
	scenario *Scenario
	folders  []folder
	builtIn  version.Release
	written  map[string]bool
}

// A folder is one at the top of the file that is a directory.
type folder struct {
	tier loader.Tier
	name string
}

// Parse reads a scenario. The file name is only shown. The error is a
// *[SyntaxError] for the first line that is not understood: an unknown key, a
// file outside of the directories, a name given twice, or no want section.
func Parse(file string, data []byte) (*Scenario, error) {
	p := &parser{scenario: &Scenario{File: file, disk: fstest.MapFS{}}, written: make(map[string]bool)}
	archive := txtar.Parse(data)
	if err := p.comment(string(archive.Comment)); err != nil {
		return nil, err
	}
	packages := make(map[string][]txtar.File)
	line := 1 + strings.Count(string(archive.Comment), "\n")
	want := false
	for _, f := range archive.Files {
		line++ // the marker
		switch {
		case f.Name == "want" && want, p.written[f.Name]:
			return nil, p.fault(line-1, "%s is given twice: keep one", f.Name)
		case f.Name == "want":
			want = true
			p.scenario.Want, p.scenario.wantLine = string(f.Data), line
		default:
			if err := p.file(f, line, packages); err != nil {
				return nil, err
			}
		}
		p.written[f.Name] = true
		line += strings.Count(string(f.Data), "\n")
	}
	if !want {
		return nil, p.fault(line, "there is no section -- want --: add the answer that is expected")
	}
	if err := p.pack(packages); err != nil {
		return nil, err
	}
	p.finish()
	return p.scenario, nil
}

func (p *parser) fault(line int, format string, args ...any) error {
	return &SyntaxError{p.scenario.File, line, fmt.Sprintf(format, args...)}
}

// keyValue splits a line; ok is false for a remark or an empty line.
func keyValue(line string) (key, value string, ok bool, bad bool) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return "", "", false, false
	}
	key, value, found := strings.Cut(line, ":")
	return strings.TrimSpace(key), strings.TrimSpace(value), found, !found
}

// comment reads the host.
func (p *parser) comment(text string) error {
	h := &p.scenario.Host
	h.Product, h.OS, h.Release = loader.Desktop, loader.Windows, version.Latest()
	for i, line := range strings.Split(text, "\n") {
		key, value, ok, bad := keyValue(line)
		if bad {
			return p.fault(i+1, "%q is no \"key: value\": start a remark with #", line)
		}
		if !ok {
			continue
		}
		if err := p.key(key, value); err != nil {
			return p.fault(i+1, "%v", err)
		}
		if err := h.Validate(); err != nil {
			return p.fault(i+1, "%v", err)
		}
	}
	return nil
}

// key takes one key of the host.
func (p *parser) key(key, value string) (err error) {
	h := &p.scenario.Host
	switch key {
	case "product":
		h.Product = loader.Product(value)
	case "os":
		h.OS = loader.OS(value)
	case "release":
		h.Release, err = version.ParseRelease(value)
	case "built-in-release":
		p.builtIn, err = version.ParseRelease(value)
	case "native":
		h.Native = loader.NativeClasses(value)
	case "assume":
		rule, option, ok := strings.Cut(value, "=")
		if !ok {
			return fmt.Errorf("assume %q has no value: write RULE=VALUE", value)
		}
		if h.Assume == nil {
			h.Assume = make(map[loader.RuleID]string)
		}
		h.Assume[loader.RuleID(rule)] = option
	case "dir":
		tier, name, ok := strings.Cut(value, "=")
		if !ok || !slices.Contains(loader.Tiers(), loader.Tier(tier)) || !fs.ValidPath(name) || strings.Contains(name, "/") {
			return fmt.Errorf("dir %q names no tier and folder: write TIER=FOLDER", value)
		}
		p.folders = append(p.folders, folder{loader.Tier(tier), name})
	default:
		return fmt.Errorf("unknown key %q: use product, os, release, built-in-release, native, assume or dir", key)
	}
	return err
}

// file takes one file of a directory.
func (p *parser) file(f txtar.File, line int, packages map[string][]txtar.File) error {
	top, rest, _ := strings.Cut(f.Name, "/")
	if !fs.ValidPath(f.Name) || strings.Contains(f.Name, `\`) || rest == "" {
		return p.fault(line-1, "%q is no file in a folder: write it with slashes, without .. ", f.Name)
	}
	if !slices.Contains(loader.Tiers(), loader.Tier(top)) && !slices.ContainsFunc(p.folders, func(d folder) bool { return d.name == top }) {
		return p.fault(line-1, "the folder %q is no directory: use built-in, shared, repository or dev, or a dir key", top)
	}
	entry, inside, nested := strings.Cut(rest, "/")
	name, data := f.Name, f.Data
	if nested && (inside == "manifest" || strings.HasSuffix(inside, "/manifest")) {
		text, err := p.manifest(string(data), line)
		if err != nil {
			return err
		}
		name, inside, data = name+".xml", inside+".xml", []byte(text)
	}
	if nested && len(entry) >= len(".taco") && strings.EqualFold(entry[len(entry)-len(".taco"):], ".taco") {
		packages[top+"/"+entry] = append(packages[top+"/"+entry], txtar.File{Name: inside, Data: data})
		return nil
	}
	p.scenario.disk[name] = &fstest.MapFile{Data: data, Mode: 0o644}
	return nil
}

// finish lists the directories that the file has.
func (p *parser) finish() {
	s := p.scenario
	for _, tier := range loader.Tiers() {
		all := p.folders
		if slices.ContainsFunc(keys(s.disk), func(name string) bool { return strings.HasPrefix(name, string(tier)+"/") }) {
			all = append([]folder{{tier, string(tier)}}, all...)
		}
		for _, d := range all {
			if d.tier != tier {
				continue
			}
			directory := loader.Directory{Tier: tier, Path: d.name}
			if tier == loader.TierBuiltIn {
				directory.Release = p.builtIn
			}
			s.Directories = append(s.Directories, directory)
		}
	}
}

func keys(disk fstest.MapFS) []string {
	names := make([]string, 0, len(disk))
	for name := range disk {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Open gives the files of one of the scenario's directories.
func (s *Scenario) Open(d loader.Directory) (fs.FS, error) {
	if _, err := fs.Stat(s.disk, d.Path); err != nil {
		return nil, err
	}
	return fs.Sub(s.disk, d.Path)
}

// Resolve answers the scenario. The error is ctx's alone.
func (s *Scenario) Resolve(ctx context.Context) (*loader.Resolution, error) {
	inv, err := loader.Discover(ctx, s.Directories, s.Open, loader.Options{})
	if err != nil {
		return nil, err
	}
	return loader.Resolve(inv, s.Host), nil
}
