package version

import (
	"strings"
	"unicode/utf8"
)

const constraintGrammar = `one or more of "=", "!=", "<", "<=", ">", ">=" (none is "=") with a release, separated by commas, such as ">=2022.2, <2023.1"`

// A Constraint is a condition on releases. The zero value holds for all.
type Constraint struct {
	text   string
	bounds []bound
}

type bound struct {
	operator string
	release  Release
	whole    bool // it speaks of the whole feature release
}

// ParseConstraint reads bounds that must all hold, separated by commas:
// ">=2022.2, <2023.1". A bound with two numbers speaks of the whole feature
// release, as in Masterminds/semver: "=2022.2" and "<=2022.2" hold for 2022.2.1,
// and ">2022.2" does not. Text of white space alone holds for all releases. The
// error is a *[SyntaxError].
func ParseConstraint(s string) (Constraint, error) {
	c := Constraint{text: s}
	if strings.TrimSpace(s) == "" {
		return c, nil
	}
	for offset, rest, more := 0, s, true; more; {
		var text string
		text, rest, more = strings.Cut(rest, ",")
		b, err := parseBound(s, offset, text)
		if err != nil {
			return Constraint{}, err
		}
		c.bounds = append(c.bounds, b)
		offset += len(text) + 1
	}
	return c, nil
}

// operators has the longer ones first, since they start alike.
var operators = [...]string{">=", "<=", "!=", "=", ">", "<"}

func parseBound(s string, offset int, text string) (bound, error) {
	trimmed := strings.TrimLeft(text, " \t")
	offset += len(text) - len(trimmed)
	b := bound{operator: "="}
	for _, o := range operators {
		if strings.HasPrefix(trimmed, o) {
			b.operator = o
			trimmed = trimmed[len(o):]
			offset += len(o)
			break
		}
	}
	number := strings.TrimLeft(trimmed, " \t")
	offset += len(trimmed) - len(number)
	r, err := ParseRelease(strings.TrimRight(number, " \t"))
	if e, ok := err.(*SyntaxError); ok {
		return b, &SyntaxError{"constraint", s, utf8.RuneCountInString(s[:offset]) + e.Column, e.Reason, constraintGrammar}
	}
	b.release, b.whole = r, strings.Count(r.text, ".") == 1
	return b, nil
}

// String returns the constraint as written.
func (c Constraint) String() string { return c.text }

// Check tells whether r satisfies the constraint. A build is taken for the first
// maintenance release of its feature release, except where a bound is a build.
func (c Constraint) Check(r Release) bool {
	for _, b := range c.bounds {
		if !b.holds(r) {
			return false
		}
	}
	return true
}

func (b bound) holds(r Release) bool {
	switch {
	case b.whole:
		r = r.Feature()
	case !b.release.isBuild && r.isBuild:
		r = r.Feature()
	}
	order := r.Compare(b.release)
	switch b.operator {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}
