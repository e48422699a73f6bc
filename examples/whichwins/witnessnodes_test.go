package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/loader/witness"
)

func TestTheNodeIsInTheFolderOfALog(t *testing.T) {
	for file, want := range map[string]string{
		"log.txt": "", "Logs/log.txt": "", "logs.zip/node1/vizqlserver/Logs/nativeapi_1.txt": "logs.zip/node1",
		`D:\node1\dataserver\Logs\log.txt`: `D:\node1`, "node2/flowprocessor_0.20222.22.0916.1526/logs/log.txt": "node2",
		"node1-logs/log.txt": "node1-logs", "standard input": "",
	} {
		assert.Equal(t, want, nodeFolder(witness.Process{File: file}), file)
	}
	assert.Equal(t, []string{"a", "b", "top folder"}, shortNames([]string{"x/a", "y/b", ""}))
	assert.Equal(t, []string{"x/a", "y/a"}, shortNames([]string{"x/a", "y/a"}))
}

// nodesLogs writes the logs of two nodes, of which the second loads another connector,
// and loads it at a minute of its own.
func nodesLogs(t *testing.T, minute int) {
	t.Helper()
	inFolder(t)
	for i, service := range []string{"vizqlserver", "dataserver", "vizqlserver"} {
		writeFile(t, tableau(30-i, 2*i).loads("heron", "/s/heron.taco").String(), "zeb", "node1", service, "Logs", fmt.Sprintf("nativeapi_%s_1-%d.txt", service, i))
	}
	writeFile(t, tableau(9, minute).loads("heron", "/s/other.taco").String()+tableau(8, minute+1).loads("heron", "/s/other.taco").String(), "zeb", "node2", "vizqlserver", "Logs", "nativeapi_vizqlserver_1-0.txt")
}

func TestSidesAreToldNodeByNode(t *testing.T) {
	nodesLogs(t, 1)
	out := call(linux(), "witness", "zeb").out
	assert.Contains(t, flat(out), "Processes disagree (1) A path is as the first of its processes writes it. heron "+
		"/s/heron.taco node1: 3 processes (dataserver 1, vizqlserver 2), first seen 2026-11-23 09:00:00 to 09:04:00 "+
		"/s/other.taco node2: 2 processes (vizqlserver 2), first seen 2026-11-23 09:01:00 to 09:02:00 "+
		"The sides are on different nodes, as far as the folders of the logs tell: the nodes do not have the same connectors.")
	assert.Less(t, strings.Index(out, "pid 29"), strings.Index(out, "pid 30"), "dataserver is before vizqlserver")
	assert.Less(t, strings.Index(out, "pid 30"), strings.Index(out, "pid 28"), "what started first is first")
	assert.Less(t, strings.Index(out, "pid 28"), strings.Index(out, "pid 9"), "node1 is before node2")

	out = call(linux(), "witness", "zeb", "--redact").out
	assert.NotContains(t, out, "zeb")
	assert.Contains(t, out, "[logs-1]: 3 processes (dataserver 1, vizqlserver 2), first seen")
	assert.Contains(t, out, "[logs-2]: 2 processes (vizqlserver 2), first seen")
	out = call(linux(), "witness", "zeb", "--redact", "--format", "markdown").out
	assert.Contains(t, out, "    - \\[logs-2\\]: 2 processes (vizqlserver 2), first seen 2026-11-23 09:01:00 to 09:02:00\n")
	assert.Regexp(t, "(?m)^.* 9 .* Group 2 . `\\[logs-2\\]` .$", out)
}

func TestNodesOfOneNameAreNumbered(t *testing.T) {
	n := nodes{of: []int{0, 1, 0}, names: []string{"a", "b"}}
	of := func(files ...string) *witness.Record {
		r := &witness.Record{}
		for _, file := range files {
			r.Processes = append(r.Processes, witness.Process{File: file})
		}
		return r
	}
	assert.Equal(t, []string{"node 1", "node 2"}, n.namedBy(of("x/1", "x/2", "x/3")).names)
	assert.Equal(t, []string{"x", "y"}, n.namedBy(of("x/1", "y/2", "x/3")).names)
	assert.Equal(t, []string{"a", "b"}, n.names)
}

func TestWhyProcessesDisagree(t *testing.T) {
	nodesLogs(t, 40)
	assert.Contains(t, flat(call(linux(), "witness", "zeb").out), "and started at different times: the nodes do not have the same connectors, or one of them was not restarted.")
	node1 := "zeb/node1/vizqlserver/Logs/nativeapi_vizqlserver_2-0.txt"
	for _, c := range []struct {
		minute int
		says   string
	}{
		{50, "The sides started at different times: a machine or a service that was not restarted shows this, as does a change between two starts."},
		{5, "The sides started at different times"}, // the last of the other side starts at 4
		{3, ""}, {4, ""},
	} {
		late := tableau(7, c.minute).line("msg", "x") // by a millisecond
		writeFile(t, late.loads("heron", "/s/other.taco").String(), node1)
		out := flat(call(linux(), "witness", "zeb/node1").out)
		assert.Contains(t, out, "Processes disagree (1)")
		if c.says == "" {
			assert.NotContains(t, out, "The sides")
			continue
		}
		assert.Contains(t, out, c.says)
	}
}

func TestADifferenceIsToldNodeByNode(t *testing.T) {
	nodesLogs(t, 1)
	host := []string{"--no-defaults", "--release", "2022.2", "--dev-path", "dev"}
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	out := call(linux(), append([]string{"witness", "zeb"}, host...)...).out
	assert.Contains(t, flat(out), "heron in node1: 3 processes (dataserver 1, vizqlserver 2), first seen 2026-11-23 09:00:00 to 09:04:00 answer:")
}
