package loader

import (
	"cmp"
	"slices"
)

// With returns the inventory with further candidates, each at its Place. What
// stood at that place gives way, as a file does that is written over, and a
// directory that was missing is there. The inventory itself is not touched; the two share what is not edited. A directory
// that the places need must be there: see [Inventory.WithDirectory].
func (inv *Inventory) With(cs ...Candidate) *Inventory {
	places := make([]Place, len(cs))
	for i := range cs {
		places[i] = cs[i].Place
	}
	out := inv.Without(places...)
	out.Candidates = append(out.Candidates, cs...)
	for _, p := range places {
		if p.Directory >= 0 && p.Directory < len(out.Directories) && out.Directories[p.Directory].State == StateMissing {
			out.Directories[p.Directory].State = StateRead
		}
	}
	slices.SortStableFunc(out.Candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Directory, b.Directory), compareNames(a.Entry, b.Entry))
	})
	return out
}

// Without returns the inventory without what stands at these places, also where a
// directory is given twice and has it under both paths. A candidate that is still
// reached at another place, through a link, stays there: which of the places is
// the link is not known. A place where nothing stands changes nothing. The
// inventory itself is not touched; the two share what is not edited.
func (inv *Inventory) Without(places ...Place) *Inventory {
	gone := make(map[Place]bool)
	for _, p := range places {
		for _, d := range inv.sameDirectories(p.Directory) {
			gone[Place{d, p.Entry}] = true
		}
	}
	out := &Inventory{Directories: slices.Clone(inv.Directories)}
	out.Candidates = make([]Candidate, 0, len(inv.Candidates))
	for _, c := range inv.Candidates {
		if c.leave(gone) {
			out.Candidates = append(out.Candidates, c)
		}
	}
	return out
}

// Replace returns the inventory with a candidate in place of the one that stands
// at old. Its own Place may be another one, as of class-v2.taco for class-v1.taco.
// The inventory itself is not touched.
func (inv *Inventory) Replace(old Place, c Candidate) *Inventory {
	return inv.Without(old).With(c)
}

// WithDirectory returns the inventory with a further directory, and its index for
// the places of candidates. Within its tier it is searched last. The inventory
// itself is not touched.
func (inv *Inventory) WithDirectory(d ScannedDirectory) (*Inventory, int) {
	out := &Inventory{Directories: append(slices.Clone(inv.Directories), d), Candidates: slices.Clone(inv.Candidates)}
	return out, len(inv.Directories)
}

// Location returns a place as a path on the host, as a [Decision] has it.
func (inv *Inventory) Location(p Place) string {
	if p.Directory < 0 || p.Directory >= len(inv.Directories) {
		return join(nowhere.Path, p.Entry)
	}
	return join(inv.Directories[p.Directory].Path, p.Entry)
}

// At returns the candidate at a location, which may be any of its places; ok is
// false where none is.
func (inv *Inventory) At(location string) (c *Candidate, p Place, ok bool) {
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		for _, p := range c.places() {
			if inv.Location(p) == location {
				return c, p, true
			}
		}
	}
	return nil, Place{}, false
}

// places returns all places of a candidate, its own first.
func (c *Candidate) places() []Place { return append([]Place{c.Place}, c.Also...) }

// leave takes places from a candidate and tells whether any is left to it.
func (c *Candidate) leave(gone map[Place]bool) bool {
	left := slices.DeleteFunc(c.places(), func(p Place) bool { return gone[p] })
	if len(left) == 0 {
		return false
	}
	if len(left) <= len(c.Also) {
		c.Place, c.Also = left[0], slices.Clip(left[1:])
	}
	return true
}

// sameDirectories returns the indices of the directories that are the same one as
// that with the index i, itself among them.
func (inv *Inventory) sameDirectories(i int) []int {
	same := []int{i}
	if i < 0 || i >= len(inv.Directories) {
		return same
	}
	first := inv.Directories[i].first()
	for k := range inv.Directories {
		d := &inv.Directories[k]
		if k != i && d.State == StateRead && d.first() == first && (d.SameAs != "" || inv.Directories[i].SameAs != "") {
			same = append(same, k)
		}
	}
	return same
}

// first is the path of the first of the directories that are one.
func (d *ScannedDirectory) first() string { return cmp.Or(d.SameAs, d.Path) }
