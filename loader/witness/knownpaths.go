package witness

import (
	"slices"
	"strings"
)

// knownPaths finds paths in texts.
type knownPaths struct {
	with   map[string]string // what stands for a path, as plain writes it
	sorted []string          // the paths; nil where one was added since
}

// mostKnown is how long a path may be, in bytes, to be found.
const mostKnown = 1024

func (k *knownPaths) add(path, with string) {
	if len(path) > mostKnown {
		return
	}
	if k.with == nil {
		k.with = make(map[string]string)
	}
	k.with[plain(path)] = with
	k.sorted = nil
}

// longest returns the longest path that a plain text begins with.
func (k *knownPaths) longest(text string) (path string, ok bool) {
	if k.sorted == nil {
		for path := range k.with {
			k.sorted = append(k.sorted, path)
		}
		slices.Sort(k.sorted)
	}
	for bound := text[:min(len(text), mostKnown)]; ; {
		i, found := slices.BinarySearch(k.sorted, bound)
		switch {
		case found:
			return bound, true
		case i == 0:
			return "", false
		}
		below := k.sorted[i-1]
		if strings.HasPrefix(text, below) {
			return below, true
		}
		// Only what both begin with can begin a path that is shorter and fits.
		bound = bound[:common(bound, below)]
	}
}

// common returns how many bytes two texts begin with alike.
func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// plain is a text as Windows compares paths, byte for byte as long. Where a system
// tells cases apart, a path that differs by case only is hidden all the same.
func plain(text string) string {
	b := []byte(text)
	for i, c := range b {
		switch {
		case c == '\\':
			b[i] = '/'
		case 'A' <= c && c <= 'Z':
			b[i] = c - 'A' + 'a'
		}
	}
	return string(b)
}
