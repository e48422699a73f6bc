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
	// Content compares the two winners; "" where one of them is nil.
	Content Likeness
}

// A CandidateChange is a candidate whose outcome is another one.
type CandidateChange struct {
	Class    string // "" where it is not known
	Location string
	// Before and After are the decisions on it, with their reasons; nil where
	// it is not there.
	Before, After *Decision
	// Content compares what was there with what is; "" where it came or went.
	Content Likeness
}

// Diff compares two resolutions. A candidate is the same one where its location
// is. A winner changes where it stands at another location, has another version
// or other content, or where connecting fails before or after only; the built-in
// of another release, with the same name, version and content, is no other one. A
// candidate
// changes where it comes or goes, has another outcome, another version or other
// content.
//
// Classes are the same as either side takes them to be: where one of them has the
// option any-case, in any case. nil is a resolution of nothing.
func Diff(before, after *Resolution) *Difference {
	d := &Difference{Before: before.orEmpty(), After: after.orEmpty()}
	same := func(class string) string { return class }
	if d.Before.anyCase() || d.After.anyCase() {
		same = fold
	}
	was, is := d.Before.byClass(same), d.After.byClass(same)
	for _, key := range union(was, is) {
		as, bs := d.Before.orNative(was[key], key), d.After.orNative(is[key], key)
		d.compareClass(as, bs)
		d.compareCandidates(decisionsOf(as), decisionsOf(bs))
	}
	d.compareCandidates(unknownClass(d.Before), unknownClass(d.After))
	d.joinMoved()
	slices.SortStableFunc(d.Classes, func(a, b ClassChange) int { return cmp.Compare(a.Class, b.Class) })
	slices.SortStableFunc(d.Candidates, func(a, b CandidateChange) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Location, b.Location))
	})
	return d
}

// orEmpty is the resolution; nil is one of nothing.
func (r *Resolution) orEmpty() *Resolution {
	if r == nil {
		return &Resolution{}
	}
	return r
}

func (r *Resolution) anyCase() bool { return r.judge != nil && r.judge.anyCase }

// A classDecision is a decision with the class that it is on.
type classDecision struct {
	class string
	Decision
}

// decisionsOf lists the decisions of contests.
func decisionsOf(contests []Contest) (out []classDecision) {
	for _, c := range contests {
		for _, d := range c.Decisions {
			out = append(out, classDecision{c.Class, d})
		}
	}
	return out
}

// unknownClass lists the decisions on what is unreadable.
func unknownClass(r *Resolution) (out []classDecision) {
	for _, d := range r.Unreadable() {
		out = append(out, classDecision{"", d})
	}
	return out
}

// Empty tells whether nothing is another.
func (d *Difference) Empty() bool { return len(d.Classes) == 0 && len(d.Candidates) == 0 }

// byClass returns the contests by a key of their class, which several may have.
func (r *Resolution) byClass(key func(class string) string) map[string][]Contest {
	out := make(map[string][]Contest)
	for _, c := range r.Contests() {
		out[key(c.Class)] = append(out[key(c.Class)], c)
	}
	return out
}

// orNative returns contests, or that of a native class alone: a resolution shows
// one only where a candidate shares its class.
func (r *Resolution) orNative(contests []Contest, class string) []Contest {
	if len(contests) > 0 || r.judge == nil {
		return contests
	}
	row := r.judge.nativeOf(r.judge.nativeRows(), class)
	if row < 0 {
		return nil
	}
	alone := &r.natives[row]
	return []Contest{{Class: alone.Class, Winner: alone, Decisions: []Decision{{
		Candidate: alone, Place: alone.Place, Location: nativeLocation(alone), Tier: TierBuiltIn, Outcome: Loaded,
		Reason: Reason{Rule: RuleOnlyCandidate, Basis: basisFor(RuleOnlyCandidate, r.Host), Text: aloneText},
	}}}}
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

// compareClass compares the winners of what is one class to at least one side. Where
// a side has it in several spellings, each of these is compared by itself.
func (d *Difference) compareClass(as, bs []Contest) {
	for i := range max(len(as), len(bs), 1) {
		a, b := spelled(as, i), spelled(bs, i)
		if len(as) > 1 && len(bs) > 1 { // the same spellings on both sides, or one is new
			b = Contest{}
			for _, c := range bs {
				if c.Class == a.Class {
					b = c
				}
			}
		}
		name := cmp.Or(b.Class, a.Class)
		if len(as) > 1 { // each spelling has its own winner before
			name = cmp.Or(a.Class, b.Class)
		}
		d.compareWinners(name, a, b)
	}
}

// spelled is the contest of a spelling; what has only one has it for all.
func spelled(contests []Contest, i int) Contest {
	switch len(contests) {
	case 0:
		return Contest{}
	case 1:
		return contests[0]
	}
	if i < len(contests) {
		return contests[i]
	}
	return Contest{}
}

func (d *Difference) compareWinners(name string, before, after Contest) {
	a, hadOne := before.Winning()
	b, hasOne := after.Winning()
	change := ClassChange{Class: name}
	switch {
	case hadOne && hasOne:
		if (a.Location == b.Location || d.bothBuiltIn(&a, &b)) && a.alike(&b) && (a.AtConnection == nil) == (b.AtConnection == nil) {
			return
		}
		change.Change, change.Before, change.After, change.Content = Changes, &a, &b, a.Candidate.CompareContent(b.Candidate)
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
func (d *Difference) compareCandidates(before, after []classDecision) {
	was := make(map[string][]*classDecision)
	for i := range before {
		was[before[i].Location] = append(was[before[i].Location], &before[i])
	}
	for i := range after {
		b := &after[i]
		if earlier := was[b.Location]; len(earlier) > 0 {
			was[b.Location] = earlier[1:]
			if a := earlier[0]; a.Outcome != b.Outcome || !a.alike(&b.Decision) {
				d.Candidates = append(d.Candidates, CandidateChange{b.class, b.Location, &a.Decision, &b.Decision, a.Candidate.CompareContent(b.Candidate)})
			}
			continue
		}
		d.Candidates = append(d.Candidates, CandidateChange{b.class, b.Location, nil, &b.Decision, ""})
	}
	for i := range before {
		a := &before[i]
		if left := was[a.Location]; len(left) > 0 && left[0] == a {
			was[a.Location] = left[1:]
			d.Candidates = append(d.Candidates, CandidateChange{a.class, a.Location, &a.Decision, nil, ""})
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
			d.Candidates[k].Content = c.Before.Candidate.CompareContent(d.Candidates[k].After.Candidate)
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
