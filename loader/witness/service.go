package witness

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// serviceProducts are the services of Tableau Server that load connectors, each with the
// product whose directories it loads from. Three services have a directory of their own
// (connector-plugin-sdk docs/run-taco.md). Those that have none serve data sources that
// are published with a connector of vizqlserver's: SDK #936 speaks of three directories
// for all processes of a machine.
var serviceProducts = map[string]loader.Product{
	"vizqlserver":      loader.Server,
	"dataserver":       loader.Server,
	"backgrounder":     loader.Server,
	"vizportal":        loader.Server,
	"flowprocessor":    loader.PrepConductor,
	"flowqueryservice": loader.FlowAuthoring,
	"flowminerva":      loader.FlowAuthoring,
}

// Product returns the product whose directories a process of the service loads from;
// ok is false where the service does not tell. Only of vizqlserver, flowprocessor,
// flowqueryservice and flowminerva do sources name the directories; dataserver,
// backgrounder and vizportal are taken to share those of vizqlserver.
// (connector-plugin-sdk docs/run-taco.md; SDK #936)
func (p *Process) Product() (product loader.Product, ok bool) {
	product, ok = serviceProducts[strings.ToLower(p.Service)]
	return product, ok
}

// build is that of a Tableau, in a path.
const build = `(\d{5}\.\d{2}\.\d{4}\.\d{4})`

// Where Tableau has its own connectors, and what logs and their directories are called
// (LogShark test data; databricks/tableau-connector README; iomete README).
var (
	serviceBuiltIn = regexp.MustCompile(`(?i)[\\/]services[\\/]([a-z]{1,32})_\d+\.` + build + `\d*[\\/]bin[\\/]connectors[\\/]`)
	programBuiltIn = regexp.MustCompile(`(?i)[\\/]Tableau(?: [a-z]+)*(?: \([^()\\/]*\))? (\d{4}\.\d+(?:\.\d+)?)(?:\.app[\\/]Contents[\\/]Frameworks|[\\/]bin)[\\/]connectors[\\/]`)
	// ownFolder is a service's own repository. (connector-plugin-sdk docs/run-taco.md)
	ownFolder = regexp.MustCompile(`(?i)(/tabsvc/)(` + strings.Join(slices.Sorted(maps.Keys(serviceProducts)), "|") + `)(/connectors/)`)

	serviceFolder = regexp.MustCompile(`(?i)(/services/)[a-z]+_\d+\.(` + build + `\d*/)`)

	nativeLog    = regexp.MustCompile(`(?i)^(?:nativeapi|tabprotosrv)_([a-z]+)[_.-]`)
	serviceLog   = regexp.MustCompile(`(?i)^([a-z]+)_`)
	nodeFolder   = regexp.MustCompile(`(?i)^([a-z]+)_\d+\.` + build)
	logsOfServer = regexp.MustCompile(`(?i)[\\/]logs[\\/]([a-z]+)[\\/]$`)
)

// builtInOf returns what the path of one of Tableau's own connectors says of the Tableau
// that loads it.
func builtInOf(path string) (release version.Release, service string) {
	text := ""
	if m := serviceBuiltIn.FindStringSubmatch(path); m != nil {
		service, text = strings.ToLower(m[1]), m[2]
	} else if m := programBuiltIn.FindStringSubmatch(path); m != nil {
		text = m[1]
	}
	// A process keeps them longer than the path.
	service = strings.Clone(service)
	release, err := version.ParseRelease(strings.Clone(text))
	if err != nil {
		return version.Release{}, service
	}
	return release, service
}

// serviceOfLog returns the service whose log has a name, as far as the file or the
// directories say, the innermost first, and the build in the name of the service's
// directory.
func serviceOfLog(name string) (service string, release version.Release) {
	directory := directoryOf(name)
	service = serviceOfFile(name[len(directory):])
	if m := logsOfServer.FindStringSubmatch(directory); service == "" && m != nil && isService(m[1]) {
		service = strings.ToLower(m[1])
	}
	for directory != "" {
		directory = strings.TrimRight(directory, `/\`)
		parent := directoryOf(directory)
		if m := nodeFolder.FindStringSubmatch(directory[len(parent):]); m != nil {
			if service == "" {
				service = strings.ToLower(m[1])
			}
			release, err := version.ParseRelease(m[2])
			if err != nil {
				return service, version.Release{}
			}
			return service, release
		}
		directory = parent
	}
	return service, version.Release{}
}

// serviceOfFile returns the service whose log has a name without directories, or "".
func serviceOfFile(file string) string {
	if m := nativeLog.FindStringSubmatch(file); m != nil {
		return strings.ToLower(m[1])
	}
	if m := serviceLog.FindStringSubmatch(file); m != nil && isService(m[1]) {
		return strings.ToLower(m[1])
	}
	return ""
}

func isService(name string) bool {
	_, ok := serviceProducts[strings.ToLower(name)]
	return ok
}

// ComparedPath returns a path without what [Compare] does not look at, as a key of a map:
// as the system compares paths (see [loader.OS.ComparedPath]), with "." and ".." resolved,
// and without the service of Tableau Server in whose directory of built-in connectors it
// lies. The build stays.
func ComparedPath(os loader.OS, written string) string {
	plain := strings.TrimPrefix(os.ComparedPath(written), "//?/")
	share := strings.HasPrefix(plain, "//")
	if plain != "" {
		plain = path.Clean(plain)
	}
	if share {
		plain = "/" + plain
	}
	return serviceFolder.ReplaceAllString(plain, "${1}$2")
}

// systemOf returns the system that a path is written for: Windows where it has a drive
// or a backslash. A path of macOS is compared as one of Linux.
func systemOf(path string) loader.OS {
	if strings.Contains(path, `\`) || len(path) > 1 && path[1] == ':' {
		return loader.Windows
	}
	return loader.Linux
}
