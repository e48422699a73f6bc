package witness

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
)

// Comparison returns a copy of a comparison without what tells of a person. Verdicts,
// classes and versions stay.
func (r *Redaction) Comparison(c *Comparison) *Comparison {
	r.learnFromComparison(c)
	out := *c
	out.Results = slices.Clone(c.Results)
	out.Rules = slices.Clone(c.Rules)
	out.Skipped = slices.Clone(c.Skipped)
	copies := comparisonCopies{Redaction: r, decisions: make(map[*loader.Decision]*loader.Decision), texts: make(map[string]string)}
	for i := range out.Results {
		copies.result(&out.Results[i])
	}
	for i := range out.Rules {
		out.Rules[i].Supports = copies.evidence(out.Rules[i].Supports)
		out.Rules[i].Contradicts = copies.evidence(out.Rules[i].Contradicts)
	}
	out.Notes = slices.Clone(c.Notes)
	for i, note := range out.Notes {
		out.Notes[i] = r.Text(note)
	}
	return &out
}

// learnFromComparison learns the names of the people in a comparison.
func (r *Redaction) learnFromComparison(c *Comparison) {
	seen := make(map[*loader.Decision]bool)
	for i := range c.Results {
		if e := c.Results[i].Event; e != nil {
			r.users.learnFromEvent(e)
		}
		if d := c.Results[i].Answer; d != nil && !seen[d] {
			seen[d] = true
			r.users.learnFromPath(d.Location)
			r.users.learnFrom(d.Reason.Text)
			r.users.learnFromPath(d.Reason.Other)
		}
	}
	for i := range c.Rules {
		for _, list := range [...][]Evidence{c.Rules[i].Supports, c.Rules[i].Contradicts} {
			for k := range list {
				r.users.learnFromPath(list[k].Location)
				r.users.learnFromEvent(&list[k].Event)
			}
		}
	}
	for _, note := range c.Notes {
		r.users.learnFrom(note)
	}
}

// comparisonCopies are the copies of one comparison. What processes have in common is
// copied once.
type comparisonCopies struct {
	*Redaction
	decisions map[*loader.Decision]*loader.Decision
	texts     map[string]string
}

func (c *comparisonCopies) result(one *Result) {
	one.Class = withoutTextAsClass(one.Class)
	one.Answer = c.decision(one.Answer)
	if one.Event != nil {
		e := c.event(*one.Event)
		if e.Path == hiddenPath { // a text, of which the sentence shows no more where it begins
			one.Text = strings.ReplaceAll(one.Text, one.Event.Path, hiddenPath)
		}
		one.Event = &e
	}
	with, known := c.texts[one.Text]
	if !known {
		with = c.Text(one.Text)
		c.texts[one.Text] = with
	}
	one.Text = with
}

func (c *comparisonCopies) evidence(list []Evidence) []Evidence {
	list = slices.Clone(list)
	for i := range list {
		list[i].Class = withoutTextAsClass(list[i].Class)
		list[i].Location, list[i].After = c.Path(list[i].Location), c.Path(list[i].After)
		list[i].After = c.Path(list[i].After)
		list[i].Event = c.event(list[i].Event)
	}
	return list
}

func (c *comparisonCopies) decision(d *loader.Decision) *loader.Decision {
	if d == nil {
		return nil
	}
	if with, known := c.decisions[d]; known {
		return with
	}
	with := *d
	with.Location = c.Path(d.Location)
	with.Candidate = c.candidate(d.Candidate)
	with.Reason = c.reason(d.Reason)
	with.Problems = c.problems(d.Problems)
	with.Signature = with.Candidate.Signature
	if d.AtConnection != nil {
		reason := c.reason(*d.AtConnection)
		with.AtConnection = &reason
	}
	c.decisions[d] = &with
	return &with
}

func (r *Redaction) reason(why loader.Reason) loader.Reason {
	why.Other, why.Text = r.Path(why.Other), r.Text(why.Text)
	return why
}

// candidate replaces paths in the texts that a scan wrote. What the connector says of
// itself stays.
func (r *Redaction) candidate(c *loader.Candidate) *loader.Candidate {
	out := *c
	out.Problems = r.problems(c.Problems)
	if c.Fault != nil {
		out.Fault = &loader.Fault{Rule: c.Fault.Rule, Text: r.Text(c.Fault.Text)}
	}
	if c.Signature != nil {
		s := *c.Signature
		s.Detail = r.Text(s.Detail)
		out.Signature = &s
	}
	return &out
}

func (r *Redaction) problems(problems []manifest.Problem) []manifest.Problem {
	out := slices.Clone(problems)
	for i := range out {
		out[i].File, out[i].Message = r.Text(out[i].File), r.Text(out[i].Message)
	}
	return out
}
