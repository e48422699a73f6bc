package witness

import (
	"cmp"
	"slices"

	"github.com/tacorder/tacorder/loader"
)

// A bench gathers evidence, by rule.
type bench struct {
	rank    map[loader.RuleID]int // of the rules
	dockets []docket
}

// A docket is what is gathered of one rule.
type docket struct {
	RuleEvidence
	index map[exhibit]int            // of the evidence in Supports or Contradicts
	heard map[*loader.Candidate]bool // whether any process tells of the decision
}

// An exhibit tells evidence apart: a line of one process counts once for a rule, but for
// the order of loading beside the outcome.
type exhibit struct {
	event  *Event
	stance stance
	after  string
}

func newBench(rules []loader.Rule, h loader.Host) *bench {
	b := &bench{rank: make(map[loader.RuleID]int), dockets: make([]docket, len(rules))}
	for i, rule := range rules {
		b.rank[rule.ID] = i
		b.dockets[i] = docket{RuleEvidence{Rule: rule.ID, Basis: h.Basis(rule.ID), Reading: readingOf(h, rule)}, make(map[exhibit]int), make(map[*loader.Candidate]bool)}
	}
	return b
}

// add notes that an event tells of a decision that rests on a rule. Of several
// decisions the first stays.
func (b *bench) add(rule loader.RuleID, s stance, e *Event, found Evidence, instead ...string) {
	d := &b.dockets[b.rank[rule]]
	list := &d.Supports
	if s == contradicts {
		list = &d.Contradicts
	}
	key := exhibit{e, s, found.After}
	at, seen := d.index[key]
	if !seen {
		at = len(*list)
		d.index[key] = at
		found.Event = *e
		*list = append(*list, found)
	}
	for _, value := range instead {
		if one := &(*list)[at]; !slices.Contains(one.Instead, value) {
			one.Instead = append(one.Instead, value)
		}
	}
}

// note notes whether any process tells of a decision that rests on a rule.
func (b *bench) note(rule loader.RuleID, d *loader.Decision, isHeard bool) {
	heard := b.dockets[b.rank[rule]].heard
	heard[d.Candidate] = heard[d.Candidate] || isHeard
}

// close returns the rules of which there is anything to tell.
func (b *bench) close() []RuleEvidence {
	var out []RuleEvidence
	for i := range b.dockets {
		d := &b.dockets[i].RuleEvidence
		for _, isHeard := range b.dockets[i].heard {
			if !isHeard {
				d.Silent++
			}
		}
		if len(d.Supports)+len(d.Contradicts)+d.Silent == 0 {
			continue
		}
		sortEvidence(d.Supports)
		sortEvidence(d.Contradicts)
		out = append(out, *d)
	}
	return out
}

func sortEvidence(list []Evidence) {
	slices.SortStableFunc(list, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(a.Process, b.Process), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Location, b.Location))
	})
}
