package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
	Source  string  // the text of the line where the place starts; "" where there is none, for a machine, and behind the first 500 findings
	Related []Place // what else bears on it, such as the other copies
}

// A Place is somewhere that bears on a finding.
type Place struct {
	File string
	manifest.Span
	Message string // what is there
}

// String is the finding as "file:line:column: severity: message (code)", on one line:
// what does not show of names and messages is spelled out.
func (f Finding) String() string {
	at := visible(f.File)
	if f.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d", at, f.Line, f.Column)
	}
	return fmt.Sprintf("%s: %s: %s (%s)", at, f.Severity, visible(f.Message), f.Code)
}

// visible spells out the characters that do not show, or that a terminal would obey.
func visible(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch quoted := strconv.QuoteRune(r); {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !unicode.IsPrint(r):
			b.WriteString(strings.Trim(quoted, "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
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
			strings.Compare(a.Code, b.Code), cmp.Compare(i, k), // as they were found: missing elements in the schema's order
		)
	})
	out := make([]Finding, len(findings))
	for i, at := range order {
		out[i] = *findings[at]
	}
	return out
}
