package loader_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// discover scans directories that a map holds.
func discover(t *testing.T, disk map[string]fs.FS, o loader.Options, ds ...loader.Directory) *loader.Inventory {
	t.Helper()
	inv, err := loader.Discover(context.Background(), ds, func(d loader.Directory) (fs.FS, error) { return disk[d.Path], nil }, o)
	require.NoError(t, err)
	return inv
}

func dev(path string) loader.Directory { return loader.Directory{Tier: loader.TierDev, Path: path} }

// decisionAt returns the decision on the candidate with that entry.
func decisionAt(t *testing.T, r *loader.Resolution, entry string) loader.Decision {
	t.Helper()
	all := r.Unreadable()
	for _, c := range r.Contests() {
		all = append(all, c.Decisions...)
	}
	for _, d := range all {
		if d.Place.Entry == entry {
			return d
		}
	}
	require.Fail(t, "no decision", entry)
	return loader.Decision{}
}

// slowFS makes the reading of some entries late, so that they complete in
// another order than they were begun.
type slowFS struct{ fstest.MapFS }

func (s slowFS) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, "a") {
		time.Sleep(2 * time.Millisecond)
	}
	return s.MapFS.Open(name)
}

func TestTheResultDoesNotDependOnWorkersOrOnWhoIsDoneFirst(t *testing.T) {
	disk := slowFS{fstest.MapFS{}}
	for i := range 40 {
		disk.MapFS[fmt.Sprintf("%c%d/manifest.xml", 'a'+i%3, i)] = connector("x", fmt.Sprintf("1.%d", i%5))
		disk.MapFS[fmt.Sprintf("%c%d.taco", 'a'+i%3, i)] = &fstest.MapFile{Data: packageBytes(t, manifestText("y", "1.0"))}
	}
	var want string
	for _, workers := range []int{1, 2, 16, 0} {
		inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{Workers: workers}, dev("dev"))
		require.Len(t, inv.Candidates, 80)
		got, err := loader.Resolve(inv, loader.Host{}).MarshalJSON()
		require.NoError(t, err)
		if want == "" {
			want = string(got)
		}
		require.Equal(t, want, string(got))
	}
}

func TestResolvingAgainGivesTheSameAnswer(t *testing.T) {
	disk := fstest.MapFS{}
	for i := range 60 {
		disk[fmt.Sprintf("c%d/manifest.xml", i)] = connector(fmt.Sprintf("class%d", i%7), "1.0")
	}
	inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{}, dev("dev"))
	want, err := loader.Resolve(inv, loader.Host{}).MarshalJSON()
	require.NoError(t, err)
	for range 50 {
		got, err := loader.Resolve(inv, loader.Host{}).MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}

func TestStatesOfDirectories(t *testing.T) {
	ds := []loader.Directory{dev("none"), dev("missing"), dev("refused"), dev("empty")}
	inv, err := loader.Discover(context.Background(), ds, func(d loader.Directory) (fs.FS, error) {
		switch d.Path {
		case "missing":
			return nil, &fs.PathError{Op: "open", Path: "missing", Err: fs.ErrNotExist}
		case "refused":
			return nil, &fs.PathError{Op: "open", Path: "refused", Err: errors.New("permission denied")}
		case "empty":
			return fstest.MapFS{}, nil
		}
		return nil, nil
	}, loader.Options{})
	require.NoError(t, err)
	var states []string
	for _, d := range inv.Directories {
		states = append(states, string(d.State)+" "+d.Detail)
	}
	assert.Equal(t, []string{"missing ", "missing ", "unreadable permission denied", "read "}, states)
}

func TestOfAGroupOnlyTheFirstThatExistsIsSearched(t *testing.T) {
	h := loader.Host{Product: loader.FlowAuthoring, OS: loader.Linux, Paths: map[loader.Tier][]string{loader.TierShared: {}}}
	ds := h.Directories()
	require.Len(t, ds, 2)
	disk := map[string]fs.FS{ds[1].Path: fstest.MapFS{"x.taco": {Data: packageBytes(t, manifestText("x", "1"))}}}
	inv := discover(t, disk, loader.Options{}, ds...)
	assert.Equal(t, loader.StateMissing, inv.Directories[0].State)
	assert.Equal(t, loader.StateRead, inv.Directories[1].State)
	require.Len(t, inv.Candidates, 1)

	disk[ds[0].Path] = fstest.MapFS{}
	inv = discover(t, disk, loader.Options{}, ds...)
	assert.Equal(t, loader.StateRead, inv.Directories[0].State)
	assert.Equal(t, loader.StateNotSearched, inv.Directories[1].State)
	assert.Empty(t, inv.Candidates)
}

func TestTheContextEndsAScan(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	inv, err := loader.Discover(ctx, []loader.Directory{dev("x")}, func(loader.Directory) (fs.FS, error) { return nil, nil }, loader.Options{})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, inv)
	_, err = loader.Discover(ctx, nil, nil, loader.Options{})
	assert.ErrorIs(t, err, context.Canceled)
}

func TestLocationsAreWrittenAsTheSystemDoes(t *testing.T) {
	disk := fstest.MapFS{"x/manifest.xml": connector("x", "1")}
	for path, want := range map[string]string{
		`C:\Tableau\Connectors`:  `C:\Tableau\Connectors\x`,
		`C:\Tableau\Connectors\`: `C:\Tableau\Connectors\x`,
		`C:\`:                    `C:\x`,
		`\\server\share`:         `\\server\share\x`,
		`C:/Tableau/Connectors/`: `C:/Tableau/Connectors/x`,
		`/opt/tableau`:           `/opt/tableau/x`,
		`/opt/odd\name/`:         `/opt/odd\name/x`,
		`/`:                      `/x`,
		`dev`:                    `dev/x`,
	} {
		inv := discover(t, map[string]fs.FS{path: disk}, loader.Options{}, dev(path))
		assert.Equal(t, want, decisionAt(t, loader.Resolve(inv, loader.Host{}), "x").Location)
	}
}

// verifier gives every package one state.
type verifier struct{ state taco.SignatureState }

func (v verifier) Verify(_ context.Context, p *taco.Package) taco.Signature {
	return taco.Signature{State: v.state, Detail: fmt.Sprint(len(p.Entries()))}
}

func TestSignatures(t *testing.T) {
	disk := map[string]fs.FS{"dev": fstest.MapFS{
		"x.taco":         {Data: packageBytes(t, manifestText("x", "1"))},
		"y/manifest.xml": connector("y", "1"),
	}}
	gate := loader.Host{Assume: map[loader.RuleID]string{loader.RuleSignatureCompetes: "gate"}}
	for _, c := range []struct {
		state   taco.SignatureState
		host    loader.Host
		outcome loader.Outcome
		assumes []loader.RuleID
	}{
		{taco.Verified, loader.Host{}, loader.Loaded, []loader.RuleID{}},
		{taco.Unsigned, loader.Host{}, loader.Loaded, []loader.RuleID{loader.RuleSignatureCompetes}},
		{taco.Verified, gate, loader.Loaded, []loader.RuleID{}},
		{taco.Unsigned, gate, loader.Refused, []loader.RuleID{loader.RuleSignatureCompetes}},
	} {
		inv := discover(t, disk, loader.Options{Verifier: verifier{c.state}}, dev("dev"))
		r := loader.Resolve(inv, c.host)
		d := decisionAt(t, r, "x.taco")
		assert.Equal(t, c.outcome, d.Outcome)
		assert.Equal(t, c.assumes, d.Assumes, "%s %s", c.state, d.Outcome)
		assert.Equal(t, "6", d.Candidate.Signature.Detail)
		assert.Nil(t, decisionAt(t, r, "y").Candidate.Signature, "folders are never verified")
	}
}

func TestLimitsOfAScan(t *testing.T) {
	large := strings.Replace(manifestText("x", "1"), "<vendor-information>", "<!--"+strings.Repeat("x", 300_000)+"--><vendor-information>", 1)
	disk := map[string]fs.FS{"dev": fstest.MapFS{
		"folder/manifest.xml": {Data: []byte(large)}, "package.taco": {Data: packageBytes(t, large)},
	}}
	inv := discover(t, disk, loader.Options{}, dev("dev"))
	for _, entry := range []string{"folder", "package.taco"} {
		d := decisionAt(t, loader.Resolve(inv, loader.Host{}), entry)
		assert.Equal(t, loader.RuleManifestSize, d.Reason.Rule, entry)
		assert.Equal(t, "262144", d.Reason.Against)
		wider := loader.Host{Assume: map[loader.RuleID]string{loader.RuleManifestSize: "3000000"}}
		assert.NotEqual(t, loader.Unreadable, decisionAt(t, loader.Resolve(inv, wider), entry).Outcome, entry)
	}
	inv = discover(t, disk, loader.Options{Manifest: manifest.Limits{Bytes: 1000}}, dev("dev"))
	for _, entry := range []string{"folder", "package.taco"} {
		wider := loader.Host{Assume: map[loader.RuleID]string{loader.RuleManifestSize: "3000000"}}
		d := decisionAt(t, loader.Resolve(inv, wider), entry)
		assert.Equal(t, loader.RuleManifestSize, d.Reason.Rule, "it was not read, so it cannot be known")
	}
}

// streamFS hides that its files can be read in any order.
type streamFS struct{ fstest.MapFS }

type stream struct{ fs.File }

func (s streamFS) Open(name string) (fs.File, error) {
	f, err := s.MapFS.Open(name)
	if d, ok := f.(fs.ReadDirFile); ok {
		return d, err
	}
	return stream{f}, err
}

func TestAPackageThatCanOnlyBeReadAsAWholeIsReadUpToTheLimit(t *testing.T) {
	data := packageBytes(t, manifestText("x", "1"))
	disk := map[string]fs.FS{"dev": streamFS{fstest.MapFS{"x.taco": {Data: data}}}}
	inv := discover(t, disk, loader.Options{}, dev("dev"))
	assert.Equal(t, "x", inv.Candidates[0].Class)
	inv = discover(t, disk, loader.Options{PackageBytes: int64(len(data)) - 1}, dev("dev"))
	require.NotNil(t, inv.Candidates[0].Fault)
	assert.Contains(t, inv.Candidates[0].Fault.Text, "more than")
}

func TestDigestsTellContentApart(t *testing.T) {
	text := manifestText("x", "1")
	disk := map[string]fs.FS{"dev": fstest.MapFS{
		"a.taco": {Data: packageBytes(t, text)}, "b.taco": {Data: packageBytes(t, text)},
		"c.taco": {Data: packageBytes(t, text+" ")}, "d/manifest.xml": {Data: []byte(text)},
	}}
	inv := discover(t, disk, loader.Options{}, dev("dev"))
	a, b, c, d := inv.Candidates[0], inv.Candidates[1], inv.Candidates[2], inv.Candidates[3]
	assert.Equal(t, a.ContentDigest, b.ContentDigest)
	assert.NotEqual(t, a.ContentDigest, c.ContentDigest)
	assert.Equal(t, a.ManifestDigest, d.ManifestDigest)
	assert.NotEqual(t, a.ManifestDigest, c.ManifestDigest)
	assert.Zero(t, d.ContentDigest)
}

func TestMemoryOfAScanDoesNotGrowWithThePackages(t *testing.T) {
	measure := func(size int) int64 {
		dir := t.TempDir()
		data := packageBytes(t, manifestText("x", "1"))
		// What stands before an archive's first entry is passed over.
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x.taco"), append(bytes.Repeat([]byte{1}, size), data...), 0o644))
		inv := discover(t, map[string]fs.FS{"dev": os.DirFS(dir)}, loader.Options{Workers: 1}, dev("dev"))
		require.Equal(t, "x", inv.Candidates[0].Class)
		return int64(testing.Benchmark(func(b *testing.B) {
			for b.Loop() {
				discover(t, map[string]fs.FS{"dev": os.DirFS(dir)}, loader.Options{Workers: 1}, dev("dev"))
			}
		}).AllocedBytesPerOp())
	}
	small, large := measure(0), measure(32<<20)
	assert.Less(t, large, small+64<<10)
}
