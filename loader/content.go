package loader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/version"
)

// A Likeness says whether two candidates have the same content.
type Likeness string

// The answers.
const (
	SameContent    Likeness = "same"
	OtherContent   Likeness = "other"
	UnknownContent Likeness = "not-known" // what is known of both does not tell
)

// CompareContent tells whether two candidates have the same content, by their
// digests. Two packages are the same where their lists of names, checksums and
// sizes are; of a folder only the manifest is known, so that folders with the same
// manifest may differ in their other files.
func (c *Candidate) CompareContent(d *Candidate) Likeness {
	var none [32]byte
	switch {
	case c.ContentDigest != none && d.ContentDigest != none:
		if c.ContentDigest == d.ContentDigest {
			return SameContent
		}
		return OtherContent
	case c.ManifestDigest != none && d.ManifestDigest != none && c.ManifestDigest != d.ManifestDigest:
		return OtherContent
	}
	return UnknownContent
}

// A SameVersion is several candidates of a class that have the same version and
// not the same content: the version does not tell which of them somebody has.
type SameVersion struct {
	Version   version.Plugin
	Contents  int      // how many there are at least
	Locations []string // of the candidates with that version, in load order
}

// SameVersions returns the versions that candidates with other content share, from
// the lowest, whoever wins. Versions are the same as in a contest: 1.0 and 1.0.0
// are.
func (c Contest) SameVersions() []SameVersion {
	ordered := slices.Clone(c.Decisions)
	slices.SortStableFunc(ordered, func(a, b Decision) int {
		return a.Candidate.PluginVersion.Compare(b.Candidate.PluginVersion)
	})
	var out []SameVersion
	for from := 0; from < len(ordered); {
		v := ordered[from].Candidate.PluginVersion
		to := from
		for to < len(ordered) && ordered[to].Candidate.PluginVersion.Compare(v) == 0 {
			to++
		}
		if n := contents(ordered[from:to]); n > 1 && !v.IsZero() {
			same := SameVersion{Version: v, Contents: n}
			for _, d := range ordered[from:to] {
				same.Locations = append(same.Locations, d.Location)
			}
			out = append(out, same)
		}
		from = to
	}
	return out
}

// contents is how many different contents there are at least: those of packages,
// and the manifests that none of these packages has.
func contents(ds []Decision) int {
	var none [32]byte
	packages, packed, others := make(map[[32]byte]bool), make(map[[32]byte]bool), make(map[[32]byte]bool)
	for _, d := range ds {
		if c := d.Candidate; c.ContentDigest != none {
			packages[c.ContentDigest], packed[c.ManifestDigest] = true, true
		}
	}
	for _, d := range ds {
		if c := d.Candidate; c.ContentDigest == none && c.ManifestDigest != none && !packed[c.ManifestDigest] {
			others[c.ManifestDigest] = true
		}
	}
	return len(packages) + len(others)
}

// sentence says it for people.
func (s SameVersion) sentence() string {
	names := s.Locations
	if len(names) > mostNamed {
		names = append(slices.Clone(names[:mostNamed-1]), fmt.Sprintf("%d more", len(names)-mostNamed+1))
	}
	return fmt.Sprintf("Version %s has %d different contents: %s.", s.Version, s.Contents, strings.Join(names, ", "))
}

// sameVersionsJSON is what outputs show of versions with several contents.
func sameVersionsJSON(all []SameVersion) (out []jsonSameVersion) {
	for _, same := range all {
		out = append(out, jsonSameVersion{same.Version.String(), same.Contents, same.Locations})
	}
	return out
}
