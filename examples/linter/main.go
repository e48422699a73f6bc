// Command linter is what another author's linter looks like: it runs the checks of
// package lint on each folder that is named, with one check of its own.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
)

// classPrefix is a rule of this linter's authors.
var classPrefix = lint.Check{
	Code: "acme-class-prefix", Severity: lint.Warning, Basis: loader.Documented, Source: "Acme's handbook",
	Statement: "The class starts with acme_.",
	Help:      "Without the prefix a class may be another vendor's too: rename it before anybody saves a workbook.",
	Connector: func(p *lint.ConnectorPass) {
		class, ok := p.Outline.Root.Attribute("class")
		if ok && !strings.HasPrefix(class.Value, "acme_") {
			p.Report(lint.Finding{File: p.Path("manifest.xml"), Span: class.ValueSpan, Message: fmt.Sprintf("the class %q does not start with acme_", class.Value)})
		}
	},
}

func main() {
	worst, err := run(os.Stdout, os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "linter:", err)
		os.Exit(2)
	}
	if worst.AtLeast(lint.Warning) {
		os.Exit(1)
	}
}

// run prints what is found in each folder, and returns the worst severity.
func run(w io.Writer, folders []string) (lint.Severity, error) {
	if len(folders) == 0 {
		return "", errors.New("name folders of connectors, as in: linter plugins/heron plugins/wren")
	}
	var all []lint.Finding
	for _, folder := range folders {
		findings, err := lint.Connector(os.DirFS(folder), lint.Config{Path: folder, Checks: []lint.Check{classPrefix}, Disable: []string{"min-version-missing"}})
		if err != nil {
			return "", err
		}
		all = append(all, findings...)
		for _, f := range findings {
			fmt.Fprintln(w, f)
		}
	}
	return lint.Worst(all), nil
}
