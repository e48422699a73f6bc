package lint

// A sink takes what one check reports.
type sink struct {
	check    Check
	choice   selection
	findings []*Finding
}

// run has the checks report, one after the other, and returns what they found.
func (s *sink) run(choice selection, one func(Check)) []Finding {
	s.choice = choice
	for _, s.check = range choice.checks {
		one(s.check)
	}
	return inOrder(s.findings)
}

// report notes a finding of the check that runs.
func (s *sink) report(f Finding) {
	if s.choice.skips(f.File) {
		return
	}
	f.Code, f.Severity, f.Help = s.check.Code, s.check.Severity, s.check.Help
	s.findings = append(s.findings, &f)
}
