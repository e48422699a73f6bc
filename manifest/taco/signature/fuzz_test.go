package signature

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
)

// signatureFiles adds the signature files of the fixtures with an extension to
// the seeds of a fuzz test.
func signatureFiles(f *testing.F, add func(raw []byte), extensions ...string) {
	packages, err := filepath.Glob("testdata/packages/*.taco")
	require.NoError(f, err)
	require.NotEmpty(f, packages)
	for _, name := range packages {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		p, err := taco.Open(bytes.NewReader(data), int64(len(data)), taco.Limits{})
		if err != nil {
			continue
		}
		for i, e := range p.Entries() {
			for _, extension := range extensions {
				if raw, err := p.ReadEntry(i, 1<<16); err == nil && filepath.Ext(e.Name) == extension {
					add(raw)
				}
			}
		}
	}
}

func FuzzManifest(f *testing.F) {
	signatureFiles(f, func(raw []byte) { f.Add(raw) }, ".MF")
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := newJarManifest(raw, 1000)
		if err != nil {
			require.IsType(t, &headerError{}, err)
			return
		}
		end := m.main.next
		for _, s := range m.sections {
			require.GreaterOrEqual(t, s.start, end, "sections follow each other")
			require.LessOrEqual(t, s.end, s.next)
			end = s.next
		}
		for _, name := range m.names() {
			require.NotEmpty(t, m.of(name))
			_, _, _ = claims(func(do func(attribute)) { m.each(name, do) }, ofEntry)
		}
		require.LessOrEqual(t, int(end), len(raw))
	})
}

func FuzzSignatureFile(f *testing.F) {
	signatureFiles(f, func(raw []byte) { f.Add(raw, raw) }, ".SF")
	manifest := []byte("Manifest-Version: 1.0\r\n\r\nName: a\r\nSHA-256-Digest: AA==\r\n\r\n")
	f.Add([]byte("Signature-Version: 1.0\r\n\r\nName: a\r\nSHA-256-Digest: AA==\r\n\r\n"), manifest)
	f.Fuzz(func(t *testing.T, raw, mf []byte) {
		sf, err := parseSignatureFile(raw, 1000)
		if err != nil {
			require.IsType(t, ignoredError(""), err)
			return
		}
		m, err := newJarManifest(mf, 1000)
		if err != nil {
			return
		}
		signed, err := m.check(sf)
		if err != nil {
			require.Empty(t, signed)
			return
		}
		// What is signed stays signed as long as MANIFEST.MF is the same.
		again, err := m.check(sf)
		require.NoError(t, err)
		require.Equal(t, signed, again)
	})
}

func FuzzBlock(f *testing.F) {
	sf := []byte("Signature-Version: 1.0\r\n\r\n")
	signatureFiles(f, func(raw []byte) { f.Add(raw) }, ".RSA", ".EC", ".DSA")
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := parseBlock(raw)
		if err != nil {
			require.IsType(t, ignoredError(""), err)
			return
		}
		// No seed signs this file, and nobody can make a signature of it.
		require.Error(t, b.verify(sf, oidContentOfFile))
		require.Empty(t, b.signers)
	})
}
