package witness

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
)

// A gate is a rule that decides whether a candidate gets to the contest of its class,
// whoever wins that. A log tells of it by the candidate's own lines.
type gate struct {
	rule loader.RuleID
	// asks tells whether the gate is unsure of the candidate of a decision that rests on
	// the rule; that of others rests on it by another party. It is nil of a rule with
	// options: there the gate is unsure where another reading decides otherwise.
	asks func(d *loader.Decision) bool
	// stops are the failures that the gate makes, passes those that come behind it. Of
	// any other failure nobody knows which gate it is.
	stops, passes []Kind
}

// laterFailures are the failures that come behind all gates that look at the manifest alone.
var laterFailures = []Kind{DialogFailed, ResolverFailed}

// gates has them in the order of the rulebook.
var gates = [...]gate{
	{rule: loader.RuleFoldersInDevPath, passes: laterFailures},
	{
		rule:   loader.RuleSharedSince,
		asks:   func(d *loader.Decision) bool { return d.Tier == loader.TierShared },
		passes: []Kind{LoadFailed, OpenFailed, ValidateFailed, DialogFailed, ResolverFailed},
	},
	{rule: loader.RuleMinVersionTableau, asks: asksMaintenance, passes: laterFailures},
	{rule: loader.RulePlatforms, passes: laterFailures},
	{rule: loader.RuleManifestValid, asks: asksSchema, stops: []Kind{LoadFailed}, passes: laterFailures},
	{rule: loader.RuleReferencedFiles, stops: laterFailures},
	{rule: loader.RuleSignatureCompetes, passes: laterFailures},
}

// gateOf returns the gate of a rule, or nil.
func gateOf(rule loader.RuleID) *gate {
	for i := range gates {
		if gates[i].rule == rule {
			return &gates[i]
		}
	}
	return nil
}

// asksMaintenance: only a minimum that names a maintenance release is unsure.
func asksMaintenance(d *loader.Decision) bool {
	m := d.Candidate.Manifest
	return m != nil && (strings.Count(m.MinVersionTableauText, ".") > 1 || m.MinVersionTableau.IsZero() && m.MinVersionTableauText != "")
}

// asksSchema: only a check that is dated by assumption is unsure.
func asksSchema(d *loader.Decision) bool {
	return slices.ContainsFunc(d.Candidate.Problems, func(p manifest.Problem) bool { return p.Dated == manifest.DatedAssumed })
}

// stopped tells whether a decision is that of the gate of a rule.
func stopped(d *loader.Decision, rule loader.RuleID) bool {
	return d.Outcome == loader.Refused && d.Reason.Rule == rule
}

// judge holds what a gate did to the candidate of a decision against what is told of its
// places.
func (g *gate) judge(d *loader.Decision, here mention) (stance, *Event) {
	ifPassed, ifStopped := supports, contradicts
	if stopped(d, g.rule) {
		ifPassed, ifStopped = ifStopped, ifPassed
	}
	passed := either(here.loaded, here.rejected)
	if passed == nil && here.failed != nil && slices.Contains(g.passes, here.failed.Kind) {
		passed = here.failed
	}
	switch {
	// What stands for a module in an inventory is not what passed a gate.
	case passed != nil && isModule(passed.Path) && !isModule(d.Location):
	case passed != nil:
		return ifPassed, passed
	case here.failed != nil && slices.Contains(g.stops, here.failed.Kind):
		return ifStopped, here.failed
	}
	return silent, nil
}
