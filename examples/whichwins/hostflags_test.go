package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/loader"
)

// places lists the directories of an answer as "tier path state".
func places(v map[string]any) []string {
	var out []string
	for _, d := range v["directories"].([]any) {
		out = append(out, strings.Join([]string{dig(d, "tier").(string), dig(d, "path").(string), dig(d, "state").(string)}, " "))
	}
	return out
}

func TestDirectoriesKeepTheirOrder(t *testing.T) {
	v := answer(t, linux(), "directories", "--dev-path", "/d2", "--dir", "dev=/d1", "--dir", "shared=/s=1", "--dev-path", "/d3")
	assert.Equal(t, []string{
		"shared /s=1 missing",
		"repository /var/opt/tableau/tableau_server/data/tabsvc/vizqlserver/Connectors missing",
		"dev /d2 missing", "dev /d1 missing", "dev /d3 missing",
	}, places(v))
}

func TestNoDefaults(t *testing.T) {
	assert.Equal(t, []string{"repository /r missing"}, places(answer(t, linux(), "directories", "--no-defaults", "--dir", "repository=/r")))
}

func TestDefaultsFollowTheMachine(t *testing.T) {
	for _, test := range []struct{ goos, system, product string }{
		{"windows", "windows", "desktop"}, {"darwin", "macos", "desktop"}, {"linux", "linux", "server"}, {"freebsd", "linux", "server"},
	} {
		m := linux()
		m.goos = test.goos
		v := answer(t, m, "directories")
		assert.Equal(t, test.system, dig(v, "host", "os"))
		assert.Equal(t, test.product, dig(v, "host", "product"))
	}
	assert.Equal(t, "server", dig(answer(t, linux(), "--os", "linux"), "host", "product"))
}

func TestWindowsMachine(t *testing.T) {
	m := linux()
	m.goos = "windows"
	m.home = func() string { return `C:\Users\me` }
	m.documents = func() string { return `D:\OneDrive\Dokumente` }
	m.shared = func() string { return `E:\Shared` }
	assert.Equal(t, []string{
		`built-in C:\Program Files\Tableau\Tableau 2022.2\bin\connectors missing`,
		`shared E:\Shared missing`,
		`repository D:\OneDrive\Dokumente\My Tableau Repository\Connectors missing`,
	}, places(answer(t, m, "directories", "--release", "2022.2")))
	assert.Equal(t, []string{
		`built-in C:\Program Files\Tableau\Tableau 2022.2\bin\connectors missing`,
		`shared C:\x missing`,
		`repository C:\Users\you\Documents\My Tableau Repository\Connectors missing`,
	}, places(answer(t, m, "directories", "--release", "2022.2", "--home", `C:\Users\you`, "--dir", `shared=C:\x`)))
	assert.Empty(t, places(answer(t, m, "directories", "--no-defaults")))
}

func TestForeignSystemReadsGivenDirectoriesOnly(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "1"), dir, "a.taco")
	m := linux()
	m.home = func() string { return dir }
	v := answer(t, m, "--os", "macos", "--release", "2022.2", "--dir", "shared="+dir)
	assert.Contains(t, places(v), "shared "+dir+" read")
	for _, d := range v["directories"].([]any) {
		assert.NotContains(t, dig(d, "path"), "My Tableau", "the home of this machine is not the host's")
		if dig(d, "tier") != "shared" {
			assert.Equal(t, "missing", dig(d, "state"))
		}
	}
}

func TestStatesAreNoErrors(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "", dir, "file")
	v := answer(t, linux(), "directories", "--no-defaults", "--dev-path", dir, "--dev-path", filepath.Join(dir, "file"), "--dev-path", filepath.Join(dir, "none"))
	for i, state := range []string{"read", "unreadable", "missing"} {
		assert.Equal(t, state, dig(v, "directories", i, "state"))
	}
	v = answer(t, linux(), "directories", "--no-defaults", "--dir", "shared="+dir, "--release", "2021.1")
	assert.Equal(t, "not-searched", dig(v, "directories", 0, "state"))
}

func TestLimitFollowsTheAssumption(t *testing.T) {
	assert.Zero(t, scanOptions(nil).Manifest.Bytes)
	assert.Zero(t, scanOptions(map[loader.RuleID]string{loader.RuleManifestSize: "300000"}).Manifest.Bytes)
	assert.EqualValues(t, 5<<20, scanOptions(map[loader.RuleID]string{loader.RuleManifestSize: "5242880"}).Manifest.Bytes)
	assert.Positive(t, scanOptions(map[loader.RuleID]string{loader.RuleManifestSize: "9223372036854775807"}).Manifest.Bytes+1)

	dir := t.TempDir()
	big := strings.Replace(xml("x", "1"), "<vendor", "<!--"+strings.Repeat("x", 5<<20)+"--><vendor", 1)
	writeFolder(t, big, dir, "a")
	writePackage(t, big, dir, "b.taco")
	v := answer(t, linux(), "--no-defaults", "--dev-path", dir)
	assert.Len(t, v["unreadable"], 2)
	v = answer(t, linux(), "--no-defaults", "--dev-path", dir, "--assume", "manifest-size=6000000")
	assert.Empty(t, v["unreadable"])
	assert.Equal(t, dir+"/a", dig(v, "classes", 0, "winner"))
}

func TestNotes(t *testing.T) {
	assert.Contains(t, strings.Join(strs(answer(t, linux())["notes"]), " "), "whichwins demo")
	assert.Contains(t, strings.Join(strs(answer(t, linux(), "--release", "2040.9")["notes"]), " "), "2040.9 is not in the list of known releases")
	assert.NotContains(t, strings.Join(strs(answer(t, linux(), "--dev-path", t.TempDir())["notes"]), " "), "whichwins demo")
	assert.Contains(t, strings.Join(strings.Fields(call(linux()).out), " "), "None of the directories exists. To see an answer on a sample machine, run: whichwins demo")
	assert.Contains(t, call(linux(), "directories", "--no-defaults").out, "whichwins demo")
}

func strs(v any) []string {
	var out []string
	for _, s := range v.([]any) {
		out = append(out, s.(string))
	}
	return out
}
