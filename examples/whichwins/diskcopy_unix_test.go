//go:build unix

package main

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/tacorder/tacorder/loader"
)

func TestPipesAreNeverOpened(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "", dir, "opt", "tableau", "connectors", "note.txt")
	pipe := filepath.Join(dir, "opt", "tableau", "connectors", "p.taco")
	require.NoError(t, unix.Mkfifo(pipe, 0o644))
	symlink(t, "p.taco", dir, "opt", "tableau", "connectors", "link.taco")
	files, err := newDiskCopy(dir, loader.Linux).open(loader.Directory{Path: "/opt/tableau/connectors"})
	require.NoError(t, err)
	info, err := fs.Stat(files, "link.taco")
	require.NoError(t, err)
	assert.Equal(t, fs.ModeNamedPipe, info.Mode().Type())
	_, err = files.Open("p.taco")
	assert.ErrorIs(t, err, errSpecial)
	for _, args := range [][]string{{"--root", dir}, {"--dir", "shared=" + filepath.Dir(pipe)}} {
		v := answer(t, linux(), args...)
		assert.Contains(t, dig(v, "unreadable", 0, "reason", "text"), "pipe")
	}
}
