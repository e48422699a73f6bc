package manifest_test

import (
	"encoding/binary"
	"maps"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest"
)

// In the text of a placeCase « and » stand around what the problem points at, and
// ¤ where there can be any text before it on its line.
const (
	startMark = "«"
	endMark   = "»"
	anyMark   = "¤"
)

// A placeCase is a manifest with one problem of a code, at a marked place.
type placeCase struct {
	code   string
	what   string // which case of that check; "" for the plain one
	text   string
	limits manifest.Limits
	skip   skips
}

// skips says why variants of a case are left out.
type skips map[string]string

const (
	indented = "  <!-- ¤ -->"
	head     = "<connector-plugin class='x' superclass='jdbc' plugin-version='1.0' version='18.1' name='X¤'"
)

// with is a manifest with a line of that kind, which is indented.
func with(line string) string {
	return head + ">\n  " + vendor + "\n" + line + "\n</connector-plugin>\n"
}

// cut is a manifest that ends in a line.
func cut(line string) string { return head + ">\n  " + vendor + "\n" + line }

var placeCases = []placeCase{
	{code: "schema-size", text: "«»" + with(""), limits: manifest.Limits{Bytes: 20}, skip: skips{"other characters before": "it is the start of the document"}},
	{code: "schema-encoding", text: "<?xml version='1.0' encoding='«latin1»'?>\n" + with(""), skip: skips{"other characters before": "an XML declaration has no others"}},
	{code: "schema-encoding", what: "a byte", text: with("  <!-- ¤ «\xE9» -->"), skip: skips{"UTF-16LE": "there is no such byte", "UTF-16BE": "there is no such byte"}},
	{code: "schema-encoding", what: "a byte that only continues", text: with("  <!-- ¤ «\x80» -->"), skip: skips{"UTF-16LE": "there is no such byte", "UTF-16BE": "there is no such byte"}},
	{code: "schema-doctype", text: "<!-- ¤ -->«<!DOCTYPE connector-plugin [\n  <!ENTITY a '>'>\n]>»\n" + with("")},
	{code: "schema-doctype", what: "with much else", text: "<!-- ¤ -->«<!DOCTYPE a '>'>»\n<a>" + strings.Repeat("<a/>", 2000) + "</a>"},
	{code: "schema-doctype", what: "without an end, with much else", text: "<!-- ¤ -->«<!DOCTYPE» a '>\n<a>" + strings.Repeat("<a/>", 2000) + "</a>"},
	{code: "schema-entity", text: with("  <dialect>¤«&foo;»</dialect>")},
	{code: "schema-entity", what: "in an attribute", text: with("  <dialect file='¤&lt;«&é;»&gt;'/>")},
	{code: "schema-entity", what: "of a character there is not", text: with("  <dialect file='¤«&#x110000;»'/>")},
	{code: "schema-root-missing", text: "«»<!-- ¤ -->", skip: skips{"other characters before": "it is the start of the document"}},
	{code: "schema-second-root", text: with("") + "  <!-- ¤ -->«<b» a='b'/>"},
	{code: "schema-trailing-text", text: with("") + "  <!-- ¤ --> «tail\n  &amp; more»\n "},
	{code: "schema-duplicate-attribute", text: head + " «class»='y'/>"},
	{code: "schema-duplicate-attribute", what: "with prefixes", text: with("  <odd xmlns:a='u' xmlns:b='u' a:x='¤'\n  c='¤' «b:x»=''/>")},
	{code: "schema-depth", text: with("  <a>\n  <b c='¤'>«<c»>"), limits: manifest.Limits{Depth: 3}},
	{code: "schema-elements", text: with(indented + "«<dialect»/>"), limits: manifest.Limits{Elements: 4}},
	{code: "schema-root-element", text: "<!-- ¤ -->«<plugin» class='x' name='y'/>"},
	{code: "schema-root-element", what: "with a prefix", text: "<!-- ¤ -->«<p:connector-plugin» xmlns:p='urn:x' name='y'/>"},
	{code: "schema-class-empty", text: "<connector-plugin name='¤' class='« \t »'/>"},
	{code: "schema-class-empty", what: "without a class", text: "<!-- ¤ -->«<connector-plugin» name='y'/>"},

	{code: "schema-root-attribute-missing", text: "<!-- ¤ -->«<connector-plugin» class='x' superclass='jdbc' plugin-version='1.0' name='X'/>"},
	{code: "schema-root-version-grammar", text: "<connector-plugin class='x' superclass='jdbc' name='X¤' plugin-version='«v1.0»' version='18.1'/>"},
	{code: "schema-attribute-missing", text: with(indented + "«<connection-customization» class='x' enabled='true'/>")},
	{code: "schema-attribute-unknown", text: with("  <dialect file='¤' «odd» = '1'/>")},
	{code: "schema-attribute-unknown", what: "with a prefix", text: with("  <dialect xmlns:p='urn:x' file=\"¤'\" «p:odd»='>'/>")},
	{code: "schema-version-grammar", text: with("  <connection-customization class='¤' version = \"«'1'.»\" enabled='true'/>")},
	{code: "schema-version-grammar", what: "of nothing", text: with("  <connection-customization class='¤' version='«»' enabled='true'/>")},
	{code: "schema-element-unknown", text: with(indented + "«<odd»/>")},
	{code: "schema-element-unknown", what: "with a prefix", text: with(indented + "«<n:odd»\n  xmlns:n='urn:x'/>")},
	{code: "schema-element-unknown", what: "by a namespace", text: head + " «xmlns»='urn:x'/>"},
	{code: "schema-element-missing", text: with(indented + "«<platforms»/>")},
	{code: "schema-element-missing", what: "before another", text: head + ">\n" + indented + "«<dialect»/></connector-plugin>"},
	{code: "schema-element-order", text: with("  <dialect file='¤'/>«<connection-resolver»/>")},
	{code: "schema-element-repeated", text: with("  <dialect file='¤'/>«<dialect»>\n  </dialect>")},
	{code: "schema-element-newer", text: with(indented + "«<connection-metadata»/>")},
	{code: "schema-oauth-config-several", text: with("  <oauth-config file='¤'/>«<oauth-config»/><oauth-config/>")},
	{code: "schema-choice", text: with("  <connection-dialog file='¤'/>«<connection-fields»/>")},
	{code: "schema-content", text: with(indented + " «words\n\n  and &#65; more» \n  <!-- x -->")},
	{code: "schema-content", what: "in a CDATA section", text: with(indented + " «<![CDATA[ words ]]>»\n")},
	{code: "schema-content", what: "an element", text: with("  <dialect>¤«<a»/></dialect>")},
	{code: "schema-content", what: "white space alone", text: with("  <platforms><platform name='win' odd='¤'>« \t »</platform></platforms>")},
	{code: "schema-company-empty", text: strings.Replace(with(""), "<company name='Example'/>", indented+"<company name='«»'/>", 1)},
	{code: "schema-company-long", text: strings.Replace(with(""), "<company name='Example'/>", indented+"<company\tname='«"+strings.Repeat("漢", 25)+"»'/>", 1)},
	{code: "schema-platform-name", text: with("  <platforms><!-- ¤ --><platform name='«amiga»'/></platforms>")},
	{code: "schema-boolean", text: with("  <connection-customization class='¤' enabled='«yes»' version='1'/>")},
	{code: "schema-license-key", text: with(indented + "«<license-key»>a</license-key>")},
	{code: "schema-uri", text: strings.Replace(with(""), "<support-link url='https://example.org'/>", indented+"<support-link url='«https://&#37;zz»'/>", 1)},
}

// wellFormedCases has the kinds of what is not well-formed.
var wellFormedCases = map[string]string{
	"attributes without white space":   head + "«odd»=''/>",
	"a wrong end tag":                  with("  <dialect>¤«</dialekt >»"),
	"an end tag of another prefix":     with("  <dialect>¤«</a:dialect>»"),
	"an end tag without a start":       with("") + "  <!-- ¤ -->«</b>»",
	"more in an end tag":               with("  <dialect>¤«</dialect b>»"),
	"an end tag that does not end":     with("  <dialect>¤«</dialect» <a/>"),
	"an end tag without a name":        with("  <dialect>¤«</» >"),
	"an entity without semicolon":      with("  <dialect>¤ «&foo» bar</dialect>"),
	"a bare ampersand":                 with("  <dialect file='¤ «&» bar'/>"),
	"a reference without semicolon":    with("  <dialect>¤ «&#12» bar</dialect>"),
	"an entity at the end":             cut("  <dialect>¤ &lt; «&foo»"),
	"an ampersand at the end":          cut("  <dialect>¤ &lt; «&»"),
	"a bad element name":               with(indented + "<«1é»/>"),
	"a bad attribute name":             with("  <dialect file='¤' «-é»=''/>"),
	"a bad end tag name":               with("  <dialect>¤</«1»>"),
	"a lone <":                         with("  <dialect>¤ «<» 1</dialect>"),
	"an element name with two colons":  with("  <dialect>¤«<a:b:c»/></dialect>"),
	"an attribute name with two":       with("  <dialect file='¤' «a:b:c»=''/>"),
	"no attribute name":                with("  <dialect file='¤' «\"»x\"/>"),
	"no attribute name, behind a name": with(indented + "<dialect«!»/>"),
	"no equals sign":                   with("  <dialect file='¤' «odd» />"),
	"no equals sign, at once":          with("  <dialect file='¤' «odd»/>"),
	"a value without quotes":           with("  <dialect file='¤' odd = «é/b»/>"),
	"no value":                         with("  <dialect file='¤' odd=«>»"),
	"a slash inside of a tag":          with("  <dialect file='¤' «/» odd=''>"),
	"< in a value":                     with("  <dialect file='¤«<»'/>"),
	"an illegal character":             with("  <dialect>\u00a0¤«\x01»x\x02</dialect>"),
	"an illegal character in a value":  with("  <dialect file='&#13;¤«\uFFFE»'/>"),
	"a reference to an illegal one":    with("  <dialect>¤&#65;&amp;«&#x1;»</dialect>"),
	"an illegal one in a CDATA":        with("  <dialect>¤<![CDATA[&#1;«\x02»]]></dialect>"),
	"]]> in text":                      with("  <dialect>¤]] ]«]]>»</dialect>"),
	"an element that is not closed":    cut("  <a>\n  <c/><b d='¤'/>«<b\u00e9»\n  e=''><c/>\n text\n"),
	"a comment that is not closed":     cut(indented + "«<!--» x\n  <a/>"),
	"a CDATA section not closed":       cut("  <a>¤«<![CDATA[» x\n  <a/>"),
	"an instruction not closed":        cut(indented + "«<?ab» x\n  <a/>"),
	"a directive not closed":           cut(indented + "«<!AB» x\n  "),
	"a value that is not closed":       cut("  <a b='¤' c=«\"»d/>\n  \n"),
	"an entity in a value at the end":  cut("  <a b='¤' c=«\"»&foo"),
	"a start tag that is not closed":   cut(indented + "«<a» b='c'\n "),
	"an end tag that is cut":           cut("  <a>¤«</a»"),
	"-- in a comment":                  cut("  <!-- ¤ «--» -->"),
	"half a comment":                   cut(indented + "«<!-x» -->"),
	"half a CDATA section":             cut(indented + "«<![CDA»]]>"),
	"an instruction without a name":    cut(indented + "«<?» x?>"),
	"a declaration that is not first":  "<!-- ¤ -->«<?xml version='1.0'?>»\n" + with(""),
	"a name of an instruction":         with(indented + "«<?p:q\n  a ?>»"),
	"text before the root":             "<!-- ¤ --> «head\n text» \n" + with(""),
	"a prefix of an element":           with(indented + "«<p:a» b='c'/>"),
	"a prefix of an attribute":         with("  <dialect file='¤' «p:a»=''/>"),
	"a directive in an element":        with(indented + "«<!X '>' >»"),
	"an illegal character in comments": with(indented + "«<!--\n \x01 -->»"),
	"a blank in disguise":              with("") + "  <!-- ¤ --> «&#32;»\n",
	"a depth that hides":               "<!DOCTYPE \"><!--\">\n" + strings.Repeat("<a>", 255) + "<a b='¤'>«<a» c=''>",
}

// versionCases are of a declaration, which has no character that is not ASCII.
var versionCases = map[string]string{
	"another version of XML": "«<?xml version='2.0'?>»\n" + with(""),
	"a wrong declaration":    "«<?xml encoding='UTF-8'?>»\n" + with(""),
}

// allPlaceCases returns all tables as one.
func allPlaceCases() []placeCase {
	all := append([]placeCase(nil), placeCases...)
	for what, text := range wellFormedCases {
		all = append(all, placeCase{code: "schema-well-formed", what: what, text: text})
	}
	for what, text := range versionCases {
		c := placeCase{code: "schema-well-formed", what: what, text: text, skip: skips{"other characters before": "an XML declaration has no others"}}
		if strings.Contains(text, "UTF-8") {
			c.skip["UTF-16LE"], c.skip["UTF-16BE"] = "the declaration names UTF-8", "the declaration names UTF-8"
		}
		all = append(all, c)
	}
	return all
}

// A placeVariant writes a case in another way. All but the last leave out what ¤
// stands for.
type placeVariant struct {
	rewrite func(string) string
	encode  func(string) []byte
}

var placeVariants = map[string]placeVariant{
	"as is":                     {asIs, inUTF8},
	"tabs":                      {func(s string) string { return strings.ReplaceAll(s, "\n  ", "\n\t") }, inUTF8},
	"CR LF":                     {func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }, inUTF8},
	"CR":                        {func(s string) string { return strings.ReplaceAll(s, "\n", "\r") }, inUTF8},
	"a byte order mark":         {asIs, func(s string) []byte { return []byte("\uFEFF" + s) }},
	"UTF-16LE":                  {asIs, func(s string) []byte { return utf16Bytes(s, binary.LittleEndian, true) }},
	"UTF-16BE":                  {asIs, func(s string) []byte { return utf16Bytes(s, binary.BigEndian, true) }},
	"a root over several lines": {rootOverLines, inUTF8},
	"other characters before":   {func(s string) string { return strings.ReplaceAll(s, anyMark, "é漢😀") }, inUTF8},
}

func asIs(s string) string     { return s }
func inUTF8(s string) []byte   { return []byte(s) }
func unmarked(s string) string { return strings.NewReplacer(startMark, "", endMark, "").Replace(s) }

var (
	firstTag    = regexp.MustCompile(`<[a-z:-]+` + endMark + `?[^>]*`)
	blankInATag = regexp.MustCompile(` (` + startMark + `?[a-z:-]+` + endMark + `?\s*=)`)
	toLineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)

// rootOverLines writes each attribute of the root in a line of its own.
func rootOverLines(s string) string {
	at := firstTag.FindStringIndex(s)
	if at == nil {
		return s
	}
	return s[:at[0]] + blankInATag.ReplaceAllString(s[at[0]:at[1]], "\n    $1") + s[at[1]:]
}

// place counts lines and columns up to the end of a text.
func place(text string) (line, column int) {
	lines := strings.Split(toLineFeeds.Replace(text), "\n")
	return len(lines), utf8.RuneCountInString(lines[len(lines)-1]) + 1
}

func TestProblemsCoverTheTokenThatOffends(t *testing.T) {
	for _, c := range allPlaceCases() {
		for name, variant := range placeVariants {
			t.Run(c.code+"/"+c.what+"/"+name, func(t *testing.T) {
				if why := c.skip[name]; why != "" {
					t.Skip(why)
				}
				text := strings.ReplaceAll(variant.rewrite(c.text), anyMark, "")
				before, rest, marked := strings.Cut(text, startMark)
				inside, _, ended := strings.Cut(rest, endMark)
				require.True(t, marked && ended)
				var want manifest.Span
				want.Line, want.Column = place(before)
				want.EndLine, want.EndColumn = place(before + inside)

				_, problems := manifest.Parse("m.xml", variant.encode(unmarked(text)), c.limits)
				var got []manifest.Span
				for _, p := range problems {
					if p.Code == c.code {
						got = append(got, spanOf(p))
					}
				}
				assert.Equal(t, []manifest.Span{want}, got, "%.300q", problems)
			})
		}
	}
}

func spanOf(p manifest.Problem) manifest.Span {
	return manifest.Span{Line: p.Line, Column: p.Column, EndLine: p.EndLine, EndColumn: p.EndColumn}
}

func TestEachPlaceCaseSaysWhatItsVariantsNeed(t *testing.T) {
	for _, c := range allPlaceCases() {
		before, _, _ := strings.Cut(c.text, startMark)
		line := before[strings.LastIndexByte(before, '\n')+1:]
		assert.Equal(t, c.skip["other characters before"] == "", strings.Contains(line, anyMark), "%s %s: %s before the token", c.code, c.what, anyMark)
		assert.Equal(t, 1, strings.Count(c.text, startMark), c.what)
		assert.Equal(t, 1, strings.Count(c.text, endMark), c.what)
		for name := range maps.Keys(c.skip) {
			assert.Contains(t, placeVariants, name)
		}
	}
}

func TestEachCheckHasAPlaceCase(t *testing.T) {
	missing := map[string]bool{}
	for _, c := range manifest.Checks() {
		missing[c.Code] = true
	}
	for _, c := range allPlaceCases() {
		delete(missing, c.code)
	}
	assert.Empty(t, missing)
}
