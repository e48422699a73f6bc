package loader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A judge holds what the gates ask of a host, worked out once.
type judge struct {
	host     Host
	inv      *Inventory
	states   []State        // of the directories, on this host
	release  version.Plugin // the host's release, for min-version-tableau
	known    bool           // whether the maintenance release is known
	platform string
	size     int64 // manifest-size

	foldersAnywhere, platformsIgnored, filesGate, signatureGate bool
	protected, nativeLowest, anyCase, orderBytes                bool
	byVersion                                                   bool // from 2022.2
	verifies                                                    bool // the signatures of packages
}

// A gate is one stage before the contest.
type gate struct {
	rule RuleID
	// judge tells whether the gate stops the candidate in that directory, and
	// which assumption that rests on.
	judge func(*judge, *Candidate, *ScannedDirectory) (stops bool, rests assumption)
	// reason gives the two figures and the sentence for one that is stopped.
	reason func(*judge, *Candidate, *ScannedDirectory) (value, against, text string)
	// turns tells a sweep from which releases on the judgement of that candidate
	// may be another one. It is nil where only the milestones matter.
	turns func(*sweep, *Candidate, *ScannedDirectory)
}

// gates stand in the order in which they decide (design: the first that stops).
// The order is the simulator's; Tableau documents only that the minimum version
// comes before the class is registered.
var gates = [...]gate{
	{RulePluginsSince, beforePlugins, sayBeforePlugins, nil},
	{RuleLoadOrder, inOtherRelease, sayOtherRelease, turnsWithItsRelease},
	{RuleSharedSince, beforeShared, sayBeforeShared, nil},
	{RulePackagesSince, beforePackages, sayBeforePackages, nil},
	{RuleFoldersInDevPath, folderElsewhere, sayFolderElsewhere, nil},
	{RuleManifestValid, breaksSchema, sayBreaksSchema, turnsWithTheSchema},
	{RuleMinVersionTableau, needsNewer, sayNeedsNewer, turnsAtItsMinimum},
	{RulePlatforms, forOtherPlatforms, sayOtherPlatforms, nil},
	{RuleReferencedFiles, lacksFiles, sayLacksFiles, nil},
	{RuleSignatureCompetes, lacksSignature, sayLacksSignature, nil},
}

func beforePlugins(j *judge, _ *Candidate, _ *ScannedDirectory) (bool, assumption) {
	return pluginsFirst.after(j.host.Release), 0
}

func sayBeforePlugins(j *judge, _ *Candidate, _ *ScannedDirectory) (string, string, string) {
	return j.host.Release.String(), pluginsFirst.String(),
		fmt.Sprintf("Tableau %s loads no connector plugins; they load from %s on.", j.host.Release, pluginsFirst)
}

func inOtherRelease(j *judge, _ *Candidate, d *ScannedDirectory) (bool, assumption) {
	return j.otherRelease(d), 0
}

func sayOtherRelease(j *judge, _ *Candidate, d *ScannedDirectory) (string, string, string) {
	return j.host.Release.String(), d.Release.String(),
		fmt.Sprintf("Its directory belongs to Tableau %s, not to %s.", d.Release, j.host.Release)
}

// turnsWithItsRelease: a directory of one release serves neither the one before
// nor the one after.
func turnsWithItsRelease(s *sweep, _ *Candidate, d *ScannedDirectory) {
	if d.Release.IsZero() {
		return
	}
	at := s.from(d.Release)
	s.turn(at)
	s.turn(at + 1)
}

// otherRelease tells whether a built-in directory belongs to another release.
func (j *judge) otherRelease(d *ScannedDirectory) bool {
	return !d.Release.IsZero() && !featureOf(d.Release).is(j.host.Release)
}

func beforeShared(j *judge, _ *Candidate, d *ScannedDirectory) (bool, assumption) {
	if d.Tier != TierShared {
		return false, 0
	}
	var rests assumption
	if !j.host.Product.OnServer() {
		rests = onSharedSince
	}
	return sharedFirst.after(j.host.Release), rests
}

func sayBeforeShared(j *judge, _ *Candidate, _ *ScannedDirectory) (string, string, string) {
	return j.host.Release.String(), sharedFirst.String(),
		fmt.Sprintf("Tableau %s does not search the shared directory; it does from %s on.", j.host.Release, sharedFirst)
}

// firstWithPackages is the first release of the host's product with packages.
func (j *judge) firstWithPackages() milestone {
	if j.host.Product == PrepBuilder {
		return packagesFirstPrep
	}
	return packagesFirst
}

func beforePackages(j *judge, c *Candidate, _ *ScannedDirectory) (bool, assumption) {
	return c.Packaged && j.firstWithPackages().after(j.host.Release), 0
}

func sayBeforePackages(j *judge, _ *Candidate, _ *ScannedDirectory) (string, string, string) {
	first := j.firstWithPackages()
	return j.host.Release.String(), first.String(),
		fmt.Sprintf("Tableau %s does not load .taco packages; it does from %s on.", j.host.Release, first)
}

func folderElsewhere(j *judge, c *Candidate, d *ScannedDirectory) (bool, assumption) {
	return !c.Packaged && d.Tier != TierDev && !j.foldersAnywhere, 0
}

func sayFolderElsewhere(_ *judge, _ *Candidate, d *ScannedDirectory) (string, string, string) {
	return string(d.Tier), string(TierDev), fmt.Sprintf(
		"An unpackaged folder loads from the dev path only, and this is the %s directory: package it, or name its parent as dev path.", d.Tier)
}

func breaksSchema(j *judge, c *Candidate, d *ScannedDirectory) (bool, assumption) {
	if len(c.Problems) == 0 {
		return false, 0
	}
	var undated, dated, waived bool
	for i := range c.Problems {
		p := &c.Problems[i]
		switch {
		case p.Severity != manifest.Error:
		case d.Tier == TierBuiltIn && !p.Required:
		case p.Holds(j.host.Release):
			undated = undated || p.Dated != manifest.DatedAssumed
			dated = dated || p.Dated == manifest.DatedAssumed
		case p.Until.IsZero() || schemaFirst.after(j.host.Release):
			// That it does not hold yet is what lets it load.
			waived = waived || p.Dated == manifest.DatedAssumed || schemaFirst.after(j.host.Release)
		}
	}
	if !undated && (dated || waived) {
		return dated, onManifestValid
	}
	return undated, 0
}

func turnsWithTheSchema(s *sweep, c *Candidate, _ *ScannedDirectory) {
	for i := range c.Problems {
		for _, r := range [...]version.Release{c.Problems[i].Since, c.Problems[i].Until} {
			if !r.IsZero() {
				s.turn(s.from(r))
			}
		}
	}
}

func sayBreaksSchema(j *judge, c *Candidate, d *ScannedDirectory) (string, string, string) {
	for _, p := range c.Problems {
		if p.Severity == manifest.Error && p.Holds(j.host.Release) && (p.Required || d.Tier != TierBuiltIn) {
			return j.host.Release.String(), p.Code,
				fmt.Sprintf("Its manifest breaks the schema of Tableau %s at line %d, column %d: %s.", j.host.Release, p.Line, p.Column, p.Message)
		}
	}
	return j.host.Release.String(), "", "Its manifest breaks the schema."
}

func needsNewer(j *judge, c *Candidate, _ *ScannedDirectory) (bool, assumption) {
	if c.Manifest == nil {
		return false, 0
	}
	least := c.Manifest.MinVersionTableau
	if least.IsZero() {
		if c.Manifest.MinVersionTableauText != "" { // malformed, and no schema stopped it
			return false, onMinVersion
		}
		return false, 0
	}
	newer := least.Compare(j.release) > 0
	if newer && !j.known && j.withinFeature(least) {
		return true, onMinVersion
	}
	return newer, 0
}

func turnsAtItsMinimum(s *sweep, c *Candidate, _ *ScannedDirectory) {
	if c.Manifest != nil && !c.Manifest.MinVersionTableau.IsZero() {
		s.turn(s.fromMinimum(c.Manifest.MinVersionTableau))
	}
}

// withinFeature tells whether a maintenance release of the host's feature
// release could satisfy least.
func (j *judge) withinFeature(least version.Plugin) bool {
	next, err := version.ParsePlugin(fmt.Sprintf("%d.%d", j.host.Release.Year(), j.host.Release.Number()+1))
	return err == nil && least.Compare(next) < 0
}

func sayNeedsNewer(j *judge, c *Candidate, _ *ScannedDirectory) (string, string, string) {
	least := c.Manifest.MinVersionTableau.String()
	text := fmt.Sprintf("It needs Tableau %s or newer, and this is %s.", least, j.host.Release)
	if !j.known && j.withinFeature(c.Manifest.MinVersionTableau) {
		text = fmt.Sprintf("It needs Tableau %s or newer, and of build %s the maintenance release is not known; it is taken for the first.", least, j.host.Release)
	}
	return j.host.Release.String(), least, text
}

func forOtherPlatforms(j *judge, c *Candidate, _ *ScannedDirectory) (bool, assumption) {
	return c.Manifest != nil && c.Manifest.Platforms != nil && !j.platformsIgnored &&
		!slices.Contains(c.Manifest.Platforms, j.platform), 0
}

func sayOtherPlatforms(j *judge, c *Candidate, _ *ScannedDirectory) (string, string, string) {
	listed := strings.Join(c.Manifest.Platforms, ", ")
	return j.platform, listed, fmt.Sprintf("Its manifest lists the platforms %s, and this is %s.", listed, j.platform)
}

func lacksFiles(j *judge, c *Candidate, _ *ScannedDirectory) (bool, assumption) {
	return j.filesGate && len(c.MissingFiles) > 0, 0
}

func sayLacksFiles(_ *judge, c *Candidate, _ *ScannedDirectory) (string, string, string) {
	return "missing", c.MissingFiles[0], fmt.Sprintf("Its manifest names %s, which is not there.", strings.Join(c.MissingFiles, ", "))
}

func lacksSignature(j *judge, c *Candidate, _ *ScannedDirectory) (bool, assumption) {
	switch {
	case !c.Packaged || !j.verifies:
		return false, 0
	case c.unverified():
		return j.signatureGate, onSignatureCompetes
	case j.signatureGate && c.signature() == nil: // nobody looked, and the gate would have asked
		return false, onSignatureCompetes
	}
	return false, 0
}

func sayLacksSignature(_ *judge, c *Candidate, _ *ScannedDirectory) (string, string, string) {
	return string(c.Signature.State), string(taco.Verified),
		fmt.Sprintf("Its signature is %s, and unverified packages are taken to be refused.", c.Signature.State)
}
