package version

import (
	"strings"

	"github.com/Masterminds/semver/v3"
)

// Semver returns p as a semantic version, so that constraints of
// github.com/Masterminds/semver such as ">=1.2, <2" can be checked. It is ok for
// one to three numbers (1 is 1.0.0) that fit 64 bits and have no leading zeros.
// It is not ok for what semantic versioning reads otherwise or not at all: four
// parts (1.14.0.0), and -N parts, which it would order below the bare version.
func (p Plugin) Semver() (v *semver.Version, ok bool) {
	if p.IsZero() || strings.IndexByte(p.digits, '-') >= 0 || strings.Count(p.digits, ".") > 2 {
		return nil, false
	}
	for rest, part := p.digits, ""; rest != ""; {
		part, rest = cutPart(rest, '.')
		if len(part) > 1 && part[0] == '0' {
			return nil, false
		}
	}
	v, err := semver.NewVersion(p.digits)
	return v, err == nil
}
