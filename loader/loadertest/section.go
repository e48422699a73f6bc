package loadertest

import (
	"strings"

	"github.com/tacorder/tacorder/version"
)

// The sections that hold an answer. Behind the name of a want section may stand a
// constraint.
const (
	wantSection  = "want"
	sweepSection = "sweep"
)

// A section is one answer that is expected.
type section struct {
	name string // such as "want", "want <2022.2" or "sweep"
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
	if len(words) == 0 || strings.Contains(name, "/") || words[0] != wantSection && words[0] != sweepSection {
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

// checkSections asks that each release has an answer: a want section, or the sweep
// section, which speaks of all; and that the plain want section has a release.
func (p *parser) checkSections(end int) error {
	s := p.scenario
	if s.plain == nil && s.sweep == nil && len(s.wants) == 0 {
		return p.fault(end, "there is no section -- want -- and no -- sweep --: add the answer that is expected")
	}
	idle := s.plain != nil
	for _, r := range s.Releases {
		sec := s.section(r)
		if sec == nil && s.sweep == nil {
			// The list comes from a key: without one it has a single release, and
			// the sections so far speak of that.
			return p.fault(p.releasesLine, "%s has no section: add -- want %s --, or -- want -- for the releases that no other section speaks of", r, r)
		}
		idle = idle && sec != s.plain
	}
	if idle {
		return p.fault(s.plain.line-1, "%q is left with no release, since the other sections speak of all: leave it out", s.plain.name)
	}
	return nil
}
