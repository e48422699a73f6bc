package loader_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// manifestText is a manifest of the size that connectors have in the field.
func manifestText(class, pluginVersion string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version='1.0' encoding='utf-8' ?>
<connector-plugin class='%s' superclass='jdbc' plugin-version='%s' name='Connector %s' version='18.1' min-version-tableau='2020.3'>
  <vendor-information>
    <company name='Example'/>
    <support-link url='https://example.org/support'/>
    <driver-download-link url='https://example.org/driver'/>
  </vendor-information>
  <connection-customization class='%s' enabled='true' version='10.0'>
    <vendor name='%s'/>
    <driver name='%s'/>
    <customizations>
`, class, pluginVersion, class, class, class, class)
	for i := range 25 {
		fmt.Fprintf(&b, "      <customization name='CAP_SUPPORTED_FEATURE_%d' value='yes'/>\n", i)
	}
	b.WriteString(`    </customizations>
  </connection-customization>
  <connection-fields file='fields.xml'/>
  <connection-metadata file='metadata.xml'/>
  <connection-resolver file='resolver.tdr'/>
  <dialect file='dialect.tdd'/>
</connector-plugin>
`)
	return b.String()
}

var referenced = []string{"fields.xml", "metadata.xml", "resolver.tdr", "dialect.tdd"}

// packageBytes is a .taco with a manifest and the files that it names.
func packageBytes(tb testing.TB, manifest string) []byte {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, name := range append([]string{"META-INF/MANIFEST.MF", "manifest.xml"}, referenced...) {
		f, err := w.Create(name)
		require.NoError(tb, err)
		text := "<x/>"
		if name == "manifest.xml" {
			text = manifest
		}
		_, err = io.WriteString(f, text)
		require.NoError(tb, err)
	}
	require.NoError(tb, w.Close())
	return buf.Bytes()
}

// writeConnectors writes n distinct connectors, half folders, half packages.
func writeConnectors(tb testing.TB, dir string, n int) {
	for i := range n {
		class := fmt.Sprintf("class_%d", i/2)
		text := manifestText(class, fmt.Sprintf("1.%d.0", i%7))
		if i%2 == 0 {
			require.NoError(tb, os.WriteFile(filepath.Join(dir, fmt.Sprintf("c%05d.taco", i)), packageBytes(tb, text), 0o644))
			continue
		}
		folder := filepath.Join(dir, fmt.Sprintf("c%05d", i))
		require.NoError(tb, os.Mkdir(folder, 0o755))
		require.NoError(tb, os.WriteFile(filepath.Join(folder, "manifest.xml"), []byte(text), 0o644))
		for _, name := range referenced {
			require.NoError(tb, os.WriteFile(filepath.Join(folder, name), []byte("<x/>"), 0o644))
		}
	}
}

// bare is the loop that anybody would write: read, unzip, etree.
func bare(tb testing.TB, dir string, workers int) {
	entries, err := os.ReadDir(dir)
	require.NoError(tb, err)
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := int(next.Add(1) - 1); i < len(entries); i = int(next.Add(1) - 1) {
				data, err := bareManifest(filepath.Join(dir, entries[i].Name()), entries[i].IsDir())
				if err == nil {
					err = etree.NewDocument().ReadFromBytes(data)
				}
				if err != nil {
					tb.Error(err)
				}
			}
		})
	}
	group.Wait()
}

func bareManifest(path string, folder bool) ([]byte, error) {
	if folder {
		return os.ReadFile(filepath.Join(path, "manifest.xml"))
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	f, err := z.Open("manifest.xml")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func osOpener(d loader.Directory) (fs.FS, error) { return os.DirFS(d.Path), nil }

// BenchmarkScan compares Discover and Resolve of 10,000 distinct connectors
// with the bare loop, in one run and with as many workers.
func BenchmarkScan(b *testing.B) {
	const workers = 2
	dir := b.TempDir()
	writeConnectors(b, dir, 10_000)
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			bare(b, dir, workers)
		}
	})
	b.Run("discover-resolve", func(b *testing.B) {
		ds := []loader.Directory{{Tier: loader.TierDev, Path: dir}}
		for b.Loop() {
			inv, err := loader.Discover(context.Background(), ds, osOpener, loader.Options{Workers: workers})
			require.NoError(b, err)
			r := loader.Resolve(inv, loader.Host{})
			require.Len(b, r.Classes(), 5_000)
		}
	})
}

// madeUp is an inventory of n candidates, two of each class.
func madeUp(tb testing.TB, n int) *loader.Inventory {
	versions := make([]version.Plugin, 11)
	for i := range versions {
		var err error
		versions[i], err = version.ParsePlugin(fmt.Sprintf("1.%d", i))
		require.NoError(tb, err)
	}
	inv := &loader.Inventory{Candidates: make([]loader.Candidate, n)}
	for t, tier := range []loader.Tier{loader.TierShared, loader.TierDev} {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{Directory: loader.Directory{Tier: tier, Path: string(tier)}})
		for i := range n / 2 {
			inv.Candidates[t*(n/2)+i] = loader.Candidate{
				Place: loader.Place{Directory: t, Entry: fmt.Sprintf("c%08d.taco", i)}, Packaged: true,
				Class: fmt.Sprintf("class_%d", i), PluginVersion: versions[(i*7+t*3)%len(versions)],
			}
		}
	}
	return inv
}

// BenchmarkResolve shows the cost of one candidate at two sizes.
func BenchmarkResolve(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			inv := madeUp(b, n)
			for b.Loop() {
				loader.Resolve(inv, loader.Host{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/candidate")
		})
	}
}
