package loader

import (
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// An Outcome is what became of a candidate.
type Outcome string

// The outcomes.
const (
	Loaded     Outcome = "loaded"     // it registered its class
	Shadowed   Outcome = "shadowed"   // another candidate of its class won
	Refused    Outcome = "refused"    // its class is known, and a gate stopped it
	Unreadable Outcome = "unreadable" // its class is not known
)

// A Reason is the one thing that decided.
type Reason struct {
	Rule  RuleID
	Basis Basis
	// Other is the location of the other party: of the winner for a loser, of
	// the runner-up for the winner, "" where there is none.
	Other string
	// Value and Against are the two figures that were compared, as text: in a
	// contest the plugin versions, at a gate what the host is and what is
	// asked for. "" where there is none.
	Value, Against string
	Text           string // one sentence
}

// A Decision is what became of one candidate, and why. It is a copy: changing
// it changes no [Resolution].
type Decision struct {
	Candidate *Candidate
	Place     Place  // the place that was taken; the candidate may have more
	Location  string // the place as a path on the host, or native:CLASS
	Tier      Tier
	Outcome   Outcome
	Reason    Reason
	// Assumes names the unsure rules that the decision rests on, in the order
	// of the rulebook.
	Assumes []RuleID
	// Problems are those of the candidate that hold on this host.
	Problems []manifest.Problem
	// Signature is what is known of a package's signature. It is nil for a
	// folder and a native class, and where nobody looked.
	Signature *taco.Signature
	// AtConnection says why a candidate that loads will fail when somebody
	// connects. It is nil where nothing is known against it.
	AtConnection *Reason
}

// A Contest is all that is known of one class.
type Contest struct {
	Class  string
	Winner *Candidate // what loads; nil where nothing does
	// NextUp is what would load if the winner were gone from all its places; nil
	// where nothing would.
	NextUp    *Candidate
	Decisions []Decision // one for each candidate of the class, in load order
	// WorksInstead is, where the winner fails when somebody connects, the
	// first candidate that would load and work once those before it are gone:
	// a folder, a native class or a package that is verified. It is nil where
	// none would.
	WorksInstead *Candidate
}

// Winning returns the winner's decision; ok is false where nothing loads.
func (c Contest) Winning() (d Decision, ok bool) {
	for _, d := range c.Decisions {
		if d.Outcome == Loaded {
			return d, true
		}
	}
	return Decision{}, false
}

// An assumption is a set of unsure rules, one bit each.
type assumption uint32

const (
	onSharedSince assumption = 1 << iota
	onMinVersion
	onManifestValid
	onOrderInDirectory
	onVersionOrder
	onClassIdentity
	onNativeClass
	onBuiltInProtected
	onSignatureCompetes
)

// assumptionRules gives each bit its rule, in the order of the rulebook.
var assumptionRules = [...]RuleID{
	RuleSharedSince, RuleMinVersionTableau, RuleManifestValid, RuleOrderInDirectory, RuleVersionOrder,
	RuleClassIdentity, RuleNativeClass, RuleBuiltInProtected, RuleSignatureCompetes,
}

// rules lists the set in the order of the rulebook; never nil.
func (a assumption) rules() []RuleID {
	ids := []RuleID{}
	for i, id := range assumptionRules {
		if a&(1<<i) != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}
