package witness

import (
	"slices"
	"strings"
)

// mostKnown is how long a path may be, in bytes, to be found.
const mostKnown = 1024

// knownPaths finds paths in texts.
type knownPaths struct {
	with map[string]string // what stands for a path, as plain writes it
	beginnings
}

func (k *knownPaths) add(path, with string) {
	if len(path) > mostKnown {
		return
	}
	if k.with == nil {
		k.with = make(map[string]string)
	}
	path = plain(path)
	if _, known := k.with[path]; !known {
		k.beginnings.add(path)
	}
	k.with[path] = with
}

// beginnings finds the longest of many texts that another one begins with.
type beginnings struct {
	all    []string
	sorted bool
}

// add adds a text that is not among them.
func (b *beginnings) add(text string) { b.all, b.sorted = append(b.all, text), false }

// longest returns the longest one that a text begins with.
func (b *beginnings) longest(text string) (beginning string, ok bool) {
	if !b.sorted {
		slices.Sort(b.all)
		b.sorted = true
	}
	for bound := text[:min(len(text), mostKnown)]; ; {
		i, found := slices.BinarySearch(b.all, bound)
		switch {
		case found:
			return bound, true
		case i == 0:
			return "", false
		}
		below := b.all[i-1]
		if strings.HasPrefix(text, below) {
			return below, true
		}
		// Only what both begin with can begin a text that is shorter and fits.
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
