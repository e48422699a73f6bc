package witness

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// A Redaction replaces what tells of a person or a company in what outputs show. One
// Redaction gives the same directory the same name everywhere. The names of homes that
// it meets, and their parts of three letters or more, are taken for those of people, and
// replaced by [user] from then on wherever they are whole words. It must not be used by several goroutines at once.
type Redaction struct {
	hosts       []hostPlace
	given       map[string]bool   // the directories that the host was given, by their keys
	directories map[string]int    // the number of each directory, by its key
	paths       map[string]string // what stands for each path that was replaced
	known       knownPaths        // the same ones, to be found in texts
	users       userNames
	// The numbers of folders of logs, by their keys, and of archives and other files,
	// by their names.
	stems, archives, files map[string]int
}

// A hostPlace is a place of the host that is named after a person.
type hostPlace struct {
	key  string // of its path
	word string
}

// NewRedaction returns a redaction for the directories of a host, which may be zero.
func NewRedaction(h loader.Host) *Redaction {
	r := &Redaction{
		given: make(map[string]bool), directories: make(map[string]int),
		paths: make(map[string]string), stems: make(map[string]int), archives: make(map[string]int), files: make(map[string]int),
	}
	for _, place := range []struct{ path, word string }{{h.Home, homeWord}, {h.Documents, documentsWord}, {h.Data, dataWord}} {
		if p := takeApart(place.path); len(p.names) > 0 {
			r.hosts = append(r.hosts, hostPlace{p.key(len(p.names)), place.word})
		}
	}
	if p := takeApart(h.Home); len(p.names) > 0 {
		r.users.learnWithParts(p.names[len(p.names)-1])
	}
	for _, path := range []string{h.Documents, h.Data} {
		r.users.learnFromPath(path)
	}
	for _, tier := range loader.Tiers() {
		for _, path := range h.Paths[tier] {
			p := takeApart(path)
			r.given[p.key(len(p.names))] = true
			r.Path(path)
		}
	}
	return r
}

// Path returns what stands for a path: Tableau's own places stay, a home becomes [home],
// Documents [documents], any other directory [directory-N]. The last name stays, but for
// what tells of somebody in it. What is rather a text than a path becomes [path].
func (r *Redaction) Path(path string) string {
	if path == "" || strings.HasPrefix(path, "native:") {
		return path
	}
	with, known := r.paths[path]
	if !known {
		r.users.learnFromPath(path)
		if with = inNames(r.redacted(path)); with != path {
			r.paths[path] = with
			r.known.add(path, with)
		}
	}
	return r.users.hide(with)
}

// inNames replaces what tells of somebody in each name of a path.
func inNames(path string) string {
	var b strings.Builder
	for path != "" {
		end := strings.IndexAny(path, `\/`)
		if end < 0 {
			end = len(path)
		}
		b.WriteString(withoutTellings(path[:end]))
		if end < len(path) {
			b.WriteByte(path[end])
			end++
		}
		path = path[end:]
	}
	return b.String()
}

func (r *Redaction) redacted(path string) string {
	if _, ok := cutPlaceholder(path); ok {
		return path
	}
	p := takeApart(path)
	if p.relative && !p.tellsOfPerson() {
		return p.relatively()
	}
	if len(p.names) == 0 || p.own() > 0 {
		return path
	}
	for _, replace := range []func(*parts) (string, bool){r.ofHost, home, repository, library} {
		if with, ok := replace(p); ok {
			return with
		}
	}
	return r.directory(p)
}

// directory replaces the directory of a path by its number. A name in the root of a
// drive or of a disk has none.
func (r *Redaction) directory(p *parts) string {
	last := len(p.names) - 1
	if r.given[p.key(len(p.names))] {
		return p.drive + r.number(p.key(len(p.names)))
	}
	if last == 0 && !p.share && !p.relative {
		return p.text
	}
	return p.drive + r.number(p.key(last)) + p.separator + p.names[last]
}

// number is what stands for a directory.
func (r *Redaction) number(key string) string {
	n, known := r.directories[key]
	if !known {
		n = len(r.directories) + 1
		r.directories[key] = n
	}
	return fmt.Sprintf("[%s-%d]", directoryWord, n)
}

// ofHost replaces a path that is a place of the host, or is below its data directory.
func (r *Redaction) ofHost(p *parts) (string, bool) {
	for _, place := range r.hosts {
		for n := len(p.names); n > 0 && !p.upwards; n-- {
			if p.key(n) != place.key {
				continue
			}
			below := p.names[n:]
			if len(below) == 0 || place.word == dataWord && strings.EqualFold(below[0], "tabsvc") {
				return p.below(place.word, below), true
			}
		}
	}
	return "", false
}
