package loader

import "maps"

// Assuming returns the answer for the same inventory and host with another reading of
// one rule, as [Host].Assume chooses it; see [Rules] for the options. Notes that a
// caller has added to r are not in it.
func (r *Resolution) Assuming(rule RuleID, value string) *Resolution {
	h := r.Host
	h.Assume = maps.Clone(h.Assume)
	if h.Assume == nil {
		h.Assume = make(map[RuleID]string)
	}
	h.Assume[rule] = value
	if r.judge == nil {
		return Resolve(nil, h)
	}
	return Resolve(r.judge.inv, h)
}
