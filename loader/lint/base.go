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
	byClass map[string][]former // those with the highest version of the class, in order
	broken  []string
}

// A former is a connector in a base.
type former struct {
	entry    string // as Config.Entry
	packaged bool
	manifest *manifest.Manifest
	at       manifest.Span // of its version
}

// ReadBase reads the manifests of an earlier state: of a connector in its own folder, or
// of all connectors in a directory, at any depth, but for hidden folders. Of each class
// those with the highest version count. The path is what findings call it; "" is "base".
// A connector that cannot be read is left out; see [Base.Unreadable]. The error is that of
// a directory that cannot be read itself, or that has more than 100,000 files and folders.
func ReadBase(files fs.FS, path string, o loader.Options) (*Base, error) {
	b := &Base{files: files, path: cmp.Or(path, "base"), options: o, byClass: make(map[string][]former)}
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
			b.add(former{entry, p.Packaged, p.Manifest, p.rootValue("plugin-version")})
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

// add keeps a connector if none of its class has a higher version.
func (b *Base) add(f former) {
	kept := b.byClass[f.manifest.Class]
	if len(kept) > 0 {
		switch order := f.manifest.PluginVersion.Compare(kept[0].manifest.PluginVersion); {
		case order < 0:
			return
		case order > 0:
			kept = nil
		}
	}
	b.byClass[f.manifest.Class] = append(kept, f)
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
		case !d.IsDir():
			if strings.EqualFold(path.Ext(name), ".taco") {
				entries = append(entries, name)
			}
			return nil
		}
		if _, err := fs.Stat(files, name+"/"+taco.ManifestName); err != nil {
			return nil
		}
		entries = append(entries, name)
		return fs.SkipDir
	})
	return entries, err
}

// versionNotIncreased holds the connector against its earlier state.
func versionNotIncreased(p *ConnectorPass) {
	if p.config.Base == nil || p.Manifest == nil || p.Manifest.PluginVersion.IsZero() {
		return
	}
	for _, f := range p.config.Base.byClass[p.Manifest.Class] {
		if wrong := p.notIncreased(f); wrong != "" {
			before := newPass(Config{Path: p.config.Base.path, Entry: f.entry})
			p.Report(Finding{
				File: p.Path(taco.ManifestName), Span: p.rootValue("plugin-version"), Message: wrong,
				Related: []Place{{before.Path(taco.ManifestName), f.at, "the version before"}},
			})
			return
		}
	}
}

// notIncreased says what is wrong with the version, after that of a former state; "" is
// nothing.
func (p *ConnectorPass) notIncreased(f former) string {
	was, is := f.manifest.PluginVersionText, p.Manifest.PluginVersionText
	switch order := p.Manifest.PluginVersion.Compare(f.manifest.PluginVersion); {
	case order < 0:
		return fmt.Sprintf("plugin-version is %s, and was %s before: raise it above that", shorten(is), shorten(was))
	case order > 0:
		return ""
	}
	what := p.changed(f)
	switch {
	case what == "":
		return ""
	case was != is:
		return fmt.Sprintf("plugin-version is %s, which is the same as %s before, and %s: raise it", shorten(is), shorten(was), what)
	}
	return fmt.Sprintf("plugin-version is still %s, and %s: raise it", shorten(is), what)
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
	before, closes := p.config.Base.open(f.entry)
	defer closes()
	own := (*ConnectorPass).own
	if p.Packaged && f.packaged {
		own = (*ConnectorPass).packed
	}
	all := own(p)
	maps.Copy(all, own(before))
	names := slices.Sorted(maps.Keys(all))
	now, was := p.digests(names), before.digests(names)
	for i, name := range names {
		switch a, b := now[i], was[i]; {
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

// packed returns the names of a package's files but for its manifest and what signs it.
func (p *ConnectorPass) packed() map[string]bool {
	all := make(map[string]bool)
	names, _ := p.Files()
	for _, name := range names {
		if name != taco.ManifestName && !strings.HasPrefix(strings.ToUpper(name), "META-INF/") {
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
