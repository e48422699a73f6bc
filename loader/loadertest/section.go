package loadertest

import (
	"slices"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// The sections that hold an answer. Behind the name of a want section may stand a
// constraint.
const (
	wantSection  = "want"
	sweepSection = "sweep"
	lintSection  = "lint"
	// witnessSection is the comparison with the logs, which stand in sections of their own.
	witnessSection = "witness"
	logSection     = "log"
)

var sectionKinds = [...]string{wantSection, sweepSection, lintSection, witnessSection, logSection}

// A section is one answer that is expected, or a log.
type section struct {
	name string // such as "want", "want <2022.2", "sweep", "lint" or "log nativeapi_1.txt"
	text string // as written
	line int    // of its first line in the file; the marker stands above
	// over holds for the releases that the section speaks of. A want section
	// without a constraint speaks of those that no other one does.
	over version.Constraint
}

// sectionName tells whether a name of the file is a section's, and returns it
// with single blanks. One with a slash is a file in a folder: no constraint has
// a slash.
func sectionName(name string) (string, bool) {
	words := strings.Fields(name)
	if len(words) == 0 || strings.Contains(name, "/") || !slices.Contains(sectionKinds[:], words[0]) {
		return name, false
	}
	return strings.Join(words, " "), true
}

// section takes one section.
func (p *parser) section(name, text string, line int) error {
	s, sec := p.scenario, &section{name: name, text: text, line: line}
	kind, constraint, constrained := strings.Cut(name, " ")
	switch {
	case kind == sweepSection && constrained:
		return p.fault(line-1, "a sweep section takes no constraint: name its releases with the key release")
	case kind == sweepSection:
		s.sweep = sec
		return p.sweepOver(sec)
	case kind == lintSection && constrained:
		return p.fault(line-1, "a lint section takes no constraint: it speaks of the first release of the key release")
	case kind == lintSection:
		s.lint = sec
		return nil
	case kind == witnessSection && constrained:
		return p.fault(line-1, "a witness section takes no constraint: it speaks of the first release of the key release")
	case kind == witnessSection:
		s.witness = sec
		return nil
	case kind == logSection:
		s.logs = append(s.logs, sec)
		return nil
	case constrained:
		s.wants = append(s.wants, sec)
		return p.wantOver(sec, constraint)
	}
	s.plain, s.Want = sec, text
	return nil
}

// wantOver reads the constraint of a want section, which is the last of them so
// far, and asks that it holds for releases that no other one speaks of.
func (p *parser) wantOver(sec *section, constraint string) (err error) {
	sec.over, err = version.ParseConstraint(constraint)
	if err != nil {
		return p.fault(sec.line-1, "%v", err)
	}
	holds := false
	for _, r := range p.scenario.Releases {
		if !sec.over.Check(r) {
			continue
		}
		holds = true
		if first := p.scenario.section(r); first != sec {
			return p.fault(sec.line-1, "%s has the section %q of line %d already: keep one, or narrow one", r, first.name, first.line-1)
		}
	}
	if !holds {
		return p.fault(sec.line-1, "%q holds for none of the releases: leave it out, or name such a release with the key release", sec.name)
	}
	return nil
}

// sweepOver restricts the sweep to the releases of the scenario.
func (p *parser) sweepOver(sec *section) (err error) {
	known := version.KnownReleases()
	for _, r := range p.scenario.Releases {
		if indexOf(known, r) < 0 {
			return p.fault(sec.line-1, "%s is no known feature release, and a sweep goes over those alone: leave the release or the section out", r)
		}
	}
	sec.over, err = version.ParseConstraint(constraintText(p.scenario.Releases))
	if err != nil {
		return p.fault(sec.line-1, "the sweep cannot be restricted to the releases: %v", err)
	}
	return nil
}

// section returns the want section that holds for a release, or nil.
func (s *Scenario) section(r version.Release) *section {
	for _, sec := range s.wants {
		if sec.over.Check(r) {
			return sec
		}
	}
	return s.plain
}

// checkSections asks that each release has an answer, and that the plain want section
// has a release.
func (p *parser) checkSections(end int) error {
	s := p.scenario
	if s.witness != nil && s.logs == nil {
		return p.fault(s.witness.line-1, "there is no log for the witness section to speak of: paste the lines into a section -- log --")
	}
	if s.plain == nil && s.sweep == nil && s.lint == nil && s.logs == nil && len(s.wants) == 0 {
		return p.fault(end, "there is no section -- want --, -- sweep --, -- lint -- or -- log --: add the answer that is expected")
	}
	idle := s.plain != nil
	for i, r := range s.Releases {
		if !s.answers(i) {
			// The list comes from a key: without one it has a single release, and
			// the sections so far speak of that.
			return p.fault(p.releasesLine, "%s has no section: add -- want %s --, or -- want -- for the releases that no other section speaks of", r, r)
		}
		idle = idle && s.section(r) != s.plain
	}
	if idle {
		return p.fault(s.plain.line-1, "%q is left with no release, since the other sections speak of all: leave it out", s.plain.name)
	}
	return nil
}

// answers tells whether a section speaks of a release, given by its index: a want
// section, the sweep section, which speaks of all, or the lint section or a log, which
// speak of the first.
func (s *Scenario) answers(i int) bool {
	return s.section(s.Releases[i]) != nil || s.sweep != nil || i == 0 && (s.lint != nil || s.logs != nil)
}
