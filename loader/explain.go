package loader

import (
	"fmt"
	"strings"
)

// Explain says in sentences what became of a class: which candidate loads and
// why, what became of each other one, what would load instead, what the answer
// rests on and that a change needs a restart. ok is false where no candidate
// claims the class.
func (r *Resolution) Explain(class string) (sentences []string, ok bool) {
	c, ok := r.Class(class)
	if !ok {
		return nil, false
	}
	host := fmt.Sprintf("Tableau %s %s on %s", productNames[r.Host.Product], r.Host.Release, systemNames[r.Host.OS])
	winner, won := c.Winning()
	if won {
		sentences = append(sentences, fmt.Sprintf("%s loads the class %s from %s%s.", host, c.Class, winner.Location, versionPart(winner)))
		sentences = append(sentences, winner.Reason.Text+grade(winner))
	} else {
		sentences = append(sentences, fmt.Sprintf("%s loads nothing for the class %s.", host, c.Class))
	}
	for _, d := range c.Decisions {
		if d.Outcome == Loaded {
			continue
		}
		sentences = append(sentences, fmt.Sprintf("%s%s is %s. %s%s", d.Location, versionPart(d), d.Outcome, d.Reason.Text, grade(d)))
	}
	for _, d := range c.Decisions {
		for _, p := range d.Problems {
			sentences = append(sentences, fmt.Sprintf("%s has a problem: %s (%s).", d.Location, place(p.Line, p.Column)+p.Message, p.Code))
		}
	}
	if won {
		sentences = append(sentences, r.nextUp(c, winner))
	}
	sentences = append(sentences, assumptionSentences(c)...)
	return append(sentences, restart(r.Host.Product)), true
}

// nextUp says what would load if the winner were gone.
func (r *Resolution) nextUp(c Contest, winner Decision) string {
	if winner.Candidate.Native {
		return "A native class cannot be removed; give the connector a class of its own."
	}
	if winner.Reason.Other == "" {
		return "Without it nothing would load for this class."
	}
	return fmt.Sprintf("Without it %s would load instead.", winner.Reason.Other)
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

// grade names the rule of a decision and how sure it is.
func grade(d Decision) string {
	return fmt.Sprintf(" (%s, %s)", d.Reason.Rule, d.Reason.Basis)
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
	if p.onServer() {
		return "A change is seen only after Tableau Server has been restarted, on every node."
	}
	return fmt.Sprintf("A change is seen only after Tableau %s has been restarted.", productNames[p])
}

var productNames = map[Product]string{
	Desktop: "Desktop", PrepBuilder: "Prep Builder", Server: "Server", PrepConductor: "Prep Conductor",
	FlowAuthoring: "Server (flow authoring)", Bridge: "Bridge",
}

var systemNames = map[OS]string{Windows: "Windows", MacOS: "macOS", Linux: "Linux"}
