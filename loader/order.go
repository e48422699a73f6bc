package loader

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// compareNames is the rule order-in-directory: by the upper-cased name, then by
// bytes.
func compareNames(a, b string) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		x, y := a[i], b[i]
		if x >= utf8.RuneSelf || y >= utf8.RuneSelf {
			return cmp.Or(strings.Compare(strings.ToUpper(a), strings.ToUpper(b)), strings.Compare(a, b))
		}
		if x == y {
			continue
		}
		if x, y = upper(x), upper(y); x != y {
			return cmp.Compare(x, y)
		}
	}
	// A byte outside ASCII behind the common length cannot change which of
	// the two is the prefix, once upper-cased.
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}

// FoldClass returns the key by which classes are the same with the option any-case
// of class-identity: those that differ by case only have the same.
func FoldClass(class string) string { return fold(class) }

// fold maps classes that differ by case only to one key. A key in lower-case
// ASCII is its own fold.
func fold(class string) string {
	plain := true
	for i := 0; i < len(class) && plain; i++ {
		plain = class[i] < utf8.RuneSelf && (class[i] < 'A' || class[i] > 'Z')
	}
	if plain {
		return class
	}
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		if 'A' <= least && least <= 'Z' {
			least += 'a' - 'A'
		}
		return least
	}, class)
}

// compareOrder is the load order of two records: tier, directory, name.
func (j *judge) compareOrder(a, b *record) int {
	p, q := j.placeOf(a), j.placeOf(b)
	if p.Directory != q.Directory {
		return cmp.Or(
			cmp.Compare(j.directory(*p).Tier.rank(), j.directory(*q).Tier.rank()),
			cmp.Compare(p.Directory, q.Directory))
	}
	if j.orderBytes {
		return strings.Compare(p.Entry, q.Entry)
	}
	return compareNames(p.Entry, q.Entry)
}

// placeOf returns the place that a record of a candidate has taken.
func (j *judge) placeOf(r *record) *Place {
	c := &j.inv.Candidates[r.candidate]
	if r.place > 0 {
		return &c.Also[r.place-1]
	}
	return &c.Place
}
