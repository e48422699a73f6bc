package loadertest

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A Scenario is one file: a host at one or more releases, its disk and the answers
// that are expected.
type Scenario struct {
	File        string
	Host        loader.Host        // at the first of Releases
	Releases    []version.Release  // in the order given; never empty after [Parse]
	Directories []loader.Directory // in load order; the path is the folder's name
	Want        string             // the want section without a constraint, as written; "" where there is none

	plain      *section   // the want section without a constraint, or nil
	wants      []*section // those with one
	sweep      *section   // or nil
	lint       *section   // or nil
	witness    *section   // or nil
	logs       []*section // in the order of the file
	places     []place
	disk       fstest.MapFS
	signatures map[string]taco.SignatureState // by package; empty where nobody looks
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
	scenario     *Scenario
	folders      []folder
	builtIn      version.Release
	releasesLine int // of the key that gives the releases; 0 without one
	written      map[string]bool
	signed       map[string]int // the line of each package's signature
}

// A folder is one at the top of the file that is a directory.
type folder struct {
	tier loader.Tier
	name string
}

// Parse reads a scenario. The file name is only shown. The error is a
// *[SyntaxError] for the first line that is not understood: an unknown key, a
// file outside of the directories, a name given twice, or a release for which no
// section or more than one holds.
func Parse(file string, data []byte) (*Scenario, error) {
	p := &parser{
		scenario: &Scenario{File: file, disk: fstest.MapFS{}, signatures: make(map[string]taco.SignatureState)},
		written:  make(map[string]bool), signed: make(map[string]int),
	}
	archive := txtar.Parse(data)
	if err := p.comment(string(archive.Comment)); err != nil {
		return nil, err
	}
	packages := make(map[string][]txtar.File)
	line := 1 + strings.Count(string(archive.Comment), "\n")
	for _, f := range archive.Files {
		line++ // the marker
		name, isSection := sectionName(f.Name)
		if p.written[name] {
			return nil, p.fault(line-1, "%s is given twice: keep one", name)
		}
		p.written[name] = true
		var err error
		if isSection {
			err = p.section(name, string(f.Data), line)
		} else {
			err = p.file(f, line, packages)
		}
		if err != nil {
			return nil, err
		}
		line += strings.Count(string(f.Data), "\n")
	}
	if err := p.checkSections(line); err != nil {
		return nil, err
	}
	if err := p.checkPlaces(); err != nil {
		return nil, err
	}
	if err := p.checkSigned(packages); err != nil {
		return nil, err
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
	h.Product, h.OS = loader.Desktop, loader.Windows
	p.setReleases([]version.Release{version.Latest()})
	for i, line := range strings.Split(text, "\n") {
		key, value, ok, bad := keyValue(line)
		if bad {
			return p.fault(i+1, "%q is no \"key: value\": start a remark with #", line)
		}
		if !ok {
			continue
		}
		if err := p.key(key, value, i+1); err != nil {
			return p.fault(i+1, "%v", err)
		}
		if err := h.Validate(); err != nil {
			return p.fault(i+1, "%v", err)
		}
	}
	return nil
}

// key takes one key of the host, or a signature.
func (p *parser) key(key, value string, line int) (err error) {
	h := &p.scenario.Host
	switch key {
	case "product":
		h.Product = loader.Product(value)
	case "os":
		h.OS = loader.OS(value)
	case "release", "releases":
		return p.releases(value, line)
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
	case "place":
		return p.place(value, line)
	case "verification":
		off, known := map[string]bool{"on": false, "off": true}[value]
		if !known {
			return fmt.Errorf("verification %q is neither on nor off: write one of them", value)
		}
		h.DisableSignatureVerification = off
	case "signature":
		return p.signature(value, line)
	default:
		return fmt.Errorf("unknown key %q: use product, os, release or releases, built-in-release, native, assume, dir, place, verification or signature", key)
	}
	return err
}

// signature takes what a verifier finds of one package.
func (p *parser) signature(value string, line int) error {
	at := strings.LastIndex(value, "=")
	if at < 0 {
		return fmt.Errorf("signature %q has no state: write PACKAGE=STATE", value)
	}
	name, state := value[:at], taco.SignatureState(value[at+1:])
	var known []string
	for _, s := range taco.SignatureStates() {
		known = append(known, string(s.State))
	}
	if !slices.Contains(known, string(state)) {
		return fmt.Errorf("unknown state %q of a signature: use one of %s", state, strings.Join(known, ", "))
	}
	if _, twice := p.signed[name]; twice {
		return fmt.Errorf("the signature of %s is given twice: keep one", name)
	}
	p.signed[name], p.scenario.signatures[name] = line, state
	return nil
}

// checkSigned asks that the packages with a signature are there.
func (p *parser) checkSigned(packages map[string][]txtar.File) error {
	missing := slices.DeleteFunc(slices.Collect(maps.Keys(p.signed)), func(name string) bool { return packages[name] != nil })
	if len(missing) == 0 {
		return nil
	}
	first := slices.MinFunc(missing, func(a, b string) int { return p.signed[a] - p.signed[b] })
	return p.fault(p.signed[first], "%q is no package of this file: name a folder that ends in .taco, with its directory", first)
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

// Inventory scans the scenario's disk. What it finds is good for each of the
// releases. The error is ctx's alone.
func (s *Scenario) Inventory(ctx context.Context) (*loader.Inventory, error) {
	var o loader.Options
	if len(s.signatures) > 0 {
		o.Verifier = trustful{}
	}
	inv, err := loader.Discover(ctx, s.Directories, s.Open, o)
	if err != nil {
		return nil, err
	}
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		if state, given := s.signatures[inv.Directories[c.Directory].Path+"/"+c.Entry]; given {
			c.Signature = &taco.Signature{State: state}
		}
	}
	return inv, nil
}

// Resolve answers the scenario for the release of its host, which is the first
// of its releases. The error is ctx's alone.
func (s *Scenario) Resolve(ctx context.Context) (*loader.Resolution, error) {
	inv, err := s.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	return loader.Resolve(inv, s.Host), nil
}

// Lint returns what the checks of a machine find in the scenario, at the first of its
// releases. Of all that can be found, it leaves out dev-path-relative: the folders of
// a scenario have relative paths. The error is ctx's alone.
func (s *Scenario) Lint(ctx context.Context) ([]lint.Finding, error) {
	inv, err := s.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	return s.findings(inv)
}

// findings is Lint for an inventory of the scenario.
func (s *Scenario) findings(inv *loader.Inventory) ([]lint.Finding, error) {
	return lint.Machine(inv, loader.Resolve(inv, s.Host), lint.Config{Disable: []string{"dev-path-relative"}})
}

// trustful is a verifier that finds nothing wrong. A verifier is not told which
// package it has, so that the states of a scenario are set afterwards.
type trustful struct{}

// Verify implements [taco.Verifier].
func (trustful) Verify(context.Context, *taco.Package) taco.Signature {
	return taco.Signature{State: taco.Verified}
}
