package loader

import (
	"cmp"
	"slices"
)

// A Difference is what is another between two resolutions: of two hosts, or of an
// inventory before and after a change.
type Difference struct {
	Before, After *Resolution
	Classes       []ClassChange     // by the bytes of the class
	Candidates    []CandidateChange // by class, "" first, and then by location
}

// A Change says what becomes of a class.
type Change string

// The changes of a class.
const (
	Gains   Change = "gains"   // nothing loaded, and now something does
	Loses   Change = "loses"   // something loaded, and now nothing does
	Changes Change = "changes" // what loads is another one, or works no longer, or again
)

// A ClassChange is a class whose winner is another one.
type ClassChange struct {
	Class  string
	Change Change
	// Before and After are the decisions on the winners, with their reasons;
	// nil where nothing loads.
	Before, After *Decision
}

// A CandidateChange is a candidate whose outcome is another one.
type CandidateChange struct {
	Class    string // "" where it is not known
	Location string
	// Before and After are the decisions on it, with their reasons; nil where
	// it is not there.
	Before, After *Decision
}

// Diff compares two resolutions. A candidate is the same one where its location
// is. A winner changes where it stands at another location, has another version
// or other content, or where connecting fails before or after only; the built-in
// of another release, with the same name, version and content, is no other one. A
// candidate
// changes where it comes or goes, has another outcome, another version or other
// content.
func Diff(before, after *Resolution) *Difference {
	d := &Difference{Before: before, After: after}
	was, is := before.byClass(), after.byClass()
	for _, class := range union(was, is) {
		a, b := before.orNative(was, class), after.orNative(is, class)
		d.compareWinners(class, a, b)
		d.compareCandidates(class, a.Decisions, b.Decisions)
	}
	d.compareCandidates("", before.Unreadable(), after.Unreadable())
	d.joinMoved()
	slices.SortStableFunc(d.Candidates, func(a, b CandidateChange) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Location, b.Location))
	})
	return d
}

// Empty tells whether nothing is another.
func (d *Difference) Empty() bool { return len(d.Classes) == 0 && len(d.Candidates) == 0 }

// byClass returns the contests by their class, or by its fold with the option
// any-case.
func (r *Resolution) byClass() map[string]Contest {
	out := make(map[string]Contest)
	for _, c := range r.Contests() {
		key := c.Class
		if r.judge != nil && r.judge.anyCase {
			key = fold(key)
		}
		out[key] = c
	}
	return out
}

// orNative returns a contest, or that of a native class alone: a resolution
// shows one only where a candidate shares its class.
func (r *Resolution) orNative(contests map[string]Contest, class string) Contest {
	c, ok := contests[class]
	if ok || r.judge == nil {
		return c
	}
	row := r.judge.nativeOf(r.judge.nativeRows(), class)
	if row < 0 {
		return c
	}
	alone := &r.natives[row]
	return Contest{Class: alone.Class, Winner: alone, Decisions: []Decision{{
		Candidate: alone, Place: alone.Place, Location: nativeLocation(alone), Tier: TierBuiltIn, Outcome: Loaded,
		Reason: Reason{Rule: RuleOnlyCandidate, Basis: basisFor(RuleOnlyCandidate, r.Host), Text: aloneText},
	}}}
}

// union returns the keys of two maps, sorted by bytes.
func union[V any](a, b map[string]V) []string {
	return slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, m := range [...]map[string]V{a, b} {
			for key := range m {
				if !yield(key) {
					return
				}
			}
		}
	}))
}

func (d *Difference) compareWinners(class string, before, after Contest) {
	a, hadOne := before.Winning()
	b, hasOne := after.Winning()
	change := ClassChange{Class: cmp.Or(after.Class, before.Class, class)}
	switch {
	case hadOne && hasOne:
		if (a.Location == b.Location || d.bothBuiltIn(&a, &b)) && a.alike(&b) && (a.AtConnection == nil) == (b.AtConnection == nil) {
			return
		}
		change.Change, change.Before, change.After = Changes, &a, &b
	case hadOne:
		change.Change, change.Before = Loses, &a
	case hasOne:
		change.Change, change.After = Gains, &b
	default:
		return
	}
	d.Classes = append(d.Classes, change)
}

// bothBuiltIn tells whether two winners are the built-ins of two releases.
func (d *Difference) bothBuiltIn(before, after *Decision) bool {
	return before.Place.Entry == after.Place.Entry && !before.Candidate.Native && !after.Candidate.Native &&
		d.Before.judge.directory(before.Place).ofOneRelease() && d.After.judge.directory(after.Place).ofOneRelease()
}

// alike tells whether two candidates have the same version and the same content,
// as far as that is known.
func (d *Decision) alike(e *Decision) bool {
	return d.Candidate.written() == e.Candidate.written() && d.Candidate.CompareContent(e.Candidate) != OtherContent
}

// compareCandidates finds what came, went and changed. Locations are unique but
// in inventories made by hand, where equal ones are compared in load order.
func (d *Difference) compareCandidates(class string, before, after []Decision) {
	was := make(map[string][]*Decision)
	for i := range before {
		was[before[i].Location] = append(was[before[i].Location], &before[i])
	}
	for i := range after {
		b := &after[i]
		if earlier := was[b.Location]; len(earlier) > 0 {
			was[b.Location] = earlier[1:]
			if a := earlier[0]; a.Outcome != b.Outcome || !a.alike(b) {
				d.Candidates = append(d.Candidates, CandidateChange{class, b.Location, a, b})
			}
			continue
		}
		d.Candidates = append(d.Candidates, CandidateChange{class, b.Location, nil, b})
	}
	for i := range before {
		a := &before[i]
		if left := was[a.Location]; len(left) > 0 && left[0] == a {
			was[a.Location] = left[1:]
			d.Candidates = append(d.Candidates, CandidateChange{class, a.Location, a, nil})
		}
	}
}

// joinMoved makes one change of a location that leaves one class and comes in
// another, as where a package is replaced by one of another class.
func (d *Difference) joinMoved() {
	came := make(map[string]int) // by location: the index of the change
	for i, c := range d.Candidates {
		if c.Before == nil {
			came[c.Location] = i
		}
	}
	joined := make(map[int]bool)
	for i, c := range d.Candidates {
		if k, ok := came[c.Location]; c.After == nil && ok && d.Candidates[k].Before == nil {
			d.Candidates[k].Before = c.Before
			d.Candidates[k].Class = cmp.Or(d.Candidates[k].Class, c.Class)
			joined[i] = true
		}
	}
	kept := d.Candidates[:0]
	for i, c := range d.Candidates {
		if !joined[i] {
			kept = append(kept, c)
		}
	}
	d.Candidates = kept
}
