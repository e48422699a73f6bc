package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReport(t *testing.T) {
	dir := t.TempDir()
	for folder, version := range map[string]string{"old": "1.9", "new": "1.10"} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, folder), 0o755))
		text := fmt.Sprintf(`<connector-plugin class='heron' superclass='jdbc' plugin-version='%s' name='Heron' version='18.1'>
  <vendor-information>
    <company name='Example'/>
    <support-link url='https://example.org/support'/>
    <driver-download-link url='https://example.org/driver'/>
  </vendor-information>
</connector-plugin>`, version)
		require.NoError(t, os.WriteFile(filepath.Join(dir, folder, "manifest.xml"), []byte(text), 0o644))
	}
	var out bytes.Buffer
	require.NoError(t, report(context.Background(), &out, dir))
	assert.Equal(t, "heron: "+dir+"/new, by highest-version-wins\n", out.String())

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, report(ctx, &out, dir), context.Canceled)
}
