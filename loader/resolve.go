package loader

import (
	"fmt"
	"slices"

	"github.com/tacorder/tacorder/version"
)

// Resolve answers which connector of an inventory the host loads for each
// class, and why. It reads nothing and cannot fail: what it cannot know it says
// in the notes of the answer and in the assumptions of its decisions.
//
// A candidate that is unreadable stays so. Each other one goes through the
// gates of the rulebook; the first that stops it decides. Those that pass
// contest their class: before 2022.2 the one loaded first wins, from 2022.2 the
// one with the highest plugin version, and among equals the one loaded first.
func Resolve(inv *Inventory, h Host) *Resolution {
	if inv == nil {
		inv = &Inventory{}
	}
	h, notes := h.complete()
	j := newJudge(inv, h)
	r := &Resolution{Host: h, Rule: RuleFirstLoadedWins, judge: j}
	if j.byVersion {
		r.Rule = RuleHighestVersionWins
	}
	r.natives = nativeCandidates()
	r.group(j.decideAll())
	for class := range r.names {
		start, end := r.starts[class], r.starts[class+1]
		contest{judge: j, records: r.records[start:end], offset: start}.hold()
	}
	r.unsureIdentities(r.mark)
	r.Directories = j.directoryStates()
	r.Notes = append(notes, r.notes()...)
	return r
}

// nativeCandidates returns a candidate for each row of the native table.
func nativeCandidates() []Candidate {
	out := make([]Candidate, len(nativeTable))
	for i, row := range nativeTable {
		out[i] = Candidate{Place: Place{Directory: -1, Entry: row.class}, Class: row.class, Native: true}
	}
	return out
}

// decideAll takes every candidate through the gates and returns the records in
// load order.
func (j *judge) decideAll() []record {
	records := make([]record, len(j.inv.Candidates))
	sorted := true
	for i := range records {
		records[i] = j.decide(i)
		sorted = sorted && (i == 0 || j.compareOrder(&records[i-1], &records[i]) <= 0)
	}
	if !sorted {
		slices.SortStableFunc(records, func(a, b record) int { return j.compareOrder(&a, &b) })
	}
	return records
}

// nativeRows returns the rows of the native table by the fold of their class;
// none where this host has no native classes.
func (j *judge) nativeRows() map[string]int {
	if j.host.Native == NativeNone || pluginsFirst.after(j.host.Release) {
		return nil
	}
	rows := make(map[string]int, len(nativeTable))
	for i, row := range nativeTable {
		rows[fold(row.class)] = i
	}
	return rows
}

// group numbers the classes and lays the records out class by class, each class
// in load order behind its native class, the unreadable ones at the end.
func (r *Resolution) group(ordered []record) {
	r.classes = newClassTable(len(ordered))
	r.names = make([]string, 0, len(ordered))
	rows := r.judge.nativeRows()
	var sizes []int32
	var natives []int // the native row of each class, or -1
	for i := range ordered {
		if ordered[i].outcome == unreadable {
			continue
		}
		name := r.judge.inv.Candidates[ordered[i].candidate].Class
		key := name
		if r.judge.anyCase {
			key = fold(name)
		}
		class, isNew := r.classes.number(key)
		if isNew {
			row := r.judge.nativeOf(rows, name)
			if row >= 0 {
				name = nativeTable[row].class
			}
			r.names, natives, sizes = append(r.names, name), append(natives, row), append(sizes, min(int32(row+1), 1))
		}
		ordered[i].class = class
		sizes[class]++
	}
	r.layOut(ordered, sizes, natives)
}

// nativeOf returns the row of the native class that a class is, or -1.
func (j *judge) nativeOf(rows map[string]int, class string) int {
	row, ok := rows[fold(class)]
	if !ok || !j.anyCase && nativeTable[row].class != class {
		return -1
	}
	return row
}

// layOut places the records by class, in a stable way.
func (r *Resolution) layOut(ordered []record, sizes []int32, natives []int) {
	r.starts = make([]int32, len(sizes)+1)
	for class, size := range sizes {
		r.starts[class+1] = r.starts[class] + size
	}
	total := int(r.starts[len(sizes)])
	r.unreadable = total
	next := slices.Clone(r.starts[:len(sizes)])
	all := make([]record, total, total+len(ordered))
	for class, row := range natives {
		if row >= 0 {
			all[next[class]] = record{candidate: int32(-1 - row), class: int32(class), other: -1}
			next[class]++
		}
	}
	for i := range ordered {
		if ordered[i].outcome == unreadable {
			all = append(all, ordered[i])
			continue
		}
		class := ordered[i].class
		all[next[class]] = ordered[i]
		next[class]++
	}
	r.records = all
}

// unsureIdentities calls mark for each class that differs by case from another
// one: whether they are one class is assumed.
func (r *Resolution) unsureIdentities(mark func(class int32)) {
	rows := r.judge.nativeRows()
	spellings := make(map[string]int32) // the fold of a class that is not its own fold
	for i, name := range r.names {
		key := fold(name)
		if row, ok := rows[key]; ok && nativeTable[row].class != name {
			mark(int32(i))
		}
		if r.judge.anyCase {
			if r.spelledTwice(int32(i)) {
				mark(int32(i))
			}
			continue
		}
		if key == name {
			continue
		}
		if other, _, _ := r.classes.find(key); other >= 0 {
			mark(int32(i))
			mark(other)
		}
		if other, ok := spellings[key]; ok {
			mark(int32(i))
			mark(other)
		} else {
			spellings[key] = int32(i)
		}
	}
}

// spelledTwice tells whether the candidates of a class spell it in more than one
// way.
func (r *Resolution) spelledTwice(class int32) bool {
	for i := r.starts[class]; i < r.starts[class+1]; i++ {
		if r.candidate(&r.records[i]).Class != r.names[class] {
			return true
		}
	}
	return false
}

// mark notes class-identity on the contestants of a class.
func (r *Resolution) mark(class int32) {
	for i := r.starts[class]; i < r.starts[class+1]; i++ {
		if r.records[i].contested() {
			r.records[i].rests |= onClassIdentity
		}
	}
}

// directoryStates returns what the directories are to the host, in load order.
func (j *judge) directoryStates() []DirectoryState {
	out := make([]DirectoryState, len(j.inv.Directories))
	for i, d := range j.inv.Directories {
		out[i] = DirectoryState{Directory: d.Directory, State: j.states[i], Detail: d.Detail, SameAs: d.SameAs}
	}
	slices.SortStableFunc(out, func(a, b DirectoryState) int { return a.Tier.rank() - b.Tier.rank() })
	return out
}

// notes says what the answer as a whole does not know.
func (r *Resolution) notes() []string {
	notes := []string{}
	known := version.KnownReleases()
	if !r.Host.Release.Known() {
		notes = append(notes, fmt.Sprintf("Release %s is not in the list of known releases (%s to %s); the rules are applied to it all the same.",
			r.Host.Release, known[0], known[len(known)-1]))
	}
	notes = append(notes, r.judge.sameAsNotes()...)
	if !r.judge.builtInsKnown() {
		notes = append(notes, fmt.Sprintf("No built-in directory of Tableau %s was read, so the connectors built into it are not known.", r.Host.Release))
	}
	return notes
}

// sameAsNotes says which directories are given twice.
func (j *judge) sameAsNotes() (notes []string) {
	for _, d := range j.directoryStates() {
		if d.SameAs != "" {
			notes = append(notes, fmt.Sprintf("The %s directory %s is the same as %s; its candidates are listed once.", d.Tier, d.Path, d.SameAs))
		}
	}
	return notes
}
