package witness

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
)

func TestBuiltInPathsTellOfTheTableau(t *testing.T) {
	for _, c := range []struct{ path, release, service string }{
		{`C:\ProgramData\Tableau\Tableau Server\data\tabsvc\services\dataserver_0.20192.19.0718.1543\bin\connectors\azure-dw.dll`, "20192.19.0718.1543", "dataserver"},
		{`D:/Tableau/DATA/TABSVC/SERVICES/VizqlServer_12.20241.24.0312.0830/Bin/Connectors/a.taco`, "20241.24.0312.0830", "vizqlserver"},
		{`C:\Program Files\Tableau\Tableau 2026.2\bin\connectors\salesforce-uip.dll`, "2026.2", ""},
		{`C:\Program Files\Tableau\Tableau Prep Builder 2024.1.3\bin\connectors\a.dll`, "2024.1.3", ""},
		{`/Applications/Tableau Desktop 2021.3.app/Contents/Frameworks/connectors/liba.dylib`, "2021.3", ""},
		{`/Applications/Tableau Desktop (Apple silicon) 2026.2.app/Contents/Frameworks/connectors/liba.dylib`, "2026.2", ""},
		{`C:\services\` + strings.Repeat("x", 33) + `_0.20192.19.0718.1543\bin\connectors\a.dll`, "", ""},
		{`C:\Users\u\Documents\My Tableau Repository\Connectors\a.taco`, "", ""},
		{`C:\Program Files\Tableau\Connectors\a.taco`, "", ""},
		{`C:\services\dataserver_0.20192.19.0718.1543\connectors\a.dll`, "", ""},
		{`C:\Tableau 2026.2\copy\connectors\a.dll`, "", ""},
		{``, "", ""},
	} {
		t.Run(c.path, func(t *testing.T) {
			release, service := builtInOf(c.path)
			assert.Equal(t, c.release, release.String())
			assert.Equal(t, c.service, service)
		})
	}
}

func TestNamesOfLogsTellTheService(t *testing.T) {
	for name, want := range map[string]string{
		"nativeapi_dataserver_1-0_2019_08_09_00_00_00.txt":                                         "dataserver",
		"x/nativeapi_flowprocessor.txt":                                                            "flowprocessor",
		"NativeAPI_VizqlServer_2-1_2018_08_01_00_00_00.txt":                                        "vizqlserver",
		"tabprotosrv_backgrounder_0-2.txt":                                                         "backgrounder",
		"vizqlserver_0-0_2017_12_19_03_24_29.txt":                                                  "vizqlserver",
		`C:\logs\flowminerva_1.txt`:                                                                "flowminerva",
		"node1/vizqlserver_0.20182.18.0627.2230/logs/log.txt":                                      "vizqlserver",
		`node2\backgrounder_1.20182.18.0627.22306727828712986214311\logs\tabprotosrv.txt`:          "backgrounder",
		"tabadminagent_0.20181.18.0510.14183743094502915100234/logs/vizqlserver/tabprotosrv_2.txt": "vizqlserver",
		"a/vizqlserver_0.20182.18.0627.2230/dataserver_0.20182.18.0627.2230/log.txt":               "dataserver",
		"tabprotosrv.txt":                     "",
		"tabprotosrv_1.txt":                   "",
		"tabprotosrv_2025_05_07_04_12_02.txt": "",
		"log.txt":                             "",
		"log_1.txt":                           "",
		"copy_of_log.txt":                     "",
		"vizqlserver/log.txt":                 "",
		"":                                    "",
		"/":                                   "",
		`\\server\logs\log.txt`:               "",
	} {
		service, _ := serviceOfLog(name)
		assert.Equal(t, want, service, name)
	}
}

func TestFoldersOfLogsTellTheReleaseOfAProcess(t *testing.T) {
	const line = `{"ts":"2024-05-01T08:00:00.000","pid":1,"tid":"1a","sev":"error","req":"-","sess":"-","site":"-","user":"-","k":"connector-plugin-error","v":"Class already registered: heron"}` + "\n"
	const loaded = `{"ts":"2024-05-01T08:00:01.000","pid":1,"tid":"1a","sev":"info","req":"-","sess":"-","site":"-","user":"-","k":"connector-plugin","v":"Successfully loaded connector for class ibis from connector plugin /x/services/dataserver_0.20192.19.0718.1543/bin/connectors/ibis.taco"}` + "\n"
	for _, c := range []struct{ log, text, release, service string }{
		{"vizqlserver_0.20213.21.0901.1200/logs/nativeapi_vizqlserver_0-0.txt", line, "20213.21.0901.1200", "vizqlserver"},
		{"vizqlserver_0.20213.21.0901.1200/logs/log.txt", line, "20213.21.0901.1200", "vizqlserver"},
		{"vizqlserver_0.20213.21.0901.1200/logs/nativeapi_dataserver_0-0.txt", line, "20213.21.0901.1200", "dataserver"},
		{`logs.zip\node1\backgrounder_1.20182.18.0627.22306727828712986214311\logs\dataserver\log.txt`, line, "20182.18.0627.2230", "dataserver"},
		{"a_0.20192.19.0718.1543/vizqlserver_0.20213.21.0901.1200/log.txt", line, "20213.21.0901.1200", "vizqlserver"},
		{"vizqlserver_0.20213.21.0901.1200/logs/log.txt", line + loaded, "20192.19.0718.1543", "dataserver"},
		{"vizqlserver/logs/log.txt", line, "", ""},
	} {
		rec, err := Read(t.Context(), []Log{{Name: c.log, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(c.text)), nil }}}, Options{})
		require.NoError(t, err)
		require.Len(t, rec.Processes, 1)
		assert.Equal(t, c.release, rec.Processes[0].Release.String(), c.log)
		assert.Equal(t, c.service, rec.Processes[0].Service, c.log)
	}
}

func TestServicesLoadFromTheDirectoriesOfProducts(t *testing.T) {
	for service, want := range map[string]loader.Product{
		"vizqlserver": loader.Server, "VizqlServer": loader.Server, "dataserver": loader.Server, "backgrounder": loader.Server, "vizportal": loader.Server,
		"flowprocessor": loader.PrepConductor, "flowqueryservice": loader.FlowAuthoring, "flowminerva": loader.FlowAuthoring,
		"floweditor": "", "tabadminagent": "", "": "",
	} {
		product, ok := (&Process{Service: service}).Product()
		assert.Equal(t, want, product, service)
		assert.Equal(t, want != "", ok, service)
	}
}

func TestPathsOfLogsAreCompared(t *testing.T) {
	const services = `C:\data\tabsvc\services\`
	for _, c := range []struct {
		name string
		os   loader.OS
		a, b string
		same bool
	}{
		{"case and separators of Windows", loader.Windows, `C:\A\b.dll`, `c:/a/B.DLL`, true},
		{"case of Linux", loader.Linux, "/A/b", "/a/b", false},
		{"a way back", loader.Linux, "/a/x/../b", "/a/b", true},
		{"a way back on Windows", loader.Windows, `C:\a\x\..\.\b`, `C:\a\b`, true},
		{"separators in a row", loader.Windows, `C:\a\\b`, `C:\a\b`, true},
		{"a share is no directory", loader.Windows, `\\a\b`, `\a\b`, false},
		{"another service", loader.Windows, services + `dataserver_0.20192.19.0718.1543\bin\connectors\a.dll`, services + `vizqlserver_1.20192.19.0718.1543\bin\connectors\a.dll`, true},
		{"another build", loader.Windows, services + `dataserver_0.20192.19.0718.1543\bin\connectors\a.dll`, services + `dataserver_0.20192.19.0718.1544\bin\connectors\a.dll`, false},
		{"another file", loader.Windows, services + `dataserver_0.20192.19.0718.1543\bin\connectors\a.dll`, services + `dataserver_0.20192.19.0718.1543\bin\connectors\b.dll`, false},
		{"the directory of one service and of another", loader.Windows, `C:\data\tabsvc\dataserver\Connectors\a.taco`, `C:\data\tabsvc\vizqlserver\Connectors\a.taco`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.same, ComparedPath(c.os, c.a) == ComparedPath(c.os, c.b), "%s, %s", ComparedPath(c.os, c.a), ComparedPath(c.os, c.b))
		})
	}
	assert.Equal(t, "", ComparedPath(loader.Windows, ""))
	assert.Equal(t, "//server/share/a", ComparedPath(loader.Windows, `\\Server\share\x\..\a\`))
}
