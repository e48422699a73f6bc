package version

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

const releaseGrammar = `YEAR.NUMBER[.MAINTENANCE], such as 2022.2 or 2022.2.1, or a build YYYYR.YY.MMDD.HHMM, such as 20222.22.0916.1526`

// A Release is a release of Tableau, as written. The zero value is no release
// and is below all others. Two values are equal with == when they are written
// alike.
type Release struct {
	text        string
	year        int
	number      int
	maintenance int
	build       [3]int // the parts of a build behind the first
	isBuild     bool
}

// ParseRelease reads a release: 2022.2 (which is 2022.2.0), 2022.2.1, or a build
// such as 20222.22.0916.1526, whose first part is the year and the release's
// number in it. Releases before 2018 are read too: 10.5, 10.5.3, and builds such
// as 10300.17.0728.2252, which is a 10.3 (LogShark test data). A well-formed
// release need not exist; see [Release.Known]. The error is a *[SyntaxError].
func ParseRelease(s string) (Release, error) {
	parts, err := releaseParts(s)
	if err != nil {
		return Release{}, err
	}
	switch len(parts) {
	case 2:
		return Release{text: s, year: parts[0], number: parts[1]}, nil
	case 3:
		return Release{text: s, year: parts[0], number: parts[1], maintenance: parts[2]}, nil
	case 4:
		return parseBuild(s, parts)
	}
	return Release{}, releaseError(s, len(s), fmt.Sprintf("it has %d parts", len(parts)))
}

func parseBuild(s string, parts []int) (Release, error) {
	r := Release{text: s, build: [3]int(parts[1:]), isBuild: true}
	switch first := parts[0]; {
	case first >= 20000 && first <= 99999:
		r.year, r.number = first/10, first%10
	case first >= 10000 && first < 20000:
		r.year, r.number = first/1000, first/100%10
	default:
		return Release{}, releaseError(s, 0, "a build starts with the year and the release's number in it, in five digits")
	}
	return r, nil
}

// releaseParts splits a release into its numbers.
func releaseParts(s string) ([]int, error) {
	var parts []int
	for offset, rest, more := 0, s, true; more; {
		var part string
		part, rest, more = strings.Cut(rest, ".")
		for i := range len(part) {
			if part[i] < '0' || part[i] > '9' {
				return nil, releaseError(s, offset+i, "only digits and dots may stand here")
			}
		}
		if part == "" {
			return nil, releaseError(s, offset, "a digit is expected")
		}
		n, err := strconv.ParseInt(part, 10, 32)
		if err != nil {
			return nil, releaseError(s, offset, "the number is too large")
		}
		parts = append(parts, int(n))
		offset += len(part) + 1
	}
	return parts, nil
}

func releaseError(s string, offset int, reason string) error {
	// A text that is cut inside a code point has its column before it.
	return &SyntaxError{"release", s, column(s, min(offset, len(s))), reason, releaseGrammar}
}

// String returns the release as written.
func (r Release) String() string { return r.text }

// IsZero tells whether r is no release.
func (r Release) IsZero() bool { return r.text == "" }

// Year returns the first number of the release: 2022 of 2022.2.1.
func (r Release) Year() int { return r.year }

// Number returns the release's number in its year: 2 of 2022.2.1.
func (r Release) Number() int { return r.number }

// Maintenance returns the number of the maintenance release: 1 of 2022.2.1, and
// 0 of 2022.2. Of a build it is not known, and n is 0.
func (r Release) Maintenance() (n int, known bool) { return r.maintenance, !r.isBuild && !r.IsZero() }

// Build returns the build as written, or "" where r is not written as one.
func (r Release) Build() string {
	if r.isBuild {
		return r.text
	}
	return ""
}

// Feature returns the feature release that r is part of: 2022.2 of 2022.2.1 and
// of all its builds.
func (r Release) Feature() Release {
	if r.IsZero() {
		return r
	}
	return Release{text: fmt.Sprintf("%d.%d", r.year, r.number), year: r.year, number: r.number}
}

// Compare returns -1, 0 or +1 as r is below, equal to or above q: by year,
// number and maintenance release, which of a build counts as 0, then by the
// build, none being first. 2022.2 equals 2022.2.0.
func (r Release) Compare(q Release) int {
	if r.IsZero() || q.IsZero() {
		return cmp.Compare(len(r.text), len(q.text)) // one of them is empty
	}
	order := cmp.Or(cmp.Compare(r.year, q.year), cmp.Compare(r.number, q.number), cmp.Compare(r.maintenance, q.maintenance))
	if order != 0 || r.isBuild == q.isBuild && r.build == q.build {
		return order
	}
	if r.isBuild != q.isBuild {
		if q.isBuild {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(r.build[0], q.build[0]), cmp.Compare(r.build[1], q.build[1]), cmp.Compare(r.build[2], q.build[2]))
}

// Plugin returns the release as numbers to compare a manifest's
// min-version-tableau with: 2022.2.1, and 2022.2.0 of 2022.2 and of its builds.
func (r Release) Plugin() Plugin {
	if r.IsZero() {
		return Plugin{}
	}
	text := fmt.Sprintf("%d.%d.%d", r.year, r.number, r.maintenance)
	return Plugin{text, text}
}

// MarshalText returns the release as written.
func (r Release) MarshalText() ([]byte, error) { return []byte(r.text), nil }

// UnmarshalText reads what MarshalText wrote; no text is the zero value. The
// error is a *[SyntaxError].
func (r *Release) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Release{}
		return nil
	}
	q, err := ParseRelease(string(text))
	if err == nil {
		*r = q
	}
	return err
}
