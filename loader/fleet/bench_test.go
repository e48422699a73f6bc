package fleet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/fleet"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// benchNode writes the snapshot of a node with so many connectors, whose manifests
// have the size of real ones. One node in fifty lacks a connector, one in seventy
// has an older one.
func benchNode(tb testing.TB, n, connectors int) []byte {
	rel, err := version.ParseRelease("2022.2")
	require.NoError(tb, err)
	s := &snapshot.Snapshot{Name: fmt.Sprintf("node%05d", n), Host: loader.Host{Product: loader.Server, Release: rel}, Inventory: &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierShared, Path: `C:\Program Files\Tableau\Connectors`}, State: loader.StateRead}},
	}}
	for i := range connectors {
		if n%50 == 7 && i == n%connectors {
			continue
		}
		text := "1.10.0"
		if n%70 == 11 && i == n%connectors {
			text = "1.9.0"
		}
		v, err := version.ParsePlugin(text)
		require.NoError(tb, err)
		class := fmt.Sprintf("class_%03d", i)
		m := &manifest.Manifest{
			Class: class, Superclass: "jdbc", Name: "Connector " + class, PluginVersion: v, PluginVersionText: text, Version: "18.1",
			VendorInformation:       &manifest.VendorInformation{Company: "Example", SupportLink: "https://example.org/support", DriverDownloadLink: "https://example.org/driver"},
			ConnectionCustomization: &manifest.ConnectionCustomization{Class: class, Version: "10.0", Enabled: true, EnabledText: "true", Vendor: class, Driver: class},
			ConnectionFields:        &manifest.Script{File: "fields.xml"}, ConnectionMetadata: &manifest.Script{File: "metadata.xml"},
			ConnectionResolver: &manifest.Script{File: "resolver.tdr"}, Dialect: &manifest.Script{File: "dialect.tdd"},
		}
		for k := range 25 {
			m.ConnectionCustomization.Customizations = append(m.ConnectionCustomization.Customizations, manifest.Customization{Name: fmt.Sprintf("CAP_SUPPORTED_FEATURE_%d", k), Value: "yes"})
		}
		s.Inventory.Candidates = append(s.Inventory.Candidates, loader.Candidate{
			Place: loader.Place{Entry: class + ".taco"}, Packaged: true, Class: class, PluginVersion: v, Manifest: m,
			ManifestBytes: 2300, ManifestDigest: [32]byte{byte(i), 1}, ContentDigest: [32]byte{byte(i), byte(len(text))},
		})
	}
	var b bytes.Buffer
	require.NoError(tb, s.Encode(&b))
	return b.Bytes()
}

// decoded are the snapshots of n nodes, which take turns in a few documents with
// other names, so that many nodes need little memory.
func decoded(tb testing.TB, documents [][]byte, n int) func(func(*snapshot.Snapshot, error) bool) {
	return func(yield func(*snapshot.Snapshot, error) bool) {
		for i := range n {
			s, err := snapshot.Decode(bytes.NewReader(documents[i%len(documents)]), snapshot.Limits{})
			require.NoError(tb, err)
			s.Name = fmt.Sprintf("node%06d", i)
			if !yield(s, nil) {
				return
			}
		}
	}
}

// BenchmarkFleet compares reading and comparing 1,000 nodes of 100 connectors with
// the bare decoding of the same documents by encoding/json. Both are done in turn,
// node by node, so that what else the machine does falls on both alike.
func BenchmarkFleet(b *testing.B) {
	documents := benchNodes(b, 100)
	const nodes = 1000
	var bare, all time.Duration
	for b.Loop() {
		once, total := compareBeside(b, documents, nodes)
		bare, all = bare+once, all+total
	}
	b.ReportMetric(bare.Seconds()/float64(b.N)/nodes*1e3, "ms-bare/node")
	b.ReportMetric((all-bare).Seconds()/float64(b.N)/nodes*1e3, "ms-compare/node")
	b.ReportMetric((all-bare).Seconds()/bare.Seconds(), "ratio")
}

// benchNodes are 100 documents of nodes with so many connectors.
func benchNodes(tb testing.TB, connectors int) [][]byte {
	documents := make([][]byte, 100)
	for i := range documents {
		documents[i] = benchNode(tb, i, connectors)
	}
	return documents
}

// compareBeside reads and compares nodes, decoding each also barely, and returns
// what the bare decoding took and what both did.
func compareBeside(tb testing.TB, documents [][]byte, nodes int) (bare, all time.Duration) {
	start := time.Now()
	stream, n := decoded(tb, documents, nodes), 0
	r := fleet.Compare(func(yield func(*snapshot.Snapshot, error) bool) {
		stream(func(s *snapshot.Snapshot, err error) bool {
			before := time.Now()
			require.NoError(tb, json.Unmarshal(documents[n%len(documents)], &bareDocument{}))
			bare += time.Since(before)
			n++
			return yield(s, err)
		})
	})
	require.Len(tb, r.Nodes, nodes)
	return bare, time.Since(start)
}

// A bareDocument is a snapshot as encoding/json reads it.
type bareDocument struct {
	Schema      int              `json:"schema"`
	Name        string           `json:"name"`
	Host        map[string]any   `json:"host"`
	Directories []map[string]any `json:"directories"`
	Candidates  []struct {
		Directory      int                `json:"directory"`
		Entry          string             `json:"entry"`
		Packaged       bool               `json:"packaged"`
		Class          string             `json:"class"`
		PluginVersion  string             `json:"plugin_version"`
		Manifest       *manifest.Manifest `json:"manifest"`
		ManifestBytes  int64              `json:"manifest_bytes"`
		ManifestDigest string             `json:"manifest_digest"`
		ContentDigest  string             `json:"content_digest"`
	} `json:"candidates"`
}

// BenchmarkFleetMemory shows what the report of many streamed nodes takes, and the
// most that the heap held while they streamed.
func BenchmarkFleetMemory(b *testing.B) {
	documents := benchNodes(b, 100)
	for _, nodes := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(nodes), func(b *testing.B) {
			var kept, peak int64
			for b.Loop() {
				_, kept, peak = memory(decoded(b, documents, nodes))
			}
			b.ReportMetric(float64(kept)/1e6, "MB-kept")
			b.ReportMetric(float64(peak)/1e6, "MB-peak")
		})
	}
}

// memory compares nodes and returns what the report takes of the heap, and the
// most that the heap held meanwhile, above what it held before.
func memory(stream iter.Seq2[*snapshot.Snapshot, error]) (r *fleet.Report, kept, peak int64) {
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	base, seen := heap(), 0
	r = fleet.Compare(func(yield func(*snapshot.Snapshot, error) bool) {
		stream(func(s *snapshot.Snapshot, err error) bool {
			if seen++; seen%100 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, int64(m.HeapAlloc)-base)
			}
			return yield(s, err)
		})
	})
	kept = heap() - base
	runtime.KeepAlive(r)
	runtime.KeepAlive(stream) // its documents were there before
	return r, kept, peak
}

// heap is what the heap holds after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what the first found dead is swept
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
