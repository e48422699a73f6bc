package snapshot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// anyText draws texts of disks: also such as are not UTF-8, or look packed.
func anyText(t *rapid.T, label string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "a", "x.taco", "\x00", "\x00YQ==", "caf\xe9", "\xff\xfe", "<&>\u2028", "\U0001F600", "�"}),
		rapid.String(),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) }),
	).Draw(t, label)
}

func anyDigest(t *rapid.T, label string) (d [32]byte) {
	if rapid.Bool().Draw(t, label) {
		copy(d[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, label))
	}
	return d
}

func anyRelease(t *rapid.T, label string) version.Release {
	r, err := version.ParseRelease(rapid.SampledFrom([]string{"2018.3", "2019.4", "2022.2", "2022.2.1", "20222.22.0916.1526", "2026.3"}).Draw(t, label))
	require.NoError(t, err)
	return rapid.SampledFrom([]version.Release{{}, r}).Draw(t, label)
}

func anyVersion(t *rapid.T, label string) version.Plugin {
	v, err := version.ParsePlugin(rapid.SampledFrom([]string{"0.0.0", "1", "1.10-1", "2.0.0.1", "١.٢"}).Draw(t, label))
	require.NoError(t, err)
	return rapid.SampledFrom([]version.Plugin{{}, v}).Draw(t, label)
}

// maybe draws a value of none of its kind.
func maybe[T any](t *rapid.T, label string, draw func() T) *T {
	if !rapid.Bool().Draw(t, label) {
		return nil
	}
	v := draw()
	return &v
}

// list draws a list that is nil, empty or short.
func list[T any](t *rapid.T, label string, draw func() T) []T {
	n := rapid.IntRange(-1, 2).Draw(t, label)
	if n < 0 {
		return nil
	}
	out := []T{}
	for range n {
		out = append(out, draw())
	}
	return out
}

// anyLooseFiles draws names of files, each once.
func anyLooseFiles(t *rapid.T) []string {
	taken := make(map[string]bool)
	return list(t, "loose files", func() string {
		name := strings.ReplaceAll(anyText(t, "loose file"), "/", `\`) + ".tdd"
		for taken[name] {
			name = "a" + name
		}
		taken[name] = true
		return name
	})
}

// anyInventory draws an inventory with everything that a scan can find.
func anyInventory(t *rapid.T) *loader.Inventory {
	inv := &loader.Inventory{Directories: []loader.ScannedDirectory{}, Candidates: []loader.Candidate{}}
	for range rapid.IntRange(0, 4).Draw(t, "directories") {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{
			Directory: loader.Directory{
				Tier: rapid.SampledFrom(append(loader.Tiers(), "")).Draw(t, "tier"), Path: anyText(t, "path"),
				Release: anyRelease(t, "release"), FirstOf: anyText(t, "first of"),
			},
			State:  rapid.SampledFrom([]loader.State{"", loader.StateRead, loader.StateMissing, loader.StateUnreadable, loader.StateNotSearched}).Draw(t, "state"),
			Detail: anyText(t, "detail"), SameAs: anyText(t, "same as"),
			LooseFiles: anyLooseFiles(t),
		})
	}
	taken := make(map[loader.Place]bool)
	for d := range inv.Directories {
		for range rapid.IntRange(0, 3).Draw(t, "candidates") {
			place := func() loader.Place {
				p := loader.Place{Directory: d, Entry: "e" + anyText(t, "entry")}
				for taken[p] {
					p.Entry += "."
				}
				taken[p] = true
				return p
			}
			inv.Candidates = append(inv.Candidates, anyCandidate(t, place))
		}
	}
	return inv
}

func anyCandidate(t *rapid.T, place func() loader.Place) loader.Candidate {
	text := func(label string) string { return anyText(t, label) }
	class := rapid.SampledFrom([]string{"", "a", "b", "A"}).Draw(t, "class")
	v := anyVersion(t, "version")
	return loader.Candidate{
		Place: place(), Also: list(t, "also", place), Packaged: rapid.Bool().Draw(t, "packaged"),
		Class: class, PluginVersion: v,
		Manifest: maybe(t, "manifest", func() manifest.Manifest { return anyManifest(t, class, v) }),
		Problems: list(t, "problems", func() manifest.Problem {
			return manifest.Problem{
				Code: "schema-x", Severity: rapid.SampledFrom([]manifest.Severity{manifest.Error, manifest.Warning}).Draw(t, "severity"),
				File: text("file"), Line: rapid.IntRange(0, 9).Draw(t, "line"), Column: rapid.IntRange(0, 9).Draw(t, "column"),
				EndLine: rapid.IntRange(0, 9).Draw(t, "end line"), EndColumn: rapid.IntRange(0, 9).Draw(t, "end column"), Message: text("message"),
				Since: anyRelease(t, "since"), Until: anyRelease(t, "until"), Dated: rapid.SampledFrom([]manifest.Basis{"", manifest.DatedAssumed}).Draw(t, "dated"),
				Required: rapid.Bool().Draw(t, "required"), Fatal: rapid.Bool().Draw(t, "fatal"),
			}
		}),
		ManifestBytes:  rapid.Int64Range(0, 1<<40).Draw(t, "bytes"),
		ManifestDigest: anyDigest(t, "manifest digest"), ContentDigest: anyDigest(t, "content digest"),
		MissingFiles: list(t, "missing", func() string { return text("missing file") }),
		Fault: maybe(t, "fault", func() loader.Fault {
			return loader.Fault{Rule: rapid.SampledFrom([]loader.RuleID{loader.RuleManifestReadable, loader.RuleManifestSize}).Draw(t, "rule"), Text: text("fault text")}
		}),
		Signature: maybe(t, "signature", func() taco.Signature {
			return taco.Signature{
				State: rapid.SampledFrom([]taco.SignatureState{"", taco.Expired, taco.Verified}).Draw(t, "signature state"), Detail: text("signature detail"),
				Signers: list(t, "signers", func() taco.Signer {
					at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "time"), 0).UTC()
					return taco.Signer{Block: text("block"), Subject: text("subject"), Issuer: text("issuer"), NotBefore: at, NotAfter: at,
						Timestamp: rapid.SampledFrom([]time.Time{{}, at}).Draw(t, "timestamp")}
				}),
				Ignored: list(t, "ignored", func() taco.IgnoredBlock { return taco.IgnoredBlock{Entry: text("block"), Reason: text("why")} }),
			}
		}),
	}
}

func anyManifest(t *rapid.T, class string, v version.Plugin) manifest.Manifest {
	text := func(label string) string { return rapid.String().Draw(t, label) } // of XML, which is UTF-8
	least := anyVersion(t, "minimum")
	written := func(v version.Plugin) string { // what is not in the grammar is kept as text
		if v.IsZero() {
			return text("version text")
		}
		return v.String()
	}
	script := func() manifest.Script { return manifest.Script{File: text("file"), Text: text("script")} }
	return manifest.Manifest{
		Class: class, Superclass: text("superclass"), Name: text("name"),
		PluginVersion: v, PluginVersionText: written(v), Version: text("format"),
		MinVersionTableau: least, MinVersionTableauText: written(least),
		VendorInformation: maybe(t, "vendor", func() manifest.VendorInformation {
			return manifest.VendorInformation{Company: text("company"), SupportLink: text("link"), DriverDownloadLink: text("driver link")}
		}),
		Platforms: list(t, "platforms", func() string { return text("platform") }),
		ConnectionCustomization: maybe(t, "customization", func() manifest.ConnectionCustomization {
			return manifest.ConnectionCustomization{
				Class: text("class"), Version: text("version"), Enabled: rapid.Bool().Draw(t, "enabled"), EnabledText: text("enabled text"),
				Vendor: text("vendor"), Driver: text("driver"),
				Customizations: list(t, "customizations", func() manifest.Customization {
					return manifest.Customization{Name: text("name"), Value: text("value")}
				}),
			}
		}),
		ConnectionFields: maybe(t, "fields", script), ConnectionDialog: maybe(t, "dialog", script), ConnectionMetadata: maybe(t, "metadata", script),
		ConnectionResolver: maybe(t, "resolver", script), Dialect: maybe(t, "dialect", script),
		OAuthConfigs: list(t, "oauth", script), LicenseKeys: list(t, "keys", func() string { return text("key") }),
		FilesAsWritten: list(t, "files", func() string { return text("file") }),
	}
}

func anyHost(t *rapid.T) loader.Host {
	text := func(label string) string { return anyText(t, label) }
	h := loader.Host{
		Product: rapid.SampledFrom(append(loader.Products(), "")).Draw(t, "product"),
		OS:      rapid.SampledFrom(append(loader.Systems(), "")).Draw(t, "os"), Release: anyRelease(t, "release"),
		Home: text("home"), Documents: text("documents"), Data: text("data"),
		Native:                       rapid.SampledFrom([]loader.NativeClasses{"", loader.NativeKnown, loader.NativeNone}).Draw(t, "native"),
		DisableSignatureVerification: rapid.Bool().Draw(t, "disabled"),
	}
	if rapid.Bool().Draw(t, "has paths") {
		h.Paths = map[loader.Tier][]string{loader.TierDev: {text("path")}, loader.TierShared: {}}
	}
	if rapid.Bool().Draw(t, "assumes") {
		h.Assume = map[loader.RuleID]string{loader.RuleNativeClass: "lowest", loader.RuleManifestSize: "100"}
	}
	return h
}

// roundTrip writes a snapshot and reads it back.
func roundTrip(t require.TestingT, s *snapshot.Snapshot) *snapshot.Snapshot {
	var b bytes.Buffer
	require.NoError(t, s.Encode(&b))
	back, err := snapshot.Decode(&b, snapshot.Limits{})
	require.NoError(t, err)
	return back
}

func TestASnapshotIsReadBackWithoutLoss(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &snapshot.Snapshot{Name: anyText(t, "name"), Host: anyHost(t), Inventory: anyInventory(t)}
		require.Equal(t, s, roundTrip(t, s))
	})
}

func TestResolveOfASnapshotEqualsResolveOfTheInventory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv, h := anyInventory(t), anyHost(t)
		back := roundTrip(t, &snapshot.Snapshot{Inventory: inv})
		want, err := loader.Resolve(inv, h).MarshalJSON()
		require.NoError(t, err)
		got, err := loader.Resolve(back.Inventory, h).MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	})
}

func TestEncodingDoesNotTouchTheInventory(t *testing.T) {
	inv := &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Path: "caf\xe9"}, LooseFiles: []string{"\xe9.tdd"}}},
		Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "\xff"}, MissingFiles: []string{"\xfe"}}},
	}
	h := loader.Host{Paths: map[loader.Tier][]string{loader.TierDev: {"caf\xe9"}}}
	require.NoError(t, (&snapshot.Snapshot{Host: h, Inventory: inv}).Encode(io.Discard))
	assert.Equal(t, "caf\xe9", inv.Directories[0].Path)
	assert.Equal(t, "\xe9.tdd", inv.Directories[0].LooseFiles[0])
	assert.Equal(t, "\xff", inv.Candidates[0].Entry)
	assert.Equal(t, "\xfe", inv.Candidates[0].MissingFiles[0])
	assert.Equal(t, "caf\xe9", h.Paths[loader.TierDev][0])
}

func TestTheFormat(t *testing.T) {
	s := &snapshot.Snapshot{Name: "node1", Inventory: &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: `D:\dev<1>`}, State: loader.StateRead}},
		Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "caf\xe9"}, Class: "x", ManifestDigest: [32]byte{1}}},
	}}
	var b bytes.Buffer
	require.NoError(t, s.Encode(&b))
	assert.Equal(t, `{"schema":1,"name":"node1","host":{},"directories":[{"tier":"dev","path":"D:\\dev<1>","state":"read"}],`+
		`"candidates":[{"directory":0,"entry":"\u0000Y2Fm6Q==","class":"x","manifest_digest":"01`+strings.Repeat("00", 31)+`"}]}`+"\n", b.String())

	nothing := roundTrip(t, &snapshot.Snapshot{})
	assert.Empty(t, nothing.Inventory.Candidates)
	data, err := json.Marshal(&snapshot.Snapshot{})
	require.NoError(t, err)
	assert.JSONEq(t, `{"schema":1,"name":"","host":{},"directories":[],"candidates":[]}`, string(data))
}

func TestTheFormatOfLooseFilesAndOfWhereAProblemEnds(t *testing.T) {
	s := &snapshot.Snapshot{Inventory: &loader.Inventory{
		Directories: []loader.ScannedDirectory{{LooseFiles: []string{"manifest.xml", "caf\xe9.tdd", `a\b.tdd`}}},
		Candidates: []loader.Candidate{{Place: loader.Place{Entry: "a"}, Problems: []manifest.Problem{
			{Severity: manifest.Error, Line: 1, Column: 2, EndLine: 3, EndColumn: 4}, {Severity: manifest.Warning, Line: 5, Column: 6}}}},
	}}
	data, err := json.Marshal(s)
	require.NoError(t, err)
	assert.Contains(t, string(data), `{"path":"","loose_files":["manifest.xml","\u0000Y2Fm6S50ZGQ=","a\\b.tdd"]}`)
	assert.Contains(t, string(data), `"line":1,"column":2,"end_line":3,"end_column":4}`)
	assert.Contains(t, string(data), `"line":5,"column":6}`)
	assert.Equal(t, s.Inventory, roundTrip(t, s).Inventory)
}

func TestWhatIsNoSnapshotIsAClearError(t *testing.T) {
	const begin = `{"schema":1,"name":"","host":{},"directories":[{"path":"d"},{"path":"e"}]`
	const candidates = begin + `,"candidates":[`
	const end = `,"host":{},"directories":[],"candidates":[]}`
	for _, c := range []struct{ name, text, place, says string }{
		{"empty", " \n", "", "empty"},
		{"cut", `{"schema":1,"name":"a`, "", "breaks off"},
		{"cut in a candidate", candidates + `{"directory":0,"entry":"a"`, "", "breaks off"},
		{"cut between candidates", candidates + `{"directory":0,"entry":"a"},`, "", "breaks off"},
		{"no JSON", `{"schema":1,}`, "byte", "no JSON"},
		{"an array", `[]`, "byte 1", "{ belongs here"},
		{"not UTF-8", "{\"schema\":1,\"name\":\"\xff\"}", "byte 20", "not UTF-8"},
		{"UTF-16", "\xff\xfe{\x00", "", "it is UTF-16, as PowerShell writes"},
		{"a newer schema", `{"schema":2,"candidates":{"new":1}}`, "schema", "it is 2, and this reads 1"},
		{"a newer schema that stands last", `{"candidates":{"new":1},"schema":2}`, "schema", "it is 2"},
		{"no schema", `{"name":"x"` + end, "schema", "missing"},
		{"schema 0", `{"schema":0` + end, "schema", "missing or 0"},
		{"nothing", `{}`, "schema", "missing"},
		{"no host", `{"schema":1,"directories":[],"candidates":[]}`, "host", "missing"},
		{"no candidates", `{"schema":1,"host":{},"directories":[]}`, "candidates", "missing"},
		{"null", `{"schema":1,"host":{},"directories":[],"candidates":null}`, "byte 52", "null has no place"},
		{"another document", `{"classes":[]}`, "byte", `unknown key "classes": it was written by another tool or a newer version, or is no snapshot`},
		{"an unknown key", candidates + `{"directory":0,"entry":"a","weight":1}]}`, "candidates[0]", `unknown key "weight": it was written by another tool or a newer version, or is no snapshot`},
		{"a key in other letters", candidates + `{"directory":0,"Entry":"a"}]}`, "byte", `unknown key "Entry": it was written by another tool or a newer version, or is no snapshot`},
		{"a key twice", candidates + `{"directory":0,"entry":"a","class":"x","class":"y"}]}`, "byte", `the key "class" stands twice`},
		{"a list twice", candidates + `],"candidates":[]}`, "byte", `the key "candidates" stands twice`},
		{"two documents", `{"schema":1` + end + ` {"schema":1}`, "byte", "stands behind"},
		{"a wrong type", candidates + `{"directory":"0","entry":"a"}]}`, "candidates[0].directory", "it is string, and whole number belongs here"},
		{"a wrong type of a list", begin + `,"candidates":{}}`, "byte", "[ belongs here"},
		{"numbers for candidates", candidates + `0,0,0]}`, "candidates[0]", "it is number, and object belongs here"},
		{"a wrong type of the name", `{"schema":1,"name":1` + end, "name", "it is number, and string belongs here"},
		{"a wrong type of the host", `{"schema":1,"host":[]}`, "host", "it is array, and object belongs here"},
		{"a wrong type of the schema", `{"schema":"1"` + end, "schema", "it is string"},
		{"a directory below 0", candidates + `{"directory":-2,"entry":"a"}]}`, "candidates[0]", "its directory is -2, and there are 2"},
		{"no directory", candidates + `{"entry":"a"}]}`, "candidates[0]", "it has no directory"},
		{"a directory that is not there", candidates + `{"directory":0,"entry":"a"},{"directory":2,"entry":"a"}]}`, "candidates[1]", "its directory is 2"},
		{"a further place that is not there", candidates + `{"directory":0,"entry":"a","also":[{"directory":1,"entry":"b"},{"directory":9,"entry":"a"}]}]}`, "candidates[0].also[1]", "its directory is 9"},
		{"a further place without a directory", candidates + `{"directory":0,"entry":"a","also":[{"entry":"b"}]}]}`, "candidates[0].also[0]", "it has no directory"},
		{"no entry", candidates + `{"directory":0}]}`, "candidates[0]", "no entry"},
		{"one place twice", candidates + `{"directory":1,"entry":"a"},{"directory":1,"entry":"a"}]}`, "candidates[1]", `candidates[0] stands at the same place "a"`},
		{"a native class", candidates + `{"directory":0,"entry":"a","native":true}]}`, "candidates[0]", `unknown key "native"`},
		{"a version", candidates + `{"directory":0,"entry":"a","plugin_version":"one"}]}`, "candidates[0]", "plugin version"},
		{"a release", `{"schema":1,"host":{"release":"MMXXII"}}`, "host", "release"},
		{"a digest", candidates + `{"directory":0,"entry":"a","manifest_digest":"00"}]}`, "candidates[0]", "64 hexadecimal"},
		{"a digest of other letters", candidates + `{"directory":0,"entry":"a","manifest_digest":"` + strings.Repeat("zz", 32) + `"}]}`, "candidates[0]", "invalid byte"},
		{"a tier", `{"schema":1,"host":{},"directories":[{"tier":"attic","path":""}],"candidates":[]}`, "directories[0].tier", `unknown tier "attic"`},
		{"a tier of the host", `{"schema":1,"host":{"paths":{"attic":[]}},"directories":[],"candidates":[]}`, "host.paths", `unknown tier "attic"`},
		{"a state", `{"schema":1,"host":{},"directories":[{"path":""},{"state":"lost","path":""}],"candidates":[]}`, "directories[1].state", `unknown state "lost"`},
		{"loose files of another type", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":"manifest.xml"}],"candidates":[]}`, "directories[0].loose_files", "it is string, and array belongs here"},
		{"more loose files than a scan keeps", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":[` + strings.Repeat(`"a.tdd",`, loader.MostLooseFiles) + `"a.tdd"]}],"candidates":[]}`, "directories[0].loose_files", "101 names, and a scan keeps 100 at most"},
		{"a loose file without a name", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":["a.tdd",""]}],"candidates":[]}`, "directories[0].loose_files[1]", "it is empty"},
		{"a loose file in a folder", `{"schema":1,"host":{},"directories":[{"path":""},{"path":"","loose_files":["x/a.tdd"]}],"candidates":[]}`, "directories[1].loose_files[0]", `"x/a.tdd" is no name of a file`},
		{"a loose file outside", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":["a.tdd","../a.tdd"]}],"candidates":[]}`, "directories[0].loose_files[1]", `"../a.tdd" is no name of a file`},
		{"the directory as a loose file", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":["."]}],"candidates":[]}`, "directories[0].loose_files[0]", `"." is no name of a file`},
		{"the directory above as a loose file", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":[".."]}],"candidates":[]}`, "directories[0].loose_files[0]", `".." is no name of a file`},
		{"a packed loose file in a folder", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":["\u0000L+k="]}],"candidates":[]}`, "directories[0].loose_files[0]", `is no name of a file`},
		{"a loose file twice", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":["a.tdd","b.tdd","a.tdd"]}],"candidates":[]}`, "directories[0].loose_files[2]", `loose_files[0] is "a.tdd", too`},
		{"a packed loose file", `{"schema":1,"host":{},"directories":[{"path":"","loose_files":["\u0000?"]}],"candidates":[]}`, "", "base64"},
		{"an end of another type", candidates + `{"directory":0,"entry":"a","problems":[{"code":"","severity":"error","end_line":"1"}]}]}`, "candidates[0].problems.end_line", "it is string, and whole number belongs here"},
		{"a product", `{"schema":1,"host":{"product":"excel"},"directories":[],"candidates":[]}`, "host", `unknown product "excel"`},
		{"a rule", candidates + `{"directory":0,"entry":"a","fault":{"rule":"luck","text":""}}]}`, "candidates[0].fault.rule", `unknown rule "luck"`},
		{"a severity", candidates + `{"directory":0,"entry":"a","problems":[{"code":"","severity":"odd"}]}]}`, "candidates[0].problems[0].severity", `unknown severity "odd"`},
		{"a signature", candidates + `{"directory":0,"entry":"a","signature":{"state":"odd"}}]}`, "candidates[0].signature.state", `unknown state "odd"`},
		{"bytes below 0", candidates + `{"directory":0,"entry":"a","manifest_bytes":-1}]}`, "candidates[0].manifest_bytes", "below 0"},
		{"a number beyond all", candidates + `{"directory":99999999999999999999,"entry":"a"}]}`, "candidates[0].directory", "whole number belongs"},
		{"two classes", candidates + `{"directory":0,"entry":"a","class":"x","manifest":{"class":"y"}}]}`, "candidates[0].manifest.class", `it is "y", and the candidate's is "x"`},
		{"two versions", candidates + `{"directory":0,"entry":"a","plugin_version":"9","manifest":{"class":"y","plugin_version":"1"}}]}`, "candidates[0].manifest.plugin_version", `it is "1", and the candidate's is "9"`},
		{"a version unlike its text", candidates + `{"directory":0,"entry":"a","manifest":{"class":"y","plugin_version":"1","plugin_version_text":"9"}}]}`, "candidates[0].manifest.plugin_version", `it is "1", and its text is "9"`},
		{"a packed text", `{"schema":1,"name":"\u0000?"` + end, "", "base64"},
		{"a packed text of a candidate", candidates + `{"directory":0,"entry":"\u0000?"}]}`, "", "base64"},
		{"too deep", strings.Repeat(`[`, 20_000), "byte 32", "deeper than 32"},
		{"very many keys", `{"schema":1,"host":{"assume":{` + manyKeys(200_000) + `}}}`, "byte", "more than 64 keys"},
		{"closed too often", `]`, "byte", "no JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := snapshot.Decode(strings.NewReader(c.text), snapshot.Limits{})
			require.Nil(t, s)
			var e *snapshot.Error
			require.True(t, errors.As(err, &e), "%v", err)
			assert.True(t, strings.HasPrefix(e.Place, c.place), e.Place)
			assert.Contains(t, e.Error(), c.says)
			assert.NotContains(t, e.Error(), "\n")
		})
	}
}

// manyKeys are so many different keys of an object.
func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":"",`, i)
	}
	return b.String() + `"k":""`
}

func TestLimits(t *testing.T) {
	const text = `{"schema":1,"host":{},"directories":[{"path":"{,["}],"candidates":[]}`
	_, err := snapshot.Decode(strings.NewReader(text), snapshot.Limits{Bytes: int64(len(text)), Values: 8})
	assert.NoError(t, err)
	_, err = snapshot.Decode(strings.NewReader(text), snapshot.Limits{Bytes: int64(len(text) - 1)})
	assert.ErrorContains(t, err, fmt.Sprintf("more than %d bytes", len(text)-1))
	_, err = snapshot.Decode(strings.NewReader(text), snapshot.Limits{Values: 7})
	assert.ErrorContains(t, err, "more than 7 values")
	_, err = snapshot.Decode(iotest.ErrReader(io.ErrClosedPipe), snapshot.Limits{})
	assert.ErrorIs(t, err, io.ErrClosedPipe)
}

// What the limits say of a machine's size holds for manifests of the usual size: 25
// customizations and what else a public connector has.
func TestTheDefaultLimitsTakeSomeNineThousandConnectors(t *testing.T) {
	m := &manifest.Manifest{
		Class: "x", Superclass: "jdbc", Name: "Connector", Version: "18.1", PluginVersionText: "1.0 of some sort",
		VendorInformation:       &manifest.VendorInformation{Company: "Example", SupportLink: "https://example.org", DriverDownloadLink: "https://example.org"},
		ConnectionCustomization: &manifest.ConnectionCustomization{Class: "x", Version: "10.0", Enabled: true, EnabledText: "true", Vendor: "v", Driver: "d"},
		ConnectionFields:        &manifest.Script{File: "a.xml"}, ConnectionMetadata: &manifest.Script{File: "b.xml"},
		ConnectionResolver: &manifest.Script{File: "c.tdr"}, Dialect: &manifest.Script{File: "d.tdd"},
	}
	for range 25 {
		m.ConnectionCustomization.Customizations = append(m.ConnectionCustomization.Customizations, manifest.Customization{Name: "CAP_SUPPORTED_FEATURE", Value: "yes"})
	}
	s := &snapshot.Snapshot{Inventory: &loader.Inventory{Directories: make([]loader.ScannedDirectory, 1)}}
	for i := range 9_000 {
		s.Inventory.Candidates = append(s.Inventory.Candidates, loader.Candidate{
			Place: loader.Place{Entry: fmt.Sprint(i)}, Packaged: true, Class: "x", Manifest: m, ManifestBytes: 2300, ManifestDigest: [32]byte{1}, ContentDigest: [32]byte{2}})
	}
	require.Len(t, roundTrip(t, s).Inventory.Candidates, 9_000)
}

// Documents that ask for much memory take little before they are refused, or as
// much as their size allows.
func TestAHostileDocumentTakesLittleMemory(t *testing.T) {
	const candidates = `{"schema":1,"host":{},"directories":[{"path":"d"}],"candidates":[`
	for name, text := range map[string]string{
		"numbers":          candidates + strings.Repeat("0,", 1<<20) + "0]}",
		"empty candidates": candidates + strings.Repeat("{},", 1<<20) + "{}]}",
		"directories":      `{"schema":1,"host":{},"directories":[` + strings.Repeat("0,", 1<<20) + `0]}`,
		"problems":         candidates + `{"directory":0,"entry":"a","problems":[` + strings.Repeat("{},", 1<<20) + `{}]}]}`,
		"missing files":    candidates + `{"directory":0,"entry":"a","missing_files":[` + strings.Repeat(`"",`, 1<<20) + `""]}]}`,
		"loose files":      `{"schema":1,"host":{},"directories":[{"path":"","loose_files":[` + strings.Repeat(`"",`, 1<<20-20) + `""]}],"candidates":[]}`,
		"few problems":     candidates + `{"directory":0,"entry":"a","problems":[` + strings.Repeat("{},", 1<<19-20) + `{}]}]}`,
		"few files":        candidates + `{"directory":0,"entry":"a","missing_files":[` + strings.Repeat(`"",`, 1<<20-20) + `""]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			s, err := snapshot.Decode(strings.NewReader(text), snapshot.Limits{})
			if err == nil {
				_, err := loader.Resolve(s.Inventory, s.Host).MarshalJSON()
				require.NoError(t, err)
			}
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<30))
		})
	}
}

func TestAByteOrderMarkIsPassedOver(t *testing.T) {
	_, err := snapshot.Decode(strings.NewReader("\ufeff"+`{"schema":1,"host":{},"directories":[],"candidates":[]}`), snapshot.Limits{})
	assert.NoError(t, err)
}

func TestASnapshotIsAValueOfJSON(t *testing.T) {
	s := snapshot.Snapshot{Name: "n", Inventory: &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Path: "d"}}}, Candidates: []loader.Candidate{{Place: loader.Place{Entry: "a"}}}}}
	for _, v := range []any{s, &s} {
		data, err := json.Marshal(v)
		require.NoError(t, err)
		var back snapshot.Snapshot
		require.NoError(t, json.Unmarshal(data, &back))
		assert.Equal(t, s, back)
		assert.Error(t, json.Unmarshal([]byte(`{"schema":1}`), &back))
		assert.Equal(t, s, back, "an error changes nothing")
	}
}

func TestWhatCouldNotBeReadIsNotWritten(t *testing.T) {
	twice := &loader.Inventory{Directories: make([]loader.ScannedDirectory, 1), Candidates: []loader.Candidate{{Place: loader.Place{Entry: "a"}}, {Place: loader.Place{Entry: "a"}}}}
	late := &loader.Inventory{Directories: make([]loader.ScannedDirectory, 1), Candidates: []loader.Candidate{{Place: loader.Place{Entry: "a"},
		Signature: &taco.Signature{Signers: []taco.Signer{{NotAfter: time.Date(20_000, 1, 1, 0, 0, 0, 0, time.UTC)}}}}}}
	native := &loader.Inventory{Directories: make([]loader.ScannedDirectory, 1), Candidates: []loader.Candidate{{Place: loader.Place{Entry: "a"}, Native: true}}}
	invalid := &loader.Inventory{Directories: make([]loader.ScannedDirectory, 1), Candidates: []loader.Candidate{{Place: loader.Place{Entry: "a"}, Manifest: &manifest.Manifest{Name: "caf\xe9"}}}}
	inFolder := &loader.Inventory{Directories: []loader.ScannedDirectory{{LooseFiles: []string{"x/manifest.xml"}}}}
	looseTwice := &loader.Inventory{Directories: []loader.ScannedDirectory{{LooseFiles: []string{"manifest.xml", "manifest.xml"}}}}
	for _, inv := range []*loader.Inventory{twice, late, native, invalid, inFolder, looseTwice} {
		var b bytes.Buffer
		err := (&snapshot.Snapshot{Inventory: inv}).Encode(&b)
		var e *snapshot.Error
		assert.True(t, errors.As(err, &e), "%v", err)
		assert.Empty(t, b.String())
	}
}

func TestATextThatLooksLikeAnEscapeIsWritten(t *testing.T) {
	s := &snapshot.Snapshot{Inventory: &loader.Inventory{Directories: make([]loader.ScannedDirectory, 1), Candidates: []loader.Candidate{{
		Place: loader.Place{Entry: "a"}, Manifest: &manifest.Manifest{Name: `\ufffd \\ufffd �`}}}}}
	assert.Equal(t, s.Inventory.Candidates, roundTrip(t, s).Inventory.Candidates)
}

// FuzzDecode: whatever is read can be written and is then read as the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"schema":1,"name":"n","host":{"release":"2022.2"},"directories":[{"tier":"dev","path":"d"}],"candidates":[{"directory":0,"entry":"\u0000/w==","class":"x","plugin_version":"1.0"}]}`))
	f.Add([]byte(`{"schema":1}{`))
	f.Add([]byte(`{"candidates":[{"entry":"a\\\"","directory":0,"also":[{"directory":0,"entry":"b"}]}],"host":{"paths":{"dev":["d"]}},"directories":[{"path":"x"}],"schema":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := snapshot.Decode(bytes.NewReader(data), snapshot.Limits{})
		var e *snapshot.Error
		if err != nil {
			require.True(t, errors.As(err, &e))
			return
		}
		require.Equal(t, s, roundTrip(t, s))
		loader.Resolve(s.Inventory, s.Host)
		s.Redact()
	})
}
