package loader

import "slices"

// A Tier says which of Tableau's places for connectors a directory is. Tiers
// are searched in the order of [Tiers] (connector-plugin-sdk,
// docs/run-taco.md). The zero value is no tier; a directory without one is
// searched last.
type Tier string

const (
	// TierBuiltIn is the folder of connectors that ship with the product.
	TierBuiltIn Tier = "built-in"
	// TierShared is the folder for all users of a machine: Program Files on
	// Windows, /opt/tableau/connectors on Linux.
	TierShared Tier = "shared"
	// TierRepository is the folder of one user or service: My Tableau
	// Repository, or the folder of a Server process.
	TierRepository Tier = "repository"
	// TierDev is the folder named by -DConnectPluginsPath, or by
	// native_api.connect_plugins_path on Server.
	TierDev Tier = "dev"
)

// loadOrder is the rule load-order.
var loadOrder = [...]Tier{TierBuiltIn, TierShared, TierRepository, TierDev}

// Tiers returns the tiers in the order in which Tableau searches them, in a
// fresh slice.
func Tiers() []Tier { return slices.Clone(loadOrder[:]) }

// rank returns a tier's position in the load order; an unknown tier is last.
func (t Tier) rank() int {
	if i := slices.Index(loadOrder[:], t); i >= 0 {
		return i
	}
	return len(loadOrder)
}
