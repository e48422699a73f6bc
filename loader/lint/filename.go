package lint

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A claim is what the name of a package says; "" where it says nothing.
type claim struct{ class, version string }

// The forms of names that say something. File names are free, so that any other says
// nothing: StarburstEnterprise.taco may hold any class.
var (
	// what the connector packager writes, also with a word behind it: x-v1.0.0-signed
	withVersion = regexp.MustCompile(`^(.+)-v(\d+(?:\.\d+)*(?:-\d+)*)(?:[-_.]?[A-Za-z]+)?$`)
	// another common form: couchbase-analytics-1.1.3
	withNumber = regexp.MustCompile(`^.+-(\d+(?:\.\d+)+)$`)
	// words in small letters joined by underscores, which only a class is: postgres_jdbc
	likeClass = regexp.MustCompile(`^[a-z0-9]+(?:_[a-z0-9]+)+$`)
)

// claimOf reads the name of a package.
func claimOf(name string) claim {
	name = strings.TrimSuffix(name, path.Ext(name))
	if m := withVersion.FindStringSubmatch(name); m != nil {
		return claim{m[1], m[2]}
	}
	if m := withNumber.FindStringSubmatch(name); m != nil {
		return claim{"", m[1]}
	}
	if likeClass.MatchString(name) {
		return claim{class: name}
	}
	return claim{}
}

// fileNameLies holds the name of a package against its manifest.
func fileNameLies(p *ConnectorPass) {
	if !p.Packaged || p.Manifest == nil {
		return
	}
	name := path.Base(p.Entry)
	says := claimOf(name)
	if says.class != "" && says.class != p.Manifest.Class {
		p.lie(name, "class", says.class, "class", p.Manifest.Class, p.rootValue("class"))
	}
	if v, err := version.ParsePlugin(says.version); err == nil && v.Compare(p.Manifest.PluginVersion) != 0 {
		p.lie(name, "version", says.version, "plugin-version", p.Manifest.PluginVersionText, p.rootValue("plugin-version"))
	}
}

func (p *ConnectorPass) lie(name, what, says, attribute, is string, at manifest.Span) {
	p.Report(Finding{
		Message: fmt.Sprintf("%s says that the %s is %q, and its manifest %q: rename the file, or package it anew", name, what, says, is),
		Related: []Place{{p.Path(taco.ManifestName), at, attribute + " of the manifest"}},
	})
}
