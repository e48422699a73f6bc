package witness_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
	"github.com/tacorder/tacorder/version"
)

func release(t require.TestingT, s string) version.Release {
	r, err := version.ParseRelease(s)
	require.NoError(t, err)
	return r
}

func plugin(t require.TestingT, s string) version.Plugin {
	v, err := version.ParsePlugin(s)
	require.NoError(t, err)
	return v
}

// scanned makes an inventory of lines such as "shared/x.taco x 1.0": tier, entry, class
// and version. Without a class it is unreadable. The directories are C:\T\TIER.
func scanned(t require.TestingT, lines ...string) *loader.Inventory {
	inv := &loader.Inventory{}
	for _, tier := range loader.Tiers() {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{Directory: loader.Directory{Tier: tier, Path: `C:\T\` + string(tier)}, State: loader.StateRead})
	}
	for _, line := range lines {
		fields := strings.Fields(line)
		tier, entry, _ := strings.Cut(fields[0], "/")
		c := loader.Candidate{Place: loader.Place{Directory: slices.Index(loader.Tiers(), loader.Tier(tier)), Entry: entry}, Packaged: strings.HasSuffix(entry, ".taco")}
		if len(fields) > 2 {
			c.Class, c.PluginVersion = fields[1], plugin(t, fields[2])
		} else {
			c.Fault = &loader.Fault{Rule: loader.RuleManifestReadable, Text: "It cannot be read."}
		}
		inv.Candidates = append(inv.Candidates, c)
	}
	return inv
}

// written makes events of lines such as "loaded x C:\T\shared\x.taco": kind, class, and
// path or version. A dash stands for none, and a mark of interrogation before a path for
// one that is inferred.
func written(lines ...string) (events []witness.Event) {
	for i, line := range lines {
		fields := append(strings.SplitN(line, " ", 3), "-", "-")
		e := witness.Event{Kind: witness.Kind(fields[0]), Message: line, PID: 1, TID: "a", File: "log.txt", Line: i + 1, Times: 1}
		if fields[1] != "-" {
			e.Class = fields[1]
		}
		if e.Kind == witness.ClassNamed {
			e.Version = fields[2]
		} else if fields[2] != "-" {
			e.Path, e.Inferred = strings.CutPrefix(fields[2], "?")
		}
		events = append(events, e)
	}
	return events
}

// recorded makes a record with one process for each list of events.
func recorded(processes ...[]witness.Event) *witness.Record {
	rec := &witness.Record{}
	for i, events := range processes {
		rec.Processes = append(rec.Processes, witness.Process{PID: int64(i + 1), File: "log.txt", Line: 1, Events: events})
	}
	return rec
}

func desktop(t require.TestingT, rel string) loader.Host {
	return loader.Host{Release: release(t, rel)}
}

// verdicts shows results as "CLASS VERDICT LINE".
func verdicts(results []witness.Result) []string {
	out := []string{}
	for _, r := range results {
		line := 0
		if r.Event != nil {
			line = r.Event.Line
		}
		out = append(out, fmt.Sprintf("%s %s %d", r.Class, r.Verdict, line))
	}
	return out
}

func TestVerdicts(t *testing.T) {
	const shared, repository = `C:\T\shared\x.taco`, `C:\T\repository\x.taco`
	two := []string{"shared/x.taco x 1.0", "repository/x.taco x 2.0"}
	native := []string{"shared/x.taco mongodb 1.0"}
	refused := []string{"repository/x x 1.0"} // a folder that is not in the dev path
	for _, c := range []struct {
		name    string
		machine []string
		log     []string
		want    string
		text    string
	}{
		{"the winner is loaded", two, []string{"loaded x " + repository},
			"x agrees 1", `The log loads ` + repository + `, and the answer loads ` + repository + `.`},
		{"written in another way", two, []string{`loaded x c:/t/REPOSITORY/y/../x.taco`}, "x agrees 1", ""},
		{"another one is loaded", two, []string{"loaded x " + shared},
			"x differs 1", `The log loads ` + shared + `, but the answer loads ` + repository + `.`},
		{"one that is not in the inventory", two, []string{`loaded x D:\x.taco`}, "x differs 1", ""},
		{"the last one counts", two, []string{"loaded x " + shared, "loaded x " + repository}, "x agrees 2", ""},
		{"the last one counts, whichever", two, []string{"loaded x " + repository, "loaded x " + shared}, "x differs 2", ""},
		{"a second pass rejects what is loaded", two, []string{"loaded x " + repository, "protected x ?" + repository}, "x agrees 1", ""},
		{"the winner is rejected", two, []string{"collision x ?" + repository},
			"x differs 1", `The log rejects ` + repository + ` (inferred) because its class is registered, but the answer loads ` + repository + `.`},
		{"the loser is rejected", two, []string{"collision x ?" + shared},
			"x not-in-log 1", `The log rejects ` + shared + ` (inferred) because its class is registered, and does not tell what had registered the class; the answer loads ` + repository + `.`},
		{"something is rejected", two, []string{"collision x -"},
			"x not-in-log 1", `The log rejects a connector of the class because its class is registered, and does not tell what had registered the class; the answer loads ` + repository + `.`},
		{"the winner fails", two, []string{"load-failed - " + repository},
			"x differs 1", `The log says that ` + repository + ` did not load, but the answer loads ` + repository + `.`},
		{"the loser fails", two, []string{"load-failed - " + shared}, "x not-in-log 0", ""},
		{"something of the class fails", two, []string{"dialog-failed x -"},
			"x differs 1", `The log says that a connector of the class did not load, but the answer loads ` + repository + `.`},
		{"something of the class fails beside the winner", two, []string{"dialog-failed x -", "loaded x " + repository}, "x agrees 2", ""},
		{"the class is not registered", two, []string{"class-unknown x -"},
			"x differs 1", `The log says that the class is not registered, but the answer loads ` + repository + `.`},
		{"the class is not registered yet", two, []string{"class-unknown x -", "loaded x " + repository}, "x agrees 2", ""},
		{"its version is named", two, []string{"class-named x 2.0.0"},
			"x agrees 1", `The log names version 2.0.0 of the class, and the answer loads version 2.0 of ` + repository + `.`},
		{"another version is named", two, []string{"class-named x 1.0"},
			"x differs 1", `The log names version 1.0 of the class, but the answer loads version 2.0 of ` + repository + `.`},
		{"another version is named of what is loaded", two, []string{"loaded x " + repository, "class-named x 1.5"}, "x differs 2", ""},
		{"a version is named that is none", two, []string{"class-named x new"}, "x differs 1", ""},
		{"others have the version that is named", []string{"dev/a.taco x 2.0", "dev/b.taco x 2.0"}, []string{"class-named x 2.0"},
			"x not-in-log 1", `The log names version 2.0 of the class, and no place; the answer loads version 2.0 of C:\T\dev\a.taco.`},
		{"the class is named without a version", two, []string{"class-named x "}, "x not-in-log 1", ""},
		{"one is loaded of which the path is not known", two, []string{"loaded x -"},
			"x not-in-log 1", `The log loads a connector of the class, and the answer loads ` + repository + `; the two places cannot be compared.`},
		{"one of the class fails elsewhere", two, []string{`dialog-failed x ?D:\x`}, "x not-in-log 0", ""},
		{"nothing", two, nil,
			"x not-in-log 0", `The log does not tell what became of the class; the answer loads ` + repository + `.`},
		{"signatures and other lines do not tell", two, []string{"signature-failed x " + repository, "other x " + shared}, "x not-in-log 0", ""},

		{"a native class keeps its own", native, []string{"collision mongodb ?" + shared},
			"mongodb agrees 1", `The log rejects ` + shared + ` (inferred) because its class is registered, and the answer is the class that is compiled into Tableau.`},
		{"a system connector keeps its own", native, []string{"protected mongodb -"}, "mongodb agrees 1", `The log rejects a connector of the class because a system connector has its class, and the answer is the class that is compiled into Tableau.`},
		{"two are rejected for a native class", native, []string{"collision mongodb -", "collision mongodb -"}, "mongodb agrees 1", ""},
		{"a native class is overridden", native, []string{"collision mongodb -", "loaded mongodb " + shared},
			"mongodb differs 2", `The log loads ` + shared + `, but the answer is the class that is compiled into Tableau.`},
		{"of a native class nothing is written", native, nil, "mongodb not-in-log 0", ""},
		{"a native class that no candidate claims", nil, []string{"collision mongodb -"},
			"mongodb agrees 1", `The log rejects a connector of the class because its class is registered, and the class is one that is compiled into Tableau.`},
		{"a native class that no candidate claims is loaded", nil, []string{`loaded mongodb D:\m.dll`}, "mongodb only-in-log 1", ""},

		{"nothing loads, and one does", refused, []string{`loaded x C:\T\repository\x`},
			"x differs 1", `The log loads C:\T\repository\x, but the answer loads nothing: C:\T\repository\x is refused by folders-in-dev-path.`},
		{"nothing loads, and another does", refused, []string{`loaded x D:\x.dll`}, "x differs 1", ""},
		{"nothing loads, and it fails", refused, []string{`load-failed - C:\T\repository\x`},
			"x agrees 1", `The log says that C:\T\repository\x did not load, and the answer loads nothing: C:\T\repository\x is refused by folders-in-dev-path.`},
		{"nothing loads, and something of the class fails", refused, []string{`dialog-failed x -`}, "x agrees 1", ""},
		{"nothing loads, and the class is not registered", refused, []string{`class-unknown x -`}, "x agrees 1", ""},
		{"nothing loads, and it is rejected", refused, []string{`collision x -`}, "x differs 1", ""},
		{"nothing loads, and an error names it", refused, []string{`class-named x 1.0`}, "x differs 1", ""},
		{"nothing loads and nothing is written", refused, nil,
			"x not-in-log 0", `The log does not tell what became of the class; the answer loads nothing: C:\T\repository\x is refused by folders-in-dev-path.`},

		{"a class that is not in the answer", nil, []string{`loaded y D:\y.dll`},
			"y only-in-log 1", `The log loads D:\y.dll, and the answer has no such class.`},
		{"one that was rejected", nil, []string{`collision y -`}, "y only-in-log 1", ""},
		{"one that failed there", nil, []string{`dialog-failed y ?D:\y`}, "y only-in-log 1", `The log says that D:\y (inferred) did not load, and the answer has no such class.`},
		{"one that is unknown to both", nil, []string{`class-unknown y -`}, "y only-in-log 1", ""},
		{"one that an error names", nil, []string{`class-named y `}, "y only-in-log 1", `The log names the class as one in use, and the answer has no such class.`},
		{"what is unreadable is loaded", []string{"dev/y.taco"}, []string{`loaded y C:\T\dev\y.taco`},
			"y differs 1", `The log loads C:\T\dev\y.taco, but C:\T\dev\y.taco is unreadable in the answer.`},
		{"what is unreadable fails", []string{"dev/y.taco"}, []string{`open-failed - C:\T\dev\y.taco`}, "", ""},

		{"a module is the entry of its name", []string{"built-in/azure.taco x 1.0"}, []string{`loaded x C:\T\built-in\azure.taco`}, "x agrees 1", ""},
		{"built in only", []string{"shared/azure.taco x 1.0"}, []string{`loaded x C:\T\shared\azure.taco.dll`}, "x differs 1", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := witness.Compare(recorded(written(c.log...)), loader.Resolve(scanned(t, c.machine...), desktop(t, "2023.1")))
			want := []string{}
			if c.want != "" {
				want = append(want, c.want)
			}
			require.Equal(t, want, verdicts(out.Results))
			assert.Equal(t, strings.Contains(c.want, "differs"), out.Differs())
			if c.text != "" {
				assert.Equal(t, c.text, out.Results[0].Text)
			}
			for _, r := range out.Results {
				assert.Equal(t, r.Event != nil && r.Event.Inferred, strings.Contains(r.Text, "(inferred)"), r.Text)
			}
		})
	}
}

func TestModulesOfBuiltInDirectories(t *testing.T) {
	for _, c := range []struct {
		os              loader.OS
		directory, path string
		entry           string
		want            witness.Verdict
	}{
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\connectors\azure-dw.dll`, "azure-dw", witness.Agrees},
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\connectors\Azure-DW.DLL`, "azure-dw", witness.Agrees},
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\connectors\azure-dw.dll`, "azure-dw.dll", witness.Agrees},
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\connectors\azure-dw.dll`, "azure-dw.taco", witness.Agrees},
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\connectors\azure-dw.so`, "azure-dw", witness.Differs},
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\connectors\libazure-dw.dll`, "azure-dw", witness.Differs},
		{loader.Windows, `C:\P\bin\connectors`, `C:\P\bin\azure-dw.dll`, "azure-dw", witness.Differs},
		{loader.MacOS, "/A/Frameworks/connectors", "/A/Frameworks/connectors/libdatabricks.dylib", "databricks", witness.Agrees},
		{loader.MacOS, "/A/Frameworks/connectors", "/A/Frameworks/connectors/libdatabricks.dylib", "Databricks", witness.Differs},
		{loader.Linux, "/A/connectors", "/A/connectors/libdremio.so", "dremio", witness.Agrees},
		{loader.Linux, "/A/connectors", "/A/connectors/dremio.so", "dremio", witness.Agrees},
		{loader.Linux, "/A/connectors", "/A/connectors/liba.so", "liba", witness.Agrees},
		{loader.Windows, `D:\data\tabsvc\services\dataserver_0.20192.19.0718.1543\bin\connectors`,
			`D:\data\tabsvc\services\vizqlserver_2.20192.19.0718.1543\bin\connectors\azure-dw.dll`, "azure-dw", witness.Agrees},
		{loader.Windows, `D:\data\tabsvc\services\dataserver_0.20192.19.0718.1543\bin\connectors`,
			`D:\data\tabsvc\services\dataserver_0.20201.20.0718.1543\bin\connectors\azure-dw.dll`, "azure-dw", witness.Differs},
	} {
		inv := &loader.Inventory{
			Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: c.directory}}},
			Candidates:  []loader.Candidate{{Place: loader.Place{Entry: c.entry}, Class: "x", PluginVersion: plugin(t, "1.0"), Packaged: true}},
		}
		h := desktop(t, "2023.1")
		h.OS = c.os
		out := witness.Compare(recorded(written("loaded x "+c.path)), loader.Resolve(inv, h))
		assert.Equal(t, c.want, out.Results[0].Verdict, "%s and %s in %s", c.path, c.entry, c.directory)
	}
}

func TestAConnectorWithSeveralPlacesLoadsFromAnyOfThem(t *testing.T) {
	inv := scanned(t, "shared/x.taco x 1.0")
	inv.Candidates[0].Also = []loader.Place{{Directory: 3, Entry: "link.taco"}}
	res := loader.Resolve(inv, desktop(t, "2023.1"))
	for path, want := range map[string]witness.Verdict{
		`C:\T\shared\x.taco`: witness.Agrees, `C:\T\dev\link.taco`: witness.Agrees, `C:\T\dev\x.taco`: witness.Differs,
	} {
		assert.Equal(t, want, witness.Compare(recorded(written("loaded x "+path)), res).Results[0].Verdict, path)
	}
}

func TestRedactedPlaces(t *testing.T) {
	const hiddenNote = "Paths in the log cannot be held against the places of connectors that are redacted: there are 1."
	for _, c := range []struct {
		directory, path string
		want            witness.Verdict
	}{
		{`C:\[home]\Documents\My Tableau Repository\Connectors`, `C:\Users\ann\Documents\My Tableau Repository\Connectors\x.taco`, witness.Agrees},
		{`C:\[documents]\My Tableau Repository\Connectors`, `C:\Users\ann\OneDrive - Acme\My Tableau Repository\connectors\X.taco`, witness.Agrees},
		{`[home]/Library/Tableau/Connectors`, `/Users/ann/Library/Tableau/Connectors/x.taco`, witness.Agrees},
		{`C:\[documents]\My Tableau Repository\Connectors`, `C:\Users\ann\Not My Tableau Repository\Connectors\x.taco`, witness.Differs},
		{`C:\[documents]\My Tableau Repository\Connectors`, `Connectors\x.taco`, witness.Differs},
		{`C:\[data]\tabsvc\vizqlserver\Connectors`, `C:\acme\tabsvc\vizqlserver\Connectors\x.taco`, witness.Agrees},
		{`C:\[data]\tabsvc\vizqlserver\Connectors`, `D:\acme\tabsvc\vizqlserver\Connectors\x.taco`, witness.Differs},
		{`C:\[home]\dev`, `C:\build\dev\x.taco`, witness.Differs},
		{`C:\[home]\dev`, `C:\Users\ann\dev\x.taco`, witness.Agrees},
		{`C:\[dev-1]`, `C:\Users\ann\dev\x.taco`, witness.NotInLog},
		{`[dev-1]`, `/Users/ann/dev/other.taco`, witness.NotInLog},
	} {
		inv := &loader.Inventory{
			Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: c.directory}}},
			Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "x.taco"}, Class: "x", PluginVersion: plugin(t, "1.0"), Packaged: true}},
		}
		out := witness.Compare(recorded(written("loaded x "+c.path)), loader.Resolve(inv, desktop(t, "2023.1")))
		assert.Equal(t, c.want, out.Results[0].Verdict, "%s in %s", c.path, c.directory)
		assert.Equal(t, c.want == witness.NotInLog, slices.Contains(out.Notes, hiddenNote), c.directory)
	}
	inv := scanned(t, "dev/x.taco x 1.0")
	inv.Directories[3].Path = `C:\[dev-1]`
	out := witness.Compare(recorded(written(`loaded x C:\a\x.taco`, "class-named x 2.0")), loader.Resolve(inv, desktop(t, "2023.1")))
	assert.Equal(t, []string{"x differs 2"}, verdicts(out.Results), "a version is no path")
	out = witness.Compare(recorded(written(`loaded x C:\a\x.taco`)), loader.Resolve(inv, desktop(t, "2023.1")))
	assert.Equal(t, `The log loads C:\a\x.taco, and the answer loads C:\[dev-1]\x.taco; the two places cannot be compared.`, out.Results[0].Text)
}

func TestResultsStandByProcessAndClass(t *testing.T) {
	res := loader.Resolve(scanned(t, "dev/a.taco m 1.0", "dev/b.taco B 1.0", "dev/c.taco b 1.0"), desktop(t, "2023.1"))
	out := witness.Compare(recorded(written(`loaded z D:\z`, `loaded a D:\a`), written(`loaded m C:\T\dev\a.taco`)), res)
	assert.Equal(t, []string{
		"B not-in-log 0", "a only-in-log 2", "b not-in-log 0", "m not-in-log 0", "z only-in-log 1",
		"B not-in-log 0", "b not-in-log 0", "m agrees 1",
	}, verdicts(out.Results))
	for i, r := range out.Results {
		assert.Equal(t, i/5, r.Process)
		assert.Equal(t, r.Verdict == witness.OnlyInLog, r.Answer == nil)
	}
}

func TestClassesAreTheSameAsInTheAnswer(t *testing.T) {
	inv := scanned(t, "dev/a.taco Foo 1.0")
	log := recorded(written(`loaded FOO C:\T\dev\a.taco`))
	h := desktop(t, "2023.1")
	assert.Equal(t, []string{"FOO differs 1", "Foo not-in-log 0"}, verdicts(witness.Compare(log, loader.Resolve(inv, h)).Results))
	h.Assume = map[loader.RuleID]string{loader.RuleClassIdentity: "any-case"}
	assert.Equal(t, []string{"Foo agrees 1"}, verdicts(witness.Compare(log, loader.Resolve(inv, h)).Results))
	assert.Equal(t, []string{"MongoDB agrees 1"}, verdicts(witness.Compare(recorded(written("collision MongoDB -")), loader.Resolve(nil, h)).Results))
	h.Native = loader.NativeNone
	assert.Equal(t, []string{"MongoDB only-in-log 1"}, verdicts(witness.Compare(recorded(written("collision MongoDB -")), loader.Resolve(nil, h)).Results))
}

func TestProcessesOfOtherProducts(t *testing.T) {
	rec := recorded(written(`loaded x C:\T\dev\x.taco`), written(`loaded x D:\x`), written(`loaded x D:\x`), nil)
	for i, service := range []string{"dataserver", "flowprocessor", "flowprocessor", ""} {
		rec.Processes[i].Service = service
	}
	inv := scanned(t, "dev/x.taco x 1.0")
	h := desktop(t, "2023.1")
	out := witness.Compare(rec, loader.Resolve(inv, h))
	assert.Empty(t, out.Skipped)
	assert.Equal(t, []string{"x agrees 1", "x differs 1", "x differs 1", "x not-in-log 0"}, verdicts(out.Results))
	assert.Equal(t, []string{
		"1 process is of the product server and compared all the same: the answer is that of desktop.",
		"2 processes are of the product prep-conductor and compared all the same: the answer is that of desktop.",
		"The log shows the machine as it was when the log was written, the inventory as it was when it was scanned: what was changed between the two differs.",
	}, out.Notes)

	h.Product = loader.Server
	out = witness.Compare(rec, loader.Resolve(inv, h))
	assert.Equal(t, []int{1, 2}, out.Skipped)
	assert.Equal(t, []string{"x agrees 1", "x not-in-log 0"}, verdicts(out.Results))
	assert.Equal(t, 3, out.Results[1].Process)
	assert.Equal(t, []string{"2 processes are of the product prep-conductor and not compared: the answer is that of server."}, out.Notes)
}

func TestProcessesOfOtherReleases(t *testing.T) {
	rec := recorded(nil, nil, nil, nil)
	for i, r := range []string{"20223.22.1018.0949", "2022.1", "2022.1", "2022.2.7"} {
		rec.Processes[i].Release = release(t, r)
	}
	out := witness.Compare(rec, loader.Resolve(scanned(t, "dev/x.taco x 1.0"), desktop(t, "2022.2")))
	assert.Len(t, out.Results, 4)
	assert.Equal(t, []string{
		"2 processes are of Tableau 2022.1, and the answer is that of 2022.2.",
		"1 process is of Tableau 20223.22.1018.0949, and the answer is that of 2022.2.",
	}, out.Notes)
}

func TestNothingIsComparedWithoutEitherSide(t *testing.T) {
	for _, rec := range []*witness.Record{nil, {}, recorded(nil)} {
		for _, res := range []*loader.Resolution{nil, {}, loader.Resolve(nil, loader.Host{})} {
			out := witness.Compare(rec, res)
			assert.Empty(t, out.Results)
			assert.Empty(t, out.Rules)
			assert.False(t, out.Differs())
			assert.Equal(t, rec == nil || len(rec.Processes) == 0, slices.Contains(out.Notes, "The logs show no process that tells of connectors."))
		}
	}
	res := loader.Resolve(scanned(t, "dev/x.taco x 1.0"), loader.Host{})
	assert.Empty(t, witness.Compare(recorded(), res).Results)
}

// A log that says of each class what the answer says agrees with it, whatever the
// machine.
func TestALogOfTheAnswerAgreesWithIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := someMachine(t)
		h := desktop(t, rapid.SampledFrom([]string{"2019.2", "2020.4", "2022.1", "2022.2", "2026.2"}).Draw(t, "release"))
		res := loader.Resolve(inv, h)
		var log []string
		for _, c := range res.Contests() {
			for _, d := range c.Decisions {
				switch {
				case d.Candidate.Native:
				case d.Outcome == loader.Loaded:
					log = append(log, "loaded "+c.Class+" "+d.Location)
				case d.Outcome == loader.Shadowed:
					log = append(log, "collision "+c.Class+" ?"+d.Location)
				case d.Outcome == loader.Refused && d.Reason.Rule != loader.RuleSharedSince: // whose directory nobody looks into
					log = append(log, "load-failed - "+d.Location)
				}
			}
		}
		for _, d := range res.Unreadable() {
			log = append(log, "open-failed - "+d.Location)
		}
		out := witness.Compare(recorded(written(log...)), res)
		assert.Len(t, out.Results, len(res.Classes()))
		for _, r := range out.Results {
			want := witness.Agrees
			refused := r.Answer.Outcome == loader.Refused && r.Answer.Reason.Rule == loader.RuleSharedSince
			if refused || r.Answer.Candidate.Native && r.Answer.Reason.Rule == loader.RuleOnlyCandidate {
				want = witness.NotInLog // nothing was rejected for it
			}
			assert.Equal(t, want, r.Verdict, r.Text)
		}
		for _, r := range out.Rules {
			if r.Rule != loader.RuleOrderInDirectory { // the order of classes is not that of names
				assert.Empty(t, r.Contradicts, r.Rule)
			}
		}
	})
}

// someMachine has up to 30 connectors of few classes.
func someMachine(t *rapid.T) *loader.Inventory {
	var lines []string
	for i := range rapid.IntRange(0, 30).Draw(t, "connectors") {
		tier := rapid.SampledFrom(loader.Tiers()).Draw(t, "tier")
		class := rapid.SampledFrom([]string{"x", "X", "y", "mongodb", "unreadable"}).Draw(t, "class")
		line := fmt.Sprintf("%s/c%d", tier, i)
		if rapid.Bool().Draw(t, "packaged") {
			line += ".taco"
		}
		if class != "unreadable" {
			line += " " + class + " " + rapid.SampledFrom([]string{"1.0", "1.9", "1.10", "1.0.0"}).Draw(t, "version")
		}
		lines = append(lines, line)
	}
	return scanned(t, lines...)
}

func TestWhatIsMissingOfTheLogsIsNoted(t *testing.T) {
	res := loader.Resolve(scanned(t, "dev/x.taco x 1.0"), desktop(t, "2023.1"))
	for name, c := range map[string]struct {
		change func(*witness.Record)
		want   string
	}{
		"nothing":    {func(*witness.Record) {}, ""},
		"dropped":    {func(r *witness.Record) { r.Dropped = 2 }, "logs: 2)"},
		"unassigned": {func(r *witness.Record) { r.Unassigned = 3 }, "logs: 3)"},
		"cut":        {func(r *witness.Record) { r.Logs = []witness.LogState{{Status: witness.LogCut}} }, "logs: 1)"},
		"torn":       {func(r *witness.Record) { r.Logs = []witness.LogState{{Skipped: []witness.Skip{{Count: 4}}}} }, "logs: 4)"},
		"foreign":    {func(r *witness.Record) { r.Logs = []witness.LogState{{Status: witness.LogForeign}} }, ""},
	} {
		rec := recorded(written(`loaded x C:\T\dev\x.taco`))
		c.change(rec)
		notes := strings.Join(witness.Compare(rec, res).Notes, " ")
		assert.Equal(t, c.want != "", strings.Contains(notes, "Not all of the logs"), name)
		assert.Contains(t, notes, c.want, name)
	}
}

func TestAClassOfTheCatalogueThatAModuleHas(t *testing.T) {
	r := witness.Compare(recorded(written(`loaded redshift C:\T\built-in\redshift.dll`)), loader.Resolve(scanned(t, "dev/x.taco x 1.0"), desktop(t, "2026.2"))).Results[0]
	assert.Equal(t, witness.OnlyInLog, r.Verdict)
	assert.Contains(t, r.Text, "some releases have it compiled in")
}

func TestProcessesOfAnotherReleaseGiveNoEvidence(t *testing.T) {
	rec := recorded(written(`loaded x C:\T\dev\a.taco`))
	res := loader.Resolve(scanned(t, "dev/a.taco x 1.0", "dev/b.taco x 1.0"), desktop(t, "2023.1"))
	assert.Len(t, witness.Compare(rec, res).Rules[0].Supports, 1)
	rec.Processes[0].Release = release(t, "2023.1.4")
	assert.Len(t, witness.Compare(rec, res).Rules[0].Supports, 1)
	rec.Processes[0].Release = release(t, "2022.4")
	assert.Empty(t, witness.Compare(rec, res).Rules[0].Supports)
}

func TestOfTheContendersOfANativeClassTheFirstTells(t *testing.T) {
	res := loader.Resolve(scanned(t, "built-in/b.taco mongodb 1.0", "repository/m.taco mongodb 0.5"), desktop(t, "2023.1"))
	for line, want := range map[string]witness.Verdict{
		`collision mongodb ?C:\T\built-in\b.taco`:   witness.Agrees,
		`collision mongodb ?C:\T\repository\m.taco`: witness.NotInLog,
		`collision mongodb ?D:\other\mongodb.dll`:   witness.Agrees,
		`collision mongodb -`:                       witness.NotInLog,
		`loaded mongodb C:\T\built-in\b.taco`:       witness.Differs,
	} {
		assert.Equal(t, want, witness.Compare(recorded(written(line)), res).Results[0].Verdict, line)
	}
}

func TestADirectoryThatIsReadAgainUnseenGivesNoOrder(t *testing.T) {
	rec := recorded(written(`loaded k C:\T\dev\b`, `loaded l C:\T\dev\c`, `loaded m C:\T\dev\a`, `loaded k C:\T\dev\b`, `loaded l C:\T\dev\c`))
	res := loader.Resolve(nil, loader.Host{})
	assert.Len(t, witness.Compare(rec, res).Rules[0].Contradicts, 1)
	rec.Processes[0].Inferred = true
	assert.Empty(t, witness.Compare(rec, res).Rules)
}
