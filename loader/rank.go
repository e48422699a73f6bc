package loader

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// A rank is where a version stands among those of a class: for contests that are
// held again and again, since numbers are compared sooner than versions.
type rank struct {
	order  int32 // by Compare; equal versions have the same
	dotted int32 // by the dotted parts alone
	text   int32 // as text
}

// disputed tells what [version.Plugin.Disputed] tells.
func (r rank) disputed(q rank) bool {
	order := cmp.Compare(r.order, q.order)
	byDash := r.dotted == q.dotted && order != 0
	return byDash || order != cmp.Compare(r.text, q.text)
}

// rankVersions returns the rank of each version.
func rankVersions(versions []version.Plugin) []rank {
	index := make(map[version.Plugin]int32, len(versions))
	var distinct []version.Plugin
	for _, v := range versions {
		if _, known := index[v]; !known {
			index[v] = int32(len(distinct))
			distinct = append(distinct, v)
		}
	}
	ranks := make([]rank, len(distinct))
	by := func(compare func(a, b version.Plugin) int, set func(*rank, int32)) {
		sorted := slices.Clone(distinct)
		slices.SortFunc(sorted, compare)
		at := int32(0)
		for i, v := range sorted {
			if i > 0 && compare(sorted[i-1], v) != 0 {
				at++
			}
			set(&ranks[index[v]], at)
		}
	}
	by(version.Plugin.Compare, func(r *rank, at int32) { r.order = at })
	by(func(a, b version.Plugin) int { return a.Dotted().Compare(b.Dotted()) }, func(r *rank, at int32) { r.dotted = at })
	by(func(a, b version.Plugin) int { return strings.Compare(a.String(), b.String()) }, func(r *rank, at int32) { r.text = at })
	out := make([]rank, len(versions))
	for i, v := range versions {
		out[i] = ranks[index[v]]
	}
	return out
}
