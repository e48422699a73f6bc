package fleet

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/version"
)

// Compare resolves each snapshot for its own host and compares what they load. An
// error in place of a snapshot is kept in the report and stops nothing else. No
// snapshot is kept.
func Compare(snapshots iter.Seq2[*snapshot.Snapshot, error]) *Report {
	c := &comparison{
		report: &Report{Classes: []Class{}}, names: make(map[string]bool), numbers: make(map[string]int),
		settings: make(map[string]*Setting), classes: make(map[string]*class), folded: make(map[string]*class),
	}
	for s, err := range snapshots {
		if err == nil && s == nil {
			err = errNoSnapshot
		}
		if err != nil {
			c.report.Failures = append(c.report.Failures, err)
			continue
		}
		c.add(s)
	}
	for _, name := range c.classNames() {
		c.report.Classes = append(c.report.Classes, c.finish(name))
	}
	c.report.Notes = c.notes()
	return c.report
}

// errNoSnapshot stands for an iterator's nil without an error.
var errNoSnapshot = errors.New("the iterator gave neither a snapshot nor an error")

// A comparison is one call of Compare.
type comparison struct {
	report   *Report
	names    map[string]bool // of the nodes
	numbers  map[string]int  // the last one behind a name and product
	settings map[string]*Setting
	classes  map[string]*class // of nodes that tell cases apart, by name
	folded   map[string]*class // of nodes that do not, by the fold of the name
	key      []byte            // used again

	unreadable, builtInsUnknown int // nodes
}

// A class is what the nodes have of one class.
type class struct {
	name   string // as the first node spells it
	states []*state
	byKey  map[string]*state
}

// A state is all that some nodes have of a class: nodes with the same candidates
// and the same outcomes share one.
type state struct {
	entries []entry
	winner  *entry // nil where nothing loads
	nodes   NodeSet
	assumes []loader.RuleID
}

// An entry is one candidate of a class.
type entry struct {
	version version.Plugin
	written string // the version as written
	digest  [32]byte
	tier    loader.Tier
	native  bool
	outcome loader.Outcome
	rule    loader.RuleID
}

// same tells whether two entries are the same connector, in whatever tier.
func (e *entry) same(f *entry) bool {
	return e.written == f.written && e.digest == f.digest && e.native == f.native
}

// add takes one node.
func (c *comparison) add(s *snapshot.Snapshot) {
	r := loader.Resolve(s.Inventory, s.Host)
	node := len(c.report.Nodes)
	setting := c.setting(r)
	c.report.Nodes = append(c.report.Nodes, Node{c.name(s.Name, setting.Product), setting})
	for _, contest := range r.Contests() {
		c.state(contest, setting).nodes.add(node)
	}
	if len(r.Unreadable()) > 0 {
		c.unreadable++
	}
	if !slices.ContainsFunc(r.Directories, func(d loader.DirectoryState) bool {
		return d.Tier == loader.TierBuiltIn && d.State == loader.StateRead
	}) {
		c.builtInsUnknown++
	}
}

// name makes a node's name unique.
func (c *comparison) name(name string, product loader.Product) string {
	unique := name
	if c.names[unique] {
		unique = fmt.Sprintf("%s (%s)", name, product)
	}
	for base := unique; c.names[unique]; {
		c.numbers[base]++
		unique = fmt.Sprintf("%s (%s %d)", name, product, c.numbers[base]+1)
	}
	c.names[unique] = true
	return unique
}

// class returns a class of a node with a setting by its name, or by its fold where
// classes are the same in any case.
func (c *comparison) class(name string, setting *Setting) *class {
	of, key := c.classes, name
	if setting.anyCase {
		of, key = c.folded, loader.FoldClass(name)
	}
	found, ok := of[key]
	if !ok {
		found = &class{name: strings.Clone(name), byKey: make(map[string]*state)}
		of[strings.Clone(key)] = found
	}
	return found
}

// classNames lists the classes: each spelling of nodes that tell cases apart, and of
// what only others have the first.
func (c *comparison) classNames() []string {
	names := slices.Collect(maps.Keys(c.classes))
	spelled := make(map[string]bool)
	for _, name := range names {
		spelled[loader.FoldClass(name)] = true
	}
	for key, of := range c.folded {
		if !spelled[key] {
			names = append(names, of.name)
		}
	}
	slices.Sort(names)
	return names
}

// states lists what the nodes have of a class: those that take classes to be the
// same in any case have it in every spelling.
func (c *comparison) states(name string) (states []*state) {
	if of := c.classes[name]; of != nil {
		states = append(states, of.states...)
	}
	if of := c.folded[loader.FoldClass(name)]; of != nil {
		states = append(states, of.states...)
	}
	return states
}

// state returns the state that a node's contest is, which is new or not.
func (c *comparison) state(contest loader.Contest, setting *Setting) *state {
	of := c.class(contest.Class, setting)
	c.key = c.key[:0]
	for i := range contest.Decisions {
		c.key = appendKey(c.key, &contest.Decisions[i])
	}
	s, ok := of.byKey[string(c.key)]
	if !ok {
		s = newState(contest)
		of.byKey[string(c.key)] = s
		of.states = append(of.states, s)
	}
	if winner, won := contest.Winning(); won {
		s.rest(winner.Assumes)
	} else {
		for _, d := range contest.Decisions {
			s.rest(d.Assumes)
		}
	}
	return s
}

// appendKey appends what tells a decision from another one.
func appendKey(key []byte, d *loader.Decision) []byte {
	digest := digestOf(d.Candidate)
	for _, text := range [...]string{writtenOf(d.Candidate), string(d.Tier), string(d.Outcome), string(d.Reason.Rule)} {
		key = append(append(key, text...), 0)
	}
	if d.Candidate.Native {
		key = append(key, 'n')
	}
	return append(key, digest[:]...)
}

func newState(contest loader.Contest) *state {
	s := &state{entries: make([]entry, len(contest.Decisions))}
	for i, d := range contest.Decisions {
		// The texts are cloned, so that they do not keep a snapshot.
		s.entries[i] = entry{
			version: cloneVersion(d.Candidate.PluginVersion), written: strings.Clone(writtenOf(d.Candidate)),
			digest: digestOf(d.Candidate), tier: d.Tier, native: d.Candidate.Native, outcome: d.Outcome, rule: d.Reason.Rule,
		}
		if d.Outcome == loader.Loaded {
			s.winner = &s.entries[i]
		}
	}
	return s
}

// rest adds the assumptions that the answer rests on.
func (s *state) rest(assumes []loader.RuleID) {
	for _, id := range assumes {
		if !slices.Contains(s.assumes, id) {
			s.assumes = append(s.assumes, id)
		}
	}
}

// digestOf is the digest of a candidate's content, as far as it is known.
func digestOf(c *loader.Candidate) [32]byte {
	if c.ContentDigest != [32]byte{} {
		return c.ContentDigest
	}
	return c.ManifestDigest
}

// writtenOf is a candidate's version as written.
func writtenOf(c *loader.Candidate) string {
	if c.Manifest != nil {
		return cmp.Or(c.Manifest.PluginVersionText, c.PluginVersion.String())
	}
	return c.PluginVersion.String()
}

func cloneVersion(v version.Plugin) version.Plugin {
	clone, _ := version.ParsePlugin(strings.Clone(v.String())) // which it was made from, or is ""
	return clone
}

// finish makes the variants of a class.
func (c *comparison) finish(name string) Class {
	states := c.states(name)
	all := make([]NodeSet, len(states))
	for i, s := range states {
		all[i] = s.nodes
	}
	states = append(states, c.absent(name, union(all).missing(len(c.report.Nodes)))...)
	out := Class{Name: name}
	groups := variants(states)
	_, usual := c.bySettings(groups[0].nodes)
	for i, g := range groups {
		v := Variant{Winner: g.states[0].shown(), Nodes: g.nodes, Assumes: g.assumes()}
		if i > 0 {
			v.Causes = c.causes(g, groups[0], usual)
		}
		out.Variants = append(out.Variants, v)
	}
	return out
}

// absent returns the states of the nodes where no candidate has the class: where it
// is native, the native one loads, and else nothing does.
func (c *comparison) absent(class string, nodes NodeSet) []*state {
	native := &state{entries: []entry{{tier: loader.TierBuiltIn, native: true, outcome: loader.Loaded, rule: loader.RuleOnlyCandidate}}}
	native.winner = &native.entries[0]
	none := &state{}
	var known, folded bool
	for _, n := range loader.Natives() {
		known = known || n.Class == class
		folded = folded || strings.EqualFold(n.Class, class)
	}
	for node := range nodes.All() {
		if s := c.report.Nodes[node].Setting; s.natives && (known || s.anyCase && folded) {
			native.nodes.add(node)
		} else {
			none.nodes.add(node)
		}
	}
	return slices.DeleteFunc([]*state{native, none}, func(s *state) bool { return s.nodes.Len() == 0 })
}

// A group is the states with one winner.
type group struct {
	states []*state
	nodes  NodeSet
}

// variants groups the states by their winners, the group with the most nodes
// first, then those that load something, then by their first node.
func variants(states []*state) []*group {
	type shown struct {
		loads  bool
		winner Winner
	}
	groups := make(map[shown]*group)
	var all []*group
	for _, s := range states {
		var key shown
		if w := s.shown(); w != nil {
			key = shown{true, *w}
		}
		if groups[key] == nil {
			groups[key] = &group{}
			all = append(all, groups[key])
		}
		groups[key].states = append(groups[key].states, s)
	}
	for _, g := range all {
		sets := make([]NodeSet, len(g.states))
		for i, s := range g.states {
			sets[i] = s.nodes
		}
		g.nodes = union(sets)
	}
	slices.SortFunc(all, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.nodes.Len(), a.nodes.Len()), cmp.Compare(b.loads(), a.loads()), cmp.Compare(a.nodes.first(), b.nodes.first()))
	})
	return all
}

// loads is 1 where something loads.
func (g *group) loads() int {
	if g.states[0].winner == nil {
		return 0
	}
	return 1
}

// assumes lists what the answer rests on, in the order of the rulebook.
func (g *group) assumes() []loader.RuleID {
	var out []loader.RuleID
	for _, rule := range loader.Rules() {
		if slices.ContainsFunc(g.states, func(s *state) bool { return slices.Contains(s.assumes, rule.ID) }) {
			out = append(out, rule.ID)
		}
	}
	return out
}

// shown is the winner as a report has it.
func (s *state) shown() *Winner {
	if s.winner == nil {
		return nil
	}
	return &Winner{s.winner.written, s.winner.digest, s.winner.tier, s.winner.native}
}
