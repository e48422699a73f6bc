package snapshot

import (
	"maps"
	"slices"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// convert makes a slice of another; nil stays nil, since empty lists differ from
// absent ones.
func convert[A, B any](from []A, one func(A) B) []B {
	if from == nil {
		return nil
	}
	out := make([]B, len(from))
	for i := range from {
		out[i] = one(from[i])
	}
	return out
}

// document returns the snapshot as it is written, its texts not yet packed.
func (s Snapshot) document() *document {
	d := &document{Schema: Schema, Name: s.Name, Host: fromHost(s.Host), Directories: []directory{}, Candidates: []candidate{}}
	if s.Inventory != nil {
		for i := range s.Inventory.Directories {
			d.Directories = append(d.Directories, fromDirectory(&s.Inventory.Directories[i]))
		}
		for i := range s.Inventory.Candidates {
			d.Candidates = append(d.Candidates, fromCandidate(&s.Inventory.Candidates[i]))
		}
	}
	return d
}

// snapshot returns what the document says, which has been checked.
func (d *document) snapshot() *Snapshot {
	inv := &loader.Inventory{
		Directories: make([]loader.ScannedDirectory, len(d.Directories)),
		Candidates:  make([]loader.Candidate, len(d.Candidates)),
	}
	for i := range d.Directories {
		inv.Directories[i] = d.Directories[i].scanned()
	}
	for i := range d.Candidates {
		d.Candidates[i].into(&inv.Candidates[i])
	}
	return &Snapshot{Name: d.Name, Host: d.Host.host(), Inventory: inv}
}

// texts calls do for each text that may come from a disk or a command line; those
// of a manifest are UTF-8. An error ends it.
func (d *document) texts(do func(*string) error) error {
	all := []*string{&d.Name, &d.Host.Home, &d.Host.Documents, &d.Host.Data}
	for _, paths := range d.Host.Paths {
		all = appendTexts(all, paths)
	}
	for i := range d.Directories {
		e := &d.Directories[i]
		all = append(all, &e.Path, &e.FirstOf, &e.Detail, &e.SameAs)
		all = appendTexts(all, e.LooseFiles)
	}
	for _, text := range all {
		if err := do(text); err != nil {
			return err
		}
	}
	for i := range d.Candidates {
		all = d.Candidates[i].texts(all[:0])
		for _, text := range all {
			if err := do(text); err != nil {
				return err
			}
		}
	}
	return nil
}

// texts appends those of a candidate.
func (c *candidate) texts(all []*string) []*string {
	all = append(all, &c.Entry, &c.Class)
	for i := range c.Also {
		all = append(all, &c.Also[i].Entry)
	}
	for i := range c.Problems {
		all = append(all, &c.Problems[i].File, &c.Problems[i].Message)
	}
	all = appendTexts(all, c.MissingFiles)
	if c.Fault != nil {
		all = append(all, &c.Fault.Text)
	}
	if s := c.Signature; s != nil {
		all = append(all, &s.Detail)
		for i := range s.Signers {
			all = append(all, &s.Signers[i].Block, &s.Signers[i].Subject, &s.Signers[i].Issuer)
		}
		for i := range s.Ignored {
			all = append(all, &s.Ignored[i].Entry, &s.Ignored[i].Reason)
		}
	}
	return all
}

func appendTexts(all []*string, texts []string) []*string {
	for i := range texts {
		all = append(all, &texts[i])
	}
	return all
}

func fromHost(h loader.Host) host {
	out := host{
		h.Product, h.OS, h.Release, h.Home, h.Documents, h.Data, maps.Clone(h.Paths), maps.Clone(h.Assume), h.Native,
		h.DisableSignatureVerification,
	}
	for tier, paths := range out.Paths {
		out.Paths[tier] = slices.Clone(paths)
	}
	return out
}

func (h host) host() loader.Host {
	return loader.Host{
		Product: h.Product, OS: h.OS, Release: h.Release, Home: h.Home, Documents: h.Documents, Data: h.Data,
		Paths: h.Paths, Assume: h.Assume, Native: h.Native, DisableSignatureVerification: h.DisableSignatureVerification,
	}
}

func fromDirectory(d *loader.ScannedDirectory) directory {
	return directory{d.Tier, d.Path, d.Release, d.FirstOf, d.State, d.Detail, d.SameAs, slices.Clone(d.LooseFiles)}
}

func (d *directory) scanned() loader.ScannedDirectory {
	return loader.ScannedDirectory{
		Directory: loader.Directory{Tier: d.Tier, Path: d.Path, Release: d.Release, FirstOf: d.FirstOf},
		State:     d.State, Detail: d.Detail, SameAs: d.SameAs, LooseFiles: d.LooseFiles,
	}
}

func writePlace(p loader.Place) place { return place{&p.Directory, p.Entry} }
func readPlace(p place) loader.Place  { return loader.Place{Directory: *p.Directory, Entry: p.Entry} }

// What differs in its tags alone is converted as a whole, so that a field that is
// added on one side does not compile.
func writeProblem(p manifest.Problem) problem  { return problem(p) }
func readProblem(p problem) manifest.Problem   { return manifest.Problem(p) }
func writeSigner(s taco.Signer) signer         { return signer(s) }
func readSigner(s signer) taco.Signer          { return taco.Signer(s) }
func writeIgnored(b taco.IgnoredBlock) ignored { return ignored(b) }
func readIgnored(b ignored) taco.IgnoredBlock  { return taco.IgnoredBlock(b) }

func fromCandidate(c *loader.Candidate) candidate {
	out := candidate{
		Directory: c.Directory, Entry: c.Entry, Also: convert(c.Also, writePlace), Packaged: c.Packaged,
		Class: c.Class, PluginVersion: c.PluginVersion, Manifest: c.Manifest, Problems: convert(c.Problems, writeProblem),
		ManifestBytes: c.ManifestBytes, ManifestDigest: digest(c.ManifestDigest), ContentDigest: digest(c.ContentDigest),
		MissingFiles: slices.Clone(c.MissingFiles),
	}
	if c.Fault != nil {
		out.Fault = &fault{c.Fault.Rule, c.Fault.Text}
	}
	if s := c.Signature; s != nil {
		out.Signature = &signature{s.State, s.Detail, convert(s.Signers, writeSigner), convert(s.Ignored, writeIgnored)}
	}
	return out
}

// into writes the candidate to where it belongs.
func (c *candidate) into(out *loader.Candidate) {
	*out = loader.Candidate{
		Place: loader.Place{Directory: c.Directory, Entry: c.Entry}, Also: convert(c.Also, readPlace), Packaged: c.Packaged,
		Class: c.Class, PluginVersion: c.PluginVersion, Manifest: c.Manifest, Problems: convert(c.Problems, readProblem),
		ManifestBytes: c.ManifestBytes, ManifestDigest: c.ManifestDigest, ContentDigest: c.ContentDigest,
		MissingFiles: c.MissingFiles,
	}
	if c.Fault != nil {
		out.Fault = &loader.Fault{Rule: c.Fault.Rule, Text: c.Fault.Text}
	}
	if s := c.Signature; s != nil {
		out.Signature = &taco.Signature{State: s.State, Detail: s.Detail, Signers: convert(s.Signers, readSigner), Ignored: convert(s.Ignored, readIgnored)}
	}
}
