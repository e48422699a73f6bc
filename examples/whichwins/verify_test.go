package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readFile reads a file of the test's folder.
func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return data
}

// verified runs verify and returns the exit code and the packages.
func verified(t *testing.T, args ...string) (int, []any) {
	t.Helper()
	r := call(linux(), append([]string{"verify", "--format", "json"}, args...)...)
	require.Empty(t, r.stderr)
	var v map[string]any
	require.NoError(t, json.Unmarshal([]byte(r.out), &v))
	return r.code, v["packages"].([]any)
}

func TestVerifyKeepsTheOrderAndFailsWhereOneIsNotVerified(t *testing.T) {
	good, bad := signedPackage("verified-rsa-sha256.taco"), signedPackage("expired.taco")
	code, packages := verified(t, "--roots", signedRoots, good, good)
	assert.Equal(t, 0, code)
	require.Len(t, packages, 2)
	signer := dig(packages[0], "signers", 0)
	assert.Equal(t, []string{"issuer", "not_after", "not_before", "subject", "timestamp"}, keys(t, signer))
	assert.NotEmpty(t, dig(signer, "subject"))
	assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, dig(signer, "not_after"))

	code, packages = verified(t, "--roots", signedRoots, bad, good, signedPackage("untrusted-self-signed.taco"))
	assert.Equal(t, 1, code)
	for i, want := range []string{"expired", "verified", "untrusted"} {
		assert.Equal(t, want, dig(packages[i], "state"))
	}
	assert.Equal(t, bad, dig(packages[0], "file"))
}

func TestVerifyForATime(t *testing.T) {
	expired := signedPackage("expired.taco")
	_, packages := verified(t, "--roots", signedRoots, expired)
	until := dig(packages[0], "signers", 0, "not_after").(string)
	code, packages := verified(t, "--roots", signedRoots, "--at", until, expired)
	assert.Equal(t, "verified", dig(packages[0], "state"))
	assert.Equal(t, 0, code)
}

func TestVerifySaysWhatIsWrongWithAFileThatIsNoPackage(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "not a zip", dir, "text.taco")
	for file, says := range map[string]string{
		filepath.Join(dir, "none.taco"): "There is no such file: correct the name.",
		"":                              "There is no such file",
		dir:                             "It is a folder, which has no signature: name a .taco file.",
		filepath.Join(dir, "text.taco"): "make it again with the connector packager.",
		filepath.Join(dir, "text.taco", "x"): map[bool]string{
			false: "The file cannot be read (not a directory)", true: "There is no such file",
		}[runtime.GOOS == "windows"],
	} {
		code, packages := verified(t, file)
		assert.Equal(t, 1, code, file)
		assert.Equal(t, "malformed", dig(packages[0], "state"), file)
		assert.Contains(t, dig(packages[0], "detail"), says, file)
	}
}

func TestVerifyNeedsPermission(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("permissions do not hold here")
	}
	dir := t.TempDir()
	writeFile(t, "", dir, "a.taco")
	require.NoError(t, os.Chmod(filepath.Join(dir, "a.taco"), 0))
	_, packages := verified(t, filepath.Join(dir, "a.taco"))
	assert.Contains(t, dig(packages[0], "detail"), "make it readable")
}

func TestTextOfVerify(t *testing.T) {
	dir := t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "a b.taco")
	unsigned := filepath.Join(dir, "a b.taco")
	r := call(linux(), "verify", unsigned, signedPackage("verified-rsa-sha256.taco"), "--roots", signedRoots)
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.stderr)
	assert.True(t, strings.HasPrefix(r.out, unsigned+"\n  unsigned\n  "), r.out)
	assert.Contains(t, r.out, "\n\n"+signedPackage("verified-rsa-sha256.taco")+"\n  verified\n")
	for _, says := range []string{"\n  Signed by CN=", "\n    issued by CN=", "\n    valid from 20", "timestamp"} {
		assert.Contains(t, r.out, says)
	}
	assert.Contains(t, r.out, "\n    Tableau logs: \".taco is not signed.\"\n")
	assert.NotContains(t, r.out, "Notes")
	assert.Contains(t, call(linux(), "verify", unsigned).out, "\nNotes\n")

	coloured := call(onTerminal(80, nil), "verify", unsigned, signedPackage("verified-rsa-sha256.taco"), "--roots", signedRoots).out
	assert.Contains(t, coloured, "\x1b[31munsigned\x1b[0m")
	assert.Contains(t, coloured, "\x1b[32mverified\x1b[0m")
}

func TestNamesAndDetailsOfVerifyAreSafe(t *testing.T) {
	r := call(linux(), "verify", "no\x1b[2J\nsuch\u202e.taco")
	assert.Equal(t, 1, r.code)
	assert.Contains(t, r.out, `no\u001b[2J\u000asuch\u202e.taco`)
}

func TestVerifyThatCannotBeWrittenSaysSo(t *testing.T) {
	var stderr bytes.Buffer
	code := run(context.Background(), linux(), []string{"verify", "none.taco"}, brokenWriter{os.ErrClosed}, &stderr)
	assert.Equal(t, 1, code)
	assert.Equal(t, "whichwins: file already closed\n", stderr.String())
}
