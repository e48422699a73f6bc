package snapshot_test

import (
	"bytes"
	"fmt"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
)

// A snapshot is written on one machine and resolved on another.
func Example() {
	s := &snapshot.Snapshot{Name: "node1", Inventory: &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: `D:\dev`}, State: loader.StateRead}},
		Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "x.taco"}, Packaged: true, Class: "x"}},
	}}
	var file bytes.Buffer
	if err := s.Redact().Encode(&file); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(file.String())
	back, err := snapshot.Decode(&file, snapshot.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, _ := loader.Resolve(back.Inventory, back.Host).Class("x")
	winner, _ := c.Winning()
	fmt.Println(winner.Location)
	// Output:
	// {"schema":1,"name":"redacted","host":{},"directories":[{"tier":"dev","path":"D:\\[dev-1]","state":"read"}],"candidates":[{"directory":0,"entry":"x.taco","packaged":true,"class":"x"}]}
	// D:\[dev-1]\x.taco
}

func ExampleDecode() {
	_, err := snapshot.Decode(bytes.NewReader([]byte(`{"schema":7}`)), snapshot.Limits{})
	fmt.Println(err)
	// Output:
	// schema: it is 7, and this reads 1: use a tacorder that knows it, or write the snapshot again
}
