package fleet

import (
	"cmp"
	"iter"
	"slices"
)

// A NodeSet is a set of nodes, by their index in [Report].Nodes. It takes memory by
// runs of neighbours, not by nodes.
type NodeSet struct{ runs []run }

// A run is the nodes first to last.
type run struct{ first, last int32 }

// add adds a node that is behind all others of the set, or the last of them.
func (s *NodeSet) add(node int) {
	n := int32(node)
	if end := len(s.runs) - 1; end >= 0 && n <= s.runs[end].last+1 {
		s.runs[end].last = n
		return
	}
	s.runs = append(s.runs, run{n, n})
}

// Len returns how many nodes the set has.
func (s NodeSet) Len() int {
	n := 0
	for _, r := range s.runs {
		n += int(r.last-r.first) + 1
	}
	return n
}

// All returns the nodes in ascending order.
func (s NodeSet) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, r := range s.runs {
			for n := r.first; n <= r.last; n++ {
				if !yield(int(n)) {
					return
				}
			}
		}
	}
}

// first returns the first node of a set that is not empty.
func (s NodeSet) first() int { return int(s.runs[0].first) }

// union returns the nodes of several sets that share none.
func union(sets []NodeSet) NodeSet {
	var all []run
	for _, s := range sets {
		all = append(all, s.runs...)
	}
	slices.SortFunc(all, func(a, b run) int { return cmp.Compare(a.first, b.first) })
	var out NodeSet
	for _, r := range all {
		if end := len(out.runs) - 1; end >= 0 && out.runs[end].last+1 == r.first {
			out.runs[end].last = r.last
			continue
		}
		out.runs = append(out.runs, r)
	}
	return out
}

// missing returns the nodes 0 to n-1 that are not in s.
func (s NodeSet) missing(n int) NodeSet {
	var out NodeSet
	next := int32(0)
	for _, r := range s.runs {
		if r.first > next {
			out.runs = append(out.runs, run{next, r.first - 1})
		}
		next = r.last + 1
	}
	if next < int32(n) {
		out.runs = append(out.runs, run{next, int32(n) - 1})
	}
	return out
}
