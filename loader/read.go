package loader

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// manifestName is the one name that Tableau's packager and its logs know.
const manifestName = "manifest.xml"

// A finding is what reading one entry gave.
type finding struct {
	candidate Candidate
	keep      bool        // it is a candidate; else it is passed over
	linked    bool        // it was reached through a link
	info      fs.FileInfo // of what was found; nil where it was not asked for
}

// A reader reads entries, one at a time. Its buffer is used again.
type reader struct {
	options Options
	buffer  bytes.Buffer
}

// read reads one entry of a directory. Where there is a verifier, a package that
// it could not be asked about is malformed.
func (r *reader) read(ctx context.Context, files fs.FS, j job) finding {
	f := r.find(ctx, files, j)
	if c := &f.candidate; r.options.Verifier != nil && c.Packaged && c.Signature == nil {
		c.Signature = &taco.Signature{State: taco.Malformed, Detail: c.Fault.Text}
	}
	return f
}

// find reads what an entry is, and the connector that it may be.
func (r *reader) find(ctx context.Context, files fs.FS, j job) finding {
	name, mode := j.entry.Name(), j.entry.Type()
	f := finding{keep: true}
	if mode&fs.ModeSymlink != 0 {
		info, err := fs.Stat(files, name)
		if err != nil {
			f.candidate.Packaged = isPackage(name)
			f.candidate.Fault = unreadableBecause("It is a link that leads nowhere", err)
			return f
		}
		f.linked, f.info, mode = true, info, info.Mode().Type()
	}
	switch {
	case mode.IsDir():
		r.folder(files, name, &f.candidate)
	case !isPackage(name):
		f.keep = false
	case !mode.IsRegular():
		f.candidate.Packaged = true
		f.candidate.Fault = &Fault{RuleManifestReadable, "It is not a regular file but a " + kind(mode) + ", and was not opened."}
	default:
		f.candidate.Packaged = true
		r.packaged(ctx, files, name, &f.candidate)
	}
	return f
}

// kind names what a file is that is not regular.
func kind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return "special file"
}

// folder reads a folder's manifest and looks for the files that it names.
func (r *reader) folder(files fs.FS, name string, c *Candidate) {
	file := path.Join(name, manifestName)
	data, err := r.slurp(files, file, r.options.Manifest.Bytes)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.Fault = &Fault{RuleManifestReadable, "The folder has no " + manifestName + "."}
		return
	case err != nil:
		c.Fault = unreadableBecause("Its "+manifestName+" cannot be read", err)
		return
	}
	r.parse(file, data, c)
	if c.Manifest == nil {
		return
	}
	for _, named := range c.Manifest.Files() {
		inside := strings.ReplaceAll(named, `\`, "/")
		if info, err := statInside(files, name, inside); err != nil || info.IsDir() {
			c.MissingFiles = append(c.MissingFiles, named)
		}
	}
}

// statInside looks up a file of a folder; a path that leads out is not there.
func statInside(files fs.FS, folder, inside string) (fs.FileInfo, error) {
	inside = path.Clean(inside)
	if !fs.ValidPath(inside) {
		return nil, fs.ErrNotExist
	}
	return fs.Stat(files, folder+"/"+inside)
}

// errNotRegular says that a file would have to be opened that is a pipe, a
// device or the like.
var errNotRegular = errors.New("it is not a regular file")

// slurp reads a regular file up to one byte over the limit into the buffer.
func (r *reader) slurp(files fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return r.fill(f, limit)
}

func (r *reader) fill(from io.Reader, limit int64) ([]byte, error) {
	r.buffer.Reset()
	_, err := r.buffer.ReadFrom(io.LimitReader(from, limit+1))
	return r.buffer.Bytes(), err
}

// packaged reads a package's directory and manifest.
func (r *reader) packaged(ctx context.Context, files fs.FS, name string, c *Candidate) {
	f, err := files.Open(name)
	if err != nil {
		c.Fault = unreadableBecause("The package cannot be opened", err)
		return
	}
	defer f.Close()
	pkg, err := taco.OpenFile(f, r.options.PackageBytes, r.options.Package)
	if err != nil {
		c.packageFault(name, err)
		return
	}
	r.inside(ctx, pkg, name, c)
	for _, w := range pkg.Warnings() {
		c.Problems = append(c.Problems, packageProblem(name, w, manifest.Warning))
	}
}

// inside reads what an open package says of itself.
func (r *reader) inside(ctx context.Context, pkg *taco.Package, name string, c *Candidate) {
	c.ContentDigest = pkg.ContentDigest()
	if r.options.Verifier != nil {
		signature := r.options.Verifier.Verify(ctx, pkg)
		c.Signature = &signature
	}
	data, err := pkg.Manifest()
	if err != nil {
		c.packageFault(name, err)
		return
	}
	r.parse(path.Join(name, manifestName), data, c)
	if c.Manifest == nil {
		return
	}
	for _, named := range c.Manifest.Files() {
		if !pkg.Has(path.Clean(strings.ReplaceAll(named, `\`, "/"))) {
			c.MissingFiles = append(c.MissingFiles, named)
		}
	}
}

// parse takes over what the manifest says.
func (r *reader) parse(file string, data []byte, c *Candidate) {
	c.ManifestBytes = int64(len(data))
	c.ManifestDigest = sha256.Sum256(data)
	c.Manifest, c.Problems = manifest.Parse(file, data, r.options.Manifest)
	if c.ManifestBytes > r.options.Manifest.Bytes {
		c.Fault = &Fault{RuleManifestSize, fmt.Sprintf("Its manifest has more than %d bytes, and no more were read.", r.options.Manifest.Bytes)}
		return
	}
	if c.Manifest == nil {
		c.Fault = &Fault{RuleManifestReadable, firstFatal(c.Problems)}
		return
	}
	c.Class, c.PluginVersion = c.Manifest.Class, c.Manifest.PluginVersion
}

// firstFatal is the sentence for a manifest that is no connector's.
func firstFatal(problems []manifest.Problem) string {
	for _, p := range problems {
		if p.Fatal {
			return fmt.Sprintf("Its manifest cannot be read, at line %d, column %d: %s.", p.Line, p.Column, p.Message)
		}
	}
	return "Its manifest cannot be read."
}

// packageFault makes an error of the package, which is a *[taco.Error], a fault and a
// problem.
func (c *Candidate) packageFault(name string, err error) {
	var e *taco.Error
	if !errors.As(err, &e) {
		c.Fault = unreadableBecause("The package cannot be read", err)
		return
	}
	c.Fault = &Fault{RuleManifestReadable, e.Sentence()}
	if e.Code == taco.CodeManifestTooLarge {
		c.Fault.Rule, c.ManifestBytes = RuleManifestSize, e.Limit+1
	}
	c.Problems = append(c.Problems, packageProblem(name, e, manifest.Error))
}

// packageProblem makes a fault of a package a problem; an error of one is fatal.
func packageProblem(name string, e *taco.Error, severity manifest.Severity) manifest.Problem {
	return manifest.Problem{Code: e.Code, Severity: severity, File: name, Message: e.Error(), Fatal: severity == manifest.Error}
}

// unreadableBecause is the fault of what the system would not give.
func unreadableBecause(what string, err error) *Fault {
	return &Fault{RuleManifestReadable, what + ": " + plain(err) + "."}
}

// plain is an error without the path, which differs between systems.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// stateOf is the state of a directory that gave an error.
func stateOf(err error) (State, string) {
	if errors.Is(err, fs.ErrNotExist) {
		return StateMissing, ""
	}
	return StateUnreadable, plain(err)
}
