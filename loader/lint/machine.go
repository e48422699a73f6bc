package lint

import (
	"slices"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// Machine returns what the checks find in what was found on a machine and the answer
// for it, in the order of files and places. It is pure: the resolution is one of that
// inventory. nil is an inventory of nothing, and its resolution for the zero host. The
// error is a *[ConfigError].
//
// Of what Connector checks only the schema and the rules of packages are held against a
// machine's connectors, for those that are not loaded because of them.
func Machine(inv *loader.Inventory, r *loader.Resolution, c Config) ([]Finding, error) {
	choice, err := c.choose()
	if err != nil {
		return nil, err
	}
	if inv == nil {
		inv = &loader.Inventory{}
	}
	if r == nil {
		r = loader.Resolve(inv, loader.Host{})
	}
	p := &MachinePass{Inventory: inv, Resolution: r, Contests: r.Contests(), Unreadable: r.Unreadable()}
	for _, other := range c.Beside {
		if other.Resolution != nil {
			p.Beside = append(p.Beside, other)
		}
	}
	p.findFaults()
	return p.sink.run(choice, func(k Check) {
		if k.Machine != nil {
			k.Machine(p)
		}
	}), nil
}

// A MachinePass is a machine as a check sees it. All of it is to be read only.
type MachinePass struct {
	Inventory  *loader.Inventory
	Resolution *loader.Resolution
	Contests   []loader.Contest  // those of the resolution
	Unreadable []loader.Decision // those of the resolution
	Beside     []Neighbour       // those of the config that have a resolution

	sink
	broken []loader.Decision  // those of Unreadable that this release would try
	faults map[string][]fault // problems for which a candidate is not loaded, by code
}

// A fault is a problem of a candidate that is not loaded because of it.
type fault struct {
	location string
	problem  manifest.Problem
}

// Report notes a finding; the code, the severity and the help are filled in. Its File
// is a location of the resolution, or a directory's path.
func (p *MachinePass) Report(f Finding) { p.report(f) }

// ofOtherRelease tells whether a directory is the built-in one of another release.
func (p *MachinePass) ofOtherRelease(d loader.Directory) bool {
	return !d.Release.IsZero() && d.Release.Feature().Compare(p.Resolution.Host.Release.Feature()) != 0
}

// elsewhere tells whether a candidate is built into another release, where this one
// does not look.
func (p *MachinePass) elsewhere(d loader.Decision) bool {
	i := d.Place.Directory
	return 0 <= i && i < len(p.Inventory.Directories) && p.ofOtherRelease(p.Inventory.Directories[i].Directory)
}

// findFaults collects the problems for which candidates are refused or unreadable.
func (p *MachinePass) findFaults() {
	p.faults = make(map[string][]fault)
	take := func(d loader.Decision) {
		for _, problem := range d.Problems {
			if problem.Severity == manifest.Error {
				p.faults[problem.Code] = append(p.faults[problem.Code], fault{d.Location, problem})
			}
		}
	}
	p.broken = slices.DeleteFunc(slices.Clone(p.Unreadable), p.elsewhere)
	for _, d := range p.broken {
		take(d)
	}
	p.refused(func(_ loader.Contest, d loader.Decision) {
		if d.Reason.Rule == loader.RuleManifestValid {
			take(d)
		}
	})
}

// problems reports the faults of one code.
func (p *MachinePass) problems(code string) {
	for _, f := range p.faults[code] {
		finding := Finding{File: f.location, Span: problemSpan(f.problem), Message: f.problem.Message}
		if isSchema(code) {
			finding.File = loader.Join(f.location, taco.ManifestName)
		}
		p.Report(finding)
	}
}
