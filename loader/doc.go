// Package loader answers which connector Tableau loads for a class, why, and
// how sure that is.
//
// Tableau searches several directories for connectors: built-in, shared,
// repository, dev. Two connectors may claim the same class. Before 2022.2 the
// one loaded first wins, from 2022.2 the one with the highest plugin version,
// and among equals the one loaded first. Tableau tells nobody which one it was.
//
// Data flows in one direction, with all reading in one place:
//
//		Host → Directories → Discover → Inventory → Resolve → Resolution
//
//	  - A [Host] is the Tableau that is simulated: product, system, release,
//	    paths, and what the caller assumes where Tableau is silent. It is data,
//	    so any host can be simulated on any machine.
//	  - [Host.Directories] lists where that host looks, in load order.
//	  - [Discover] reads the directories through an [Opener], which may give this
//	    machine's disk, a copy of another one, or a tree in memory.
//	  - An [Inventory] holds all that was found, also what a given release would
//	    not look at. One inventory answers for many hosts.
//	  - [Resolve] is pure and cannot fail. Every candidate gets one decision:
//	    loaded, shadowed, refused or unreadable, with one deciding [Reason].
//	  - A [Resolution] is asked with Class, Contests and Explain, or encoded as
//	    JSON.
//
// # Rules
//
// Each statement about Tableau is a row of one table, [Rules], with its source
// and its [Basis]: documented, observed, reported or assumed. Each reason names
// its rule. A decision lists in Assumes the unsure rules that it rests on, and
// [Host].Assume chooses another reading of a rule.
//
// A decision inherits what its other party rests on: who is shadowed by a
// candidate of an assumed directory rests on that assumption too. So does a
// contest that a candidate would have won, had an unsure gate not refused it.
//
// # Signatures
//
// With a verifier in [Options], [Discover] asks it about every package that can be
// opened; any other is malformed. The answer changes no outcome, unless the rule
// signature-competes is read as a gate: a package that is not verified loads, and
// fails when somebody connects.
// [Decision].AtConnection says so, and [Contest].WorksInstead what would work.
// Not every host verifies; see [Host.VerifiesSignatures].
//
// # What if
//
// One inventory answers for many hosts and every change, with no further scan:
//
//   - [Sweep] resolves it for many releases and gives a [Timeline]: for each class
//     the spans of releases with one winner by one rule, and the turns with their
//     reasons. Scan the directories of [Host.DirectoriesOver] for it.
//   - [Inventory.With], [Inventory.Without] and [Inventory.Replace] give the
//     inventory after a change.
//   - [Diff] compares two resolutions, of two hosts or two inventories.
//
// Package snapshot writes an inventory to a file, package fleet compares those of
// many machines.
//
// # Faults
//
// A fault of one candidate is a decision on that candidate and stops no other
// one. A directory that is missing or cannot be read is a state. Only the
// context ends [Discover] early.
package loader
