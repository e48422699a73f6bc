package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

func (a *app) sweepCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "sweep [CLASS]", Short: "The winners over many releases, and where they turn",
		Long: "The winner of every class, or of one, at each known release, and where it turns.\n\nIn the table a letter stands for a candidate of the class, the same one for the same candidate.\nWith --format html it is one page that shows the same to a browser.",
		Args: classOrAll,
	}
	flags := addAnswerFlags(c)
	over := &overFlag{}
	replaceFlag(c, "release", setter{"CONSTRAINT", over.set}, `the releases, such as ">=2021.1, <2024.1" (default all that are known)`)
	c.RunE = func(c *cobra.Command, args []string) error { return a.sweep(c, flags, over.constraint, args) }
	return c
}

// classOrAll asks for at most one class.
func classOrAll(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%s takes one class or none, and there are %d: quote one that has spaces", c.Name(), len(args))
	}
	return nil
}

// An overFlag says which releases are swept.
type overFlag struct{ constraint version.Constraint }

func (f *overFlag) set(text string) error {
	c, err := version.ParseConstraint(text)
	if err != nil {
		return err
	}
	for _, r := range version.KnownReleases() {
		if c.Check(r) {
			f.constraint = c
			return nil
		}
	}
	known := version.KnownReleases()
	return fmt.Errorf("no known release satisfies it: they are %s to %s", known[0], version.Latest())
}

// sweep answers for many releases.
func (a *app) sweep(c *cobra.Command, flags *answerFlags, over version.Constraint, args []string) error {
	if err := a.plainFormat(c, formatHTML); err != nil {
		return err
	}
	f, err := a.find(c.Context(), flags, version.KnownReleases())
	if err != nil {
		return err
	}
	t := loader.Sweep(f.inventory, f.host, over)
	t.Notes = append(t.Notes, f.notes...)
	if len(args) == 1 {
		return a.sweepClass(f, t, strings.Join(strings.Fields(args[0]), " "))
	}
	return a.sweepAll(f, t)
}

// sweepAll answers for all classes: for people, the table and what its letters stand
// for.
func (a *app) sweepAll(f found, t *loader.Timeline) error {
	switch a.format {
	case formatHTML:
		return asFailure(writeSweepHTML(&a.out, f.inventory, t, t.Classes()))
	case formatJSON:
		return a.writeJSON(t.JSON())
	}
	p := a.page()
	writeSweepHead(p, t)
	if len(t.Classes()) == 0 {
		p.prose(0, 0, "No connector was found whose class is known.")
	} else {
		m := newMatrix(t, t.Classes())
		m.write(p)
		m.writeLetters(p)
		m.writeFoot(p)
		p.prose(0, 2, "To read why a class turns, run: whichwins sweep CLASS with the same flags")
	}
	writeNotes(p, t.Notes)
	return nil
}

// sweepClass answers for one class: for people, each span with its reason.
func (a *app) sweepClass(f found, t *loader.Timeline, class string) error {
	out, ok := t.ClassJSON(class)
	if !ok {
		return asFailure(unknownClass(class, t.Classes()))
	}
	switch a.format {
	case formatHTML:
		return asFailure(writeSweepHTML(&a.out, f.inventory, t, []string{class}))
	case formatJSON:
		return a.writeJSON(out)
	}
	p := a.page()
	writeSweepHead(p, t)
	m := newMatrix(t, []string{class})
	m.write(p)
	m.writeSpans(p)
	m.writeFoot(p)
	writeNotes(p, t.Notes)
	return nil
}

// writeSweepHead says which Tableau and which releases these are.
func writeSweepHead(p *page, t *loader.Timeline) {
	h := t.Host.JSON()
	p.heading(fmt.Sprintf("Sweep: %s on %s, %s", h.Product, h.OS, releaseWords(t.Releases)))
	writeAssume(p, t.Host)
	p.blank()
}

// releaseWords says how many releases there are, and which.
func releaseWords(rs []version.Release) string {
	if len(rs) == 1 {
		return "release " + rs[0].String()
	}
	return fmt.Sprintf("%s from %s to %s", plural(len(rs), "release"), rs[0], rs[len(rs)-1])
}

// plural writes a number of things.
func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if strings.HasSuffix(what, "s") {
		what += "e"
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// A matrix shows classes against releases.
type matrix struct {
	releases []version.Release
	rows     []matrixRow
}

// A matrixRow is one class.
type matrixRow struct {
	class   string
	spans   []loader.Span
	turns   []loader.Turn
	letters map[string]string // by location
	cells   []string          // by release
	unsure  []loader.RuleID   // the rules that an answer rests on, in the order of the rulebook

	elsewhere bool // it is built into some release, and may be into others
	same      []loader.SameVersion
}

// The letters of a matrix: nothing, a native class, and what has no letter left.
const (
	letterNothing = "."
	letterNative  = "n"
	letterMore    = "+"
)

func newMatrix(t *loader.Timeline, classes []string) *matrix {
	m := &matrix{releases: t.Releases}
	for _, class := range classes {
		row := matrixRow{class: class, turns: t.Turns(class), letters: make(map[string]string), same: t.SameVersions(class)}
		row.spans, _ = t.Class(class)
		rests := make(map[loader.RuleID]bool)
		for _, s := range row.spans {
			row.name(s)
			row.elsewhere = row.elsewhere || s.BuiltInElsewhere
			for _, id := range s.Assumes {
				rests[id] = true
			}
			if s.Basis == loader.Assumed {
				rests[s.Rule] = true
			}
		}
		for _, rule := range loader.Rules() {
			if rests[rule.ID] {
				row.unsure = append(row.unsure, rule.ID)
			}
		}
		at := 0
		for _, r := range t.Releases {
			if r.Compare(row.spans[at].To) > 0 {
				at++
			}
			row.cells = append(row.cells, row.letters[row.spans[at].Location])
		}
		m.rows = append(m.rows, row)
	}
	return m
}

// name gives the winner of a span its letter.
func (row *matrixRow) name(s loader.Span) {
	if row.letters[s.Location] != "" {
		return
	}
	letter := letterMore
	named := 0
	for _, l := range row.letters {
		if l >= "A" && l <= "Z" {
			named++
		}
	}
	switch {
	case s.Winner == nil:
		letter = letterNothing
	case s.Winner.Native:
		letter = letterNative
	case named < 26:
		letter = string(rune('A' + named))
	}
	row.letters[s.Location] = letter
}

// A layout is one way to put a matrix on a page.
type layout struct {
	name   int    // the width of the column of classes; 0 puts them on lines of their own
	gap    string // between years
	digits int    // of a year in the head
}

// layout chooses the first way that fits the page.
func (m *matrix) layout(p *page) layout {
	name := columns("class")
	for _, row := range m.rows {
		name = max(name, columns(row.title()))
	}
	for _, l := range []layout{{name, " ", 4}, {0, " ", 4}, {0, "", 2}} {
		if 2+l.name+2+columns(m.head(l)) <= p.width {
			return l
		}
	}
	return layout{0, "", 2}
}

// title is a class as the matrix shows it.
func (row *matrixRow) title() string {
	title := clean(row.class)
	if len(row.unsure) > 0 {
		title += "*"
	}
	if row.elsewhere {
		title += "?"
	}
	return title
}

// group calls do for each run of releases of one year.
func (m *matrix) group(do func(year int, from, to int)) {
	for from := 0; from < len(m.releases); {
		to := from
		for to < len(m.releases) && m.releases[to].Year() == m.releases[from].Year() {
			to++
		}
		do(m.releases[from].Year(), from, to)
		from = to
	}
}

// head is the line of the years.
func (m *matrix) head(l layout) string {
	var b strings.Builder
	m.group(func(year, from, to int) {
		text := strconv.Itoa(year)[4-l.digits:]
		width := to - from
		if l.gap != "" {
			width = max(width, l.digits)
		}
		if columns(text) > width {
			text = ""
		}
		fmt.Fprintf(&b, "%-*s%s", width, text, l.gap)
	})
	return strings.TrimRight(b.String(), " ")
}

// line writes one cell a release, each in the style of its letter.
func (m *matrix) line(p *page, l layout, cells []string, of func(string) style) string {
	var b strings.Builder
	m.group(func(year, from, to int) {
		for i := from; i < to; i++ {
			b.WriteString(p.paint(of(cells[i]), cells[i]))
		}
		if l.gap != "" {
			b.WriteString(strings.Repeat(" ", max(0, l.digits-(to-from))) + l.gap)
		}
	})
	return strings.TrimRight(b.String(), " ")
}

// letterStyle makes neighbours differ.
func letterStyle(letter string) style {
	switch {
	case letter == letterNothing:
		return faint
	case letter == letterNative, letter == letterMore:
		return plain
	}
	return [...]style{good, unsure, strong}[(letter[0]-'A')%3]
}

func (m *matrix) write(p *page) {
	l := m.layout(p)
	numbers := make([]string, len(m.releases))
	for i, r := range m.releases {
		numbers[i] = strconv.Itoa(r.Number())
	}
	put := func(name string, s style, text string) {
		if l.name == 0 && name != "" {
			p.styled(2, 2, s, name)
		}
		indent := strings.Repeat(" ", 2)
		if l.name > 0 {
			indent += p.paint(s, name) + strings.Repeat(" ", l.name-columns(name)+2)
		}
		p.out.WriteString(strings.TrimRight(indent+text, " ") + "\n")
	}
	put("", plain, m.head(l))
	put("", plain, m.line(p, l, numbers, func(string) style { return plain }))
	for _, row := range m.rows {
		put(row.title(), strong, m.line(p, l, row.cells, letterStyle))
	}
}

// writeLetters writes, a class a line, what the letters stand for and where the
// class turns.
func (m *matrix) writeLetters(p *page) {
	p.blank()
	for _, row := range m.rows {
		var winners []string
		seen := make(map[string]bool)
		for _, s := range row.spans {
			letter := row.letters[s.Location]
			if s.Winner == nil || s.Winner.Native || seen[s.Location] {
				continue
			}
			seen[s.Location] = true
			winners = append(winners, fmt.Sprintf("%s %s %s", letter, versionOf(s.Winner), s.Tier))
		}
		var turns []string
		for _, turn := range row.turns {
			text := turn.Release.String()
			if turn.Unsure {
				text += "?"
			}
			turns = append(turns, text)
		}
		line := strings.Join(winners, ", ")
		if len(turns) > 0 {
			line += "; turns at " + strings.Join(turns, ", ")
		}
		if line != "" {
			p.prose(2, 4, row.class+": "+line)
		}
		for _, same := range row.same {
			p.styled(6, 2, unsure, sameWords(same))
		}
	}
}

// someBuiltIns tells whether the built-in connectors are known of some of the
// releases.
func (m *matrix) someBuiltIns() bool {
	for _, row := range m.rows {
		for _, s := range row.spans {
			if s.BuiltIns != loader.BuiltInsUnknown {
				return true
			}
		}
	}
	return false
}

// writeSpans writes, class by class, what each letter stands for and why it turns.
// What is known of built-ins stands with a span where it is known of some: else the
// note says it once for all.
func (m *matrix) writeSpans(p *page) {
	words := map[loader.BuiltIns]string{}
	if m.someBuiltIns() {
		words = map[loader.BuiltIns]string{
			loader.BuiltInsPartly:  "; built-ins known of some releases",
			loader.BuiltInsUnknown: "; built-ins not known",
		}
	}
	for i := range m.rows {
		m.rows[i].writeSpans(p, words)
	}
}

// writeSpans writes the spans of one class.
func (row *matrixRow) writeSpans(p *page, builtIns map[loader.BuiltIns]string) {
	p.blank()
	p.styled(0, 2, strong, row.class)
	turns := row.turns
	for i, s := range row.spans {
		letter := row.letters[s.Location]
		period := s.From.String()
		if s.From.Compare(s.To) != 0 {
			period += " to " + s.To.String()
		}
		p.styled(2, 4, letterStyle(letter), fmt.Sprintf("%s %s: %s%s", letter, period, spanWords(s), builtIns[s.BuiltIns]))
		if s.Winner != nil && !s.Winner.Native {
			p.location(6, s.Location)
		}
		if len(turns) > 0 && i > 0 && turns[0].Release.Compare(s.From) == 0 {
			text := turns[0].Text
			if rest, ok := strings.CutPrefix(text, s.Location); ok && s.Winner != nil { // which the line above names
				text = "It" + rest
			}
			p.styled(6, 2, faint, fmt.Sprintf("%s (%s, %s)", text, turns[0].Rule, turns[0].Basis), turns[0].Before.Location)
			turns = turns[1:]
		}
		if s.BuiltInElsewhere {
			p.prose(6, 2, "Not sure: the class is built into another release, and whether it is built into these is not known.")
		}
	}
	for _, same := range row.same {
		p.styled(2, 2, unsure, sameWords(same))
	}
}

// spanWords is the winner of a span, and the rule.
func spanWords(s loader.Span) string {
	rests := restWords(s.Assumes)
	switch {
	case s.Winner == nil:
		return "nothing loads" + rests
	case s.Winner.Native:
		return fmt.Sprintf("the native class, by %s (%s)%s", s.Rule, s.Basis, rests)
	}
	return fmt.Sprintf("%s %s, by %s (%s)%s", versionOf(s.Winner), s.Tier, s.Rule, s.Basis, rests)
}

// restWords is what an answer rests on.
func restWords(rules []loader.RuleID) string {
	if len(rules) == 0 {
		return ""
	}
	return "; rests on " + strings.Join(words(rules), ", ")
}

// writeFoot explains the marks.
func (m *matrix) writeFoot(p *page) {
	p.blank()
	p.prose(0, 2, fmt.Sprintf("A, B and so on are the candidates of a class, in the order in which they win; %s nothing loads, %s a native class.", letterNothing, letterNative))
	rests, elsewhere := make(map[loader.RuleID]bool), false
	for _, row := range m.rows {
		elsewhere = elsewhere || row.elsewhere
		for _, id := range row.unsure {
			rests[id] = true
		}
	}
	if elsewhere {
		p.prose(0, 2, "? is built into a release that was read, and may be built into others that were not.")
	}
	if len(rests) == 0 {
		return
	}
	var names []string
	for _, rule := range loader.Rules() {
		if rests[rule.ID] {
			names = append(names, string(rule.ID))
		}
	}
	p.prose(0, 2, fmt.Sprintf("* rests on an assumption: %s. To read what is assumed, run: whichwins rules", strings.Join(names, ", ")))
}
