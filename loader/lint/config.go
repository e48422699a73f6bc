package lint

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// A Config says what is checked, and how. The zero value runs all checks of the table.
//
// Where a code is asked for, a star at its end stands for the rest: "schema-*". A code
// or pattern that no check has is an error.
type Config struct {
	Enable   []string            // where it is not empty, only these checks run
	Disable  []string            // these do not run
	Severity map[string]Severity // in place of the table's; of several entries that fit, the longest holds

	// Skip holds paths to leave out: a finding about such a file, or about a file in
	// such a folder, is not given. A pattern is one of [path.Match], with slashes, also
	// for paths of Windows; one without a slash fits any single name of the path.
	Skip []string

	// Checks are the embedding tool's own.
	Checks []Check

	// Release is the Tableau that Connector and Manifest hold the schema against; the
	// zero value is the newest one that is known. Machine takes that of its resolution.
	Release version.Release

	// Path is what the file system that Connector reads is called: the files of findings
	// start with it. "" is nothing.
	Path string
	// Entry names the connector in that file system: a folder, or a package where it is
	// a file. "" means that the file system is the connector's own folder.
	Entry string

	// Base holds an earlier state for version-not-increased: the connector's own folder,
	// or a directory of connectors, where the one of the same class is taken. nil is none.
	Base fs.FS
	// BasePath is what Base is called in findings. "" is "base".
	BasePath string

	// Beside holds the answers for the other services of a server, and for its other
	// nodes; Machine looks for what differs from its own resolution.
	Beside []*loader.Resolution

	// Options are the bounds of what Connector reads, and the verifier of packages; nil
	// verifies none, and then only a package without any signature is unsigned.
	Options loader.Options
}

// A ConfigError says what is wrong with a [Config].
type ConfigError struct {
	Field string   // of Config, such as "Disable"
	Value string   // what was given
	Known []string // what may stand there; nil where any text of some form may
	Text  string   // what is wrong and what to do
}

// Error names the field, the value and the way out.
func (e *ConfigError) Error() string {
	return fmt.Sprintf("lint: %s %q: %s", e.Field, e.Value, e.Text)
}

// A selection is the checks to run, with their severities, and the paths to skip.
type selection struct {
	checks []Check
	skip   []string
}

// Selected returns the checks that run, with the severities that findings get, in the
// order of [Checks] and then of the config's own. The error is a *[ConfigError].
func (c Config) Selected() ([]Check, error) {
	s, err := c.choose()
	return s.checks, err
}

// choose works out what a config asks for. The error is a *[ConfigError].
func (c Config) choose() (selection, error) {
	all, err := c.all()
	if err != nil {
		return selection{}, err
	}
	for _, pattern := range c.Skip {
		if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
			return selection{}, &ConfigError{Field: "Skip", Value: pattern, Text: "it is no pattern of path.Match: correct it"}
		}
	}
	for _, field := range []struct {
		name  string
		codes []string
	}{{"Enable", c.Enable}, {"Disable", c.Disable}, {"Severity", slices.Sorted(maps.Keys(c.Severity))}} {
		for _, code := range field.codes {
			if !slices.ContainsFunc(all, func(k Check) bool { return fits(code, k.Code) }) {
				return selection{}, unknownCode(field.name, code, all)
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(c.Severity)) {
		if s := c.Severity[code]; s.rank() == len(severities) {
			return selection{}, &ConfigError{"Severity", string(s), severityWords(), "there is no such severity: use one of " + strings.Join(severityWords(), ", ")}
		}
	}
	return c.selected(all), nil
}

// all returns the table with the config's own checks.
func (c Config) all() ([]Check, error) {
	all := Checks()
	for _, own := range c.Checks {
		wrong := ""
		switch {
		case !wellFormed(own.Code):
			wrong = "a code is small letters, digits and dots, in words joined by hyphens: correct it"
		case slices.ContainsFunc(all, func(k Check) bool { return k.Code == own.Code }):
			wrong = "a check has this code already: choose another one"
		case own.Severity.rank() == len(severities):
			wrong = "it has no severity: use one of " + strings.Join(severityWords(), ", ")
		case own.Statement == "" || own.Help == "":
			wrong = "it lacks a statement or a help: write both"
		case own.Connector == nil && own.Machine == nil:
			wrong = "it looks at nothing: set Connector or Machine"
		}
		if wrong != "" {
			return nil, &ConfigError{Field: "Checks", Value: own.Code, Text: wrong}
		}
		all = append(all, own)
	}
	return all, nil
}

// selected applies a valid config to the table.
func (c Config) selected(all []Check) selection {
	s := selection{skip: c.Skip}
	for _, k := range all {
		named := func(code string) bool { return fits(code, k.Code) }
		if len(c.Enable) > 0 && !slices.ContainsFunc(c.Enable, named) || slices.ContainsFunc(c.Disable, named) {
			continue
		}
		longest := ""
		for code := range c.Severity {
			if named(code) && len(code) > len(longest) {
				longest = code
			}
		}
		if longest != "" {
			k.Severity = c.Severity[longest]
		}
		s.checks = append(s.checks, k)
	}
	return s
}

// fits tells whether a code is meant by what a config says.
func fits(pattern, code string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(code, start)
	}
	return pattern == code
}

func unknownCode(field, code string, all []Check) error {
	known := make([]string, len(all))
	for i, k := range all {
		known[i] = k.Code
	}
	return &ConfigError{field, code, known, "no check has this code: correct it, or leave it out"}
}

func severityWords() []string {
	words := make([]string, len(severities))
	for i, s := range severities {
		words[i] = string(s)
	}
	return words
}

// skips tells whether a path is to be left out.
func (s selection) skips(file string) bool {
	if len(s.skip) == 0 {
		return false
	}
	file = strings.Trim(strings.ReplaceAll(file, `\`, "/"), "/")
	for _, pattern := range s.skip {
		if skipped(strings.Trim(strings.TrimPrefix(pattern, "./"), "/"), file) {
			return true
		}
	}
	return false
}

// skipped holds one pattern against a path, each folder that it lies in and, where
// the pattern has no slash, each name of it.
func skipped(pattern, file string) bool {
	for end := len(file); end > 0; end = strings.LastIndexByte(file[:end], '/') {
		part := file[:end]
		if !strings.Contains(pattern, "/") {
			part = path.Base(part)
		}
		if ok, _ := path.Match(pattern, part); ok {
			return true
		}
	}
	return false
}
