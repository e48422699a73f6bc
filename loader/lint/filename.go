package lint

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
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
	// What the connector packager writes, x-v1.0.0, also with other signs before the v, a
	// word behind the version and the number of a second download: x_v1.0.0-signed (1).
	withVersion = regexp.MustCompile(`^(.+)[-_ ]v(\d+(?:\.\d+)*(?:-\d+)*)(?:[-_. ][A-Za-z]+)?(?: ?\(\d+\))?$`)
	// Another common form: couchbase-analytics-1.1.3.
	withNumber = regexp.MustCompile(`^(.+)-(\d+(?:\.\d+)+)$`)
	// Words in small letters and digits, joined by underscores: postgres_jdbc. A single
	// word is a class only before a number.
	likeClass = regexp.MustCompile(`^[a-z0-9]+(?:_[a-z0-9]+)*$`)
)

// claimOf reads the name of a package.
func claimOf(name string) claim {
	if m := withVersion.FindStringSubmatch(name); m != nil {
		return claim{m[1], m[2]}
	}
	if m := withNumber.FindStringSubmatch(name); m != nil {
		return claim{claimedClass(m[1]), undated(m[2])}
	}
	if strings.Contains(name, "_") {
		return claim{class: claimedClass(name)}
	}
	return claim{}
}

// claimedClass is a stem that looks like a class, and else "".
func claimedClass(stem string) string {
	if likeClass.MatchString(stem) {
		return stem
	}
	return ""
}

// firstYear is the least number that a name starts a date or Tableau's version with.
const firstYear = 1900

// undated is a number that is no date and no Tableau, and else "": 2021.06.22 is a day,
// and 2023.1 a Tableau.
func undated(number string) string {
	if startsWithYear(number) {
		return ""
	}
	return number
}

// startsWithYear tells whether a number may be none of a plugin's.
func startsWithYear(number string) bool {
	if end := strings.IndexAny(number, ".-"); end >= 0 {
		number = number[:end]
	}
	n, err := strconv.Atoi(number)
	return err != nil || n >= firstYear
}

// fileNameLies holds the name of a package against its manifest. The class itself as a
// name is true, also where it reads like more: query_v2.
func fileNameLies(p *ConnectorPass) {
	if !p.Packaged || p.Manifest == nil {
		return
	}
	name := path.Base(p.Entry)
	stem := withoutExtension(name)
	if stem == p.Manifest.Class {
		return
	}
	says := claimOf(stem)
	if !mayBeClass(says.class, p.Manifest.Class) {
		p.lie(name, "class", says.class, "class", p.Manifest.Class, p.rootValue("class"))
	}
	if !mayBeVersion(says.version, p.Manifest.PluginVersion) {
		p.lie(name, "version", says.version, "plugin-version", p.Manifest.PluginVersionText, p.rootValue("plugin-version"))
	}
}

// withoutExtension is the name of a package without .taco, in any case.
func withoutExtension(name string) string {
	if extension := path.Ext(name); strings.EqualFold(extension, ".taco") {
		return strings.TrimSuffix(name, extension)
	}
	return name
}

// joints are the signs that people write for one another in names.
var joints = strings.NewReplacer("-", "", "_", "", ".", "", " ", "")

// mayBeClass tells whether a claim means a class: in other letters or with other
// signs, with more to it, or cut short. No claim, and one that is nothing but signs,
// may mean any.
func mayBeClass(claimed, class string) bool {
	claimed, class = joints.Replace(strings.ToLower(claimed)), joints.Replace(strings.ToLower(class))
	return strings.Contains(claimed, class) || strings.Contains(class, claimed)
}

// mayBeVersion tells whether a claim means a version. The dashed part of either may be
// left out: a browser adds one to a second download. No claim may mean any version, and
// so may a year, but where the version starts with one too; what is no version cannot be
// held against a claim.
func mayBeVersion(claimed string, is version.Plugin) bool {
	says, err := version.ParsePlugin(claimed)
	if err != nil || is.IsZero() || startsWithYear(claimed) && !startsWithYear(is.String()) {
		return true
	}
	return says.Compare(is) == 0 || says.Dotted().Compare(is) == 0 || says.Compare(is.Dotted()) == 0
}

func (p *ConnectorPass) lie(name, what, says, attribute, is string, at manifest.Span) {
	p.Report(Finding{
		Message: fmt.Sprintf("%s says that the %s is %q, and its manifest %q: rename the file, or package it anew", name, what, says, is),
		Related: []Place{{p.Path(taco.ManifestName), at, attribute + " of the manifest"}},
	})
}
