package witness

import (
	"slices"

	"github.com/tacorder/tacorder/loader"
)

// A contestRule is a rule that decides which of several candidates gets a class. A log
// tells of it by who got it.
type contestRule struct {
	rule loader.RuleID
	// closed says that its readings are all that is possible: then a log tells of it
	// only where another one would give the class to another candidate.
	closed bool
}

// contestRules has them in the order of the rulebook.
var contestRules = [...]contestRule{
	{loader.RuleOrderInDirectory, false},
	{loader.RuleVersionOrder, false},
	{loader.RuleClassIdentity, true},
	{loader.RuleNativeClass, true},
	{loader.RuleBuiltInProtected, true},
}

// contestRuleOf returns the row of a rule, or nil.
func contestRuleOf(rule loader.RuleID) *contestRule {
	for i := range contestRules {
		if contestRules[i].rule == rule {
			return &contestRules[i]
		}
	}
	return nil
}

// judgeContest holds the winner of a contest against what a process tells of a rule. Only
// that a loser by the rule got the class speaks against it, and not where the winner had
// it before or failed for itself.
func (r *reading) judgeContest(b *bench, rule loader.RuleID, of *answer, a *testimony) (stance, *Event) {
	class := a.ofClass(r.key(of.class))
	switch {
	case of.winner == nil || of.winner.Candidate.Native || r.failed(of, a):
		return silent, nil
	case class.loaded == nil:
		return r.judgeLosers(of, a)
	case r.registered(of.winner, class):
		return supports, class.loaded
	case r.hereOf(of.winner, a).loaded != nil:
		return silent, nil
	}
	for i := range of.decisions {
		d := &of.decisions[i]
		if d.Outcome == loader.Shadowed && r.registered(d, class) && slices.Contains(b.unsureRules(d), rule) {
			return contradicts, class.loaded
		}
	}
	return silent, nil
}

// judgeLosers: that all losers were rejected for their class shows that the winner had it.
func (r *reading) judgeLosers(of *answer, a *testimony) (stance, *Event) {
	if r.hereOf(of.winner, a).rejected != nil {
		return silent, nil
	}
	var last *Event
	for i := range of.decisions {
		d := &of.decisions[i]
		if d.Outcome != loader.Shadowed {
			continue
		}
		if last = r.hereOf(d, a).rejected; last == nil || last.Kind != Collision {
			return silent, nil
		}
	}
	return supportsIf(last)
}

// failed tells whether the winner of a class failed for a fault of its own, or may have:
// of some failures the log names the class alone.
func (r *reading) failed(of *answer, a *testimony) bool {
	return of.winner != nil && either(r.hereOf(of.winner, a).failed, a.ofClass(r.key(of.class)).failed) != nil
}

// rests tells whether any decision of a class rests on a rule.
func (a *answer) rests(b *bench, rule loader.RuleID) bool {
	return slices.ContainsFunc(a.decisions, func(d loader.Decision) bool { return slices.Contains(b.unsureRules(&d), rule) })
}
