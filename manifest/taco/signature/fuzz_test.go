package signature

import (
	"bytes"
	"crypto"
	"encoding/base64"
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
			return
		}
		m, err := newJarManifest(mf, 1000)
		if err != nil {
			return
		}
		names, whole, err := m.check(sf)
		if err != nil {
			require.Empty(t, names)
			return
		}
		again, _, err := m.check(sf)
		require.NoError(t, err)
		require.Equal(t, names, again)
		require.False(t, whole && !bytes.Contains(bytes.ToUpper(raw), []byte("-DIGEST-MANIFEST")))
	})
}

// FuzzChangedManifest changes MANIFEST.MF under a .SF file. Whatever it becomes, of
// what the .SF still signs it says the same.
func FuzzChangedManifest(f *testing.F) {
	const first, second = "Name: a.js\r\nSHA-256-Digest: AAAA\r\n\r\n", "Name: ./b.js\r\nSHA-256-Digest: BBBB\r\n\r\n"
	const main = "Manifest-Version: 1.0\r\n\r\n"
	line := func(attribute, of string) string {
		return attribute + ": " + base64.StdEncoding.EncodeToString(sum(crypto.SHA256, []byte(of))) + "\r\n"
	}
	sf, err := parseSignatureFile([]byte("Signature-Version: 1.0\r\n"+line("SHA-256-Digest-Manifest", main+first+second)+
		line("SHA-256-Digest-Manifest-Main-Attributes", main)+"\r\nName: a.js\r\n"+line("SHA-256-Digest", first)+
		"\r\nName: ./b.js\r\n"+line("SHA-256-Digest", second)+"\r\n"), 10)
	require.NoError(f, err)
	for _, seed := range []string{
		"", first, "Name: a.js\r\nSHA-256-Digest: CCCC\r\nX", "Name: a.js\r\nSHA-256-Digest: CCCC\r\n", "Name: a.js\r\nSHA-256-Digest: CCCC\r\n\r\n",
		"Name: b.js\r\nSHA-256-Digest: CCCC\r\n\r\n", "Name: /b.js\r\nSHA-256-Digest: CCCC\r\n\r\n", "\r\n", "Name: c.js\r\n\r\n",
	} {
		f.Add([]byte(main + first + second + seed))
		f.Add([]byte(main + seed + first + second))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := newJarManifest(raw, 1000)
		if err != nil {
			return
		}
		names, whole, err := m.check(sf)
		if err != nil {
			return
		}
		require.Equal(t, []string{"a.js", "./b.js"}, names)
		c := comparison{verification: &verification{manifest: m}, stated: make(map[string]statement)}
		c.coverage.add(names, whole)
		for name, want := range map[string]string{"a.js": "\x00\x00\x00", "b.js": "\x04\x10\x41"} {
			s := c.claims(name)
			require.NoError(t, s.err)
			require.Len(t, s.claims, 1)
			require.Equal(t, want, string(s.claims[0].value))
		}
	})
}

func FuzzBlock(f *testing.F) {
	sf := []byte("Signature-Version: 1.0\r\n\r\n")
	signatureFiles(f, func(raw []byte) { f.Add(raw) }, ".RSA", ".EC", ".DSA")
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := parseBlock(raw)
		if err != nil {
			return
		}
		// No seed signs this file, and nobody can make a signature of it.
		require.Error(t, b.verify(sf))
		require.Empty(t, b.verified)
	})
}
