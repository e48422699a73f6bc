package manifest_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

const (
	root   = `<connector-plugin class='x' superclass='jdbc' plugin-version='1.0' name='X' version='18.1'`
	vendor = `<vendor-information><company name='Example'/><support-link url='https://example.org'/></vendor-information>`
)

// plugin is a manifest with that after the vendor information.
func plugin(rest string) string { return root + ">\n" + vendor + rest + "</connector-plugin>" }

func custom(attributes, inside string) string {
	return plugin("\n<connection-customization " + attributes + ">" + inside + "</connection-customization>")
}

const validCustom = `class='x' enabled='true' version='10.0'`

// checkCases has for each check a manifest that breaks it, and where.
var checkCases = []struct {
	code, text   string
	line, column int
}{
	{"schema-encoding", "<?xml version='1.0' encoding='latin1'?><a/>", 1, 31},
	{"schema-well-formed", "<connector-plugin\nclass='x'superclass='y'/>", 2, 10},
	{"schema-well-formed", root + "><a></connector-plugin>", 1, 95},
	{"schema-well-formed", root + "><p:a/></connector-plugin>", 1, 92},
	{"schema-well-formed", root + " p:a=''/>", 1, 92},
	{"schema-well-formed", "\n<?xml version='1.0'?>" + plugin(""), 2, 1},
	{"schema-well-formed", "<?xml encoding='UTF-8'?>" + plugin(""), 1, 1},
	{"schema-well-formed", plugin("<!X>"), 2, len(vendor) + 1},
	{"schema-well-formed", plugin("<?XML?>"), 2, len(vendor) + 1},
	{"schema-well-formed", "<!X>" + plugin(""), 1, 1},
	{"schema-doctype", "<!DOCTYPE connector-plugin>\n" + plugin(""), 1, 1},
	{"schema-entity", root + ">&foo;</connector-plugin>", 1, 92},
	{"schema-root-missing", "", 1, 1},
	{"schema-root-missing", "<!-- nothing -->", 1, 1},
	{"schema-second-root", plugin("") + "\n <b/>", 3, 2},
	{"schema-trailing-text", plugin("") + "\n  tail", 3, 3},
	{"schema-trailing-text", "no XML", 1, 1},
	{"schema-well-formed", " head " + plugin(""), 1, 2},
	{"schema-duplicate-attribute", root + "\n\tclass='y'/>", 2, 2},
	{"schema-root-element", "<!-- é --><plugin/>", 1, 11},
	{"schema-class-empty", "<connector-plugin\n class=' \t '/>", 2, 9},
	{"schema-class-empty", "<connector-plugin/>", 1, 1},
	{"schema-root-attribute-missing", "\n<connector-plugin class='x'/>", 2, 1},
	{"schema-root-version-grammar", strings.Replace(plugin(""), "'1.0'", "'v1.0'", 1), 1, 63},
	{"schema-attribute-missing", custom("class='x' enabled='true'", ""), 3, 1},
	{"schema-attribute-unknown", custom(validCustom+" odd='1'", ""), 3, 67},
	{"schema-version-grammar", custom("class='x' enabled='1' version=''", ""), 3, 58},
	{"schema-version-grammar", root + " min-version-tableau='2020.'/>", 1, 113},
	{"schema-element-unknown", plugin("\n\t<odd/>"), 3, 2},
	{"schema-element-unknown", plugin("\n<n:odd xmlns:n='urn:x'/>"), 3, 1},
	{"schema-element-unknown", root + " xmlns='urn:x'/>", 1, 92},
	{"schema-element-missing", root + ">\n<dialect/></connector-plugin>", 2, 1},
	{"schema-element-missing", plugin("\n<platforms></platforms>"), 3, 1},
	{"schema-element-order", plugin("<dialect/>\n<connection-resolver/>"), 3, 1},
	{"schema-element-repeated", plugin("<dialect/>\n<dialect/>"), 3, 1},
	{"schema-element-newer", plugin("\n<connection-metadata/>"), 3, 1},
	{"schema-oauth-config-several", plugin("\n<oauth-config/>\n<oauth-config/>\n<oauth-config/>"), 4, 1},
	{"schema-choice", plugin("<connection-dialog/>\n<connection-fields/>"), 3, 1},
	{"schema-content", plugin("\n  words"), 3, 3},
	{"schema-content", plugin("\n<dialect>\n<a/></dialect>"), 4, 1},
	{"schema-content", custom(validCustom, "<vendor> </vendor><driver/><customizations/>"), 3, 75},
	{"schema-company-empty", strings.Replace(plugin(""), "'Example'", "''", 1), 2, 36},
	{"schema-company-long", strings.Replace(plugin(""), "Example", strings.Repeat("é", 25), 1), 2, 36},
	{"schema-platform-name", plugin("\n<platforms><platform name='amiga'/></platforms>"), 3, 28},
	{"schema-boolean", custom("class='x' enabled='yes' version='1'", ""), 3, 46},
	{"schema-license-key", plugin("\n<license-key>a</license-key>"), 3, 1},
	{"schema-uri", strings.Replace(plugin(""), "https://example.org", "https://%zz", 1), 2, 65},
}

func TestEachCheckFiresAtItsPlace(t *testing.T) {
	for _, c := range checkCases {
		t.Run(c.code, func(t *testing.T) {
			_, problems := manifest.Parse("m.xml", []byte(c.text), manifest.Limits{})
			for _, p := range problems {
				if p.Code == c.code {
					if p.Line == c.line && p.Column == c.column {
						assert.NotEmpty(t, p.Message)
						assert.Contains(t, p.Error(), "m.xml:")
						return
					}
				}
			}
			assert.Fail(t, "not found", "%s at %d:%d in %v", c.code, c.line, c.column, problems)
		})
	}
}

func TestEachCheckOfTheTableHasACase(t *testing.T) {
	covered := map[string]bool{"schema-size": true, "schema-depth": true, "schema-elements": true} // TestLimits
	for _, c := range checkCases {
		covered[c.code] = true
	}
	for _, c := range manifest.Checks() {
		assert.True(t, covered[c.Code], c.Code)
		assert.NotEmpty(t, c.Statement)
		assert.NotEmpty(t, c.Source)
		assert.Equal(t, manifest.Error, c.Severity)
		delete(covered, c.Code)
	}
	assert.Empty(t, covered)
}

func TestFatalProblemsLeaveNoManifest(t *testing.T) {
	fatal := map[string]bool{}
	for _, c := range manifest.Checks() {
		fatal[c.Code] = c.Fatal
	}
	for _, c := range checkCases {
		m, problems := manifest.Parse("m.xml", []byte(c.text), manifest.Limits{})
		any := false
		for _, p := range problems {
			assert.Equal(t, fatal[p.Code], p.Fatal, p.Code)
			any = any || p.Fatal
		}
		assert.Equal(t, any, m == nil, "%s: %v", c.code, problems)
	}
}

func TestLimits(t *testing.T) {
	deep := root + ">" + strings.Repeat("<a>", 10) + strings.Repeat("</a>", 10) + "</connector-plugin>"
	for _, c := range []struct {
		code   string
		text   string
		limits manifest.Limits
	}{
		{"schema-size", plugin(""), manifest.Limits{Bytes: int64(len(plugin(""))) - 1}},
		{"schema-depth", deep, manifest.Limits{Depth: 10}},
		{"schema-elements", plugin(strings.Repeat("<oauth-config/>", 10)), manifest.Limits{Elements: 13}},
	} {
		m, problems := manifest.Parse("m.xml", []byte(c.text), c.limits)
		require.Len(t, problems, 1, c.code)
		assert.Nil(t, m)
		assert.Equal(t, c.code, problems[0].Code)
	}
	_, problems := manifest.Parse("m.xml", []byte(plugin("")), manifest.Limits{Bytes: int64(len(plugin("")))})
	assert.Empty(t, problems)
	m, _ := manifest.Parse("m.xml", []byte(deep), manifest.Limits{Depth: 11})
	assert.NotNil(t, m)
	hostile := strings.Repeat("<a>", 1<<20)
	_, problems = manifest.Parse("m.xml", []byte(hostile), manifest.Limits{})
	require.Len(t, problems, 1)
	assert.Equal(t, "schema-depth", problems[0].Code)
}

func TestAllProblemsAtOnce(t *testing.T) {
	_, problems := manifest.Parse("m.xml", []byte(`<connector-plugin class='x' class='y' version='1.' name=''>
text<odd/></connector-plugin><b/>`), manifest.Limits{})
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	assert.Equal(t, []string{
		"schema-element-missing", "schema-root-attribute-missing", "schema-root-attribute-missing",
		"schema-duplicate-attribute", "schema-root-version-grammar", "schema-content", "schema-element-unknown", "schema-second-root",
	}, codes)
}

func TestEncodings(t *testing.T) {
	valid := "<?xml version='1.0'?>\n" + strings.Replace(plugin(""), "name='X'", "name='é😀'", 1)
	declared := strings.Replace(valid, "1.0'?", "1.0' encoding='utf-16'?", 1)
	for name, c := range map[string]struct {
		data []byte
		ok   bool
	}{
		"UTF-8":                        {[]byte(valid), true},
		"UTF-8 with a mark":            {[]byte("\xEF\xBB\xBF" + valid), true},
		"UTF-16LE with a mark":         {utf16Bytes(valid, binary.LittleEndian, true), true},
		"UTF-16BE with a mark":         {utf16Bytes(valid, binary.BigEndian, true), true},
		"UTF-16 that says so":          {utf16Bytes(declared, binary.BigEndian, true), true},
		"UTF-16LE without a mark":      {utf16Bytes(valid, binary.LittleEndian, false), false},
		"UTF-16BE without a mark":      {utf16Bytes(valid, binary.BigEndian, false), false},
		"UTF-16 with half a character": {append(utf16Bytes(valid, binary.BigEndian, true), 0), false},
		"UTF-16 with half a pair":      {append(utf16Bytes(valid, binary.BigEndian, true), 0xD8, 0), false},
		"UTF-32":                       {[]byte("\xFF\xFE\x00\x00<\x00\x00\x00"), false},
		"UTF-8 that says UTF-16":       {[]byte(declared), false},
		"not UTF-8":                    {[]byte(strings.Replace(valid, "é", "\xE9", 1)), false},
	} {
		t.Run(name, func(t *testing.T) {
			m, problems := manifest.Parse("m.xml", c.data, manifest.Limits{})
			if c.ok {
				require.Empty(t, problems)
				assert.Equal(t, "é😀", m.Name)
				return
			}
			require.Len(t, problems, 1)
			assert.Equal(t, "schema-encoding", problems[0].Code)
			assert.Nil(t, m)
		})
	}
}

func utf16Bytes(s string, order binary.AppendByteOrder, marked bool) []byte {
	var out []byte
	if marked {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

func TestPlacesCountCodePointsAndAnyLineEnd(t *testing.T) {
	for _, end := range []string{"\n", "\r\n", "\r"} {
		text := root + ">" + end + vendor + end + "<!-- é😀 --><odd/>" + end + "</connector-plugin>"
		for _, data := range [][]byte{[]byte(text), []byte("\xEF\xBB\xBF" + text), utf16Bytes(text, binary.LittleEndian, true)} {
			_, problems := manifest.Parse("m.xml", data, manifest.Limits{})
			require.Len(t, problems, 1)
			assert.Equal(t, [2]int{3, 12}, [2]int{problems[0].Line, problems[0].Column}, "%q", end)
		}
	}
}

func TestProblemsHoldBetweenTheirReleases(t *testing.T) {
	for _, c := range []struct {
		code, text, before, from string
		dated                    manifest.Basis
	}{
		{"schema-company-empty", strings.Replace(plugin(""), "'Example'", "''", 1), "2019.4", "2020.1", manifest.DatedObserved},
		{"schema-company-long", strings.Replace(plugin(""), "Example", strings.Repeat("x", 25), 1), "2021.2", "2021.3", manifest.DatedAssumed},
		{"schema-element-unknown", plugin("<odd/>"), "2019.2", "2019.3", ""},
	} {
		p := problem(t, c.text, c.code)
		assert.False(t, p.Holds(parseRelease(t, c.before)), c.code)
		assert.True(t, p.Holds(parseRelease(t, c.from)), c.code)
		assert.True(t, p.Holds(version.Latest()), c.code)
		assert.Equal(t, c.dated, p.Dated)
	}
	for _, c := range []struct{ code, text, last, until string }{
		{"schema-element-newer", plugin("<connection-fields/>"), "2019.4", "2020.1"},
		{"schema-oauth-config-several", plugin("<oauth-config/><oauth-config/>"), "2022.4", "2023.1"},
	} {
		p := problem(t, c.text, c.code)
		assert.True(t, p.Holds(parseRelease(t, c.last)), c.code)
		assert.False(t, p.Holds(parseRelease(t, c.until)), c.code)
	}
	required := problem(t, "<connector-plugin class='x'/>", "schema-root-attribute-missing")
	assert.True(t, required.Holds(parseRelease(t, "2018.1")))
	assert.True(t, required.Required)
}

func problem(t *testing.T, text, code string) manifest.Problem {
	t.Helper()
	_, problems := manifest.Parse("m.xml", []byte(text), manifest.Limits{})
	for _, p := range problems {
		if p.Code == code {
			return p
		}
	}
	require.Fail(t, "no such problem", "%s in %v", code, problems)
	return manifest.Problem{}
}

func parseRelease(t *testing.T, s string) version.Release {
	t.Helper()
	r, err := version.ParseRelease(s)
	require.NoError(t, err)
	return r
}

const full = `<?xml version="1.0" encoding="utf-8"?>
<connector-plugin xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="m.xsd"
 class=" my  class " superclass='odbc' plugin-version='1.2.3-4' name='A	B' version='18.1' min-version-tableau='2021.1.3'>
  <!-- everything -->
  <vendor-information>
    <company name="Example"/><support-link url="https://example.org/a b"/><driver-download-link url="https://example.org/d"/>
  </vendor-information>
  <platforms><platform name="win"/><platform name="mac"/></platforms>
  <connection-customization class="x" enabled=" true " version="10.0">
    <vendor name="v"/><driver name="d"/>
    <customizations><customization name="CAP" value="yes"/></customizations>
  </connection-customization>
  <connection-fields file="fields.xml"/>
  <connection-metadata file="meta.xml"/>
  <connection-resolver file="r.tdr"/>
  <dialect>inline</dialect>
  <oauth-config file="o1.xml"/><oauth-config file="o2.xml"/><oauth-config file="o1.xml"/>
  <license-key> ABC1 </license-key>
</connector-plugin>
`

func TestEveryPartOfAManifestIsRead(t *testing.T) {
	m, problems := manifest.Parse("m.xml", []byte(full), manifest.Limits{})
	for _, p := range problems {
		assert.False(t, p.Holds(version.Latest()), p.Error())
	}
	require.NotNil(t, m)
	assert.Equal(t, "my class", m.Class)
	assert.Equal(t, "odbc", m.Superclass)
	assert.Equal(t, "A B", m.Name)
	assert.Equal(t, "1.2.3-4", m.PluginVersion.String())
	assert.Equal(t, "18.1", m.Version)
	assert.Equal(t, "2021.1.3", m.MinVersionTableau.String())
	assert.Equal(t, &manifest.VendorInformation{Company: "Example", SupportLink: "https://example.org/a b", DriverDownloadLink: "https://example.org/d"}, m.VendorInformation)
	assert.Equal(t, []string{"win", "mac"}, m.Platforms)
	assert.Equal(t, &manifest.ConnectionCustomization{Class: "x", Version: "10.0", Enabled: true, EnabledText: " true ", Vendor: "v", Driver: "d",
		Customizations: []manifest.Customization{{Name: "CAP", Value: "yes"}}}, m.ConnectionCustomization)
	assert.Equal(t, &manifest.Script{File: "fields.xml"}, m.ConnectionFields)
	assert.Nil(t, m.ConnectionDialog)
	assert.Equal(t, &manifest.Script{Text: "inline"}, m.Dialect)
	assert.Len(t, m.OAuthConfigs, 3)
	assert.Equal(t, []string{"ABC1"}, m.LicenseKeys)
	assert.Equal(t, []string{"fields.xml", "meta.xml", "r.tdr", "o1.xml", "o2.xml"}, m.Files())
}

func TestMalformedVersionsAreKeptAsText(t *testing.T) {
	m, _ := manifest.Parse("m.xml", []byte(strings.Replace(full, "1.2.3-4", "1.0b", 1)), manifest.Limits{})
	assert.True(t, m.PluginVersion.IsZero())
	assert.Equal(t, "1.0b", m.PluginVersionText)
}

func TestManyAttributesAreComparedOnce(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	_, problems := manifest.Parse("m.xml", []byte(root+b.String()+" a7=''/>"), manifest.Limits{})
	duplicates := 0
	for _, p := range problems {
		if p.Code == "schema-duplicate-attribute" {
			duplicates++
		}
	}
	assert.Equal(t, 1, duplicates)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	for _, c := range checkCases {
		f.Add([]byte(c.text))
	}
	f.Add(utf16Bytes(full, binary.LittleEndian, true))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := manifest.Limits{Bytes: 1 << 16, Depth: 32, Elements: 500}
		m, problems := manifest.Parse("m.xml", data, limits)
		again, same := manifest.Parse("m.xml", data, limits)
		require.Equal(t, problems, same)
		require.Equal(t, m, again)
		text := decoded(data)
		for _, p := range problems {
			requireInside(t, text, p)
		}
		if m != nil {
			require.NotEmpty(t, m.Class)
		}
	})
}

func ExampleParse() {
	_, problems := manifest.Parse("manifest.xml", []byte(`<connector-plugin class='x' superclass='jdbc'
    plugin-version='v1.0' name='X' version='18.1'>
  <vendor-information>
    <company name='Example'/>
  </vendor-information>
</connector-plugin>`), manifest.Limits{})
	for _, p := range problems {
		fmt.Println(p.Error())
	}
	// Output:
	// manifest.xml:2:21: plugin-version "v1.0" is no version, a digit is expected at its column 1: write numbers and dots, such as 1.0.0 (schema-root-version-grammar)
	// manifest.xml:3:3: <vendor-information> needs a <support-link> here: add it (schema-element-missing)
}
