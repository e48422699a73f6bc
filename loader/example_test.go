package loader_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"testing/fstest"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/version"
)

// connector is a manifest that every release takes.
func connector(class, pluginVersion string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`<connector-plugin class='` + class + `' superclass='jdbc' plugin-version='` + pluginVersion + `' name='X' version='18.1'>
  <vendor-information><company name='Example'/><support-link url='https://example.org'/></vendor-information>
</connector-plugin>`)}
}

// Two folders claim the class x, in two directories of the dev path.
func Example() {
	disk := map[string]fs.FS{
		"first":  fstest.MapFS{"a/manifest.xml": connector("x", "1.9")},
		"second": fstest.MapFS{"b/manifest.xml": connector("x", "1.10")},
	}
	ctx := context.Background()
	dirs := []loader.Directory{{Tier: loader.TierDev, Path: "first"}, {Tier: loader.TierDev, Path: "second"}}
	inv, err := loader.Discover(ctx, dirs, func(d loader.Directory) (fs.FS, error) { return disk[d.Path], nil }, loader.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, release := range []string{"2022.1", "2022.2"} {
		rel, err := version.ParseRelease(release)
		if err != nil {
			fmt.Println(err)
			return
		}
		c, ok := loader.Resolve(inv, loader.Host{Release: rel}).Class("x")
		fmt.Println(release, ok, c.Winner.PluginVersion)
	}
	// Output:
	// 2022.1 true 1.9
	// 2022.2 true 1.10
}

func ExampleHost_Directories() {
	h := loader.Host{Product: loader.Server, OS: loader.Linux}
	for _, d := range h.Directories() {
		fmt.Println(d.Tier, d.Path)
	}
	// Output:
	// shared /opt/tableau/connectors
	// repository /var/opt/tableau/tableau_server/data/tabsvc/vizqlserver/Connectors
}

func ExampleResolution_Explain() {
	disk := fstest.MapFS{"a/manifest.xml": connector("x", "1.0"), "b/manifest.xml": connector("x", "1.0")}
	inv, err := loader.Discover(context.Background(), []loader.Directory{{Tier: loader.TierDev, Path: "dev"}},
		func(loader.Directory) (fs.FS, error) { return disk, nil }, loader.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	sentences, _ := loader.Resolve(inv, loader.Host{}).Explain("x")
	for _, s := range sentences {
		fmt.Println(s)
	}
	// Output:
	// Tableau Desktop 2026.3 on Windows loads the class x from dev/a, version 1.0.
	// Its plugin version 1.0 equals the runner-up's 1.0, and it is loaded first. (same-version-first-loaded, documented)
	// dev/b, version 1.0 is shadowed. Its plugin version 1.0 equals the winner's 1.0, which is loaded first. (same-version-first-loaded, documented)
	// Without it dev/b would load instead.
	// Not sure: the answer for every decision here rests on the rule order-in-directory. Within a directory candidates load in the order of their names, upper-cased, then by bytes.
	// A change is seen only after Tableau Desktop has been restarted.
}

// An unverified package wins its class, and fails when somebody connects.
func Example_signatures() {
	const testdata = "../manifest/taco/signature/testdata/"
	disk := fstest.MapFS{}
	for name, file := range map[string]string{"a.taco": "expired.taco", "b.taco": "verified-rsa-sha256.taco"} {
		data, err := os.ReadFile(testdata + "packages/" + file)
		if err != nil {
			fmt.Println(err)
			return
		}
		disk[name] = &fstest.MapFile{Data: data}
	}
	trusted, err := os.ReadFile(testdata + "roots.pem")
	if err != nil {
		fmt.Println(err)
		return
	}
	roots, _, err := signature.ParseRoots(trusted)
	if err != nil {
		fmt.Println(err)
		return
	}
	inv, err := loader.Discover(context.Background(), []loader.Directory{{Tier: loader.TierRepository, Path: "repository"}},
		func(loader.Directory) (fs.FS, error) { return disk, nil },
		loader.Options{Verifier: &signature.Verifier{Roots: roots}})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, _ := loader.Resolve(inv, loader.Host{}).Class("signed")
	winner, _ := c.Winning()
	fmt.Println(winner.Location, winner.AtConnection.Value, winner.AtConnection.Rule)
	fmt.Println(c.WorksInstead.Entry)
	// Output:
	// repository/a.taco expired signature-at-connection
	// b.taco
}

// ExampleSweep finds the releases at which a class turns, from one scan.
func ExampleSweep() {
	disk := map[string]fs.FS{
		"first":  fstest.MapFS{"a/manifest.xml": connector("x", "1.9")},
		"second": fstest.MapFS{"b/manifest.xml": connector("x", "1.10")},
	}
	dirs := []loader.Directory{{Tier: loader.TierDev, Path: "first"}, {Tier: loader.TierDev, Path: "second"}}
	inv, err := loader.Discover(context.Background(), dirs, func(d loader.Directory) (fs.FS, error) { return disk[d.Path], nil }, loader.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	since, err := version.ParseConstraint(">=2021.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	timeline := loader.Sweep(inv, loader.Host{}, since)
	spans, _ := timeline.Class("x")
	for _, s := range spans {
		fmt.Println(s.From, s.To, s.Location, s.Rule)
	}
	for _, turn := range timeline.Turns("x") {
		fmt.Println("turns at", turn.Release, "by", turn.Rule)
	}
	// Output:
	// 2021.1 2022.1 first/a first-loaded-wins
	// 2022.2 2026.3 second/b highest-version-wins
	// turns at 2022.2 by highest-version-wins
}

// ExampleDiff asks what happens when the winner is removed.
func ExampleDiff() {
	disk := fstest.MapFS{"a/manifest.xml": connector("x", "2.0"), "b/manifest.xml": connector("x", "1.0")}
	dirs := []loader.Directory{{Tier: loader.TierDev, Path: "dev"}}
	inv, err := loader.Discover(context.Background(), dirs, func(loader.Directory) (fs.FS, error) { return disk, nil }, loader.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	before := loader.Resolve(inv, loader.Host{})
	c, _ := before.Class("x")
	after := loader.Resolve(inv.Without(c.Winner.Place), loader.Host{})
	for _, change := range loader.Diff(before, after).Classes {
		fmt.Println(change.Class, change.Change, change.Before.Location, "to", change.After.Location)
	}
	// Output:
	// x changes dev/a to dev/b
}
