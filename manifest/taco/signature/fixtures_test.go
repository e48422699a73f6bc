package signature_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
)

// A fixture is a line of the table of fixtures.
type fixture struct {
	File, About string
	State       taco.SignatureState
	Code        int `json:"jarsigner_rc"`
	Jarsigner   string
	Newer       bool // only newer updates of JDK 17 look at what is wrong
}

// fixtures are packages that keytool and jarsigner made.
func fixtures(tb testing.TB) (all []fixture) {
	tb.Helper()
	table, err := os.ReadFile("testdata/fixtures.jsonl")
	require.NoError(tb, err)
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		var f fixture
		require.NoError(tb, json.Unmarshal([]byte(line), &f))
		all = append(all, f)
	}
	return all
}

// fixturesAt is a time after the fixtures were made, and long before they end.
var fixturesAt = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)

// fixtureVerifier trusts the roots of the fixtures.
func fixtureVerifier(tb testing.TB) *signature.Verifier {
	tb.Helper()
	data, err := os.ReadFile("testdata/roots.pem")
	require.NoError(tb, err)
	roots, unreadable, err := signature.ParseRoots(data)
	require.NoError(tb, err)
	require.Empty(tb, unreadable)
	return &signature.Verifier{Roots: roots, At: fixturesAt}
}

func TestEachFixtureHasItsState(t *testing.T) {
	v := fixtureVerifier(t)
	states := make(map[taco.SignatureState]int)
	for _, f := range fixtures(t) {
		t.Run(f.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata/packages", f.File))
			require.NoError(t, err)
			s := verify(t, v, data)
			assert.Equal(t, f.State, s.State, "%s\n%s\n%v", f.About, s.Detail, s.Ignored)
			states[s.State]++
			if s.State != taco.Verified {
				assert.NotEmpty(t, s.Detail)
			}
		})
	}
	for _, s := range taco.SignatureStates() {
		assert.NotZero(t, states[s.State], s.State)
	}
}

// wantedBits are the bits of jarsigner's exit code that go with a state. Of a
// package that is not signed at all they say nothing.
var wantedBits = map[taco.SignatureState]int{
	taco.Tampered: 1, taco.UnsignedEntries: 16,
	taco.Untrusted: 4 | 64, taco.NotYetValid: 4, taco.Expired: 4, taco.BadKeyUsage: 8,
}

// TestJarsignerAgrees runs where jarsigner is installed. Its exit code has further
// bits where several states hold, and 32 where no certificate of a chain is in the
// keystore.
func TestJarsignerAgrees(t *testing.T) {
	jarsigner, err := exec.LookPath("jarsigner")
	switch {
	case err != nil:
		t.Skip("jarsigner is not installed")
	case testing.Short():
		t.Skip("it starts Java for each fixture")
	}
	for _, f := range fixtures(t) {
		t.Run(f.File, func(t *testing.T) {
			t.Parallel()
			c := exec.Command(jarsigner, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-verify", "-strict", "-keystore", "testdata/trust.p12", "-storepass", "changeit",
				filepath.Join("testdata/packages", f.File))
			c.Env = append(os.Environ(), "LC_ALL=C", "JAVA_TOOL_OPTIONS=-Duser.language=en")
			out, err := c.CombinedOutput()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				require.NoError(t, err)
			}
			code := c.ProcessState.ExitCode() &^ 32
			switch f.State {
			case taco.Verified:
				assert.Zero(t, code, "%s", out)
				assert.True(t, bytes.Contains(out, []byte("jar verified")), "%s", out)
			case taco.Malformed:
				assert.True(t, code != 0 || f.Newer, "%s", out)
			case taco.Unsigned:
				assert.NotContains(t, string(out), "jar verified")
				assert.NotContains(t, string(out), "Exception")
			default:
				assert.NotZero(t, code&wantedBits[f.State], "rc %d\n%s", code, out)
			}
		})
	}
}
