package loader

import (
	"fmt"
	"strconv"
)

// newJudge works out what the gates and the contests ask of a completed host.
func newJudge(inv *Inventory, h Host) *judge {
	_, known := h.Release.Maintenance()
	j := &judge{
		host: h, inv: inv,
		release: h.Release.Plugin(), known: known, platform: h.OS.platform(),
		size:             manifestSizeLimit,
		foldersAnywhere:  h.Assume[RuleFoldersInDevPath] == "anywhere",
		platformsIgnored: h.Assume[RulePlatforms] == "ignored",
		filesGate:        h.Assume[RuleReferencedFiles] == "gate",
		signatureGate:    h.Assume[RuleSignatureCompetes] == "gate",
		protected:        h.Assume[RuleBuiltInProtected] == "on",
		nativeLowest:     h.Assume[RuleNativeClass] == "lowest",
		anyCase:          h.Assume[RuleClassIdentity] == "any-case",
		orderBytes:       h.Assume[RuleOrderInDirectory] == "bytes",
		byVersion:        !versionsFirst.after(h.Release),
		verifies:         h.VerifiesSignatures(),
	}
	if n, err := strconv.ParseInt(h.Assume[RuleManifestSize], 10, 64); err == nil {
		j.size = n
	}
	j.states = make([]State, len(inv.Directories))
	for i := range inv.Directories {
		j.states[i] = j.state(&inv.Directories[i])
	}
	return j
}

// state is what a directory is to this host.
func (j *judge) state(d *ScannedDirectory) State {
	switch {
	case pluginsFirst.after(j.host.Release), d.Tier == TierShared && sharedFirst.after(j.host.Release):
		return StateNotSearched
	case j.otherRelease(d):
		return StateOtherRelease
	case d.State == "":
		return StateRead
	}
	return d.State
}

// nowhere stands in for a directory that an inventory made by hand lacks.
var nowhere ScannedDirectory

// directory returns a place's directory.
func (j *judge) directory(p Place) *ScannedDirectory {
	if p.Directory < 0 || p.Directory >= len(j.inv.Directories) {
		return &nowhere
	}
	return &j.inv.Directories[p.Directory]
}

// A record is a decision in the compact form that a contest works on.
type record struct {
	candidate int32      // index in the inventory, or -1-index in the native table
	place     int32      // 0 is the candidate's own place, i is Also[i-1]
	class     int32      // index of its class
	other     int32      // index of the other party's record, -1 for none
	rests     assumption // what the outcome rests on
	cause     cause
	outcome   outcome
}

// An outcome is an [Outcome] in one byte.
type outcome uint8

const (
	contesting outcome = iota // only until its contest is held
	loaded
	shadowed
	refused
	unreadable
)

var outcomeNames = [...]Outcome{loaded: Loaded, shadowed: Shadowed, refused: Refused, unreadable: Unreadable}

// decide takes a candidate through readability and the gates of each of its
// places: it contests from the first that accepts it; refused by all, it has
// the reason of the first.
func (j *judge) decide(index int) record {
	c := &j.inv.Candidates[index]
	r := record{candidate: int32(index), other: -1}
	if r.cause = j.fault(c); r.cause != undecided {
		r.outcome = unreadable
		return r
	}
	stopped, rests := j.gates(c, j.directory(c.Place))
	if stopped == undecided {
		r.rests = rests
		return r
	}
	for i := range c.Also {
		if later, alsoRests := j.gates(c, j.directory(c.Also[i])); later == undecided {
			r.place, r.rests = int32(i+1), alsoRests
			return r
		}
	}
	r.outcome, r.cause, r.rests = refused, stopped, rests
	return r
}

// fault is the cause for which a candidate is unreadable, if it is. The size
// comes first: a manifest over the limit is not looked into.
func (j *judge) fault(c *Candidate) cause {
	switch {
	case c.ManifestBytes > j.size, c.Fault != nil && c.Fault.Rule == RuleManifestSize:
		return bySize
	case c.Fault != nil, c.Class == "":
		return byReadable
	}
	return undecided
}

// gates returns the first gate that stops a candidate in a directory, and the
// assumptions met until there.
func (j *judge) gates(c *Candidate, d *ScannedDirectory) (cause, assumption) {
	var rests assumption
	for i := range gates {
		stops, unsure := gates[i].judge(j, c, d)
		rests |= unsure
		if stops {
			return byGate + cause(i), rests
		}
	}
	return undecided, rests
}

// faultReason gives figures and sentence for an unreadable candidate.
func (j *judge) faultReason(c *Candidate) (value, against, text string) {
	switch {
	case c.ManifestBytes > j.size:
		return strconv.FormatInt(c.ManifestBytes, 10), strconv.FormatInt(j.size, 10),
			fmt.Sprintf("Its manifest has %d bytes or more, and the limit is %d.", c.ManifestBytes, j.size)
	case c.Fault != nil:
		return "", "", c.Fault.Text
	}
	return "", "", "Its manifest names no class."
}
