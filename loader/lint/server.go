package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
)

// onServer tells whether a product is a server's, or one of its services.
func onServer(h loader.Host) bool {
	return h.Product == loader.Server || h.Product == loader.PrepConductor || h.Product == loader.FlowAuthoring
}

// serviceWords names a service as the folder of its connectors is.
func serviceWords(p loader.Product) string {
	switch p {
	case loader.PrepConductor:
		return "flowprocessor (prep-conductor)"
	case loader.FlowAuthoring:
		return "flowqueryservice (flow-authoring)"
	}
	return "vizqlserver (server)"
}

// services returns the answers for all services and nodes of the server, this one
// first; nil for a machine that is no server.
func (p *MachinePass) services() []*loader.Resolution {
	if !onServer(p.Resolution.Host) {
		return nil
	}
	all := []*loader.Resolution{p.Resolution}
	for _, r := range p.Beside {
		if onServer(r.Host) {
			all = append(all, r)
		}
	}
	return all
}

// perServiceMissing compares services of different kinds, a class once for each pair.
func perServiceMissing(p *MachinePass) {
	type missing struct {
		class string
		in    loader.Product
	}
	seen := make(map[missing]bool)
	all := p.services()
	for _, has := range all {
		contests := p.Contests
		if has != p.Resolution {
			contests = has.Contests()
		}
		for _, lacks := range all {
			if has.Host.Product == lacks.Host.Product {
				continue
			}
			for _, c := range contests {
				winning, ok := c.Winning()
				key := missing{c.Class, lacks.Host.Product}
				if !ok || winning.Candidate.Native || winning.Tier == loader.TierBuiltIn || seen[key] || loads(lacks, c.Class) {
					continue
				}
				seen[key] = true
				p.Report(Finding{
					File:    winning.Location,
					Message: fmt.Sprintf("class %s is loaded by %s and not by %s%s: put the connector %sinto that service's folder too", c.Class, serviceWords(has.Host.Product), serviceWords(lacks.Host.Product), folderWords(lacks), sharedWords(lacks.Host, "into the shared directory, or ")),
				})
			}
		}
	}
}

// sharedWords is advice to use the shared directory, where a server searches it: from
// 2021.2 on.
func sharedWords(h loader.Host, advice string) string {
	if y := h.Release.Year(); y < 2021 || y == 2021 && h.Release.Number() < 2 {
		return ""
	}
	return advice
}

// loads tells whether a class has a winner.
func loads(r *loader.Resolution, class string) bool {
	c, ok := r.Class(class)
	return ok && c.Winner != nil
}

// folderWords names the folders of a service, with their states.
func folderWords(r *loader.Resolution) string {
	var words []string
	for _, d := range r.Directories {
		if d.Tier == loader.TierRepository && d.State != loader.StateNotSearched {
			words = append(words, fmt.Sprintf("%s, %s", d.Path, d.State))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, "; ") + ")"
}

// devPaths returns the dev paths of a host, for comparison; ok is false where they are
// redacted.
func devPaths(r *loader.Resolution) (paths []string, ok bool) {
	for _, d := range r.Directories {
		if d.Tier != loader.TierDev {
			continue
		}
		if snapshot.Redacted(d.Path) {
			return nil, false
		}
		paths = append(paths, d.Path)
	}
	return paths, true
}

func devPathDiffers(p *MachinePass) {
	all := p.services()
	if len(all) < 2 {
		return
	}
	own, ok := devPaths(p.Resolution)
	if !ok {
		return
	}
	os := p.Resolution.Host.OS
	var seen [][]string
	for _, r := range all[1:] {
		other, ok := devPaths(r)
		same := func(paths []string) bool { return slices.EqualFunc(paths, other, os.SamePath) }
		if !ok || same(own) || slices.ContainsFunc(seen, same) {
			continue
		}
		seen = append(seen, other)
		f := Finding{Message: fmt.Sprintf("the dev path is %s here, and %s for another node or service of the server: use one", pathWords(own), pathWords(other))}
		for i, path := range slices.Concat(own, other) {
			if i == 0 {
				f.File = path
				continue
			}
			f.Related = append(f.Related, Place{File: path, Message: "a dev path of the server"})
		}
		p.Report(f)
	}
}

func pathWords(paths []string) string {
	if len(paths) == 0 {
		return "not set"
	}
	return strings.Join(paths, " and ")
}

// devPathOtherDrive compares with the drives that the server's own folders are on, of
// those that are there: where the server is installed is not known otherwise.
func devPathOtherDrive(p *MachinePass) {
	h := p.Resolution.Host
	if !onServer(h) {
		return
	}
	var drives []string
	for _, d := range p.Resolution.Directories {
		drive := h.OS.Drive(d.Path)
		own := d.State == loader.StateRead && (d.Tier == loader.TierRepository || d.Tier == loader.TierBuiltIn)
		if own && drive != "" && !slices.Contains(drives, drive) {
			drives = append(drives, drive)
		}
	}
	for _, d := range p.Resolution.Directories {
		drive := h.OS.Drive(d.Path)
		if d.Tier != loader.TierDev || drive == "" || len(drives) == 0 || slices.Contains(drives, drive) {
			continue
		}
		p.Report(Finding{File: d.Path, Message: fmt.Sprintf("the dev path is on %s and the server on %s; move it there%s", drive, strings.Join(drives, ", "), sharedWords(h, ", or use the shared directory"))})
	}
}
