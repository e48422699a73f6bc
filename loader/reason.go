package loader

import (
	"fmt"

	"github.com/tacorder/tacorder/manifest"
)

// reason spells out why a record was decided as it was.
func (r *Resolution) reason(i int) Reason {
	rec := &r.records[i]
	out := Reason{Rule: rec.cause.rule()}
	out.Basis = basisFor(out.Rule, r.Host)
	switch rec.outcome {
	case unreadable:
		out.Value, out.Against, out.Text = r.judge.faultReason(r.candidate(rec))
	case refused:
		out.Value, out.Against, out.Text = r.gateReason(rec)
	default:
		r.contestReason(rec, &out)
	}
	return out
}

// gateReason asks the gate that stopped a record.
func (r *Resolution) gateReason(rec *record) (value, against, text string) {
	c := r.candidate(rec)
	d := r.judge.directory(*r.judge.placeOf(rec))
	return gates[rec.cause-byGate].reason(r.judge, c, d)
}

// contestReason fills in the other party, the versions and the sentence.
func (r *Resolution) contestReason(rec *record, out *Reason) {
	if rec.other < 0 {
		out.Text = aloneText
		return
	}
	other := &r.records[rec.other]
	out.Other = r.location(other)
	out.Value = r.candidate(rec).PluginVersion.String()
	out.Against = r.candidate(other).PluginVersion.String()
	out.Text = sayContest(out.Rule, rec.outcome == loaded, r.versionWords(rec), r.versionWords(other)) + r.contentWords(rec, other) + "."
}

// aloneText is the sentence for a candidate that nothing else contested.
const aloneText = "It is the only candidate of its class that reached the contest."

// contentWords says of two candidates with the same version whether their content
// is the same, where that is known: two builds with one version are a common
// mistake that nothing shows.
func (r *Resolution) contentWords(rec, other *record) string {
	c, d := r.candidate(rec), r.candidate(other)
	if c.PluginVersion.IsZero() || c.PluginVersion.Compare(d.PluginVersion) != 0 {
		return ""
	}
	switch c.CompareContent(d) {
	case SameContent:
		return "; same version, same content"
	case OtherContent:
		return "; same version, other content"
	}
	return ""
}

func (r *Resolution) versionWords(rec *record) string {
	if v := r.candidate(rec).PluginVersion; !v.IsZero() {
		return v.String()
	}
	return "none"
}

// sayContest is the sentence for one side of a contest.
func sayContest(rule RuleID, won bool, own, others string) string {
	switch {
	case rule == RuleHighestVersionWins && won:
		return fmt.Sprintf("Its plugin version %s is higher than the runner-up's %s", own, others)
	case rule == RuleHighestVersionWins:
		return fmt.Sprintf("Its plugin version %s is lower than the winner's %s", own, others)
	case rule == RuleSameVersionFirstLoaded && won:
		return fmt.Sprintf("Its plugin version %s equals the runner-up's %s, and it is loaded first", own, others)
	case rule == RuleSameVersionFirstLoaded:
		return fmt.Sprintf("Its plugin version %s equals the winner's %s, which is loaded first", own, others)
	case rule == RuleFirstLoadedWins && won:
		return "It is loaded first; a later one of its class is rejected"
	case rule == RuleFirstLoadedWins:
		return "Its class is already registered when it is loaded"
	case rule == RuleNativeClass && won:
		return "Its class is compiled into Tableau and is not overridden"
	case rule == RuleNativeClass:
		return "Its class is compiled into Tableau, which is not overridden"
	case rule == RuleBuiltInProtected && won:
		return "It is built in, and nothing overrides a built-in"
	}
	return "The winner is built in, and nothing overrides a built-in"
}

// problems lists the problems of a candidate that hold on this host, then the
// files that its manifest names and that are not there.
func (j *judge) problems(c *Candidate, d *ScannedDirectory) []manifest.Problem {
	out := []manifest.Problem{}
	for _, p := range c.Problems {
		if p.Holds(j.host.Release) && (d.Tier != TierBuiltIn || p.Required || p.Fatal) {
			out = append(out, p)
		}
	}
	for i, name := range c.MissingFiles {
		if i == mostMissing {
			break
		}
		p := manifest.Problem{Code: MissingFileCode, Severity: manifest.Warning, File: c.Entry,
			Message: fmt.Sprintf("the manifest names the file %q, which is not there: add it, or correct the name", name)}
		if j.filesGate {
			p.Severity = manifest.Error
		}
		out = append(out, p)
	}
	return out
}

// mostMissing is how many missing files of one candidate are problems: a manifest
// made to harm may name very many.
const mostMissing = 100

// MissingFileCode is the code of the problem that a file named by the manifest
// is not there.
const MissingFileCode = "package-file-missing"
