package witness

import (
	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// A stance is what a log says of one decision.
type stance uint8

const (
	silent stance = iota
	supports
	contradicts
)

// judgeWinner holds the winner of a class against what a process tells, and returns the
// event that tells.
func (r *reading) judgeWinner(of *answer, a *testimony) (stance, *Event) {
	class := a.ofClass(r.key(of.class))
	if of.winner.Candidate.Native {
		return r.judgeNative(of, class, a)
	}
	return r.judgeLoaded(of, of.winner, class, r.hereOf(of.winner, a))
}

// judgeNative: nothing is written of a class that is compiled into Tableau but that
// others are rejected for it. Who comes first of them can be rejected for nothing else; a
// later one may be for the first.
func (r *reading) judgeNative(of *answer, class mention, a *testimony) (stance, *Event) {
	if class.loaded != nil {
		return contradicts, class.loaded
	}
	var contenders []*loader.Decision
	for i := range of.decisions {
		if d := &of.decisions[i]; d.Outcome == loader.Shadowed {
			contenders = append(contenders, d)
		}
	}
	e := class.rejected
	switch {
	case e == nil:
	case len(contenders) < 2, e.Path != "" && r.places.at(e.Path) == nil:
		return supports, e
	default:
		return supportsIf(r.hereOf(contenders[0], a).rejected)
	}
	return silent, nil
}

func (r *reading) judgeLoaded(of *answer, d *loader.Decision, class, here mention) (stance, *Event) {
	order, named := compareNamed(class.named, d)
	if named && order != 0 {
		return contradicts, class.named
	}
	if e := class.loaded; e != nil {
		switch {
		case r.registered(d, class):
			return supports, e
		case e.Path != "" && !r.places.of[d.Candidate].hidden:
			return contradicts, e
		}
	} else if class.protected != nil && d.Tier == loader.TierBuiltIn {
		return judgeProtected(class, here)
	} else if e := either(here.rejected, here.failed, class.failed, class.protected, class.unknown); e != nil {
		return contradicts, e
	}
	if named && of.onlyVersion(d) {
		return supports, class.named
	}
	return silent, nil
}

// judgeProtected holds a built-in that should load against the rejection of another one
// for a system connector. Where it is the built-in itself that is rejected, the line does
// not tell for whom.
func judgeProtected(class, here mention) (stance, *Event) {
	if here.rejected != nil || here.failed != nil {
		return silent, nil
	}
	return supports, class.protected
}

// registered tells whether the class is registered from a place of the candidate.
func (r *reading) registered(d *loader.Decision, class mention) bool {
	return class.loaded != nil && r.places.holds(d.Candidate, class.loaded.Path)
}

// compareNamed compares the version that an error names with a candidate's; ok is false
// where one of them is not known.
func compareNamed(named *Event, d *loader.Decision) (order int, ok bool) {
	own := d.Candidate.PluginVersion
	if named == nil || named.Version == "" || own.IsZero() {
		return 0, false
	}
	v, err := version.ParsePlugin(named.Version)
	if err != nil {
		return 1, true // it is not the candidate's, which is in the grammar
	}
	return own.Compare(v), true
}

// onlyVersion tells whether no other candidate of the class has a candidate's version,
// so that the version tells them apart.
func (a *answer) onlyVersion(d *loader.Decision) bool {
	for i := range a.decisions {
		c := a.decisions[i].Candidate
		if c != d.Candidate && c.PluginVersion.Compare(d.Candidate.PluginVersion) == 0 {
			return false
		}
	}
	return true
}

// supportsIf supports where there is an event.
func supportsIf(e *Event) (stance, *Event) {
	if e == nil {
		return silent, nil
	}
	return supports, e
}
