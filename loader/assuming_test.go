package loader_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
)

func TestAssumingReadsOneRuleAnotherWay(t *testing.T) {
	inv := &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierRepository, Path: "repository"}, State: loader.StateRead}},
		Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "x"}, Class: "x"}},
	}
	h := loader.Host{Assume: map[loader.RuleID]string{loader.RulePlatforms: "ignored"}}
	r := loader.Resolve(inv, h)

	other := r.Assuming(loader.RuleFoldersInDevPath, "anywhere")

	h.Assume = map[loader.RuleID]string{loader.RulePlatforms: "ignored", loader.RuleFoldersInDevPath: "anywhere"}
	assert.Equal(t, loader.Resolve(inv, h).Contests(), other.Contests())
	assert.Equal(t, h.Assume, other.Host.Assume)
	assert.Equal(t, map[loader.RuleID]string{loader.RulePlatforms: "ignored"}, r.Host.Assume, "the first answer is not touched")
	before, ok := r.Class("x")
	require.True(t, ok)
	assert.Nil(t, before.Winner)
	after, ok := other.Class("x")
	require.True(t, ok)
	assert.NotNil(t, after.Winner)
}

func TestAssumingOfTheZeroResolutionIsEmpty(t *testing.T) {
	other := (&loader.Resolution{}).Assuming(loader.RulePlatforms, "ignored")
	assert.Empty(t, other.Classes())
	assert.Equal(t, "ignored", other.Host.Assume[loader.RulePlatforms])
}
