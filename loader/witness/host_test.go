package witness

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

func TestTheSystemOfAPath(t *testing.T) {
	for path, want := range map[string]loader.OS{
		`C:\s\heron.taco`: loader.Windows, "C:/s/heron.taco": loader.Windows, `\\server\share\heron.taco`: loader.Windows,
		"/Applications/Tableau.app/x": loader.MacOS, "/Users/ann/x": loader.MacOS, "/Library/x": loader.MacOS,
		"/opt/x": loader.Linux, "/Usersx": loader.Linux, "": "", "x": "", `x\y`: "", "[home]/x": "",
	} {
		assert.Equal(t, want, systemOfPath(path), path)
	}
}

// recordOf is a record of processes.
func recordOf(processes ...Process) *Record { return &Record{Processes: processes} }

// ofPaths is a process whose events have these paths.
func ofPaths(paths ...string) (p Process) {
	for _, path := range paths {
		p.Events = append(p.Events, Event{Kind: Loaded, Path: path})
	}
	return p
}

func TestTheSystemIsThatOfTheMostPaths(t *testing.T) {
	for _, c := range []struct {
		name   string
		record *Record
		want   loader.OS
	}{
		{"no process", recordOf(), ""},
		{"no absolute path", recordOf(ofPaths("", "x", "[home]/x")), ""},
		{"one", recordOf(ofPaths(`C:\a`)), loader.Windows},
		{"more paths, not more processes", recordOf(ofPaths("/opt/a"), ofPaths("/opt/b"), ofPaths(`C:\a`, `C:\b`, `C:\c`)), loader.Windows},
		{"as many of two", recordOf(ofPaths(`C:\a`), ofPaths("/Users/a")), ""},
		{"as many of two, and more of a third", recordOf(ofPaths(`C:\a`, "/Users/a", "/opt/a", "/opt/b")), loader.Linux},
		{"as many of two behind a third", recordOf(ofPaths(`C:\a`, `C:\b`, "/Users/a", "/opt/a")), loader.Windows},
		{"no path beside", recordOf(ofPaths("", "", "", "/Library/a")), loader.MacOS},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, c.record.System()) })
	}
}

// ofReleases are processes of these releases; "" is not known.
func ofReleases(t *testing.T, releases ...string) *Record {
	t.Helper()
	r := recordOf()
	for _, text := range releases {
		var release version.Release
		if text != "" {
			var err error
			release, err = version.ParseRelease(text)
			require.NoError(t, err)
		}
		r.Processes = append(r.Processes, Process{Release: release})
	}
	return r
}

func TestReleasesOfARecord(t *testing.T) {
	for _, c := range []struct {
		name       string
		have, want []string
	}{
		{"none is known", []string{"", ""}, nil},
		{"the oldest first", []string{"2023.1", "", "2021.4", "2022.2"}, []string{"2021.4", "2022.2", "2023.1"}},
		{"the newest of a feature release", []string{"2022.2.1", "2022.2.3", "2022.2"}, []string{"2022.2.3"}},
		{"a build before a newer one", []string{"2022.2.3", "20222.22.0624.1234", "2022.2.9"}, []string{"20222.22.0624.1234"}},
		{"the newest build", []string{"20222.22.0624.1234", "20222.22.0916.1526"}, []string{"20222.22.0916.1526"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, release := range ofReleases(t, c.have...).Releases() {
				got = append(got, release.String())
			}
			assert.Equal(t, c.want, got)
		})
	}
}

// ofServices are processes of these services.
func ofServices(services ...string) *Record {
	r := recordOf()
	for _, service := range services {
		r.Processes = append(r.Processes, Process{Service: service})
	}
	return r
}

func TestProductsOfARecord(t *testing.T) {
	assert.Empty(t, ofServices("", "gateway").Products())
	assert.Equal(t, []loader.Product{loader.PrepConductor, loader.Server}, ofServices("vizqlserver", "flowprocessor", "flowprocessor", "").Products())
	assert.Equal(t, []loader.Product{loader.Server, loader.PrepConductor}, ofServices("flowprocessor", "vizqlserver").Products(), "in the order of all products, where as many")
	assert.Equal(t, []loader.Product{loader.Server, loader.FlowAuthoring}, ofServices("flowminerva", "vizqlserver", "dataserver").Products(), "services share a product")
}

func TestTheHostOfARecord(t *testing.T) {
	assert.Equal(t, loader.Host{}, recordOf().Host())
	r := ofReleases(t, "20222.22.0624.1234", "2021.4")
	r.Processes[1].Service = "flowprocessor"
	r.Processes[1].Events = []Event{{Path: "/opt/a"}}
	assert.Equal(t, loader.Host{OS: loader.Linux, Product: loader.PrepConductor, Release: r.Processes[0].Release}, r.Host())
}
