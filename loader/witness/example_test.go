package witness_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
	"github.com/tacorder/tacorder/version"
)

// text is a log that stands in the program.
func text(name string, lines ...string) witness.Log {
	return witness.Log{Name: name, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(strings.Join(lines, "\n") + "\n")), nil
	}}
}

// Two packages of one class lie on a machine. The answer is that the newer one loads, and
// the log shows the other one.
func ExampleCompare() {
	inv := &loader.Inventory{
		Directories: []loader.ScannedDirectory{
			{Directory: loader.Directory{Tier: loader.TierShared, Path: "/opt/tableau/connectors"}},
			{Directory: loader.Directory{Tier: loader.TierDev, Path: "/srv/connectors"}},
		},
		Candidates: []loader.Candidate{
			{Place: loader.Place{Directory: 0, Entry: "heron.taco"}, Class: "heron", PluginVersion: parsed("1.9"), Packaged: true},
			{Place: loader.Place{Directory: 1, Entry: "heron.taco"}, Class: "heron", PluginVersion: parsed("1.10"), Packaged: true},
		},
	}
	release, err := version.ParseRelease("2023.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	res := loader.Resolve(inv, loader.Host{Product: loader.Server, OS: loader.Linux, Release: release})

	rec, err := witness.Read(context.Background(), []witness.Log{text("log.txt",
		`{"ts":"2023-05-01T08:00:00.1","pid":7,"tid":"a","sev":"info","k":"connector-plugin","v":"Successfully loaded connector for class heron from connector plugin /opt/tableau/connectors/heron.taco"}`,
	)}, witness.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := witness.Compare(rec, res)
	for _, r := range c.Results {
		fmt.Println(r.Class, r.Verdict, r.Event.File, r.Event.Line)
		fmt.Println(r.Text)
	}
	for _, r := range c.Rules {
		fmt.Println(r.Rule, r.Basis, len(r.Supports), "for,", len(r.Contradicts), "against")
	}
	// Output:
	// heron differs log.txt 1
	// The log loads /opt/tableau/connectors/heron.taco, but the answer loads /srv/connectors/heron.taco.
	// version-order assumed 0 for, 1 against
}

func parsed(s string) version.Plugin {
	v, err := version.ParsePlugin(s)
	if err != nil {
		fmt.Println(err)
	}
	return v
}

// One node of a server was not restarted after a package had been replaced.
func ExampleRecord_Splits() {
	const loaded = `{"ts":"2023-05-01T08:00:00","pid":7,"tid":"a","sev":"info","k":"connector-plugin","v":"Successfully loaded connector for class heron from connector plugin /opt/tableau/connectors/`
	rec, err := witness.Read(context.Background(), []witness.Log{
		text("node1/log.txt", loaded+`heron-v2.taco"}`), text("node2/log.txt", loaded+`heron-v2.taco"}`), text("node3/log.txt", loaded+`heron-v1.taco"}`),
	}, witness.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, split := range rec.Splits() {
		fmt.Println(split.Class)
		for _, side := range split.Sides {
			for _, i := range side.Processes {
				fmt.Println(" ", side.Path, "in", rec.Processes[i].File)
			}
		}
	}
	// Output:
	// heron
	//   /opt/tableau/connectors/heron-v2.taco in node1/log.txt
	//   /opt/tableau/connectors/heron-v2.taco in node2/log.txt
	//   /opt/tableau/connectors/heron-v1.taco in node3/log.txt
}

func ExampleRedaction_Path() {
	r := witness.NewRedaction(loader.Host{})
	for _, path := range []string{
		`C:\Program Files\Tableau\Connectors\heron.taco`,
		`C:\Users\you\OneDrive - Example\My Tableau Repository\Connectors\heron.taco`,
		`D:\work\for-a-customer\heron.taco`,
	} {
		fmt.Println(r.Path(path))
	}
	// Output:
	// C:\Program Files\Tableau\Connectors\heron.taco
	// C:\[documents]\My Tableau Repository\Connectors\heron.taco
	// D:\[directory-1]\heron.taco
}

func ExampleJSON() {
	rec, err := witness.Read(context.Background(), []witness.Log{text("log.txt",
		`{"ts":"2019-06-04T10:36:18.616","pid":7816,"tid":"257c","sev":"error","k":"connector-plugin-error","e":{"log-code":"0e9acd07"},"v":"Class already registered: mongodb"}`,
	)}, witness.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := json.NewEncoder(os.Stdout)
	e.SetIndent("", " ")
	if err := e.Encode(witness.JSON(rec, nil).Processes[0].Collisions); err != nil {
		fmt.Println(err)
	}
	// Output:
	// [
	//  {
	//   "class": "mongodb",
	//   "path": null,
	//   "line": 1,
	//   "kind": "collision",
	//   "code": "0e9acd07"
	//  }
	// ]
}

// The logs tell which Tableau wrote them.
func ExampleRecord_Host() {
	rec, err := witness.Read(context.Background(), []witness.Log{text("nativeapi_vizqlserver_0-0.txt",
		`{"ts":"2022-09-20T08:00:00.1","pid":7,"tid":"a","k":"connector-plugin","v":"Successfully loaded connector for class heron from connector plugin D:\\data\\tabsvc\\services\\vizqlserver_0.20222.22.0916.1526\\bin\\connectors\\heron.dll"}`,
	)}, witness.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	h := rec.Host()
	fmt.Println(h.Product, h.OS, h.Release)
	// Output: server windows 20222.22.0916.1526
}
