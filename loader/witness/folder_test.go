package witness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// listed writes logs as their names, with the error of those that do not open.
func listed(t *testing.T, logs []Log) []string {
	var all []string
	for _, l := range logs {
		line := l.Name
		if f, err := l.Open(); err != nil {
			line += ": " + cause(err)
		} else {
			require.NoError(t, f.Close())
		}
		all = append(all, line)
	}
	return all
}

func TestFindListsFilesByName(t *testing.T) {
	fsys := fstest.MapFS{
		"log_10.txt": {}, "log_2.txt": {}, "log.txt": {}, "B/x.txt": {}, "b/nested/deep/y.zip": {}, "empty": {Mode: fs.ModeDir},
		"link": {Mode: fs.ModeSymlink, Data: []byte("log.txt")}, "pipe": {Mode: fs.ModeNamedPipe},
	}
	for _, c := range []struct{ root, first string }{
		{"", "B/x.txt"}, {"Logs", "Logs/B/x.txt"}, {"a/Logs/", "a/Logs/B/x.txt"}, {`C:\Logs`, `C:\Logs\B\x.txt`}, {`C:\Logs\`, `C:\Logs\B\x.txt`}, {"C:/Logs", "C:/Logs/B/x.txt"},
	} {
		logs, err := Find(t.Context(), fsys, c.root)
		require.NoError(t, err)
		require.NotEmpty(t, logs)
		assert.Equal(t, c.first, logs[0].Name)
	}
	logs, err := Find(t.Context(), fsys, "Logs")
	require.NoError(t, err)
	assert.Equal(t, []string{
		"Logs/B/x.txt", "Logs/b/nested/deep/y.zip", "Logs/link: " + errLink.Error(),
		"Logs/log.txt", "Logs/log_2.txt", "Logs/log_10.txt", "Logs/pipe: " + errSpecial.Error(),
	}, listed(t, logs))
}

func TestFindSaysWhatCannotBeLookedAt(t *testing.T) {
	logs, err := Find(t.Context(), fstest.MapFS{}, "Logs")
	require.NoError(t, err)
	assert.Empty(t, logs)

	missing, err := Find(t.Context(), os.DirFS(filepath.Join(t.TempDir(), "none")), "Logs")
	require.NoError(t, err)
	require.Len(t, missing, 1)
	assert.Equal(t, "Logs", missing[0].Name)
	_, err = missing[0].Open()
	assert.ErrorIs(t, err, fs.ErrNotExist)

	logs, err = Find(t.Context(), &brokenFS{fstest.MapFS{"a.txt": {}, "bad/x.txt": {}, "c.txt": {}}}, "Logs")
	require.NoError(t, err)
	assert.Equal(t, []string{"Logs/a.txt", "Logs/bad: no luck", "Logs/c.txt"}, listed(t, logs))
}

// A brokenFS does not open what is bad.
type brokenFS struct{ fs.FS }

func (b *brokenFS) Open(name string) (fs.File, error) {
	if name == "bad" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("no luck")}
	}
	return b.FS.Open(name)
}

func TestFindOnADiskFollowsNoLink(t *testing.T) {
	outside, inside := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("{}"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(inside, "log.txt"), []byte("{}"), 0o600))
	if err := os.Symlink(outside, filepath.Join(inside, "out")); err != nil {
		t.Skip(err)
	}
	logs, err := Find(t.Context(), os.DirFS(inside), "Logs")
	require.NoError(t, err)
	assert.Equal(t, []string{"Logs/log.txt", "Logs/out: " + errLink.Error()}, listed(t, logs))
	f, err := logs[0].Open()
	require.NoError(t, err)
	data, err := io.ReadAll(f)
	require.NoError(t, err)
	assert.Equal(t, "{}", string(data))
	require.NoError(t, f.Close())
}

func TestFindIsBounded(t *testing.T) {
	fsys := fstest.MapFS{strings.Repeat("d/", mostDeep) + "deep.txt": {}, "a.txt": {}}
	logs, err := Find(t.Context(), fsys, "L")
	require.NoError(t, err)
	assert.Equal(t, []string{"L/a.txt", "L/" + strings.Repeat("d/", mostDeep-1) + "d: " + errDeep.Error()}, listed(t, logs))

	many := fstest.MapFS{}
	for i := range 20 {
		many[fmt.Sprintf("%d/%d.txt", i/4, i)] = &fstest.MapFile{}
	}
	w := &walk{ctx: t.Context(), fsys: many, most: 6}
	require.NoError(t, w.directory(".", "L", 0))
	assert.Equal(t, []string{
		"L/0/0.txt", "L/0/1.txt", "L/0/2.txt", "L/0/3.txt", "L/1/4.txt", "L/1/5.txt", "L/1: " + w.tooMany().Error(),
	}, listed(t, w.logs))
	w = &walk{ctx: t.Context(), fsys: many, most: 20}
	require.NoError(t, w.directory(".", "L", 0))
	assert.Len(t, w.logs, 20)
	assert.False(t, w.full)
}

func TestFindEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Find(ctx, fstest.MapFS{"a/b/c.txt": {}}, "L")
	assert.ErrorIs(t, err, context.Canceled)
}
