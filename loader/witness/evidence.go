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
	for _, rule := range rules {
		c.hearRule(b, rule)
	}
	c.hearOrder(b)
	return b.close()
}

// hearRule asks of one rule what the log tells: of its gate or its contests as answered,
// and as they would be by each other reading.
func (c *comparer) hearRule(b *bench, rule loader.Rule) {
	g, contest := gateOf(rule.ID), contestRuleOf(rule.ID)
	switch {
	case g != nil && g.asks != nil:
		c.hearGate(b, g)
	case contest != nil && contest.closed:
		c.hearContests(b, rule.ID, func(*bench, loader.RuleID, *answer, *testimony) (stance, *Event) { return silent, nil })
	case contest != nil:
		c.hearContests(b, rule.ID, c.reading.judgeContest)
	}
	inForce := readingOf(c.reading.res.Host, rule)
	for _, option := range rule.Options {
		if option.Value == inForce || option.Value == anyNumber || !slices.ContainsFunc(c.reading.testimonies, isTold) {
			continue
		}
		other := c.reading.with(c.rec, c.reading.res.Assuming(rule.ID, option.Value))
		for _, class := range c.classes {
			switch {
			case g != nil:
				c.hearOtherGate(b, g, class, option.Value, other)
			case contest != nil:
				c.hearOtherContest(b, rule.ID, class, option.Value, other)
			}
		}
	}
}

func isTold(a *testimony) bool { return a != nil }

// anyNumber is the option that stands for a number of one's own.
const anyNumber = "BYTES"

// readingOf returns the option of a rule that a host takes; "" where it has none.
func readingOf(h loader.Host, rule loader.Rule) string {
	if len(rule.Options) == 0 {
		return ""
	}
	return cmp.Or(h.Assume[rule.ID], rule.Options[0].Value)
}

// hearGate holds each decision that rests on a gate against all processes.
func (c *comparer) hearGate(b *bench, g *gate) {
	for _, class := range c.classes {
		of, _ := c.reading.answer(class)
		for i := range of.decisions {
			d := &of.decisions[i]
			if !slices.Contains(b.unsureRules(d), g.rule) || !g.asks(d) {
				continue
			}
			c.hear(b, g.rule, d, func(process int) (stance, *Event) {
				return g.judge(d, c.reading.hereOf(d, c.reading.testimonies[process]))
			})
		}
	}
}

// hereOf is what a process tells of the places of a decision's candidate.
func (r *reading) hereOf(d *loader.Decision, a *testimony) mention {
	return a.ofPlaces(r.places.of[d.Candidate].places)
}

// hearContests holds the winner of each class that rests on a rule against all
// processes.
func (c *comparer) hearContests(b *bench, rule loader.RuleID, judge func(*bench, loader.RuleID, *answer, *testimony) (stance, *Event)) {
	for _, class := range c.classes {
		of, _ := c.reading.answer(class)
		if of.winner == nil || !of.rests(b, rule) {
			continue
		}
		c.hear(b, rule, of.winner, func(process int) (stance, *Event) {
			return judge(b, rule, of, c.reading.testimonies[process])
		})
	}
}

// hear holds a decision against each process that can tell of rules, and counts it as
// silent where none does and it rests on the rule.
func (c *comparer) hear(b *bench, rule loader.RuleID, d *loader.Decision, judge func(process int) (stance, *Event), instead ...string) {
	isHeard, rules := false, b.unsureRules(d)
	for process, testimony := range c.reading.testimonies {
		if testimony == nil || !c.tellsOfRules(process) {
			continue
		}
		s, e := judge(process)
		if s == silent {
			continue
		}
		isHeard = true
		b.add(rule, s, e, Evidence{Process: process, Class: d.Candidate.Class, Location: d.Location, With: others(rules, rule)}, instead...)
	}
	if isHeard || slices.Contains(rules, rule) {
		b.note(rule, d, isHeard)
	}
}

// tellsOfRules tells whether a process may tell of the rules of the host: one of another
// product or feature release has rules of its own.
func (c *comparer) tellsOfRules(process int) bool {
	p, host := &c.rec.Processes[process], c.reading.res.Host
	if product, known := p.Product(); known && product != c.product() {
		return false
	}
	return p.Release.IsZero() || host.Release.IsZero() || p.Release.Feature() == host.Release.Feature()
}

// hearOtherGate looks for candidates that another reading of a gate treats otherwise.
func (c *comparer) hearOtherGate(b *bench, g *gate, class, value string, other *reading) {
	of, _ := c.reading.answer(class)
	instead, ok := other.answer(class)
	if !ok {
		return
	}
	for i := range of.decisions {
		d := &of.decisions[i]
		then := instead.of(d.Candidate)
		if then == nil || stopped(d, g.rule) == stopped(then, g.rule) {
			continue
		}
		c.hear(b, g.rule, d, func(process int) (stance, *Event) {
			return g.judge(d, c.reading.hereOf(d, c.reading.testimonies[process]))
		}, value)
	}
}

// of returns the decision on a candidate, or nil.
func (a *answer) of(c *loader.Candidate) *loader.Decision {
	for i := range a.decisions {
		if a.decisions[i].Candidate == c {
			return &a.decisions[i]
		}
	}
	return nil
}

// hearOtherContest looks whether a class goes to another candidate by another reading.
// Where the log shows that it went to either, it tells which reading is so, unless one
// of the two failed for itself.
func (c *comparer) hearOtherContest(b *bench, rule loader.RuleID, class, value string, other *reading) {
	of, _ := c.reading.answer(class)
	instead, ok := other.answer(class)
	if !ok || place(instead) == place(of) || of.winner == nil {
		return
	}
	c.hear(b, rule, of.winner, func(process int) (stance, *Event) {
		return c.reading.judgeReading(of, process, other, instead)
	}, value)
}

// judgeReading holds two answers for one class against what a process tells.
func (r *reading) judgeReading(of *answer, process int, other *reading, instead *answer) (stance, *Event) {
	a, then := r.testimonies[process], other.testimonies[process]
	if r.failed(of, a) || other.failed(instead, then) {
		return silent, nil
	}
	verdict, e := r.verdict(of, a)
	opposite, _ := other.verdict(instead, then)
	switch {
	case e == nil || e.Kind != Loaded && !e.Kind.Rejected() && e.Kind != ClassNamed:
	case verdict == Agrees && opposite == Differs:
		return supports, e
	case verdict == Differs && opposite == Agrees:
		return contradicts, e
	}
	return silent, nil
}

// place returns where a class loads from; "" is nowhere.
func place(a *answer) string {
	if a.winner == nil {
		return ""
	}
	return a.winner.Location
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
