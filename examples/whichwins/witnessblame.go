package main

import (
	"fmt"
	"path/filepath"

	"github.com/tacorder/tacorder/loader/witness"
)

// nameALog says what to do where nothing that was given is a log.
const nameALog = ": name a log.txt, a folder Logs, or an archive of tsm maintenance ziplogs"

// blame notes that nothing of what was given is a log of Tableau's, where it is so.
func (s *logSearch) blame(r *witness.Record) {
	if len(r.Logs) == 0 || tableausLogs(r) > 0 {
		return
	}
	switch first := r.Logs[0]; {
	case len(s.named) > 1:
		s.fail("", "nothing that is named is a log of Tableau's that can be read"+nameALog)
	case len(r.Logs) > 1:
		s.fail(filepath.Clean(s.named[0]), fmt.Sprintf("none of the %d files in it is a log of Tableau's that can be read%s", len(r.Logs), nameALog))
	case s.named[0] == "-" || first.Name == filepath.Clean(s.named[0]):
		s.fail(first.Name, fmt.Sprintf("it is no log of Tableau's that can be read (%s)%s", first.Detail, nameALog))
	default:
		s.failures = append(s.failures, logFailure{
			name: filepath.Clean(s.named[0]), inside: first.Name,
			why: fmt.Sprintf("the one file in it, %s, is no log of Tableau's that can be read (%s)%s", first.Name, first.Detail, nameALog),
		})
	}
}
