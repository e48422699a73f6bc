package witness_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
	"github.com/tacorder/tacorder/manifest"
)

// heard shows evidence as lines "RULE BASIS READING", and below "supports PROCESS CLASS
// LOCATION LINE instead [READINGS] with [RULES]" and "silent N".
func heard(rules []witness.RuleEvidence) string {
	var b strings.Builder
	list := func(word string, all []witness.Evidence) {
		for _, e := range all {
			fmt.Fprintf(&b, "  %s %d %s %s %d", word, e.Process, e.Class, strings.TrimPrefix(e.Location, `C:\T\`), e.Event.Line)
			if e.Instead != nil {
				fmt.Fprintf(&b, " instead %s", e.Instead)
			}
			if e.With != nil {
				fmt.Fprintf(&b, " with %s", e.With)
			}
			b.WriteString("\n")
		}
	}
	for _, r := range rules {
		fmt.Fprintln(&b, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Rule, r.Basis, r.Reading)))
		list("supports", r.Supports)
		list("contradicts", r.Contradicts)
		if r.Silent > 0 {
			fmt.Fprintf(&b, "  silent %d\n", r.Silent)
		}
	}
	return b.String()
}

func TestEvidence(t *testing.T) {
	for _, c := range []struct {
		name    string
		machine []string
		change  func(*loader.Inventory, *loader.Host)
		log     []string
		want    string
	}{
		{
			name:    "a native class is not overridden",
			machine: []string{"repository/m.taco mongodb 2.0"},
			log:     []string{`collision mongodb ?C:\T\repository\m.taco`},
			want: `
native-class assumed first
  supports 0 mongodb native:mongodb 1 instead [lowest]
`,
		}, {
			name:    "a native class is overridden",
			machine: []string{"repository/m.taco mongodb 2.0"},
			log:     []string{`loaded mongodb C:\T\repository\m.taco`},
			want: `
native-class assumed first
  contradicts 0 mongodb native:mongodb 1 instead [lowest]
`,
		}, {
			name:    "a built-in is protected",
			machine: []string{"built-in/b.taco x 1.0", "repository/r.taco x 2.0"},
			log:     []string{`loaded x C:\T\built-in\b.taco`, `protected x ?C:\T\repository\r.taco`},
			want: `
built-in-protected assumed off
  contradicts 0 x repository\r.taco 1 instead [on]
`,
		}, {
			name:    "a built-in is overridden",
			machine: []string{"built-in/b.taco x 1.0", "repository/r.taco x 2.0"},
			log:     []string{`loaded x C:\T\repository\r.taco`},
			want: `
built-in-protected assumed off
  supports 0 x repository\r.taco 1 instead [on]
`,
		}, {
			name:    "the order in a directory decides",
			machine: []string{"dev/_.taco x 1.0", "dev/a.taco x 1.0"},
			log:     []string{`loaded x C:\T\dev\a.taco`},
			want: `
order-in-directory assumed upper
  supports 0 x dev\a.taco 1 instead [bytes]
`,
		}, {
			name:    "the order in a directory is another one",
			machine: []string{"dev/_.taco x 1.0", "dev/a.taco x 1.0"},
			log:     []string{`loaded x C:\T\dev\_.taco`},
			want: `
order-in-directory assumed upper
  contradicts 0 x dev\a.taco 1 instead [bytes]
`,
		}, {
			name:    "the log does not tell of the other reading",
			machine: []string{"dev/_.taco x 1.0", "dev/a.taco x 1.0"},
			log:     []string{`collision x ?C:\T\dev\a.taco`},
			want: `
order-in-directory assumed upper
  silent 1
`,
		}, {
			name:    "the log does not tell of the other reading of a refusal",
			machine: []string{"dev/a.taco x 1.0", "repository/b x 1.0"},
			change: func(inv *loader.Inventory, _ *loader.Host) {
				inv.Candidates[0].Manifest = &manifest.Manifest{Class: "x", Platforms: []string{"mac"}}
			},
			log: []string{`load-failed - C:\T\repository\b`},
			want: `
platforms assumed gate
  silent 1
`,
		}, {
			name:    "a loser is rejected",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`collision x ?C:\T\dev\b.taco`},
			want: `
order-in-directory assumed upper
  supports 0 x dev\a.taco 1
`,
		}, {
			name:    "one of two losers is rejected",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0", "dev/c.taco x 0.5"},
			log:     []string{`collision x ?C:\T\dev\c.taco`},
			want: `
order-in-directory assumed upper
  silent 1
`,
		}, {
			name:    "a loser by another rule loads",
			machine: []string{"dev/a.taco x 1.10", "dev/b.taco x 1.9", "dev/c.taco x 0.1"},
			log:     []string{`loaded x C:\T\dev\c.taco`},
			want: `
version-order assumed
  silent 1
`,
		}, {
			name:    "the winner loads and then an equal one",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`loaded x C:\T\dev\a.taco`, `loaded x C:\T\dev\b.taco`},
			want: `
order-in-directory assumed upper
  supports 0 x dev\b.taco 2
  silent 1
`,
		}, {
			name:    "a dialog of the class fails, of whichever connector",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`dialog-failed x -`, `loaded x C:\T\dev\b.taco`},
			want: `
order-in-directory assumed upper
  silent 1
`,
		}, {
			name:    "a later contender of a native class is rejected",
			machine: []string{"built-in/mongodb.taco mongodb 1.0", "repository/m.taco mongodb 0.5"},
			log:     []string{`collision mongodb ?C:\T\repository\m.taco`},
			want: `
native-class assumed first
  silent 1
built-in-protected assumed off
  silent 1
`,
		}, {
			name:    "the winner fails for itself",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`open-failed - C:\T\dev\a.taco`, `loaded x C:\T\dev\b.taco`},
			want: `
order-in-directory assumed upper
  silent 1
`,
		}, {
			name:    "something else loads",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`loaded x D:\other\x.taco`},
			want: `
order-in-directory assumed upper
  silent 1
`,
		}, {
			name:    "an error names a version that no candidate has",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`class-named x 1.5`},
			want: `
order-in-directory assumed upper
  silent 1
`,
		}, {
			name:    "a built-in that would win by either reading",
			machine: []string{"built-in/b.taco x 2.0", "repository/r.taco x 1.0"},
			log:     []string{`loaded x C:\T\built-in\b.taco`, `protected x ?C:\T\repository\r.taco`},
			want: `
built-in-protected assumed off
  silent 1
`,
		}, {
			name:    "the answer's own package cannot be opened",
			machine: []string{"built-in/b.taco x 1.0", "repository/r.taco x 2.0"},
			log:     []string{`open-failed - C:\T\repository\r.taco`, `loaded x C:\T\built-in\b.taco`},
			want: `
built-in-protected assumed off
  silent 1
`,
		}, {
			name:    "a failure shows that the shared directory is searched",
			machine: []string{"shared/a.taco x 1.0"},
			log:     []string{`load-failed - C:\T\shared\a.taco`},
			want: `
shared-since-2021.2 assumed
  supports 0 x shared\a.taco 1
`,
		}, {
			name:    "a failure shows that the shared directory is searched before its time",
			machine: []string{"shared/a.taco x 1.0"},
			change:  func(_ *loader.Inventory, h *loader.Host) { h.Release = release(t, "2020.4") },
			log:     []string{`load-failed - C:\T\shared\a.taco`},
			want: `
shared-since-2021.2 assumed
  contradicts 0 x shared\a.taco 1
`,
		}, {
			name:    "a loser has a line of its own",
			machine: []string{"dev/a.taco x 1.0", "dev/b.taco x 1.0"},
			log:     []string{`loaded x C:\T\dev\a.taco`, `collision x ?C:\T\dev\b.taco`},
			want: `
order-in-directory assumed upper
  supports 0 x dev\a.taco 1
`,
		}, {
			name:    "versions are not compared as assumed",
			machine: []string{"dev/a.taco x 1.10", "shared/b.taco x 1.9"},
			log:     []string{`loaded x C:\T\shared\b.taco`},
			want: `
shared-since-2021.2 assumed
  supports 0 x shared\b.taco 1 with [version-order]
version-order assumed
  contradicts 0 x dev\a.taco 1
`,
		}, {
			name:    "nothing is written",
			machine: []string{"dev/a.taco x 1.10", "dev/b.taco x 1.9", "dev/c.taco y 1.0"},
			want: `
version-order assumed
  silent 1
`,
		}, {
			name:    "a failure does not tell of platforms",
			machine: []string{"dev/a.taco x 1.0"},
			change: func(inv *loader.Inventory, _ *loader.Host) {
				inv.Candidates[0].Manifest = &manifest.Manifest{Class: "x", Platforms: []string{"mac"}}
			},
			log: []string{`load-failed - C:\T\dev\a.taco`},
			want: `
platforms assumed gate
  silent 1
`,
		}, {
			name:    "a dialog comes behind the gate of platforms",
			machine: []string{"dev/a.taco x 1.0"},
			change: func(inv *loader.Inventory, _ *loader.Host) {
				inv.Candidates[0].Manifest = &manifest.Manifest{Class: "x", Platforms: []string{"mac"}}
			},
			log: []string{`dialog-failed x ?C:\T\dev\a.taco`},
			want: `
platforms assumed gate
  contradicts 0 x dev\a.taco 1 instead [ignored]
`,
		}, {
			name:    "a refusal rests on more",
			machine: []string{"shared/a.taco x 1.0"},
			change: func(inv *loader.Inventory, _ *loader.Host) {
				inv.Candidates[0].Manifest = &manifest.Manifest{Class: "x", Platforms: []string{"mac"}}
			},
			log: []string{`load-failed - C:\T\shared\a.taco`},
			want: `
shared-since-2021.2 assumed
  supports 0 x shared\a.taco 1 with [platforms]
platforms assumed gate
  silent 1
`,
		}, {
			name:    "platforms are not looked at",
			machine: []string{"dev/a.taco x 1.0"},
			change: func(inv *loader.Inventory, _ *loader.Host) {
				inv.Candidates[0].Manifest = &manifest.Manifest{Class: "x", Platforms: []string{"mac"}}
			},
			log: []string{`loaded x C:\T\dev\a.taco`},
			want: `
platforms assumed gate
  contradicts 0 x dev\a.taco 1 instead [ignored]
`,
		}, {
			name:    "a missing file is a gate",
			machine: []string{"dev/a.taco x 1.0"},
			change: func(inv *loader.Inventory, _ *loader.Host) {
				inv.Candidates[0].MissingFiles = []string{"x.tcd"}
			},
			log: []string{`dialog-failed x ?C:\T\dev\a.taco`},
			want: `
referenced-files observed problem
  contradicts 0 x dev\a.taco 1 instead [gate]
`,
		}, {
			name:    "case tells classes apart",
			machine: []string{"dev/a.taco Foo 1.0", "shared/b.taco foo 2.0"},
			log:     []string{`loaded foo C:\T\shared\b.taco`, `loaded Foo C:\T\dev\a.taco`},
			want: `
shared-since-2021.2 assumed
  supports 0 foo shared\b.taco 1 with [class-identity]
class-identity assumed exact
  supports 0 Foo dev\a.taco 2 instead [any-case]
  silent 1
`,
		}, {
			name:    "case does not tell classes apart",
			machine: []string{"dev/a.taco Foo 1.0", "shared/b.taco foo 2.0"},
			log:     []string{`loaded foo C:\T\shared\b.taco`, `collision Foo ?C:\T\dev\a.taco`},
			want: `
shared-since-2021.2 assumed
  supports 0 foo shared\b.taco 1 with [class-identity]
class-identity assumed exact
  contradicts 0 Foo dev\a.taco 2 instead [any-case]
  silent 1
`,
		}, {
			name:    "a folder loads from elsewhere",
			machine: []string{"repository/a x 1.0"},
			log:     []string{`loaded x C:\T\repository\a`},
			want: `
folders-in-dev-path reported dev
  contradicts 0 x repository\a 1 instead [anywhere]
`,
		}, {
			name:    "a module is no folder",
			machine: []string{"built-in/a x 1.0"},
			log:     []string{`loaded x C:\T\built-in\a.dll`},
		}, {
			name:    "a module does not lack the files of what stands for it",
			machine: []string{"built-in/a x 1.0"},
			change: func(inv *loader.Inventory, h *loader.Host) {
				inv.Candidates[0].MissingFiles = []string{"x.tcd"}
				h.Assume = map[loader.RuleID]string{loader.RuleFoldersInDevPath: "anywhere"}
			},
			log: []string{`loaded x C:\T\built-in\a.dll`},
		}, {
			name:    "the names in a directory",
			machine: []string{"dev/b.taco x 1.0"},
			log: []string{`loaded k C:\T\dev\a.taco`, `loaded l C:\T\shared\z.taco`, `loaded x C:\T\dev\B.taco`,
				`loaded m C:\T\dev\_.taco`, `loaded n c:\t\dev\a2.taco`, `collision o C:\T\dev\z.taco`},
			want: `
order-in-directory assumed upper
  supports 0 m dev\_.taco 4
  supports 0 x dev\b.taco 3 instead [bytes]
  contradicts 0 n c:\t\dev\a2.taco 5 instead [bytes]
`,
		}, {
			name:    "the names in a directory by bytes",
			machine: []string{"dev/b.taco x 1.0"},
			change: func(_ *loader.Inventory, h *loader.Host) {
				h.Assume = map[loader.RuleID]string{loader.RuleOrderInDirectory: "bytes"}
			},
			log: []string{`loaded k C:\T\dev\a.taco`, `loaded x C:\T\dev\B.taco`},
			want: `
order-in-directory assumed bytes
  contradicts 0 x dev\b.taco 2 instead [upper]
`,
		}, {
			name: "a directory is loaded again",
			log:  []string{`loaded k C:\T\dev\a`, `loaded l C:\T\dev\b`, `loaded k C:\T\dev\a`, `loaded l C:\T\dev\b`},
			want: `
order-in-directory assumed upper
  supports 0 l dev\b 2
  supports 0 l dev\b 4
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv, h := scanned(t, c.machine...), desktop(t, "2023.1")
			if c.change != nil {
				c.change(inv, &h)
			}
			out := witness.Compare(recorded(written(c.log...)), loader.Resolve(inv, h))
			assert.Equal(t, strings.TrimPrefix(c.want, "\n"), heard(out.Rules))
		})
	}
}

func TestThreadsAndProcessesLoadInTheirOwnOrder(t *testing.T) {
	events := written(`loaded k C:\T\dev\b`, `loaded l C:\T\dev\a`, `loaded m C:\T\dev\c`)
	events[1].TID = "b"
	out := witness.Compare(recorded(events, written(`loaded l C:\T\dev\a`)), loader.Resolve(nil, loader.Host{}))
	assert.Equal(t, "order-in-directory assumed upper\n  supports 0 m dev\\c 3\n", heard(out.Rules))
}

func TestEachProcessGivesEvidence(t *testing.T) {
	rec := recorded(written(`loaded x C:\T\dev\a.taco`), nil, written(`other`, `loaded x C:\T\dev\b.taco`), written(`loaded x C:\T\dev\a.taco`))
	rec.Processes[3].Service = "flowprocessor"
	h := desktop(t, "2023.1")
	h.Product = loader.Server
	out := witness.Compare(rec, loader.Resolve(scanned(t, "dev/a.taco x 1.0", "dev/b.taco x 1.0"), h))
	assert.Equal(t, `order-in-directory assumed upper
  supports 0 x dev\a.taco 1
  contradicts 2 x dev\a.taco 2
`, heard(out.Rules))
}

// What a decision says of an outcome, for each outcome of a loser and of a class of
// which nothing loads. Two equal versions in one directory make each decision unsure,
// and a foreign platform each refusal.
func TestTheStanceOnDecisions(t *testing.T) {
	inv := scanned(t, "dev/a.taco x 1.0", "dev/b.taco x 1.0", "dev/c.taco x 1.0")
	inv.Candidates[2].Manifest = &manifest.Manifest{Class: "x", Platforms: []string{"mac"}}
	res := loader.Resolve(inv, desktop(t, "2023.1"))
	const shadowed, refused = loader.RuleOrderInDirectory, loader.RulePlatforms
	for _, c := range []struct {
		log      []string
		rule     loader.RuleID
		location string // of the first decision that is told of
		want     string
	}{
		{[]string{`collision x ?C:\T\dev\b.taco`}, shadowed, `C:\T\dev\a.taco`, "supports"},
		{[]string{`loaded x C:\T\dev\b.taco`}, shadowed, `C:\T\dev\a.taco`, "contradicts"},
		{[]string{`collision x -`}, shadowed, "", "silent"},
		{[]string{`load-failed - C:\T\dev\b.taco`}, shadowed, "", "silent"},
		{[]string{`load-failed - C:\T\dev\c.taco`}, refused, "", "silent"},
		{[]string{`dialog-failed x -`}, refused, "", "silent"},
		{[]string{`dialog-failed x -`, `loaded x C:\T\dev\a.taco`}, refused, "", "silent"},
		{[]string{`loaded x C:\T\dev\c.taco`}, refused, `C:\T\dev\c.taco`, "contradicts"},
		{[]string{`collision x ?C:\T\dev\c.taco`}, refused, `C:\T\dev\c.taco`, "contradicts"},
		{[]string{`loaded x C:\T\dev\a.taco`}, refused, "", "silent"},
		{[]string{`class-unknown x -`}, refused, "", "silent"}, // something else should load
	} {
		for _, r := range witness.Compare(recorded(written(c.log...)), res).Rules {
			if r.Rule != c.rule {
				continue
			}
			got, location := "silent", ""
			if r.Supports != nil {
				got, location = "supports", r.Supports[0].Location
			}
			if r.Contradicts != nil {
				got, location = "contradicts", r.Contradicts[0].Location
			}
			assert.Equal(t, c.want, got, "%s of %s", c.log, c.rule)
			assert.Equal(t, c.location, location, "%s of %s", c.log, c.rule)
		}
	}
}

// The built-in directories of two services are one place to the log, so that it cannot
// tell which of their connectors loaded.
func TestDirectoriesOfTwoServicesAreOnePlace(t *testing.T) {
	inv := &loader.Inventory{}
	for i, service := range []string{"dataserver", "vizqlserver"} {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: `D:\data\tabsvc\services\` + service + `_0.20231.23.0718.1543\bin\connectors`}})
		inv.Candidates = append(inv.Candidates, loader.Candidate{Place: loader.Place{Directory: i, Entry: "x.taco"}, Class: "x", PluginVersion: plugin(t, "1.0"), Packaged: true})
	}
	log := recorded(written(`loaded x D:\data\tabsvc\services\backgrounder_1.20231.23.0718.1543\bin\connectors\x.taco`))
	out := witness.Compare(log, loader.Resolve(inv, desktop(t, "2023.1")))
	assert.Equal(t, []string{"x agrees 1"}, verdicts(out.Results))
	assert.Equal(t, "built-in-protected assumed off\n  silent 1\n", heard(out.Rules), "either reading gives the same")
}

// large has classes of a few connectors each, in one directory and of one version, and
// processes that load all the winners.
func large(t testing.TB, classes, each, processes int) (*witness.Record, *loader.Resolution) {
	inv := &loader.Inventory{Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: `C:\T\dev`}}}}
	var log []string
	for class := range classes {
		for i := range each {
			entry := fmt.Sprintf("c%05d-%d.taco", class, i)
			inv.Candidates = append(inv.Candidates, loader.Candidate{Place: loader.Place{Entry: entry}, Class: fmt.Sprintf("class%d", class), PluginVersion: plugin(t, "1.0"), Packaged: true})
			if i == 0 {
				log = append(log, fmt.Sprintf(`loaded class%d C:\T\dev\%s`, class, entry))
			}
		}
	}
	rec := &witness.Record{}
	for range processes {
		rec.Processes = append(rec.Processes, witness.Process{Events: written(log...)})
	}
	return rec, loader.Resolve(inv, desktop(t, "2023.1"))
}

// Ten times the classes, the candidates of one class or the processes should take about
// ten times as long.
func BenchmarkCompare(b *testing.B) {
	for _, c := range []struct {
		name                     string
		classes, each, processes int
	}{
		{"machine", 5000, 2, 20},
		{"classes=200", 200, 1, 4}, {"classes=2000", 2000, 1, 4},
		{"candidates=200", 1, 200, 4}, {"candidates=2000", 1, 2000, 4},
		{"processes=10", 50, 2, 10}, {"processes=100", 50, 2, 100},
	} {
		b.Run(c.name, func(b *testing.B) {
			rec, res := large(b, c.classes, c.each, c.processes)
			for b.Loop() {
				witness.Compare(rec, res)
			}
		})
	}
}
