package witness

import (
	"slices"
	"strings"
)

// parts are a path of any system, taken apart.
type parts struct {
	text      string
	drive     string // with its separator; "" where there is none
	windows   bool
	share     bool // it begins with the name of a machine
	relative  bool
	upwards   bool // one of its names is ..
	separator string
	names     []string // without empty ones and those that stand for the place itself
}

// takeApart takes a path apart. Both separators part names whatever the system, so that
// none of a person's names is taken for the end of another.
func takeApart(path string) *parts {
	p := &parts{text: path, drive: drive(path), separator: "/"}
	rest := path[len(p.drive):]
	if strings.Contains(path, `\`) && !strings.Contains(path, "/") {
		p.separator = `\`
	}
	p.share = strings.HasPrefix(path, `\\`) || strings.HasPrefix(path, "//")
	p.windows = p.drive != "" || p.share || strings.HasPrefix(path, `\`)
	p.relative = !p.windows && !strings.HasPrefix(path, "/") && !isFileURL(path)
	for name := range strings.FieldsFuncSeq(rest, isSeparator) {
		p.upwards = p.upwards || name == ".."
		if name != "." {
			p.names = append(p.names, name)
		}
	}
	return p
}

func isSeparator(c rune) bool { return c == '/' || c == '\\' }

// isFileURL tells whether a text begins like a path written as a URL.
func isFileURL(text string) bool { return hasFold(text, "file:/") || hasFold(text, `file:\`) }

// hasFold tells whether a text begins in any case with what is given in lower case.
func hasFold(text, beginning string) bool {
	return len(text) >= len(beginning) && strings.EqualFold(text[:len(beginning)], beginning)
}

// key is what the first names of a path have in common with those of another that are
// the same on its system.
func (p *parts) key(names int) string {
	key := strings.Join(p.names[:names], "/")
	if p.windows {
		return strings.ToLower(p.drive[:min(len(p.drive), 1)] + ":" + key)
	}
	if p.relative {
		return key
	}
	return "/" + key
}

// below writes what stands for a place, and what lies below it.
func (p *parts) below(word string, names []string) string {
	out := p.drive + "[" + word + "]"
	for _, name := range names {
		out += p.separator + name
	}
	return out
}

// homeParents are the directories in which homes lie, in lower case.
var homeParents = []string{"users", "home", "homes", "documents and settings"}

// tellsOfPerson tells whether a relative path leads out of its directory or to a home.
func (p *parts) tellsOfPerson() bool {
	if len(p.names) < 2 {
		return false
	}
	return p.upwards || strings.HasPrefix(p.names[0], "~") || slices.ContainsFunc(p.names, isHomeParent) || len(p.names[0]) > 1 && p.names[0][1] == ':'
}

// relatively returns what stands for a relative path that leads to nobody's directory.
// With a blank in it, or with what no name has, it is rather a text.
func (p *parts) relatively() string {
	if strings.Contains(p.text, "://") || strings.ContainsAny(p.text, " \t\r\n\"<>|?*@;=,") || withoutTellings(p.text) != p.text {
		return hiddenPath
	}
	return p.text
}

func isHomeParent(name string) bool {
	return slices.ContainsFunc(homeParents, func(parent string) bool { return strings.EqualFold(parent, name) })
}

// ownPlaces are where Tableau installs itself: the beginnings of names, in lower case
// for Windows. Nothing below them is named after a person.
var ownPlaces = [...]struct {
	windows bool
	names   []string
}{
	{true, []string{"program files", "tableau"}},
	{true, []string{"programdata", "tableau"}},
	{false, []string{"opt", "tableau"}},
	{false, []string{"var", "opt", "tableau"}},
	{false, []string{"Applications", "Tableau"}},
}

// own returns how many names of a path lead to one of Tableau's own places; 0 where
// it leads to none.
func (p *parts) own() int {
	if p.upwards || p.share || p.relative {
		return 0
	}
	for _, place := range ownPlaces {
		if place.windows == p.windows && p.beginsWith(place.names) {
			return len(place.names)
		}
	}
	return 0
}

// beginsWith tells whether the first names of a path begin with some texts; all but the
// last, and Program Files (x86), must be those.
func (p *parts) beginsWith(names []string) bool {
	if len(p.names) < len(names) {
		return false
	}
	for i, beginning := range names {
		name := p.names[i]
		if p.windows {
			name = strings.ToLower(name)
		}
		rest, ok := strings.CutPrefix(name, beginning)
		if !ok || i < len(names)-1 && rest != "" && rest != " (x86)" {
			return false
		}
	}
	return true
}

// home replaces a path that is a home.
func home(p *parts) (string, bool) {
	n := len(p.names)
	if n == 1 && p.names[0] == "root" && !p.windows || n > 1 && isHomeParent(p.names[n-2]) {
		return p.below(homeWord, nil), true
	}
	return "", false
}

// repositories are the names of the folders in which Tableau's programs keep a user's
// connectors, in English. Elsewhere a folder is one like any other.
var repositories = [...]string{
	"My Tableau Repository", "My Tableau Prep Repository", "My Tableau Bridge Repository", "My_Tableau_Bridge_Repository",
}

// repository replaces what leads to a connector of a user's repository.
func repository(p *parts) (string, bool) {
	for behind := 1; behind >= 0; behind-- { // a name behind Connectors, or none
		at := len(p.names) - 2 - behind
		if at > 0 && slices.Contains(repositories[:], p.names[at]) && p.names[at+1] == "Connectors" {
			return p.below(documentsWord, p.names[at:]), true
		}
	}
	return "", false
}

// library replaces what leads to a connector of a user's library on macOS.
func library(p *parts) (string, bool) {
	for behind := 1; behind >= 0; behind-- {
		at := len(p.names) - 3 - behind
		if at > 1 && slices.Equal(p.names[at:at+3], []string{"Library", "Tableau", "Connectors"}) {
			return p.below(homeWord, p.names[at:]), true
		}
	}
	return "", false
}
