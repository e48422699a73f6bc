package fleet_test

import (
	"fmt"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/fleet"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/version"
)

// Three nodes of a server have the connector x, one of them in an older version.
func ExampleCompare() {
	nodes := func(yield func(*snapshot.Snapshot, error) bool) {
		for i, text := range []string{"2.0", "2.0", "1.0"} {
			v, err := version.ParsePlugin(text)
			s := &snapshot.Snapshot{Name: fmt.Sprintf("node%d", i+1), Inventory: &loader.Inventory{
				Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: `D:\dev`}}},
				Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "x.taco"}, Packaged: true, Class: "x", PluginVersion: v}},
			}}
			if !yield(s, err) {
				return
			}
		}
	}
	report := fleet.Compare(nodes)
	for _, c := range report.Classes {
		fmt.Println(c.Name, "agree:", c.Agree())
		for _, v := range c.Variants {
			fmt.Println(v.Winner.PluginVersion, report.Names(v.Nodes))
			for _, cause := range v.Causes {
				fmt.Println(cause.Reason+":", cause.Text)
			}
		}
	}
	// Output:
	// x agree: false
	// 2.0 [node1 node2]
	// 1.0 [node3]
	// older: Version 1.0 loads, which is lower than version 2.0.
}
