package loader

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"github.com/tacorder/tacorder/version"
)

// Sweep answers for every known release that satisfies a constraint; the zero
// constraint is all of them (see [version.KnownReleases]). The release of h does
// not matter. Like [Resolve] it reads nothing and cannot fail, and its answer for
// a release is that of Resolve. It costs a few times one Resolve, since it looks
// at a class again only where something that bears on it turns.
func Sweep(inv *Inventory, h Host, over version.Constraint) *Timeline {
	if inv == nil {
		inv = &Inventory{}
	}
	h, notes := h.complete()
	t := &Timeline{Host: h}
	for _, r := range version.KnownReleases() {
		if over.Check(r) {
			t.Releases = append(t.Releases, r)
		}
	}
	if len(t.Releases) == 0 {
		t.Notes = append(notes, fmt.Sprintf("No known release satisfies %q.", over))
		return t
	}
	t.sweep(inv)
	t.Notes = append(notes, t.notes()...)
	return t
}

// A sweep works out the spans of each class. A candidate is judged again only where
// its judgement may turn, and a contest held again only where one did.
type sweep struct {
	*Timeline
	always   []bool    // by release: whether to judge every candidate again
	due      [][]int32 // by release: which records of the class at hand to judge again
	current  int32     // the record that turn speaks of
	minimums map[version.Plugin]int
	verdicts []record // of the class at hand, in the order of the candidates
	scratch  []record
	ranks    []rank // of the class at hand, or nil
	moves    bool   // a candidate of the class at hand has several places
}

// nothing is the winner of a span in which nothing loads.
const nothing = math.MinInt32

// A held is a span in the compact form.
type held struct {
	from, to int32 // indices of releases
	winner   int32 // as the candidate of a record, or nothing
	place    int32 // as of a record
	rests    assumption
	cause    cause
}

func (t *Timeline) sweep(inv *Inventory) {
	t.judges = make([]*judge, len(t.Releases))
	for i, r := range t.Releases {
		h := t.Host
		h.Release = r
		t.judges[i] = newJudge(inv, h)
		t.builtInsKnown = append(t.builtInsKnown, t.judges[i].builtInsKnown())
	}
	first := t.judges[0]
	t.base = &Resolution{Host: first.host, judge: first, natives: nativeCandidates()}
	t.base.group(first.decideAll())
	unsure := make([]bool, len(t.base.names))
	t.base.unsureIdentities(func(class int32) { unsure[class] = true })

	s := &sweep{
		Timeline: t, always: make([]bool, len(t.Releases)), due: make([][]int32, len(t.Releases)),
		minimums: make(map[version.Plugin]int),
	}
	s.always[0] = true
	for _, m := range milestones {
		if at := s.first(func(r version.Release) bool { return !m.after(r) }); at < len(s.always) {
			s.always[at] = true
		}
	}
	t.starts = make([]int32, 1, len(t.base.names)+1)
	t.spans = make([]held, 0, len(t.base.names)*len(milestones)/2) // more than most need
	for class := range t.base.names {
		s.class(t.base.records[t.base.starts[class]:t.base.starts[class+1]], unsure[class])
		t.starts = append(t.starts, int32(len(t.spans)))
	}
}

// first returns the index of the first release for which holds is true, as it is
// for all later ones, or the number of releases.
func (s *sweep) first(holds func(version.Release) bool) int {
	return sort.Search(len(s.Releases), func(i int) bool { return holds(s.Releases[i]) })
}

// from returns the index of the first release that is of r's feature release or
// newer.
func (s *sweep) from(r version.Release) int {
	m := featureOf(r)
	return s.first(func(q version.Release) bool { return !m.after(q) })
}

// fromMinimum is from for the minimum of a manifest.
func (s *sweep) fromMinimum(least version.Plugin) int {
	at, known := s.minimums[least]
	if !known {
		at = s.first(func(r version.Release) bool { return r.Plugin().Compare(least) >= 0 })
		s.minimums[least] = at
	}
	return at
}

// turn says that the candidate at hand must be judged again at a release, given by
// its index, if it is one of the sweep.
func (s *sweep) turn(at int) {
	if at < len(s.due) {
		s.due[at] = append(s.due[at], s.current)
	}
}

// class appends the spans of a class that has the candidates of these records.
func (s *sweep) class(records []record, unsure bool) {
	s.prepare(records)
	start := len(s.spans)
	for at := range s.Releases {
		if !s.judgeAgain(at) {
			s.spans[len(s.spans)-1].to = int32(at)
			continue
		}
		now := s.hold(at, unsure)
		if last := len(s.spans) - 1; last >= start && s.spans[last].same(&now) {
			s.spans[last].to = now.to
			s.spans[last].rests |= now.rests
			continue
		}
		s.spans = append(s.spans, now)
	}
}

// prepare notes what the candidates of a class are and where each may turn.
func (s *sweep) prepare(records []record) {
	for at := range s.due {
		s.due[at] = s.due[at][:0]
	}
	s.moves, s.ranks, s.verdicts = false, nil, s.verdicts[:0]
	for i := range records {
		s.current = int32(i)
		s.verdicts = append(s.verdicts, record{candidate: records[i].candidate, other: -1})
		s.expect(&records[i])
	}
}

// leastRanked is from how many contestants on it pays to rank the versions of a
// class.
const leastRanked = 3

// rank ranks the versions of the class at hand once its contests are worth it.
func (s *sweep) rank() []rank {
	if s.ranks != nil || s.moves {
		return s.ranks
	}
	contestants := 0
	for i := range s.verdicts {
		if s.verdicts[i].outcome == contesting {
			contestants++
		}
	}
	if contestants >= leastRanked {
		s.ranks = rankVersions(s.versions())
	}
	return s.ranks
}

// versions are those of the candidates at hand; a native class has none.
func (s *sweep) versions() []version.Plugin {
	versions := make([]version.Plugin, len(s.verdicts))
	for i := range s.verdicts {
		versions[i] = contest{judge: s.judges[0]}.version(&s.verdicts[i])
	}
	return versions
}

// judgeAgain judges the candidates again that may turn at a release, and tells
// whether the contest must be held again.
func (s *sweep) judgeAgain(at int) bool {
	j := s.judges[at]
	if s.always[at] {
		for i := range s.verdicts {
			if v := &s.verdicts[i]; !v.native() {
				*v = j.decide(int(v.candidate))
			}
		}
		return true
	}
	turned := false
	for _, i := range s.due[at] {
		now := j.decide(int(s.verdicts[i].candidate))
		turned = turned || now != s.verdicts[i]
		s.verdicts[i] = now
	}
	return turned
}

// same tells whether two spans have the same winner by the same rule.
func (h *held) same(g *held) bool {
	return h.winner == g.winner && h.place == g.place && h.cause.rule() == g.cause.rule()
}

// expect notes where the judgement of a candidate may turn.
func (s *sweep) expect(r *record) {
	if r.native() {
		return
	}
	c := &s.judges[0].inv.Candidates[r.candidate]
	s.expectIn(c, c.Place)
	for _, p := range c.Also {
		s.moves = true
		s.expectIn(c, p)
	}
}

func (s *sweep) expectIn(c *Candidate, p Place) {
	d := s.judges[0].directory(p)
	for i := range gates {
		if gates[i].turns != nil {
			gates[i].turns(s, c, d)
		}
	}
}

// hold holds the contest of the class at hand at one release.
func (s *sweep) hold(at int, unsure bool) held {
	c := contest{judge: s.judges[at], records: s.verdicts, ranks: s.rank()}
	if s.moves {
		c.records = s.inLoadOrder(c.judge)
	}
	out := held{from: int32(at), to: int32(at), winner: nothing}
	winner, runnerUp := c.best()
	if winner < 0 { // any of them might load if its refusal is wrong
		for i := range c.records {
			out.rests |= c.records[i].rests
		}
		return out
	}
	w := &c.records[winner]
	why, rests := c.winning(winner, runnerUp)
	out.winner, out.place, out.cause = w.candidate, w.place, why
	out.rests = w.rests | rests | c.sharedRests(winner)
	if unsure {
		out.rests |= onClassIdentity
	}
	return out
}

// inLoadOrder returns the verdicts in load order, which differs between releases
// where a candidate has several places.
func (s *sweep) inLoadOrder(j *judge) []record {
	s.scratch = append(s.scratch[:0], s.verdicts...)
	files := s.scratch
	if files[0].native() {
		files = files[1:]
	}
	slices.SortStableFunc(files, func(a, b record) int { return j.compareOrder(&a, &b) })
	return s.scratch
}
