package loader

import "hash/maphash"

// A classTable numbers the names of classes in the order in which they come. It
// is a hash table of its own since numbering is most of what a resolution costs:
// a map would be asked twice for each new name, and moved as it grows.
type classTable struct {
	seed  maphash.Seed
	slots []classSlot // a power of two, at most half full
	keys  []string    // by number
}

type classSlot struct {
	hash   uint32
	number int32 // of the class, plus one; 0 is free
}

// newClassTable makes a table that is good for so many names.
func newClassTable(names int) classTable {
	size := 16
	for size < 2*names {
		size *= 2
	}
	return classTable{seed: maphash.MakeSeed(), slots: make([]classSlot, size)}
}

// find returns the number of a name, or -1, and the slot where it is or belongs.
func (t *classTable) find(name string) (number int32, slot int, hash uint32) {
	if len(t.slots) == 0 {
		return -1, 0, 0
	}
	full := maphash.String(t.seed, name)
	hash = uint32(full >> 32)
	mask := len(t.slots) - 1
	for slot = int(full) & mask; ; slot = (slot + 1) & mask {
		s := t.slots[slot]
		switch {
		case s.number == 0:
			return -1, slot, hash
		case s.hash == hash && t.keys[s.number-1] == name:
			return s.number - 1, slot, hash
		}
	}
}

// number returns the number of a name, which is new or not.
func (t *classTable) number(name string) (number int32, isNew bool) {
	number, slot, hash := t.find(name)
	if number >= 0 {
		return number, false
	}
	t.keys = append(t.keys, name)
	t.slots[slot] = classSlot{hash, int32(len(t.keys))}
	return int32(len(t.keys) - 1), true
}
