//go:build unix

package loader_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
)

// writeFolder writes an unpackaged connector.
func writeFolder(t *testing.T, path, class string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(path, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(path, "manifest.xml"), connector(class, "1.0").Data, 0o644))
}

// scanDisk resolves directories of this machine.
func scanDisk(t *testing.T, h loader.Host, ds ...loader.Directory) *loader.Resolution {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	inv, err := loader.Discover(ctx, ds, osOpener, loader.Options{})
	require.NoError(t, err)
	return loader.Resolve(inv, h)
}

func TestPipesSocketsAndLinkLoopsAreDecisionsAndNeverAHang(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe.taco"), 0o644))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644))
	socket, err := net.Listen("unix", filepath.Join(dir, "socket.TACO"))
	require.NoError(t, err)
	defer socket.Close()
	require.NoError(t, os.Symlink("loop.taco", filepath.Join(dir, "loop.taco")))
	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, "broken")))
	outside := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(outside, 0o644))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "link.taco")))
	require.NoError(t, os.Symlink("/dev/null", filepath.Join(dir, "device.taco")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o755))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "folder", "manifest.xml"), 0o644))
	writeFolder(t, filepath.Join(dir, "good"), "x")

	r := scanDisk(t, loader.Host{}, dev(dir))
	for entry, want := range map[string]string{
		"pipe.taco": "pipe", "socket.TACO": "socket", "loop.taco": "leads nowhere", "broken": "leads nowhere",
		"link.taco": "pipe", "device.taco": "device", "folder": "not a regular file",
	} {
		d := decisionAt(t, r, entry)
		assert.Equal(t, loader.Unreadable, d.Outcome, entry)
		assert.Contains(t, d.Reason.Text, want, entry)
	}
	assert.Equal(t, loader.Loaded, decisionAt(t, r, "good").Outcome)
	assert.Len(t, r.Unreadable(), 7, "a pipe that is not named .taco is passed over")
}

func TestLinksAreFollowedAndAFileIsOneCandidate(t *testing.T) {
	dir := t.TempDir()
	repository, devPath := filepath.Join(dir, "repository"), filepath.Join(dir, "dev")
	require.NoError(t, os.Mkdir(repository, 0o755))
	require.NoError(t, os.Mkdir(devPath, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(repository, "x.taco"), packageBytes(t, manifestText("x", "1")), 0o644))
	writeFolder(t, filepath.Join(devPath, "folder"), "y")
	require.NoError(t, os.Symlink(filepath.Join(repository, "x.taco"), filepath.Join(devPath, "again.taco")))
	require.NoError(t, os.Symlink(filepath.Join(devPath, "folder"), filepath.Join(repository, "linked")))
	require.NoError(t, os.Link(filepath.Join(repository, "x.taco"), filepath.Join(devPath, "hard.taco")))

	r := scanDisk(t, loader.Host{}, loader.Directory{Tier: loader.TierRepository, Path: repository}, dev(devPath))
	x, _ := r.Class("x")
	require.Len(t, x.Decisions, 2, "the link is no candidate of its own, the hard link is")
	assert.Equal(t, "x.taco", x.Decisions[0].Place.Entry)
	assert.Equal(t, "hard.taco", x.Decisions[1].Place.Entry)
	assert.Equal(t, []loader.Place{{Directory: 1, Entry: "again.taco"}}, x.Decisions[0].Candidate.Also)
	y, _ := r.Class("y")
	require.Len(t, y.Decisions, 1)
	assert.Equal(t, filepath.Join(devPath, "folder"), y.Decisions[0].Location, "the repository refuses a folder, so it takes the dev path")
	assert.Equal(t, loader.TierDev, y.Decisions[0].Tier)
	assert.Equal(t, loader.Loaded, y.Decisions[0].Outcome)
}

// What a link leads to is not looked at: a link elsewhere is followed as well.
func TestALinkIsALooseFileWhateverItLeadsTo(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "dialect.tdd"), nil, 0o644))
	require.NoError(t, os.Symlink("dialect.tdd", filepath.Join(dir, "linked.tdd")))
	require.NoError(t, os.Symlink("nowhere", filepath.Join(dir, "manifest.xml")))
	require.NoError(t, os.Symlink(".", filepath.Join(dir, "up.tcd")))
	require.NoError(t, os.Symlink("dialect.tdd", filepath.Join(dir, "other.xml")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "pipe.tdr"), 0o644))
	inv, err := loader.Discover(context.Background(), []loader.Directory{dev(dir)}, osOpener, loader.Options{})
	require.NoError(t, err)
	assert.Equal(t, []string{"dialect.tdd", "linked.tdd", "manifest.xml", "up.tcd"}, inv.Directories[0].LooseFiles)
}

func TestTheSameDirectoryByAnotherNameIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	writeFolder(t, filepath.Join(dir, "real", "x"), "x")
	require.NoError(t, os.Symlink("real", filepath.Join(dir, "other")))
	r := scanDisk(t, loader.Host{}, dev(filepath.Join(dir, "real")), dev(filepath.Join(dir, "other")))
	c, _ := r.Class("x")
	require.Len(t, c.Decisions, 1)
	assert.Equal(t, loader.RuleOnlyCandidate, c.Decisions[0].Reason.Rule)
	assert.Equal(t, filepath.Join(dir, "real"), r.Directories[1].SameAs)
}

func TestWhatMayNotBeReadIsAStateOrADecision(t *testing.T) {
	if os.Getuid() == 0 {
		// The superuser may read everything: a file in place of a folder is
		// what it cannot list.
		file := filepath.Join(t.TempDir(), "file")
		require.NoError(t, os.WriteFile(file, nil, 0o644))
		r := scanDisk(t, loader.Host{}, dev(file))
		assert.Equal(t, loader.StateUnreadable, r.Directories[0].State)
		assert.NotEmpty(t, r.Directories[0].Detail)
		return
	}
	dir := t.TempDir()
	writeFolder(t, filepath.Join(dir, "closed"), "x")
	require.NoError(t, os.Chmod(filepath.Join(dir, "closed", "manifest.xml"), 0))
	assert.Contains(t, decisionAt(t, scanDisk(t, loader.Host{}, dev(dir)), "closed").Reason.Text, "permission denied")
	require.NoError(t, os.Chmod(dir, 0))
	defer os.Chmod(dir, 0o755)
	assert.Equal(t, loader.StateUnreadable, scanDisk(t, loader.Host{}, dev(dir)).Directories[0].State)
}
