package lint_test

import (
	"errors"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/version"
)

const heron = `<connector-plugin class='heron' superclass='jdbc' plugin-version='1.0' name='Heron' version='18.1' min-version-tableau='2023.1'>
  <vendor-information>
    <company name='Example'/>
    <support-link url='http://example.org'/>
  </vendor-information>
  <dialect file='dialect.tdd'/>
</connector-plugin>
`

// The files of a connector, from any file system.
func ExampleConnector() {
	files := fstest.MapFS{
		"manifest.xml": {Data: []byte(heron)},
		"dialect.tdd":  {Data: []byte("<dialect name='heron' class='crane' version='18.1'/>")},
	}
	findings, err := lint.Connector(files, lint.Config{Path: "plugins/heron", Disable: []string{"link-*"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f)
	}
	// Output:
	// plugins/heron/dialect.tdd:1:30: error: the class of <dialect> is "crane", and the connector's class is "heron": write that (class-mismatch)
}

// A manifest alone, as an editor has it; a caret shows the place.
func ExampleManifest() {
	findings, err := lint.Manifest("manifest.xml", []byte(heron), lint.Config{Enable: []string{"link-not-https"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f)
		fmt.Println(f.Source)
		fmt.Println(strings.Repeat(" ", f.Column-1) + "^")
	}
	// Output:
	// manifest.xml:4:24: warning: the link of <support-link> is "http://example.org": write an address that starts with https:// (link-not-https)
	//     <support-link url='http://example.org'/>
	//                        ^
}

// What was found on a machine: here an inventory made by hand.
func ExampleMachine() {
	old, _ := version.ParsePlugin("1.0")
	inventory := &loader.Inventory{
		Directories: []loader.ScannedDirectory{
			{Directory: loader.Directory{Tier: loader.TierRepository, Path: "/repository"}},
			{Directory: loader.Directory{Tier: loader.TierDev, Path: "/dev"}},
		},
		Candidates: []loader.Candidate{
			{Place: loader.Place{Directory: 0, Entry: "heron.taco"}, Packaged: true, Class: "heron", PluginVersion: old},
			{Place: loader.Place{Directory: 1, Entry: "heron"}, Class: "heron", PluginVersion: old},
		},
	}
	resolution := loader.Resolve(inventory, loader.Host{OS: loader.MacOS})
	findings, err := lint.Machine(inventory, resolution, lint.Config{Severity: map[string]lint.Severity{"dev-*": lint.Error}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f)
		for _, r := range f.Related {
			fmt.Println("  ", r.File, r.Message)
		}
	}
	fmt.Println(lint.Worst(findings))
	// Output:
	// /dev/heron: error: class heron: this copy in the dev path, version 1.0, is not loaded: /repository/heron.taco is, version 1.0 (same-version-first-loaded) (dev-copy-shadowed)
	//    /repository/heron.taco is loaded in its place
	// error
}

// An embedding tool adds a check of its own.
func ExampleConfig_checks() {
	own := lint.Check{
		Code: "acme-prefix", Severity: lint.Error,
		Statement: "Our classes start with acme_.",
		Help:      "Others may use the name too. Rename the class.",
		Connector: func(p *lint.ConnectorPass) {
			if p.Manifest != nil && !strings.HasPrefix(p.Manifest.Class, "acme_") {
				p.Report(lint.Finding{Message: "the class is " + p.Manifest.Class})
			}
		},
	}
	findings, err := lint.Manifest("manifest.xml", []byte(heron), lint.Config{Checks: []lint.Check{own}, Enable: []string{"acme-*"}})
	fmt.Println(findings, err)

	_, err = lint.Manifest("manifest.xml", []byte(heron), lint.Config{Disable: []string{"acme-prefix"}})
	var wrong *lint.ConfigError
	fmt.Println(errors.As(err, &wrong), err)
	// Output:
	// [manifest.xml: error: the class is heron (acme-prefix)] <nil>
	// true lint: Disable "acme-prefix": no check has this code: correct it, or leave it out
}

// The table of checks is what a documentation page is made of.
func ExampleChecks() {
	for _, k := range lint.Checks() {
		if k.Code == "dev-copy-shadowed" {
			fmt.Printf("%s (%s, %s): %s\n", k.Code, k.Severity, k.Basis, k.Statement)
		}
	}
	// Output:
	// dev-copy-shadowed (warning, documented): A copy in the dev path is the one that loads.
}
