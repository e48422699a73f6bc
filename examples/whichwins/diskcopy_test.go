package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
)

// text reads a file of a copy, by the directory's path and the name in it.
func text(t *testing.T, c *diskCopy, path, name string) string {
	t.Helper()
	files, err := c.open(loader.Directory{Path: path})
	require.NoError(t, err)
	data, err := fs.ReadFile(files, name)
	require.NoError(t, err)
	return string(data)
}

func symlink(t *testing.T, target string, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	if err := os.Symlink(target, name); err != nil {
		t.Skip("no symbolic links here")
	}
}

func TestCopyFindsDrives(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "on C", dir, "C", "a", "f")
	writeFile(t, "in the root", dir, "a", "f")
	writeFile(t, "only in the root", dir, "b", "f")
	c := newDiskCopy(dir, loader.Windows)
	assert.Equal(t, "on C", text(t, c, `C:\a`, "f"))
	assert.Equal(t, "on C", text(t, c, `c:/a/`, "f"))
	assert.Equal(t, "in the root", text(t, c, `/a`, "f"))
	assert.Equal(t, "in the root", text(t, c, `D:\a`, "f"))
	assert.Equal(t, "only in the root", text(t, c, `C:\b`, "f"))
	_, err := c.open(loader.Directory{Path: `C:\none`})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestCopyMatchesNames(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "exact", dir, "opt", "Name", "f")
	if _, err := os.Stat(filepath.Join(dir, "OPT")); err == nil {
		t.Skip("this machine's names have no case")
	}
	writeFile(t, "other", dir, "opt", "NAME", "f")
	for _, system := range []loader.OS{loader.Windows, loader.MacOS} {
		c := newDiskCopy(dir, system)
		assert.Equal(t, "exact", text(t, c, "/OPT/Name", "F"))
		assert.Equal(t, "other", text(t, c, "/Opt/NAME", "f"))
		assert.Equal(t, "other", text(t, c, "/Opt/name", "f"), "the first by bytes")
	}
	c := newDiskCopy(dir, loader.Linux)
	assert.Equal(t, "exact", text(t, c, "/opt/Name", "f"))
	_, err := c.open(loader.Directory{Path: "/Opt/Name"})
	assert.ErrorIs(t, err, fs.ErrNotExist)

	writeFile(t, "accent", dir, "Dépôt", "f")
	assert.Equal(t, "accent", text(t, newDiskCopy(dir, loader.MacOS), "/De\u0301po\u0302t", "f"))
}

func TestCopyKeepsLinksInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	writeFile(t, "outside", outside, "f")
	writeFile(t, "inside", dir, "opt", "x", "f")
	symlink(t, "/opt/x", dir, "absolute")
	symlink(t, "../../../../../../opt/x", dir, "deep", "up")
	symlink(t, "deep/up", dir, "twice")
	symlink(t, `C:\opt\x`, dir, "drive")
	symlink(t, outside, dir, "out")
	symlink(t, "circle", dir, "circle")
	symlink(t, "f", dir, "opt", "x", "link")
	symlink(t, "../../opt/x/f", dir, "opt", "x", "round")
	c := newDiskCopy(dir, loader.Linux)
	for _, path := range []string{"/absolute", "/deep/up", "/twice", "/drive", "/../../opt/x"} {
		for _, name := range []string{"f", "link", "round"} {
			assert.Equal(t, "inside", text(t, c, path, name), path)
		}
	}
	_, err := c.open(loader.Directory{Path: "/out"})
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = c.open(loader.Directory{Path: "/circle"})
	assert.ErrorIs(t, err, errLinks)

	files, err := c.open(loader.Directory{Path: "/"})
	require.NoError(t, err)
	a, err := fs.Stat(files, "absolute/link")
	require.NoError(t, err)
	b, err := fs.Stat(files, "opt/x/f")
	require.NoError(t, err)
	assert.True(t, os.SameFile(a, b))
}

func TestCopyIsAFileSystem(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "1", dir, "opt", "a", "f")
	writeFile(t, "2", dir, "opt", "g")
	files, err := newDiskCopy(dir, loader.Linux).open(loader.Directory{Path: "/opt"})
	require.NoError(t, err)
	require.NoError(t, fstest.TestFS(files, "a/f", "g"))
	_, err = files.Open("../opt")
	assert.ErrorIs(t, err, fs.ErrInvalid)
	_, err = fs.ReadDir(files, "g")
	assert.ErrorIs(t, err, errNoFolder)
	_, err = files.Open("none")
	var p *fs.PathError
	require.ErrorAs(t, err, &p)
	assert.Equal(t, "none", p.Path, "the error does not name this machine's folders")
}

func TestCopyAnswersWithSimulatedPaths(t *testing.T) {
	dir := t.TempDir()
	shared := filepath.Join(dir, "c", "program files", "TABLEAU", "Connectors")
	writePackage(t, xml("x", "1.0"), shared, "a.taco")
	writePackage(t, xml("x", "2.0"), dir, "Users", "ann", "Documents", "My Tableau Repository", "Connectors", "b.TACO")
	v := answer(t, linux(), "--root", dir, "--os", "windows", "--release", "2022.2")
	assert.Equal(t, []string{
		`built-in C:\Program Files\Tableau\Tableau 2022.2\bin\connectors missing`,
		`shared C:\Program Files\Tableau\Connectors read`,
		`repository C:\Users\ann\Documents\My Tableau Repository\Connectors read`,
	}, places(v))
	assert.Equal(t, `C:\Users\ann\Documents\My Tableau Repository\Connectors\b.TACO`, dig(v, "classes", 0, "winner"))
	assert.Equal(t, `C:\Program Files\Tableau\Connectors\a.taco`, dig(v, "classes", 0, "decisions", 0, "location"))
	assert.NotContains(t, call(linux(), "--root", dir, "--os", "windows").out, dir)

	v = answer(t, linux(), "--root", dir, "--os", "windows", "--no-defaults", "--dev-path", `C:\Program Files\Tableau\Connectors`)
	assert.Equal(t, []string{`dev C:\Program Files\Tableau\Connectors read`}, places(v), "--dir is a path of the copy")
}

func TestCopyNeverLeadsToThisMachine(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	writePackage(t, xml("secret", "1.0"), outside, "a.taco")
	connectors := filepath.Join(dir, "opt", "tableau", "connectors")
	writePackage(t, xml("x", "1.0"), connectors, "a.taco")
	symlink(t, filepath.Join(outside, "a.taco"), connectors, "b.taco")
	v := answer(t, linux(), "--root", dir)
	assert.Len(t, v["classes"], 1)
	assert.Equal(t, "/opt/tableau/connectors/b.taco", dig(v, "unreadable", 0, "location"))
}

func TestHomeOnACopy(t *testing.T) {
	dir := t.TempDir()
	repository := func(home string) string { return filepath.Join(dir, home, "Documents", "My Tableau Repository") }
	mkdir := func(path string) { require.NoError(t, os.MkdirAll(path, 0o755)) }
	paths := func(args ...string) []string {
		return places(answer(t, linux(), append([]string{"directories", "--root", dir, "--os", "windows", "--no-defaults=false"}, args...)...))
	}
	mkdir(filepath.Join(dir, "C", "Users", "Public", "Documents"))
	assert.Len(t, paths(), 2, "no home")

	mkdir(repository("C/Users/ann"))
	assert.Contains(t, paths(), `repository C:\Users\ann\Documents\My Tableau Repository\Connectors missing`)
	assert.Len(t, paths("--product", "prep-builder"), 1, "she has no repository of Prep")

	mkdir(repository("C/Users/bob"))
	r := call(linux(), "--root", dir, "--os", "windows")
	assert.Equal(t, 2, r.code)
	line := oneLine(t, r.stderr)
	assert.Contains(t, line, `C:\Users\ann, C:\Users\bob`)
	assert.Contains(t, line, "--home")
	assert.Contains(t, paths("--home", `C:\Users\bob`), `repository C:\Users\bob\Documents\My Tableau Repository\Connectors missing`)
	assert.Contains(t, paths("--dir", `repository=C:\r`), `repository C:\r missing`, "no home is needed")
	assert.NotEmpty(t, paths("--product", "server"), "Server needs no home")
}

func TestHomeOfOtherSystems(t *testing.T) {
	dir := t.TempDir()
	mkdir := func(path ...string) {
		require.NoError(t, os.MkdirAll(filepath.Join(append([]string{dir}, path...)...), 0o755))
	}
	mkdir("root", "Documents", "My_Tableau_Bridge_Repository")
	mkdir("Users", "ann", "Documents", "My Tableau Prep Repository")
	assert.Contains(t, places(answer(t, linux(), "directories", "--root", dir, "--product", "bridge")),
		"repository /root/Documents/My_Tableau_Bridge_Repository/Connectors missing")
	assert.Equal(t, []string{"shared /Users/ann/Library/Tableau/Connectors missing"},
		places(answer(t, linux(), "directories", "--root", dir, "--os", "macos", "--product", "server")), "any repository shows who uses Tableau")
	symlink(t, "/root", dir, "home", "me")
	assert.Contains(t, places(answer(t, linux(), "directories", "--root", dir, "--product", "bridge")),
		"repository /home/me/Documents/My_Tableau_Bridge_Repository/Connectors missing", "two names of one home are one")
}

func TestDirectoryThatIsAFileIsUnreadable(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows says that it does not exist")
	}
	dir := t.TempDir()
	writeFile(t, "", dir, "opt", "tableau", "connectors")
	v := answer(t, linux(), "directories", "--root", dir)
	assert.Equal(t, "unreadable", dig(v, "directories", 0, "state"))
}
