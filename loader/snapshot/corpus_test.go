package snapshot_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/manifest/taco/signature"
)

func TestRealConnectorsAreReadBackWithoutLoss(t *testing.T) {
	corpus := os.Getenv("TACORDER_CORPUS")
	if corpus == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real connectors")
	}
	ds := []loader.Directory{
		{Tier: loader.TierDev, Path: filepath.Join(corpus, "manifests")}, {Tier: loader.TierShared, Path: filepath.Join(corpus, "tacos")},
	}
	open := func(d loader.Directory) (fs.FS, error) { return os.DirFS(d.Path), nil }
	inv, err := loader.Discover(t.Context(), ds, open, loader.Options{Verifier: &signature.Verifier{}})
	require.NoError(t, err)
	require.Greater(t, len(inv.Candidates), 300)
	require.Equal(t, inv, roundTrip(t, &snapshot.Snapshot{Inventory: inv}).Inventory)
}
