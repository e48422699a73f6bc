package signature

import (
	"fmt"
	"slices"

	"github.com/tacorder/tacorder/manifest/taco"
)

// A finding is a state that holds, and what decided that.
type finding struct {
	state  taco.SignatureState
	detail string
}

// findings are all states that hold of a package, in the order found.
type findings []finding

// add notes a state.
func (f *findings) add(state taco.SignatureState, format string, args ...any) {
	*f = append(*f, finding{state, fmt.Sprintf(format, args...)})
}

// has tells whether a state was found.
func (f findings) has(state taco.SignatureState) bool {
	return slices.ContainsFunc(f, func(found finding) bool { return found.state == state })
}

// first returns the finding whose state takes precedence, and of equal ones the
// first; verified where there is none.
func (f findings) first() finding {
	for _, s := range taco.SignatureStates() {
		for _, found := range f {
			if found.state == s.State {
				return found
			}
		}
	}
	return finding{state: taco.Verified}
}
