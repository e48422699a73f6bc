package witness

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// The readings of the rule order-in-directory.
const (
	orderUpper = "upper"
	orderBytes = "bytes"
)

// hearOrder holds the order in which a thread loads the connectors of a directory
// against the rule order-in-directory: each but the first is held against the one
// before it.
func (c *comparer) hearOrder(b *bench) {
	inForce, other := orderUpper, orderBytes
	if c.reading.res.Host.Assume[loader.RuleOrderInDirectory] == orderBytes {
		inForce, other = other, inForce
	}
	for process, testimony := range c.reading.testimonies {
		if testimony == nil || !c.tellsOfRules(process) {
			continue
		}
		for _, pair := range c.loadedPairs(&c.rec.Processes[process]) {
			found := Evidence{Process: process, Class: pair.later.Class, Location: c.locationOf(pair.later), After: c.locationOf(pair.earlier)}
			s, instead := supports, []string(nil)
			if !inOrder(inForce, pair) {
				s = contradicts
			}
			if inOrder(other, pair) != inOrder(inForce, pair) {
				instead = []string{other}
			}
			b.add(loader.RuleOrderInDirectory, s, pair.later, found, instead...)
		}
	}
}

// A loadedPair is two connectors that a thread loaded from one directory, with none
// from there between them.
type loadedPair struct {
	earlier, later *Event
	in             lane
}

// A lane is one directory in one thread.
type lane struct{ thread, directory string }

// loadedPairs returns the pairs of a process. A connector that was loaded before begins
// the directory anew: where no line tells when the process started, nobody knows whether
// it had begun before, and the directory gives no pair.
func (c *comparer) loadedPairs(p *Process) (pairs []loadedPair) {
	type pass struct {
		last *Event
		seen map[string]bool
	}
	passes, unsure := make(map[lane]*pass), make(map[lane]bool)
	for i := range p.Events {
		e := &p.Events[i]
		name := lastName(e.Path)
		if e.Kind != Loaded || name == "" {
			continue
		}
		directory := ComparedPath(c.reading.res.Host.OS, e.Path[:len(e.Path)-len(name)])
		in := lane{e.TID, directory}
		key := ComparedPath(c.reading.res.Host.OS, name)
		now := passes[in]
		switch {
		case now == nil || now.seen[key]:
			unsure[in] = unsure[in] || p.Inferred && now != nil
			now = &pass{seen: make(map[string]bool)}
			passes[in] = now
		default:
			pairs = append(pairs, loadedPair{now.last, e, in})
		}
		now.last, now.seen[key] = e, true
	}
	return slices.DeleteFunc(pairs, func(pair loadedPair) bool { return unsure[pair.in] })
}

// inOrder tells whether a reading of the rule gives the order of a pair.
func inOrder(reading string, p loadedPair) bool {
	a, b := lastName(p.earlier.Path), lastName(p.later.Path)
	if reading == orderBytes {
		return a < b
	}
	return cmp.Or(strings.Compare(strings.ToUpper(a), strings.ToUpper(b)), strings.Compare(a, b)) < 0
}

// locationOf returns the location of the first candidate at an event's path, or else the
// path as written.
func (c *comparer) locationOf(e *Event) string {
	for _, place := range c.reading.places.at(e.Path) {
		if d := c.reading.owners[place]; d != nil {
			return d.Location
		}
	}
	return e.Path
}
