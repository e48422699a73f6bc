package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
	"github.com/tacorder/tacorder/version"
)

// witnessFlags are those of the command witness.
type witnessFlags struct {
	answer *answerFlags
	ofHost []string // the names of the flags that ask for a comparison
	redact bool
}

// addWitnessFlags gives a command the flags of witness.
func addWitnessFlags(c *cobra.Command) *witnessFlags {
	f := &witnessFlags{answer: addAnswerFlags(c)}
	c.Flags().VisitAll(func(flag *pflag.Flag) { f.ofHost = append(f.ofHost, flag.Name) })
	c.Flags().BoolVar(&f.redact, "redact", false, "replace personal paths, so that the output can be attached to a report")
	return f
}

// compares tells whether a host is given to hold against the logs.
func (f *witnessFlags) compares() bool { return slices.ContainsFunc(f.ofHost, f.answer.given) }

// validate tells whether flags and arguments fit together, before anything is read.
func (f *witnessFlags) validate(args []string) error {
	streams := len(args) - len(slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg == "-" }))
	switch {
	case streams > 1:
		return errors.New("standard input is named twice as a LOG, and can be read once: name it once")
	case streams == 1 && f.answer.inventory == "-":
		return errors.New("a LOG and --inventory are both standard input: give one of them as a file")
	}
	return nil
}

// defaultToLogs takes from the logs what the flags do not say of the host, and notes
// that. A snapshot says it of its own.
func (f *witnessFlags) defaultToLogs(r *witness.Record, own loader.OS) (notes []string, err error) {
	if f.answer.given("inventory") {
		return nil, nil
	}
	if notes, err = f.takeSystem(systemOfLogs(r), own); err != nil {
		return nil, err
	}
	if !f.answer.given("release") {
		notes = append(notes, f.takeRelease(releasesOf(r)))
	}
	if products := productsOf(r); !f.answer.given("product") && len(products) > 0 {
		notes = append(notes, f.takeProduct(products))
	}
	return notes, nil
}

// takeRelease takes the newest release that the logs name.
func (f *witnessFlags) takeRelease(releases []version.Release) (note string) {
	if len(releases) == 0 {
		return fmt.Sprintf("No log names its release, and the answer is for %s: --release chooses another one.", version.Latest())
	}
	newest := releases[len(releases)-1]
	f.answer.host.release = newest
	if len(releases) == 1 {
		return fmt.Sprintf("The answer is for release %s, which the logs name: --release chooses another one.", fullRelease(newest))
	}
	return fmt.Sprintf("The logs are of %d releases, and the answer is for the newest, %s: --release chooses another one.", len(releases), fullRelease(newest))
}

// takeProduct takes the product of the most processes.
func (f *witnessFlags) takeProduct(products []loader.Product) (note string) {
	f.answer.host.product = string(products[0])
	if len(products) == 1 {
		return fmt.Sprintf("The answer is for the product %s, whose processes the logs are of: --product chooses another one.", products[0])
	}
	return fmt.Sprintf("The logs are of %d products, and the answer is for %s, which has the most processes: --product chooses another one.", len(products), products[0])
}

// releasesOf lists the releases that the logs name, the oldest first. Of one feature
// release it is the newest, and a build, which names built-in directories, before
// others.
func releasesOf(r *witness.Record) (releases []version.Release) {
	for _, p := range r.Processes {
		if p.Release.IsZero() {
			continue
		}
		i := slices.IndexFunc(releases, func(have version.Release) bool { return have.Feature().Compare(p.Release.Feature()) == 0 })
		switch {
		case i < 0:
			releases = append(releases, p.Release)
		case moreTelling(p.Release, releases[i]):
			releases[i] = p.Release
		}
	}
	slices.SortFunc(releases, version.Release.Compare)
	return releases
}

// moreTelling tells whether a release says more than another of the same feature
// release.
func moreTelling(a, b version.Release) bool {
	if (a.Build() != "") != (b.Build() != "") {
		return a.Build() != ""
	}
	return a.Compare(b) > 0
}

// productsOf lists the products that the logs are of, that with the most processes
// first.
func productsOf(r *witness.Record) []loader.Product {
	counts := make(map[loader.Product]int)
	for i := range r.Processes {
		if product, ok := r.Processes[i].Product(); ok {
			counts[product]++
		}
	}
	products := slices.DeleteFunc(loader.Products(), func(p loader.Product) bool { return counts[p] == 0 })
	slices.SortStableFunc(products, func(a, b loader.Product) int { return counts[b] - counts[a] })
	return products
}

// newestRelease is the newest release that the logs tell; "" where they tell none.
func newestRelease(r *witness.Record) string {
	if releases := releasesOf(r); len(releases) > 0 {
		return releases[len(releases)-1].String()
	}
	return ""
}

// fullRelease is a release with the build, where it is one.
func fullRelease(r version.Release) string {
	if r.Build() == "" {
		return r.String()
	}
	return fmt.Sprintf("%s (%s)", r.Feature(), r.Build())
}
