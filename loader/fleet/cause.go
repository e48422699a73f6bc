package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// causes says why the nodes of a group differ from those of the first, which have
// these settings.
func (c *comparison) causes(g, first *group, settings []*Setting) []Cause {
	wanted := first.states[0].winner
	var all []Cause
	for _, s := range g.states {
		reason, text := s.differs(wanted)
		all = append(all, Cause{reason, sentence(text), s.nodes})
		all = append(all, c.bySetting(s, wanted, settings)...)
	}
	return merge(all)
}

// differs says how a state differs from the winner that is wanted, which is nil
// where the others load nothing.
func (s *state) differs(wanted *entry) (Reason, string) {
	switch {
	case wanted == nil:
		return Additional, fmt.Sprintf("%s loads, where nothing does on the others.", s.winner.words())
	case len(s.entries) == 0:
		return Missing, "No connector of the class is there."
	case s.winner == nil:
		return s.refusal(wanted)
	case s.winner.same(wanted):
		return OtherTier, fmt.Sprintf("%s loads from the tier %s, not %s.", s.winner.words(), s.winner.tier, wanted.tier)
	}
	if e := s.find(wanted); e != nil && e.outcome == loader.Refused {
		return Refused, fmt.Sprintf("%s is there, and the rule %s stops it; %s loads.", wanted.words(), e.rule, s.winner.words())
	}
	switch order := s.winner.version.Compare(wanted.version); {
	case s.winner.native || wanted.native:
		return NativeOrNot, fmt.Sprintf("%s loads, not %s.", s.winner.words(), wanted.words())
	case order < 0:
		return Older, fmt.Sprintf("%s loads, which is lower than %s.", s.winner.words(), wanted.words())
	case order > 0:
		return Newer, fmt.Sprintf("%s loads, which is higher than %s.", s.winner.words(), wanted.words())
	case s.winner.digest == [32]byte{} || wanted.digest == [32]byte{}:
		return OtherContent, fmt.Sprintf("%s loads, and whether its content is the same is not known.", s.winner.words())
	case s.winner.digest == wanted.digest:
		return OtherContent, fmt.Sprintf("%s loads, which is written otherwise than %s.", s.winner.words(), wanted.words())
	}
	return OtherContent, fmt.Sprintf("%s loads, with other content.", s.winner.words())
}

// refusal says why nothing loads.
func (s *state) refusal(wanted *entry) (Reason, string) {
	e, what := s.find(wanted), wanted.words()+" is there"
	if e == nil {
		e, what = &s.entries[0], wanted.words()+" is not there, but "+s.entries[0].words()
	}
	return Refused, fmt.Sprintf("%s, and the rule %s stops it.", what, e.rule)
}

// find returns the entry that is the connector wanted, or nil: of several the one
// that came furthest.
func (s *state) find(wanted *entry) *entry {
	var found *entry
	for i := range s.entries {
		if e := &s.entries[i]; e.same(wanted) && (found == nil || found.outcome == loader.Refused) {
			found = e
		}
	}
	return found
}

// words names a connector within a sentence.
func (e *entry) words() string {
	switch {
	case e.native:
		return "the native class"
	case e.written == "":
		return "a connector without a version"
	}
	return "version " + e.written
}

// sentence begins a text with a capital letter.
func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// bySetting says which of a state's nodes differ for how they are set up: another
// release decides by another rule, or the directory is another one.
func (c *comparison) bySetting(s *state, wanted *entry, first []*Setting) []Cause {
	var out []Cause
	nodes, order := c.bySettings(s.nodes)
	for _, setting := range order {
		if s.losesByRule(wanted) && !slices.ContainsFunc(first, func(o *Setting) bool { return o.Rule == setting.Rule }) {
			out = append(out, Cause{OtherRule, sentence(fmt.Sprintf("%s is there and loses: release %s decides by the rule %s.", wanted.words(), setting.Release, setting.Rule)), *nodes[setting]})
		}
		if reason, text := setting.elsewhere(s.tiers(wanted), first); reason != "" {
			out = append(out, Cause{reason, text, *nodes[setting]})
		}
	}
	return out
}

// bySettings splits nodes by their settings, which are listed in the order of
// their first node.
func (c *comparison) bySettings(nodes NodeSet) (map[*Setting]*NodeSet, []*Setting) {
	sets := make(map[*Setting]*NodeSet)
	var order []*Setting
	for node := range nodes.All() {
		setting := c.report.Nodes[node].Setting
		if sets[setting] == nil {
			sets[setting] = &NodeSet{}
			order = append(order, setting)
		}
		sets[setting].add(node)
	}
	return sets, order
}

// losesByRule tells whether the connector that is wanted lost a contest.
func (s *state) losesByRule(wanted *entry) bool {
	if wanted == nil {
		return false
	}
	e := s.find(wanted)
	return e != nil && e.outcome == loader.Shadowed
}

// tiers are those whose directories bear on a difference: that of the winner and
// that of what is wanted.
func (s *state) tiers(wanted *entry) []loader.Tier {
	var tiers []loader.Tier
	for _, e := range []*entry{wanted, s.winner} {
		if e != nil && !e.native && !slices.Contains(tiers, e.tier) {
			tiers = append(tiers, e.tier)
		}
	}
	return tiers
}

// merge makes one cause of those that say the same, in the order of the table of
// reasons.
func merge(all []Cause) []Cause {
	type said struct {
		reason Reason
		text   string
	}
	sets := make(map[said][]NodeSet)
	for _, c := range all {
		key := said{c.Reason, c.Text}
		sets[key] = append(sets[key], c.Nodes)
	}
	var out []Cause
	for key, nodes := range sets {
		out = append(out, Cause{key.reason, key.text, union(nodes)})
	}
	rank := func(r Reason) int {
		return slices.IndexFunc(reasons[:], func(m ReasonMeaning) bool { return m.Reason == r })
	}
	slices.SortFunc(out, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(rank(a.Reason), rank(b.Reason)), cmp.Compare(a.Nodes.first(), b.Nodes.first()), cmp.Compare(a.Text, b.Text))
	})
	return out
}
