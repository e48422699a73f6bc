package witness

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// Host returns the Tableau that wrote the logs, as far as they tell: its system, the
// product of the most processes and the newest release. What they do not tell is zero.
// It is where a host begins that is held against them; the home and the directories that
// were given are not in it.
func (r *Record) Host() loader.Host {
	h := loader.Host{OS: r.System()}
	if products := r.Products(); len(products) > 0 {
		h.Product = products[0]
	}
	if releases := r.Releases(); len(releases) > 0 {
		h.Release = releases[len(releases)-1]
	}
	return h
}

// Releases lists the releases that the logs name, the oldest first. Of one feature
// release it is the newest, and a build, which names built-in directories, before
// others.
func (r *Record) Releases() (releases []version.Release) {
	for _, p := range r.Processes {
		if p.Release.IsZero() {
			continue
		}
		i := slices.IndexFunc(releases, func(have version.Release) bool { return have.Feature().Compare(p.Release.Feature()) == 0 })
		switch {
		case i < 0:
			releases = append(releases, p.Release)
		case moreTelling(p.Release, releases[i]):
			releases[i] = p.Release
		}
	}
	slices.SortFunc(releases, version.Release.Compare)
	return releases
}

// moreTelling tells whether a release says more than another of the same feature
// release.
func moreTelling(a, b version.Release) bool {
	if (a.Build() != "") != (b.Build() != "") {
		return a.Build() != ""
	}
	return a.Compare(b) > 0
}

// Products lists the products whose processes the logs are of, that with the most
// processes first. Processes that do not tell their product count for none.
func (r *Record) Products() []loader.Product {
	counts := make(map[loader.Product]int)
	for i := range r.Processes {
		if product, ok := r.Processes[i].Product(); ok {
			counts[product]++
		}
	}
	products := slices.DeleteFunc(loader.Products(), func(p loader.Product) bool { return counts[p] == 0 })
	slices.SortStableFunc(products, func(a, b loader.Product) int { return counts[b] - counts[a] })
	return products
}

// System returns the system that most of the paths in the logs are of; "" where there is
// none, or as many of another.
func (r *Record) System() loader.OS {
	counts := make(map[loader.OS]int)
	for _, p := range r.Processes {
		for _, e := range p.Events {
			counts[systemOfPath(e.Path)]++
		}
	}
	delete(counts, "")
	most, tie := loader.OS(""), false
	for _, system := range loader.Systems() {
		switch n := counts[system]; {
		case n > counts[most]:
			most, tie = system, false
		case n > 0 && n == counts[most]:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return most
}

// foldersOfMacOS are those in the root of its disk that Linux does not have.
var foldersOfMacOS = [...]string{"/Applications/", "/Users/", "/Library/"}

// systemOfPath returns the system whose paths look like one; "" where it is not absolute.
func systemOfPath(path string) loader.OS {
	switch {
	case loader.Windows.Absolute(path) && !strings.HasPrefix(path, "/"):
		return loader.Windows
	case !loader.Linux.Absolute(path):
		return ""
	}
	for _, folder := range foldersOfMacOS {
		if strings.HasPrefix(path, folder) {
			return loader.MacOS
		}
	}
	return loader.Linux
}
