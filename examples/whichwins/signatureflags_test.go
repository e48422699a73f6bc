package main

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
)

// The packages that are signed, and the roots that verify them.
const (
	signedPackages = "../../manifest/taco/signature/testdata/packages"
	signedRoots    = "../../manifest/taco/signature/testdata/roots.pem"
)

func signedPackage(name string) string { return filepath.Join(signedPackages, name) }

func TestTextOfResolveWithSignatures(t *testing.T) {
	args := append(sample(t), "--signatures")
	r := call(linux(), args...)
	require.Equal(t, 0, r.code, r.stderr)
	var shape []string
	for _, line := range strings.Split(r.out, "\n") {
		if !strings.HasPrefix(line, "      ") {
			shape = append(shape, line)
		}
	}
	assert.Contains(t, strings.Join(shape, "\n"), `
heron
  + loaded!*   1.10  unsigned  repository  heron-new.taco
  - shadowed*  1.9   unsigned  shared      heron.taco

postgres
  + loaded*    -     -         built-in    native:postgres
  - shadowed*  3.0   unsigned  repository  postgres.taco

wren (nothing loads)
  x refused    1.0   -         repository  wren

Unreadable (1)
  ? unreadable  -  malformed  repository  broken.taco

! loads, and fails when somebody connects. To read what would work instead,
  run whichwins explain CLASS with the same flags
* rests on an assumption: `)
	assert.Contains(t, r.out, "      It fails when somebody connects, because its signature is unsigned")
	assert.Contains(t, strings.Join(strings.Fields(r.out), " "), "(signature-at-connection) - shadowed* 1.9")
	assert.NotContains(t, r.out, "This host does not verify")
}

func TestTextOnAHostThatDoesNotVerify(t *testing.T) {
	for _, more := range [][]string{{"--disable-signature-verification"}, {"--product", "server", "--release", "2019.4"}} {
		args := append(append(sample(t), "--signatures", "--dir", "repository="+`C:\Users\ann\Documents\My Tableau Repository\Connectors`), more...)
		r := call(linux(), args...)
		require.Equal(t, 0, r.code, r.stderr)
		assert.Contains(t, r.out, "  unsigned  ")
		assert.NotContains(t, r.out, "loaded!")
		assert.NotContains(t, r.out, "\n! ")
		assert.Equal(t, 1, strings.Count(r.out, "This host does not verify signatures.\n"))
		assert.Equal(t, len(more) == 1, strings.Contains(r.out, "\nSignature verification is disabled.\n"))
	}
}

func TestThatAProductVerifiesMayBeAnAssumption(t *testing.T) {
	const rule = "* rests on an assumption: signature-at-connection, signature-competes."
	dir := t.TempDir()
	writePackage(t, xml("x", "1.0"), dir, "x.taco")
	args := []string{"--no-defaults", "--dev-path", dir, "--signatures", "--release", "2022.2"}
	assert.Contains(t, call(linux(), append(args, "--product", "bridge")...).out, rule)
	assert.NotContains(t, call(linux(), append(args, "--product", "server")...).out, rule)
}

func TestNarrowTextBreaksARowAtItsCells(t *testing.T) {
	r := call(inPipe(map[string]string{"COLUMNS": "40"}), append(sample(t), "--signatures")...)
	require.Equal(t, 0, r.code, r.stderr)
	assert.Contains(t, r.out, `
heron
  + loaded!*   1.10  unsigned
      repository  heron-new.taco
`)
}

func TestNothingIsVerifiedUnlessItIsAskedFor(t *testing.T) {
	args := sample(t)
	r := call(linux(), args...)
	for _, word := range []string{"unsigned", "malformed", "loaded!", "Signatures were verified"} {
		assert.NotContains(t, r.out, word)
	}
	assert.Contains(t, strings.Join(strs(answer(t, linux(), append(args, "--signatures")...)["notes"]), " "), "Signatures were verified with the roots that this system trusts.")
}

func TestTheHostNeedNotVerifyWhereTheProgramDoesNot(t *testing.T) {
	v := answer(t, linux(), append(sample(t), "--disable-signature-verification", "--assume", "signature-competes=gate")...)
	assert.Equal(t, true, dig(v, "host", "disable_signature_verification"))
	assert.NotContains(t, strs(dig(v, "classes", 0, "decisions", 0, "assumes")), string(loader.RuleSignatureCompetes))
}

func TestTheGateIsAskedOfRealPackages(t *testing.T) {
	v := answer(t, linux(), append(sample(t), "--signatures", "--assume", "signature-competes=gate")...)
	assert.Nil(t, dig(v, "classes", 0, "winner"))
	assert.Equal(t, "signature-competes", dig(v, "classes", 0, "decisions", 0, "reason", "rule"))
	assert.Equal(t, "unsigned", dig(v, "classes", 0, "decisions", 0, "reason", "value"))
}

func TestRootsThatCannotBeReadAreCountedInANote(t *testing.T) {
	dir := t.TempDir()
	good := string(readFile(t, signedRoots))
	bad := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("no certificate")}))
	writeFile(t, good+bad+bad, dir, "roots.pem")
	v := answer(t, linux(), "--no-defaults", "--signatures", "--roots", filepath.Join(dir, "roots.pem"), "--at", "2026-11-24")
	notes := strings.Join(strs(v["notes"]), "\n")
	assert.Contains(t, notes, "that cannot be read, and are not trusted: 2.")
	assert.Contains(t, notes, "verified for 2026-11-24T00:00:00Z")
	assert.NotContains(t, notes, "this system trusts")
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-24": "2026-11-24T00:00:00Z", "2026-11-24T09:30:00Z": "2026-11-24T09:30:00Z", "2026-11-24T09:30:00+02:00": "2026-11-24T07:30:00Z",
	} {
		v := answer(t, linux(), "--no-defaults", "--signatures", "--at", text)
		assert.Contains(t, strings.Join(strs(v["notes"]), "\n"), "Signatures were verified for "+want+", not for the present.")
	}
}

func TestARootsFileIsNotReadWithoutEnd(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, "12345", dir, "five")
	data, err := readUpTo(filepath.Join(dir, "five"), 5)
	require.NoError(t, err)
	assert.Equal(t, "12345", string(data))
	_, err = readUpTo(filepath.Join(dir, "five"), 4)
	assert.EqualError(t, err, "it has more than 4 bytes")
}

func TestExplainSaysWhatWorksInsteadOfAnExpiredPackage(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, string(readFile(t, signedPackage("expired.taco"))), dir, "a.taco")
	writeFile(t, string(readFile(t, signedPackage("untrusted-self-signed.taco"))), dir, "b.taco")
	writeFile(t, string(readFile(t, signedPackage("verified-rsa-sha256.taco"))), dir, "c.taco")
	args := []string{"--no-defaults", "--dev-path", dir, "--signatures", "--roots", signedRoots}
	class := dig(answer(t, linux(), args...), "classes", 0, "class").(string)
	text := strings.Join(strs(answer(t, linux(), append([]string{"explain", class}, args...)...)["text"]), "\n")
	for _, says := range []string{
		"loads the class " + class + " from " + dir + "/a.taco",
		"It fails when somebody connects, because its signature is expired: The certificate of",
		"Without it " + dir + "/b.taco would load instead, and would fail too: its signature is untrusted.",
		"With " + dir + "/b.taco removed too, " + dir + "/c.taco would load, and connecting would work: its signature is verified.",
	} {
		assert.Contains(t, text, says)
	}

	require.NoError(t, os.Remove(filepath.Join(dir, "a.taco")))
	require.NoError(t, os.Remove(filepath.Join(dir, "b.taco")))
	text = strings.Join(strs(answer(t, linux(), append([]string{"explain", class}, args...)...)["text"]), "\n")
	assert.Contains(t, text, "It is signed by CN=")
	assert.NotContains(t, text, "fail")
}

func TestSignedPackagesInADirectory(t *testing.T) {
	args := []string{"--no-defaults", "--dev-path", signedPackages, "--signatures", "--roots", signedRoots, "--format", "json"}
	states := map[string]string{}
	v := answer(t, linux(), args...)
	for _, c := range v["classes"].([]any) {
		for _, d := range dig(c, "decisions").([]any) {
			states[filepath.Base(dig(d, "location").(string))] = dig(d, "signature", "state").(string)
		}
	}
	for file, state := range map[string]string{
		"verified-rsa-sha256.taco": "verified", "expired.taco": "expired", "untrusted-self-signed.taco": "untrusted",
	} {
		assert.Equal(t, state, states[file], file)
	}
}

func TestAGateWithoutSignaturesSaysThatItRefusesNothing(t *testing.T) {
	const says = "add --signatures."
	gate := append(sample(t), "--assume", "signature-competes=gate")
	assert.Contains(t, dig(answer(t, linux(), gate...), "notes"), "The option signature-competes=gate refuses nothing where nobody looks at signatures: "+says)
	assert.NotContains(t, call(linux(), append(gate, "--signatures")...).out, says)
	assert.NotContains(t, call(linux(), sample(t)...).out, says)
}
