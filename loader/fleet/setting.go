package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/version"
)

// setting returns what the node of a resolution is asked for; nodes that have the
// same one share it.
func (c *comparison) setting(r *loader.Resolution) *Setting {
	s := &Setting{
		Product: r.Host.Product, OS: r.Host.OS, Release: r.Host.Release, Rule: r.Rule,
		drives: make(map[loader.Tier][]string), natives: takesNatives(r.Host),
		anyCase: r.Host.Assume[loader.RuleClassIdentity] == "any-case", assume: assumed(r.Host),
	}
	for _, d := range r.Directories {
		if d.Tier == loader.TierDev {
			s.DevPaths, s.devStates = append(s.DevPaths, strings.Clone(d.Path)), append(s.devStates, d.State)
			s.redacted = s.redacted || snapshot.Redacted(d.Path)
		}
		if drive := s.OS.Drive(d.Path); drive != "" && !slices.Contains(s.drives[d.Tier], drive) {
			s.drives[d.Tier] = append(s.drives[d.Tier], drive)
		}
	}
	key := fmt.Sprintf("%q %q %q %q %q %q %q %t %q", s.Product, s.OS, s.Release, s.Rule, s.DevPaths, s.devStates, s.drives, s.natives, s.assume)
	if known := c.settings[key]; known != nil {
		return known
	}
	c.settings[key] = s
	return s
}

// takesNatives tells whether native classes take part: a release that loads no
// connector plugins registers nothing that they could collide with.
func takesNatives(h loader.Host) bool {
	first := version.KnownReleases()[0]
	return h.Native != loader.NativeNone && h.Release.Compare(first) >= 0
}

// assumed lists the readings of the rules that a host chooses, in the order of the
// rulebook.
func assumed(h loader.Host) string {
	var chosen []string
	for _, rule := range loader.Rules() {
		if value, ok := h.Assume[rule.ID]; ok {
			chosen = append(chosen, fmt.Sprintf("%s=%s", rule.ID, value))
		}
	}
	return strings.Join(chosen, ", ")
}

// elsewhere says how the directories of some tiers differ from those of other
// settings; "" where one of these has the same.
func (s *Setting) elsewhere(tiers []loader.Tier, others []*Setting) (Reason, string) {
	for _, tier := range tiers {
		differ := func(alike func(*Setting) bool) bool { return len(others) > 0 && !slices.ContainsFunc(others, alike) }
		if drives := s.drives[tier]; len(drives) > 0 && differ(func(o *Setting) bool {
			return len(o.drives[tier]) == 0 || slices.ContainsFunc(o.drives[tier], func(d string) bool { return slices.Contains(drives, d) })
		}) {
			return OtherDrive, fmt.Sprintf("Its %s directory is on %s, and that of the others on %s.", tier, strings.Join(drives, ", "), strings.Join(others[0].drives[tier], ", "))
		}
		if tier == loader.TierDev && differ(s.sameDevPaths) {
			return OtherDevPath, fmt.Sprintf("Its dev path is %s, and that of the others %s.", s.devWords(), others[0].devWords())
		}
	}
	return "", ""
}

// sameDevPaths tells whether two settings have the same dev paths, or whether that
// is not known.
func (s *Setting) sameDevPaths(o *Setting) bool {
	return s.redacted || o.redacted || slices.EqualFunc(s.DevPaths, o.DevPaths, func(a, b string) bool {
		return s.OS.ComparedPath(a) == o.OS.ComparedPath(b)
	})
}

// devWords names the dev paths, with their states where they could not be read.
func (s *Setting) devWords() string {
	if len(s.DevPaths) == 0 {
		return "none"
	}
	words := make([]string, len(s.DevPaths))
	for i, path := range s.DevPaths {
		words[i] = path
		if state := s.devStates[i]; state != loader.StateRead {
			words[i] += fmt.Sprintf(" (%s)", state)
		}
	}
	return strings.Join(words, ", ")
}

// notes says what the answer does not know, and how the nodes differ as a whole.
func (c *comparison) notes() []string {
	notes := []string{}
	say := func(n int, format string) {
		if n > 0 {
			notes = append(notes, fmt.Sprintf(format, n))
		}
	}
	releases := c.count(func(s *Setting) string { return fmt.Sprintf("%s %s on %s", s.Product, s.Release, s.OS) })
	if len(releases) > 1 {
		notes = append(notes, "The nodes have different Tableaus: "+strings.Join(releases, ", ")+".")
	}
	if readings := c.count(func(s *Setting) string { return cmp.Or(s.assume, "none") }); len(readings) > 1 {
		notes = append(notes, "The nodes assume different readings of the rules: "+strings.Join(readings, ", ")+".")
	}
	if paths := c.count((*Setting).comparedDevPath); len(paths) > 1 {
		notes = append(notes, "The dev path must be the same on each machine of a server, and these differ: "+strings.Join(paths, ", ")+".")
	}
	redacted := 0
	for _, n := range c.report.Nodes {
		if n.redacted {
			redacted++
		}
	}
	say(redacted, "Nodes whose dev path is redacted, so that whether it is the same is not known: %d.")
	say(c.unreadable, "Nodes with candidates that cannot be read, whose class is not known: %d.")
	say(c.builtInsUnknown, "Nodes of which no built-in directory was read, so that the connectors built into Tableau are not known: %d.")
	say(len(c.report.Failures), "Snapshots that could not be read, whose nodes are missing here: %d.")
	return notes
}

// comparedDevPath is the dev path of a node of a server, as Windows compares it; ""
// where that is not known or does not matter.
func (s *Setting) comparedDevPath() string {
	if s.redacted || !s.Product.OnServer() {
		return ""
	}
	paths := make([]string, len(s.DevPaths))
	for i, path := range s.DevPaths {
		paths[i] = s.OS.ComparedPath(path)
	}
	return cmp.Or(strings.Join(paths, " and "), "none")
}

// mostCounted is how many kinds of nodes a note names.
const mostCounted = 6

// count says how many nodes have each of the values, in the order in which they
// came; "" is no value.
func (c *comparison) count(of func(*Setting) string) []string {
	counts := make(map[string]int)
	bySetting := make(map[*Setting]string, len(c.settings))
	var order []string
	for _, n := range c.report.Nodes {
		value, known := bySetting[n.Setting]
		if !known {
			value = of(n.Setting)
			bySetting[n.Setting] = value
		}
		if value == "" {
			continue
		}
		if counts[value] == 0 {
			order = append(order, value)
		}
		counts[value]++
	}
	more := max(0, len(order)-mostCounted)
	order = order[:len(order)-more]
	for i, value := range order {
		order[i] = fmt.Sprintf("%s (%d)", value, counts[value])
	}
	if more > 0 {
		order = append(order, fmt.Sprintf("%d more", more))
	}
	return order
}
