package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A Base is an earlier state of connectors, which version-not-increased holds those of
// now against. It may be used by several goroutines.
type Base struct {
	files   fs.FS
	path    string
	options loader.Options
	byClass map[string][]former // in order
	broken  []string

	lock     sync.Mutex
	digested map[portion]map[string]string // what has been compared
}

// A former is a connector in a base.
type former struct {
	entry    string // as Config.Entry
	packaged bool
	manifest *manifest.Manifest
	at       manifest.Span // of its version
}

// ReadBase reads the manifests of an earlier state: of a connector in its own folder, or
// of all connectors in a directory, at any depth, but for hidden folders. Of links to
// folders those to connectors are followed. The path is what findings call it; "" is
// "base". A connector that cannot be read is left out; see [Base.Unreadable]. The error is
// that of a directory that cannot be read itself, or that has more than 100,000 files and
// folders.
func ReadBase(files fs.FS, path string, o loader.Options) (*Base, error) {
	b := &Base{files: files, path: cmp.Or(path, "base"), options: o, byClass: make(map[string][]former), digested: make(map[portion]map[string]string)}
	b.options.Verifier, b.options.Progress = nil, nil
	entries, err := entriesIn(files)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		p, closes := b.open(entry)
		closes()
		switch {
		case p.Manifest == nil:
			b.broken = append(b.broken, p.Path(""))
		case !p.Manifest.PluginVersion.IsZero():
			f := former{entry, p.Packaged, p.Manifest, p.rootValue("plugin-version")}
			b.byClass[p.Manifest.Class] = append(b.byClass[p.Manifest.Class], f)
		}
	}
	return b, nil
}

// Has tells whether there is an earlier state of a class.
func (b *Base) Has(class string) bool { return len(b.byClass[class]) > 0 }

// Unreadable lists the folders and packages whose manifests cannot be read, as findings
// call them, in a fresh slice.
func (b *Base) Unreadable() []string { return slices.Clone(b.broken) }

// open opens one of the connectors.
func (b *Base) open(entry string) (p *ConnectorPass, closes func()) {
	p = newPass(Config{Path: b.path, Entry: entry, Options: b.options})
	return p, p.open(b.files)
}

// mostInBase is how many files and folders a base has at most.
const mostInBase = 100_000

// entriesIn lists the connectors of a file system in order: "" where it is one itself,
// else the folders with a manifest and the packages in it, but for hidden ones. A folder
// that cannot be read is left out.
func entriesIn(files fs.FS) (entries []string, err error) {
	if _, err := fs.ReadDir(files, "."); err != nil {
		return nil, err
	}
	if _, err := fs.Stat(files, taco.ManifestName); err == nil {
		return []string{""}, nil
	}
	seen := 0
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case seen > mostInBase:
			return fmt.Errorf("it has more than %d files and folders: name the directory of the connectors alone", mostInBase)
		case err != nil, name == ".":
			return nil
		case hidden(d.Name()) && d.IsDir():
			return fs.SkipDir
		case isConnectorFolder(files, name, d), strings.EqualFold(path.Ext(name), ".taco") && isFileIn(files, name, d):
			entries = append(entries, name)
			if d.IsDir() {
				return fs.SkipDir
			}
		}
		return nil
	})
	return entries, err
}

// isFileIn tells whether an entry is a file, or leads to one.
func isFileIn(files fs.FS, name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink != 0 {
		info, err := fs.Stat(files, name)
		return err == nil && !info.IsDir()
	}
	return !d.IsDir()
}

// isConnectorFolder tells whether a folder, or a link to one, has a manifest.
func isConnectorFolder(files fs.FS, name string, d fs.DirEntry) bool {
	if !d.IsDir() && d.Type()&fs.ModeSymlink == 0 {
		return false
	}
	_, err := fs.Stat(files, name+"/"+taco.ManifestName)
	return err == nil
}

// versionNotIncreased holds the connector against its earlier state. One that is there
// unchanged, with its version, needs no other one; of the others the highest version
// counts.
func versionNotIncreased(p *ConnectorPass) {
	if p.config.Base == nil || p.Manifest == nil || p.Manifest.PluginVersion.IsZero() {
		return
	}
	highest, what := former{}, ""
	for _, f := range p.config.Base.byClass[p.Manifest.Class] {
		if highest.manifest == nil || f.manifest.PluginVersion.Compare(highest.manifest.PluginVersion) > 0 {
			highest = f
		}
		if f.manifest.PluginVersion.Compare(p.Manifest.PluginVersion) != 0 {
			continue
		}
		change := p.changed(f)
		if change == "" {
			return
		}
		if what == "" {
			what = change
		}
	}
	if highest.manifest == nil || p.Manifest.PluginVersion.Compare(highest.manifest.PluginVersion) > 0 {
		return
	}
	before := newPass(Config{Path: p.config.Base.path, Entry: highest.entry})
	p.Report(Finding{
		File: p.Path(taco.ManifestName), Span: p.rootValue("plugin-version"),
		Message: notIncreased(p.Manifest, highest.manifest, what),
		Related: []Place{{before.Path(taco.ManifestName), highest.at, "the version before"}},
	})
}

// notIncreased says what is wrong with a version after another one; what is what has
// changed, where they are the same.
func notIncreased(now, before *manifest.Manifest, what string) string {
	is, was := shorten(now.PluginVersionText), shorten(before.PluginVersionText)
	switch {
	case now.PluginVersion.Compare(before.PluginVersion) < 0:
		return fmt.Sprintf("plugin-version is %s, and was %s before: raise it above that", is, was)
	case is != was:
		return fmt.Sprintf("plugin-version is %s, which is the same as %s before, and %s: raise it", is, was, what)
	}
	return fmt.Sprintf("plugin-version is still %s, and %s: raise it", is, what)
}

// changed says what is another than before; "" where nothing is. The manifest is
// compared by what it says, since the packager writes it anew; what signs a package does
// not count. Of a manifest alone no other file is known.
func (p *ConnectorPass) changed(f former) string {
	said := said
	if p.Packaged != f.packaged {
		said = saidUnstamped
	}
	if !reflect.DeepEqual(said(p.Manifest), said(f.manifest)) {
		return "the manifest has changed"
	}
	if p.files == nil {
		return ""
	}
	of := ownFiles
	if p.Packaged && f.packaged {
		of = packedFiles
	}
	now, was := p.contents(of), p.config.Base.contents(f.entry, of)
	all := maps.Clone(now)
	maps.Copy(all, was)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		a, b := now[name], was[name]
		if a == "" && p.files.has(name) { // where the folder cannot be listed
			a = p.digests([]string{name})[0]
		}
		switch {
		case a == b:
		case b == "":
			return shorten(name) + " is new"
		case a == "":
			return shorten(name) + " is gone"
		default:
			return shorten(name) + " has changed"
		}
	}
	return ""
}

// said is what a manifest says but for its version, which is compared as one.
func said(m *manifest.Manifest) manifest.Manifest {
	out := *m
	out.PluginVersionText, out.PluginVersion = "", version.Plugin{}
	return out
}

// saidUnstamped leaves out the minimum version too, which the packager writes.
func saidUnstamped(m *manifest.Manifest) manifest.Manifest {
	out := said(m)
	out.MinVersionTableauText, out.MinVersionTableau = "", version.Plugin{}
	return out
}

// resource is the name of a file with the texts of one of the languages that the
// packager knows (xml_parser.py).
var resource = regexp.MustCompile(`^resources-(de_DE|en_GB|en_US|es_ES|fr_FR|ga_IE|ja_JP|ko_KR|pt_BR|zh_CN|zh_TW)\.xml$`)

// A part is files of a connector that are compared.
type part int

const (
	ownFiles    part = iota // what makes up the connector
	packedFiles             // what is in a package
)

// contents returns the digests of a part of the connector's files by their names. They
// are worked out once.
func (p *ConnectorPass) contents(of part) map[string]string {
	if known := p.digested[of]; known != nil {
		return known
	}
	names := (*ConnectorPass).own
	if of == packedFiles {
		names = (*ConnectorPass).packed
	}
	sorted := slices.Sorted(maps.Keys(names(p)))
	out := make(map[string]string, len(sorted))
	for i, digest := range p.digests(sorted) {
		if digest != "" {
			out[sorted[i]] = digest
		}
	}
	p.digested[of] = out
	return out
}

// A portion is a part of one of the connectors in a base.
type portion struct {
	entry string
	of    part
}

// contents returns the digests of a part of one of the connectors, as its own contents
// does; each is opened once for it.
func (b *Base) contents(entry string, of part) map[string]string {
	b.lock.Lock()
	defer b.lock.Unlock()
	if known, ok := b.digested[portion{entry, of}]; ok {
		return known
	}
	p, closes := b.open(entry)
	defer closes()
	out := map[string]string{}
	if p.files != nil {
		out = p.contents(of)
	}
	b.digested[portion{entry, of}] = out
	return out
}

// own returns the names of the files that make up the connector, as the packager takes
// them: those that are named, and of one that uses texts those of each language.
func (p *ConnectorPass) own() map[string]bool {
	own := make(map[string]bool)
	usesTexts := false
	for _, x := range p.textFiles() {
		elements(x.outline.Root, func(n *manifest.Node) {
			for _, a := range n.Attributes {
				usesTexts = usesTexts || strings.HasPrefix(a.Value, "@string/")
				if name := inside(a.Value); a.Name == "file" && namesFile(n, a) && name != taco.ManifestName {
					own[name] = true
				}
			}
		})
	}
	if usesTexts {
		names, _ := p.Files()
		for _, name := range names {
			if resource.MatchString(name) {
				own[name] = true
			}
		}
	}
	return own
}

// signing is what signs a package (the JAR specification).
var signing = regexp.MustCompile(`^(?i:META-INF/(MANIFEST\.MF|[^/]*\.(SF|RSA|DSA|EC)|SIG-[^/]*))$`)

// packed returns the names of a package's files but for its manifest and what signs it.
func (p *ConnectorPass) packed() map[string]bool {
	all := make(map[string]bool)
	names, _ := p.Files()
	for _, name := range names {
		if name != taco.ManifestName && !signing.MatchString(name) {
			all[name] = true
		}
	}
	return all
}

// digests returns the digests of files: of one that cannot be read its error, and "" of
// one that is not there. One limit holds for all together; what is beyond it is taken to
// be the same.
func (p *ConnectorPass) digests(names []string) []string {
	_, left := limits(p.config.Options)
	out := make([]string, len(names))
	for i, name := range names {
		if !p.files.has(name) {
			continue
		}
		sum := sha256.New()
		n, err := p.files.copyTo(sum, name, left)
		left -= n
		switch {
		case left < 0 || isTooLarge(err):
			out[i], left = errTooLarge.Error(), 0
		case err != nil:
			out[i] = plain(err)
		default:
			out[i] = hex.EncodeToString(sum.Sum(nil))
		}
	}
	return out
}
