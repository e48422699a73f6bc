package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

func (a *app) resolveCommand() *cobra.Command {
	c := &cobra.Command{Use: "resolve", Short: "The answer for every class (the default)", Args: noArgs}
	flags := addAnswerFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return a.resolve(c, flags) }
	return c
}

// resolve answers for every class.
func (a *app) resolve(c *cobra.Command, flags *answerFlags) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	f, err := a.findForOne(c.Context(), flags)
	if err != nil {
		return err
	}
	r := f.resolve()
	if a.format == formatJSON {
		return a.writeJSON(r.JSON())
	}
	writeResolution(a.page(), r)
	return nil
}

// writeResolution writes the answer for people.
func writeResolution(p *page, r *loader.Resolution) {
	writeHead(p, r)
	writeDirectories(p, r.Directories)
	v := newView(r)
	v.writeClasses(p)
	v.writeUnreadable(p)
	v.writeFoot(p)
	writeNotes(p, r.Notes)
}

// writeHead says which Tableau this is, and by which rule it decides.
func writeHead(p *page, r *loader.Resolution) {
	p.heading(hostLine(r.Host))
	p.prose(0, 2, fmt.Sprintf("Rule: %s. %s", r.Rule, statement(r.Rule)))
	writeAssume(p, r.Host)
}

// hostLine names a host in the words of the flags.
func hostLine(h loader.Host) string {
	j := h.JSON()
	return fmt.Sprintf("Host: %s %s on %s", j.Product, j.Release, j.OS)
}

// writeAssume lists the readings that the caller has chosen.
func writeAssume(p *page, h loader.Host) {
	var chosen []string
	for _, rule := range loader.Rules() {
		if value, ok := h.Assume[rule.ID]; ok {
			chosen = append(chosen, fmt.Sprintf("%s=%s", rule.ID, value))
		}
	}
	if len(chosen) > 0 {
		p.prose(0, 2, "Assumed: "+strings.Join(chosen, ", "))
	}
	if h.DisableSignatureVerification {
		p.prose(0, 2, "Signature verification is disabled.")
	}
}

// statement is what a rule says.
func statement(id loader.RuleID) string {
	for _, rule := range loader.Rules() {
		if rule.ID == id {
			return rule.Statement
		}
	}
	return ""
}

// writeNotes lists what the answer does not know.
func writeNotes(p *page, notes []string) {
	if len(notes) == 0 {
		return
	}
	p.blank()
	p.heading("Notes")
	for _, note := range notes {
		p.prose(2, 2, "- "+note)
	}
}

// A view writes the decisions of a resolution.
type view struct {
	r          *loader.Resolution
	contests   []loader.Contest
	unreadable []loader.Decision
	places     map[loader.Tier]int    // how many directories each tier has
	signatures bool                   // somebody looked at them
	unsure     map[loader.RuleID]bool // the rules behind the mark *
	failing    bool                   // there is a mark !
	unnoticed  bool                   // a signature is not verified, and the host does not look
}

func newView(r *loader.Resolution) *view {
	v := &view{r: r, contests: r.Contests(), unreadable: r.Unreadable(), places: map[loader.Tier]int{}, unsure: map[loader.RuleID]bool{}}
	for _, d := range r.Directories {
		v.places[d.Tier]++
	}
	for _, c := range v.contests {
		for _, d := range c.Decisions {
			v.signatures = v.signatures || d.Signature != nil
		}
	}
	for _, d := range v.unreadable {
		v.signatures = v.signatures || d.Signature != nil
	}
	return v
}

// winnerFirst lists the decisions of a class: the winner, then the others in
// load order.
func winnerFirst(c loader.Contest) []loader.Decision {
	var winner, others []loader.Decision
	for _, d := range c.Decisions {
		if d.Outcome == loader.Loaded {
			winner = append(winner, d)
		} else {
			others = append(others, d)
		}
	}
	return append(winner, others...)
}

// writeClasses writes one block a class.
func (v *view) writeClasses(p *page) {
	p.blank()
	if len(v.contests) == 0 {
		p.prose(0, 0, "No connector was found whose class is known.")
		return
	}
	p.heading(fmt.Sprintf("Classes (%d)", len(v.contests)))
	var rows [][]cell
	for _, c := range v.contests {
		for _, d := range c.Decisions {
			rows = append(rows, v.row(d))
		}
	}
	t := newTable(p, 2, rows)
	for _, c := range v.contests {
		p.blank()
		title := c.Class
		if c.Winner == nil {
			title += " (nothing loads)"
		}
		p.styled(0, 2, strong, title)
		for _, d := range winnerFirst(c) {
			v.writeDecision(p, t, d)
		}
		for _, same := range c.SameVersions() {
			p.styled(4, 2, unsure, sameWords(same))
		}
	}
}

// sameWords says that a version has several contents.
func sameWords(s loader.SameVersion) string {
	return fmt.Sprintf("! version %s has %d different contents", s.Version, s.Contents)
}

// writeUnreadable writes the candidates whose class is not known.
func (v *view) writeUnreadable(p *page) { v.writeSection(p, "Unreadable", v.unreadable) }

// writeSection writes decisions under a heading, if there are any.
func (v *view) writeSection(p *page, title string, ds []loader.Decision) {
	if len(ds) == 0 {
		return
	}
	p.blank()
	p.heading(fmt.Sprintf("%s (%d)", title, len(ds)))
	var rows [][]cell
	for _, d := range ds {
		rows = append(rows, v.row(d))
	}
	t := newTable(p, 2, rows)
	for _, d := range ds {
		v.writeDecision(p, t, d)
	}
}

// writeDecision writes a row and, below, the reason, what will happen at
// connection, and the problems.
func (v *view) writeDecision(p *page, t *table, d loader.Decision) {
	cells := v.row(d)
	for i := range cells {
		cells[i].text = clean(cells[i].text)
	}
	t.row(cells)
	p.styled(6, 0, faint, fmt.Sprintf("%s (%s)", d.Reason.Text, d.Reason.Rule))
	if at := d.AtConnection; at != nil {
		p.styled(6, 0, bad, fmt.Sprintf("%s (%s)", at.Text, at.Rule))
	}
	for _, problem := range d.Problems {
		if !strings.Contains(strings.ToLower(d.Reason.Text), strings.ToLower(problem.Message)) {
			p.prose(6, 2, "! "+problemLine(problem))
		}
	}
}

// row is a decision as a row: mark and outcome, version, signature if somebody
// looked at any, tier, place.
func (v *view) row(d loader.Decision) []cell {
	mark, s := outcomeMark(d.Outcome)
	outcome := cell{mark + " " + string(d.Outcome), s}
	if d.AtConnection != nil {
		outcome = cell{outcome.text + "!", bad}
		v.failing = true
	}
	if rules := unsureRules(d); len(rules) > 0 {
		outcome.text += "*"
		for _, rule := range rules {
			v.unsure[rule] = true
		}
	}
	place := d.Place.Entry
	if d.Candidate.Native || v.places[d.Tier] != 1 {
		place = d.Location
	}
	cells := []cell{outcome, {text: versionOf(d.Candidate)}}
	if v.signatures {
		cells = append(cells, v.signature(d))
	}
	return append(cells, cell{text: string(d.Tier)}, cell{text: place})
}

// signature is the cell of a package's signature; what has none has a dash.
func (v *view) signature(d loader.Decision) cell {
	if d.Signature == nil {
		return cell{text: "-"}
	}
	if d.Signature.State != taco.Verified && !v.r.Host.VerifiesSignatures() {
		v.unnoticed = true
	}
	return cell{string(d.Signature.State), stateStyle(d.Signature.State)}
}

// versionOf is a candidate's plugin version as written, or a dash.
func versionOf(c *loader.Candidate) string {
	text := c.PluginVersion.String()
	if c.Manifest != nil {
		text = c.Manifest.PluginVersionText
	}
	if text == "" {
		return "-"
	}
	return text
}

func outcomeMark(o loader.Outcome) (string, style) {
	switch o {
	case loader.Loaded:
		return "+", good
	case loader.Shadowed:
		return "-", faint
	case loader.Refused:
		return "x", unsure
	}
	return "?", bad
}

// unsureRules are the assumed rules that a decision rests on.
func unsureRules(d loader.Decision) []loader.RuleID {
	rules := append([]loader.RuleID{}, d.Assumes...)
	if d.Reason.Basis == loader.Assumed {
		rules = append(rules, d.Reason.Rule)
	}
	if at := d.AtConnection; at != nil && at.Basis == loader.Assumed {
		rules = append(rules, at.Rule)
	}
	return rules
}

// problemLine is one problem, with its place where it has one.
func problemLine(p manifest.Problem) string {
	at := ""
	if p.Line > 0 {
		at = fmt.Sprintf("line %d, column %d: ", p.Line, p.Column)
	}
	return fmt.Sprintf("%s%s: %s (%s)", at, p.Severity, p.Message, p.Code)
}

// writeFoot explains the marks.
func (v *view) writeFoot(p *page) {
	var lines []string
	if v.failing {
		lines = append(lines, "! loads, and fails when somebody connects. To read what would work instead, run whichwins explain CLASS with the same flags")
	}
	if rules := v.unsureNames(); len(rules) > 0 {
		lines = append(lines, fmt.Sprintf("* rests on an assumption: %s. To read what is assumed, run: whichwins rules", strings.Join(rules, ", ")))
	}
	if v.unnoticed {
		lines = append(lines, "This host does not verify signatures.")
	}
	for i, line := range lines {
		if i == 0 {
			p.blank()
		}
		p.prose(0, 2, line)
	}
}

// unsureNames are the rules behind the mark *, in the order of the rulebook.
func (v *view) unsureNames() []string {
	var names []string
	for _, rule := range loader.Rules() {
		if v.unsure[rule.ID] {
			names = append(names, string(rule.ID))
		}
	}
	return names
}
