package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
)

func (a *app) checksCommand() *cobra.Command {
	return &cobra.Command{
		Use: "checks [CODE...]", Short: "What lint looks for; with codes why it matters, and what to do",
		Long: "The checks of whichwins lint: their codes, severities and statements. A statement says what holds where nothing is found.\n\nWith codes, each with why it matters, how to mend it, and where that is written. A star at the end stands for the rest: schema-*.",
		RunE: func(c *cobra.Command, codes []string) error { return a.checks(c, codes) },
	}
}

// checkJSON is a check as outputs show it.
type checkJSON struct {
	Code      string        `json:"code"`
	Severity  lint.Severity `json:"severity"`
	Statement string        `json:"statement"`
	Help      string        `json:"help"`
	Basis     loader.Basis  `json:"basis"`
	Source    string        `json:"source"`
}

// checksJSON is the answer of the command checks.
type checksJSON struct {
	Schema int         `json:"schema"`
	Checks []checkJSON `json:"checks"`
}

// checks lists the checks of lint, or explains some of them.
func (a *app) checks(c *cobra.Command, codes []string) error {
	if err := a.plainFormat(c, formatMarkdown); err != nil {
		return err
	}
	chosen, err := checksNamed(codes)
	if err != nil {
		return err
	}
	switch {
	case a.format == formatJSON:
		out := checksJSON{lint.Schema, []checkJSON{}}
		for _, k := range chosen {
			out.Checks = append(out.Checks, checkJSON{k.Code, k.Severity, k.Statement, k.Help, k.Basis, k.Source})
		}
		return a.writeJSON(out)
	case a.format == formatMarkdown && len(codes) == 0:
		a.out.WriteString(checksPage(chosen))
	case a.format == formatMarkdown:
		a.out.WriteString(strings.TrimPrefix(checksMarkdown(chosen), "\n"))
	case len(codes) == 0:
		writeChecks(a.page(), chosen)
	default:
		writeHelps(a.page(), chosen)
	}
	return nil
}

// checksNamed returns the checks of these codes, in their order; all where there are
// none.
func checksNamed(codes []string) ([]lint.Check, error) {
	if len(codes) == 0 {
		return lint.Checks(), nil
	}
	var chosen []lint.Check
	for _, code := range codes {
		some := slices.DeleteFunc(lint.Checks(), func(k lint.Check) bool { return !means(code, k.Code) })
		if len(some) == 0 {
			return nil, unknownCheck(code, codesOf(lint.Checks()))
		}
		chosen = append(chosen, some...)
	}
	return chosen, nil
}

// means tells whether a code is the one that is named, or starts as what stands before
// a star.
func means(named, code string) bool {
	if start, ok := strings.CutSuffix(named, "*"); ok {
		return strings.HasPrefix(code, start)
	}
	return named == code
}

// codesOf lists the codes of checks.
func codesOf(checks []lint.Check) []string {
	codes := make([]string, len(checks))
	for i, k := range checks {
		codes[i] = k.Code
	}
	return codes
}

// unknownCheck says that no check has a code, and what to do.
func unknownCheck(code string, known []string) error {
	what := fmt.Sprintf("%q: no check has this code", code)
	if near := nearest(code, known); len(near) > 0 {
		return fmt.Errorf("%s: there is %s", what, strings.Join(near, ", "))
	}
	return errors.New(what + ": whichwins checks lists them")
}

// A section is checks of one kind.
type section struct {
	title  string
	checks []lint.Check
}

// sections sorts checks by what they look at; a section without any is left out.
func sections(checks []lint.Check) []section {
	all := []section{{title: "The manifest's schema"}, {title: "Packages"}, {title: "Connectors"}, {title: "Machines"}}
	for _, k := range checks {
		i := 2
		switch {
		case strings.HasPrefix(k.Code, "schema-"):
			i = 0
		case strings.HasPrefix(k.Code, "package-"):
			i = 1
		case k.Connector == nil:
			i = 3
		}
		all[i].checks = append(all[i].checks, k)
	}
	return slices.DeleteFunc(all, func(s section) bool { return len(s.checks) == 0 })
}

// writeChecks lists checks for people.
func writeChecks(p *page, checks []lint.Check) {
	var rows [][]cell
	for _, k := range checks {
		rows = append(rows, []cell{{k.Code, strong}, {string(k.Severity), severityStyle(k.Severity)}})
	}
	t := newTable(p, 2, rows)
	for i, s := range sections(checks) {
		if i > 0 {
			p.blank()
		}
		p.heading(fmt.Sprintf("%s (%d)", s.title, len(s.checks)))
		for _, k := range s.checks {
			t.row([]cell{{k.Code, strong}, {string(k.Severity), severityStyle(k.Severity)}})
			p.prose(6, 0, k.Statement)
		}
	}
	p.blank()
	p.prose(0, 2, "To read why and what to do, run: whichwins checks CODE")
}

// writeHelps explains checks for people.
func writeHelps(p *page, checks []lint.Check) {
	for i, k := range checks {
		if i > 0 {
			p.blank()
		}
		p.heading(k.Code)
		p.styled(2, 2, severityStyle(k.Severity), string(k.Severity))
		p.prose(2, 0, k.Statement)
		p.prose(2, 0, k.Help)
		p.styled(2, 2, faint, "Basis: "+string(k.Basis))
		p.styled(2, 2, faint, "Source: "+k.Source)
	}
}

// checksPage is the table of checks as a page of the documentation.
func checksPage(checks []lint.Check) string {
	var b strings.Builder
	b.WriteString("# Checks\n\n")
	b.WriteString("<!-- Generated by: go run ./examples/whichwins checks --format markdown. Do not edit. -->\n\n")
	b.WriteString("This is what package lint and `whichwins lint` look for: a statement says what holds where nothing is found. This page is generated from the table in the code.\n")
	for _, s := range sections(checks) {
		fmt.Fprintf(&b, "\n## %s\n%s", s.title, checksMarkdown(s.checks))
	}
	return b.String()
}

// checksMarkdown explains checks, each under a heading that is its code.
func checksMarkdown(checks []lint.Check) string {
	var b strings.Builder
	for _, k := range checks {
		b.WriteString("\n")
		if strings.Contains(k.Code, ".") { // which a heading's own anchor drops
			fmt.Fprintf(&b, "<a id=%q></a>\n\n", k.Code)
		}
		fmt.Fprintf(&b, "### %s\n\n%s\n\n%s\n\n", k.Code, markdownText.Replace(k.Statement), markdownText.Replace(k.Help))
		fmt.Fprintf(&b, "- Severity: %s\n- Basis: %s\n- Source: %s\n", k.Severity, k.Basis, markdownText.Replace(k.Source))
	}
	return b.String()
}
