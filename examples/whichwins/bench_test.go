package main

import (
	"archive/zip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkCommand compares the whole command with a Python script that does the
// same, on directories of distinct connectors, half folders, half packages. It
// needs python3.
func BenchmarkCommand(b *testing.B) {
	python, err := exec.LookPath("python3")
	if err != nil {
		b.Skip("python3 is not installed")
	}
	binary := filepath.Join(b.TempDir(), "whichwins.exe")
	out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(b, err, string(out))
	for _, n := range []int{100, 10_000} {
		dir := b.TempDir()
		writeTree(b, dir, n)
		for name, args := range map[string][]string{
			"python":    {python, "testdata/scan.py", dir},
			"whichwins": {binary, "--format", "json", "--no-defaults", "--dir", "dev=" + dir},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				for b.Loop() {
					c := exec.Command(args[0], args[1:]...)
					c.Env = append(os.Environ(), "GOMAXPROCS=2")
					require.NoError(b, c.Run())
				}
			})
		}
	}
}

// writeTree writes n connectors, with manifests of 2.3 KB, which is the median of
// some 300 public ones.
func writeTree(b *testing.B, dir string, n int) {
	customizations := strings.Repeat("      <customization name='CAP_SUPPORTED_FEATURE' value='yes'/>\n", 25)
	for i := range n {
		text := fmt.Sprintf(`<?xml version='1.0' encoding='utf-8' ?>
<connector-plugin class='class_%d' superclass='jdbc' plugin-version='1.%d.0' name='Connector' version='18.1'>
  <vendor-information><company name='Example'/><support-link url='https://example.org'/></vendor-information>
  <connection-customization class='class_%d' enabled='true' version='10.0'>
    <vendor name='v'/><driver name='d'/>
    <customizations>
%s    </customizations>
  </connection-customization>
  <dialect file='dialect.tdd'/>
</connector-plugin>
`, i/2, i%7, i/2, customizations)
		path := filepath.Join(dir, fmt.Sprintf("c%05d", i))
		files := map[string]string{"manifest.xml": text, "dialect.tdd": "<dialect/>"}
		if i%2 == 0 {
			f, err := os.Create(path + ".taco")
			require.NoError(b, err)
			w := zip.NewWriter(f)
			for _, name := range []string{"manifest.xml", "dialect.tdd"} {
				e, err := w.Create(name)
				require.NoError(b, err)
				_, err = e.Write([]byte(files[name]))
				require.NoError(b, err)
			}
			require.NoError(b, w.Close())
			require.NoError(b, f.Close())
			continue
		}
		require.NoError(b, os.Mkdir(path, 0o755))
		for name, text := range files {
			require.NoError(b, os.WriteFile(filepath.Join(path, name), []byte(text), 0o644))
		}
	}
}
