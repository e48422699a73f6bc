package lint_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// BenchmarkMachine compares Machine with a Resolve of the same 10,000 connectors, in one
// run: the metric resolves is how many of them one Machine costs. It is asked to be ten
// at most. The metric findings tells how much there is to find.
func BenchmarkMachine(b *testing.B) {
	const n = 10_000
	for _, kind := range []struct {
		name string
		inv  *loader.Inventory
	}{
		{"alone", alone(b, n)},
		{"tens-mixed", tens(b, n)},
		{"thousands", inClasses(alone(b, n), 10)},
		{"all-wrong", allWrong(alone(b, n))},
		{"one-version", oneVersion(b, alone(b, n))},
	} {
		b.Run(kind.name, func(b *testing.B) {
			r := loader.Resolve(kind.inv, loader.Host{})
			var resolving time.Duration
			found := 0
			for b.Loop() {
				b.StopTimer()
				start := time.Now()
				loader.Resolve(kind.inv, loader.Host{})
				resolving += time.Since(start)
				b.StartTimer()
				findings, err := lint.Machine(kind.inv, r, lint.Config{})
				require.NoError(b, err)
				found = len(findings)
			}
			b.ReportMetric(float64(b.Elapsed())/float64(resolving), "resolves")
			b.ReportMetric(float64(found), "findings")
		})
	}
}

// alone is n packages in the repository, each with a class of its own.
func alone(tb testing.TB, n int) *loader.Inventory {
	inv := &loader.Inventory{Directories: []loader.ScannedDirectory{read(loader.TierRepository, `C:\repository`)}}
	for i := range n {
		class := fmt.Sprintf("class_%d", i)
		inv.Candidates = append(inv.Candidates, loader.Candidate{
			Place: loader.Place{Entry: fmt.Sprintf("c%05d.taco", i)}, Packaged: true,
			Class: class, PluginVersion: plugin(tb, fmt.Sprintf("1.%d", i%11)),
			ManifestDigest: digest(i), ContentDigest: digest(i),
		})
		inv.Candidates[i].Manifest = &manifest.Manifest{Class: class, PluginVersion: inv.Candidates[i].PluginVersion}
	}
	return inv
}

// tens is n connectors, ten of a class: packages in three directories and folders in the
// dev path, one of ten refused for its minimum version, some classes native.
func tens(tb testing.TB, n int) *loader.Inventory {
	inv := inClasses(alone(tb, n), n/10)
	inv.Directories = append(inv.Directories, read(loader.TierShared, `C:\shared`), read(loader.TierDev, `C:\dev`))
	natives := loader.Natives()
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		nth, class := i/(n/10), i%(n/10)
		c.Directory, c.Packaged = nth%3, nth%3 < 2
		c.PluginVersion = plugin(tb, fmt.Sprintf("1.%d", nth))
		if nth == 9 {
			c.Manifest.MinVersionTableau = plugin(tb, "2525.1")
		}
		if class < len(natives) {
			c.Class = natives[class].Class
		}
	}
	return inv
}

// inClasses gives the candidates so many classes.
func inClasses(inv *loader.Inventory, classes int) *loader.Inventory {
	for i := range inv.Candidates {
		inv.Candidates[i].Class = fmt.Sprintf("class_%d", i%classes)
	}
	return inv
}

// allWrong makes something wrong with each connector: pairs of one version in the dev
// path and elsewhere, unsigned.
func allWrong(inv *loader.Inventory) *loader.Inventory {
	inv = inClasses(inv, len(inv.Candidates)/2)
	inv.Directories = append(inv.Directories, read(loader.TierDev, `C:\dev`))
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		c.Signature = &taco.Signature{State: taco.Unsigned}
		c.PluginVersion = inv.Candidates[i%(len(inv.Candidates)/2)].PluginVersion
		if i >= len(inv.Candidates)/2 {
			c.Directory = 1
		}
	}
	return inv
}

// oneVersion is folders and packages of one class and version, each with other content.
func oneVersion(tb testing.TB, inv *loader.Inventory) *loader.Inventory {
	inv = inClasses(inv, 1)
	inv.Directories[0].Tier = loader.TierDev
	for i := range inv.Candidates {
		c := &inv.Candidates[i]
		c.PluginVersion, c.Packaged = plugin(tb, "1.0"), i%2 == 0
		m := *c.Manifest
		m.Dialect = &manifest.Script{File: fmt.Sprintf("%d.tdd", i)}
		c.Manifest = &m
	}
	return inv
}

func plugin(tb testing.TB, text string) version.Plugin {
	v, err := version.ParsePlugin(text)
	require.NoError(tb, err)
	return v
}

func digest(i int) (out [32]byte) {
	out[0], out[1] = byte(i+1), byte((i+1)>>8)
	return out
}
