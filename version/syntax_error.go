package version

import (
	"fmt"
	"unicode/utf8"
)

// A SyntaxError says where a version string leaves its grammar.
type SyntaxError struct {
	Kind    string // "plugin version", "release" or "constraint"
	Text    string // what was given
	Column  int    // where it is wrong: 1-based, in code points; one behind the end where something is missing
	Reason  string // what is wrong there
	Grammar string // what would be right
}

// Error names the text, shortened, the column and the grammar.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s %q, column %d: %s; the grammar is %s", e.Kind, shorten(e.Text), e.Column, e.Reason, e.Grammar)
}

// shorten keeps a message readable whatever was given.
func shorten(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}

// column counts the code points before a byte offset.
func column(s string, offset int) int { return utf8.RuneCountInString(s[:offset]) + 1 }
