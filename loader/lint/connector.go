package lint

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// Connector reads the files of one connector and returns what the checks find, in the
// order of files and places. It is the only function of the package that reads
// anything: fsys is the connector's own folder, or, with c.Entry, the directory that
// the connector stands in. The error is a *[ConfigError]; a connector that cannot be
// read is a finding.
func Connector(fsys fs.FS, c Config) ([]Finding, error) {
	choice, err := c.choose()
	if err != nil {
		return nil, err
	}
	if c.Entry != "" && !fs.ValidPath(c.Entry) {
		return nil, &ConfigError{Field: "Entry", Value: c.Entry, Text: "it is no name in a file system: write it with slashes and without . and .."}
	}
	p := newPass(c)
	closes := p.open(fsys)
	defer closes()
	p.examine()
	return p.run(choice), nil
}

// Manifest returns what the checks find in a manifest alone: nothing is said of the
// other files. The name is the one that findings show. It reads nothing. The error is a
// *[ConfigError].
func Manifest(file string, data []byte, c Config) ([]Finding, error) {
	choice, err := c.choose()
	if err != nil {
		return nil, err
	}
	p := newPass(c)
	p.parse(data)
	p.shown = func(name string) string {
		if name == "" || name == taco.ManifestName {
			return file
		}
		return path.Join(path.Dir(file), name)
	}
	return p.run(choice), nil
}

// A ConnectorPass is one connector as a check sees it.
type ConnectorPass struct {
	Entry    string             // its folder or package, as in Config.Entry; "" where there is no name
	Packaged bool               // a package; else a folder, or a manifest alone
	Release  version.Release    // the Tableau that it is held against
	Manifest *manifest.Manifest // nil where it cannot be read
	Problems []manifest.Problem // of the manifest and the package, for every release
	Outline  *manifest.Outline  // the elements of the manifest and their places, as far as they can be read; never nil
	Package  *taco.Package      // the open package; nil for a folder, a manifest alone, and what is no package
	// Signature is what the verifier of Config.Options says of the package; nil where
	// there is none.
	Signature *taco.Signature

	sink
	config Config
	files  fileSet // nil where only the manifest is known, or nothing
	shown  func(name string) string
	data   []byte // the manifest as read
	fault  string // why there is nothing to check, or ""

	// What has been asked for once.
	listed *listing
	others []*xmlFile
	sought bool  // others is known
	spent  int64 // bytes of others

	digested [packedFiles + 1]map[string]string // what has been compared
}

// A listing is the names of the files.
type listing struct {
	names []string
	ok    bool
}

func newPass(c Config) *ConnectorPass {
	p := &ConnectorPass{Entry: c.Entry, Release: c.Release, Outline: &manifest.Outline{}, config: c}
	if p.Release.IsZero() {
		p.Release = version.Latest()
	}
	p.shown = func(name string) string { return cmp.Or(under(c.Path, path.Join(c.Entry, name)), ".") }
	return p
}

// under is a name below a path, of which only the parts "." go: what stands before ".."
// may be a link, and two slashes at the start a share.
func under(place, name string) string {
	place = strings.TrimSuffix(strings.ReplaceAll(strings.TrimPrefix(place, "./"), "/./", "/"), "/.")
	if trimmed := strings.TrimRight(place, "/"); trimmed != "" {
		place = trimmed
	}
	switch {
	case place == "" || place == ".":
		return name
	case name == "":
		return place
	}
	return loader.Join(place, name)
}

func (p *ConnectorPass) run(choice selection) []Finding {
	findings := p.sink.run(choice, func(k Check) {
		if k.Connector != nil {
			k.Connector(p)
		}
	})
	p.quote(findings)
	return findings
}

// Path returns the path of one of the connector's files as findings show it; of "" it
// is that of the connector itself.
func (p *ConnectorPass) Path(name string) string { return p.shown(name) }

// Report notes a finding. The code, the severity, the help and the source line are
// filled in; a File of "" is the connector itself.
func (p *ConnectorPass) Report(f Finding) {
	if f.File == "" {
		f.File = p.Path("")
	}
	p.report(f)
}

// mostQuoted is how many findings have their line at most: to find one costs its file,
// and who shows it has it once for each.
const mostQuoted = 500

// quote fills in the source lines of sorted findings.
func (p *ConnectorPass) quote(findings []Finding) {
	texts := map[string][]byte{p.Path(taco.ManifestName): p.data}
	for _, other := range p.others {
		texts[p.Path(other.name)] = other.data
	}
	var last Finding
	quoted := 0
	for i := range findings {
		f := &findings[i]
		if f.Line <= 0 || quoted == mostQuoted {
			continue
		}
		quoted++
		if f.File == last.File && f.Line == last.Line {
			f.Source = last.Source
			continue
		}
		if _, known := texts[f.File]; !known {
			texts[f.File] = p.textAt(f.File)
		}
		f.Source = manifest.SourceLine(texts[f.File], f.Line)
		last = *f
	}
}

// textAt reads the file that a path of a finding names, if it is one of the connector's:
// a check of an embedding tool may look at any.
func (p *ConnectorPass) textAt(file string) []byte {
	names, _ := p.Files()
	for _, name := range names {
		if p.Path(name) == file {
			data, _ := p.Read(name)
			return data
		}
	}
	return nil
}

// Files lists the connector's files, sorted, with slashes: those of the folder and of
// all in it but for hidden folders, or of the package. ok is false where they are not
// known: for a manifest alone, and where they cannot be listed.
func (p *ConnectorPass) Files() (names []string, ok bool) {
	if p.files == nil {
		return nil, false
	}
	if p.listed == nil {
		names, err := p.files.names()
		p.listed = &listing{names, err == nil}
	}
	return slices.Clone(p.listed.names), p.listed.ok
}

// Read returns the bytes of one of the connector's files, up to the limit on a
// manifest. The error is fs.ErrNotExist, a *taco.Error, or what the file system says;
// what was read before it is returned too.
func (p *ConnectorPass) Read(name string) ([]byte, error) {
	if p.files == nil {
		return nil, fs.ErrNotExist
	}
	limit, _ := limits(p.config.Options)
	var data bytes.Buffer
	_, err := p.files.copyTo(&data, name, limit)
	return data.Bytes(), err
}

// open opens the connector and reads its manifest. What it returns closes it.
func (p *ConnectorPass) open(fsys fs.FS) (closes func()) {
	closes = func() {}
	if p.Entry == "" {
		p.openFolder(folder{fsys, "."})
		return closes
	}
	info, err := fs.Stat(fsys, p.Entry)
	switch {
	case err != nil:
		p.fault = "it cannot be read: " + plain(err)
	case info.IsDir():
		p.openFolder(folder{fsys, path.Clean(p.Entry)})
	case !info.Mode().IsRegular():
		p.fault = "it is neither a folder nor a regular file, and was not opened"
	default:
		return p.openPackage(fsys)
	}
	return closes
}

func (p *ConnectorPass) openFolder(files folder) {
	p.files = files
	data, err := p.Read(taco.ManifestName)
	switch {
	case isTooLarge(err):
		p.parse(data) // which says how large a manifest may be
	case errors.Is(err, fs.ErrNotExist):
		p.fault = "the folder has no " + taco.ManifestName + ": name the folder that holds it"
	case err != nil:
		p.fault = taco.ManifestName + " cannot be read: " + plain(err)
	default:
		p.parse(data)
	}
}

func (p *ConnectorPass) openPackage(fsys fs.FS) (closes func()) {
	p.Packaged = true
	closes = func() {}
	f, err := fsys.Open(p.Entry)
	if err != nil {
		p.fault = "the package cannot be opened: " + plain(err)
		return closes
	}
	closes = func() { f.Close() }
	manifestBytes, packageBytes := limits(p.config.Options)
	bounds := p.config.Options.Package
	if bounds.ManifestBytes <= 0 {
		bounds.ManifestBytes = manifestBytes
	}
	pkg, err := taco.OpenFile(f, packageBytes, bounds)
	if err != nil {
		p.fatalProblem(err)
		return closes
	}
	p.Package, p.files = pkg, newPacked(pkg)
	data, err := pkg.Manifest()
	if err != nil {
		p.fatalProblem(err)
		return closes
	}
	p.parse(data)
	return closes
}

// examine looks at all of an open package.
func (p *ConnectorPass) examine() {
	pkg := p.Package
	if pkg == nil {
		return
	}
	if v := p.config.Options.Verifier; v != nil {
		s := v.Verify(context.Background(), pkg)
		p.Signature = &s
	}
	if err := pkg.CheckLayout(); err != nil {
		p.packageProblem(err)
	}
	for _, w := range pkg.Warnings() {
		p.packageProblem(w)
	}
	p.unpack(pkg)
}

// unpack notes which files of a package cannot be unpacked. One limit holds for all
// together.
func (p *ConnectorPass) unpack(pkg *taco.Package) {
	_, limit := limits(p.config.Options)
	left := limit
	for i, e := range pkg.Entries() {
		if e.Name == taco.ManifestName { // whose faults have codes of their own
			continue
		}
		size := &counter{to: io.Discard}
		err := pkg.CopyEntry(size, i, left)
		if left -= size.n; err == nil {
			continue
		}
		var fault *taco.Error
		if errors.As(err, &fault) && fault.Code == taco.CodeEntryTooLarge {
			fault.Limit = limit
			p.packageProblem(fault)
			return
		}
		p.packageProblem(err)
	}
}

// fatalProblem notes an error of a package for which it has no manifest.
func (p *ConnectorPass) fatalProblem(err error) {
	p.packageProblem(err)
	if n := len(p.Problems); n > 0 {
		p.Problems[n-1].Fatal = true
	}
}

// packageProblem notes an error of a package.
func (p *ConnectorPass) packageProblem(err error) {
	var e *taco.Error
	if !errors.As(err, &e) {
		p.fault = "the package cannot be read: " + plain(err)
		return
	}
	p.Problems = append(p.Problems, manifest.Problem{Code: e.Code, File: p.Path(""), Message: e.Error()})
}

// parse takes over what the manifest says.
func (p *ConnectorPass) parse(data []byte) {
	p.data = data
	m, problems := manifest.Parse(taco.ManifestName, data, p.config.Options.Manifest)
	p.Manifest, p.Problems = m, append(p.Problems, problems...)
	if o, _ := manifest.ReadOutline(taco.ManifestName, data, p.config.Options.Manifest); o != nil {
		p.Outline = o
	}
}

// problems reports those of one code that hold for the release.
func (p *ConnectorPass) problems(code string) {
	for _, problem := range p.Problems {
		if problem.Code != code || !problem.Holds(p.Release) {
			continue
		}
		f := Finding{Message: problem.Message, Span: problemSpan(problem)}
		if isSchema(code) {
			f.File = p.Path(taco.ManifestName)
		}
		p.Report(f)
	}
}

// isSchema tells whether a code is one of the manifest's schema.
func isSchema(code string) bool { return strings.HasPrefix(code, "schema-") }

// problemSpan is the place of a problem.
func problemSpan(p manifest.Problem) manifest.Span {
	return manifest.Span{Line: p.Line, Column: p.Column, EndLine: p.EndLine, EndColumn: p.EndColumn}
}

// root returns where the manifest's root element starts.
func (p *ConnectorPass) root() manifest.Span {
	if p.Outline.Root == nil {
		return manifest.Span{}
	}
	return p.Outline.Root.Span
}

// rootValue returns where the value of an attribute of the root stands, or the root
// where it has none.
func (p *ConnectorPass) rootValue(name string) manifest.Span {
	if a, ok := p.Outline.Root.Attribute(name); ok {
		return a.ValueSpan
	}
	return p.root()
}

// candidate is the connector as package loader takes it.
func (p *ConnectorPass) candidate() loader.Candidate {
	ofManifest := slices.DeleteFunc(slices.Clone(p.Problems), func(p manifest.Problem) bool { return !isSchema(p.Code) })
	return loader.Candidate{
		Place: loader.Place{Entry: p.Entry}, Packaged: p.Packaged,
		Class: p.Manifest.Class, PluginVersion: p.Manifest.PluginVersion,
		Manifest: p.Manifest, Problems: ofManifest, ManifestBytes: int64(len(p.data)),
	}
}

// plain is an error without the path, which the finding has.
func plain(err error) string {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}
