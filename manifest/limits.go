package manifest

import "cmp"

// Limits bound what Parse takes on. A zero field takes the default.
type Limits struct {
	Bytes    int64 // bytes of the file; 4 MiB
	Depth    int   // elements inside each other; 256
	Elements int   // elements in all; 100,000
}

// DefaultLimits returns what a zero field of [Limits] stands for. They are wider
// than what Tableau's packager allows, 262,144 bytes, so that a manifest that is
// too large for Tableau can still be read and named.
func DefaultLimits() Limits { return Limits{4 << 20, 256, 100_000} }

func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		Bytes:    cmp.Or(max(l.Bytes, 0), d.Bytes),
		Depth:    cmp.Or(max(l.Depth, 0), d.Depth),
		Elements: cmp.Or(max(l.Elements, 0), d.Elements),
	}
}
