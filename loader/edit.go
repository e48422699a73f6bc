package loader

import (
	"cmp"
	"slices"

	"github.com/tacorder/tacorder/version"
)

// With returns the inventory with further candidates, each at its Place and those in
// Also. What stood at one of these places gives way, as a file does that is written
// over; of candidates at one place the last stays. In a directory that is given
// twice a candidate comes to both paths. A directory that was missing is there, but
// for a built-in one, of which no more is known than before. Which directory of a
// group is used, and that one cannot be read, is not decided anew. The inventory
// itself is not touched; the two share what is not edited. A directory that the
// places need must be there: see [Inventory.WithDirectory].
func (inv *Inventory) With(cs ...Candidate) *Inventory {
	out := inv.orEmpty()
	for _, c := range cs {
		c.Also = out.alsoInSame(c)
		out = out.Without(c.places()...)
		out.Candidates = append(out.Candidates, c)
		for _, p := range c.places() {
			out.appear(p)
		}
	}
	if len(cs) == 0 {
		out = out.Without()
	}
	out.sort()
	return out
}

// Without returns the inventory without what stands at these places, be it a
// candidate or a loose file, also where a directory is given twice and has it under
// both paths. A candidate that is still reached at another place, through a link,
// stays there: which of the places is the link is not known. A place where nothing
// stands changes nothing. The inventory itself is not touched; the two share what
// is not edited.
func (inv *Inventory) Without(places ...Place) *Inventory {
	inv = inv.orEmpty()
	gone := make(map[Place]bool)
	for _, p := range places {
		for _, d := range inv.sameDirectories(p.Directory) {
			gone[Place{d, p.Entry}] = true
		}
	}
	out := &Inventory{Directories: slices.Clone(inv.Directories)}
	out.dropLooseFiles(gone)
	out.Candidates = make([]Candidate, 0, len(inv.Candidates)+1)
	for _, c := range inv.Candidates {
		if c.leave(gone) {
			out.Candidates = append(out.Candidates, c)
		}
	}
	out.sort()
	return out
}

// orEmpty is the inventory; nil is one of nothing.
func (inv *Inventory) orEmpty() *Inventory {
	if inv == nil {
		return &Inventory{}
	}
	return inv
}

// sort puts the candidates in the order that an inventory has them in.
func (inv *Inventory) sort() {
	slices.SortStableFunc(inv.Candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Directory, b.Directory), compareNames(a.Entry, b.Entry))
	})
}

// alsoInSame returns the further places of a candidate, each once, with those that
// it has where its directory is given twice.
func (inv *Inventory) alsoInSame(c Candidate) []Place {
	all := slices.Clone(c.Also)
	for _, d := range inv.sameDirectories(c.Directory) {
		all = append(all, Place{d, c.Entry})
	}
	var also []Place
	for _, p := range all {
		if p != c.Place && !slices.Contains(also, p) {
			also = append(also, p)
		}
	}
	return also
}

// appear makes the directory of a place one that is there.
func (inv *Inventory) appear(p Place) {
	if p.Directory < 0 || p.Directory >= len(inv.Directories) {
		return
	}
	if d := &inv.Directories[p.Directory]; d.State == StateMissing && d.Tier != TierBuiltIn {
		d.State = StateRead
	}
}

// ForRelease returns what a scan for one release alone would have found: the
// inventory without the built-in directories of other releases, and without what
// stands in no other place. The inventory itself is not touched; the two share what
// is not edited.
func (inv *Inventory) ForRelease(r version.Release) *Inventory {
	inv = inv.orEmpty()
	out := &Inventory{}
	index := make([]int, len(inv.Directories)) // of each directory in out, or -1
	for i, d := range inv.Directories {
		index[i] = -1
		if !d.ofOneRelease() || featureOf(d.Release).is(r) {
			index[i] = len(out.Directories)
			out.Directories = append(out.Directories, d)
		}
	}
	out.sameAsAmongThese(inv)
	gone := make(map[Place]bool)
	for i := range inv.Candidates {
		for _, p := range inv.Candidates[i].places() {
			if p.Directory >= 0 && p.Directory < len(index) && index[p.Directory] < 0 {
				gone[p] = true
			}
		}
	}
	for _, c := range inv.Candidates {
		if !c.leave(gone) {
			continue
		}
		c.Place, c.Also = c.Place.in(index), slices.Clone(c.Also)
		for i := range c.Also {
			c.Also[i] = c.Also[i].in(index)
		}
		out.Candidates = append(out.Candidates, c)
	}
	out.sort()
	return out
}

// sameAsAmongThese makes the first of the directories that are one stand for the
// others, where that which stood for them is only in the inventory whole: then it
// has the loose files, too.
func (inv *Inventory) sameAsAmongThese(whole *Inventory) {
	first := make(map[string]string) // by the path that stood for them
	for i := range inv.Directories {
		if d := &inv.Directories[i]; d.SameAs == "" && d.State == StateRead {
			first[d.Path] = d.Path
		}
	}
	for i := range inv.Directories {
		d := &inv.Directories[i]
		if d.SameAs == "" {
			continue
		}
		with, known := first[d.SameAs]
		if !known {
			first[d.SameAs] = d.Path
			d.LooseFiles = whole.looseFilesOf(d.SameAs)
		}
		d.SameAs = with
	}
}

// in is the place where its directory has another index.
func (p Place) in(index []int) Place {
	if p.Directory >= 0 && p.Directory < len(index) {
		p.Directory = index[p.Directory]
	}
	return p
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
	inv = inv.orEmpty()
	d.LooseFiles = slices.Clone(d.LooseFiles)
	out := &Inventory{Directories: append(slices.Clone(inv.Directories), d), Candidates: slices.Clone(inv.Candidates)}
	return out, len(inv.Directories)
}

// Location returns a place as a path on the host, as a [Decision] has it.
func (inv *Inventory) Location(p Place) string {
	if inv == nil || p.Directory < 0 || p.Directory >= len(inv.Directories) {
		return Join("", p.Entry)
	}
	return Join(inv.Directories[p.Directory].Path, p.Entry)
}

// At returns the candidate at a location, which may be any of its places; ok is
// false where none is.
func (inv *Inventory) At(location string) (c *Candidate, p Place, ok bool) {
	inv = inv.orEmpty()
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
