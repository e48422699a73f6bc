package loader

import (
	"fmt"

	"github.com/tacorder/tacorder/version"
)

// A Turn is a release at which a class gets another winner, or loses or gains
// one.
type Turn struct {
	Release       version.Release // the first with the new winner
	Before, After Span            // the spans that meet there
	// Rule makes the difference: the gate that no longer stops the new winner,
	// where it would have won without it; or else the one that now stops the old
	// one; or else the rule by which both are compared from this release on.
	Rule  RuleID
	Basis Basis // of the rule, at that release
	Text  string
	// Unsure says that there may be no turn: only built-ins make it, and those of
	// the release on its other side are not known. Basis is Assumed then.
	Unsure bool
}

// Turns returns the releases at which a class gets another winner, in ascending
// order. A release at which the same candidate wins by another rule is none, nor is
// one at which the built-in of one release follows that of another, under the same
// name. It is empty for a class that never turns or that no candidate claims.
func (t *Timeline) Turns(class string) []Turn {
	spans, ok := t.Class(class)
	if !ok {
		return nil
	}
	number, _ := t.number(class)
	compact := t.held(number)
	var turns []Turn
	for i := 1; i < len(spans); i++ {
		before, after := &compact[i-1], &compact[i]
		if before.winner == after.winner && before.place == after.place || t.bothBuiltIn(before, after) {
			continue
		}
		turn := Turn{Release: spans[i].From, Before: spans[i-1], After: spans[i]}
		turn.Rule, turn.Text = t.why(before, after, &turn)
		turn.Basis = basisFor(turn.Rule, t.judges[after.from].host)
		t.doubt(&turn, before, after)
		turns = append(turns, turn)
	}
	return turns
}

// doubt marks a turn that only what is known of built-ins makes.
func (t *Timeline) doubt(turn *Turn, before, after *held) {
	unknown := !t.builtInsKnown[before.to] || !t.builtInsKnown[after.from]
	if turn.Rule == RuleLoadOrder && unknown {
		turn.Unsure, turn.Basis = true, Assumed
		turn.Text += " Whether the class is built into the other release is not known."
	}
}

// bothBuiltIn tells whether two spans have the built-in of two releases.
func (t *Timeline) bothBuiltIn(before, after *held) bool {
	if before.winner < 0 || after.winner < 0 {
		return false
	}
	j := t.base.judge
	p := j.placeOf(&record{candidate: before.winner, place: before.place})
	q := j.placeOf(&record{candidate: after.winner, place: after.place})
	return p.Entry == q.Entry && j.directory(*p).ofOneRelease() && j.directory(*q).ofOneRelease()
}

// ofOneRelease tells whether a directory is the built-in one of a release.
func (d *ScannedDirectory) ofOneRelease() bool { return d.Tier == TierBuiltIn && !d.Release.IsZero() }

// why says what makes the difference between two spans that meet.
func (t *Timeline) why(before, after *held, turn *Turn) (RuleID, string) {
	last, next := t.judges[before.to], t.judges[after.from]
	if rule, text := t.stops(last, after); rule != "" && t.wins(last, before, after) {
		return rule, fmt.Sprintf("%s loads from this release on. Before: %s", turn.After.Location, text)
	}
	if rule, text := t.stops(next, before); rule != "" {
		return rule, fmt.Sprintf("%s no longer loads. %s", turn.Before.Location, text)
	}
	why, _ := t.compare(next, before, after)
	return why.rule(), ruleByID(why.rule()).Statement
}

// wins tells whether the winner after a turn would take the class from the one
// before it, if both passed the gates of a host.
func (t *Timeline) wins(j *judge, before, after *held) bool {
	if before.winner == nothing {
		return true
	}
	_, wins := t.compare(j, before, after)
	return wins
}

// compare returns the rule that decides between the winners of two spans, if both
// pass the gates of a host, and whether the later one takes the class.
func (t *Timeline) compare(j *judge, before, after *held) (why cause, laterWins bool) {
	old := record{candidate: before.winner, place: before.place}
	now := record{candidate: after.winner, place: after.place}
	laterFirst := now.native() || !old.native() && j.compareOrder(&now, &old) < 0
	pair := []record{old, now}
	if laterFirst {
		pair = []record{now, old}
	}
	why, firstWins := contest{judge: j, records: pair}.pair(0, 1)
	return why, firstWins == laterFirst
}

// stops returns the gate that stops the winner of a span for a host, and its
// sentence; "" where it passes.
func (t *Timeline) stops(j *judge, h *held) (RuleID, string) {
	if h.winner < 0 { // native, or nothing
		return "", ""
	}
	rec := record{candidate: h.winner, place: h.place}
	c, d := t.base.candidate(&rec), j.directory(*j.placeOf(&rec))
	stopped, _ := j.gates(c, d)
	if stopped == undecided {
		return "", ""
	}
	_, _, text := gates[stopped-byGate].reason(j, c, d)
	return stopped.rule(), text
}
