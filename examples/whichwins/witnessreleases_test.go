package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Builds of releases.
const (
	build20214 = "20214.21.1214.2057"
	build20222 = "20222.22.0916.1526"
	later20222 = "20222.22.1206.0110"
)

// buildIn is where a service of a build has its own connectors.
func buildIn(build string) string {
	return "/services/vizqlserver_0." + build + "/bin/connectors/"
}

func TestADifferenceSaysThatAProcessIsOfAnotherRelease(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	wrong := func(pid int, build string) {
		l := tableau(pid, pid)
		if build != "" {
			l.loads("ibis", buildIn(build)+"ibis.so")
		}
		writeFile(t, l.loads("heron", "/s/heron.taco").String(), fmt.Sprint(pid)+".txt")
	}
	wrong(1, build20214)
	wrong(2, build20222)
	wrong(3, "20231.23.0215.1532")
	wrong(4, "")
	in := func(format, release string, logs ...string) string {
		args := append([]string{"witness", "--no-defaults", "--dev-path", dir + "/dev", "--release", release, "--format", format}, logs...)
		return call(linux(), args...).out
	}
	for _, c := range []struct {
		release string
		logs    []string
		says    string
	}{
		{"2023.1", []string{"1.txt"}, "the process is of Tableau 2021.4, the answer of 2023.1"},
		{"2023.1.3", []string{"1.txt"}, "the process is of Tableau 2021.4, the answer of 2023.1"},
		{"2023.1", []string{"1.txt", "2.txt"}, "the processes are of Tableau 2021.4 and 2022.2, the answer of 2023.1"},
		{"2023.1", []string{"1.txt", "3.txt"}, "1 of the processes is of Tableau 2021.4, the answer of 2023.1"},
		{"2023.1", []string{"1.txt", "2.txt", "4.txt"}, "2 of the processes are of Tableau 2021.4 and 2022.2, the answer of 2023.1"},
		{"2023.1", []string{"3.txt"}, ""},
		{"2022.2.1", []string{"2.txt"}, ""},
		{"2023.1", []string{"4.txt"}, ""},
	} {
		text, markdown := in("text", c.release, c.logs...), in("markdown", c.release, c.logs...)
		assert.Contains(t, text, "\nDifferent (1)\n")
		if c.says == "" {
			assert.NotContains(t, text+markdown, ", the answer of ", c.logs)
			continue
		}
		assert.Contains(t, text, "\n  "+c.says+"\n  answer: loaded", c.logs)
		assert.Contains(t, markdown, "\n- "+strings.ToUpper(c.says[:1])+c.says[1:]+"\n- Answer: loaded", c.logs)
	}
}

func TestAReleaseThatNobodyGaveIsSaidBesideTheHost(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(1, 1).loads("heron", "/s/heron.taco").String(), "none.txt")
	writeFile(t, tableau(2, 2).loads("ibis", buildIn(build20222)+"ibis.so").String(), "named.txt")
	writeFile(t, call(linux(), "snapshot", "--no-defaults").out, "snapshot.json")
	const assumed = "Host: server 2026.3 on linux (release not given: the newest known)\n"
	assert.Contains(t, call(linux(), "witness", "none.txt", "--no-defaults").out, assumed)
	for _, args := range [][]string{{"none.txt", "--no-defaults", "--release", "2026.3"}, {"named.txt", "--no-defaults"}, {"none.txt", "--inventory", "snapshot.json"}} {
		out := call(linux(), append([]string{"witness"}, args...)...).out
		assert.Contains(t, out, "Host: server 20")
		assert.NotContains(t, out, "not given", args)
	}
}

func TestSidesOfDifferentReleasesDisagreeForThat(t *testing.T) {
	inFolder(t)
	load := func(node string, pid, minute int, build, path string) {
		l := tableau(pid, minute)
		if build != "" {
			l.loads("ibis", buildIn(build)+"ibis.so")
		}
		writeFile(t, l.loads("heron", path).String(), node, "vizqlserver", "Logs", fmt.Sprint(pid)+".txt")
	}
	load("node1", 1, 1, build20214, "/s/heron.taco")
	load("node2", 2, 40, build20222, "/s/other.taco")
	load("node3", 3, 1, build20214, "/s/other.taco")
	load("node4", 4, 1, "", "/s/other.taco")
	load("node5", 5, 40, later20222, "/s/heron.taco")
	const different = "The sides are of different releases of Tableau, 2021.4 (20214.21.1214.2057) and 2022.2 (20222.22.0916.1526), which is the likely cause: releases differ in the connectors that they bring along, in their directories and in their rules."
	for _, c := range []struct {
		name  string
		nodes []string
		says  string
	}{
		{"two releases", []string{"node1", "node2"}, different},
		{"two releases, and one that is not known", []string{"node1", "node2", "node4"}, different},
		{"one release on both sides", []string{"node1", "node2", "node3"}, "The sides are on different nodes"},
		{"a side of which none is known", []string{"node1", "node4"}, "The sides are on different nodes"},
		{"two builds of a release", []string{"node2", "node5"}, "The sides are of different releases of Tableau, 2022.2 (20222.22.0916.1526) and 2022.2 (20222.22.1206.0110), which"},
	} {
		out := flat(call(linux(), append([]string{"witness"}, c.nodes...)...).out)
		assert.Contains(t, out, c.says, c.name)
		if c.says != "The sides are on different nodes" {
			assert.NotContains(t, out, "The sides are on different nodes", c.name)
		}
	}
	markdown := call(linux(), "witness", "node1", "node2", "--format", "markdown").out
	assert.Contains(t, markdown, "which is the likely cause")
	assert.Contains(t, markdown, "## Processes disagree\n\nA path is as the first of its processes writes it.\n\n- `heron`\n")
}
