package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/version"
)

// lintFlags are those of the command lint.
type lintFlags struct {
	answer *answerFlags
	config lint.Config // what is checked, and how
	failOn string
	base   string
	nodes  []string
}

// addLintFlags gives a command the flags of lint.
func addLintFlags(c *cobra.Command) *lintFlags {
	f := &lintFlags{}
	f.config.Severity = make(map[string]lint.Severity)
	fs := c.Flags()
	fs.SortFlags = false
	fs.Var(newChoice(&f.failOn, string(lint.Warning), words(lint.Severities())...), "fail-on", "exit with 1 where a finding is as bad as that, or worse: error, warning or note")
	fs.Var(setter{"CODE", appender(&f.config.Disable)}, "disable", "leave a check out; a star at the end stands for the rest, as in schema-*; repeatable")
	fs.Var(setter{"CODE", appender(&f.config.Enable)}, "enable", "run this check and those of further --enable, and no other one but connector-unreadable")
	fs.Var(setter{"CODE=SEVERITY", f.setSeverity}, "severity", "give a check another severity: error, warning or note; repeatable")
	fs.Var(setter{"PATTERN", appender(&f.config.Skip)}, "skip", "leave out findings about such files and folders, as in vendor, or with a slash as PATH is written: plugins/old*; repeatable")
	fs.StringVar(&f.base, "base", "", "an earlier state, to see whether versions were raised: a connector's folder, a package, or a `DIR` of connectors")
	fs.Var(setter{"SNAPSHOT", appender(&f.nodes)}, "node", "a snapshot of another node or service of the server, to compare with; repeatable")
	f.answer = addAnswerFlags(c)
	return f
}

// appender adds each value to a list.
func appender(list *[]string) func(string) error {
	return func(text string) error {
		*list = append(*list, text)
		return nil
	}
}

func (f *lintFlags) setSeverity(text string) error {
	code, severity, ok := strings.Cut(text, "=")
	if !ok || code == "" || !slices.Contains(lint.Severities(), lint.Severity(severity)) {
		return fmt.Errorf("write CODE=SEVERITY, with one of %s; --disable CODE leaves a check out", strings.Join(words(lint.Severities()), ", "))
	}
	f.config.Severity[code] = lint.Severity(severity)
	return nil
}

// aboutMachine are the flags that say which machine it is, and what a scan reads.
var aboutMachine = [...]string{"product", "os", "dir", "dev-path", "no-defaults", "root", "home", "native", "assume", "inventory", "node"}

// validate tells whether the flags fit together, before anything is read.
func (f *lintFlags) validate(paths []string) error {
	if len(paths) == 0 && f.answer.given("base") {
		return errors.New("--base is the earlier state of connectors: name the connectors of now as PATH, or leave it out")
	}
	for _, name := range aboutMachine {
		if len(paths) > 0 && f.answer.given(name) {
			return fmt.Errorf("--%s is about a machine, and PATH names connectors: leave out one", name)
		}
	}
	if _, err := lint.Manifest("", nil, f.config); err != nil {
		return flagError(err)
	}
	if len(paths) == 0 {
		return f.looksAt("machines", ofMachines)
	}
	return f.looksAt("connectors", ofConnectors)
}

// looksAt asks that a check that is selected looks at such things. What runs without
// being named does not count.
func (f *lintFlags) looksAt(things string, looks func(lint.Check) bool) error {
	for _, k := range checksOf(f.config, looks) {
		if len(f.config.Enable) == 0 || slices.ContainsFunc(f.config.Enable, k.Named) {
			return nil
		}
	}
	return fmt.Errorf("no check that is selected looks at %s: enable one that does, or leave out --enable and --disable; whichwins checks lists them", things)
}

// flagError says what is wrong with a config in the words of the flags.
func flagError(err error) error {
	var wrong *lint.ConfigError
	if !errors.As(err, &wrong) {
		return err
	}
	flag := "--" + strings.ToLower(wrong.Field)
	if wrong.Known == nil {
		return fmt.Errorf("%s %q: %s", flag, wrong.Value, wrong.Text)
	}
	return fmt.Errorf("%s %w", flag, unknownCheck(wrong.Value, wrong.Known))
}

// unsignedCheck is the check that says nothing where nobody looks at signatures.
const unsignedCheck = "unsigned-package"

// forConnectors is the config for connectors that are named, with what an answer does
// not know for it.
func (f *lintFlags) forConnectors() (c lint.Config, notes []string, err error) {
	var s setup
	if err := f.answer.signatures.apply(&s); err != nil {
		return c, nil, err
	}
	c = f.config
	c.Release, c.Options = f.answer.host.release, s.options
	if f.answer.signatures.disabled {
		c.Disable = append(slices.Clone(c.Disable), unsignedCheck)
	}
	notes = append(releaseNotes(c.Release), s.notes...)
	if f.answer.given("base") {
		c.Base, err = readBase(f.base, c.Options)
	}
	return c, notes, err
}

// releaseNotes says that a release is not known, in the words of an answer.
func releaseNotes(r version.Release) []string {
	if r.IsZero() || r.Known() {
		return nil
	}
	return loader.Resolve(nil, loader.Host{Release: r}).Notes[:1]
}

// ofConnectors and ofMachines tell whether a check looks at such a thing.
func ofConnectors(c lint.Check) bool { return c.Connector != nil }
func ofMachines(c lint.Check) bool   { return c.Machine != nil }

// checksOf lists the checks that a valid config runs on such a thing, with the
// severities of the table: those of the config are the findings' own.
func checksOf(c lint.Config, looks func(lint.Check) bool) []lint.Check {
	c.Severity = nil
	checks, _ := c.Selected()
	return slices.DeleteFunc(checks, func(k lint.Check) bool { return !looks(k) })
}
