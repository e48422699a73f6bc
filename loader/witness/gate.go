package witness

import "github.com/tacorder/tacorder/loader"

// A gate is an unsure rule that decides whether a candidate gets to the contest of its
// class, whoever wins it.
type gate struct {
	rule loader.RuleID
	// asks tells whether a candidate has what the gate asks about. The decision on one
	// that has not rests on the rule by another party.
	asks func(d *loader.Decision) bool
}

var gates = [...]gate{
	{loader.RuleSharedSince, func(d *loader.Decision) bool { return d.Tier == loader.TierShared }},
	{loader.RuleMinVersionTableau, func(d *loader.Decision) bool {
		return d.Candidate.Manifest != nil && d.Candidate.Manifest.MinVersionTableauText != ""
	}},
	{loader.RuleManifestValid, func(d *loader.Decision) bool { return len(d.Candidate.Problems) > 0 }},
	{loader.RuleSignatureCompetes, func(d *loader.Decision) bool { return d.Candidate.Packaged }},
}

// judgeRule holds a decision against what a process tells, for one rule that it rests
// on. Of a gate the log tells more than of the decision: a candidate that should lose
// its class and wins it has passed the gate nonetheless.
func (r *reading) judgeRule(rule loader.RuleID, of *answer, d *loader.Decision, a *testimony) (stance, *Event) {
	if d.Outcome != loader.Refused {
		for _, g := range gates {
			if g.rule == rule && g.asks(d) {
				return r.judgePassed(d, a)
			}
		}
	}
	return r.judge(of, d, a)
}

// judgePassed: a candidate got to the contest if it was loaded, or rejected for its
// class.
func (r *reading) judgePassed(d *loader.Decision, a *testimony) (stance, *Event) {
	here := a.ofPlaces(r.places.of[d.Candidate].places)
	if e := either(here.loaded, here.rejected); e != nil {
		return supports, e
	}
	if here.failed != nil {
		return contradicts, here.failed
	}
	return silent, nil
}
