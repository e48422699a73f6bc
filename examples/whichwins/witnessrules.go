package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

const rulesHeading = "What the logs say of rules that are not sure"

// writeEvidence writes what the logs say of the rules that are not sure.
func writeEvidence(p *page, w witnessed) {
	if len(w.comparison.Rules) == 0 {
		return
	}
	p.blank()
	p.heading(rulesHeading)
	for _, r := range w.comparison.Rules {
		p.prose(2, 4, fmt.Sprintf("%s (%s): %s", ruleWords(r), r.Basis, evidenceCounts(r)))
		for _, line := range evidenceLines(r) {
			p.styled(6, 2, faint, line, locationsIn(r)...)
		}
	}
}

// locationsIn are those that the lines on a rule name.
func locationsIn(r witness.RuleEvidence) (locations []string) {
	for _, e := range slices.Concat(r.Supports, r.Contradicts) {
		if e.After != "" && !slices.Contains(locations, e.After) {
			locations = append(locations, e.After)
		}
	}
	return locations
}

// ruleWords names a rule and the reading of it that was taken.
func ruleWords(r witness.RuleEvidence) string {
	if r.Reading == "" {
		return string(r.Rule)
	}
	return fmt.Sprintf("%s=%s", r.Rule, r.Reading)
}

// evidenceCounts says how many decisions the logs support, contradict, or are silent on.
func evidenceCounts(r witness.RuleEvidence) string {
	var parts []string
	for _, side := range []struct {
		verb, tells string
		list        []witness.Evidence
	}{
		{"support", "tell this reading from another", r.Supports},
		{"contradict", "show another reading", r.Contradicts},
	} {
		all := decisionsOf(side.list)
		if len(all) == 0 {
			continue
		}
		part := fmt.Sprintf("%s %s", side.verb, plural(len(all), "decision"))
		n := len(slices.DeleteFunc(slices.Clone(all), tellsNothing))
		switch {
		case n == 0:
		case len(all) == 1:
			part += ", which " + verbOf(n, side.tells)
		default:
			part += fmt.Sprintf(", %d of which %s", n, verbOf(n, side.tells))
		}
		parts = append(parts, part)
	}
	if r.Silent > 0 {
		parts = append(parts, fmt.Sprintf("are silent on %d", r.Silent))
	}
	return "the logs " + strings.Join(parts, "; ")
}

// verbOf is what begins with a verb, of so many.
func verbOf(n int, text string) string {
	if n != 1 {
		return text
	}
	verb, rest, _ := strings.Cut(text, " ")
	return verb + "s " + rest
}

// tellsNothing tells whether evidence leaves other readings as they are.
func tellsNothing(e witness.Evidence) bool { return len(e.Instead) == 0 }

// decisionsOf are decisions that processes tell of, each once: first those that tell a
// reading from another.
func decisionsOf(list []witness.Evidence) (all []witness.Evidence) {
	at := make(map[[2]string]int)
	for _, e := range list {
		key := [2]string{e.Class, ofAnyInstance(e.Location)}
		i, known := at[key]
		switch {
		case !known:
			at[key] = len(all)
			all = append(all, e)
		case tellsNothing(all[i]) && !tellsNothing(e):
			all[i] = e
		}
	}
	slices.SortStableFunc(all, func(a, b witness.Evidence) int { return min(len(b.Instead), 1) - min(len(a.Instead), 1) })
	return all
}

// mostExamples is how many classes are named of each side of a rule.
const mostExamples = 5

// evidenceLines gives examples of each side, one of a class, and the way to another
// reading.
func evidenceLines(r witness.RuleEvidence) (lines []string) {
	supports := oneOfClass(decisionsOf(r.Supports))
	for _, e := range supports[:min(len(supports), mostExamples)] {
		lines = append(lines, "supports: "+exampleWords(e, "refutes", r.Rule))
	}
	lines = append(lines, furtherClasses(supports)...)
	contradicts := oneOfClass(decisionsOf(r.Contradicts))
	for _, e := range contradicts[:min(len(contradicts), mostExamples)] {
		line := "contradicts: " + exampleWords(e, "confirms", r.Rule)
		if len(e.With) > 0 {
			line += "; or one of these is not so: " + strings.Join(words(e.With), ", ")
		}
		lines = append(lines, line)
	}
	lines = append(lines, furtherClasses(contradicts)...)
	for _, value := range readingsShown(r.Contradicts) {
		lines = append(lines, fmt.Sprintf("run again with --assume %s=%s", r.Rule, value))
	}
	return lines
}

// oneOfClass leaves the first evidence of each class.
func oneOfClass(list []witness.Evidence) (all []witness.Evidence) {
	seen := make(map[string]bool)
	for _, e := range list {
		if !seen[e.Class] {
			seen[e.Class] = true
			all = append(all, e)
		}
	}
	return all
}

// furtherClasses says how many classes are not named.
func furtherClasses(list []witness.Evidence) []string {
	if n := len(list) - mostExamples; n > 0 {
		return []string{moreWords(n)}
	}
	return nil
}

// readingsShown are the readings that the logs show instead, in the order in which they
// are told.
func readingsShown(list []witness.Evidence) (values []string) {
	for _, e := range list {
		for _, value := range e.Instead {
			if !slices.Contains(values, value) {
				values = append(values, value)
			}
		}
	}
	return values
}

// exampleWords is one decision and the line that tells, with what that does to other
// readings.
func exampleWords(e witness.Evidence, does string, rule any) string {
	text := e.Class
	if e.After != "" {
		text += " after " + e.After
	}
	text += ", " + eventPlace(e.Event)
	for i, value := range e.Instead {
		if i == 0 {
			text += ", which " + does + " "
		} else {
			text += ", "
		}
		text += fmt.Sprintf("%s=%s", rule, value)
	}
	return text
}
