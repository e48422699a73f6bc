package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The snapshots that the README shows: of the sample machine, and of the three
// nodes of a server. With UPDATE_README set they are written anew.
const (
	sampleFile  = "testdata/sample.json"
	sampleFleet = "testdata/fleet"
)

// sampleRoot writes the sample machine's disk to a folder.
func sampleRoot(t *testing.T) string {
	t.Helper()
	disk, err := diskOf(demoDisk)
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, disk))
	return dir
}

// snapshotOf calls the command snapshot on a copy of a disk of Windows.
func snapshotOf(t *testing.T, root string, args ...string) []byte {
	t.Helper()
	r := call(linux(), append([]string{"snapshot", "--root", root, "--os", "windows"}, args...)...)
	require.Equal(t, 0, r.code, r.stderr)
	return []byte(r.out)
}

// sampleNodes are the snapshots of three nodes: the second has an older package,
// the third another dev path and an older release.
func sampleNodes(t *testing.T) map[string][]byte {
	const shared, dev = "C/Program Files/Tableau/Connectors", "tableau_connectors"
	one, two, three := t.TempDir(), t.TempDir(), t.TempDir()
	for _, root := range []string{one, two, three} {
		writePackage(t, xml("heron_jdbc", "1.10.0"), root, shared, "heron_jdbc.taco")
		writePackage(t, xml("plover_jdbc", "0.2.6"), root, shared, "plover_jdbc.taco")
	}
	writePackage(t, xml("plover_jdbc", "0.2.5"), two, shared, "plover_jdbc.taco")
	writePackage(t, xml("wren_jdbc", "1.0.0"), one, "D", dev, "wren_jdbc.taco")
	writePackage(t, xml("wren_jdbc", "1.0.0"), two, "D", dev, "wren_jdbc.taco")
	writePackage(t, xml("heron_jdbc", "1.0.7"), three, shared, "heron-old.taco")
	return map[string][]byte{
		"node1.json": snapshotOf(t, one, "--product", "server", "--release", "2022.2", "--name", "node1", "--dev-path", `D:\tableau_connectors`),
		"node2.json": snapshotOf(t, two, "--product", "server", "--release", "2022.2", "--name", "node2", "--dev-path", `D:\tableau_connectors`),
		"node3.json": snapshotOf(t, three, "--product", "server", "--release", "2022.1", "--name", "node3", "--dev-path", `E:\tableau_connectors`),
	}
}

func TestTheSampleSnapshotsAreThoseOfTheSampleMachines(t *testing.T) {
	want := map[string][]byte{sampleFile: snapshotOf(t, sampleRoot(t), "--release", "2022.2", "--name", "sample", "--dev-path", `C:\dev\connectors`)}
	for name, data := range sampleNodes(t) {
		want[filepath.Join(sampleFleet, name)] = data
	}
	for name, data := range want {
		if os.Getenv("UPDATE_README") != "" {
			require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
			require.NoError(t, os.WriteFile(name, data, 0o644))
			continue
		}
		have, err := os.ReadFile(name)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(data, have), "%s: run UPDATE_README=1 go test ./examples/whichwins", name)
	}
	entries, err := os.ReadDir(sampleFleet)
	require.NoError(t, err)
	assert.Len(t, entries, len(want)-1)
}
