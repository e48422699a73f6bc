package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/tacorder/tacorder/loader/witness"
)

// writeSplits writes the classes on which processes disagree.
func writeSplits(p *page, w witnessed) {
	splits := w.record.Splits()
	if len(splits) == 0 {
		return
	}
	p.blank()
	p.heading(fmt.Sprintf("Processes disagree (%d)", len(splits)))
	p.prose(2, 0, pathsOfSides)
	for i, s := range splits {
		if i == mostEvents {
			p.faint(2, moreWords(len(splits)-mostEvents))
			return
		}
		p.styled(2, 2, strong, s.Class)
		for _, side := range s.Sides {
			p.styled(4, 2, unsure, sideWords(side), side.Path)
			for _, line := range w.nodes.lines(w.record, side.Processes) {
				p.styled(8, 2, faint, line)
			}
		}
		if why := w.whySplit(s); why != "" {
			p.prose(4, 0, why)
		}
	}
}

// pathsOfSides says whose spelling the path of a side has.
const pathsOfSides = "A path is as the first of its processes writes it."

// sideWords says what some processes loaded.
func sideWords(s witness.Side) string { return cmp.Or(s.Path, "not loaded") }

// whySplit says what may have made processes disagree, as far as their releases, where
// they ran and when they started tell; else "".
func (w witnessed) whySplit(s witness.Split) string {
	if releases := w.releasesOfSides(s); releases != nil {
		return fmt.Sprintf("The sides are of different releases of Tableau, %s, which is the likely cause: releases differ in the connectors that they bring along, in their directories and in their rules.", inWords(releases))
	}
	switch places, times := w.onOtherNodes(s), w.atOtherTimes(s); {
	case places && times:
		return "The sides are on different nodes, as far as the folders of the logs tell, and started at different times: the nodes do not have the same connectors, or one of them was not restarted."
	case places:
		return "The sides are on different nodes, as far as the folders of the logs tell: the nodes do not have the same connectors."
	case times:
		return "The sides started at different times: a machine or a service that was not restarted shows this, as does a change between two starts."
	}
	return ""
}

// onOtherNodes tells whether no two sides have processes on the same node.
func (w witnessed) onOtherNodes(s witness.Split) bool {
	sides := make(map[int]int) // by node
	for i, side := range s.Sides {
		for _, p := range side.Processes {
			node := w.nodes.of[p]
			if at, known := sides[node]; known && at != i {
				return false
			}
			sides[node] = i
		}
	}
	return true
}

// leastApart is how far sides are apart that started at different times. The processes of
// one start of a server come within seconds.
const leastApart = time.Minute

// atOtherTimes tells whether each side had started well before the next one did.
func (w witnessed) atOtherTimes(s witness.Split) bool {
	sides := slices.SortedFunc(slices.Values(s.Sides), func(a, b witness.Side) int {
		x, _, _ := startsOf(w.record, a.Processes)
		y, _, _ := startsOf(w.record, b.Processes)
		return x.Compare(y)
	})
	for i, side := range sides {
		first, _, known := startsOf(w.record, side.Processes)
		if !known {
			return false
		}
		if i > 0 {
			if _, last, _ := startsOf(w.record, sides[i-1].Processes); first.Sub(last) < leastApart {
				return false
			}
		}
	}
	return true
}
