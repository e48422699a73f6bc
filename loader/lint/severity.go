package lint

import "slices"

// A Severity says how bad a finding is.
type Severity string

// The severities, which are levels of SARIF 2.1.0 too.
const (
	Error   Severity = "error"   // Tableau does not load the connector, or it cannot work
	Warning Severity = "warning" // Tableau does something else than was meant, or soon will
	Note    Severity = "note"    // worth knowing
)

var severities = [...]Severity{Error, Warning, Note}

// Severities returns the severities from the worst, in a fresh slice.
func Severities() []Severity { return slices.Clone(severities[:]) }

// AtLeast tells whether s is as bad as t, or worse. An unknown severity is less than
// each other one.
func (s Severity) AtLeast(t Severity) bool { return s.rank() <= t.rank() }

func (s Severity) rank() int {
	if i := slices.Index(severities[:], s); i >= 0 {
		return i
	}
	return len(severities)
}
