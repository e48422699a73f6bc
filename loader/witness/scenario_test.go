package witness_test

import (
	"testing"

	"github.com/tacorder/tacorder/loader/loadertest"
)

func TestScenarios(t *testing.T) { loadertest.Run(t, "testdata/scenarios/*.txtar") }
