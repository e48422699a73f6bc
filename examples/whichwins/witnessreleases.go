package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
	"github.com/tacorder/tacorder/version"
)

// ofAnotherRelease says of a finding that its processes are of another feature release
// than the answer is for; "" where none is known to be.
func (w witnessed) ofAnotherRelease(f finding) string {
	own := w.answer.Host.Release.Feature()
	var others []version.Release
	seen := make(map[string]bool)
	n := 0
	for _, p := range f.processes {
		release := w.record.Processes[p].Release.Feature()
		if release.IsZero() || release.Compare(own) == 0 {
			continue
		}
		n++
		if !seen[release.String()] {
			seen[release.String()] = true
			others = append(others, release)
		}
	}
	if n == 0 {
		return ""
	}
	who := "the processes are"
	switch {
	case len(f.processes) == 1:
		who = "the process is"
	case n == 1:
		who = "1 of the processes is"
	case n < len(f.processes):
		who = fmt.Sprintf("%d of the processes are", n)
	}
	return fmt.Sprintf("%s of Tableau %s, the answer of %s", who, inWords(releaseTexts(others)), own)
}

// releaseTexts names releases, the oldest first.
func releaseTexts(releases []version.Release) (texts []string) {
	slices.SortFunc(releases, version.Release.Compare)
	for _, r := range releases {
		texts = append(texts, fullRelease(r))
	}
	return texts
}

// inWords is a list with an "and" before the last.
func inWords(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

// releasesOfSides lists the releases of the sides of a split, the oldest first. It
// returns nil where one is on two sides, or where none is known of a side.
func (w witnessed) releasesOfSides(s witness.Split) []string {
	bare := w.withoutBuild(s)
	sides := make(map[string]int)
	var all []version.Release
	for i, side := range s.Sides {
		known := false
		for _, p := range side.Processes {
			release := w.record.Processes[p].Release
			if release.IsZero() {
				continue
			}
			if bare[release.Feature().String()] {
				release = release.Feature()
			}
			known = true
			at, seen := sides[release.String()]
			if seen && at != i {
				return nil
			}
			if !seen {
				sides[release.String()] = i
				all = append(all, release)
			}
		}
		if !known {
			return nil
		}
	}
	return releaseTexts(all)
}

// withoutBuild tells of which feature releases a process of a split does not name the
// build: another one that does may be of the same.
func (w witnessed) withoutBuild(s witness.Split) map[string]bool {
	bare := make(map[string]bool)
	for _, side := range s.Sides {
		for _, p := range side.Processes {
			if release := w.record.Processes[p].Release; !release.IsZero() && release.Build() == "" {
				bare[release.Feature().String()] = true
			}
		}
	}
	return bare
}
