package lint

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// winnerChanges sweeps over the two releases between which the rule turns. A turn bears
// on this host where one of the two copies is its winner.
func winnerChanges(p *MachinePass) {
	over, err := version.ParseConstraint(">=2022.1, <=2022.2")
	if err != nil { // which a test rules out
		return
	}
	t := loader.Sweep(p.Inventory, p.Resolution.Host, over)
	for _, c := range p.Contests {
		winning, ok := c.Winning()
		if !ok || oneVersion(c.Decisions) {
			continue
		}
		for _, turn := range t.Turns(c.Class) {
			before, after := turn.Before, turn.After
			bears := winning.Location == before.Location || winning.Location == after.Location
			if turn.Rule != loader.RuleHighestVersionWins || before.Winner == nil || after.Winner == nil || !bears {
				continue
			}
			p.Report(Finding{
				File:    after.Location,
				Message: fmt.Sprintf("class %s: at 2022.2 this copy, %s, takes over from %s, %s", c.Class, versionWords(after.Winner), before.Location, versionWords(before.Winner)),
				Related: []Place{{File: before.Location, Message: "wins before 2022.2"}},
			})
		}
	}
}

// oneVersion tells whether candidates have one version, as written: none of them takes
// over from another one by its version.
func oneVersion(ds []loader.Decision) bool {
	for i := range ds {
		if ds[i].Candidate.PluginVersion != ds[0].Candidate.PluginVersion {
			return false
		}
	}
	return true
}

// unsureRules are the assumed rules that a decision rests on.
func unsureRules(d loader.Decision) []loader.RuleID {
	rules := slices.Clone(d.Assumes)
	if d.Reason.Basis == loader.Assumed && !slices.Contains(rules, d.Reason.Rule) {
		rules = append(rules, d.Reason.Rule)
	}
	return rules
}

// decidedByAssumption looks at what decides a class: its winner, or where nothing loads
// the first candidate that is unsure.
func decidedByAssumption(p *MachinePass) {
	for _, c := range p.Contests {
		deciding, ok := c.Winning()
		if !ok {
			i := slices.IndexFunc(c.Decisions, func(d loader.Decision) bool { return len(unsureRules(d)) > 0 })
			if i < 0 {
				continue
			}
			deciding = c.Decisions[i]
		}
		rules := unsureRules(deciding)
		if ok && oneContent(c) {
			rules = slices.DeleteFunc(rules, moot)
		}
		if len(rules) == 0 {
			continue
		}
		what, at := "this copy", deciding.Location
		if deciding.Candidate.Native {
			what, at = "the native class", firstCopy(c)
		}
		p.Report(Finding{
			File:    at,
			Message: "class " + c.Class + ": that " + what + " is " + string(deciding.Outcome) + " rests on what is only assumed: " + join(rules),
		})
	}
}

// firstCopy returns where the first copy of a class is that is no native one: a native
// class stands in an answer only beside such a copy.
func firstCopy(c loader.Contest) string {
	for _, d := range c.Decisions {
		if !d.Candidate.Native {
			return d.Location
		}
	}
	return c.Class
}

// oneContent tells whether a class has one content, in whichever copy it is loaded.
func oneContent(c loader.Contest) bool {
	return !slices.ContainsFunc(c.Decisions, func(d loader.Decision) bool {
		return d.Candidate != c.Winner && d.Candidate.CompareContent(c.Winner) != loader.SameContent
	})
}

// moot tells whether a rule does not matter to a class with one content, which loads:
// it says no more than which of the copies that is. What an unverified signature does
// to it, and whether a class that differs by case is the same one, other checks tell.
func moot(rule loader.RuleID) bool {
	switch rule {
	case loader.RuleSharedSince, loader.RuleOrderInDirectory, loader.RuleVersionOrder, loader.RuleSignatureCompetes, loader.RuleClassIdentity:
		return true
	}
	return false
}

// join lists names.
func join[T ~string](names []T) string {
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = string(n)
	}
	return strings.Join(words, ", ")
}

func devCopyShadowed(p *MachinePass) {
	for _, c := range p.Contests {
		winning, ok := c.Winning()
		if !ok || winning.Tier == loader.TierDev {
			continue
		}
		for i := range c.Decisions {
			d := &c.Decisions[i]
			if d.Tier != loader.TierDev || d.Outcome != loader.Shadowed {
				continue
			}
			p.Report(Finding{
				File:    d.Location,
				Message: "class " + c.Class + ": this copy in the dev path, " + versionWords(d.Candidate) + ", is not loaded: " + winning.Location + " is, " + versionWords(winning.Candidate) + " (" + string(d.Reason.Rule) + ")",
				Related: []Place{{File: winning.Location, Message: "is loaded in its place"}},
			})
		}
	}
}

// versionWords names the version of a candidate.
func versionWords(c *loader.Candidate) string {
	switch {
	case c.Native:
		return "which is compiled into Tableau"
	case c.PluginVersion.IsZero():
		return "without a version"
	}
	return "version " + c.PluginVersion.String()
}

func nativeClass(p *MachinePass) {
	for _, c := range p.Contests {
		i := slices.IndexFunc(c.Decisions, func(d loader.Decision) bool { return d.Candidate.Native })
		if i < 0 {
			continue
		}
		for _, d := range c.Decisions {
			if d.Tier == loader.TierBuiltIn { // native, or shipped by Tableau itself
				continue
			}
			p.Report(Finding{
				File:    d.Location,
				Message: fmt.Sprintf("class %s is compiled into Tableau, and this copy is %s (%s): give the connector a class of its own", c.Class, d.Outcome, d.Reason.Rule),
				Related: []Place{{File: c.Decisions[i].Location, Message: "the class that is compiled into Tableau"}},
			})
		}
	}
}

// A spelling is how a class is written, and where first.
type spelling struct{ class, location string }

// spellings are those of the classes that are compiled into the host's Tableau, by what
// the spellings of a class have in common.
func (p *MachinePass) spellings() map[string]spelling {
	first := make(map[string]spelling, len(p.Contests))
	if p.Resolution.Host.Native == loader.NativeNone {
		return first
	}
	for _, n := range loader.Natives() {
		first[loader.FoldClass(n.Class)] = spelling{n.Class, "native:" + n.Class}
	}
	return first
}

// classDiffersByCase reports each further spelling of a class, once.
func classDiffersByCase(p *MachinePass) {
	first, seen := p.spellings(), make(map[string]bool)
	for _, c := range p.Contests {
		for i := range c.Decisions {
			d := &c.Decisions[i]
			class := d.Candidate.Class
			key := loader.FoldClass(class)
			other, known := first[key]
			if !known {
				first[key] = spelling{class, d.Location}
				continue
			}
			if other.class == class || seen[class] {
				continue
			}
			seen[class] = true
			p.Report(Finding{
				File:    d.Location,
				Message: fmt.Sprintf("class %s and class %s differ by case only: spell it in one way", class, other.class),
				Related: []Place{{File: other.location, Message: "the class " + other.class}},
			})
		}
	}
}

func sameVersionOtherContent(p *MachinePass) {
	for _, c := range p.Contests {
		if len(c.Decisions) < 2 {
			continue
		}
		if anyRefused(c.Decisions) { // such as what is built into another release
			c.Decisions = slices.DeleteFunc(slices.Clone(c.Decisions), isRefused)
		}
		for _, same := range c.SameVersions() {
			p.sameVersion(c, same)
		}
	}
}

func isRefused(d loader.Decision) bool { return d.Outcome == loader.Refused }

func anyRefused(ds []loader.Decision) bool {
	for i := range ds {
		if ds[i].Outcome == loader.Refused {
			return true
		}
	}
	return false
}

// sameVersion reports the copies of one version, without folders that are the source of a
// package among them: the packager writes the manifest anew.
func (p *MachinePass) sameVersion(c loader.Contest, same loader.SameVersion) {
	copies := at(c.Decisions, same.Locations)
	contents := same.Contents
	if left := withoutSources(copies); len(left) < len(copies) {
		c.Decisions, contents = left, 0
		for _, still := range c.SameVersions() {
			contents = still.Contents
		}
		copies = left
	}
	if contents < 2 {
		return
	}
	f := Finding{
		File:    copies[0].Location,
		Message: fmt.Sprintf("class %s: version %s has %d different contents: raise plugin-version with each build", c.Class, same.Version, contents),
		Related: make([]Place, 0, len(copies)-1),
	}
	for i := range copies[1:] {
		d := &copies[i+1]
		f.Related = append(f.Related, Place{File: d.Location, Message: contentWords(copies[0].Candidate, d.Candidate)})
	}
	p.Report(f)
}

// at returns the decisions at some locations, in their order.
func at(decisions []loader.Decision, locations []string) []loader.Decision {
	if len(locations) == len(decisions) {
		return decisions
	}
	named := make(map[string]bool, len(locations))
	for _, location := range locations {
		named[location] = true
	}
	out := make([]loader.Decision, 0, len(locations))
	for i := range decisions {
		if named[decisions[i].Location] {
			out = append(out, decisions[i])
		}
	}
	return out
}

// contentWords compares the contents of two copies of a class.
func contentWords(a, b *loader.Candidate) string {
	switch a.CompareContent(b) {
	case loader.SameContent:
		return "has that version, and the same content"
	case loader.OtherContent:
		return "has that version, and other content"
	}
	return "has that version, and perhaps the same content"
}

// withoutSources leaves out folders that may be the source of a package: the manifests
// say the same. What else is in a folder is not known.
func withoutSources(copies []loader.Decision) []loader.Decision {
	if !slices.ContainsFunc(copies, isFolder) {
		return copies
	}
	packages := make(map[string]bool)
	for i := range copies {
		if c := copies[i].Candidate; c.Packaged && c.Manifest != nil {
			packages[text(c.Manifest)] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(copies), func(d loader.Decision) bool {
		return isFolder(d) && d.Candidate.Manifest != nil && packages[text(d.Candidate.Manifest)]
	})
}

// text is what a manifest says, but for what the packager adds, as JSON, which loses
// nothing.
func text(m *manifest.Manifest) string {
	said := saidUnstamped(m)
	data, err := json.Marshal(&said)
	if err != nil { // which texts and numbers do not give
		return ""
	}
	return string(data)
}

func isFolder(d loader.Decision) bool { return !d.Candidate.Packaged }

// oldCopyLeftBehind reports packages beside a newer one of their class that may load: an
// older one for the sake of this release is not left behind. Decisions stand in load
// order, so that those of a directory follow each other.
func oldCopyLeftBehind(p *MachinePass) {
	for _, c := range p.Contests {
		for from, to := 0, 0; from < len(c.Decisions); from = to {
			directory := c.Decisions[from].Place.Directory
			for to = from + 1; to < len(c.Decisions) && c.Decisions[to].Place.Directory == directory; {
				to++
			}
			p.leftBehind(c.Class, c.Decisions[from:to])
		}
	}
}

// leftBehind reports the older packages of a class in one directory.
func (p *MachinePass) leftBehind(class string, decisions []loader.Decision) {
	newest := newestPackage(decisions)
	if newest == nil {
		return
	}
	for i := range decisions {
		old := &decisions[i]
		if !isVersionedPackage(old) || old.Candidate.PluginVersion.Compare(newest.Candidate.PluginVersion) >= 0 {
			continue
		}
		p.Report(Finding{
			File:    old.Location,
			Message: fmt.Sprintf("class %s: this package, %s, was left behind beside %s; it is %s: delete it", class, versionWords(old.Candidate), versionWords(newest.Candidate), old.Outcome),
			Related: []Place{{File: newest.Location, Message: "the newer package"}},
		})
	}
}

// newestPackage returns the package with the highest version among those that reached
// the contest, the first of several, or nil.
func newestPackage(decisions []loader.Decision) (newest *loader.Decision) {
	for i := range decisions {
		d := &decisions[i]
		if d.Outcome == loader.Refused || !isVersionedPackage(d) {
			continue
		}
		if newest == nil || d.Candidate.PluginVersion.Compare(newest.Candidate.PluginVersion) > 0 {
			newest = d
		}
	}
	return newest
}

func isVersionedPackage(d *loader.Decision) bool {
	return d.Candidate.Packaged && !d.Candidate.PluginVersion.IsZero()
}

func folderOutsideDevPath(p *MachinePass) {
	p.refused(func(c loader.Contest, d loader.Decision) {
		if d.Reason.Rule == loader.RuleFoldersInDevPath {
			p.Report(Finding{
				File:    d.Location,
				Message: fmt.Sprintf("class %s: an unpackaged folder is not loaded from the tier %s: package it, or put it into the dev path", c.Class, d.Tier),
			})
		}
	})
}

// refused goes over the decisions on candidates that a gate stopped.
func (p *MachinePass) refused(do func(loader.Contest, loader.Decision)) {
	for _, c := range p.Contests {
		for i := range c.Decisions {
			if c.Decisions[i].Outcome == loader.Refused {
				do(c, c.Decisions[i])
			}
		}
	}
}

// refusedByGate reports what no other check speaks of. That what is built into another
// release is not loaded is as it should be.
func refusedByGate(p *MachinePass) {
	p.refused(func(c loader.Contest, d loader.Decision) {
		if d.Reason.Rule == loader.RuleFoldersInDevPath || d.Reason.Rule == loader.RuleManifestValid || p.elsewhere(d) {
			return
		}
		p.Report(Finding{File: d.Location, Message: fmt.Sprintf("class %s is not loaded from here (%s). %s", c.Class, d.Reason.Rule, d.Reason.Text)})
	})
}

func willFailAtConnection(p *MachinePass) {
	for _, c := range p.Contests {
		d, ok := c.Winning()
		if !ok || d.AtConnection == nil {
			continue
		}
		f := Finding{File: d.Location, Message: "class " + c.Class + ": " + d.AtConnection.Text}
		for _, other := range c.Decisions {
			if c.WorksInstead != nil && other.Candidate == c.WorksInstead {
				f.Related = append(f.Related, Place{File: other.Location, Message: "would load and work once those before it are gone"})
			}
		}
		p.Report(f)
	}
}

// candidateUnreadable reports what no problem with a code of its own speaks of.
func candidateUnreadable(p *MachinePass) {
	for _, d := range p.broken {
		if !slices.ContainsFunc(d.Problems, func(q manifest.Problem) bool { return q.Fatal }) {
			p.Report(Finding{File: d.Location, Message: d.Reason.Text})
		}
	}
}
