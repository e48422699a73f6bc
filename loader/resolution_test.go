package loader_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/loader"
)

func TestLocationsAreAllPlacesOfACandidate(t *testing.T) {
	inv := &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: "/dev1/"}}, {Directory: loader.Directory{Tier: loader.TierShared, Path: `C:\shared`}}},
		Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "m.taco"}, Also: []loader.Place{{Directory: 1, Entry: "link.taco"}}, Class: "mongodb", Packaged: true}},
	}
	r := loader.Resolve(inv, loader.Host{})
	c, _ := r.Class("mongodb")
	assert.Equal(t, []string{"native:mongodb"}, r.Locations(c.Decisions[0].Candidate))
	assert.Equal(t, []string{"/dev1/m.taco", `C:\shared\link.taco`}, r.Locations(c.Decisions[1].Candidate))
	assert.Empty(t, (&loader.Resolution{}).Locations(&inv.Candidates[0]))
}

func TestTheBasisOfARuleIsThatForTheHost(t *testing.T) {
	assert.Equal(t, loader.Assumed, loader.Host{}.Basis(loader.RuleSharedSince))
	assert.Equal(t, loader.Documented, loader.Host{Product: loader.Server}.Basis(loader.RuleSharedSince))
	assert.Equal(t, loader.Assumed, loader.Host{}.Basis(loader.RulePlatforms))
}
