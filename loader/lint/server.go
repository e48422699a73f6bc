package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
)

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

// A Neighbour is another service of a server, or another of its nodes.
type Neighbour struct {
	Name       string // what findings call it; "" is its service alone
	Resolution *loader.Resolution
}

// words names a service, and where it runs if that has a name.
func (n Neighbour) words() string {
	words := serviceWords(n.Resolution.Host.Product)
	if n.Name != "" {
		words += " of " + n.Name
	}
	return words
}

// services returns the answers for all services and nodes of the server, this one
// first; nil for a machine that is no server.
func (p *MachinePass) services() []Neighbour {
	if !p.Resolution.Host.Product.OnServer() {
		return nil
	}
	all := []Neighbour{{Resolution: p.Resolution}}
	for _, n := range p.Beside {
		if n.Resolution.Host.Product.OnServer() {
			all = append(all, n)
		}
	}
	return all
}

// perServiceMissing compares services of different kinds.
func perServiceMissing(p *MachinePass) {
	seen := make(map[missing]bool)
	all := p.services()
	for _, has := range all {
		loaded := p.loadedFromFiles(has.Resolution)
		for _, lacks := range all {
			if has.Resolution.Host.Product != lacks.Resolution.Host.Product {
				p.compareServices(has, lacks, loaded, seen)
			}
		}
	}
}

// A missing is a class that a service lacks.
type missing struct{ class, in string }

// loadedFromFiles lists the decisions on what is loaded, but for what ships with Tableau.
func (p *MachinePass) loadedFromFiles(r *loader.Resolution) []loader.Decision {
	contests := p.Contests
	if r != p.Resolution {
		contests = r.Contests()
	}
	var out []loader.Decision
	for _, c := range contests {
		if d, ok := c.Winning(); ok && !d.Candidate.Native && d.Tier != loader.TierBuiltIn {
			out = append(out, d)
		}
	}
	return out
}

// compareServices reports what one service loads and another lacks: a class at a time,
// or all together where the other has no folder of connectors.
func (p *MachinePass) compareServices(has, lacks Neighbour, loaded []loader.Decision, seen map[missing]bool) {
	var lacking []loader.Decision
	for _, d := range loaded {
		key := missing{d.Candidate.Class, lacks.words()}
		if !seen[key] && !loads(lacks.Resolution, d.Candidate.Class) {
			seen[key] = true
			lacking = append(lacking, d)
		}
	}
	advice := fmt.Sprintf("put the connector %sinto that service's folder too", sharedWords(lacks.Resolution.Host, "into the shared directory, or "))
	if folder := missingFolder(lacks.Resolution); folder != "" && len(lacking) > 1 {
		f := Finding{
			File:    folder,
			Message: fmt.Sprintf("%s has no folder of connectors and lacks %d classes that %s loads: %s", lacks.words(), len(lacking), has.words(), strings.Replace(advice, "the connector", "the connectors", 1)),
		}
		for _, d := range lacking {
			f.Related = append(f.Related, Place{File: d.Location, Message: "class " + d.Candidate.Class})
		}
		p.Report(f)
		return
	}
	for _, d := range lacking {
		p.Report(Finding{
			File:    d.Location,
			Message: fmt.Sprintf("class %s is loaded by %s and not by %s%s: %s", d.Candidate.Class, has.words(), lacks.words(), folderWords(lacks.Resolution), advice),
		})
	}
}

// missingFolder returns the first folder of a service where none of them exists, or "".
func missingFolder(r *loader.Resolution) (path string) {
	for _, d := range r.Directories {
		switch {
		case d.Tier != loader.TierRepository:
		case d.State == loader.StateRead:
			return ""
		case d.State == loader.StateMissing && path == "":
			path = d.Path
		}
	}
	return path
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
	for _, n := range all[1:] {
		other, ok := devPaths(n.Resolution)
		same := func(paths []string) bool { return slices.EqualFunc(paths, other, os.SamePath) }
		if !ok || same(own) || slices.ContainsFunc(seen, same) {
			continue
		}
		seen = append(seen, other)
		f := Finding{Message: fmt.Sprintf("the dev path is %s here, and %s for %s: use one", pathWords(own), pathWords(other), n.words())}
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
	if !h.Product.OnServer() {
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
