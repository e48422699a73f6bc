package lint_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
)

// faulty is a connector in which much is found, as a folder and as a package.
func faulty(t testing.TB) fstest.MapFS {
	text := strings.Replace(sound, "1.0.0", "0.0.0", 1)
	text = strings.Replace(text, "2023.1", "2019.1", 1) // whose releases ask for less
	text = strings.Replace(text, "https:", "http:", 1)
	text = strings.Replace(text, "'true'", "'True'", 1)
	text = strings.Replace(text, "  <license-key>", "<dialect file='dialect.tdd'/><license-key>", 1)
	dialect := "<dialect class='crane'/>\n"
	return fstest.MapFS{
		"heron/manifest.xml": {Data: []byte(text)},
		"heron/dialect.tdd":  {Data: []byte(dialect)},
		"crane_jdbc.taco":    {Data: packRaw(t, "", packedFile{name: "manifest.xml", data: text}, packedFile{name: "dialect.tdd", data: dialect})},
	}
}

// foundIn runs the checks on one of the faulty connectors.
func foundIn(t testing.TB, entry string, c lint.Config) []lint.Finding {
	c.Entry = entry
	findings, err := lint.Connector(faulty(t), c)
	require.NoError(t, err)
	return findings
}

// codesOf returns the code of each finding, sorted.
func codesOf(findings []lint.Finding) []string {
	codes := make([]string, len(findings))
	for i, f := range findings {
		codes[i] = f.Code
	}
	slices.Sort(codes)
	return codes
}

func TestTheChecksThatRunAreChosenByCode(t *testing.T) {
	all := []string{"class-mismatch", "link-not-https", "schema-boolean", "version-default"}
	for _, c := range []struct {
		config lint.Config
		want   []string
	}{
		{lint.Config{}, all},
		{lint.Config{Enable: []string{"*"}}, all},
		{lint.Config{Enable: []string{"version-default", "schema-*"}}, []string{"schema-boolean", "version-default"}},
		{lint.Config{Enable: []string{"min-*"}}, []string{}},
		{lint.Config{Disable: []string{"schema-*", "class-mismatch"}}, []string{"link-not-https", "version-default"}},
		{lint.Config{Enable: []string{"schema-*"}, Disable: []string{"schema-boolean"}}, []string{}},
		{lint.Config{Disable: []string{"*"}}, []string{}},
		{lint.Config{Enable: []string{"connector-*"}}, []string{}},
	} {
		assert.Equal(t, c.want, codesOf(foundIn(t, "heron", c.config)), "%+v", c.config)
	}
}

// A path with a mistake in it would look clean otherwise.
func TestAConnectorThatCannotBeReadIsFoundWhateverIsEnabled(t *testing.T) {
	for _, c := range []struct {
		config lint.Config
		want   []string
	}{
		{lint.Config{}, []string{"connector-unreadable"}},
		{lint.Config{Enable: []string{"schema-*"}}, []string{"connector-unreadable"}},
		{lint.Config{Enable: []string{"connector-unreadable"}}, []string{"connector-unreadable"}},
		{lint.Config{Enable: []string{"schema-*"}, Disable: []string{"connector-unreadable"}}, []string{}},
		{lint.Config{Enable: []string{"connector-unreadable"}, Disable: []string{"connector-*"}}, []string{}},
		{lint.Config{Disable: []string{"*"}}, []string{}},
	} {
		assert.Equal(t, c.want, codesOf(foundIn(t, "herron", c.config)), "%+v", c.config)
	}
}

func TestTheChecksThatAreSelectedAreThoseThatRun(t *testing.T) {
	selected, err := lint.Config{Enable: []string{"schema-uri"}}.Selected()
	require.NoError(t, err)
	require.Len(t, selected, 2)
	assert.Equal(t, "schema-uri", selected[0].Code)
	assert.Equal(t, "connector-unreadable", selected[1].Code)
}

func TestOfSeveralSeveritiesTheExactCodeHoldsAndElseTheLongest(t *testing.T) {
	for _, c := range []struct{ severity, want map[string]lint.Severity }{
		{nil, map[string]lint.Severity{"class-mismatch": lint.Error, "link-not-https": lint.Warning, "schema-boolean": lint.Error, "version-default": lint.Warning}},
		{map[string]lint.Severity{"*": lint.Note}, map[string]lint.Severity{"class-mismatch": lint.Note, "link-not-https": lint.Note, "schema-boolean": lint.Note, "version-default": lint.Note}},
		{
			map[string]lint.Severity{"*": lint.Note, "schema-*": lint.Warning, "schema-b*": lint.Error, "version-default": lint.Error},
			map[string]lint.Severity{"class-mismatch": lint.Note, "link-not-https": lint.Note, "schema-boolean": lint.Error, "version-default": lint.Error},
		},
	} {
		assert.Equal(t, c.want, severitiesIn(t, lint.Config{Severity: c.severity}))
	}
}

// severitiesIn returns the severity of each code that is found in the faulty folder.
func severitiesIn(t testing.TB, c lint.Config) map[string]lint.Severity {
	got := make(map[string]lint.Severity)
	for _, f := range foundIn(t, "heron", c) {
		got[f.Code] = f.Severity
	}
	return got
}

// A map has no order: what fits by chance first must not hold.
func TestAnExactCodeHoldsBeforeAPatternThatIsAsLongOrLonger(t *testing.T) {
	for _, pattern := range []string{"schema-boolea*", "schema-boolean*"} {
		for range 20 {
			got := severitiesIn(t, lint.Config{Severity: map[string]lint.Severity{"schema-boolean": lint.Note, pattern: lint.Warning, "schema-*": lint.Error}})
			require.Equal(t, lint.Note, got["schema-boolean"], pattern)
		}
	}
}

func TestPathsAreSkipped(t *testing.T) {
	const manifestOnly = "link-not-https schema-boolean version-default"
	for _, c := range []struct {
		path, skip, want string
	}{
		{"", "none", "class-mismatch " + manifestOnly},
		{"", "dialect.tdd", manifestOnly},
		{"", "*.tdd", manifestOnly},
		{"", "heron/*.tdd", manifestOnly},
		{"", "heron/dialect.td?", manifestOnly},
		{"", "dialect", "class-mismatch " + manifestOnly},
		{"", "*/*", ""},
		{"", "heron", ""},
		{"", "heron/", ""},
		{"", "./heron", ""},
		{"", "her*", ""},
		{"", "./heron/", ""},
		{"", ".//heron//", ""},
		{"", "././heron", ""},
		{"", "/heron", "class-mismatch " + manifestOnly},
		{"", "./dialect.tdd", "class-mismatch " + manifestOnly},
		{"", "./*.tdd", "class-mismatch " + manifestOnly},
		{"", "dialect.tdd/", manifestOnly},
		{"", `[h]eron/dialect.td\?`, "class-mismatch " + manifestOnly},
		{"./src", "src/heron", ""},
		{"./src", "./src", ""},
		{"../src", "src", ""},
		{"../src", "src/heron", "class-mismatch " + manifestOnly},
		{"../src", "../src", ""},
		{"../src", "..", ""},
		{"src/plugins", "./plugins", "class-mismatch " + manifestOnly},
		{"src/plugins", "/src", "class-mismatch " + manifestOnly},
		{"src/plugins", "plugins/", ""},
		{"/opt/plugins", "/opt", ""},
		{"/opt/plugins", "/opt/", ""},
		{"/opt/plugins", "/*/plugins", ""},
		{"/opt/plugins", "opt", ""},
		{"/opt/plugins", "./opt", "class-mismatch " + manifestOnly},
		{"/opt/plugins", "opt/plugins", "class-mismatch " + manifestOnly},
		{"/opt/plugins", "/plugins", "class-mismatch " + manifestOnly},
		{"/src/opt", "/opt", "class-mismatch " + manifestOnly},
		{"src/plugins", "plugins", ""},
		{"src/plugins", "src/plugins", ""},
		{"src/plugins", "src/plugins/heron/manifest.xml", "class-mismatch"},
		{"src/plugins", "src/*/heron", ""},
		{"src/plugins", "plugins/heron", "class-mismatch " + manifestOnly},
		{"src/plugins", "src/*", ""},
		{`C:\src\plugins`, "plugins", ""},
		{`C:\src\plugins`, "C:/src/*/heron/*.tdd", manifestOnly},
		{`C:\src\plugins`, "C:/src", ""},
		{`C:\src\plugins`, "C:", ""},
		{`C:\src\plugins`, "C:/plugins", "class-mismatch " + manifestOnly},
		{`C:\src\plugins`, "/src", "class-mismatch " + manifestOnly},
		{`C:\src\plugins`, "src/plugins", "class-mismatch " + manifestOnly},
		{`C:\con`, "C:/con", ""},
		{`C:\con\`, "C:/con/", ""},
		{`\\server\share`, "//server/share", ""},
		{`\\server\share`, "//*", ""},
		{`\\server\share`, "/server", "class-mismatch " + manifestOnly},
	} {
		findings := foundIn(t, "heron", lint.Config{Path: c.path, Skip: []string{"nowhere/*", c.skip}})
		assert.Equal(t, c.want, strings.Join(codesOf(findings), " "), "%q in %q", c.skip, c.path)
	}
}

func TestFilesOfFindingsStartWithThePathAndTheEntry(t *testing.T) {
	for _, c := range []struct {
		path, entry string
		want        []string
	}{
		{"", "heron", []string{"heron/dialect.tdd", "heron/manifest.xml"}},
		{"plugins/", "heron", []string{"plugins/heron/dialect.tdd", "plugins/heron/manifest.xml"}},
		{"../x", "crane_jdbc.taco", []string{"../x/crane_jdbc.taco", "../x/crane_jdbc.taco/dialect.tdd", "../x/crane_jdbc.taco/manifest.xml"}},
		{"/x", "crane_jdbc.taco", []string{"/x/crane_jdbc.taco", "/x/crane_jdbc.taco/dialect.tdd", "/x/crane_jdbc.taco/manifest.xml"}},
	} {
		var files []string
		for _, f := range foundIn(t, c.entry, lint.Config{Path: c.path}) {
			files = append(files, f.File)
		}
		assert.Equal(t, c.want, slices.Compact(files))
	}
}

func TestFindingsQuoteTheirLine(t *testing.T) {
	under := map[string]string{"class-mismatch": "crane", "link-not-https": "http://example.org/help", "schema-boolean": "True", "version-default": "0.0.0", "never-loads": "<connector-plugin"}
	for _, entry := range []string{"heron", "crane_jdbc.taco"} {
		for _, f := range foundIn(t, entry, lint.Config{}) {
			if f.Line == 0 {
				assert.Empty(t, f.Source, f)
				continue
			}
			assert.Equal(t, under[f.Code], underlined(f), "%s", f)
		}
	}
}

func TestRelatedPlacesSayWhatElseBears(t *testing.T) {
	related := make(map[string][]lint.Place)
	for _, f := range foundIn(t, "crane_jdbc.taco", lint.Config{}) {
		related[f.Code] = f.Related
	}
	class := manifest.Span{Line: 1, Column: 26, EndLine: 1, EndColumn: 31}
	assert.Equal(t, []lint.Place{{File: "crane_jdbc.taco/manifest.xml", Span: class, Message: "the connector's class"}}, related["class-mismatch"])
	assert.Equal(t, []lint.Place{{File: "crane_jdbc.taco/manifest.xml", Span: class, Message: "class of the manifest"}}, related["file-name-lies"])

	old := strings.Replace(sound, "  <license-key>", "<connection-fields/><license-key>", 1)
	findings, err := lint.Manifest("m.xml", []byte(strings.Replace(old, "2023.1", "2020.2", 1)), lint.Config{})
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, []lint.Place{{File: "m.xml", Span: manifest.Span{Line: 10, Column: 1, EndLine: 10, EndColumn: 19}, Message: "connection-fields came with 2020.3"}}, findings[0].Related)
}

func TestTheVersionBeforeStandsInTheBase(t *testing.T) {
	number := manifest.Span{Line: 1, Column: 67, EndLine: 1, EndColumn: 72}
	for _, c := range []struct{ there, path, file string }{
		{"manifest.xml", "", "base/manifest.xml"},
		{"manifest.xml", "../main/heron", "../main/heron/manifest.xml"},
		{"x/manifest.xml", "", "base/x/manifest.xml"},
		{"x/manifest.xml", "../main", "../main/x/manifest.xml"},
	} {
		before := fstest.MapFS{c.there: {Data: []byte(sound)}}
		findings := foundIn(t, "heron", lint.Config{Base: baseOf(t, before, c.path), Enable: []string{"version-not-increased"}})
		require.Len(t, findings, 1)
		assert.Equal(t, "plugin-version is 0.0.0, and was 1.0.0 before: raise it above that", findings[0].Message)
		assert.Equal(t, []lint.Place{{File: c.file, Span: number, Message: "the version before"}}, findings[0].Related)
	}
}

// ownCheck is a check of an embedding tool.
func ownCheck() lint.Check {
	return lint.Check{
		Code: "own-check", Severity: lint.Note, Statement: "Names are short.", Help: "Shorten it.",
		Connector: func(p *lint.ConnectorPass) {
			a, ok := p.Outline.Root.Attribute("name")
			if !ok {
				return
			}
			p.Report(lint.Finding{File: p.Path("manifest.xml"), Span: a.ValueSpan, Message: a.Value, Code: "another", Severity: lint.Error})
			p.Report(lint.Finding{Message: p.Entry})
		},
	}
}

func TestAnEmbeddingToolAddsChecks(t *testing.T) {
	firstLine, _, _ := strings.Cut(string(faulty(t)["heron/manifest.xml"].Data), "\n")
	span := manifest.Span{Line: 1, Column: 80, EndLine: 1, EndColumn: 85}
	own := []lint.Check{ownCheck()}
	assert.Equal(t, []lint.Finding{
		{Code: "own-check", Severity: lint.Note, File: "heron", Message: "heron", Help: "Shorten it."},
		{Code: "own-check", Severity: lint.Note, File: "heron/manifest.xml", Span: span, Message: "Heron", Help: "Shorten it.", Source: firstLine},
	}, foundIn(t, "heron", lint.Config{Checks: own, Enable: []string{"own-*"}}))
	findings := foundIn(t, "heron", lint.Config{Checks: own, Severity: map[string]lint.Severity{"own-check": lint.Error}})
	assert.Equal(t, "heron: error: heron (own-check)", findings[0].String())
	assert.NotContains(t, codesOf(foundIn(t, "heron", lint.Config{Checks: own, Disable: []string{"own-check"}})), "own-check")
}

func TestAnOwnCheckSeesTheFiles(t *testing.T) {
	own := ownCheck()
	var names []string
	var listed bool
	var data []byte
	var readErr, missing error
	own.Connector = func(p *lint.ConnectorPass) {
		names, listed = p.Files()
		data, readErr = p.Read("dialect.tdd")
		_, missing = p.Read("none")
	}
	for _, entry := range []string{"heron", "crane_jdbc.taco"} {
		foundIn(t, entry, lint.Config{Checks: []lint.Check{own}})
		assert.True(t, listed)
		assert.Equal(t, []string{"dialect.tdd", "manifest.xml"}, names)
		assert.Equal(t, "<dialect class='crane'/>\n", string(data))
		assert.NoError(t, readErr)
		assert.ErrorContains(t, missing, "file does not exist")
	}
	_, err := lint.Manifest("m.xml", []byte(sound), lint.Config{Checks: []lint.Check{own}})
	require.NoError(t, err)
	assert.False(t, listed, "of a manifest alone nothing else is known")
	assert.Error(t, readErr)
}

func TestAnOwnCheckQuotesAnyFileOfTheConnector(t *testing.T) {
	k := ownCheck()
	k.Connector = func(p *lint.ConnectorPass) {
		p.Report(lint.Finding{File: p.Path("parts/a.js"), Span: manifest.Span{Line: 2, Column: 1, EndLine: 2, EndColumn: 4}, Message: "m"})
		p.Report(lint.Finding{File: "elsewhere", Span: manifest.Span{Line: 1, Column: 1, EndLine: 1, EndColumn: 1}, Message: "m"})
	}
	disk := fstest.MapFS{"manifest.xml": {Data: []byte(sound)}, "parts/a.js": {Data: []byte("one\r\ntwo\r\n")}}
	findings, err := lint.Connector(disk, lint.Config{Path: "src", Checks: []lint.Check{k}})
	require.NoError(t, err)
	require.Len(t, findings, 2)
	assert.Equal(t, "", findings[0].Source)
	assert.Equal(t, "two", findings[1].Source)
}

func TestAWrongConfigStopsAConnectorToo(t *testing.T) {
	with := func(change func(*lint.Check)) []lint.Check {
		k := ownCheck()
		change(&k)
		return []lint.Check{k}
	}
	for _, c := range []struct {
		config       lint.Config
		field, value string
		known        string // one of those known
		text         string
	}{
		{lint.Config{Enable: []string{"version-default", "version-defalt"}}, "Enable", "version-defalt", "version-default", "no check has this code"},
		{lint.Config{Enable: []string{"*-*"}}, "Enable", "*-*", "version-default", "no check has this code"},
		{lint.Config{Enable: []string{""}}, "Enable", "", "version-default", "no check has this code"},
		{lint.Config{Enable: []string{"own-check"}}, "Enable", "own-check", "version-default", "no check has this code"},
		{lint.Config{Enable: []string{"x"}, Checks: []lint.Check{ownCheck()}}, "Enable", "x", "own-check", "no check has this code"},
		{lint.Config{Disable: []string{"package-entry-missing"}}, "Disable", "package-entry-missing", "package-not-zip", "no check has this code"},
		{lint.Config{Disable: []string{"scheme-*"}}, "Disable", "scheme-*", "schema-size", "no check has this code"},
		{lint.Config{Severity: map[string]lint.Severity{"no": lint.Note}}, "Severity", "no", "dev-copy-shadowed", "no check has this code"},
		{lint.Config{Severity: map[string]lint.Severity{"schema-*": "fatal"}}, "Severity", "fatal", "warning", "there is no such severity"},
		{lint.Config{Severity: map[string]lint.Severity{"schema-*": ""}}, "Severity", "", "error", "there is no such severity"},
		{lint.Config{Skip: []string{"a", "[b"}}, "Skip", "[b", "", "no pattern: a bracket"},
		{lint.Config{Skip: []string{""}}, "Skip", "", "", "it fits nothing"},
		{lint.Config{Skip: []string{"."}}, "Skip", ".", "", "it fits nothing"},
		{lint.Config{Skip: []string{"./"}}, "Skip", "./", "", "it fits nothing"},
		{lint.Config{Skip: []string{"a", "/"}}, "Skip", "/", "", "it fits nothing"},
		{lint.Config{Skip: []string{".//./"}}, "Skip", ".//./", "", "it fits nothing"},
		{lint.Config{Skip: []string{`C:\con`}}, "Skip", `C:\con`, "", "write slashes"},
		{lint.Config{Skip: []string{`vendor\`}}, "Skip", `vendor\`, "", "write slashes"},
		{lint.Config{Skip: []string{`\\server\share`}}, "Skip", `\\server\share`, "", "write slashes"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Code = "own-" })}, "Checks", "own-", "", "a code is small letters"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Code = "own*" })}, "Checks", "own*", "", "a code is small letters"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Code = "version-default" })}, "Checks", "version-default", "", "has this code already"},
		{lint.Config{Checks: []lint.Check{ownCheck(), ownCheck()}}, "Checks", "own-check", "", "has this code already"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Severity = "bad" })}, "Checks", "own-check", "", "it has no severity"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Statement = "" })}, "Checks", "own-check", "", "lacks a statement or a help"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Help = "" })}, "Checks", "own-check", "", "lacks a statement or a help"},
		{lint.Config{Checks: with(func(k *lint.Check) { k.Connector = nil })}, "Checks", "own-check", "", "set Connector or Machine"},
		{lint.Config{Entry: "../heron"}, "Entry", "../heron", "", "no name in a file system"},
		{lint.Config{Entry: "./heron"}, "Entry", "./heron", "", "no name in a file system"},
		{lint.Config{Entry: "/heron"}, "Entry", "/heron", "", "no name in a file system"},
	} {
		findings, err := lint.Connector(faulty(t), c.config)
		assert.Nil(t, findings)
		var wrong *lint.ConfigError
		require.ErrorAs(t, err, &wrong, "%+v", c.config)
		assert.Equal(t, c.field, wrong.Field, "%v", err)
		assert.Equal(t, c.value, wrong.Value, "%v", err)
		assert.Contains(t, wrong.Text, c.text)
		if c.known == "" {
			assert.Empty(t, wrong.Known, "%v", err)
		} else {
			assert.Contains(t, wrong.Known, c.known)
		}
		assert.Equal(t, "lint: "+c.field+" "+strconv.Quote(c.value)+": "+wrong.Text, err.Error())
		if c.field != "Entry" { // which Connector alone reads
			_, alone := lint.Manifest("m.xml", nil, c.config)
			assert.Equal(t, err, alone)
		}
	}
}

// TestAnyChoiceIsAPartOfAllFindings holds for each choice of checks.
func TestAnyChoiceIsAPartOfAllFindings(t *testing.T) {
	all := foundIn(t, "crane_jdbc.taco", lint.Config{})
	var codes []string
	for _, k := range lint.Checks() {
		codes = append(codes, k.Code)
	}
	rapid.Check(t, func(rt *rapid.T) {
		enable := rapid.SliceOfN(rapid.SampledFrom(codes), 1, len(codes)).Draw(rt, "enable")
		disable := rapid.SliceOf(rapid.SampledFrom(codes)).Draw(rt, "disable")
		want := slices.DeleteFunc(slices.Clone(all), func(f lint.Finding) bool {
			return !slices.Contains(enable, f.Code) || slices.Contains(disable, f.Code)
		})
		got := foundIn(t, "crane_jdbc.taco", lint.Config{Enable: enable, Disable: disable})
		require.Len(rt, got, len(want))
		for i := range want {
			require.Equal(rt, want[i], got[i])
		}
	})
}

func TestTheWorstSeverityIsThatOfAFinding(t *testing.T) {
	assert.Equal(t, []lint.Severity{lint.Error, lint.Warning, lint.Note}, lint.Severities())
	for i, a := range lint.Severities() {
		for k, b := range lint.Severities() {
			assert.Equal(t, i <= k, a.AtLeast(b), "%s %s", a, b)
		}
		assert.False(t, lint.Severity("none").AtLeast(a))
		assert.True(t, a.AtLeast("none"))
	}
	assert.Equal(t, lint.Severity(""), lint.Worst(nil))
	assert.Equal(t, lint.Error, lint.Worst(foundIn(t, "heron", lint.Config{})))
	assert.Equal(t, lint.Warning, lint.Worst([]lint.Finding{{Severity: lint.Note}, {Severity: lint.Warning}, {Severity: lint.Note}}))
}

func TestAFindingIsALine(t *testing.T) {
	f := lint.Finding{Code: "a-b", Severity: lint.Note, File: "x/m.xml", Message: "words"}
	assert.Equal(t, "x/m.xml: note: words (a-b)", f.String())
	f.Span = manifest.Span{Line: 3, Column: 5, EndLine: 3, EndColumn: 6}
	assert.Equal(t, "x/m.xml:3:5: note: words (a-b)", f.String())
}
