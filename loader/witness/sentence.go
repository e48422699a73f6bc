package witness

import (
	"fmt"

	"github.com/tacorder/tacorder/loader"
)

// say is the sentence for a class of which the log and the answer tell.
func say(r Result) string {
	if r.Verdict == Agrees {
		return fmt.Sprintf("The log %s, and %s.", sayEvent(r.Event), sayDecision(r.Answer, r.Event))
	}
	return fmt.Sprintf("The log %s, but %s.", sayEvent(r.Event), sayDecision(r.Answer, r.Event))
}

// sayStrange is the sentence for a class that the answer does not have.
func sayStrange(r Result) string {
	switch {
	case r.Answer != nil && r.Answer.Outcome != loader.Unreadable:
		return fmt.Sprintf("The log %s as a connector of this class, but in the answer its class is %s.", sayEvent(r.Event), r.Answer.Candidate.Class)
	case r.Answer != nil:
		return say(r)
	case r.Verdict == Agrees:
		return fmt.Sprintf("The log %s, and the class is one that is compiled into Tableau.", sayEvent(r.Event))
	}
	return fmt.Sprintf("The log %s, and the answer has no such class.", sayEvent(r.Event))
}

// sayNative is the sentence for a class that the answer does not have, but that the
// catalogue of native classes does.
func sayNative(r Result) string {
	return fmt.Sprintf("The log %s, and of the class the answer only knows that some releases have it compiled in.", sayEvent(r.Event))
}

// sayNotInLog is the sentence for a class of which the log does not tell. The event is
// what it says all the same, or nil.
func (a *answer) sayNotInLog(e *Event) string {
	decision := sayDecision(a.decision(), e)
	switch {
	case e == nil:
		if a.notInLog == "" {
			a.notInLog = fmt.Sprintf("The log does not tell what became of the class; %s.", decision)
		}
		return a.notInLog
	case e.Kind == Loaded:
		return fmt.Sprintf("The log %s, and %s; the two places cannot be compared.", sayEvent(e), decision)
	case e.Kind.Rejected():
		return fmt.Sprintf("The log %s, and does not tell what had registered the class; %s.", sayEvent(e), decision)
	}
	return fmt.Sprintf("The log %s, and no place; %s.", sayEvent(e), decision)
}

// sayEvent is what a line says, behind "The log".
func sayEvent(e *Event) string {
	what := "a connector of the class"
	if e.Path != "" {
		what = e.Path
		if e.Inferred {
			what += " (inferred)"
		}
	}
	switch {
	case e.Kind == Loaded:
		return "loads " + what
	case e.Kind == Protected:
		return "rejects " + what + " because a system connector has its class"
	case e.Kind.Rejected():
		return "rejects " + what + " because its class is registered"
	case e.Kind == ClassUnknown:
		return "says that the class is not registered"
	case e.Kind == ClassNamed && e.Version == "":
		return "names the class as one in use"
	case e.Kind == ClassNamed:
		return fmt.Sprintf("names version %s of the class", e.Version)
	}
	return "says that " + what + " did not load"
}

// sayDecision is what the answer says, with the version where the event names one.
func sayDecision(d *loader.Decision, e *Event) string {
	switch {
	case d.Outcome == loader.Unreadable:
		return d.Location + " is unreadable in the answer"
	case d.Outcome != loader.Loaded:
		return fmt.Sprintf("the answer loads nothing: %s is %s by %s", d.Location, d.Outcome, d.Reason.Rule)
	case d.Candidate.Native:
		return "the answer is the class that is compiled into Tableau"
	case e != nil && e.Kind == ClassNamed:
		return fmt.Sprintf("the answer loads version %s of %s", d.Candidate.PluginVersion, d.Location)
	}
	return "the answer loads " + d.Location
}
