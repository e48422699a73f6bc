package loader

import (
	"io/fs"
	"os"
	"slices"
	"time"
)

// sameDirectory tells whether two directories that were read are one: they have
// the same path, or the system says that they are the same file.
func sameDirectory(a, b *root) bool {
	return trimSeparator(a.scanned.Path) == trimSeparator(b.scanned.Path) ||
		a.info != nil && b.info != nil && os.SameFile(a.info, b.info)
}

// mergeLinks makes one candidate of a file that is reached more than once:
// through a directory that is given twice, or through a link.
func (s *scan) mergeLinks(jobs []job, found []finding) {
	twice, groups := s.twice(), s.sameFiles(jobs, found)
	if len(twice) == 0 && len(groups) == 0 {
		return
	}
	places := make([][]Place, len(found))
	for i := range found {
		places[i] = append(places[i], found[i].candidate.Place)
		for _, later := range twice[jobs[i].root] {
			places[i] = append(places[i], Place{later, jobs[i].entry.Name()})
		}
	}
	for _, group := range groups {
		first := group[0]
		for _, i := range group[1:] {
			places[first] = append(places[first], places[i]...)
			found[i].keep = false
		}
	}
	for i := range found {
		if len(places[i]) > 1 && found[i].keep {
			found[i].candidate.Also = s.laterPlaces(places[i])
		}
	}
}

// laterPlaces returns the places behind the first, in load order.
func (s *scan) laterPlaces(places []Place) []Place {
	later := slices.Clone(places[1:])
	slices.SortStableFunc(later, s.comparePlaces)
	return later
}

// comparePlaces is the load order of places.
func (s *scan) comparePlaces(a, b Place) int {
	if a.Directory == b.Directory {
		return compareNames(a.Entry, b.Entry)
	}
	if x, y := s.roots[a.Directory].scanned.Tier.rank(), s.roots[b.Directory].scanned.Tier.rank(); x != y {
		return x - y
	}
	return a.Directory - b.Directory
}

// twice returns, for each root, the later roots that are the same.
func (s *scan) twice() map[int][]int {
	twice := make(map[int][]int)
	for i := range s.roots {
		if first := s.roots[i].same; first >= 0 {
			twice[first] = append(twice[first], i)
		}
	}
	return twice
}

// sameFiles groups the findings that a link makes the same file, each group in
// load order. Hard links are files of their own: nothing tells which of them
// would be the other's copy. Without a link nothing is looked up.
func (s *scan) sameFiles(jobs []job, found []finding) [][]int {
	linked := false
	for i := range found {
		linked = linked || found[i].keep && found[i].linked
	}
	if !linked {
		return nil
	}
	var groups [][]int
	for _, bucket := range s.buckets(jobs, found) {
		groups = append(groups, splitSame(found, bucket)...)
	}
	for _, g := range groups {
		slices.SortFunc(g, func(a, b int) int {
			return s.comparePlaces(found[a].candidate.Place, found[b].candidate.Place)
		})
	}
	return groups
}

// A bucketKey is what two infos of one file have in common.
type bucketKey struct {
	size     int64
	modified time.Time
}

// buckets gathers the findings that may be one file, looking up what is not
// known of those that were not reached through a link.
func (s *scan) buckets(jobs []job, found []finding) map[bucketKey][]int {
	buckets := make(map[bucketKey][]int)
	for i := range found {
		if !found[i].keep {
			continue
		}
		if found[i].info == nil {
			info, err := fs.Stat(s.roots[jobs[i].root].files, jobs[i].entry.Name())
			if err != nil {
				continue
			}
			found[i].info = info
		}
		key := bucketKey{found[i].info.Size(), found[i].info.ModTime().UTC()}
		buckets[key] = append(buckets[key], i)
	}
	return buckets
}

// splitSame returns the groups within one bucket: a file and the links to it.
func splitSame(found []finding, bucket []int) [][]int {
	var groups [][]int
	grouped := make(map[int]int) // the group of each finding
	for _, i := range bucket {
		if !found[i].linked {
			continue
		}
		for _, k := range bucket {
			if k == i || found[k].linked && k > i || !os.SameFile(found[i].info, found[k].info) {
				continue
			}
			g, ok := grouped[k]
			if !ok {
				g = len(groups)
				groups, grouped[k] = append(groups, []int{k}), g
			}
			groups[g], grouped[i] = append(groups[g], i), g
			break
		}
	}
	return groups
}
