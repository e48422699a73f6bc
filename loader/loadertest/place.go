package loadertest

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// A place is where a folder of the scenario lies on the machine that wrote the logs.
type place struct {
	folder, path string
	line         int
}

// above is what [witness.ComparedPath] of each path below the place begins with. A name
// below it makes sure that the last folder counts as one.
func (p place) above(os loader.OS) string {
	return strings.TrimSuffix(witness.ComparedPath(os, strings.TrimRight(p.path, `\/`)+"/x"), "x")
}

// place takes one key place.
func (p *parser) place(value string, line int) error {
	folder, path, ok := strings.Cut(value, "=")
	if !ok || folder == "" || path == "" {
		return fmt.Errorf("place %q has no path: write FOLDER=PATH, with the path as the log has it", value)
	}
	p.scenario.places = append(p.scenario.places, place{folder, path, line})
	return nil
}

// checkPlaces asks that the folders with a place are directories.
func (p *parser) checkPlaces() error {
	for _, one := range p.scenario.places {
		if !slices.Contains(words(loader.Tiers()), one.folder) && !slices.ContainsFunc(p.folders, func(d folder) bool { return d.name == one.folder }) {
			return p.fault(one.line, "the folder %q is no directory: use built-in, shared, repository or dev, or a dir key", one.folder)
		}
	}
	return nil
}

func words(tiers []loader.Tier) (out []string) {
	for _, t := range tiers {
		out = append(out, string(t))
	}
	return out
}

// inFolder writes a path below a place as one in the folder: with the one that reaches
// furthest down, where several do. The names below it stay as they are written.
func (s *Scenario) inFolder(written string) string {
	compared := witness.ComparedPath(s.Host.OS, written)
	best, out := 0, written
	for _, one := range s.places {
		above := one.above(s.Host.OS)
		if rest, below := strings.CutPrefix(compared, above); below && rest != "" && len(above) > best {
			best, out = len(above), one.folder+"/"+lastNames(s.Host.OS, written, 1+strings.Count(rest, "/"))
		}
	}
	return out
}

// lastNames returns the last names of a path, with slashes, as they are written.
func lastNames(os loader.OS, written string, n int) string {
	if os == loader.Windows {
		written = strings.ReplaceAll(written, `\`, "/")
	}
	names := strings.Split(path.Clean(written), "/")
	return strings.Join(names[max(len(names)-n, 0):], "/")
}

// mostWithoutPlace is how many directories without a place are named.
const mostWithoutPlace = 3

// withoutPlace names the directories of the logs that are below no place, a line each,
// and the way out.
func (s *Scenario) withoutPlace(rec *witness.Record) string {
	var b strings.Builder
	all := s.strangeDirectories(rec)
	for _, directory := range all[:min(len(all), mostWithoutPlace)] {
		fmt.Fprintf(&b, "\t  no place has %s: if that is one of these folders, add the key \"place: FOLDER=%s\"\n", directory, directory)
	}
	if more := len(all) - mostWithoutPlace; more > 0 {
		fmt.Fprintf(&b, "\t  and %d more directories have no place\n", more)
	}
	return b.String()
}

// strangeDirectories are those of absolute paths, which [Scenario.inFolder] has left as
// they were, each once.
func (s *Scenario) strangeDirectories(rec *witness.Record) (all []string) {
	seen := make(map[string]bool)
	for _, p := range rec.Processes {
		for _, e := range p.Events {
			if !s.Host.OS.Absolute(e.Path) {
				continue
			}
			directory := cmp.Or(e.Path[:strings.LastIndexAny(e.Path, separators(s.Host.OS))], "/")
			if key := witness.ComparedPath(s.Host.OS, directory); !seen[key] {
				seen[key] = true
				all = append(all, directory)
			}
		}
	}
	return all
}

// separators are those of a path.
func separators(os loader.OS) string {
	if os == loader.Windows {
		return `\/`
	}
	return "/"
}
