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
	{loader.RuleNativeClass, false},
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

// judgeContest holds the winner of a contest against what a process tells. Only that
// another one of the contest got the class speaks against a rule of the contest, and not
// where the winner failed for itself.
func (r *reading) judgeContest(of *answer, a *testimony) (stance, *Event) {
	class := a.ofClass(r.key(of.class))
	if of.winner == nil || r.failed(of, a) {
		return silent, nil
	}
	if of.winner.Candidate.Native && class.loaded == nil {
		return supportsIf(class.rejected)
	}
	if class.loaded == nil {
		return r.judgeLosers(of, a)
	}
	if !of.winner.Candidate.Native && r.registered(of.winner, class) {
		return supports, class.loaded
	}
	for i := range of.decisions {
		if d := &of.decisions[i]; d.Outcome == loader.Shadowed && r.registered(d, class) {
			return contradicts, class.loaded
		}
	}
	return silent, nil
}

// judgeLosers: that a loser was rejected for its class shows that another one had it,
// where nothing tells which.
func (r *reading) judgeLosers(of *answer, a *testimony) (stance, *Event) {
	if a.ofPlaces(r.places.of[of.winner.Candidate].places).rejected != nil {
		return silent, nil
	}
	for i := range of.decisions {
		d := &of.decisions[i]
		if e := a.ofPlaces(r.places.of[d.Candidate].places).rejected; d.Outcome == loader.Shadowed && e != nil && e.Kind == Collision {
			return supports, e
		}
	}
	return silent, nil
}

// failed tells whether the winner of a class failed for a fault of its own.
func (r *reading) failed(of *answer, a *testimony) bool {
	return of.winner != nil && a.ofPlaces(r.places.of[of.winner.Candidate].places).failed != nil
}

// rests tells whether any decision of a class rests on a rule.
func (a *answer) rests(b *bench, rule loader.RuleID) bool {
	return slices.ContainsFunc(a.decisions, func(d loader.Decision) bool { return slices.Contains(b.unsureRules(&d), rule) })
}
