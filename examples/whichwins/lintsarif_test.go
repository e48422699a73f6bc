package main

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
)

// validSARIF holds a document against the schema of OASIS, which the library has, and
// returns it decoded. What the library does not know would be lost by then, so that no
// key may be.
func validSARIF(t *testing.T, data []byte) map[string]any {
	t.Helper()
	report, err := sarif.FromBytes(data)
	require.NoError(t, err)
	require.NoError(t, report.Validate())
	again, err := json.Marshal(report)
	require.NoError(t, err)
	var ours, theirs map[string]any
	require.NoError(t, json.Unmarshal(data, &ours))
	require.NoError(t, json.Unmarshal(again, &theirs))
	assert.Equal(t, ours, holding(ours, theirs), "each key is one of SARIF")
	return ours
}

// holding keeps of a decoded value what stands under the keys of another one.
func holding(like, v any) any {
	switch v := v.(type) {
	case map[string]any:
		keys, ok := like.(map[string]any)
		if !ok {
			return v
		}
		out := make(map[string]any)
		for key, value := range v {
			if was, ok := keys[key]; ok {
				out[key] = holding(was, value)
			}
		}
		return out
	case []any:
		list, ok := like.([]any)
		if !ok || len(list) != len(v) {
			return v
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = holding(list[i], v[i])
		}
		return out
	}
	return v
}

// sarifOf encodes findings as the program does.
func sarifOf(t *testing.T, l linted) map[string]any {
	t.Helper()
	data, err := json.Marshal(sarifReport(l))
	require.NoError(t, err)
	return validSARIF(t, data)
}

func TestSARIFOfConnectors(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "0.0.0"), "plu gins", "he%ron")
	writeFile(t, "<x class='ot\u202eher'/>", "plu gins", "he%ron", "dialog.tcd")
	args := []string{"lint", "plu gins", "--format", "sarif", "--disable", "unsigned-*"}
	r := call(here(), args...)
	assert.Equal(t, 1, r.code)
	assert.Empty(t, r.stderr)
	assert.Equal(t, r.out, call(here(), args...).out, "the same findings are the same document")
	v := validSARIF(t, []byte(r.out))
	run := dig(v, "runs", 0)
	assert.Equal(t, "2.1.0", v["version"])
	assert.Equal(t, "unicodeCodePoints", dig(run, "columnKind"))
	assert.Equal(t, "whichwins", dig(run, "tool", "driver", "name"))
	assert.Equal(t, repository, dig(run, "tool", "driver", "informationUri"))
	assert.Equal(t, true, dig(run, "invocations", 0, "executionSuccessful"))

	rules := dig(run, "tool", "driver", "rules").([]any)
	var ids []string
	for _, rule := range rules {
		id := dig(rule, "id").(string)
		ids = append(ids, id)
		assert.Equal(t, checksLink+"#"+id, dig(rule, "helpUri"))
		for _, key := range []string{"shortDescription", "fullDescription", "help"} {
			assert.NotEmpty(t, dig(rule, key, "text"), id)
		}
		assert.NotEmpty(t, dig(rule, "help", "markdown"), id)
	}
	assert.Equal(t, codesOf(checksOf(lint.Config{Disable: []string{"unsigned-*"}}, ofConnectors)), ids)
	assert.Contains(t, ids, "version-default")
	assert.NotContains(t, ids, unsignedCheck)
	assert.NotContains(t, ids, "dev-path-differs", "it is about a machine, and did not run")

	var found bool
	for _, result := range dig(run, "results").([]any) {
		code := ids[int(dig(result, "ruleIndex").(float64))]
		assert.Equal(t, code, dig(result, "ruleId"))
		if code != "class-mismatch" {
			continue
		}
		found = true
		assert.Equal(t, "error", dig(result, "level"))
		place := dig(result, "locations", 0, "physicalLocation")
		assert.Equal(t, "plu%20gins/he%25ron/dialog.tcd", dig(place, "artifactLocation", "uri"))
		region := dig(place, "region")
		assert.Equal(t, []any{1.0, 11.0, 1.0, 17.0}, []any{dig(region, "startLine"), dig(region, "startColumn"), dig(region, "endLine"), dig(region, "endColumn")})
		assert.Equal(t, "ot\u202eher", dig(region, "snippet", "text"))
		related := dig(result, "relatedLocations", 0)
		assert.Equal(t, 1.0, dig(related, "id"))
		assert.Equal(t, "the connector's class", dig(related, "message", "text"))
		assert.Equal(t, "plu%20gins/he%25ron/manifest.xml", dig(related, "physicalLocation", "artifactLocation", "uri"))
		assert.Equal(t, 2.0, dig(related, "physicalLocation", "region", "startLine"))
	}
	assert.True(t, found)
}

func TestSARIFWithoutFindings(t *testing.T) {
	inFolder(t)
	writeFolder(t, xml("heron", "1.0.0"), "heron")
	r := call(here(), "lint", "heron", "--enable", "version-default", "--format", "sarif")
	assert.Equal(t, 0, r.code)
	v := validSARIF(t, []byte(r.out))
	assert.Equal(t, []any{}, dig(v, "runs", 0, "results"), "they are there, and none")
	assert.Len(t, dig(v, "runs", 0, "tool", "driver", "rules"), 2, "connector-unreadable always runs")
}

func TestSARIFTellsWhatCouldNotBeLookedAt(t *testing.T) {
	inFolder(t)
	r := call(here(), "lint", "none", "--format", "sarif")
	assert.Equal(t, 2, r.code)
	call := dig(validSARIF(t, []byte(r.out)), "runs", 0, "invocations", 0)
	assert.Equal(t, false, dig(call, "executionSuccessful"))
	assert.Contains(t, dig(call, "toolExecutionNotifications", 0, "message", "text"), "none: ")
}

func TestSARIFOfAMachine(t *testing.T) {
	r := call(linux(), append([]string{"lint", "--format", "sarif"}, sample(t)...)...)
	require.NotEqual(t, 2, r.code, r.stderr)
	v := validSARIF(t, []byte(r.out))
	rules := dig(v, "runs", 0, "tool", "driver", "rules").([]any)
	assert.Len(t, rules, len(checksOf(lint.Config{}, ofMachines)))
	seen := make(map[string]any)
	for _, result := range dig(v, "runs", 0, "results").([]any) {
		seen[dig(result, "ruleId").(string)] = result
	}
	native := seen["native-class"]
	require.NotNil(t, native)
	place := dig(native, "locations", 0, "physicalLocation")
	assert.Equal(t, "file:///C:/Users/ann/Documents/My%20Tableau%20Repository/Connectors/postgres.taco", dig(place, "artifactLocation", "uri"))
	assert.NotContains(t, place, "region")
	for _, result := range dig(v, "runs", 0, "results").([]any) {
		assert.NotEmpty(t, dig(result, "locations", 0, "physicalLocation", "artifactLocation", "uri"), dig(result, "ruleId"))
	}
	assert.NotContains(t, r.out, "fullyQualifiedName", "no place is a logical one alone")
	assert.NotContains(t, r.out, "native%3A")
}

func TestSARIFPlacesEachResultInAFile(t *testing.T) {
	native, file, other := lint.Place{File: "native:a"}, lint.Place{File: "f"}, lint.Place{File: "g"}
	for name, c := range map[string]struct {
		file    string
		related []lint.Place
		at      string
		places  int
	}{
		"a file":                     {"x", []lint.Place{file, native, other}, "x", 2},
		"native, and files":          {"native:a", []lint.Place{native, file, other}, "f", 2},
		"native alone":               {"native:a", []lint.Place{native}, "", 0},
		"no file, and a related one": {"", []lint.Place{other}, "g", 1},
		"nothing":                    {"", nil, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			checks := lint.Checks()[:1]
			f := lint.Finding{Code: checks[0].Code, Severity: lint.Note, Message: "m", File: c.file, Related: c.related}
			v := sarifOf(t, linted{findings: []lint.Finding{f}, checks: checks, system: loader.Linux})
			result := dig(v, "runs", 0, "results", 0)
			assert.Len(t, dig(result, "relatedLocations"), c.places)
			if c.at == "" {
				assert.Empty(t, dig(result, "locations"))
				return
			}
			assert.Equal(t, c.at, dig(result, "locations", 0, "physicalLocation", "artifactLocation", "uri"))
		})
	}
}

func TestSnippetsAreWhatIsMeant(t *testing.T) {
	long := strings.Repeat("ä", 1000)
	for _, c := range []struct {
		source string
		at     manifest.Span
		want   string
	}{
		{"ab cde f", manifest.Span{Line: 1, Column: 4, EndLine: 1, EndColumn: 7}, "cde"},
		{"ab cde f", manifest.Span{Line: 1, Column: 4, EndLine: 3, EndColumn: 1}, "cde f"},
		{"ab", manifest.Span{Line: 1, Column: 2, EndLine: 1, EndColumn: 2}, ""},
		{"ab", manifest.Span{Line: 1, Column: 9, EndLine: 1, EndColumn: 12}, ""},
		{"ab", manifest.Span{Line: 1, Column: 2, EndLine: 1, EndColumn: 12}, "b"},
		{"", manifest.Span{Line: 1, Column: 1, EndLine: 1, EndColumn: 3}, ""},
		{long, manifest.Span{Line: 1, Column: 100, EndLine: 1, EndColumn: 800}, long[:2*mostSnippet]},
		{long, manifest.Span{Line: 1, Column: 100, EndLine: 2, EndColumn: 1}, long[:2*mostSnippet]},
	} {
		assert.Equal(t, c.want, snippetOf(lint.Finding{Source: c.source, Span: c.at}))
	}
}

func TestManyFindingsOnALongLineStaySmall(t *testing.T) {
	inFolder(t)
	writeFile(t, "<connector-plugin>"+strings.Repeat("<a b='c'/>", 4000)+"</connector-plugin>", "heron", "manifest.xml")
	r := call(here(), "lint", "heron", "--format", "sarif")
	require.Equal(t, 1, r.code, r.stderr)
	assert.Less(t, len(r.out), 10<<20)
	assert.Greater(t, len(dig(validSARIF(t, []byte(r.out)), "runs", 0, "results").([]any)), 4000)
	assert.Less(t, len(call(here(), "lint", "heron").out), 10<<20)
}

func TestSARIFOfAnyFinding(t *testing.T) {
	checks := lint.Checks()[:2]
	at := manifest.Span{Line: 2, Column: 3, EndLine: 4, EndColumn: 1}
	for name, f := range map[string]lint.Finding{
		"no file":     {},
		"a folder":    {File: "heron"},
		"native":      {File: "native:postgres"},
		"no source":   {File: "a", Span: at},
		"lines":       {File: "a", Span: at, Source: "<a\x1b b"},
		"empty span":  {File: "a", Span: manifest.Span{Line: 1, Column: 1, EndLine: 1, EndColumn: 1}, Source: "x"},
		"share":       {File: `\\server\share\a b`, Related: []lint.Place{{File: `D:\x`, Message: "m"}, {File: "native:x", Message: "n"}, {File: "y", Span: at, Message: "o"}}},
		"bad bytes":   {File: "a\xff\n", Message: "\xff"},
		"two colons":  {File: "a:b:c", Message: "{0} [a](1)"},
		"a windows's": {File: `C:\a b\c`, Span: at},
	} {
		t.Run(name, func(t *testing.T) {
			f.Code, f.Severity = checks[1].Code, lint.Note
			if f.Message == "" {
				f.Message = "x"
			}
			v := sarifOf(t, linted{findings: []lint.Finding{f}, checks: checks, system: loader.Windows, failures: []error{errors.New("e")}})
			result := dig(v, "runs", 0, "results", 0)
			assert.Equal(t, 1.0, dig(result, "ruleIndex"))
			assert.Equal(t, "note", dig(result, "level"))
		})
	}
}

func TestURIs(t *testing.T) {
	for _, c := range []struct {
		path   string
		system loader.OS
		want   string
	}{
		{"plugins/heron/manifest.xml", loader.Linux, "plugins/heron/manifest.xml"},
		{"../a b/ü", loader.Linux, "../a%20b/%C3%BC"},
		{"/a b/c#d?e%", loader.Linux, "file:///a%20b/c%23d%3Fe%25"},
		{`a\b`, loader.Linux, "a%5Cb"},
		{`a\b`, loader.Windows, "a/b"},
		{"a:b/c", loader.Linux, "a%3Ab/c"},
		{`C:\a b`, loader.Windows, "file:///C:/a%20b"},
		{"C:/a b", loader.Windows, "file:///C:/a%20b"},
		{`C:\a b`, loader.Linux, "C%3A%5Ca%20b"},
		{"c:a", loader.Windows, "c%3Aa"},
		{`\\server\share\a b`, loader.Windows, "file://server/share/a%20b"},
		{"//server/share", loader.Windows, "file://server/share"},
		{`\a`, loader.Windows, "file:///a"},
		{"[dev-1]", loader.Windows, "%5Bdev-1%5D"},
		{"/Users/ann/x", loader.MacOS, "file:///Users/ann/x"},
		{".", loader.Linux, "."},
		{"a\n\u202e\xff", loader.Linux, "a%0A%E2%80%AE%FF"},
	} {
		assert.Equal(t, c.want, uriOf(c.path, c.system), c.path)
	}
}
