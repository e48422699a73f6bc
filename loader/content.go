package loader

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
