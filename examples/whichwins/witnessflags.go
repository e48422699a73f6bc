package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

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
	for name, usage := range logDefaults {
		c.Flags().Lookup(name).Usage = usage
	}
	c.Flags().BoolVar(&f.redact, "redact", false, "replace personal paths, so that the output can be attached to a report; names of classes stay")
	return f
}

// logDefaults say of flags of a host what they mean here: what is not given, the logs
// tell.
var logDefaults = map[string]string{
	"product": "one of " + strings.Join(words(loader.Products()), ", ") + " (default the one of most processes in the logs, else desktop; on linux server)",
	"os":      "windows, macos or linux (default the one of most paths in the logs, else this system)",
	"release": "Tableau's release, such as 2022.2 (default the newest that the logs name, else the newest known)",
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
	if notes, err = f.takeSystem(r.System(), own); err != nil {
		return nil, err
	}
	if !f.answer.given("release") {
		notes = append(notes, f.takeRelease(r.Releases()))
	}
	if products := r.Products(); !f.answer.given("product") && len(products) > 0 {
		notes = append(notes, f.takeProduct(products))
	}
	return notes, nil
}

// newest tells whether neither a flag, a snapshot nor the logs say the release, so that it
// is the newest known.
func (f *witnessFlags) newest() bool {
	return !f.answer.given("inventory") && f.answer.host.release.IsZero()
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

// newestRelease is the newest release that the logs tell; "" where they tell none.
func newestRelease(r *witness.Record) string {
	if releases := r.Releases(); len(releases) > 0 {
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
