package lint

import "github.com/tacorder/tacorder/loader"

const rulebook = "the rulebook of package loader"

// machineChecks is the table of the checks of a machine.
func machineChecks() []Check {
	return []Check{
		{
			Code: "winner-changes-at-2022.2", Severity: Note, Machine: winnerChanges,
			Statement: "The same copy of a class wins before 2022.2 and from it on.",
			Help:      "Before 2022.2 the copy that is loaded first wins, from 2022.2 the one with the highest plugin-version. Machines with releases on both sides load different copies, and an upgrade changes the answer. Keep one copy, or give the one that is loaded first the highest version.",
			Basis:     loader.Documented, Source: runTacoSource,
		},
		{
			Code: "decided-by-assumption", Severity: Note, Machine: decidedByAssumption,
			Statement: "What becomes of a class rests on nothing that is only assumed.",
			Help:      "No source says how Tableau behaves here; the message names the rules. Resolve it again with the other reading of such a rule (whichwins --assume), see what Tableau's log says, or keep one copy, so that it does not matter.",
			Basis:     loader.Documented, Source: rulebook,
		},
		{
			Code: "dev-copy-shadowed", Severity: Warning, Machine: devCopyShadowed,
			Statement: "A copy in the dev path is the one that loads.",
			Help:      "The dev path is searched last: before 2022.2 each copy elsewhere wins, and from 2022.2 one with a version that is as high. Somebody who tests the copy in the dev path tests the other one. Take the other copy away, or from 2022.2 on raise the plugin-version in the dev path.",
			Basis:     loader.Documented, Source: runTacoSource + "; Actian README_DEV; databricks/tableau-connector README",
		},
		{
			Code: "native-class", Severity: Warning, Machine: nativeClass,
			Statement: "No connector claims a class that is compiled into Tableau.",
			Help:      "Native classes are registered before any file is read; in the logs that are known a connector of such a class is rejected. Give the connector a class of its own.",
			Basis:     loader.Observed, Source: "logs of Server 2019.2 and Desktop 2026.2; " + rulebook,
		},
		{
			Code: "class-differs-by-case", Severity: Warning, Machine: classDiffersByCase,
			Statement: "No two classes differ by case only.",
			Help:      "Whether Tableau takes them for one class is not known: then they compete and one of them is not loaded, else both are there and look alike. Spell the class in one way.",
			Basis:     loader.Assumed, Source: rulebook + ", class-identity",
		},
		{
			Code: "same-version-other-content", Severity: Warning, Machine: sameVersionOtherContent,
			Statement: "Copies of a class with one version have one content.",
			Help:      "The version is all that Tableau compares and all that its error dialogs show, so that nobody can tell which of the two somebody has, and the one that is loaded first wins. Raise plugin-version with each build, and take old copies away. A folder whose manifest says what that of a package says is taken for its source: other files of a folder are not known.",
			Basis:     loader.Documented, Source: runTacoSource + "; ClickHouse/clickhouse-tableau-connector-jdbc #25",
		},
		{
			Code: "old-copy-left-behind", Severity: Warning, Machine: oldCopyLeftBehind,
			Statement: "A directory holds one version of a package.",
			Help:      "The connector packager puts the version into the name since 2022-01-04, so that a new package no longer overwrites the old one. Before 2022.2 the one that is loaded first wins, by name as is assumed, and that may be the old one. Delete the old package and restart Tableau.",
			Basis:     loader.Observed, Source: packagerSource + "; ClickHouse/clickhouse-tableau-connector-jdbc #25",
		},
		{
			Code: "folder-outside-dev-path", Severity: Warning, Machine: folderOutsideDevPath,
			Statement: "Connectors outside of the dev path are packages.",
			Help:      "Tableau loads unpackaged folders from the dev path only. Package the folder with the connector packager, or start Tableau with -DConnectPluginsPath naming the folder's parent.",
			Basis:     loader.Reported, Source: "SDK #1191, #277; " + runTacoSource,
		},
		{
			Code: "directory-is-a-connector", Severity: Error, Machine: directoryIsAConnector,
			Statement: "The dev path names the parent of connectors, not a connector.",
			Help:      "Tableau tries each sub-folder of the dev path and does not look at the files in it, so that the connector is not found; its log may say 'Failed to validate' of a folder such as .git. Name the parent folder.",
			Basis:     loader.Observed, Source: "SDK #134, a maintainer's words; #1191",
		},
		{
			Code: "raw-files-in-directory", Severity: Warning, Machine: rawFilesInDirectory,
			Statement: "No files of a connector lie raw in a directory.",
			Help:      "Tableau looks at packages and folders, and passes over files of a connector that lie in the directory itself. Put the package there. For a test, put the files into a folder of their own, in the dev path.",
			Basis:     loader.Observed, Source: "SDK #1191, #134",
		},
		{
			Code: "will-fail-at-connection", Severity: Error, Machine: willFailAtConnection,
			Statement: "What loads works when somebody connects.",
			Help:      "The package is loaded and stands in the list, and its signature is looked at only when somebody signs in. It also keeps copies that would work from being loaded. Sign it, import its certificate, or take it away.",
			Basis:     loader.Documented, Source: "connector-plugin-sdk docs/common-errors.md; SDK #401, #447, #903, #1240",
		},
		{
			Code: "per-service-missing", Severity: Warning, Machine: perServiceMissing,
			Statement: "Each service of a server loads the class that another one loads.",
			Help:      "Each service has a folder of its own. A connector that is in vizqlserver and not in flowprocessor works in a workbook and fails in a scheduled flow. From 2021.2 put it into the shared directory, which all services search, else into each folder.",
			Basis:     loader.Observed, Source: "SDK #936, #517; Altinity/tableau-connector-for-clickhouse #16; " + runTacoSource,
		},
		{
			Code: "dev-path-differs", Severity: Error, Machine: devPathDiffers,
			Statement: "The dev path is the same on all nodes and for all services of a server.",
			Help:      "native_api.connect_plugins_path holds for the whole server, and the path needs to be the same on each machine. A node without the folder loads nothing from it. Use one path everywhere.",
			Basis:     loader.Documented, Source: runTacoSource,
		},
		{
			Code: "dev-path-other-drive", Severity: Warning, Machine: devPathOtherDrive,
			Statement: "The dev path is on the drive that the server is installed on.",
			Help:      "Tableau's documentation asks for that; one user reports the contrary (SDK #1021). Move the folder, or use the shared directory.",
			Basis:     loader.Contested, Source: runTacoSource + ", of 2020-12-18; SDK #1021 contradicts it",
		},
		{
			Code: "localised-repository", Severity: Note, Machine: localisedRepository,
			Statement: "The repository that is looked at is the one that Tableau uses.",
			Help:      "Tableau in another language names the folder otherwise, OneDrive moves the Documents folder, and users may move the repository. No setting tells its place. Look in Tableau's options for the repository, and give the folder as the directory of the tier repository.",
			Basis:     loader.Observed, Source: "SDK #650, #654, #625; ClickHouse/clickhouse-tableau-connector-jdbc #27",
		},
		{
			Code: "refused-by-gate", Severity: Warning, Machine: refusedByGate,
			Statement: "Each connector that can be read may load on this host.",
			Help:      "Something about the host or the connector keeps it from being loaded, whatever else is there; the message has the rule. For min-version-tableau and platforms see the connector's manifest, for the others the release of Tableau.",
			Basis:     loader.Documented, Source: "SDK #1126; " + rulebook + ", where platforms is assumed",
		},
		{
			Code: "candidate-unreadable", Severity: Note, Machine: candidateUnreadable,
			Statement: "Each folder and each package in a directory is a connector that can be read.",
			Help:      "Tableau tries it, logs 'Failed to validate' or 'Failed to load manifest.xml', and goes on. It matters only where it was meant to be a connector; then name the file manifest.xml, and give Tableau's user the right to read it.",
			Basis:     loader.Observed, Source: "SDK #134, #482",
		},
		{
			Code: "directory-unreadable", Severity: Error, Machine: directoryUnreadable,
			Statement: "Each directory that exists can be read.",
			Help:      "Tableau finds nothing in a directory that its user may not read. On Linux 'chmod 755' on the directory and its parents helped; where the scan ran as another user, scan as Tableau's.",
			Basis:     loader.Reported, Source: "motherduckdb/duckdb-tableau-connector #19",
		},
		{
			Code: "dev-path-missing", Severity: Warning, Machine: devPathMissing,
			Statement: "The dev path exists.",
			Help:      "Nothing is loaded from a dev path that does not exist, and no log line about that is known. Correct the path; no blank may stand before the equals sign of -DConnectPluginsPath=PATH.",
			Basis:     loader.Observed, Source: "SDK #46, #122, #178",
		},
		{
			Code: "dev-path-relative", Severity: Note, Machine: devPathRelative,
			Statement: "The dev path is absolute.",
			Help:      "A relative path counts from the working directory of each program that is started, which differs between Tableau, its server's services and tools such as TDVT. Write the whole path.",
			Basis:     loader.Observed, Source: "SDK #470; the SDK's TDVT samples",
		},
	}
}
