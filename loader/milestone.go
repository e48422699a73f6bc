package loader

import (
	"fmt"

	"github.com/tacorder/tacorder/version"
)

// A milestone is a feature release at which Tableau's behaviour turns.
type milestone struct{ year, number int }

// The releases at which the rules turn; the rulebook has their sources.
var (
	pluginsFirst      = milestone{2019, 1}
	packagesFirst     = milestone{2019, 4}
	packagesFirstPrep = milestone{2020, 4}
	schemaFirst       = milestone{2019, 3}
	sharedFirst       = milestone{2021, 2}
	versionsFirst     = milestone{2022, 2} // the highest version wins
	lastSeenNative    = milestone{2026, 2} // the log line on system connectors

	// "Signature verification was added to Tableau Desktop in 2019.4 and
	// Tableau Server in 2020.1" (connector-plugin-sdk docs/run-taco.md).
	verifiedFirst         = milestone{2019, 4}
	verifiedFirstOnServer = milestone{2020, 1}
)

// milestones are those at which the outcome of any candidate may turn.
var milestones = [...]milestone{
	pluginsFirst, packagesFirst, packagesFirstPrep, schemaFirst, sharedFirst, versionsFirst, verifiedFirst, verifiedFirstOnServer,
}

// featureOf is the feature release that r is part of.
func featureOf(r version.Release) milestone { return milestone{r.Year(), r.Number()} }

// after tells whether r comes before m, so that m lies in r's future.
func (m milestone) after(r version.Release) bool {
	return r.Year() < m.year || r.Year() == m.year && r.Number() < m.number
}

// is tells whether r is a release of m.
func (m milestone) is(r version.Release) bool { return r.Year() == m.year && r.Number() == m.number }

// String is the release as Tableau writes it.
func (m milestone) String() string { return fmt.Sprintf("%d.%d", m.year, m.number) }
