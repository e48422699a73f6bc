package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUsageErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"--nope"}, "unknown flag: --nope"},
		{[]string{"-x"}, "unknown shorthand flag"},
		{[]string{"nope"}, "use one of resolve, explain, sweep, diff, snapshot, fleet, witness, verify, lint, directories, rules, checks, wordings, demo"},
		{[]string{"no\npe"}, `no\npe`},
		{[]string{"resolve", "x"}, "leave it out"},
		{[]string{"directories", "x"}, "leave it out"},
		{[]string{"rules", "x"}, "leave it out"},
		{[]string{"demo", "x"}, "leave it out"},
		{[]string{"demo", "--release", "2022.2"}, "unknown flag: --release"},
		{[]string{"help", "nope"}, "no help on"},
		{[]string{"explain"}, "explain needs a class"},
		{[]string{"explain", "a", "b"}, "one class"},
		{[]string{"--product", "excel"}, "use one of desktop"},
		{[]string{"--product="}, "use one of desktop"},
		{[]string{"--os", "beos"}, "use one of windows, macos, linux"},
		{[]string{"--os", "macos"}, "--root DIR"},
		{[]string{"directories", "--os", "windows"}, "--root DIR"},
		{[]string{"--release", "2022"}, "2022.2"},
		{[]string{"--release"}, "flag needs an argument"},
		{[]string{"--format", "yaml"}, "use one of text, json"},
		{[]string{"--format", "markdown"}, "use text or json"},
		{[]string{"demo", "--format", "markdown"}, "use text or json"},
		{[]string{"--dir", "/x"}, "TIER=PATH"},
		{[]string{"--dir", "user=/x"}, "built-in, shared, repository, dev"},
		{[]string{"--dir", "dev="}, "name a path"},
		{[]string{"--dev-path", ""}, "name a path"},
		{[]string{"--root", file}, "is not a directory"},
		{[]string{"--root", filepath.Join(file, "x")}, "is not a directory"},
		{[]string{"--root="}, "is not a directory"},
		{[]string{"--assume", "platforms"}, "RULE=VALUE"},
		{[]string{"--assume", "weather=fine"}, "native-class"},
		{[]string{"--assume", "platforms=perhaps"}, "gate, ignored"},
		{[]string{"--assume", "manifest-size=0"}, "BYTES"},
		{[]string{"--native", "some"}, "use one of known, none"},
		{[]string{"--at", "2026-11-24"}, "--at says how signatures are verified: add --signatures"},
		{[]string{"explain", "x", "--roots", file}, "--roots says how signatures are verified: add --signatures"},
		{[]string{"--signatures", "--at", "2026-13-24"}, "write a date such as"},
		{[]string{"--signatures", "--at", "yesterday"}, "write a date such as"},
		{[]string{"--signatures", "--at", "0001-01-01"}, "write a date such as"},
		{[]string{"--signatures", "--roots", filepath.Join(file, "x")}, "name a PEM file"},
		{[]string{"--signatures", "--roots", filepath.Dir(file)}, "name a PEM file"},
		{[]string{"--signatures", "--roots="}, "name a PEM file"},
		{[]string{"explain", "x", "--signatures", "--roots", file}, "must be PEM"},
		{[]string{"directories", "--signatures"}, "unknown flag: --signatures"},
		{[]string{"directories", "--disable-signature-verification"}, "unknown flag"},
		{[]string{"verify"}, "verify needs a package"},
		{[]string{"verify", "--signatures", "x.taco"}, "unknown flag: --signatures"},
		{[]string{"verify", "--roots", file, "x.taco"}, "must be PEM"},
		{[]string{"verify", "--roots", filepath.Join(file, "x"), "x.taco"}, "name a PEM file"},
		{[]string{"verify", "--at", "noon", "x.taco"}, "write a date such as"},
		{[]string{"verify", "--format", "markdown", "x.taco"}, "use text or json"},
	} {
		r := call(linux(), test.args...)
		assert.Equal(t, 2, r.code, test.args)
		assert.Empty(t, r.out, test.args)
		line := oneLine(t, r.stderr)
		assert.Contains(t, line, test.says, test.args)
		assert.Regexp(t, `^whichwins: `, line)
	}
}

func TestFlagsStandBeforeAndBehindTheCommand(t *testing.T) {
	for _, args := range [][]string{
		{"--release", "2022.1", "directories"}, {"directories", "--release", "2022.1"},
		{"--release", "2022.1"}, {"--release=2022.1", "resolve"},
	} {
		assert.Equal(t, "2022.1", dig(answer(t, linux(), args...), "host", "release"), args)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"help"}, {"help", "explain"}, {"explain", "--help"}, {"help", "verify"}, {"verify", "--help"}} {
		r := call(linux(), args...)
		assert.Equal(t, 0, r.code, args)
		assert.Contains(t, r.out, "Usage:", args)
		assert.Contains(t, r.out, "--format", args)
		assert.Empty(t, r.stderr)
	}
}

func TestCtrlCEndsTheCall(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, args := range [][]string{{}, {"explain", "x"}, {"verify", "x.taco"}, {"directories"}, {"demo"}} {
		var out, stderr bytes.Buffer
		assert.Equal(t, 130, run(ctx, linux(), args, &out, &stderr), args)
		assert.Equal(t, "whichwins: interrupted\n", stderr.String())
		assert.Empty(t, out.String())
	}
}

// A brokenWriter fails.
type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestAnswerThatCannotBeWritten(t *testing.T) {
	for _, test := range []struct {
		err error
		say string
	}{
		{&os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}, ""},
		{io.ErrClosedPipe, ""},
		{errors.New("disk full"), "whichwins: disk full\n"},
	} {
		var stderr bytes.Buffer
		assert.Equal(t, 1, run(context.Background(), linux(), []string{"rules"}, brokenWriter{test.err}, &stderr))
		assert.Equal(t, test.say, stderr.String())
	}
}

func TestThisMachineIsUsable(t *testing.T) {
	m := thisMachine()
	assert.NotEmpty(t, m.goos)
	assert.NotEmpty(t, m.system())
	_, ok := m.terminal(&bytes.Buffer{})
	assert.False(t, ok)
	f, err := os.Create(filepath.Join(t.TempDir(), "f"))
	require.NoError(t, err)
	defer f.Close()
	_, ok = m.terminal(f)
	assert.False(t, ok)
	m.home()
	m.documents()
	m.shared()
}
