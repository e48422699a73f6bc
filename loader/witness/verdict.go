package witness

import "github.com/tacorder/tacorder/loader"

// verdicts are what the stance of a log towards the winner is to its class.
var verdicts = [...]Verdict{silent: NotInLog, supports: Agrees, contradicts: Differs}

// verdict holds the answer for one class against what a process tells.
func (r *reading) verdict(of *answer, a *testimony) (Verdict, *Event) {
	if of.winner == nil {
		return r.nothingLoads(of, a)
	}
	stance, e := r.judgeWinner(of, a)
	return verdicts[stance], e
}

// answering returns the decision that an event is held against.
func (r *reading) answering(of *answer, e *Event) *loader.Decision {
	if of.winner == nil {
		for i := range of.decisions {
			if d := &of.decisions[i]; r.places.holds(d.Candidate, e.Path) {
				return d
			}
		}
	}
	return of.decision()
}

// nothingLoads is the verdict on a class of which the answer loads nothing. One that is
// rejected for its class shows that something else has it.
func (r *reading) nothingLoads(of *answer, a *testimony) (Verdict, *Event) {
	class := a.ofClass(r.key(of.class))
	if e := either(class.loaded, class.rejected, class.named); e != nil {
		return Differs, e
	}
	if e := either(class.failed, class.unknown); e != nil {
		return Agrees, e
	}
	for i := range of.decisions {
		if here := r.hereOf(&of.decisions[i], a); here.failed != nil {
			return Agrees, here.failed
		}
	}
	return NotInLog, nil
}

// hint returns, for a class of which the log does not tell, the event that says the
// most of it, or nil.
func (r *reading) hint(of *answer, a *testimony) *Event {
	class := a.ofClass(r.key(of.class))
	return either(class.loaded, class.rejected, class.named)
}

// strange is the verdict on a class that is not in the answer, and the candidate or nil
// that it loads from: one that is unreadable in the answer, or of another class.
func (r *reading) strange(a *testimony, class string) (Verdict, *loader.Decision, *Event) {
	told := a.ofClass(r.key(class))
	if told.loaded != nil {
		for _, place := range r.places.at(told.loaded.Path) {
			if d := r.owners[place]; d != nil {
				return Differs, d, told.loaded
			}
		}
	} else if told.rejected != nil && r.natives[r.key(class)] {
		return Agrees, nil, told.rejected
	}
	return OnlyInLog, nil, either(told.loaded, told.rejected, told.failed, told.failedAt, told.named, told.unknown)
}
