package manifest

import (
	"fmt"

	"github.com/tacorder/tacorder/version"
)

// A Severity says how bad a problem is.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // Tableau does not load the connector
	Warning Severity = "warning" // Tableau loads it, and something will be amiss
)

// A Basis says how sure the releases are between which a check holds. The zero
// value is a check that is not dated: it has always held, as far as is known.
type Basis string

// The bases of a dating.
const (
	DatedObserved Basis = "observed" // a log line shows it
	DatedAssumed  Basis = "assumed"  // the schema at a tag of the SDK suggests it
)

// A Problem is one thing that is wrong with a manifest.
type Problem struct {
	Code     string // a row of [Checks]
	Severity Severity
	File     string
	// Line, Column, EndLine and EndColumn are where it is, as in a [Span]. It
	// covers "<" and the name of an element; the name of an attribute, or its
	// value without the quotes; text without the white space around it; of what
	// is not well-formed the token that is wrong, or the start of what has no
	// end. It is empty where nothing stands that is wrong. All are 0 where there
	// is no place.
	Line, Column       int
	EndLine, EndColumn int
	Message            string // what is wrong and what to do
	// Since and Until are the releases between which it holds: from the
	// feature release Since on, and before the feature release Until. The zero
	// value is open.
	Since, Until version.Release
	Dated        Basis // how sure Since and Until are
	// Required problems hold for every connector: a built-in's manifest, and
	// any manifest before 2019.3, needs only its five required root attributes.
	Required bool
	Fatal    bool // the document is no connector's manifest
}

// Error returns the problem as "file:line:column: message (code)".
func (p Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s (%s)", p.File, p.Message, p.Code)
	}
	return fmt.Sprintf("%s:%d:%d: %s (%s)", p.File, p.Line, p.Column, p.Message, p.Code)
}

// Holds tells whether the problem is one for release r. A maintenance release
// and a build are judged like their feature release.
func (p Problem) Holds(r version.Release) bool {
	if !p.Since.IsZero() && before(r, p.Since) {
		return false
	}
	return p.Until.IsZero() || before(r, p.Until)
}

// before compares feature releases.
func before(r, q version.Release) bool {
	return r.Year() < q.Year() || r.Year() == q.Year() && r.Number() < q.Number()
}
