// Package fleet compares many machines: do all of them load the same connector for
// a class, and if not, which differ and why?
//
// Each node is a snapshot of a machine, or of one service of a server, as package
// snapshot has it. Compare takes them one after the other, resolves each for its
// own host, and keeps no inventory: what it keeps grows with the ways in which the
// nodes differ, and by a few bytes with each node.
//
//	report := fleet.Compare(snapshots)
//	for _, c := range report.Classes {
//		if !c.Agree() {
//			...
//		}
//	}
//
// # Variants
//
// For each class the nodes fall into variants: those of one variant load a winner
// with the same version, the same content and in the same tier, or none. The
// variant with the most nodes stands first, and each other one has the causes for
// which its nodes differ from it; see [Reasons].
//
// Tableau does not keep the nodes of a server alike: "For a multi-node Tableau
// server, copy the Connector file (.taco) in the correct folder for each server
// node" (tableau/connector-plugin-sdk, templates/tableau-server.md), and a dev path
// "needs to be the same path on each machine" (docs/run-taco.md).
package fleet
