package manifest_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest"
)

const dialect = `<?xml version="1.0"?>
<!-- é😀 --><dialect name='A&amp;B'
	class="x	y" base = 'Postgres' x:y='&lt;'>
  <function-map>
    <function name='ABS'><formula>ABS(%1)</formula></function>
    <!-- none --><p:function name="漢">
      <formula>
        <![CDATA[ <a> ]]> &gt; <!-- and --> b
      </formula>
    </p:function>
  </function-map>
  <function name='LAST'/>
</dialect>
`

func outline(t *testing.T, text string) *manifest.Outline {
	t.Helper()
	o, err := manifest.ReadOutline("x.tdd", []byte(text), manifest.Limits{})
	require.NoError(t, err)
	return o
}

func TestAnOutlineHasElementsAndAttributesWithTheirPlaces(t *testing.T) {
	root := outline(t, dialect).Root
	assert.Equal(t, "dialect", root.Name)
	assert.Equal(t, manifest.Span{Line: 2, Column: 12, EndLine: 2, EndColumn: 20}, root.Span)
	assert.Equal(t, []manifest.Attribute{
		{Name: "name", Value: "A&B", NameSpan: span(2, 21, 25), ValueSpan: span(2, 27, 34)},
		{Name: "class", Value: "x y", NameSpan: span(3, 2, 7), ValueSpan: span(3, 9, 12)},
		{Name: "base", Value: "Postgres", NameSpan: span(3, 14, 18), ValueSpan: span(3, 22, 30)},
		{Name: "x:y", Value: "<", NameSpan: span(3, 32, 35), ValueSpan: span(3, 37, 41)},
	}, root.Attributes)
	assert.Empty(t, root.Text)
	assert.Zero(t, root.TextSpan)
	require.Len(t, root.Children, 2)
	assert.Equal(t, span(12, 3, 12), root.Children[1].Span)
}

// span is one in one line.
func span(line, column, end int) manifest.Span {
	return manifest.Span{Line: line, Column: column, EndLine: line, EndColumn: end}
}

func TestTheTextOfAnElementIsThatDirectlyInIt(t *testing.T) {
	root := outline(t, dialect).Root
	formulas := root.Child("function-map").All("formula")
	var texts []string
	var places []manifest.Span
	for n := range formulas {
		texts, places = append(texts, n.Text), append(places, n.TextSpan)
	}
	assert.Equal(t, []string{"ABS(%1)", "<a>  >  b"}, texts)
	assert.Equal(t, []manifest.Span{span(5, 35, 42), span(8, 19, 46)}, places)
	mixed := outline(t, "<a> \n b<c>no</c> &#32;\n<d/> e\n </a>").Root
	assert.Equal(t, "b  \n e", mixed.Text)
	assert.Equal(t, manifest.Span{Line: 2, Column: 2, EndLine: 3, EndColumn: 7}, mixed.TextSpan)
}

func TestNodesAreFoundByTheNameAsWritten(t *testing.T) {
	root := outline(t, dialect).Root
	var names []string
	for n := range root.All("function") {
		a, ok := n.Attribute("name")
		require.True(t, ok)
		names = append(names, a.Value)
	}
	assert.Equal(t, []string{"ABS", "LAST"}, names)
	for n := range root.All("p:function") {
		a, _ := n.Attribute("name")
		assert.Equal(t, "漢", a.Value)
	}
	for n := range root.All("function") {
		assert.NotNil(t, n)
		break
	}
	for range root.All("dialect") {
		assert.Fail(t, "an element is not inside of itself")
	}
	assert.Nil(t, root.Child("formula"))
	_, ok := root.Attribute("y")
	assert.False(t, ok)
	twice, _ := outline(t, "<a b='1' b='2'/>").Root.Attribute("b")
	assert.Equal(t, "1", twice.Value)
}

func TestNothingHasNothing(t *testing.T) {
	var n *manifest.Node
	assert.Nil(t, n.Child("a").Child("b"))
	_, ok := n.Child("a").Attribute("b")
	assert.False(t, ok)
	for range n.All("a") {
		assert.Fail(t, "nothing has no elements")
	}
	var o *manifest.Outline
	assert.Empty(t, o.Line(1))
	assert.Empty(t, (&manifest.Outline{}).Line(1))
	assert.Nil(t, (&manifest.Outline{}).Root.Child("a"))
}

func TestAnOutlineSaysWhatStopsIt(t *testing.T) {
	for _, c := range []struct {
		code, text string
		place      manifest.Span
		limits     manifest.Limits
		root       bool
	}{
		{"schema-size", "<a/>", span(1, 1, 1), manifest.Limits{Bytes: 3}, false},
		{"schema-encoding", "<?xml version='1.0' encoding='latin1'?><a/>", span(1, 31, 37), manifest.Limits{}, false},
		{"schema-encoding", "<a>\n\xE9</a>", span(2, 1, 2), manifest.Limits{}, true},
		{"schema-encoding", "\xFF\xFE<\x00a\x00>\x00x\x00\x00\xD8", span(1, 5, 5), manifest.Limits{}, true},
		{"schema-doctype", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", span(1, 1, 31), manifest.Limits{}, false},
		{"schema-well-formed", "<a><!X></a>", span(1, 4, 8), manifest.Limits{}, true},
		{"schema-well-formed", "<a>\n<b></a>", span(2, 4, 8), manifest.Limits{}, true},
		{"schema-well-formed", "<a>\n<b>", span(2, 1, 3), manifest.Limits{}, true},
		{"schema-well-formed", " x <a/>", span(1, 2, 3), manifest.Limits{}, false},
		{"schema-entity", "<a>\n<b c='&d;'/>", span(2, 7, 10), manifest.Limits{}, true},
		{"schema-depth", "<a><b>\n<c/></b></a>", span(2, 1, 3), manifest.Limits{Depth: 2}, true},
		{"schema-elements", "<a><b/>\n<c/></a>", span(2, 1, 3), manifest.Limits{Elements: 2}, true},
		{"schema-root-missing", "<!-- -->", span(1, 1, 1), manifest.Limits{}, false},
		{"schema-second-root", "<a/>\n <b/>", span(2, 2, 4), manifest.Limits{}, true},
		{"schema-trailing-text", "<a/>\n<![CDATA[ x ]]>", span(2, 11, 12), manifest.Limits{}, true},
	} {
		o, err := manifest.ReadOutline("x.xml", []byte(c.text), c.limits)
		var p manifest.Problem
		require.True(t, errors.As(err, &p), "%q: %v", c.text, err)
		assert.Equal(t, c.code, p.Code, c.text)
		assert.Equal(t, c.place, spanOf(p), c.text)
		assert.Equal(t, "x.xml", p.File)
		require.NotNil(t, o)
		assert.Equal(t, c.root, o.Root != nil, c.text)
	}
}

func TestABrokenFileHasTheOutlineOfWhatStandsBefore(t *testing.T) {
	at := strings.Index(dialect, "<!-- none")
	o, err := manifest.ReadOutline("x.tdd", []byte(dialect[:at]+"<b c='d>"), manifest.Limits{})
	require.Error(t, err)
	base, ok := o.Root.Attribute("base")
	require.True(t, ok)
	assert.Equal(t, "Postgres", base.Value)
	assert.Equal(t, span(3, 22, 30), base.ValueSpan)
	assert.Equal(t, "ABS(%1)", o.Root.Child("function-map").Child("function").Child("formula").Text)
	assert.Equal(t, "    <b c='d>", o.Line(6))
	o, _ = manifest.ReadOutline("x.tdd", []byte("<a> text\n<b/> more <<"), manifest.Limits{})
	assert.Equal(t, "text\n more", o.Root.Text)
}

func TestAnOutlineReadsEveryEncodingThatParseReads(t *testing.T) {
	want := outline(t, dialect)
	for _, data := range [][]byte{
		[]byte("\uFEFF" + dialect), utf16Bytes(dialect, binary.LittleEndian, true), utf16Bytes(dialect, binary.BigEndian, true),
		[]byte(strings.ReplaceAll(dialect, "\n", "\r\n")), []byte(strings.ReplaceAll(dialect, "\n", "\r")),
	} {
		o, err := manifest.ReadOutline("x.tdd", data, manifest.Limits{})
		require.NoError(t, err)
		assert.Equal(t, want.Root, o.Root)
	}
}

func TestAnOutlineKeepsNothingOfTheData(t *testing.T) {
	data := []byte(dialect)
	o, err := manifest.ReadOutline("x.tdd", data, manifest.Limits{})
	require.NoError(t, err)
	clear(data)
	assert.Equal(t, outline(t, dialect), o)
}

func TestLinesAreThoseThatProblemsCount(t *testing.T) {
	const text = "a\nb\r\nc\rd\n\r\r\né"
	want := []string{"", "a", "b", "c", "d", "", "", "é", "", ""}
	for i, line := range want {
		assert.Equal(t, line, manifest.SourceLine([]byte(text), i), i)
		assert.Equal(t, line, manifest.SourceLine([]byte("\uFEFF"+text), i), i)
		assert.Equal(t, line, manifest.SourceLine(utf16Bytes(text, binary.BigEndian, true), i), i)
	}
	assert.Empty(t, manifest.SourceLine([]byte(text), -1))
	assert.Equal(t, "\uFFFD\uFFFDx\u00e9", manifest.SourceLine([]byte("\n\x80\x81x\u00e9\n"), 2))
	assert.Equal(t, "half", manifest.SourceLine([]byte("\xFF\xFEh\x00a\x00l\x00f\x00!"), 1))
	assert.Equal(t, " class=\" my  class \" superclass='odbc' plugin-version='1.2.3-4' name='A	B' version='18.1' min-version-tableau='2021.1.3'>",
		outline(t, full).Line(3))
}

func TestHostileFilesHaveTheirOutlineQuickly(t *testing.T) {
	for name, text := range map[string]string{
		"attributes":  "<a" + strings.Repeat(" b=''", 100_000) + ">",
		"texts":       "<a>" + strings.Repeat("x<!---->", 60_000),
		"returns":     "<a>" + strings.Repeat("\r<b/>\r", 90_000),
		"empty lines": "<a>" + strings.Repeat("\r", 600_000),
		"quotes":      "<a b='" + strings.Repeat("&lt;", 200_000),
		"ampersands":  "<a>" + strings.Repeat("&amp;", 150_000) + "&",
	} {
		start := time.Now()
		o, err := manifest.ReadOutline("x.xml", []byte(text), manifest.Limits{})
		require.Error(t, err, name)
		assert.Equal(t, "schema-well-formed", err.(manifest.Problem).Code, name)
		o.Line(1 << 30)
		_, problems := manifest.Parse("x.xml", []byte(text), manifest.Limits{})
		assert.NotEmpty(t, problems, name)
		assert.Less(t, time.Since(start), 20*time.Second, name)
	}
}

// Real files have an outline that says what Parse says.
func TestRealManifestsHaveTheirOutline(t *testing.T) {
	dir, rows := corpus(t)
	for _, row := range rows {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row.File)))
		require.NoError(t, err)
		o, err := manifest.ReadOutline(row.File, data, manifest.Limits{})
		assert.Equal(t, row.WellFormed, err == nil, "%s: %v", row.File, err)
		m, _ := manifest.Parse(row.File, data, manifest.Limits{})
		if m == nil {
			continue
		}
		class, ok := o.Root.Attribute("class")
		require.True(t, ok, row.File)
		assert.Equal(t, m.Class, strings.Join(strings.Fields(class.Value), " "), row.File)
		line := []rune(o.Line(class.ValueSpan.Line))
		assert.Equal(t, class.Value, string(line[class.ValueSpan.Column-1:class.ValueSpan.EndColumn-1]), row.File)
	}
}

func FuzzOutline(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(dialect))
	f.Add(utf16Bytes(dialect, binary.BigEndian, true))
	for _, c := range allPlaceCases() {
		f.Add([]byte(unmarked(c.text)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := manifest.ReadOutline("x.xml", data, manifest.Limits{Bytes: 1 << 16, Depth: 32, Elements: 500})
		require.NotNil(t, o)
		text := decoded(data)
		if err != nil {
			requireInside(t, text, err.(manifest.Problem))
		}
		if o.Root == nil {
			require.Error(t, err)
			return
		}
		requireNode(t, sourceLines(text), o.Root)
		for line := range strings.Count(text, "\n") + strings.Count(text, "\r") + 3 {
			require.Equal(t, o.Line(line), manifest.SourceLine(data, line))
		}
	})
}

// requireNode requires that the places of an element are in the text, in the order
// of the text, and are there what the element says.
func requireNode(t *testing.T, lines []string, n *manifest.Node) {
	requireSpan(t, lines, n.Span)
	require.Equal(t, "<"+n.Name, cutOut(lines, n.Span))
	last := n.Span
	for _, a := range n.Attributes {
		requireSpan(t, lines, a.NameSpan)
		requireSpan(t, lines, a.ValueSpan)
		require.Equal(t, a.Name, cutOut(lines, a.NameSpan))
		require.True(t, ordered(last, a.NameSpan) && ordered(a.NameSpan, a.ValueSpan))
		last = a.ValueSpan
	}
	require.Equal(t, n.Text == "", n.TextSpan == manifest.Span{})
	if n.Text != "" {
		requireSpan(t, lines, n.TextSpan)
		require.True(t, ordered(last, n.TextSpan))
	}
	for _, c := range n.Children {
		require.True(t, ordered(last, c.Span))
		last = c.Span
		requireNode(t, lines, c)
	}
}

// ordered tells whether one span ends before another starts.
func ordered(a, b manifest.Span) bool {
	return a.EndLine < b.Line || a.EndLine == b.Line && a.EndColumn <= b.Column
}

func sourceLines(text string) []string { return strings.Split(toLineFeeds.Replace(text), "\n") }

// cutOut returns what stands in a span of one line.
func cutOut(lines []string, s manifest.Span) string {
	return string([]rune(lines[s.Line-1])[s.Column-1 : s.EndColumn-1])
}

// requireSpan requires that a span ends where or behind where it starts, and lies
// in the text.
func requireSpan(t *testing.T, lines []string, s manifest.Span) {
	require.True(t, s.Line < s.EndLine || s.Line == s.EndLine && s.Column <= s.EndColumn, "%v", s)
	for _, at := range [][2]int{{s.Line, s.Column}, {s.EndLine, s.EndColumn}} {
		require.GreaterOrEqual(t, at[0], 1)
		require.LessOrEqual(t, at[0], len(lines), "%v", s)
		require.GreaterOrEqual(t, at[1], 1)
		require.LessOrEqual(t, at[1], utf8.RuneCountInString(lines[at[0]-1])+1, "%v", s)
	}
}

func ExampleReadOutline() {
	o, err := manifest.ReadOutline("dialect.tdd", []byte(`<dialect name='Example'
    class='x' base='PostgreSQL90Dialect'>
  <function-map>
    <function name='ABS'>
  </function-map>
</dialect>`), manifest.Limits{})
	base, _ := o.Root.Attribute("base")
	fmt.Println(base.Value, base.ValueSpan)
	for n := range o.Root.All("function") {
		fmt.Println(n.Name, n.Span)
	}
	fmt.Println(err)
	// Output:
	// PostgreSQL90Dialect {2 21 2 40}
	// function {4 5 4 14}
	// dialect.tdd:5:3: element <function> closed by </function-map>: correct the XML (schema-well-formed)
}
