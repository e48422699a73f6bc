package witness

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// A Redaction replaces what tells of a person in what outputs show. One Redaction
// gives the same directory the same name everywhere. It must not be used by several
// goroutines at once.
type Redaction struct {
	hosts       []hostPlace
	given       map[string]bool   // the directories that the host was given, by their keys
	directories map[string]int    // the number of each directory, by its key
	paths       map[string]string // what stands for each path that was replaced
	known       knownPaths        // the same ones, to be found in texts
	logs        map[string]string // what stands for each folder of logs
	archives    map[string]string // what stands for each name of an archive
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
		paths: make(map[string]string), logs: make(map[string]string), archives: make(map[string]string),
	}
	for _, place := range []struct{ path, word string }{{h.Home, homeWord}, {h.Documents, documentsWord}, {h.Data, dataWord}} {
		if p := takeApart(place.path); len(p.names) > 0 {
			r.hosts = append(r.hosts, hostPlace{p.key(len(p.names)), place.word})
		}
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
// Documents [documents], any other directory [directory-N]. The last name stays.
func (r *Redaction) Path(path string) string {
	if with, known := r.paths[path]; known {
		return with
	}
	with := r.redacted(path)
	if with != path {
		r.paths[path] = with
		r.known.add(path, with)
	}
	return with
}

func (r *Redaction) redacted(path string) string {
	if _, ok := cutPlaceholder(path); ok || path == "" || strings.HasPrefix(path, "native:") {
		return path
	}
	p := takeApart(path)
	if p.relative && !p.tellsOfPerson() || len(p.names) == 0 || p.own() > 0 {
		return path
	}
	for _, replace := range []func(*parts) (string, bool){r.ofHost, homes, repository, library} {
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
