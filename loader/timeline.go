package loader

import (
	"fmt"
	"sort"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// A Timeline is the answer for one inventory and one host over several releases.
// It may be read by several goroutines; the inventory it came from must not be
// changed while it is in use.
type Timeline struct {
	Host     Host              // as swept, with its zero fields filled in; its release does not matter
	Releases []version.Release // those that were swept, in ascending order
	Notes    []string          // what the answer does not know, in sentences

	judges []*judge    // by release
	base   *Resolution // the candidates by class
	spans  []held      // by class
	starts []int32     // where each class starts; one more for the end

	builtInsKnown []bool // by release
}

// BuiltIns says whether the connectors that are built into the releases of a
// span are known: whether a built-in directory of the release was read.
type BuiltIns string

// What is known of the built-in connectors.
const (
	BuiltInsKnown   BuiltIns = "known"   // of each release
	BuiltInsPartly  BuiltIns = "partly"  // of some releases
	BuiltInsUnknown BuiltIns = "unknown" // of none
)

// A Span is a run of releases in which a class has the same winner by the same
// rule.
type Span struct {
	From, To version.Release // the first and the last release
	Winner   *Candidate      // what loads; nil where nothing does
	Location string          // the winner's, as in [Decision]; "" where nothing loads
	Tier     Tier            // the winner's; "" where nothing loads
	Rule     RuleID          // the one that decides for the winner; "" where nothing loads
	// Basis is how sure the rule is: the least sure of the span's releases.
	Basis Basis
	// Assumes names the unsure rules that the answer for any of the releases
	// rests on, in the order of the rulebook.
	Assumes  []RuleID
	BuiltIns BuiltIns
	// BuiltInElsewhere says that the class is built into a release of which a
	// built-in directory was read, so that it may also be built into those of the
	// span of which none was. It is false where BuiltIns is known.
	BuiltInElsewhere bool
}

// Classes returns the names of all classes that a candidate claims, sorted by
// bytes, in a fresh slice. With the option any-case, a class that is spelled in
// several ways has the name that it has at the first release.
func (t *Timeline) Classes() []string {
	if t.base == nil {
		return nil
	}
	return t.base.Classes()
}

// Class returns the spans of a class: in order, without gaps over the releases,
// and neighbours differ in winner or rule. ok is false where no candidate claims
// it. Names are compared as [Resolution.Class] does.
func (t *Timeline) Class(name string) (spans []Span, ok bool) {
	class, ok := t.number(name)
	if !ok {
		return nil, false
	}
	compact := t.held(class)
	elsewhere := t.builtInElsewhere(class)
	spans = make([]Span, len(compact))
	for i := range compact {
		spans[i] = t.span(&compact[i])
		spans[i].BuiltInElsewhere = elsewhere && spans[i].BuiltIns != BuiltInsKnown
	}
	return spans, true
}

// SameVersions returns what [Contest.SameVersions] returns for a class: it does not
// depend on the release.
func (t *Timeline) SameVersions(class string) []SameVersion {
	if _, ok := t.number(class); !ok {
		return nil
	}
	c, _ := t.base.Class(class)
	return c.SameVersions()
}

// number returns the number of a class.
func (t *Timeline) number(name string) (class int32, ok bool) {
	if t.base == nil {
		return 0, false
	}
	c, ok := t.base.contest(name)
	if !ok {
		return 0, false
	}
	return c.records[0].class, true
}

// held returns the spans of a class in the compact form.
func (t *Timeline) held(class int32) []held { return t.spans[t.starts[class]:t.starts[class+1]] }

// builtInElsewhere tells whether a candidate of a class stands in the built-in
// directory of one release.
func (t *Timeline) builtInElsewhere(class int32) bool {
	records := t.base.records[t.base.starts[class]:t.base.starts[class+1]]
	for i := range records {
		if records[i].native() {
			continue
		}
		if t.base.judge.directory(t.base.candidate(&records[i]).Place).ofOneRelease() {
			return true
		}
	}
	return false
}

// span spells out a span.
func (t *Timeline) span(h *held) Span {
	s := Span{
		From: t.Releases[h.from], To: t.Releases[h.to],
		Assumes: h.rests.rules(), BuiltIns: t.builtIns(h),
	}
	if h.winner == nothing {
		return s
	}
	rec := record{candidate: h.winner, place: h.place}
	s.Winner, s.Location, s.Tier = t.base.candidate(&rec), t.base.location(&rec), TierBuiltIn
	if !rec.native() {
		s.Tier = t.base.judge.directory(*t.base.judge.placeOf(&rec)).Tier
	}
	s.Rule = h.cause.rule()
	for i := h.from; i <= h.to; i++ {
		s.Basis = lessSure(s.Basis, basisFor(s.Rule, t.judges[i].host))
	}
	return s
}

// builtIns is what is known of the built-in connectors in a span.
func (t *Timeline) builtIns(h *held) BuiltIns {
	known := 0
	for _, k := range t.builtInsKnown[h.from : h.to+1] {
		if k {
			known++
		}
	}
	switch known {
	case 0:
		return BuiltInsUnknown
	case int(h.to-h.from) + 1:
		return BuiltInsKnown
	}
	return BuiltInsPartly
}

// builtInsKnown tells whether a built-in directory of the host's release was
// read.
func (j *judge) builtInsKnown() bool {
	for i := range j.states {
		if j.states[i] == StateRead && j.inv.Directories[i].Tier == TierBuiltIn {
			return true
		}
	}
	return false
}

// notes says what the answer as a whole does not know.
func (t *Timeline) notes() []string {
	notes := t.base.judge.sameAsNotes()
	if unknown := t.withoutBuiltIns(); len(unknown) > 0 {
		notes = append(notes, fmt.Sprintf("No built-in directory was read of %s, so the connectors built into these releases are not known.", strings.Join(unknown, ", ")))
	}
	if within := t.turnWithin(); len(within) > 0 {
		notes = append(notes, fmt.Sprintf("Each release stands for its first, such as %s for %s.0. A minimum version lies between two of them: %s.",
			t.Releases[0], t.Releases[0], strings.Join(within, ", ")))
	}
	return notes
}

// withoutBuiltIns names the releases of which no built-in directory was read, runs
// of them by the first and the last.
func (t *Timeline) withoutBuiltIns() (runs []string) {
	for from := 0; from < len(t.builtInsKnown); from++ {
		if t.builtInsKnown[from] {
			continue
		}
		to := from
		for to+1 < len(t.builtInsKnown) && !t.builtInsKnown[to+1] {
			to++
		}
		run := t.Releases[from].String()
		if to > from {
			run += " to " + t.Releases[to].String()
		}
		runs = append(runs, run)
		from = to
	}
	return runs
}

// mostNamedMinimums is how many minimum versions a note names.
const mostNamedMinimums = 5

// turnWithin lists the minimum versions that a maintenance release satisfies
// and its feature release, which was swept, does not.
func (t *Timeline) turnWithin() []string {
	inv := t.base.judge.inv
	found, seen := make(map[string]bool), make(map[version.Plugin]bool)
	for i := range inv.Candidates {
		m := inv.Candidates[i].Manifest
		if m == nil || m.MinVersionTableau.IsZero() {
			continue
		}
		if least := m.MinVersionTableau; !seen[least] {
			seen[least] = true
			if t.within(least) {
				found[least.String()] = true
			}
		}
	}
	names := sortedKeys(found)
	if len(names) > mostNamedMinimums {
		names = append(names[:mostNamedMinimums], fmt.Sprintf("%d more", len(names)-mostNamedMinimums))
	}
	return names
}

// within tells whether a minimum version lies above a release that was swept and
// below the next feature release there could be.
func (t *Timeline) within(least version.Plugin) bool {
	above := sort.Search(len(t.judges), func(i int) bool { return t.judges[i].release.Compare(least) >= 0 })
	if above == 0 {
		return false
	}
	r := t.Releases[above-1]
	next, err := version.ParsePlugin(fmt.Sprintf("%d.%d", r.Year(), r.Number()+1))
	return err == nil && least.Compare(next) < 0
}
