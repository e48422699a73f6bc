package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
)

func (a *app) explainCommand() *cobra.Command {
	c := &cobra.Command{Use: "explain CLASS", Short: "One class, in sentences", Args: oneClass}
	flags := addAnswerFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error { return a.explain(c, flags, args[0]) }
	return c
}

// oneClass asks for the one argument of explain.
func oneClass(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return errors.New("explain needs a class: write whichwins explain CLASS; whichwins alone lists the classes")
	case 1:
		return nil
	}
	return fmt.Errorf("explain takes one class, and there are %d: quote one that has spaces", len(args))
}

// explanationJSON is the answer of the command explain.
type explanationJSON struct {
	Schema int                `json:"schema"`
	Host   loader.JSONHost    `json:"host"`
	Class  loader.JSONContest `json:"class"`
	Text   []string           `json:"text"`
	Notes  []string           `json:"notes"`
}

// explain says in sentences what became of one class.
func (a *app) explain(c *cobra.Command, flags *answerFlags, class string) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	f, err := a.findForOne(c.Context(), flags)
	if err != nil {
		return err
	}
	r := f.resolve()
	class = strings.Join(strings.Fields(class), " ") // as a manifest's class is read
	contest, ok := r.Class(class)
	if !ok {
		return asFailure(unknownClass(class, r.Classes()))
	}
	text, _ := r.Explain(class)
	if a.format == formatJSON {
		return a.writeJSON(explanationJSON{loader.Schema, r.Host.JSON(), contest.JSON(), text, append([]string{}, r.Notes...)})
	}
	p := a.page()
	writeExplanation(p, 0, contest, text)
	writeNotes(p, r.Notes)
	return nil
}

// writeExplanation writes the sentences on a class.
func writeExplanation(p *page, indent int, c loader.Contest, text []string) {
	for _, sentence := range text {
		p.prose(indent, 2, sentence, locations(c.Decisions)...)
	}
}

// unknownClass says that no connector claims a class, and what to do.
func unknownClass(class string, known []string) error {
	what := fmt.Sprintf("no connector claims the class %q", class)
	for _, n := range loader.Natives() {
		if n.Class == class {
			return errors.New(what + ", which is compiled into Tableau: whichwins lists the classes that connectors claim")
		}
	}
	if near := nearest(class, known); len(near) > 0 {
		return fmt.Errorf("%s: there is %s", what, strings.Join(near, ", "))
	}
	return errors.New(what + ": run whichwins with the same flags to list the classes")
}

// nearest returns up to three names that somebody may have meant, the nearest
// first.
func nearest(name string, known []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	for _, k := range known {
		d := distance([]rune(strings.ToLower(name)), []rune(strings.ToLower(k)))
		if name != "" && strings.Contains(strings.ToLower(k), strings.ToLower(name)) {
			d = min(d, 1)
		}
		if d <= max(1, len(name)/3) {
			near = append(near, candidate{k, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.distance - b.distance })
	var out []string
	for _, c := range near[:min(len(near), 3)] {
		out = append(out, c.name)
	}
	return out
}

// distance is the number of characters to add, take away or change.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for k := range b {
			change := diagonal
			if a[i] != b[k] {
				change++
			}
			diagonal = row[k+1]
			row[k+1] = min(change, row[k]+1, row[k+1]+1)
		}
	}
	return row[len(b)]
}
