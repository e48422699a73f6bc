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
	path   string // as comparedLogPath gives it
	module bool   // without the ending of a module
	end    bool   // only the end of the path is known
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
		known := p.keep(&s, location, false)
		if d.Tier == loader.TierBuiltIn && known {
			p.keep(&s, withoutModuleEnding(location), true)
		}
		s.hidden = s.hidden || !known
	}
	p.of[d.Candidate] = s
}

// keep adds the number of a location to a spot; known is false where the location does
// not say where it is.
func (p *places) keep(s *spot, location string, module bool) (known bool) {
	key := placeKey{path: location, module: module}
	if hidden, ok := cutPlaceholder(location); ok {
		if !hidden.standsForOne() {
			return false
		}
		key.path, key.end = hidden.rest, true
	}
	key.path = comparedLogPath(p.os, key.path)
	if depth := strings.Count(key.path, "/"); key.end && !slices.Contains(p.depths, depth) {
		p.depths = append(p.depths, depth)
	}
	number, seen := p.numbers[key]
	if !seen {
		number = len(p.numbers)
		p.numbers[key] = number
	}
	if !slices.Contains(s.places, number) {
		s.places = append(s.places, number)
	}
	return true
}

// at returns the places of candidates that a path in the log is.
func (p *places) at(path string) []int {
	if path == "" {
		return nil
	}
	found, seen := p.paths[path]
	if !seen {
		found = p.find(found, path, false)
		found = p.find(found, withoutModuleEnding(path), true)
		p.paths[path] = found
	}
	return found
}

// find adds the places of a path.
func (p *places) find(found []int, path string, module bool) []int {
	path = comparedLogPath(p.os, path)
	if number, ok := p.numbers[placeKey{path: path, module: module}]; ok {
		found = append(found, number)
	}
	for _, depth := range p.depths {
		if number, ok := p.numbers[placeKey{lastNames(path, depth), module, true}]; ok {
			found = append(found, number)
		}
	}
	return found
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

// moduleEndings are the names that end in what systems call their modules, and what
// these begin with there.
var moduleEndings = [...]struct{ ending, beginning string }{
	{".dll", ""}, {".so", "lib"}, {".dylib", "lib"},
}

// withoutModuleEnding returns a path whose last name, where it is that of a module, is
// that of the connector.
func withoutModuleEnding(path string) string {
	start := strings.LastIndexAny(path, `\/`) + 1
	name := path[start:]
	for _, m := range moduleEndings {
		if stem, ok := cutEnding(name, m.ending); ok {
			return path[:start] + strings.TrimPrefix(stem, m.beginning)
		}
	}
	return path
}

// isModule tells whether a path is that of a module.
func isModule(path string) bool { return withoutModuleEnding(path) != path }

// cutEnding returns a name without an ending in lower case that it has in any case.
func cutEnding(name, ending string) (stem string, ok bool) {
	at := len(name) - len(ending)
	if at < 0 || !strings.EqualFold(name[at:], ending) {
		return name, false
	}
	return name[:at], true
}

// lastName returns the last name of a path of any system.
func lastName(path string) string { return path[strings.LastIndexAny(path, `\/`)+1:] }
