package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serverFolder is where a service of a server on Linux has its connectors.
func serverFolder(root, service string) string {
	return filepath.Join(root, "var", "opt", "tableau", "tableau_server", "data", "tabsvc", service, "Connectors")
}

func TestLintOfAMachine(t *testing.T) {
	args := sample(t)
	r := call(linux(), append([]string{"lint"}, args...)...)
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.stderr)
	for _, says := range []string{
		`C:\Users\ann\Documents\My Tableau Repository\Connectors\broken.taco: error: `,
		`(folder-outside-dev-path)` + "\n", "\n    related: native:postgres: ", "\n\nNotes\n  - No built-in directory",
		"\n\n1 error, ", " on desktop 2022.2 on windows\nTo read why and what to do, run: whichwins checks CODE\n",
	} {
		assert.Contains(t, r.out, says)
	}
	only := append([]string{"lint", "--enable", "package-not-zip"}, args...)
	assert.Equal(t, []string{`C:\Users\ann\Documents\My Tableau Repository\Connectors\broken.taco package-not-zip`}, lintsOf(t, only[1:]...))
	assert.Equal(t, 0, call(linux(), append(only, "--severity", "package-not-zip=note")...).code)

	none := call(linux(), append([]string{"lint", "--enable", "dev-path-relative"}, args...)...)
	assert.Equal(t, 0, none.code)
	assert.True(t, strings.HasPrefix(none.out, "No findings on desktop 2022.2 on windows.\n\nNotes\n"), none.out)
	assert.Equal(t, []string{"findings", "schema"}, keys(t, answer(t, linux(), append([]string{"lint", "--enable", "dev-path-relative"}, args...)...)))
}

func TestLintOfASnapshot(t *testing.T) {
	args := []string{"lint", "--inventory", sampleFile, "--enable", "dev-copy-shadowed"}
	r := call(linux(), args...)
	assert.Equal(t, 1, r.code, r.stderr)
	assert.Contains(t, r.out, `C:\dev\connectors\wren_jdbc: warning: `)
	m := linux()
	m.stdin = strings.NewReader(string(readFile(t, sampleFile)))
	args[2] = "-"
	assert.Equal(t, r, call(m, args...))
	assert.Equal(t, 2, call(linux(), "lint", "--inventory", sampleFile, "--root", "x").code)
}

func TestLintOfAServerLooksAtItsOtherServices(t *testing.T) {
	root := t.TempDir()
	writePackage(t, xml("heron", "1.0.0"), serverFolder(root, "vizqlserver"), "heron.taco")
	only := []string{"--root", root, "--os", "linux", "--release", "2022.2", "--enable", "per-service-missing"}
	const one = "/var/opt/tableau/tableau_server/data/tabsvc/vizqlserver/Connectors/heron.taco per-service-missing"
	want := []string{one, one} // for each of the other services
	for _, product := range []string{"server", "prep-conductor", "flow-authoring"} {
		assert.Equal(t, want, lintsOf(t, append(only, "--product", product)...), product)
	}
	assert.Empty(t, lintsOf(t, append(only, "--product", "desktop")...))
	progress := call(onSlowTerminal(1<<30), append([]string{"lint", "--product", "server"}, only...)...).stderr
	assert.Contains(t, progress, "Reading connectors")

	file := func(product string) string {
		name := filepath.Join(t.TempDir(), product+".json")
		r := call(linux(), "snapshot", "--root", root, "--os", "linux", "--release", "2022.2", "--product", product, "-o", name)
		require.Equal(t, 0, r.code, r.stderr)
		return name
	}
	server, prep := file("server"), file("prep-conductor")
	assert.Empty(t, lintsOf(t, "--inventory", server, "--enable", "per-service-missing"), "a snapshot is of one service")
	assert.Equal(t, want[:1], lintsOf(t, "--inventory", server, "--enable", "per-service-missing", "--node", prep))
}

func TestLintNamesNodesAsTheirSnapshotsDo(t *testing.T) {
	root := t.TempDir()
	writePackage(t, xml("heron", "1.0.0"), serverFolder(root, "vizqlserver"), "heron.taco")
	file := func(machine machine, product, name string) string {
		at := filepath.Join(t.TempDir(), product+name+".json")
		args := []string{"snapshot", "--root", root, "--os", "linux", "--release", "2022.2", "--product", product, "-o", at}
		if name != "" {
			args = append(args, "--name", name)
		}
		r := call(machine, args...)
		require.Equal(t, 0, r.code, r.stderr)
		return at
	}
	nameless := linux()
	nameless.hostname = func() (string, error) { return "", nil }
	server, prep, unnamed := file(linux(), "server", "node7"), file(linux(), "prep-conductor", "node8"), file(nameless, "prep-conductor", "")
	for node, says := range map[string]string{prep: "flowprocessor (prep-conductor) of node8", unnamed: "flowprocessor (prep-conductor) of " + unnamed} {
		assert.Contains(t, call(linux(), "lint", "--inventory", server, "--enable", "per-service-missing", "--node", node).out, says)
	}
	own := call(linux(), "lint", "--root", root, "--os", "linux", "--product", "server", "--enable", "per-service-missing").out
	assert.NotContains(t, own, "(prep-conductor) of ", "a service of this machine has no other name")

	desktop := file(linux(), "desktop", "")
	r := call(linux(), "lint", "--inventory", server, "--node", desktop)
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "--node "+desktop+" is desktop on linux, and only services of a server are compared: leave it out")
	r = call(linux(), "lint", "--inventory", desktop, "--node", server)
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "what is looked at is desktop on linux: leave --node out")
}

func TestLintComparesNodes(t *testing.T) {
	node := func(n string) string { return filepath.Join(sampleFleet, "node"+n+".json") }
	args := []string{"--inventory", node("1"), "--enable", "dev-path-differs"}
	assert.Empty(t, lintsOf(t, append(args, "--node", node("2"))...))
	found := lintsOf(t, append(args, "--node", node("2"), "--node", node("3"))...)
	assert.Equal(t, []string{`D:\tableau_connectors dev-path-differs`}, found)
	m := linux()
	m.stdin = strings.NewReader(string(readFile(t, node("3"))))
	r := call(m, append([]string{"lint", "--node", "-", "--format", "json"}, args...)...)
	assert.Equal(t, found, foundIn(t, r.out))

	m.stdin = strings.NewReader(string(readFile(t, node("1"))))
	r = call(m, "lint", "--inventory", "-", "--node", "-")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "standard input was read already: name it once")
}

func TestLintOfThisMachineWithNothing(t *testing.T) {
	r := call(linux(), "lint", "--no-defaults")
	assert.Equal(t, 0, r.code, r.stderr)
	assert.Contains(t, r.out, "No findings on server ")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "run: whichwins demo")
}

func TestLintOfAMachineIsStable(t *testing.T) {
	args := append([]string{"lint"}, sample(t)...)
	for _, format := range []string{"text", "json", "sarif"} {
		first := call(linux(), append(args, "--format", format)...)
		for range 5 {
			assert.Equal(t, first, call(linux(), append(args, "--format", format)...))
		}
	}
}
