package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/manifest"
)

// A Finding is one thing that a check found.
type Finding struct {
	Code     string // of the check; see [Checks]
	Severity Severity
	// File is the path of the file, folder, package or directory that it is about: for a
	// connector with slashes, starting with Config.Path and Config.Entry; for a machine
	// as the location of a decision is written.
	File string
	// Span is the place in the file: lines and columns 1-based, columns in code points,
	// the end exclusive. It is zero where the finding is about the file as a whole.
	manifest.Span
	Message string  // what is wrong here, and the way out
	Help    string  // the help of the check: why, and how to mend it
	Source  string  // the text of the line where the place starts; "" where there is none, and for a machine, or where hundreds of lines have findings
	Related []Place // what else bears on it, such as the other copies
}

// A Place is somewhere that bears on a finding.
type Place struct {
	File string
	manifest.Span
	Message string // what is there
}

// String is the finding as "file:line:column: severity: message (code)".
func (f Finding) String() string {
	at := f.File
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
	}
	return fmt.Sprintf("%s: %s: %s (%s)", at, f.Severity, f.Message, f.Code)
}

// Worst returns the worst severity of the findings; "" where there are none.
func Worst(findings []Finding) (worst Severity) {
	for _, f := range findings {
		if worst == "" || f.Severity.AtLeast(worst) {
			worst = f.Severity
		}
	}
	return worst
}

// inOrder returns findings in the order of files and places, those that are alike as
// they came. A finding is large, so that it is moved once.
func inOrder(findings []*Finding) []Finding {
	if len(findings) == 0 {
		return nil
	}
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, k int) int {
		a, b := findings[i], findings[k]
		return cmp.Or(
			strings.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(a.Code, b.Code), strings.Compare(a.Message, b.Message),
			cmp.Compare(i, k),
		)
	})
	out := make([]Finding, len(findings))
	for i, at := range order {
		out[i] = *findings[at]
	}
	return out
}
