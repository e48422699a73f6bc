package loader_test

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
)

func TestFilesOfAConnectorThatLieInTheDirectoryItselfAreKnown(t *testing.T) {
	file := func() *fstest.MapFile { return &fstest.MapFile{} }
	for _, c := range []struct {
		name string
		disk fstest.MapFS
		want []string
	}{
		{"a connector of SDK #1191", fstest.MapFS{
			"manifest.xml": file(), "dialog.tcd": file(), "dialect.tdd": file(), "resolver.tdr": file(),
			"connectionBuilder.js": file(), "connection-fields.xml": file(),
		}, []string{"dialect.tdd", "dialog.tcd", "manifest.xml", "resolver.tdr"}},
		{"in any case", fstest.MapFS{"Manifest.XML": file(), "A.TCD": file(), "b.Tdd": file()}, []string{"A.TCD", "b.Tdd", "Manifest.XML"}},
		{"names that are no UTF-8", fstest.MapFS{"caf\xe9.tdd": file()}, []string{"caf\xe9.tdd"}},
		{"only an extension", fstest.MapFS{".tdd": file()}, []string{".tdd"}},
		{"nothing of a connector", fstest.MapFS{
			"x.taco": file(), "x.xml": file(), "manifest.xml.bak": file(), "my-manifest.xml": file(), "x.tddx": file(), "tdd": file(), "x.tde": file(),
		}, nil},
		{"other letters that fold to these", fstest.MapFS{"manife\u017ft.xml": file()}, nil},
		{"a folder's own files", fstest.MapFS{"x/manifest.xml": file(), "x/x.tdd": file()}, nil},
		{"a folder of that name", fstest.MapFS{"manifest.xml/manifest.xml": file(), "x.tdd/manifest.xml": file()}, nil},
		{"a pipe", fstest.MapFS{"a.tdd": {Mode: fs.ModeNamedPipe}, "b.tdd": file()}, []string{"b.tdd"}},
		{"links", fstest.MapFS{
			"b.tdd": {Mode: fs.ModeSymlink, Data: []byte("c.tdd")}, "c.tdd": file(), "manifest.xml": {Mode: fs.ModeSymlink, Data: []byte("b.tdd")}, "x.xml": {Mode: fs.ModeSymlink, Data: []byte("c.tdd")},
		}, []string{"b.tdd", "c.tdd", "manifest.xml"}},
		{"an empty directory", fstest.MapFS{}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv := discover(t, map[string]fs.FS{"dev": c.disk}, loader.Options{}, dev("dev"))
			assert.Equal(t, c.want, inv.Directories[0].LooseFiles)
			for _, candidate := range inv.Candidates {
				assert.NotContains(t, c.want, candidate.Entry, "a loose file is no candidate")
			}
		})
	}
}

func TestOfVeryManyLooseFilesTheFirstAreKept(t *testing.T) {
	disk := fstest.MapFS{}
	for i := range loader.MostLooseFiles + 20 {
		disk[fmt.Sprintf("%03d.tdd", i)] = &fstest.MapFile{}
	}
	inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{}, dev("dev"))
	loose := inv.Directories[0].LooseFiles
	require.Len(t, loose, loader.MostLooseFiles)
	assert.Equal(t, "000.tdd", loose[0])
	assert.True(t, slices.IsSorted(loose))
}

func TestAManifestIsKeptHoweverManyLooseFilesThereAre(t *testing.T) {
	for _, c := range []struct {
		name      string
		first     string // how the names of the others start
		others    int
		manifests []string
		kept      int // of the others
	}{
		{"behind all", "a", loader.MostLooseFiles, []string{"manifest.xml"}, loader.MostLooseFiles - 1},
		{"before all", "z", loader.MostLooseFiles + 5, []string{"Manifest.XML"}, loader.MostLooseFiles - 1},
		{"within the cap", "a", loader.MostLooseFiles - 1, []string{"manifest.xml"}, loader.MostLooseFiles - 1},
		{"in several cases", "a", loader.MostLooseFiles, []string{"MANIFEST.XML", "manifest.xml"}, loader.MostLooseFiles - 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			disk := fstest.MapFS{}
			var others []string
			for i := range c.others {
				name := fmt.Sprintf("%s%03d.tdd", c.first, i)
				disk[name] = &fstest.MapFile{}
				others = append(others, name)
			}
			for _, name := range c.manifests {
				disk[name] = &fstest.MapFile{}
			}
			want := append(others[:c.kept:c.kept], c.manifests...)
			if c.first > "manifest" {
				want = append(slices.Clone(c.manifests), others[:c.kept]...)
			}
			inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{}, dev("dev"))
			assert.Equal(t, want, inv.Directories[0].LooseFiles)
		})
	}
}

// A disk that tells case apart has room for 2^11 ways to write manifest.xml.
func TestManifestsAloneAreCapped(t *testing.T) {
	disk := fstest.MapFS{}
	for i := range loader.MostLooseFiles + 20 {
		name := []byte("manifest.xml")
		for k := range 7 {
			if i>>k&1 == 1 {
				name[k] -= 'a' - 'A'
			}
		}
		disk[string(name)] = &fstest.MapFile{}
	}
	inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{}, dev("dev"))
	assert.Len(t, inv.Directories[0].LooseFiles, loader.MostLooseFiles)
}

// onlyListedFS gives the listing of its root and nothing else.
type onlyListedFS struct {
	fstest.MapFS
	t *testing.T
}

func (o onlyListedFS) Open(name string) (fs.File, error) {
	assert.Equal(o.t, ".", name, "opened")
	return o.MapFS.Open(name)
}

func (o onlyListedFS) Stat(name string) (fs.FileInfo, error) {
	assert.Equal(o.t, ".", name, "looked up")
	return o.MapFS.Stat(name)
}

func TestLooseFilesAreNeverOpened(t *testing.T) {
	disk := onlyListedFS{fstest.MapFS{"manifest.xml": connector("x", "1"), "x.tdd": {Data: []byte("x")}}, t}
	inv := discover(t, map[string]fs.FS{"dev": disk}, loader.Options{}, dev("dev"))
	assert.Equal(t, []string{"manifest.xml", "x.tdd"}, inv.Directories[0].LooseFiles)
}

func TestADirectoryThatIsNotReadHasNoLooseFiles(t *testing.T) {
	disk := fstest.MapFS{"manifest.xml": {}}
	group := func(path string) loader.Directory {
		return loader.Directory{Tier: loader.TierRepository, Path: path, FirstOf: "group"}
	}
	ds := []loader.Directory{group("first"), group("second"), dev("twice"), dev("twice/"), dev("missing")}
	inv, err := loader.Discover(context.Background(), ds, func(d loader.Directory) (fs.FS, error) {
		if d.Path == "missing" {
			return nil, nil
		}
		return disk, nil
	}, loader.Options{})
	require.NoError(t, err)
	for i, want := range []loader.ScannedDirectory{
		{State: loader.StateRead, LooseFiles: []string{"manifest.xml"}},
		{State: loader.StateNotSearched},
		{State: loader.StateRead, LooseFiles: []string{"manifest.xml"}},
		{State: loader.StateRead, SameAs: "twice"},
		{State: loader.StateMissing},
	} {
		want.Directory = ds[i]
		assert.Equal(t, want, inv.Directories[i])
	}
}

// looseSketch is an inventory of a directory with loose files, the same one again,
// and another one.
func looseSketch() *loader.Inventory {
	inv := sketch(map[loader.Tier][]string{loader.TierShared: {"a.taco"}, loader.TierRepository: {}, loader.TierDev: {}})
	inv.Directories[0].LooseFiles = []string{"manifest.xml", "x.tdd"}
	inv.Directories[1].SameAs = inv.Directories[0].Path
	inv.Directories[2].LooseFiles = []string{"manifest.xml"}
	return inv
}

func TestEditsKeepLooseFiles(t *testing.T) {
	place := loader.Place{Entry: "a.taco"}
	edits := map[string]func(*loader.Inventory) *loader.Inventory{
		"With": func(inv *loader.Inventory) *loader.Inventory {
			return inv.With(loader.Candidate{Place: loader.Place{Entry: "b.taco"}})
		},
		"Without": func(inv *loader.Inventory) *loader.Inventory { return inv.Without(place) },
		"Replace": func(inv *loader.Inventory) *loader.Inventory {
			return inv.Replace(place, loader.Candidate{Place: loader.Place{Entry: "b.taco"}})
		},
		"WithDirectory": func(inv *loader.Inventory) *loader.Inventory {
			out, _ := inv.WithDirectory(loader.ScannedDirectory{})
			return out
		},
		"ForRelease": func(inv *loader.Inventory) *loader.Inventory { return inv.ForRelease(release(t, "2022.2")) },
	}
	for name, edit := range edits {
		inv := looseSketch()
		out := edit(inv)
		assert.Equal(t, looseSketch().Directories, out.Directories[:3], name)
		assert.Equal(t, looseSketch(), inv, "%s: the inventory itself is not touched", name)
	}
}

func TestALooseFileStandsAtAPlace(t *testing.T) {
	inv := looseSketch()
	without := inv.Without(loader.Place{Directory: 1, Entry: "manifest.xml"}, loader.Place{Directory: 2, Entry: "manifest.xml"})
	assert.Equal(t, []string{"x.tdd"}, without.Directories[0].LooseFiles, "under both paths")
	assert.Nil(t, without.Directories[2].LooseFiles)
	over := inv.With(loader.Candidate{Place: loader.Place{Entry: "x.tdd"}, Class: "x"})
	assert.Equal(t, []string{"manifest.xml"}, over.Directories[0].LooseFiles, "a folder of this name stands there")
	assert.Equal(t, looseSketch(), inv, "the inventory itself is not touched")
}

func TestAFurtherDirectoryHasLooseFilesOfItsOwn(t *testing.T) {
	d := loader.ScannedDirectory{LooseFiles: []string{"manifest.xml"}}
	out, i := (*loader.Inventory)(nil).WithDirectory(d)
	d.LooseFiles[0] = "x.tdd"
	assert.Equal(t, []string{"manifest.xml"}, out.Directories[i].LooseFiles)
}

// The built-in directories of two releases may be one on disk.
func TestAnInventoryOfOneReleaseKeepsTheLooseFilesOfADirectoryThatAnotherHasToo(t *testing.T) {
	ds := []loader.Directory{
		{Tier: loader.TierBuiltIn, Path: "one", Release: release(t, "2022.1")},
		{Tier: loader.TierBuiltIn, Path: "one/", Release: release(t, "2022.2")},
		{Tier: loader.TierDev, Path: "one//"},
	}
	disk := map[string]fs.FS{}
	for _, d := range ds {
		disk[d.Path] = fstest.MapFS{"manifest.xml": {}, "x/manifest.xml": connector("x", "1")}
	}
	all := discover(t, disk, loader.Options{}, ds...)
	for text, of := range map[string][]loader.Directory{"2022.1": {ds[0], ds[2]}, "2022.2": {ds[1], ds[2]}, "2023.1": {ds[2]}} {
		alone := discover(t, disk, loader.Options{}, of...)
		assert.Equal(t, alone.Directories, all.ForRelease(release(t, text)).Directories, text)
	}
	assert.Equal(t, []string{"manifest.xml"}, all.Directories[0].LooseFiles)
	assert.Nil(t, all.Directories[1].LooseFiles, "the inventory itself is not touched")
}
