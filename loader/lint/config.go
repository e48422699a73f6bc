package lint

import (
	"fmt"
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
	// Enable holds the checks that run; where it is empty, all do. connector-unreadable
	// runs also where it is not named: else a wrong path would look clean.
	Enable  []string
	Disable []string // these do not run, whatever Enable says
	// Severity holds in place of the table's. Of several entries that fit, the code
	// itself holds, and else the longest pattern.
	Severity map[string]Severity

	// Skip holds paths to leave out: a finding about such a file or folder, or about
	// what lies in such a folder, is not given. A pattern is one of [path.Match], with
	// slashes, also for paths of Windows, and with a backslash only before one of
	// * ? [ \ ]. A slash at its end is dropped.
	//
	// A pattern with a slash before its end is held against the path from the start:
	// src/heron, C:/con, /opt, which is that absolute path alone, and ./vendor, whose
	// "./" is dropped then. One without a slash fits any single name of the path: vendor
	// and vendor/ fit src/vendor, too.
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

	// Base is an earlier state for version-not-increased; nil is none. See [ReadBase].
	Base *Base

	// Beside holds the answers for the other services of a server, and for its other
	// nodes. Machine looks for classes that a service of another kind lacks, and for
	// other dev paths; package fleet compares what the nodes load.
	Beside []Neighbour

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
	skip   []skipPattern
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
		if wrong := faultOfSkip(pattern); wrong != "" {
			return selection{}, &ConfigError{Field: "Skip", Value: pattern, Text: wrong}
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
	var s selection
	for _, pattern := range c.Skip {
		s.skip = append(s.skip, newSkipPattern(pattern))
	}
	for _, k := range all {
		if c.runs(k.Code) {
			k.Severity = c.severity(k)
			s.checks = append(s.checks, k)
		}
	}
	return s
}

// alwaysRuns is the code of the check that Enable cannot leave out.
const alwaysRuns = "connector-unreadable"

// runs tells whether the check with a code is to run.
func (c Config) runs(code string) bool {
	named := func(pattern string) bool { return fits(pattern, code) }
	if slices.ContainsFunc(c.Disable, named) {
		return false
	}
	return len(c.Enable) == 0 || code == alwaysRuns || slices.ContainsFunc(c.Enable, named)
}

// severity is that of a check by the config. Two patterns that fit one code are not of
// one length.
func (c Config) severity(k Check) Severity {
	if exact, ok := c.Severity[k.Code]; ok {
		return exact
	}
	longest, severity := "", k.Severity
	for pattern, s := range c.Severity {
		if fits(pattern, k.Code) && len(pattern) > len(longest) {
			longest, severity = pattern, s
		}
	}
	return severity
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
	file = withoutDot(strings.TrimRight(strings.ReplaceAll(file, `\`, "/"), "/"))
	return slices.ContainsFunc(s.skip, func(pattern skipPattern) bool { return pattern.fits(file) })
}

// A skipPattern is a valid pattern of Config.Skip.
type skipPattern struct {
	text     string
	anchored bool // it is held against the path from its start; else against each name
}

func newSkipPattern(pattern string) skipPattern {
	pattern = strings.TrimRight(pattern, "/")
	return skipPattern{withoutDot(pattern), strings.Contains(pattern, "/")}
}

// withoutDot drops "./" from the start of a path.
func withoutDot(file string) string {
	for {
		rest, ok := strings.CutPrefix(file, "./")
		if !ok {
			return file
		}
		file = strings.TrimLeft(rest, "/")
	}
}

// fits holds the pattern against a path and each folder that it lies in, or against
// the name of each.
func (s skipPattern) fits(file string) bool {
	for end := len(file); end > 0; end = strings.LastIndexByte(file[:end], '/') {
		part := file[:end]
		if !s.anchored {
			part = path.Base(part)
		}
		if ok, _ := path.Match(s.text, part); ok {
			return true
		}
	}
	return false
}

// faultOfSkip says what is wrong with a pattern of Config.Skip and what to do, or "".
func faultOfSkip(pattern string) string {
	if hasStrayBackslash(pattern) {
		return `a backslash stands only before one of * ? [ \ ]: write slashes, also for paths of Windows`
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return "it is no pattern: a bracket is not closed, or a range is empty; correct it"
	}
	if strings.Trim(withoutDot(pattern+"/"), "/") == "" {
		return "it fits nothing: name a file or a folder, or leave it out"
	}
	return ""
}

// hasStrayBackslash tells whether a backslash escapes none of the signs of a pattern.
func hasStrayBackslash(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '\\' {
			continue
		}
		i++
		if i == len(pattern) || !strings.ContainsRune(`*?[\]`, rune(pattern[i])) {
			return true
		}
	}
	return false
}
