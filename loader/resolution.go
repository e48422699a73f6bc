package loader

import (
	"slices"

	"github.com/tacorder/tacorder/manifest"
)

// A DirectoryState is a directory and what it is to the host of a resolution.
type DirectoryState struct {
	Directory
	State  State
	Detail string // why it is unreadable, or ""
	SameAs string // the path of an earlier directory that is the same one, or ""
}

// A Resolution is the answer for one inventory and one host. It holds exactly
// one decision for each candidate. It may be read by several goroutines; the
// inventory it came from must not be changed while it is in use.
type Resolution struct {
	Host        Host             // as resolved, with its zero fields filled in
	Rule        RuleID           // RuleFirstLoadedWins or RuleHighestVersionWins
	Directories []DirectoryState // in load order
	Notes       []string         // what the answer does not know, in sentences

	judge      *judge
	natives    []Candidate // one for each row of the native table
	records    []record    // by class, within a class in load order; unreadable ones last
	starts     []int32     // where each class starts; one more for the end
	names      []string    // of the classes, in load order of their first candidate
	classes    classTable  // numbers the names, or their folds with any-case
	unreadable int         // where the unreadable ones start
}

// Classes returns the names of all classes that a candidate claims, sorted by
// bytes, in a fresh slice.
func (r *Resolution) Classes() []string {
	names := slices.Clone(r.names)
	slices.Sort(names)
	return names
}

// Class returns what became of one class; ok is false where no candidate claims
// it. With the option any-case of class-identity, any spelling finds it.
func (r *Resolution) Class(name string) (c Contest, ok bool) {
	held, ok := r.contest(name)
	if !ok {
		return Contest{}, false
	}
	c.Class = r.names[held.records[0].class]
	for i := range held.records {
		d := r.decision(int(held.offset) + i)
		if d.Outcome == Loaded {
			c.Winner = d.Candidate
			if other := held.records[i].other; other >= 0 {
				c.NextUp = r.candidate(&r.records[other])
			}
		}
		if d.AtConnection != nil {
			c.WorksInstead = r.worksInstead(held)
		}
		c.Decisions = append(c.Decisions, d)
	}
	return c, true
}

// contest returns the contest of a class, as it was held.
func (r *Resolution) contest(name string) (c contest, ok bool) {
	if r.judge == nil {
		return contest{}, false
	}
	if r.judge.anyCase {
		name = fold(name)
	}
	class, _, _ := r.classes.find(name)
	if class < 0 {
		return contest{}, false
	}
	start, end := r.starts[class], r.starts[class+1]
	return contest{judge: r.judge, records: r.records[start:end], offset: start}, true
}

// Contests returns all classes, sorted by the bytes of their names.
func (r *Resolution) Contests() []Contest {
	contests := make([]Contest, 0, len(r.names))
	for _, name := range r.Classes() {
		c, _ := r.Class(name)
		contests = append(contests, c)
	}
	return contests
}

// Unreadable returns the decisions on the candidates whose class is not known,
// in load order.
func (r *Resolution) Unreadable() []Decision {
	var ds []Decision
	for i := r.unreadable; i < len(r.records); i++ {
		ds = append(ds, r.decision(i))
	}
	return ds
}

// candidate returns the candidate of a record.
func (r *Resolution) candidate(rec *record) *Candidate {
	if rec.native() {
		return &r.natives[-1-rec.candidate]
	}
	return &r.judge.inv.Candidates[rec.candidate]
}

// location returns a record's place as a path.
func (r *Resolution) location(rec *record) string {
	if rec.native() {
		return nativeLocation(r.candidate(rec))
	}
	place := r.judge.placeOf(rec)
	return Join(r.judge.directory(*place).Path, place.Entry)
}

// Locations returns all places of a candidate of the inventory as paths: its own, then
// those it also has. A native class has native:CLASS.
func (r *Resolution) Locations(c *Candidate) []string {
	if c.Native {
		return []string{nativeLocation(c)}
	}
	if r.judge == nil {
		return nil
	}
	paths := make([]string, 0, 1+len(c.Also))
	paths = append(paths, Join(r.judge.directory(c.Place).Path, c.Entry))
	for _, p := range c.Also {
		paths = append(paths, Join(r.judge.directory(p).Path, p.Entry))
	}
	return paths
}

// nativeLocation stands for the place of a class that has none.
func nativeLocation(c *Candidate) string { return "native:" + c.Class }

// decision spells out a record.
func (r *Resolution) decision(i int) Decision {
	rec := &r.records[i]
	c := r.candidate(rec)
	d := Decision{
		Candidate: c, Place: c.Place, Location: r.location(rec), Tier: TierBuiltIn,
		Outcome: outcomeNames[rec.outcome], Assumes: rec.rests.rules(), Problems: []manifest.Problem{},
		Signature: c.signature(), AtConnection: r.atConnection(rec),
	}
	if !rec.native() {
		d.Place = *r.judge.placeOf(rec)
		dir := r.judge.directory(d.Place)
		d.Tier = dir.Tier
		d.Problems = r.judge.problems(c, dir)
	}
	d.Reason = r.reason(i)
	return d
}
