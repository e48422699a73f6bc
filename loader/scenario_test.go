package loader_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/loadertest"
)

const scenarios = "testdata/scenarios/*.txtar"

func TestScenarios(t *testing.T) { loadertest.Run(t, scenarios) }

func TestEachRuleAndEachOptionHasAScenario(t *testing.T) {
	files, err := filepath.Glob(scenarios)
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		all.WriteString(filepath.Base(file) + "\n" + string(data))
	}
	for _, r := range loader.Rules() {
		assert.Contains(t, all.String(), string(r.ID))
		for _, o := range r.Options {
			value := o.Value
			if value == "BYTES" {
				value = "100"
			}
			assert.Contains(t, all.String(), "assume: "+string(r.ID)+"="+value)
		}
	}
}
