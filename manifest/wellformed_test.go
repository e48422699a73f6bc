package manifest_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

func TestWhatTheXMLReaderLetsThroughIsFatal(t *testing.T) {
	inside := len(vendor) + 1
	for _, c := range []struct {
		code, text   string
		line, column int
	}{
		{"schema-well-formed", "\n<!-- \x01 -->" + plugin(""), 2, 1},
		{"schema-well-formed", plugin("<!-- \uFFFE -->"), 2, inside},
		{"schema-well-formed", plugin("<?p \uFFFF?>"), 2, inside},
		{"schema-well-formed", plugin("<?p:q?>"), 2, inside},
		{"schema-well-formed", plugin("<?xml version='1.0'?>"), 2, inside},
		{"schema-well-formed", plugin("<odd><a:/></odd>"), 2, inside + 5},
		{"schema-well-formed", plugin("<odd :a=''/>"), 2, inside + 5},
		{"schema-well-formed", root + "\nxmlns:p=''/>", 2, 1},
		{"schema-well-formed", root + "\nxmlns:xml='urn:x'/>", 2, 1},
		{"schema-well-formed", root + "\nxmlns:xmlns='urn:x'/>", 2, 1},
		{"schema-well-formed", root + "\nxmlns:p='http://www.w3.org/XML/1998/namespace'/>", 2, 1},
		{"schema-well-formed", plugin("<odd xmlns:p='urn:x'/><p:odd/>"), 2, inside + 22},
		{"schema-well-formed", plugin("") + "\n <![CDATA[ ]]>", 3, 2},
		{"schema-well-formed", plugin("") + "\n&#32;", 3, 1},
		{"schema-duplicate-attribute", plugin("<odd xmlns:a='u' xmlns:b='u' a:x='' b:x=''/>"), 2, inside + 36},
		{"schema-second-root", plugin("") + "\n<b><p:c/></b>", 3, 1},
	} {
		m, problems := manifest.Parse("m.xml", []byte(c.text), manifest.Limits{})
		assert.Nil(t, m, c.text)
		found := false
		for _, p := range problems {
			found = found || p.Fatal && p.Code == c.code && p.Line == c.line && p.Column == c.column
		}
		assert.True(t, found, "%s at %d:%d of %q: %v", c.code, c.line, c.column, c.text, problems)
	}
}

func TestDeclarations(t *testing.T) {
	for text, ok := range map[string]bool{
		"<?xml version='1.0'?>":                                     true,
		"<?xml version = \"1.0\" ?>":                                true,
		"<?xml version='1.0' encoding='Utf-8'\nstandalone='yes' ?>": true,
		"<?xml version='1.0' standalone='no'?>":                     true,
		"<?xml version='1.0'encoding='UTF-8'?>":                     false,
		"<?xml version='1.0' standalone='maybe'?>":                  false,
		"<?xml version='1.0' standalone='no' encoding='UTF-8'?>":    false,
		"<?xml version='1.0' version='1.0'?>":                       false,
		"<?xml encoding='UTF-8' version='1.0'?>":                    false,
		"<?xml version = '2.0'?>":                                   false,
		"<?xml version='1.0' odd='1'?>":                             false,
		"<?xml version='1.0' odd?>":                                 false,
		"<?xml version='1.0' odd=1?>":                               false,
		"<?xml ?>":                                                  false,
		"<?XML version='1.0'?>":                                     false,
	} {
		m, problems := manifest.Parse("m.xml", []byte(text+plugin("")), manifest.Limits{})
		assert.Equal(t, ok, m != nil, "%s: %v", text, problems)
		if !ok {
			require.Len(t, problems, 1, text)
			assert.Equal(t, "schema-well-formed", problems[0].Code, text)
		}
	}
}

func TestWhatXMLAllowsIsNoProblem(t *testing.T) {
	for _, text := range []string{
		root + " xmlns:p='urn:x' xmlns:q='urn:x' xmlns:xml='http://www.w3.org/XML/1998/namespace'>" + vendor + "</connector-plugin>",
		root + " xmlns=''>" + vendor + "</connector-plugin>",
		root + " xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:noNamespaceSchemaLocation='x.xsd'>" + vendor + "</connector-plugin>",
		plugin("<dialect><![CDATA[<a>&#32;]]></dialect>") + "\n<!-- é --><?end ?>\n",
		plugin("<license-key><?p?> A<!-- -->B1\n</license-key>"),
		plugin("<![CDATA[ ]]>&#32;"),
	} {
		m, problems := manifest.Parse("m.xml", []byte(text), manifest.Limits{})
		assert.NotNil(t, m, text)
		assert.Empty(t, problems, text)
	}
	m, _ := manifest.Parse("m.xml", []byte(plugin("<license-key><?p?> A<!-- -->B1\n</license-key>")), manifest.Limits{})
	assert.Equal(t, []string{"AB1"}, m.LicenseKeys)
}

func TestASyntaxErrorHidesNoOtherFatalProblem(t *testing.T) {
	assert.Equal(t, []string{"schema-doctype", "schema-duplicate-attribute", "schema-second-root", "schema-entity", "schema-trailing-text"},
		codes("<!DOCTYPE x>"+root+" class='y'/><b/>&foo;"))
	assert.Equal(t, []string{"schema-root-missing", "schema-trailing-text", "schema-well-formed"}, codes("Tom & Jerry"))
	assert.Equal(t, []string{"schema-well-formed", "schema-well-formed"}, codes("Tom & Jerry"+plugin("")))
	assert.Equal(t, []string{"schema-duplicate-attribute", "schema-root-element", "schema-well-formed"},
		sorted(codes("<a b='' b=''><c")))
	tight := sorted(codes(root + "a=''b=''><c d=''e=''/></connector-plugin>"))
	assert.Equal(t, []string{"schema-well-formed", "schema-well-formed", "schema-well-formed"}, tight[len(tight)-3:])
	assert.Equal(t, []string{"schema-well-formed"}, codes("<"), "nothing is said to be missing")
}

func codes(text string) (codes []string) {
	_, problems := manifest.Parse("m.xml", []byte(text), manifest.Limits{})
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}

func sorted(s []string) []string {
	slices.Sort(s)
	return s
}

func TestAnElementOutOfOrderIsNotMissing(t *testing.T) {
	assert.Equal(t, []string{"schema-element-order"}, codes(root+"><platforms><platform name='win'/></platforms>"+vendor+"</connector-plugin>"))
}

func TestCompanyNamesOf24CharactersAreFine(t *testing.T) {
	long := func(n int) string { return strings.Replace(plugin(""), "Example", strings.Repeat("é", n), 1) }
	assert.Empty(t, codes(long(24)))
	p := problem(t, long(29), "schema-company-long")
	assert.Equal(t, "company name has 29 characters, at most 24 are allowed from 2021.3 on: shorten it", p.Message)
}

func TestEnabledIsABoolean(t *testing.T) {
	inside := "<vendor/><driver/><customizations/>"
	for text, want := range map[string][2]bool{ // valid, enabled
		"true": {true, true}, "1": {true, true}, " 1\n": {true, true}, "false": {true, false}, "0": {true, false},
		"TRUE": {false, false}, "": {false, false}, "yes": {false, false},
	} {
		m, problems := manifest.Parse("m.xml", []byte(custom("class='x' version='1' enabled='"+text+"'", inside)), manifest.Limits{})
		require.NotNil(t, m)
		assert.Equal(t, want[0], len(problems) == 0, text)
		assert.Equal(t, want[1], m.ConnectionCustomization.Enabled, text)
	}
}

func TestFilesStandInTheOrderOfTheDocument(t *testing.T) {
	text := plugin("<dialect file='d'/><oauth-config file='o'/><connection-resolver file='r'/><connection-dialog file='z'/><connection-fields file='d'/><dialect/>")
	m, _ := manifest.Parse("m.xml", []byte(text), manifest.Limits{})
	assert.Equal(t, []string{"d", "o", "r", "z"}, m.Files())
	m.OAuthConfigs = append(m.OAuthConfigs, manifest.Script{File: "added"})
	assert.Equal(t, []string{"d", "o", "r", "z", "added"}, m.Files())
	m, _ = manifest.Parse("m.xml", []byte(plugin("<connection-dialog file='b'/><connection-fields file='a'/>")), manifest.Limits{})
	assert.Equal(t, []string{"b", "a"}, m.Files())
	assert.Empty(t, (&manifest.Manifest{Dialect: &manifest.Script{}}).Files())
	assert.Equal(t, []string{"o"}, (&manifest.Manifest{OAuthConfigs: []manifest.Script{{File: manifest.NullConfig}, {File: "o"}}}).Files())
}

func TestHostileDocumentsCostLittle(t *testing.T) {
	var attributes strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&attributes, " a%d=''", i)
	}
	for name, text := range map[string]string{
		"prefixes far up":       "<a" + attributes.String() + " xmlns:p='urn:x'>" + strings.Repeat("<p:b/>", 90_000) + "</a>",
		"counts hidden":         "<!X \"><!--\">" + strings.Repeat("<a/>", 1_000_000),
		"depth hidden":          "<!X \"><!--\">" + strings.Repeat("<a>", 1_000_000),
		"end tags before":       strings.Repeat("</a>", 500_000) + strings.Repeat("<a>", 500_000),
		"a long name":           "<p:" + strings.Repeat("a", 1_000_000) + strings.Repeat(" q:b=''", 200_000) + "/>",
		"an unclosed attribute": root + " a='" + strings.Repeat("<a>", 1_000_000),
	} {
		start := time.Now()
		m, problems := manifest.Parse("m.xml", []byte(text), manifest.Limits{})
		assert.Nil(t, m, name)
		assert.NotEmpty(t, problems, name)
		assert.Less(t, time.Since(start), 20*time.Second, name)
	}
	m, problems := manifest.Parse("m.xml", []byte(strings.Repeat("<a>", 1_000_000)), manifest.Limits{Depth: 1 << 40, Elements: 1 << 40})
	assert.Nil(t, m)
	assert.Equal(t, "schema-depth", problems[0].Code, "no limit allows the stack to run over")
}

func TestDefaultsAreOverThePackagersLimit(t *testing.T) {
	assert.Greater(t, manifest.DefaultLimits().Bytes, int64(manifest.PackagerLimit))
	assert.Equal(t, manifest.Limits{Bytes: 4 << 20, Depth: 256, Elements: 100_000}, manifest.DefaultLimits())
}

func TestUTF32IsAnEncodingProblemWithoutAMarkToo(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var data []byte
		for _, r := range plugin("") {
			data = order.AppendUint32(data, uint32(r))
		}
		m, problems := manifest.Parse("m.xml", data, manifest.Limits{})
		assert.Nil(t, m)
		require.Len(t, problems, 1)
		assert.Equal(t, "schema-encoding", problems[0].Code)
		assert.Contains(t, problems[0].Message, "UTF-32")
	}
}

func TestUndatedProblemsHoldFrom2019Dot3(t *testing.T) {
	for _, c := range manifest.Checks() {
		switch {
		case c.Fatal || c.Required:
			assert.True(t, c.Since.IsZero() && c.Until.IsZero() && c.Dated == "", c.Code)
		case c.Dated == "":
			assert.Equal(t, "2019.3", c.Since.String(), c.Code)
			assert.True(t, c.Until.IsZero(), c.Code)
		}
		p := manifest.Problem{Since: c.Since, Until: c.Until}
		assert.Equal(t, c.Until.IsZero(), p.Holds(version.Latest()), c.Code)
	}
}

// decoded is the text whose lines and columns problems speak of, as far as it can
// be decoded.
func decoded(data []byte) string {
	if len(data) < 2 || !bytes.HasPrefix(data, []byte("\xFF\xFE")) && !bytes.HasPrefix(data, []byte("\xFE\xFF")) {
		return strings.TrimPrefix(string(data), "\uFEFF")
	}
	order := binary.ByteOrder(binary.BigEndian)
	if data[0] == 0xFF {
		order = binary.LittleEndian
	}
	var units []uint16
	for data = data[2:]; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	return string(utf16.Decode(units))
}

// requireInside requires that the place of a problem is in the text, or right
// behind its end.
func requireInside(t *testing.T, text string, p manifest.Problem) {
	requireSpan(t, sourceLines(text), spanOf(p))
}
