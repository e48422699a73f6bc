package signature_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
)

// A realPackage is a line of the index of real packages.
type realPackage struct {
	Type, File string
	Code       int      `json:"jarsigner_strict_rc"`
	Verdict    string   `json:"jarsigner_verdict"`
	Warnings   []string `json:"jarsigner_warnings"`
	Signers    []struct {
		Block     string
		NotBefore string
		NotAfter  string
		Timestamp bool `json:"timestamp_token"`
	}
}

// state is the one that jarsigner's verdict stands for.
func (r realPackage) state() taco.SignatureState {
	chain := func(w string) bool { return strings.Contains(w, "certificate chain is invalid") }
	switch {
	case r.Verdict == "jar is unsigned":
		return taco.Unsigned
	case r.Code == 0 && r.Verdict == "jar verified":
		return taco.Verified
	case r.Code == 4 && slices.ContainsFunc(r.Warnings, chain):
		return taco.Untrusted
	}
	return ""
}

func TestRealPackagesHaveTheStateThatJarsignerSaw(t *testing.T) {
	dir := os.Getenv("TACORDER_CORPUS")
	if dir == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real packages")
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.jsonl"))
	require.NoError(t, err)
	v := &signature.Verifier{At: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
	states := make(map[taco.SignatureState]int)
	for _, line := range strings.Split(strings.TrimSpace(string(index)), "\n") {
		var row realPackage
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		if row.Type != "taco" {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row.File)))
		require.NoError(t, err)
		s := verify(t, v, data)
		states[s.State]++
		assert.Equal(t, row.state(), s.State, "%s: %s", row.File, s.Detail)
		require.Len(t, s.Signers, len(row.Signers), row.File)
		for i, want := range row.Signers {
			const layout = "Jan _2 15:04:05 2006 MST"
			assert.Equal(t, want.Block, s.Signers[i].Block)
			assert.Equal(t, want.NotBefore, strings.Replace(s.Signers[i].NotBefore.Format(layout), "UTC", "GMT", 1))
			assert.Equal(t, want.NotAfter, strings.Replace(s.Signers[i].NotAfter.Format(layout), "UTC", "GMT", 1))
			assert.Equal(t, want.Timestamp, !s.Signers[i].Timestamp.IsZero())
		}
	}
	assert.Len(t, states, 3, "of verified, untrusted and unsigned each: %v", states)
}
