package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJSONOfFleet(t *testing.T) {
	v := answer(t, linux(), "fleet", sampleFleet)
	assert.Equal(t, []string{"classes", "failures", "hosts", "nodes", "notes", "schema"}, keys(t, v))
	assert.Equal(t, []any{"node1", "node2", "node3"}, v["nodes"])
	assert.Equal(t, []any{}, v["failures"])
	require.Len(t, v["classes"], 3)
	heron := dig(v, "classes", 0)
	assert.Equal(t, []string{"agree", "class", "variants"}, keys(t, heron))
	assert.Equal(t, false, dig(heron, "agree"))
	usual, other := dig(heron, "variants", 0), dig(heron, "variants", 1)
	assert.Equal(t, []string{"nodes", "winner"}, keys(t, usual))
	assert.Equal(t, []string{"digest", "plugin_version", "tier"}, keys(t, dig(usual, "winner")))
	assert.Equal(t, "1.10.0", dig(usual, "winner", "plugin_version"))
	assert.Len(t, dig(usual, "winner", "digest"), 64)
	assert.Equal(t, []any{"node3"}, dig(other, "nodes"))
	assert.Equal(t, "older", dig(other, "causes", 0, "reason"))
	assert.Equal(t, "other-rule", dig(other, "causes", 1, "reason"))
	assert.Nil(t, dig(v, "classes", 2, "variants", 1, "winner"))
}

func TestFleetAtOneReleaseShowsWhetherThatWouldMakeThemAgree(t *testing.T) {
	v := answer(t, linux(), "fleet", sampleFleet, "--release", "2022.2")
	assert.Equal(t, "heron_jdbc", dig(v, "classes", 0, "class"))
	assert.Equal(t, true, dig(v, "classes", 0, "agree"))
}

func TestFleetForPeople(t *testing.T) {
	out := call(linux(), "fleet", sampleFleet).out
	for _, want := range []string{
		"Fleet: 3 nodes, 3 classes", "Different (3)", "  2 nodes: 0.2.6 shared ", "      node1, node3\n",
		"older: Version 0.2.5 loads, which is lower than version 0.2.6.", "missing: No connector of the class is there.",
		"other-drive: Its dev directory is on e:, and that of the others on d:.",
	} {
		assert.Contains(t, out, want)
	}
	one := filepath.Join(sampleFleet, "node1.json")
	same := call(linux(), "fleet", one, one).out
	assert.Contains(t, same, "The same on all nodes (3)")
	assert.NotContains(t, same, "Different")
	var many []string
	for range 12 {
		many = append(many, one)
	}
	assert.Contains(t, call(linux(), append([]string{"fleet", filepath.Join(sampleFleet, "node2.json")}, many...)...).out, "and 4 more")
}

func TestASnapshotThatCannotBeReadStopsNoOther(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile(filepath.Join(sampleFleet, "node1.json"))
	require.NoError(t, err)
	writeFile(t, string(data), dir, "a.JSON")
	writeFile(t, string(data[:100]), dir, "b.json")
	writeFile(t, "other", dir, "c.txt")
	require.NoError(t, os.Mkdir(filepath.Join(dir, "d.json"), 0o755))
	r := call(linux(), "fleet", dir, filepath.Join(dir, "none.json"))
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.stderr)
	assert.Contains(t, r.out, "Fleet: 1 node, 3 classes")
	assert.Contains(t, r.out, "Not read (3)", "the folder with the name of a snapshot is not passed over")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "b.json: it breaks off: it was cut, or is still being written")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "none.json: no such file")
}

func TestFleetNeedsSnapshots(t *testing.T) {
	r := call(linux(), "fleet")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "fleet needs snapshots")
	empty := t.TempDir()
	r = call(linux(), "fleet", empty, sampleFleet)
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.out, "Fleet: 3 nodes")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "has no *.json")
	r = call(linux(), "fleet", "-", "-", "--format", "json")
	assert.Contains(t, r.out, "standard input: it is empty")
	assert.Contains(t, r.out, "standard input: it was read already")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out, stderr bytes.Buffer
	assert.Equal(t, 130, run(ctx, linux(), []string{"fleet", sampleFleet}, &out, &stderr))
	assert.Empty(t, out.String())
}

// onSlowTerminal is a terminal on which each look at the clock takes a while.
func onSlowTerminal(per time.Duration) machine {
	m := onTerminal(80, nil)
	at := time.Unix(0, 0)
	m.now = func() time.Time { at = at.Add(per); return at }
	return m
}

func TestProgressIsShownOnATerminalWhenItTakesLong(t *testing.T) {
	dir := t.TempDir()
	for i := range 20 {
		writePackage(t, xml("x", "1.0"), dir, fmt.Sprintf("%02d.taco", i))
	}
	args := []string{"--no-defaults", "--dev-path", dir}
	for _, c := range []struct {
		name  string
		m     machine
		args  []string
		shown string
	}{
		{"a slow scan", onSlowTerminal(time.Second), args, "\rReading connectors: "},
		{"slow snapshots", onSlowTerminal(time.Second), []string{"fleet", sampleFleet}, "\rReading snapshots: 1 of 3\x1b[K"},
		{"a fast scan", onSlowTerminal(time.Microsecond), args, ""},
		{"no terminal", linux(), args, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := call(c.m, c.args...)
			require.Equal(t, 0, r.code)
			assert.True(t, strings.HasPrefix(r.stderr, c.shown), "%q", r.stderr)
			if c.shown == "" {
				assert.Empty(t, r.stderr)
				return
			}
			assert.True(t, strings.HasSuffix(r.stderr, "\r\x1b[K"), "it is taken away")
			assert.NotContains(t, r.out, "Reading")
		})
	}
}

func TestAProgressThatWasClearedStaysSo(t *testing.T) {
	var b bytes.Buffer
	a := &app{machine: onSlowTerminal(time.Second), stderr: &b}
	p := a.progress("x")
	p.tell(5, 9)
	p.tell(3, 9) // came late
	p.clear()
	p.tell(6, 9)
	assert.Equal(t, "\rx: 5 of 9\x1b[K\r\x1b[K", b.String())
	b.Reset()
	narrow := onSlowTerminal(time.Second)
	narrow.terminal = func(io.Writer) (terminal, bool) { return terminal{8, true}, true }
	p = (&app{machine: narrow, stderr: &b}).progress("Reading")
	p.tell(1, 9)
	assert.Equal(t, "\rReading\x1b[K", b.String())
	plain := onTerminal(80, nil)
	plain.terminal = func(io.Writer) (terminal, bool) { return terminal{80, false}, true }
	assert.Nil(t, (&app{machine: plain, stderr: io.Discard}).progress("x").to)
	dumb := onTerminal(80, map[string]string{"TERM": "dumb"})
	p = (&app{machine: dumb, stderr: io.Discard}).progress("x")
	assert.Nil(t, p.to)
}
