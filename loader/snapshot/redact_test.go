package snapshot_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// annsMachine has personal paths in every place that can have one.
func annsMachine() *snapshot.Snapshot {
	const home = `C:\Users\ann`
	return &snapshot.Snapshot{
		Name: "ANN-LAPTOP",
		Host: loader.Host{
			Home: home, Documents: `D:\OneDrive\ann\Documents`,
			Paths: map[loader.Tier][]string{loader.TierDev: {`E:\ann\dev`, `E:\ann\dev`, home + `\more`}},
		},
		Inventory: &loader.Inventory{
			Directories: []loader.ScannedDirectory{
				{Directory: loader.Directory{Tier: loader.TierBuiltIn, Path: `C:\Program Files\Tableau\Tableau 2022.2\bin\connectors`}, State: loader.StateRead},
				{Directory: loader.Directory{Tier: loader.TierShared, Path: `C:\Program Files\Tableau\Connectors`}, State: loader.StateRead},
				{Directory: loader.Directory{Tier: loader.TierRepository, Path: `D:\OneDrive\ann\Documents\My Tableau Repository\Connectors`}, State: loader.StateUnreadable, LooseFiles: []string{"manifest.xml", "x.tdd"}, Detail: `access to D:\OneDrive\ann\Documents\x was denied`},
				{Directory: loader.Directory{Tier: loader.TierDev, Path: `E:\ann\dev`}, State: loader.StateRead},
				{Directory: loader.Directory{Tier: loader.TierDev, Path: `E:\ann\dev`}, State: loader.StateRead, SameAs: `E:\ann\dev`},
				{Directory: loader.Directory{Tier: loader.TierDev, Path: home + `\more`}, State: loader.StateRead},
			},
			Candidates: []loader.Candidate{{
				Place: loader.Place{Directory: 3, Entry: "x.taco"}, Class: "x",
				Problems:  []manifest.Problem{{Severity: manifest.Warning, Message: `not in E:\ann\dev`}},
				Fault:     &loader.Fault{Rule: loader.RuleManifestReadable, Text: `C:\Users\ann\more leads nowhere`},
				Signature: &taco.Signature{State: taco.Malformed, Detail: `C:\Users\ann`},
			}},
		},
	}
}

func TestRedactionLeavesNoPersonalPath(t *testing.T) {
	s := annsMachine()
	red := s.Redact()
	var b bytes.Buffer
	require.NoError(t, red.Encode(&b))
	assert.NotContains(t, strings.ToLower(b.String()), "ann")
	assert.Equal(t, annsMachine(), s, "the snapshot itself is not touched")

	assert.Equal(t, snapshot.RedactedName, red.Name)
	var paths []string
	for _, d := range red.Inventory.Directories {
		paths = append(paths, d.Path)
	}
	assert.Equal(t, []string{
		`C:\Program Files\Tableau\Tableau 2022.2\bin\connectors`, `C:\Program Files\Tableau\Connectors`,
		`D:\[documents]\My Tableau Repository\Connectors`, `E:\[dev-1]`, `E:\[dev-1]`, `C:\[dev-2]`,
	}, paths)
	assert.Equal(t, `E:\[dev-1]`, red.Inventory.Directories[4].SameAs)
	assert.Equal(t, `access to D:\[documents]\x was denied`, red.Inventory.Directories[2].Detail)
	assert.Equal(t, []string{"manifest.xml", "x.tdd"}, red.Inventory.Directories[2].LooseFiles, "file names stay")
	assert.Equal(t, map[loader.Tier][]string{loader.TierDev: {`E:\[dev-1]`, `E:\[dev-1]`, `C:\[dev-2]`}}, red.Host.Paths)
	c := red.Inventory.Candidates[0]
	assert.Equal(t, `not in E:\[dev-1]`, c.Problems[0].Message)
	assert.Equal(t, `C:\[dev-2] leads nowhere`, c.Fault.Text)
	assert.Equal(t, `C:\[home]`, c.Signature.Detail)
}

func TestRedactionOfAMacAndOfAServer(t *testing.T) {
	for _, c := range []struct {
		host       loader.Host
		path, want string
	}{
		{loader.Host{Home: `C:\Users\ann`}, `C:\Users\ann\Documents\My Tableau Repository\Connectors`, `C:\[home]\Documents\My Tableau Repository\Connectors`},
		{loader.Host{OS: loader.MacOS, Home: "/Users/ann"}, "/Users/ann/Library/Tableau/Connectors", "[home]/Library/Tableau/Connectors"},
		{loader.Host{OS: loader.MacOS, Home: "/Users/ann/"}, "/Users/ann/Documents/My Tableau Repository/Connectors", "[home]/Documents/My Tableau Repository/Connectors"},
		{loader.Host{Product: loader.Server, OS: loader.Linux, Data: "/srv/acme"}, "/srv/acme/tabsvc/vizqlserver/Connectors", "[data]/tabsvc/vizqlserver/Connectors"},
		{loader.Host{Product: loader.Server, OS: loader.Linux}, "/var/opt/tableau/tableau_server/data/tabsvc/vizqlserver/Connectors", "/var/opt/tableau/tableau_server/data/tabsvc/vizqlserver/Connectors"},
		{loader.Host{Product: loader.Server, OS: loader.Linux}, "/opt/tableau/connectors", "/opt/tableau/connectors"},
		{loader.Host{OS: loader.MacOS, Home: "/"}, "/opt/acme", "[repository-1]"},
	} {
		s := &snapshot.Snapshot{Host: c.host, Inventory: &loader.Inventory{Directories: []loader.ScannedDirectory{
			{Directory: loader.Directory{Tier: loader.TierRepository, Path: c.path}, Detail: "see /opt/x"}}}}
		red := s.Redact()
		assert.Equal(t, c.want, red.Inventory.Directories[0].Path)
		assert.Equal(t, "see /opt/x", red.Inventory.Directories[0].Detail)
	}
	assert.NotNil(t, (&snapshot.Snapshot{}).Redact().Inventory)
}

func TestRedactingTwiceChangesNothing(t *testing.T) {
	once := annsMachine().Redact()
	assert.Equal(t, once, once.Redact())
}

func TestPathsInTextsAreFoundAsTheSystemComparesThem(t *testing.T) {
	for _, c := range []struct {
		os                   loader.OS
		home, text, redacted string
	}{
		{loader.Windows, `C:\Users\Ann`, `c:\users\ANN\x and C:/Users/Ann/y.`, `C:\[home]\x and C:\[home]/y.`},
		{loader.Windows, `C:\Users\Ann\`, `in C:\Users\Ann.`, `in C:\[home].`},
		{loader.Windows, `C:\Users\Ann`, `C:\Users\Annabel C:\Users\Ann.old C:\Users\Ann-2`, `C:\Users\Annabel C:\Users\Ann.old C:\Users\Ann-2`},
		{loader.MacOS, `/Users/Ann`, `"/users/ann"`, `"[home]"`},
		{loader.Linux, `/home/ann/`, `/home/ann: /home/annabel /home/Ann`, `[home]: /home/annabel /home/Ann`},
		{loader.Linux, `/home/ann`, `/home/ann`, `[home]`},
		{loader.Linux, `/`, `/home/ann`, `/home/ann`},
	} {
		s := &snapshot.Snapshot{Host: loader.Host{OS: c.os, Home: c.home}, Inventory: &loader.Inventory{
			Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Path: "/opt/tableau/connectors"}}},
			Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "x"}, Fault: &loader.Fault{Rule: loader.RuleManifestReadable, Text: c.text}, Problems: []manifest.Problem{{Severity: manifest.Error, File: c.text}}}},
		}}
		red := s.Redact().Inventory.Candidates[0]
		assert.Equal(t, c.redacted, red.Fault.Text)
		assert.Equal(t, c.redacted, red.Problems[0].File)
	}
}

func TestWhetherAPathIsRedactedCanBeTold(t *testing.T) {
	for _, path := range []string{`[dev-1]`, `D:\[dev-12]`, `[built-in-1]`, `[directory-3]`} {
		assert.True(t, snapshot.Redacted(path), path)
	}
	for _, path := range []string{``, `D:\dev`, `[home]\Documents`, `[dev-`, `[attic-1]`, `D:\x\[dev-1]`} {
		assert.False(t, snapshot.Redacted(path), path)
	}
}

// byPlace is an answer as place and outcome, without paths.
func byPlace(r *loader.Resolution) map[loader.Place]string {
	out := make(map[loader.Place]string)
	decisions := r.Unreadable()
	for _, c := range r.Contests() {
		decisions = append(decisions, c.Decisions...)
	}
	for _, d := range decisions {
		out[d.Place] += string(d.Outcome) + " " + string(d.Reason.Rule)
	}
	return out
}

func TestRedactionKeepsTheAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &snapshot.Snapshot{Host: anyHost(t), Inventory: anyInventory(t)}
		red := s.Redact()
		require.Equal(t, byPlace(loader.Resolve(s.Inventory, s.Host)), byPlace(loader.Resolve(red.Inventory, red.Host)))
		again := red.Redact()
		require.Equal(t, byPlace(loader.Resolve(s.Inventory, s.Host)), byPlace(loader.Resolve(again.Inventory, again.Host)))
	})
}
