package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// versionDefault finds the version of the SDK's samples, however many zeros it has.
func versionDefault(p *ConnectorPass) {
	if p.Manifest == nil || p.Manifest.PluginVersion.IsZero() {
		return
	}
	if strings.Trim(p.Manifest.PluginVersionText, "0.-") == "" {
		p.Report(Finding{
			File: p.Path(taco.ManifestName), Span: p.rootValue("plugin-version"),
			Message: fmt.Sprintf("plugin-version is %s, the value of the SDK's samples: write 1.0.0, and raise it with each build", p.Manifest.PluginVersionText),
		})
	}
}

func minVersionMissing(p *ConnectorPass) {
	if p.Manifest == nil || p.Outline.Root == nil {
		return
	}
	if _, there := p.Outline.Root.Attribute("min-version-tableau"); there {
		return
	}
	message := "no min-version-tableau: write the oldest release that the connector is meant for"
	if f := p.newest(); f != nil {
		message += fmt.Sprintf(", at least %s, since %s", f.since, f.what)
	}
	p.Report(Finding{File: p.Path(taco.ManifestName), Span: p.root(), Message: message})
}

func minVersionTooLow(p *ConnectorPass) {
	if p.Manifest == nil || p.Manifest.MinVersionTableau.IsZero() {
		return
	}
	f := p.newest()
	if f == nil || p.Manifest.MinVersionTableau.Compare(f.since.Plugin()) >= 0 {
		return
	}
	p.Report(Finding{
		File: p.Path(taco.ManifestName), Span: p.rootValue("min-version-tableau"),
		Message: fmt.Sprintf("min-version-tableau is %s, and %s: write %s", p.Manifest.MinVersionTableauText, f.what, f.since),
		Related: []Place{{p.Path(f.file), f.at, f.what}},
	})
}

// neverLoads resolves the connector alone, on each system: for all known releases, for
// the one that it is held against, and for maintenance releases of the newest.
func neverLoads(p *ConnectorPass) {
	if p.Manifest == nil {
		return
	}
	inv := &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: "."}, State: loader.StateRead}},
		Candidates:  []loader.Candidate{p.candidate()},
	}
	inv.Candidates[0].Entry = "connector" // the name does not matter, and there may be none
	var reason loader.Reason
	for _, system := range loader.Systems() {
		h := loader.Host{OS: system, Native: loader.NativeNone}
		spans, _ := loader.Sweep(inv, h, version.Constraint{}).Class(p.Manifest.Class)
		if slices.ContainsFunc(spans, func(s loader.Span) bool { return s.Winner != nil }) {
			return
		}
		for _, h.Release = range []version.Release{p.Release, lastMaintenance(), version.Latest()} {
			r := loader.Resolve(inv, h)
			if c, known := r.Class(p.Manifest.Class); known && c.Winner != nil {
				return
			}
			reason = latestReason(r)
		}
	}
	f := Finding{File: p.Path(taco.ManifestName), Span: p.root()}
	why := reason.Text
	switch reason.Rule {
	case loader.RuleMinVersionTableau:
		f.Span = p.rootValue("min-version-tableau")
	case loader.RuleManifestValid:
		why = "Its manifest breaks the schema."
		f.Related = p.schemaFaults()
	}
	f.Message = fmt.Sprintf("no known release loads it, up to %s (%s). %s", version.Latest(), reason.Rule, why)
	p.Report(f)
}

// lastMaintenance is beyond each maintenance release of the newest feature release.
func lastMaintenance() version.Release { return release(version.Latest().Feature().String() + ".9999") }

// schemaFaults are the places where the manifest breaks the schema of the newest
// release.
func (p *ConnectorPass) schemaFaults() []Place {
	var places []Place
	for _, problem := range p.Problems {
		if isSchema(problem.Code) && problem.Holds(version.Latest()) {
			places = append(places, Place{p.Path(taco.ManifestName), problemSpan(problem), problem.Code})
		}
	}
	return places
}

// latestReason is why the one candidate of a resolution is not loaded.
func latestReason(r *loader.Resolution) loader.Reason {
	for _, c := range r.Contests() {
		return c.Decisions[0].Reason
	}
	for _, d := range r.Unreadable() {
		return d.Reason
	}
	return loader.Reason{}
}
