package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A result is what a call of the program gave.
type result struct {
	code        int
	out, stderr string
}

// linux is a machine with nothing of its own.
func linux() machine {
	nothing := func() string { return "" }
	return machine{
		goos: "linux", getenv: func(string) string { return "" }, home: nothing, documents: nothing, shared: nothing,
		terminal: func(io.Writer) (terminal, bool) { return terminal{}, false },
		stdin:    strings.NewReader(""), hostname: func() (string, error) { return "node1", nil }, now: time.Now,
	}
}

// onTerminal is a machine whose output is a terminal of a width with colours.
func onTerminal(width int, env map[string]string) machine {
	m := linux()
	m.terminal = func(io.Writer) (terminal, bool) { return terminal{width, true}, true }
	m.getenv = func(name string) string { return env[name] }
	return m
}

// inPipe is a machine with an environment.
func inPipe(env map[string]string) machine {
	m := linux()
	m.getenv = func(name string) string { return env[name] }
	return m
}

// call runs the program.
func call(m machine, args ...string) result {
	var out, stderr bytes.Buffer
	code := run(context.Background(), m, args, &out, &stderr)
	return result{code, out.String(), stderr.String()}
}

// answer runs the program and decodes its JSON.
func answer(t *testing.T, m machine, args ...string) map[string]any {
	t.Helper()
	r := call(m, append(args, "--format", "json")...)
	require.Equal(t, 0, r.code, r.stderr)
	require.Empty(t, r.stderr)
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.out), &v))
	return v
}

// dig walks into decoded JSON.
func dig(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			v = v.(map[string]any)[p]
		case int:
			v = v.([]any)[p]
		}
	}
	return v
}

// xml is a manifest that is valid for every release.
func xml(class, version string) string {
	return fmt.Sprintf(`<?xml version='1.0' encoding='utf-8' ?>
<connector-plugin class='%s' superclass='jdbc' plugin-version='%s' name='The %s' version='18.1'>
  <vendor-information>
    <company name='Example'/>
    <support-link url='https://example.org/support'/>
    <driver-download-link url='https://example.org/driver'/>
  </vendor-information>
  <connection-dialog file='dialog.tcd'/>
  <dialect file='dialect.tdd'/>
</connector-plugin>
`, class, version, class)
}

// writeFile writes a file and its folders.
func writeFile(t *testing.T, text string, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
}

// writePackage writes a package and its folders.
func writePackage(t *testing.T, manifest string, path ...string) {
	t.Helper()
	data, err := pack(map[string][]byte{"manifest.xml": []byte(manifest), "dialog.tcd": []byte("<x/>"), "dialect.tdd": []byte("<x/>")})
	require.NoError(t, err)
	writeFile(t, string(data), path...)
}

// writeFolder writes an unpackaged connector.
func writeFolder(t *testing.T, manifest string, path ...string) {
	t.Helper()
	dir := filepath.Join(path...)
	writeFile(t, manifest, dir, "manifest.xml")
	writeFile(t, "<x/>", dir, "dialog.tcd")
	writeFile(t, "<x/>", dir, "dialect.tdd")
}

// oneLine checks that a text is one line and returns it without its end.
func oneLine(t *testing.T, text string) string {
	t.Helper()
	line, more, ok := strings.Cut(text, "\n")
	require.True(t, ok, "no line in %q", text)
	require.Empty(t, more, "more than one line")
	return line
}
