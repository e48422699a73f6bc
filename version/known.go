package version

import "fmt"

// knownYears has a row for each year with releases that can load connectors:
// how many there were. Sources: the SDK's tags and branches, the SDK's blog,
// package catalogues (winget, Homebrew), and Tableau's help for 2025 and 2026;
// plugins load since 2019.1 (SDK #41, #51). There is no 2023.4.
var knownYears = [...]struct{ year, releases int }{
	{2019, 4}, {2020, 4}, {2021, 4}, {2022, 4},
	{2023, 3}, {2024, 3}, {2025, 3}, {2026, 3},
}

// KnownReleases returns the feature releases that are known, in ascending order,
// in a fresh slice: 2019.1 to 2026.3.
func KnownReleases() []Release {
	var all []Release
	for _, row := range knownYears {
		for n := 1; n <= row.releases; n++ {
			all = append(all, feature(row.year, n))
		}
	}
	return all
}

// Latest returns the newest release that is known.
func Latest() Release {
	last := knownYears[len(knownYears)-1]
	return feature(last.year, last.releases)
}

func feature(year, number int) Release {
	return Release{text: fmt.Sprintf("%d.%d", year, number), year: year, number: number}
}

// Known tells whether the feature release of r is one of [KnownReleases].
func (r Release) Known() bool {
	for _, row := range knownYears {
		if row.year == r.year {
			return r.number >= 1 && r.number <= row.releases
		}
	}
	return false
}
