package lint_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/loader/loadertest"
	"github.com/tacorder/tacorder/version"
)

const machineScenarios = "testdata/machine/*.txtar"

func TestMachineScenarios(t *testing.T) { loadertest.Run(t, machineScenarios) }

// A machine is an inventory made by hand, for what a scenario cannot say: paths of
// Windows, states of directories, and several services.
type machine struct {
	name   string // the code of a check, with "-nearly" behind it where that finds nothing
	here   answer
	beside []answer
	want   string // in the words of loadertest.FormatLint
}

// An answer is a host with its directories.
type answer struct {
	host        loader.Host
	directories []loader.ScannedDirectory
	candidates  []loader.Candidate
}

func (a answer) inventory() *loader.Inventory {
	return &loader.Inventory{Directories: a.directories, Candidates: a.candidates}
}

func (m machine) findings(t testing.TB) []lint.Finding {
	var config lint.Config
	for _, other := range m.beside {
		config.Beside = append(config.Beside, lint.Neighbour{Resolution: loader.Resolve(other.inventory(), other.host)})
	}
	inv := m.here.inventory()
	findings, err := lint.Machine(inv, loader.Resolve(inv, m.here.host), config)
	require.NoError(t, err)
	return findings
}

// on makes an answer of a product at 2021.1, where the shared directory is not searched.
func on(product loader.Product, directories ...loader.ScannedDirectory) answer {
	return answer{host: loader.Host{Product: product, Release: release("2021.1")}, directories: directories}
}

// at gives the answer another release.
func (a answer) at(text string) answer {
	a.host.Release = release(text)
	return a
}

// in gives the answer another system.
func (a answer) in(os loader.OS) answer {
	a.host.OS = os
	return a
}

// with puts a package of each class into the first directory.
func (a answer) with(classes ...string) answer {
	for _, class := range classes {
		one, _ := version.ParsePlugin("1.0")
		a.candidates = append(a.candidates, loader.Candidate{
			Place: loader.Place{Entry: class + ".taco"}, Packaged: true, Class: class, PluginVersion: one,
		})
	}
	return a
}

func release(text string) version.Release {
	r, err := version.ParseRelease(text)
	if err != nil {
		panic(err)
	}
	return r
}

func read(tier loader.Tier, path string) loader.ScannedDirectory {
	return loader.ScannedDirectory{Directory: loader.Directory{Tier: tier, Path: path}, State: loader.StateRead}
}

func missing(tier loader.Tier, path string) loader.ScannedDirectory {
	d := read(tier, path)
	d.State = loader.StateMissing
	return d
}

func unreadable(tier loader.Tier, path string) loader.ScannedDirectory {
	d := read(tier, path)
	d.State, d.Detail = loader.StateUnreadable, "permission denied"
	return d
}

// sameAs makes a directory the same as another one with its path.
func sameAs(d loader.ScannedDirectory) loader.ScannedDirectory {
	d.SameAs = d.Path
	return d
}

// holding puts loose files into a directory.
func holding(d loader.ScannedDirectory, files ...string) loader.ScannedDirectory {
	d.LooseFiles = files
	return d
}

var (
	vizql  = read(loader.TierRepository, `C:\data\vizqlserver\Connectors`)
	flow   = read(loader.TierRepository, `C:\data\flowprocessor\Connectors`)
	query  = read(loader.TierRepository, `C:\data\flowqueryservice\Connectors`)
	shared = read(loader.TierShared, `C:\Program Files\Tableau\Connectors`)
)

const (
	english  = `C:\Users\ada\Documents\My Tableau Repository\Connectors`
	japanese = `C:\Users\ada\Documents\マイ Tableau リポジトリ\コネクタ`
	chinese  = `C:\Users\ada\Documents\我的 Tableau 存储库\Connectors`
)

func dev(path string) loader.ScannedDirectory { return read(loader.TierDev, path) }

// The threads that a case comes from stand with the checks.
var machines = []machine{
	{name: "per-service-missing", here: on(loader.Server, vizql).with("x", "y"), beside: []answer{on(loader.PrepConductor, flow).with("y", "z")}, want: `
		warning per-service-missing C:\data\flowprocessor\Connectors\z.taco
		warning per-service-missing C:\data\vizqlserver\Connectors\x.taco`},
	{name: "per-service-missing", here: on(loader.PrepConductor, flow), beside: []answer{on(loader.FlowAuthoring, query), on(loader.Server, vizql).with("x")}, want: `
		warning per-service-missing C:\data\vizqlserver\Connectors\x.taco
		warning per-service-missing C:\data\vizqlserver\Connectors\x.taco`},
	{name: "per-service-missing", here: on(loader.Server, vizql).with("x"), beside: []answer{on(loader.PrepConductor, flow), on(loader.PrepConductor, flow)}, want: `
		warning per-service-missing C:\data\vizqlserver\Connectors\x.taco`},
	{name: "per-service-missing", here: on(loader.Server, vizql).with("x", "y"), beside: []answer{on(loader.PrepConductor, missing(loader.TierRepository, flow.Path))}, want: `
		warning per-service-missing C:\data\flowprocessor\Connectors
		  related C:\data\vizqlserver\Connectors\x.taco
		  related C:\data\vizqlserver\Connectors\y.taco`},
	{name: "per-service-missing-nearly", here: on(loader.Server, shared).at("2021.2").with("x"), beside: []answer{on(loader.PrepConductor, shared).at("2021.2").with("x")}},
	{name: "per-service-missing-nearly", here: on(loader.Server, vizql).with("x"), beside: []answer{on(loader.PrepConductor, dev(`C:\dev`)).with("x")}, want: `
		error dev-path-differs C:\dev`},
	{name: "per-service-missing-nearly", here: on(loader.Server, vizql).with("x"), beside: []answer{on(loader.Server, vizql), on(loader.Desktop)}},
	{name: "per-service-missing-nearly", here: on(loader.Server, read(loader.TierBuiltIn, `C:\bin\connectors`)).with("x"), beside: []answer{on(loader.PrepConductor, flow)}},
	{name: "per-service-missing-nearly", here: on(loader.Server, dev(`C:\dev`)).with("postgres"), beside: []answer{on(loader.PrepConductor, dev(`C:\dev`))}, want: `
		warning dev-copy-shadowed C:\dev\postgres.taco
		  related native:postgres
		warning native-class C:\dev\postgres.taco
		  related native:postgres`},
	{name: "per-service-missing-nearly", here: on(loader.Desktop, read(loader.TierRepository, english)).with("x"), beside: []answer{on(loader.PrepConductor, flow)}},

	{name: "dev-path-differs", here: on(loader.Server, vizql, dev(`D:\a`), dev(`C:\b`)), beside: []answer{on(loader.Server, vizql, dev(`C:\a`)), on(loader.Server, vizql, dev(`c:/a/`))}, want: `
		error dev-path-differs D:\a
		  related C:\b
		  related C:\a
		warning dev-path-other-drive D:\a`},
	{name: "dev-path-differs", here: on(loader.Server, vizql), beside: []answer{on(loader.PrepConductor, flow, dev(`C:\a`))}, want: `
		error dev-path-differs C:\a`},
	{name: "dev-path-differs", here: on(loader.Server, vizql, dev("/srv/a")).in(loader.Linux), beside: []answer{on(loader.PrepConductor, flow, dev("/srv/A")).in(loader.Linux)}, want: `
		error dev-path-differs /srv/a
		  related /srv/A`},
	{name: "dev-path-differs-nearly", here: on(loader.Server, vizql, dev(`C:\Dev\a`)), beside: []answer{on(loader.Server, vizql, dev("c:/dev/A/"))}},
	{name: "dev-path-differs-nearly", here: on(loader.Server, vizql, dev(`C:\[dev-1]`)), beside: []answer{on(loader.Server, vizql, dev(`C:\a`))}},
	{name: "dev-path-differs-nearly", here: on(loader.Server, vizql, dev(`C:\a`)), beside: []answer{on(loader.Server, vizql, dev(`C:\[dev-1]`)), on(loader.Desktop, dev(`C:\b`))}},
	{name: "dev-path-differs-nearly", here: on(loader.Desktop, dev(`C:\a`)), beside: []answer{on(loader.Desktop, dev(`C:\b`))}},

	{name: "dev-path-other-drive", here: on(loader.Server, vizql, shared, dev(`D:\connectors`)), want: `
		warning dev-path-other-drive D:\connectors`},
	{name: "dev-path-other-drive", here: on(loader.PrepConductor, flow, dev(`\\nas\connectors`)), want: `
		warning dev-path-other-drive \\nas\connectors`},
	{name: "dev-path-other-drive", here: on(loader.Server, vizql, dev(`D:\[dev-1]`)), want: `
		warning dev-path-other-drive D:\[dev-1]`},
	{name: "dev-path-other-drive-nearly", here: on(loader.Server, vizql, dev("c:/connectors"))},
	{name: "dev-path-other-drive-nearly", here: on(loader.Server, missing(loader.TierRepository, vizql.Path), shared, dev(`D:\connectors`))},
	{name: "dev-path-other-drive-nearly", here: on(loader.Desktop, read(loader.TierRepository, english), dev(`D:\connectors`))},
	{name: "dev-path-other-drive-nearly", here: on(loader.Server, read(loader.TierRepository, "/data/vizqlserver/Connectors"), dev("/d:/connectors")).in(loader.Linux)},
	{name: "dev-path-other-drive-nearly", here: on(loader.Server, vizql, read(loader.TierBuiltIn, `D:\bin\connectors`), dev(`D:\connectors`))},

	{name: "raw-files-in-directory", here: on(loader.Desktop, sameAs(dev(`C:\both`)), holding(read(loader.TierRepository, `C:\both`), "manifest.xml")), want: `
		error directory-is-a-connector C:\both
		  related C:\both\manifest.xml
		warning raw-files-in-directory C:\both
		  related C:\both\manifest.xml`},

	{name: "localised-repository", here: on(loader.Desktop, missing(loader.TierRepository, english)), want: `
		note localised-repository ` + english},
	{name: "localised-repository", here: on(loader.Desktop, read(loader.TierRepository, english), read(loader.TierRepository, japanese)), want: `
		note localised-repository ` + english + `
		  related ` + japanese},
	{name: "localised-repository", here: on(loader.Bridge, missing(loader.TierRepository, "/root/Documents/My_Tableau_Bridge_Repository/Connectors")).in(loader.Linux), want: `
		note localised-repository /root/Documents/My_Tableau_Bridge_Repository/Connectors`},
	{name: "localised-repository-nearly", here: on(loader.Desktop, read(loader.TierRepository, english))},
	{name: "localised-repository-nearly", here: on(loader.Desktop, missing(loader.TierRepository, english), read(loader.TierRepository, chinese))},
	{name: "localised-repository-nearly", here: on(loader.Desktop, missing(loader.TierRepository, english), read(loader.TierRepository, `E:\Repository\Connectors`))},
	{name: "localised-repository-nearly", here: on(loader.Desktop, read(loader.TierRepository, english), missing(loader.TierRepository, japanese))},
	{name: "localised-repository-nearly", here: on(loader.Server, missing(loader.TierRepository, vizql.Path))},
	{name: "localised-repository-nearly", here: on(loader.Desktop, unreadable(loader.TierRepository, english)), want: `
		error directory-unreadable ` + english},

	{name: "directory-unreadable", here: on(loader.Server, unreadable(loader.TierRepository, "/opt/a"), unreadable(loader.TierDev, "/opt/b")).in(loader.Linux), want: `
		error directory-unreadable /opt/a
		error directory-unreadable /opt/b`},
	{name: "directory-unreadable-nearly", here: on(loader.Server, unreadable(loader.TierShared, shared.Path), missing(loader.TierRepository, vizql.Path))},

	{name: "dev-path-missing", here: on(loader.Desktop, missing(loader.TierDev, `C:\dev`)), want: `
		warning dev-path-missing C:\dev`},
	{name: "dev-path-missing-nearly", here: on(loader.Desktop, dev(`C:\dev`), missing(loader.TierRepository, `C:\repository`))},

	{name: "dev-path-relative", here: on(loader.Desktop, dev(`..\src`), dev("plugins"), dev(`C:src`)), want: `
		note dev-path-relative ..\src
		note dev-path-relative C:src
		note dev-path-relative plugins`},
	{name: "dev-path-relative", here: on(loader.Desktop, dev("~/plugins")).in(loader.MacOS), want: `
		note dev-path-relative ~/plugins`},
	{name: "dev-path-relative-nearly", here: on(loader.Desktop, dev("C:/plugins"), dev(`\\nas\plugins`), dev("[dev-1]"), dev(`D:\[dev-2]`), read(loader.TierRepository, "Connectors"))},
	{name: "dev-path-relative-nearly", here: on(loader.Desktop, dev("/plugins")).in(loader.MacOS)},
}

// told is a want as FormatLint writes it.
func told(want string) string {
	text := strings.ReplaceAll(strings.TrimPrefix(want, "\n"), "\t", "")
	if text == "" {
		return ""
	}
	return text + "\n"
}

func TestMachinesMadeByHand(t *testing.T) {
	for _, m := range machines {
		t.Run(m.name, func(t *testing.T) {
			assert.Equal(t, told(m.want), loadertest.FormatLint(m.findings(t)))
		})
	}
}

// byName gathers the codes that were found by the name of what they were found in.
func byName(t *testing.T) map[string][]string {
	found := make(map[string][]string)
	files, err := filepath.Glob(machineScenarios)
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		s, err := loadertest.Parse(file, data)
		require.NoError(t, err)
		findings, err := s.Lint(context.Background())
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		found[name] = append(found[name], codes(findings)...)
	}
	for _, m := range machines {
		found[m.name] = append(found[m.name], codes(m.findings(t))...)
	}
	return found
}

func codes(findings []lint.Finding) (out []string) {
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

// family is what the cases of a check are named by: those of the schema, and of
// packages, have cases together.
func family(code string) string {
	for _, start := range []string{"schema", "package"} {
		if strings.HasPrefix(code, start+"-") {
			return start
		}
	}
	return code
}

// Each case is named by a check, so that a new one without cases fails.
func TestEachMachineCheckFiresInACaseAndNearlyDoesInAnother(t *testing.T) {
	found := byName(t)
	families := make(map[string]bool)
	for _, k := range lint.Checks() {
		if k.Machine != nil {
			families[family(k.Code)] = true
		}
	}
	fires, nearly := make(map[string]bool), make(map[string]bool)
	for name, codes := range found {
		of, _, near := strings.Cut(name, "-nearly")
		assert.True(t, families[of], "%s is named by no check", name)
		fired := false
		for _, code := range codes {
			fired = fired || family(code) == of
		}
		assert.Equal(t, !near, fired, "%s: %s", name, codes)
		fires[of], nearly[of] = fires[of] || fired, nearly[of] || near
	}
	assert.Equal(t, families, fires, "each check has a case in which it finds something")
	assert.Equal(t, families, nearly, "each check has a case in which it nearly does")
}
