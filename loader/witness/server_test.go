package witness_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

const (
	dataserverBuild = "20192.19.0718.1543"
	dataserver      = `C:\ProgramData\Tableau\Tableau Server\data\tabsvc\services\dataserver_0.` + dataserverBuild + `\bin\connectors`
)

// server is a host like Server 2019.2, with the connectors that are built in there.
// That they are folders here stands for what the modules hold, so that folders must load
// from everywhere.
func server(t testing.TB, changes ...func(fstest.MapFS)) *loader.Resolution {
	builtIn := fstest.MapFS{
		"azure-dw/manifest.xml": connector("azure_sql_dw", "1.0"), "mariadb/manifest.xml": connector("mariadb", "1.0"),
		"memsql/manifest.xml": connector("memsql", "1.0"), "mongodb/manifest.xml": connector("mongodb", "1.0"),
	}
	for _, change := range changes {
		change(builtIn)
	}
	h := loader.Host{
		Product: loader.Server, Release: release(t, dataserverBuild), Assume: map[loader.RuleID]string{loader.RuleFoldersInDevPath: "anywhere"},
		Paths: map[loader.Tier][]string{loader.TierBuiltIn: {dataserver}},
	}
	open := func(d loader.Directory) (fs.FS, error) {
		if d.Path == dataserver {
			return builtIn, nil
		}
		return nil, fs.ErrNotExist
	}
	inv, err := loader.Discover(t.Context(), h.Directories(), open, loader.Options{})
	require.NoError(t, err)
	return loader.Resolve(inv, h)
}

func connector(class, pluginVersion string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`<connector-plugin class='` + class + `' superclass='jdbc' plugin-version='` + pluginVersion + `' name='X' version='18.1'>
  <vendor-information><company name='Example'/><support-link url='https://example.org'/></vendor-information>
</connector-plugin>`)}
}

// startLines are what a process of Server 2019.2 writes of connectors when it starts.
func startLines(pid int, at string) string {
	var b strings.Builder
	line := func(k, sev, v string) {
		fmt.Fprintf(&b, `{"ts":"%s","pid":%d,"tid":"1a","sev":"%s","req":"-","sess":"-","site":"-","user":"-","k":"%s","v":%q}`+"\n", at, pid, sev, k, v)
	}
	line("msg", "info", "Connectors registered from tabconnectorsinternal.dll")
	for _, c := range [][2]string{{"azure-dw", "azure_sql_dw"}, {"mariadb", "mariadb"}, {"memsql", "memsql"}, {"mongodb", "mongodb"}} {
		module := dataserver + `\` + c[0] + ".dll"
		line("connector-plugin", "info", "Loaded resource file resources-en_US.xml for "+module)
		line("connector-plugin", "info", "Loaded 1 resource files for "+module)
		if c[0] == "mongodb" {
			line("connector-plugin-error", "error", "Class already registered: mongodb")
			continue
		}
		line("connector-plugin", "info", "Successfully loaded connector for class "+c[1]+" from connector plugin "+module)
	}
	return b.String()
}

// serverLogs are the logs of four process starts, in two files.
func serverLogs(t testing.TB) *witness.Record {
	var logs []witness.Log
	for name, text := range map[string]string{
		"Logs/nativeapi_dataserver_1-0_2019_08_09_00_00_00.txt": startLines(3980, "2019-08-09T20:39:00") + startLines(3980, "2019-08-09T21:39:00.5"),
		"Logs/nativeapi_dataserver_1-1_2019_08_09_00_00_00.txt": startLines(1234, "2019-08-09T20:39:00") + startLines(77, "2019-08-09T22:00:00"),
	} {
		logs = append(logs, witness.Log{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }})
	}
	rec, err := witness.Read(t.Context(), logs, witness.Options{})
	require.NoError(t, err)
	require.Len(t, rec.Processes, 4)
	return rec
}

// serverAgrees holds a record of that server against the answer for it.
func serverAgrees(t *testing.T, rec *witness.Record) {
	out := witness.Compare(rec, server(t))
	require.Len(t, out.Results, 4*len(rec.Processes))
	for i, r := range out.Results {
		assert.Equal(t, witness.Agrees, r.Verdict, r.Text)
		assert.Equal(t, []string{"azure_sql_dw", "mariadb", "memsql", "mongodb"}[i%4], r.Class)
	}
	assert.False(t, out.Differs())
	assert.Empty(t, out.Skipped)
	assert.Empty(t, out.Notes)
	require.Len(t, out.Rules, 1)
	assert.Equal(t, loader.RuleOrderInDirectory, out.Rules[0].Rule)
	assert.Len(t, out.Rules[0].Supports, 2*len(rec.Processes))
	assert.Empty(t, out.Rules[0].Contradicts)
}

func TestAServerAgreesWithItsLogs(t *testing.T) { serverAgrees(t, serverLogs(t)) }

// With one built-in changed the difference is found, and only that.
func TestAChangedBuiltInIsFound(t *testing.T) {
	rec := serverLogs(t)
	for _, c := range []struct {
		name   string
		change func(fstest.MapFS)
		class  string
		want   witness.Verdict
		text   string
	}{
		{"a version that is none", func(m fstest.MapFS) { m["mariadb/manifest.xml"] = connector("mariadb", "new") }, "mariadb", witness.Differs,
			`The log loads ` + dataserver + `\mariadb.dll, but the answer loads nothing: ` + dataserver + `\mariadb is refused by manifest-valid.`},
		{"another place", func(m fstest.MapFS) {
			m["maria/manifest.xml"] = connector("mariadb", "1.0")
		}, "mariadb", witness.Differs,
			`The log loads ` + dataserver + `\mariadb.dll, but the answer loads ` + dataserver + `\maria.`},
		{"another class", func(m fstest.MapFS) { m["memsql/manifest.xml"] = connector("singlestore", "1.0") }, "memsql", witness.Differs,
			`The log loads ` + dataserver + `\memsql.dll as a connector of this class, but in the answer its class is singlestore.`},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := 0
			for _, r := range witness.Compare(rec, server(t, c.change)).Results {
				switch r.Class {
				case c.class:
					found++
					assert.Equal(t, c.want, r.Verdict)
					assert.Equal(t, c.text, r.Text)
				case "singlestore":
					assert.Equal(t, witness.NotInLog, r.Verdict)
				default:
					assert.Equal(t, witness.Agrees, r.Verdict, r.Text)
				}
			}
			assert.Equal(t, len(rec.Processes), found)
		})
	}
}

// From 2022.2 a version decides: a built-in that is older than a package loses to it.
func TestAnOlderBuiltInIsFound(t *testing.T) {
	const builtIn, repository = `C:\T\built-in\heron.dll`, `C:\T\repository\heron.taco`
	log := recorded(written("loaded heron "+builtIn, "collision heron ?"+repository))
	h := desktop(t, "2022.2")
	h.Assume = map[loader.RuleID]string{loader.RuleFoldersInDevPath: "anywhere"}
	for version, want := range map[string]witness.Verdict{"2.0": witness.Agrees, "1.0": witness.Agrees, "0.9": witness.Differs} {
		out := witness.Compare(log, loader.Resolve(scanned(t, "built-in/heron heron "+version, "repository/heron.taco heron 1.0"), h))
		require.Len(t, out.Results, 1)
		assert.Equal(t, want, out.Results[0].Verdict, version)
	}
}

func TestRealServerAgreesWithItsLogs(t *testing.T) {
	corpus := os.Getenv("TACORDER_CORPUS")
	if corpus == "" {
		t.Skip("TACORDER_CORPUS does not name a folder beside which real logs lie")
	}
	dir := filepath.Join(filepath.Dir(filepath.Clean(corpus)), "logs")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no real logs lie beside the folder that TACORDER_CORPUS names")
	}
	all, err := witness.Find(t.Context(), os.DirFS(dir), dir)
	require.NoError(t, err)
	var logs []witness.Log
	for _, log := range all {
		if strings.HasPrefix(filepath.Base(log.Name), "server-"+dataserverBuild) {
			logs = append(logs, log)
		}
	}
	require.Len(t, logs, 2)
	rec, err := witness.Read(t.Context(), logs, witness.Options{})
	require.NoError(t, err)
	require.Len(t, rec.Processes, 4)
	serverAgrees(t, rec)
}
