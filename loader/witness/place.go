package witness

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// places knows which paths in a log are the places of candidates. A place is a number,
// so that candidates and events that meet at one are found without comparing paths.
type places struct {
	os      loader.OS
	numbers map[placeKey]int
	depths  []int // how many names the ends of paths have that stand as keys
	of      map[*loader.Candidate]spot
	paths   map[string][]int // the places of each path in the log that was asked for
}

// A placeKey is one way in which a path is looked for.
type placeKey struct {
	path   string // as ComparedPath gives it, or of a redacted one the end that is known
	module bool   // without the ending of a module
	// word is what stands for the beginning of a redacted path, and drive the one that
	// was left before it; "" where the whole path is known.
	word, drive string
}

// A spot is where a candidate lies.
type spot struct {
	places []int
	hidden bool // one of its paths is redacted, so that it may lie anywhere
}

func newPlaces(res *loader.Resolution) *places {
	return &places{os: res.Host.OS, numbers: make(map[placeKey]int), of: make(map[*loader.Candidate]spot), paths: make(map[string][]int)}
}

// add notes the places of a decision's candidate. All of them must be added before a
// path is looked for.
func (p *places) add(res *loader.Resolution, d *loader.Decision) {
	if d.Candidate.Native {
		return
	}
	var s spot
	for _, location := range res.Locations(d.Candidate) {
		key, known := p.keyOf(location)
		if !known {
			s.hidden = true
			continue
		}
		p.keep(&s, key)
		if d.Tier == loader.TierBuiltIn {
			key.path, key.module = withoutEnding(key.path, append(moduleEndings(p.os), packageEnding)), true
			p.keep(&s, key)
		}
	}
	p.of[d.Candidate] = s
}

// mostDepths is how many depths of redacted paths are told apart. Those of Tableau's
// places have three.
const mostDepths = 16

// keyOf returns the key of a location; known is false where the location does not say
// where it is.
func (p *places) keyOf(location string) (key placeKey, known bool) {
	hidden, ok := cutPlaceholder(location)
	if !ok {
		return placeKey{path: ComparedPath(p.os, location)}, true
	}
	key = placeKey{path: ComparedPath(p.os, hidden.rest), word: hidden.word, drive: p.os.Drive(location)}
	depth := strings.Count(key.path, "/")
	switch {
	case !hidden.standsForOne():
		return key, false
	case slices.Contains(p.depths, depth):
	case len(p.depths) == mostDepths:
		return key, false
	default:
		p.depths = append(p.depths, depth)
	}
	return key, true
}

// keep adds the number of a key to a spot.
func (p *places) keep(s *spot, key placeKey) {
	number, seen := p.numbers[key]
	if !seen {
		number = len(p.numbers)
		p.numbers[key] = number
	}
	if !slices.Contains(s.places, number) {
		s.places = append(s.places, number)
	}
}

// at returns the places of candidates that a path in the log is.
func (p *places) at(path string) []int {
	if path == "" {
		return nil
	}
	found, seen := p.paths[path]
	if !seen {
		found = p.find(path)
		p.paths[path] = found
	}
	return found
}

// find looks for a path as it is, then for one that a redacted location may be, and then
// for the entry that a module stands for: with its whole stem, and without the letters
// that names of modules begin with on macOS and Linux.
func (p *places) find(path string) []int {
	if hidden, ok := cutPlaceholder(path); ok {
		return p.numbered(nil, placeKey{path: ComparedPath(p.os, hidden.rest), word: hidden.word, drive: p.os.Drive(path)})
	}
	whole := ComparedPath(p.os, path)
	if found := p.whole(whole, false); found != nil {
		return found
	}
	stem := withoutEnding(whole, moduleEndings(p.os))
	if stem == whole {
		return nil
	}
	if found := p.whole(stem, true); found != nil || p.os == loader.Windows {
		return found
	}
	at := strings.LastIndex(stem, "/") + 1
	return p.whole(stem[:at]+strings.TrimPrefix(stem[at:], "lib"), true)
}

// whole looks for a path of which all is known.
func (p *places) whole(path string, module bool) []int {
	if found := p.numbered(nil, placeKey{path: path, module: module}); found != nil {
		return found
	}
	var found []int
	for _, depth := range p.depths {
		end := lastNames(path, depth)
		begin := path[:len(path)-len(end)]
		for _, word := range [...]string{homeWord, documentsWord, dataWord} {
			if !mayBe(word, begin) {
				continue
			}
			found = p.numbered(found, placeKey{path: end, module: module, word: word})
			if drive := p.os.Drive(path); drive != "" {
				found = p.numbered(found, placeKey{path: end, module: module, word: word, drive: drive})
			}
		}
	}
	return found
}

// numbered adds the number of a key, if it has one.
func (p *places) numbered(found []int, key placeKey) []int {
	if number, ok := p.numbers[key]; ok {
		return append(found, number)
	}
	return found
}

// homeFolders are the folders that homes lie in, behind the drive and in lower case.
var homeFolders = [...]string{"/users/", "/home/"}

// mayBe tells whether the beginning of a path may be what a placeholder stands for. Only
// a home can be told from other folders.
func mayBe(word, begin string) bool {
	if word != homeWord {
		return begin != ""
	}
	plain := strings.ToLower(begin)
	if len(plain) > 2 && plain[1] == ':' {
		plain = plain[2:]
	}
	for _, folder := range homeFolders {
		if name, ok := strings.CutPrefix(plain, folder); ok {
			return name != "" && !strings.Contains(name, "/")
		}
	}
	return plain == "/root"
}

// holds tells whether a path in the log is one of the places of a candidate.
func (p *places) holds(c *loader.Candidate, path string) bool {
	own := p.of[c].places
	return slices.ContainsFunc(p.at(path), func(place int) bool { return slices.Contains(own, place) })
}

// lastNames returns the end of a path that holds so many slashes, or all of it.
func lastNames(path string, slashes int) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] != '/' {
			continue
		}
		if slashes--; slashes <= 0 {
			return path[i:]
		}
	}
	return path
}

// packageEnding is that of a package, which may stand for a module as a folder may.
const packageEnding = ".taco"

// moduleEndings are those of the modules of a system.
func moduleEndings(os loader.OS) []string {
	switch os {
	case loader.MacOS:
		return []string{".dylib", ".so"}
	case loader.Linux:
		return []string{".so"}
	}
	return []string{".dll"}
}

// isModule tells whether a path is that of a module of any system.
func isModule(path string) bool {
	for _, os := range loader.Systems() {
		if withoutEnding(path, moduleEndings(os)) != path {
			return true
		}
	}
	return false
}

// withoutEnding returns a path without the first of some endings that it has, in any
// case.
func withoutEnding(path string, endings []string) string {
	for _, ending := range endings {
		if stem, ok := cutEnding(path, ending); ok && lastName(stem) != "" {
			return stem
		}
	}
	return path
}

// lastName returns the last name of a path of any system.
func lastName(path string) string { return path[strings.LastIndexAny(path, `\/`)+1:] }

// cutEnding returns a name without an ending in lower case that it has in any case.
func cutEnding(name, ending string) (stem string, ok bool) {
	at := len(name) - len(ending)
	if at < 0 || !strings.EqualFold(name[at:], ending) {
		return name, false
	}
	return name[:at], true
}
