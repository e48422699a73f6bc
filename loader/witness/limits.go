package witness

import (
	"fmt"
	"slices"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// notes says what limits a comparison.
func (c *comparer) notes(out *Comparison) []string {
	notes := []string{}
	if len(c.rec.Processes) == 0 {
		notes = append(notes, "The logs show no process that tells of connectors.")
	}
	if n := c.missing(); n > 0 {
		notes = append(notes, fmt.Sprintf("Not all of the logs could be read or kept (lines, or rests of logs: %d): what they tell there is missing here.", n))
	}
	notes = append(notes, c.otherProducts()...)
	notes = append(notes, c.otherReleases()...)
	if n := c.hidden(); n > 0 {
		notes = append(notes, fmt.Sprintf("Paths in the log cannot be held against the places of connectors that are redacted: there are %d.", n))
	}
	if out.Differs() {
		notes = append(notes, "The log shows the machine as it was when the log was written, the inventory as it was when it was scanned: what was changed between the two differs.")
	}
	if slices.ContainsFunc(out.Results, c.newerDiffers) {
		notes = append(notes, "No log of a contest from 2022.2 on is known: a connector that takes over a class is assumed to be logged as loaded, as any other.")
	}
	if slices.ContainsFunc(out.Results, folderForModule) {
		notes = append(notes, "A folder in a built-in directory stands for a module that the log names, and folders load from the dev path only: assume folders-in-dev-path=anywhere to let it load.")
	}
	return notes
}

// folderForModule tells whether the log loads a module for which the answer has a folder
// that is refused as one.
func folderForModule(r Result) bool {
	d := r.Answer
	return r.Verdict == Differs && d != nil && d.Outcome == loader.Refused && d.Tier == loader.TierBuiltIn &&
		d.Reason.Rule == loader.RuleFoldersInDevPath && r.Event != nil && isModule(r.Event.Path)
}

// newerDiffers tells whether a log differs where the answer is that of a contest by
// version.
func (c *comparer) newerDiffers(r Result) bool {
	return r.Verdict == Differs && r.Answer != nil && r.Answer.Reason.Other != "" && c.reading.res.Rule == loader.RuleHighestVersionWins
}

// missing counts what the logs have and the record has not, as far as it is known.
func (c *comparer) missing() int {
	n := c.rec.Dropped + c.rec.Unassigned
	for _, l := range c.rec.Logs {
		if l.Status == LogCut || l.Status == LogUnreadable {
			n++
		}
		for _, s := range l.Skipped {
			n += s.Count
		}
	}
	return n
}

// otherProducts says how many processes are of another product than the host.
func (c *comparer) otherProducts() (notes []string) {
	counts := make(map[loader.Product]int)
	for i := range c.rec.Processes {
		if product, known := c.rec.Processes[i].Product(); known {
			counts[product]++
		}
	}
	own := c.product()
	compared := "compared all the same"
	if own.OnServer() {
		compared = "not compared"
	}
	for _, product := range loader.Products() {
		if n := counts[product]; n > 0 && product != own {
			notes = append(notes, fmt.Sprintf("%s of the product %s and %s: the answer is that of %s.", processesAre(n), product, compared, own))
		}
	}
	return notes
}

// product is the host's.
func (c *comparer) product() loader.Product {
	if p := c.reading.res.Host.Product; p != "" {
		return p
	}
	return loader.Desktop
}

// otherReleases says how many of the processes that are compared are of another feature
// release than the host, in the order of the releases.
func (c *comparer) otherReleases() (notes []string) {
	counts := make(map[version.Release]int)
	var releases []version.Release
	host := c.reading.res.Host.Release
	for i, testimony := range c.reading.testimonies {
		r := c.rec.Processes[i].Release
		if testimony == nil || r.IsZero() || host.IsZero() || r.Feature() == host.Feature() {
			continue
		}
		if counts[r] == 0 {
			releases = append(releases, r)
		}
		counts[r]++
	}
	slices.SortStableFunc(releases, version.Release.Compare)
	for _, r := range releases {
		notes = append(notes, fmt.Sprintf("%s of Tableau %s, and the answer is that of %s.", processesAre(counts[r]), r, host))
	}
	return notes
}

// hidden counts the candidates of which no path is known.
func (c *comparer) hidden() (n int) {
	for _, s := range c.reading.places.of {
		if s.hidden {
			n++
		}
	}
	return n
}

// processesAre counts processes at the start of a sentence.
func processesAre(n int) string {
	if n == 1 {
		return "1 process is"
	}
	return fmt.Sprintf("%d processes are", n)
}
