package loadertest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// releases takes the releases of the scenario, separated by commas.
func (p *parser) releases(value string, line int) error {
	if p.releasesLine > 0 {
		return fmt.Errorf("line %d gives the releases already: keep one of the two, which takes a list separated by commas", p.releasesLine)
	}
	p.releasesLine = line
	var list []version.Release
	for _, word := range strings.Split(value, ",") {
		named, err := releasesOf(strings.TrimSpace(word))
		if err != nil {
			return err
		}
		for _, r := range named {
			if at := indexOf(list, r); at >= 0 {
				return fmt.Errorf("the list has %s already, as %s: keep one", r, list[at])
			}
			list = append(list, r)
		}
	}
	p.setReleases(list)
	return nil
}

// setReleases keeps the host at the first of the releases.
func (p *parser) setReleases(list []version.Release) {
	p.scenario.Releases, p.scenario.Host.Release = list, list[0]
}

// releasesOf returns the releases that one word of the list stands for.
func releasesOf(word string) ([]version.Release, error) {
	if word == "all" {
		return version.KnownReleases(), nil
	}
	r, err := version.ParseRelease(word)
	if err != nil {
		return nil, fmt.Errorf("%w, or all", err)
	}
	return []version.Release{r}, nil
}

// indexOf returns where a release stands in a list, however it is written there,
// or -1.
func indexOf(list []version.Release, r version.Release) int {
	return slices.IndexFunc(list, func(q version.Release) bool { return q.Compare(r) == 0 })
}

// constraintText writes the constraint that those of the known releases satisfy
// that are in the list, which has nothing but known releases.
func constraintText(list []version.Release) string {
	first, last := slices.MinFunc(list, version.Release.Compare), slices.MaxFunc(list, version.Release.Compare)
	var b strings.Builder
	fmt.Fprintf(&b, ">=%s, <=%s", first, last)
	for _, r := range version.KnownReleases() {
		if first.Compare(r) < 0 && r.Compare(last) < 0 && indexOf(list, r) < 0 {
			fmt.Fprintf(&b, ", !=%s", r)
		}
	}
	return b.String()
}
