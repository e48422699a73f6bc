package loader

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

// Explain says in sentences what became of a class: which candidate loads and
// why, whether connecting will fail, what became of each other one, which versions
// have other contents, what would load and work instead, what the answer rests on
// and that a change needs a restart. ok is false where no candidate claims the class.
func (r *Resolution) Explain(class string) (sentences []string, ok bool) {
	c, ok := r.Class(class)
	if !ok {
		return nil, false
	}
	host := fmt.Sprintf("Tableau %s %s on %s", productNames[r.Host.Product], r.Host.Release, systemNames[r.Host.OS])
	winner, won := c.Winning()
	if won {
		sentences = append(sentences, fmt.Sprintf("%s loads the class %s from %s%s.", host, c.Class, winner.Location, versionPart(winner)))
		sentences = append(sentences, winner.Reason.Text+grade(winner.Reason))
	} else {
		sentences = append(sentences, fmt.Sprintf("%s loads nothing for the class %s.", host, c.Class))
	}
	sentences = append(sentences, r.signatureSentences(c, winner)...)
	for _, d := range c.Decisions {
		if d.Outcome == Loaded {
			continue
		}
		sentence := fmt.Sprintf("%s%s is %s. %s%s", d.Location, versionPart(d), d.Outcome, d.Reason.Text, grade(d.Reason))
		if winner.AtConnection != nil && d.Outcome == Shadowed && d.Candidate.unverified() {
			sentence += fmt.Sprintf(" Its signature is %s.", d.Signature.State)
		}
		sentences = append(sentences, sentence)
	}
	for _, d := range c.Decisions {
		for _, p := range d.Problems {
			sentences = append(sentences, fmt.Sprintf("%s has a problem: %s (%s).", d.Location, place(p.Line, p.Column)+p.Message, p.Code))
		}
	}
	for _, same := range c.SameVersions() {
		sentences = append(sentences, same.sentence())
	}
	if won {
		sentences = append(sentences, r.succession(c, winner)...)
	}
	sentences = append(sentences, assumptionSentences(c)...)
	return append(sentences, restart(r.Host.Product)), true
}

// signatureSentences says whether connecting to the winner will fail, who signed
// it, and that this host would not notice.
func (r *Resolution) signatureSentences(c Contest, winner Decision) []string {
	var out []string
	if at := winner.AtConnection; at != nil {
		out = append(out, at.Text+grade(*at))
	}
	if s := winner.Signature; s != nil && s.State == taco.Verified && len(s.Signers) > 0 {
		subjects := make([]string, len(s.Signers))
		for i, signer := range s.Signers {
			subjects[i] = signer.Subject
		}
		out = append(out, "It is signed by "+strings.TrimSuffix(strings.Join(subjects, " and by "), ".")+".")
	}
	for _, d := range c.Decisions {
		if d.Candidate.unverified() && !r.judge.verifies {
			return append(out, "This host does not verify signatures.")
		}
	}
	return out
}

// succession says what would load if the winner were gone and, where connecting
// fails, what has to be removed until it works.
func (r *Resolution) succession(c Contest, winner Decision) []string {
	next := winner.Reason.Other
	switch {
	case winner.Candidate.Native:
		return []string{"A native class cannot be removed; give the connector a class of its own."}
	case c.NextUp == nil:
		return []string{"Without it nothing would load for this class."}
	case winner.AtConnection == nil:
		return []string{fmt.Sprintf("Without it %s would load instead.", next)}
	case c.NextUp == c.WorksInstead:
		return []string{fmt.Sprintf("Without it %s would load instead, and connecting would work: %s.", next, whyItWorks(c.NextUp))}
	}
	first := fmt.Sprintf("Without it %s would load instead, and nobody has looked at its signature.", next)
	if c.NextUp.unverified() {
		first = fmt.Sprintf("Without it %s would load instead, and would fail too: its signature is %s.", next, c.NextUp.Signature.State)
	}
	if c.WorksInstead == nil {
		return []string{first, "No other candidate of the class is known to work."}
	}
	return []string{first, r.lastResort(c)}
}

// mostNamed is how many locations a sentence names.
const mostNamed = 4

// lastResort says what has to be removed beside the winner until something works.
func (r *Resolution) lastResort(c Contest) string {
	held, _ := r.contest(c.Class)
	works := held.firstWorking()
	var gone []string
	for _, i := range held.before(works) {
		if held.records[i].outcome != loaded {
			gone = append(gone, r.location(&held.records[i]))
		}
	}
	if len(gone) > mostNamed {
		gone = append(gone[:mostNamed-1], fmt.Sprintf("%d more", len(gone)-mostNamed+1))
	}
	return fmt.Sprintf("With %s removed too, %s would load, and connecting would work: %s.",
		strings.Join(gone, " and "), r.location(&held.records[works]), whyItWorks(c.WorksInstead))
}

// whyItWorks says why nothing stands against connecting to a candidate.
func whyItWorks(c *Candidate) string {
	switch {
	case c.Native:
		return "it is compiled into Tableau"
	case c.Packaged:
		return "its signature is verified"
	}
	return "it is a folder, which has no signature"
}

// assumptionSentences states each unsure rule that a decision of c rests on.
func assumptionSentences(c Contest) []string {
	var out []string
	for _, id := range assumptionRules {
		var on []string
		for _, d := range c.Decisions {
			for _, a := range d.Assumes {
				if a == id {
					on = append(on, d.Location)
				}
			}
		}
		if len(on) == 0 {
			continue
		}
		which := "every decision here"
		if len(on) < len(c.Decisions) {
			which = strings.Join(on, " and ")
		}
		out = append(out, fmt.Sprintf("Not sure: the answer for %s rests on the rule %s. %s", which, id, ruleByID(id).Statement))
	}
	return out
}

// grade names the rule of a reason and how sure it is.
func grade(r Reason) string {
	return fmt.Sprintf(" (%s, %s)", r.Rule, r.Basis)
}

func versionPart(d Decision) string {
	if v := d.Candidate.written(); v != "" {
		return ", version " + v
	}
	return ""
}

// place writes a position, or nothing where there is none.
func place(line, column int) string {
	if line == 0 {
		return ""
	}
	return fmt.Sprintf("at line %d, column %d, ", line, column)
}

// restart says what a change needs (connector-plugin-sdk docs/manual-test.md).
func restart(p Product) string {
	if p.OnServer() {
		return "A change is seen only after Tableau Server has been restarted, on every node."
	}
	return fmt.Sprintf("A change is seen only after Tableau %s has been restarted.", productNames[p])
}

var productNames = map[Product]string{
	Desktop: "Desktop", PrepBuilder: "Prep Builder", Server: "Server", PrepConductor: "Prep Conductor",
	FlowAuthoring: "Server (flow authoring)", Bridge: "Bridge",
}

var systemNames = map[OS]string{Windows: "Windows", MacOS: "macOS", Linux: "Linux"}
