package loader

import (
	"cmp"

	"github.com/tacorder/tacorder/version"
)

// A contest holds the records of one class and decides them.
type contest struct {
	*judge
	records []record // of one class, in load order
	offset  int32    // of records[0] among all
	ranks   []rank   // of the records' versions, where they are compared often; else nil
}

// native tells whether a record is a native class.
func (r *record) native() bool { return r.candidate < 0 }

// contested tells whether a record took part in a contest that was held.
func (r *record) contested() bool { return r.outcome == loaded || r.outcome == shadowed }

// hold decides every record that reached the contest.
func (c contest) hold() {
	winner, runnerUp := c.best()
	if winner < 0 {
		return
	}
	shared := c.sharedRests(winner)
	why, rests := c.winning(winner, runnerUp)
	for i := range c.records {
		if c.records[i].outcome == contesting && i != winner {
			c.lose(i, winner)
		}
	}
	w := &c.records[winner]
	w.outcome, w.cause, w.rests = loaded, why, w.rests|rests
	if runnerUp >= 0 {
		w.other = c.offset + int32(runnerUp)
	}
	for i := range c.records {
		if c.records[i].contested() {
			c.records[i].rests |= shared
		}
	}
}

// best returns the indices of the winner and of the best of the rest, or -1.
func (c contest) best() (winner, runnerUp int) {
	winner, runnerUp = -1, -1
	for i := range c.records {
		if c.records[i].outcome != contesting {
			continue
		}
		switch {
		case winner < 0:
			winner = i
		case c.beats(i, winner):
			winner, runnerUp = i, winner
		case runnerUp < 0 || c.beats(i, runnerUp):
			runnerUp = i
		}
	}
	return winner, runnerUp
}

// beats tells whether the later record i takes the class from the earlier k.
func (c contest) beats(later, earlier int) bool {
	_, first := c.pair(earlier, later)
	return !first
}

// pair returns the cause that decides between two records of which k was loaded
// before i, and whether k wins.
func (c contest) pair(k, i int) (why cause, first bool) {
	if !c.byVersion {
		return byFirst, true
	}
	a, b := &c.records[k], &c.records[i]
	if a.native() {
		if c.nativeLowest {
			return byHighest, false
		}
		return byNative, true
	}
	order := c.compareVersions(k, i)
	if order == 0 {
		return bySame, true
	}
	if c.protected {
		if p, q := c.builtIn(a), c.builtIn(b); p != q {
			return byBuiltIn, p
		}
	}
	return byHighest, order > 0
}

// compareVersions compares the versions of two records as [version.Plugin.Compare]
// does.
func (c contest) compareVersions(i, k int) int {
	if c.ranks != nil {
		return cmp.Compare(c.ranks[i].order, c.ranks[k].order)
	}
	return c.version(&c.records[i]).Compare(c.version(&c.records[k]))
}

// disputed tells of the versions of two records what [version.Plugin.Disputed] does.
func (c contest) disputed(i, k int) bool {
	if c.ranks != nil {
		return c.ranks[i].disputed(c.ranks[k])
	}
	return c.version(&c.records[i]).Disputed(c.version(&c.records[k]))
}

func (c contest) version(r *record) version.Plugin {
	if r.native() {
		return version.Plugin{}
	}
	return c.inv.Candidates[r.candidate].PluginVersion
}

func (c contest) builtIn(r *record) bool {
	return !r.native() && c.directory(*c.placeOf(r)).Tier == TierBuiltIn
}

// ordered returns the pair's indices, the earlier loaded first.
func ordered(a, b int) (first, second int) { return min(a, b), max(a, b) }

// lose decides the record i against the winner.
func (c contest) lose(i, winner int) {
	r := &c.records[i]
	r.outcome, r.other = shadowed, c.offset+int32(winner)
	r.cause, _ = c.pair(ordered(i, winner))
	r.rests |= c.records[winner].rests | c.pairRests(i, winner)
}

// winning returns the cause that decides for the winner against the best of the
// rest, before any of them is decided, and what that rests on. It beats all of
// them, so it rests on what any of these comparisons rests on.
func (c contest) winning(winner, runnerUp int) (why cause, rests assumption) {
	if runnerUp < 0 {
		return byOnly, 0
	}
	why, _ = c.pair(ordered(winner, runnerUp))
	for i := range c.records {
		if c.records[i].outcome == contesting && i != winner {
			rests |= c.pairRests(i, winner)
		}
	}
	return why, rests
}

// pairRests returns what the comparison of two records rests on.
func (c contest) pairRests(i, k int) assumption {
	a, b := &c.records[i], &c.records[k]
	if a.native() || b.native() {
		return 0
	}
	var rests assumption
	why, _ := c.pair(ordered(i, k))
	if c.byVersion && c.disputed(i, k) {
		rests |= onVersionOrder
	}
	first := why == bySame || why == byFirst
	if first && c.placeOf(a).Directory == c.placeOf(b).Directory {
		rests |= onOrderInDirectory
	}
	return rests
}

// sharedRests returns what every decision of the contest rests on: from 2022.2
// that a native or a built-in takes part, and the gate of a refused candidate
// that would have won.
func (c contest) sharedRests(winner int) assumption {
	var rests assumption
	contestants := 0
	for i := range c.records {
		r := &c.records[i]
		switch r.outcome {
		case refused:
			if r.rests != 0 && c.wouldWin(i, winner) {
				rests |= r.rests
			}
			continue
		case contesting:
			contestants++
		}
		if c.byVersion && r.native() {
			rests |= onNativeClass
		}
		if c.byVersion && c.builtIn(r) {
			rests |= onBuiltInProtected
		}
	}
	if contestants < 2 {
		rests &^= onNativeClass | onBuiltInProtected
	}
	return rests
}

// wouldWin tells whether the record i would beat the winner if it contested.
func (c contest) wouldWin(i, winner int) bool {
	first, second := ordered(i, winner)
	_, firstWins := c.pair(first, second)
	return firstWins == (i == first)
}
