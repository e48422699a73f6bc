package manifest

import "cmp"

// PackagerLimit is the size in bytes up to which Tableau's packager takes a
// manifest (connector-plugin-sdk, the packager's code; its page says 3 MB). Parse
// does not apply it.
const PackagerLimit = 262_144

// greatestDepth is the most that Limits.Depth can be: the parser calls itself for
// elements inside each other, and no caller may make it overrun the stack.
const greatestDepth = 10_000

// Limits bound what Parse takes on. A zero field takes the default.
type Limits struct {
	Bytes    int64 // bytes of the file; 4 MiB
	Depth    int   // elements inside each other; 256, and never more than 10,000
	Elements int   // elements in all; 100,000
}

// DefaultLimits returns what a zero field of [Limits] stands for. They are wider
// than what Tableau's packager allows, [PackagerLimit], so that a manifest that is
// too large for Tableau can still be read and named.
func DefaultLimits() Limits { return Limits{4 << 20, 256, 100_000} }

func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		Bytes:    cmp.Or(max(l.Bytes, 0), d.Bytes),
		Depth:    min(cmp.Or(max(l.Depth, 0), d.Depth), greatestDepth),
		Elements: cmp.Or(max(l.Elements, 0), d.Elements),
	}
}
