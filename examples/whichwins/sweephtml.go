package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// sweepPage is the page with its style, for html/template.
//
//go:embed sweep.html.tmpl
var sweepPage string

// writeSweepHTML writes the timeline of these classes as one self-contained page.
func writeSweepHTML(w io.Writer, inv *loader.Inventory, t *loader.Timeline, classes []string) error {
	page, err := template.New("sweep").Parse(sweepPage)
	if err != nil {
		return err
	}
	if inv == nil {
		inv = &loader.Inventory{}
	}
	return page.Execute(w, newSweepView(inv, t).page(classes))
}

// A cleanText has been through clean. The page shows no other texts, so that
// none from a disk gets there raw.
type cleanText string

func cleaned(s string) cleanText { return cleanText(clean(s)) }

// An htmlPage is what the page shows.
type htmlPage struct {
	Title       cleanText
	Product, OS cleanText
	Releases    cleanText // how many, from which, to which
	Assumed     []cleanText
	Unverified  bool // signature verification is disabled
	Summary     cleanText
	Years       []htmlYear
	Classes     []htmlClass
	Unclaimed   []cleanText // classes that were asked for and that no candidate claims
	Directories []htmlDirectory
	Unreadable  []htmlCandidate
	Rules       []htmlRule
	Notes       []cleanText
}

// Empty tells whether there is no table to show.
func (p htmlPage) Empty() bool { return len(p.Years) == 0 || len(p.Classes) == 0 }

// NameWidth is the width of the column of classes, in digits. It is set, since
// labels stop beside that column when the table is scrolled.
func (p htmlPage) NameWidth() int {
	most := columns("Class")
	for _, c := range p.Classes {
		most = max(most, columns(string(c.Brief)))
	}
	return most + 1
}

// An htmlYear is the swept releases of a year, by their numbers.
type htmlYear struct {
	Year    int
	Numbers []int
}

// An htmlClass is a class with its spans, in order.
type htmlClass struct {
	ID    string // of its details; a number, since a name may be anything
	Name  cleanText
	Brief cleanText   // the name, short enough for the table
	Turns []cleanText // the releases at which it surely turns
	Spans []htmlSpan
}

// An htmlSpan is a span, as a cell of the table and as a part of the details.
type htmlSpan struct {
	Columns     int // how many releases
	From, Range cleanText
	Turn        *htmlTurn      // nil where the winner stays, and in the first span
	Winner      *htmlCandidate // nil where nothing loads
	Candidates  []htmlCandidate
	Assumes     []cleanText
	Unknown     cleanText // what is lacking of the built-ins: "unknown", "partly known", or ""
	Elsewhere   bool      // the class is built into another release, and may be into these
}

// An htmlTurn says why a class turns.
type htmlTurn struct {
	Text, Rule, Basis cleanText
	Unsure            bool // there may be none
}

// An htmlCandidate is a candidate and what became of it.
type htmlCandidate struct {
	Letter       string // the same for the same place within a class; "" where it never wins
	Color        int    // goes with the letter
	Native       bool
	Version      cleanText // "-" where there is none
	Brief        cleanText // the version, short enough for the table
	Tier         cleanText
	Location     cleanText
	Won          bool
	Outcome      cleanText
	Text         cleanText
	Rule, Basis  cleanText
	AtConnection cleanText // why connecting fails, or ""
}

// An htmlDirectory is a row of the load order.
type htmlDirectory struct {
	Tier, Path, State, Detail, SameAs, Release cleanText
	Folded                                     []htmlDirectory // the missing ones that this row stands for
}

// An htmlRule is a rule that the page names.
type htmlRule struct{ ID, Statement cleanText }

// A sweepView turns a timeline into what the page shows.
type sweepView struct {
	inv      *loader.Inventory
	t        *loader.Timeline
	resolved map[string]*loader.Resolution // by release
	named    map[loader.RuleID]bool        // the rules that the page names
	turning  map[string]bool               // the releases at which a class turns
}

func newSweepView(inv *loader.Inventory, t *loader.Timeline) *sweepView {
	return &sweepView{
		inv: inv, t: t, resolved: make(map[string]*loader.Resolution),
		named: make(map[loader.RuleID]bool), turning: make(map[string]bool),
	}
}

func (v *sweepView) page(classes []string) htmlPage {
	h := v.t.Host.JSON()
	p := htmlPage{
		Title: "Which connector wins", Releases: "none",
		Product: cleaned(string(h.Product)), OS: cleaned(string(h.OS)),
		Assumed: assumedOptions(v.t.Host), Unverified: v.t.Host.DisableSignatureVerification,
		Years: v.years(), Directories: v.directories(), Unreadable: v.unreadable(), Notes: cleanedAll(v.t.Notes),
	}
	if n := len(v.t.Releases); n > 0 {
		span := v.rangeWords(v.t.Releases[0], v.t.Releases[n-1])
		p.Title += ", " + span
		p.Releases = span + cleanText(fmt.Sprintf(" (%s)", count(n, "release", "releases")))
	}
	for _, name := range classes {
		if spans, ok := v.t.Class(name); ok {
			p.Classes = append(p.Classes, v.class(fmt.Sprintf("c%d", len(p.Classes)+1), name, spans))
		} else {
			p.Unclaimed = append(p.Unclaimed, cleaned(name))
		}
	}
	p.Summary, p.Rules = v.summary(p.Classes), v.rules()
	return p
}

// count is a number of things in words.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func cleanedAll(texts []string) []cleanText {
	var out []cleanText
	for _, s := range texts {
		out = append(out, cleaned(s))
	}
	return out
}

// assumedOptions are the readings that the caller has chosen, in the order of
// the rulebook.
func assumedOptions(h loader.Host) []cleanText {
	var out []cleanText
	for _, rule := range loader.Rules() {
		if value, ok := h.Assume[rule.ID]; ok {
			out = append(out, cleaned(fmt.Sprintf("%s=%s", rule.ID, value)))
		}
	}
	return out
}

// years groups the columns of the table.
func (v *sweepView) years() []htmlYear {
	var years []htmlYear
	for _, r := range v.t.Releases {
		if len(years) == 0 || years[len(years)-1].Year != r.Year() {
			years = append(years, htmlYear{Year: r.Year()})
		}
		last := &years[len(years)-1]
		last.Numbers = append(last.Numbers, r.Number())
	}
	return years
}

// rangeWords says from which release to which.
func (v *sweepView) rangeWords(from, to version.Release) cleanText {
	if from.Compare(to) == 0 {
		return cleaned(from.String())
	}
	return cleaned(fmt.Sprintf("%s to %s", from, to))
}

// summary says how many classes turn, and where.
func (v *sweepView) summary(classes []htmlClass) cleanText {
	turning := 0
	for _, c := range classes {
		if len(c.Turns) > 0 {
			turning++
		}
	}
	var at []string
	for _, r := range v.t.Releases {
		if v.turning[r.String()] {
			at = append(at, r.String())
		}
	}
	all := count(len(classes), "class", "classes")
	switch turning {
	case 0:
		return cleaned(all + ". None turns: the same connector wins in all of these releases, or none.")
	case 1:
		return cleaned(fmt.Sprintf("%s. 1 turns, at %s.", all, enumerate(at)))
	}
	return cleaned(fmt.Sprintf("%s. %d turn, at %s.", all, turning, enumerate(at)))
}

// enumerate joins words as a sentence does.
func enumerate(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// at resolves for a release of the sweep, once.
func (v *sweepView) at(r version.Release) *loader.Resolution {
	if v.resolved[r.String()] == nil {
		h := v.t.Host
		h.Release = r
		v.resolved[r.String()] = loader.Resolve(v.inv, h)
	}
	return v.resolved[r.String()]
}

// name notes that the page names a rule.
func (v *sweepView) name(id loader.RuleID) cleanText {
	v.named[id] = true
	return cleaned(string(id))
}

// rules states the rules that the page names, in the order of the rulebook.
func (v *sweepView) rules() []htmlRule {
	var out []htmlRule
	for _, rule := range loader.Rules() {
		if v.named[rule.ID] {
			out = append(out, htmlRule{cleaned(string(rule.ID)), cleaned(rule.Statement)})
		}
	}
	return out
}

// class shows a class with its spans.
func (v *sweepView) class(id, name string, spans []loader.Span) htmlClass {
	if contest, ok := v.at(spans[0].From).Class(name); ok {
		name = contest.Class // as it is spelled, where any case finds it
	}
	c := htmlClass{ID: id, Name: cleaned(name), Brief: brief(cleaned(name), mostOfName)}
	turns := v.t.Turns(name)
	letters := lettersOf(spans)
	for _, s := range spans {
		shown := v.span(name, s, letters)
		if len(turns) > 0 && turns[0].Release.Compare(s.From) == 0 {
			turn := turns[0]
			turns = turns[1:]
			shown.Turn = &htmlTurn{cleaned(turn.Text), v.name(turn.Rule), cleaned(string(turn.Basis)), turn.Unsure}
			if !turn.Unsure {
				c.Turns = append(c.Turns, shown.From)
				v.turning[s.From.String()] = true
			}
		}
		c.Spans = append(c.Spans, shown)
	}
	return c
}

// lettersOf numbers the places that win a class, from 1, as they first do.
func lettersOf(spans []loader.Span) map[string]int {
	letters := make(map[string]int)
	for _, s := range spans {
		if s.Winner != nil && !s.Winner.Native && letters[s.Location] == 0 {
			letters[s.Location] = len(letters) + 1
		}
	}
	return letters
}

// letter is A for 1, Z for 26, AA for 27, and "" for 0.
func letter(n int) string {
	var out []byte
	for ; n > 0; n = (n - 1) / 26 {
		out = append(out, byte('A'+(n-1)%26))
	}
	slices.Reverse(out)
	return string(out)
}

// colorCount is how many colours the page has for letters.
const colorCount = 6

// span shows a span and what became of the candidates at its first release.
func (v *sweepView) span(class string, s loader.Span, letters map[string]int) htmlSpan {
	out := htmlSpan{
		Columns: v.releasesIn(s), From: cleaned(s.From.String()), Range: v.rangeWords(s.From, s.To),
		Elsewhere: s.BuiltInElsewhere,
	}
	for _, rule := range unsureRulesOf(s) {
		out.Assumes = append(out.Assumes, v.name(rule))
	}
	switch s.BuiltIns {
	case loader.BuiltInsUnknown:
		out.Unknown = "unknown"
	case loader.BuiltInsPartly:
		out.Unknown = "partly known"
	}
	contest, _ := v.at(s.From).Class(class)
	for _, d := range winnerFirst(contest) {
		c := v.candidate(d, letters)
		if c.Won {
			c.Basis = cleaned(string(s.Basis)) // of all releases of the span
			c.AtConnection = v.atConnection(class, s)
		}
		out.Candidates = append(out.Candidates, c)
	}
	if len(out.Candidates) > 0 && out.Candidates[0].Won {
		out.Winner = &out.Candidates[0]
	}
	return out
}

// unsureRulesOf are the assumed rules that a span rests on.
func unsureRulesOf(s loader.Span) []loader.RuleID {
	rules := slices.Clone(s.Assumes)
	if s.Basis == loader.Assumed && !slices.Contains(rules, s.Rule) {
		rules = append(rules, s.Rule)
	}
	return rules
}

// releasesIn counts the releases of a span.
func (v *sweepView) releasesIn(s loader.Span) int {
	n := 0
	for _, r := range v.t.Releases {
		if s.From.Compare(r) <= 0 && r.Compare(s.To) <= 0 {
			n++
		}
	}
	return n
}

// atConnection says why connecting to the winner of a span fails. It asks the
// last release, since a host that verifies signatures goes on to.
func (v *sweepView) atConnection(class string, s loader.Span) cleanText {
	if s.Winner == nil || s.Winner.Signature == nil || s.Winner.Signature.State == taco.Verified {
		return ""
	}
	contest, _ := v.at(s.To).Class(class)
	d, _ := contest.Winning()
	if d.AtConnection == nil {
		return ""
	}
	v.name(d.AtConnection.Rule)
	return cleaned(fmt.Sprintf("%s (%s, %s)", d.AtConnection.Text, d.AtConnection.Rule, d.AtConnection.Basis))
}

// candidate shows what became of a candidate.
func (v *sweepView) candidate(d loader.Decision, letters map[string]int) htmlCandidate {
	n := letters[d.Location]
	out := htmlCandidate{
		Letter: letter(n), Native: d.Candidate.Native,
		Version: cleaned(versionOf(d.Candidate)), Tier: cleaned(string(d.Tier)), Location: cleaned(d.Location),
		Won: d.Outcome == loader.Loaded, Outcome: cleaned(string(d.Outcome)), Text: cleaned(d.Reason.Text),
		Rule: v.name(d.Reason.Rule), Basis: cleaned(string(d.Reason.Basis)),
	}
	if n > 0 {
		out.Color = (n-1)%colorCount + 1
	}
	out.Brief = brief(out.Version, mostOfVersion)
	return out
}

// How many characters the table shows of a class and of a version. The details
// have all of them.
const (
	mostOfName    = 60
	mostOfVersion = 16
)

// brief cuts a text to so many characters.
func brief(s cleanText, most int) cleanText {
	if runes := []rune(s); len(runes) > most {
		return cleanText(runes[:most-1]) + "…"
	}
	return s
}

// unreadable shows the candidates whose class is not known. Which those are does
// not depend on the release.
func (v *sweepView) unreadable() []htmlCandidate {
	if len(v.t.Releases) == 0 {
		return nil
	}
	var out []htmlCandidate
	for _, d := range v.at(v.t.Releases[0]).Unreadable() {
		out = append(out, v.candidate(d, nil))
	}
	return out
}

// mostMissing is how many missing directories a tier shows one by one.
const mostMissing = 3

// directories shows the load order. Where a tier has many missing directories,
// such as the built-in ones of releases that are not installed, one row stands
// for them.
func (v *sweepView) directories() []htmlDirectory {
	var out []htmlDirectory
	for _, tier := range v.tiers() {
		var shown, missing []htmlDirectory
		for _, d := range v.inv.Directories {
			if d.Tier != tier {
				continue
			}
			row := directoryRow(d)
			if d.State == loader.StateMissing {
				missing = append(missing, row)
			}
			shown = append(shown, row)
		}
		if len(missing) > mostMissing {
			shown = slices.DeleteFunc(shown, func(d htmlDirectory) bool { return d.State == cleanText(loader.StateMissing) })
			shown = append(shown, htmlDirectory{Tier: cleaned(string(tier)), Folded: missing})
		}
		out = append(out, shown...)
	}
	return out
}

// tiers lists the tiers of the inventory in load order; an unknown one is last.
func (v *sweepView) tiers() []loader.Tier {
	tiers := loader.Tiers()
	for _, d := range v.inv.Directories {
		if !slices.Contains(tiers, d.Tier) {
			tiers = append(tiers, d.Tier)
		}
	}
	return tiers
}

// directoryRow shows a directory.
func directoryRow(d loader.ScannedDirectory) htmlDirectory {
	state := d.State
	if state == "" { // as in an inventory made by hand
		state = loader.StateRead
	}
	return htmlDirectory{
		Tier: cleaned(string(d.Tier)), Path: cleaned(d.Path), State: cleaned(string(state)),
		Detail: cleaned(d.Detail), SameAs: cleaned(d.SameAs), Release: cleaned(d.Release.String()),
	}
}
