//go:build unix

package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestLintNeverOpensWhatMightWait(t *testing.T) {
	inFolder(t)
	require.NoError(t, os.Mkdir("plugins", 0o755))
	for _, name := range []string{"plugins/pipe.taco", "pipe.taco", "pipe.xml"} {
		if err := unix.Mkfifo(name, 0o644); err != nil {
			t.Skip("no pipes here")
		}
	}
	for _, name := range []string{"pipe.taco", "pipe.xml"} {
		r := call(here(), "lint", name)
		assert.Equal(t, 2, r.code)
		assert.Contains(t, oneLine(t, r.stderr), name+": it is not a regular file, and was not opened")
	}
	assert.Equal(t, []string{"plugins/pipe.taco connector-unreadable"}, lintsOf(t, "plugins"))
}

func TestLintTellsOfAPackageWhoseNameCannotBeOpened(t *testing.T) {
	inFolder(t)
	if err := os.WriteFile("a\xff.taco", nil, 0o644); err != nil {
		t.Skip("no such names here")
	}
	r := call(here(), "lint", ".")
	assert.Equal(t, 2, r.code)
	assert.Equal(t, `whichwins: a\xff.taco: the file has a name that cannot be opened: rename it`, oneLine(t, r.stderr))
}

func TestLintNeedsPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("permissions do not hold here")
	}
	inFolder(t)
	writeFile(t, xml("heron", "1.0.0"), "heron.xml")
	writeFolder(t, xml("heron", "1.0.0"), "plugins", "heron")
	require.NoError(t, os.Mkdir("plugins/closed", 0))
	require.NoError(t, os.Chmod("heron.xml", 0))
	r := call(here(), "lint", "heron.xml")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "heron.xml: it cannot be read (permission denied): make it readable")
	r = call(here(), "lint", "--enable", "version-default", "plugins")
	assert.Equal(t, 2, r.code)
	assert.Contains(t, oneLine(t, r.stderr), "plugins/closed: the folder cannot be read (permission denied): make it readable")
	assert.Equal(t, "No findings in 1 connector.\n", r.out)
}
