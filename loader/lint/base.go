package lint

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// versionNotIncreased holds the connector against its earlier state.
func versionNotIncreased(p *ConnectorPass) {
	if p.config.Base == nil || p.Manifest == nil || p.Manifest.PluginVersion.IsZero() {
		return
	}
	before, closes := p.earlier()
	defer closes()
	if before == nil {
		return
	}
	was, is := before.Manifest.PluginVersionText, p.Manifest.PluginVersionText
	related := []Place{{before.Path(taco.ManifestName), before.rootValue("plugin-version"), "the version before"}}
	report := func(message string) {
		p.Report(Finding{File: p.Path(taco.ManifestName), Span: p.rootValue("plugin-version"), Message: message, Related: related})
	}
	switch order := p.Manifest.PluginVersion.Compare(before.Manifest.PluginVersion); {
	case order < 0:
		report(fmt.Sprintf("plugin-version is %s, and was %s before: raise it above that", is, was))
	case order == 0:
		if what := p.changed(before); what != "" {
			report(fmt.Sprintf("plugin-version is still %s, and %s: raise it", is, what))
		}
	}
}

// earlier finds the connector in the base: the base itself, or of the connectors in it,
// at any depth, the one of the same class with the highest version. It is nil where
// there is none.
func (p *ConnectorPass) earlier() (before *ConnectorPass, closes func()) {
	closes = func() {}
	for _, entry := range entriesIn(p.config.Base) {
		c := Config{
			Path: cmp.Or(p.config.BasePath, "base"), Entry: entry,
			Options: p.config.Options, Release: p.config.Release,
		}
		other := newPass(c)
		otherCloses := other.open(p.config.Base)
		if !other.isEarlier(p) || before != nil && other.Manifest.PluginVersion.Compare(before.Manifest.PluginVersion) <= 0 {
			otherCloses()
			continue
		}
		closes()
		before, closes = other, otherCloses
	}
	return before, closes
}

// isEarlier tells whether a connector can be an earlier state of another one.
func (p *ConnectorPass) isEarlier(of *ConnectorPass) bool {
	return p.Manifest != nil && p.Manifest.Class == of.Manifest.Class && !p.Manifest.PluginVersion.IsZero()
}

// entriesIn lists the connectors of a file system in order: "" where it is one itself,
// else the folders with a manifest and the packages in it, but for hidden ones. What
// cannot be read is left out.
func entriesIn(fsys fs.FS) []string {
	if _, err := fs.Stat(fsys, taco.ManifestName); err == nil {
		return []string{""}
	}
	var entries []string
	seen := 0
	_ = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		seen++
		switch {
		case seen > mostFiles:
			return fs.SkipAll
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
		if _, err := fs.Stat(fsys, name+"/"+taco.ManifestName); err != nil {
			return nil
		}
		entries = append(entries, name)
		return fs.SkipDir
	})
	return entries
}

// changed says what is another than before; "" where nothing is. The manifest is
// compared by what it says, since the packager writes it anew and adds a minimum
// version; what signs a package does not count.
func (p *ConnectorPass) changed(before *ConnectorPass) string {
	if !reflect.DeepEqual(said(p.Manifest), said(before.Manifest)) {
		return "the manifest has changed"
	}
	if p.files == nil {
		return ""
	}
	own := p.own()
	maps.Copy(own, before.own())
	now, was := p.digests(own), before.digests(own)
	for _, name := range slices.Sorted(maps.Keys(own)) {
		switch a, b := now[name], was[name]; {
		case a == b:
		case b == "":
			return name + " is new"
		case a == "":
			return name + " is gone"
		default:
			return name + " has changed"
		}
	}
	return ""
}

// said is a manifest without what the packager adds.
func said(m *manifest.Manifest) manifest.Manifest {
	out := *m
	out.MinVersionTableauText, out.MinVersionTableau = "", version.Plugin{}
	return out
}

// resource is the name of a file with the texts of one language.
var resource = regexp.MustCompile(`^resources-[A-Za-z_]+\.xml$`)

// own returns the names of the files that make up the connector, as the packager takes
// them: those that are named, and the texts of each language.
func (p *ConnectorPass) own() map[string]bool {
	own := make(map[string]bool)
	p.eachAttribute("file", func(_ *xmlFile, n *manifest.Node, a manifest.Attribute) {
		if name := inside(a.Value); namesFile(n, a) && name != taco.ManifestName {
			own[name] = true
		}
	})
	names, _ := p.Files()
	for _, name := range names {
		if resource.MatchString(name) {
			own[name] = true
		}
	}
	return own
}

// digests returns the digests of files; of one that cannot be read its error, and none
// of one that is not there.
func (p *ConnectorPass) digests(names map[string]bool) map[string]string {
	out := make(map[string]string, len(names))
	for name := range names {
		data, err := p.Read(name)
		switch {
		case err == nil:
			out[name] = fmt.Sprintf("%x", sha256.Sum256(data))
		case p.files.has(name):
			out[name] = plain(err)
		}
	}
	return out
}
