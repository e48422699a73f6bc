package witness

import (
	"cmp"
	"slices"

	"github.com/tacorder/tacorder/loader"
)

// evidence returns what the processes say of each unsure rule, in the order of the
// rulebook.
func (c *comparer) evidence() []RuleEvidence {
	rules := loader.Rules()
	b := newBench(rules, c.reading.res.Host)
	c.hearDecisions(b)
	for _, rule := range rules {
		c.hearReadings(b, rule)
	}
	c.hearOrder(b)
	return b.close()
}

// readingOf returns the option of a rule that a host takes; "" where it has none.
func readingOf(h loader.Host, rule loader.Rule) string {
	if len(rule.Options) == 0 {
		return ""
	}
	return cmp.Or(h.Assume[rule.ID], rule.Options[0].Value)
}

// unsureRules returns the unsure rules that a decision rests on, in the order of the
// rulebook.
func (b *bench) unsureRules(d *loader.Decision) []loader.RuleID {
	rules, why := d.Assumes, d.Reason
	if (why.Basis == loader.Assumed || why.Basis == loader.Contested) && !slices.Contains(rules, why.Rule) {
		rules = append(slices.Clone(rules), why.Rule)
		slices.SortFunc(rules, func(x, y loader.RuleID) int { return cmp.Compare(b.rank[x], b.rank[y]) })
	}
	return rules
}

// others returns the rules but one.
func others(rules []loader.RuleID, but loader.RuleID) []loader.RuleID {
	var out []loader.RuleID
	for _, rule := range rules {
		if rule != but {
			out = append(out, rule)
		}
	}
	return out
}

// hearDecisions holds each decision that rests on an unsure rule against all processes,
// the winner of a class before its losers.
func (c *comparer) hearDecisions(b *bench) {
	for _, class := range c.classes {
		of, _ := c.reading.answer(class)
		if of.winner != nil {
			c.hearDecision(b, of, of.winner)
		}
		for i := range of.decisions {
			if d := &of.decisions[i]; d != of.winner {
				c.hearDecision(b, of, d)
			}
		}
	}
}

func (c *comparer) hearDecision(b *bench, of *answer, d *loader.Decision) {
	rules := b.unsureRules(d)
	for _, rule := range rules {
		isTold := false
		for process, testimony := range c.reading.testimonies {
			if testimony == nil {
				continue
			}
			s, e := c.reading.judgeRule(rule, of, d, testimony)
			if s == silent {
				continue
			}
			isTold = true
			b.add(rule, s, e, Evidence{Process: process, Class: d.Candidate.Class, Location: d.Location, With: others(rules, rule)})
		}
		if !isTold {
			b.dockets[b.rank[rule]].Silent++
		}
	}
}

// hearReadings answers again with the other readings of a rule. Where one gives a class
// another winner, the log may tell which of the two is so.
func (c *comparer) hearReadings(b *bench, rule loader.Rule) {
	inForce := readingOf(c.reading.res.Host, rule)
	for _, option := range rule.Options {
		if option.Value == inForce || option.Value == anyNumber || len(c.told) == 0 {
			continue
		}
		other := c.reading.with(c.rec, c.reading.res.Assuming(rule.ID, option.Value))
		for _, t := range c.told {
			c.hearReading(b, rule.ID, option.Value, other, t)
		}
	}
}

// anyNumber is the option that stands for a number of one's own.
const anyNumber = "BYTES"

func (c *comparer) hearReading(b *bench, rule loader.RuleID, value string, other *reading, t tale) {
	instead, ok := other.answer(t.answer.class)
	if !ok || place(instead) == place(t.answer) || !tellsOf(rule, t.event) {
		return
	}
	verdict, _ := other.verdict(instead, other.testimonies[t.process])
	var s stance
	switch {
	case t.verdict == Agrees && verdict == Differs:
		s = supports
	case t.verdict == Differs && verdict == Agrees:
		s = contradicts
	default:
		return
	}
	d := t.answer.resting(instead)
	b.add(rule, s, t.event, Evidence{Process: t.process, Class: t.answer.class, Location: d.Location, With: others(b.unsureRules(d), rule)}, value)
}

// place returns where a class loads from; "" is nowhere.
func place(a *answer) string {
	if a.winner == nil {
		return ""
	}
	return a.winner.Location
}

// resting returns the decision that rests on the rule by which another answer is
// another one: the winner's, else that on the other winner.
func (a *answer) resting(other *answer) *loader.Decision {
	if a.winner == nil && other.winner != nil {
		for i := range a.decisions {
			if a.decisions[i].Candidate == other.winner.Candidate {
				return &a.decisions[i]
			}
		}
	}
	return a.decision()
}

// tellsOf tells whether an event can tell of a rule. A module is no folder, though in
// an inventory a folder may stand for one.
func tellsOf(rule loader.RuleID, e *Event) bool {
	return rule != loader.RuleFoldersInDevPath || !isModule(e.Path)
}
