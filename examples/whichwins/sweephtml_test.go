package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// htmlDemo is the sample machine over all known releases.
func htmlDemo(t testing.TB) (*loader.Inventory, *loader.Timeline) {
	t.Helper()
	disk, err := diskOf(demoDisk)
	require.NoError(t, err)
	h := loader.Host{
		Product: loader.Desktop, OS: loader.Windows, Home: `C:\Users\ann`,
		Paths: map[loader.Tier][]string{loader.TierDev: {`C:\dev\connectors`}},
	}
	open := func(d loader.Directory) (fs.FS, error) {
		return fs.Sub(disk, strings.NewReplacer(`C:\`, "C/", `\`, "/").Replace(d.Path))
	}
	inv, err := loader.Discover(context.Background(), htmlDirectories(h), open, loader.Options{})
	require.NoError(t, err)
	return inv, loader.Sweep(inv, h, version.Constraint{})
}

// htmlDirectories is what a host looks at in any known release.
func htmlDirectories(h loader.Host) []loader.Directory {
	var ds []loader.Directory
	for _, tier := range loader.Tiers() {
		for _, r := range version.KnownReleases() {
			h.Release = r
			for _, d := range h.Directories() {
				if d.Tier == tier && !slices.Contains(ds, d) {
					ds = append(ds, d)
				}
			}
		}
	}
	return ds
}

// htmlVersion parses a plugin version.
func htmlVersion(t testing.TB, text string) version.Plugin {
	t.Helper()
	v, err := version.ParsePlugin(text)
	require.NoError(t, err)
	return v
}

// htmlMany is a machine with so many classes. Each has an older version in the
// shared directory and a newer one in the repository, with several minimums.
func htmlMany(t testing.TB, classes int) (*loader.Inventory, *loader.Timeline) {
	t.Helper()
	known := version.KnownReleases()
	inv := &loader.Inventory{Directories: []loader.ScannedDirectory{
		{Directory: loader.Directory{Tier: loader.TierShared, Path: `C:\Program Files\Tableau\Connectors`}},
		{Directory: loader.Directory{Tier: loader.TierRepository, Path: `C:\Users\ann\Documents\My Tableau Repository\Connectors`}},
	}}
	for dir, plugin := range []string{"1.0.7", "1.10.0"} {
		for i := range classes {
			class := fmt.Sprintf("class_%04d_jdbc", i)
			least := htmlVersion(t, known[(i*5+dir)%len(known)].String())
			inv.Candidates = append(inv.Candidates, loader.Candidate{
				Place:    loader.Place{Directory: dir, Entry: class + ".taco"},
				Packaged: true, Class: class, PluginVersion: htmlVersion(t, plugin),
				Manifest: &manifest.Manifest{Class: class, PluginVersion: htmlVersion(t, plugin), PluginVersionText: plugin, MinVersionTableau: least},
			})
		}
	}
	return inv, loader.Sweep(inv, loader.Host{}, version.Constraint{})
}

// hostile are names as somebody might give them who wants to harm the reader.
var hostile = []string{
	`<script>alert(1)</script>`, `"onmouseover="alert(1)`, `'><img src=x onerror=alert(1)>`, `</style><script>`,
	`</title>`, `<!--`, `]]>`, `&lt;b&gt;`, `{{.Title}}`, `javascript:alert(1)`, "a\u202egpj.exe", "b\x00c", "d\u200be", "f\xffg",
	"line\nbreak", "עברית", strings.Repeat("w", 1000), strings.Repeat("漢", 300),
}

// htmlHostile is a machine with hostile names in all places.
func htmlHostile(t testing.TB) (*loader.Inventory, *loader.Timeline) {
	t.Helper()
	inv := &loader.Inventory{}
	for i, name := range hostile {
		inv.Directories = append(inv.Directories, loader.ScannedDirectory{
			Directory: loader.Directory{Tier: loader.Tiers()[i%len(loader.Tiers())], Path: `C:\` + name + strings.Repeat(`\long path`, 30)},
			State:     loader.StateRead, Detail: name, SameAs: name,
		})
	}
	for i, name := range hostile {
		inv.Candidates = append(inv.Candidates, loader.Candidate{
			Place: loader.Place{Directory: i, Entry: name}, Class: name, PluginVersion: htmlVersion(t, "1."+strings.Repeat("9", 300)),
			Manifest: &manifest.Manifest{Class: name, PluginVersionText: name, Platforms: []string{name}},
		}, loader.Candidate{
			Place: loader.Place{Directory: (i + 3) % len(hostile), Entry: name}, Class: name, PluginVersion: htmlVersion(t, "2"),
		}, loader.Candidate{
			Place: loader.Place{Directory: i, Entry: "broken" + name}, Fault: &loader.Fault{Rule: loader.RuleManifestReadable, Text: name},
		})
	}
	h := loader.Host{Assume: map[loader.RuleID]string{loader.RuleFoldersInDevPath: "anywhere", loader.RulePlatforms: "ignored"}}
	timeline := loader.Sweep(inv, h, version.Constraint{})
	timeline.Notes = append(timeline.Notes, hostile...)
	return inv, timeline
}

// htmlOf is the page of these classes.
func htmlOf(t testing.TB, inv *loader.Inventory, timeline *loader.Timeline, classes []string) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, writeSweepHTML(&b, inv, timeline, classes))
	return b.String()
}

// htmlAll is the page of all classes.
func htmlAll(t testing.TB, inv *loader.Inventory, timeline *loader.Timeline) string {
	t.Helper()
	return htmlOf(t, inv, timeline, timeline.Classes())
}

// parsed is the document that a browser makes of a page.
func parsed(t testing.TB, page string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	return n
}

// elements lists the elements of a name below a node, in document order; "" is
// any name.
func elements(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (name == "" || d.Data == name) {
			out = append(out, d)
		}
	}
	return out
}

// byID is the element with an ID.
func byID(t testing.TB, n *html.Node, id string) *html.Node {
	t.Helper()
	for _, e := range elements(n, "") {
		if attribute(e, "id") == id {
			return e
		}
	}
	require.Fail(t, "no element", "with the id %q", id)
	return nil
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf is the text of a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// rowOf is what the table shows of a class.
func rowOf(t testing.TB, doc *html.Node, class string) []*html.Node {
	t.Helper()
	for _, row := range elements(elements(doc, "tbody")[0], "tr") {
		if textOf(elements(row, "th")[0]) == string(brief(cleaned(class), mostOfName)) {
			return elements(row, "td")
		}
	}
	require.Fail(t, "no row", "for %q", class)
	return nil
}

// detailsOf is what the page tells of a class, to which its name in the table
// leads.
func detailsOf(t testing.TB, doc *html.Node, class string) *html.Node {
	t.Helper()
	for _, a := range elements(elements(doc, "tbody")[0], "a") {
		if textOf(a) == string(brief(cleaned(class), mostOfName)) {
			details := byID(t, doc, strings.TrimPrefix(attribute(a, "href"), "#"))
			require.Equal(t, clean(class), textOf(elements(details, "h3")[0]))
			return details
		}
	}
	require.Fail(t, "no link", "for %q", class)
	return nil
}

// requireComplete checks that the page shows every span and turn of a class, and
// every candidate with its reason.
func requireComplete(t *testing.T, doc *html.Node, inv *loader.Inventory, timeline *loader.Timeline, class string) {
	t.Helper()
	spans, _ := timeline.Class(class)
	cells, details := rowOf(t, doc, class), detailsOf(t, doc, class)
	require.Len(t, cells, len(spans), class)
	turns := timeline.Turns(class)
	sure := slices.ContainsFunc(turns, func(turn loader.Turn) bool { return !turn.Unsure })
	assert.Equal(t, sure, slices.ContainsFunc(details.Attr, func(a html.Attribute) bool { return a.Key == "open" }))
	parts := spansIn(details)
	require.Len(t, parts, len(spans), class)
	covered := 0
	for i, s := range spans {
		n, err := strconv.Atoi(attribute(cells[i], "colspan"))
		require.NoError(t, err)
		assert.Equal(t, timeline.Releases[covered], s.From)
		covered += n
		assert.Equal(t, timeline.Releases[covered-1], s.To)
		requireSpan(t, textOf(cells[i]), textOf(parts[i]), inv, timeline, class, s)
		turned := len(turns) > 0 && turns[0].Release.Compare(s.From) == 0
		assert.Equal(t, turned && !turns[0].Unsure, strings.Contains(textOf(cells[i]), "◆"))
		assert.Equal(t, turned && turns[0].Unsure, strings.Contains(textOf(cells[i]), "◇"))
		if turned {
			word := "Turn."
			if turns[0].Unsure {
				word = "Maybe a turn."
			}
			assert.Contains(t, textOf(parts[i]), fmt.Sprintf("%s %s %s, %s", word, clean(turns[0].Text), turns[0].Rule, turns[0].Basis))
			turns = turns[1:]
		}
	}
	assert.Len(t, timeline.Releases, covered)
	assert.Empty(t, turns)
}

// spansIn lists the parts of the details of a class.
func spansIn(details *html.Node) []*html.Node {
	return slices.DeleteFunc(elements(details, "div"), func(n *html.Node) bool {
		return !slices.Contains(strings.Fields(attribute(n, "class")), "span")
	})
}

// requireSpan checks the texts of a cell and of its part of the details.
func requireSpan(t *testing.T, cell, part string, inv *loader.Inventory, timeline *loader.Timeline, class string, s loader.Span) {
	t.Helper()
	switch {
	case s.Winner == nil:
		assert.Contains(t, cell, "nothing")
	case s.Winner.Native:
		assert.Contains(t, cell, "native")
	default:
		assert.Contains(t, cell, string(s.Tier))
	}
	if s.Winner != nil {
		assert.Contains(t, part, fmt.Sprintf("%s, %s", s.Rule, s.Basis))
	}
	assert.Equal(t, len(s.Assumes) > 0 || s.Basis == loader.Assumed, strings.Contains(cell, "*"))
	assert.Equal(t, s.BuiltInElsewhere, strings.Contains(cell, "?"))
	for _, rule := range s.Assumes {
		assert.Contains(t, part, rule)
	}
	assert.Equal(t, s.BuiltIns == loader.BuiltInsUnknown, strings.Contains(part, "Built-ins unknown"))
	assert.Equal(t, s.BuiltIns == loader.BuiltInsPartly, strings.Contains(part, "Built-ins partly known"))
	h := timeline.Host
	h.Release = s.From
	contest, _ := loader.Resolve(inv, h).Class(class)
	for _, d := range contest.Decisions {
		assert.Contains(t, part, clean(d.Location))
		assert.Contains(t, part, string(d.Outcome))
		assert.Contains(t, part, fmt.Sprintf("%s %s", clean(d.Reason.Text), d.Reason.Rule))
		if !d.Candidate.Native {
			assert.Contains(t, part, clean(versionOf(d.Candidate)))
		}
	}
}

func TestTheSweepPageShowsEverySpanTurnAndReason(t *testing.T) {
	inv, timeline := htmlDemo(t)
	page := htmlAll(t, inv, timeline)
	t.Logf("the page has %d bytes", len(page))
	doc := parsed(t, page)
	for _, class := range timeline.Classes() {
		requireComplete(t, doc, inv, timeline, class)
	}
	text := textOf(doc)
	assert.Contains(t, text, "2019.1 to 2026.3 (28 releases)")
	assert.Contains(t, text, "6 classes. 3 turn, at 2020.4, 2021.2, 2022.2 and 2023.1.")
	for _, note := range timeline.Notes {
		assert.Contains(t, text, note)
	}
	assert.Contains(t, textOf(byID(t, doc, "unreadable").Parent), "download.taco")
}

func TestTheSweepPageHoldsThousandsOfClasses(t *testing.T) {
	inv, timeline := htmlMany(t, 2000)
	page := htmlAll(t, inv, timeline)
	t.Logf("the page has %d bytes", len(page))
	assert.Less(t, len(page), 20<<20)
	doc := parsed(t, page)
	rows := elements(elements(doc, "tbody")[0], "tr")
	details := elements(byID(t, doc, "classes").Parent, "details")
	require.Len(t, rows, 2000)
	require.Len(t, details, 2000)
	for i, class := range timeline.Classes() {
		spans, _ := timeline.Class(class)
		assert.Equal(t, class, textOf(elements(rows[i], "th")[0]))
		assert.Len(t, elements(rows[i], "td"), len(spans))
		parts := spansIn(details[i])
		require.Len(t, parts, len(spans))
		for k, turn := range timeline.Turns(class) {
			at := slices.IndexFunc(spans, func(s loader.Span) bool { return s.From.Compare(turn.Release) == 0 })
			require.GreaterOrEqual(t, at, k)
			assert.Contains(t, textOf(parts[at]), turn.Text)
		}
	}
	requireSound(t, doc)
}

func TestTheSweepPageSaysTheSameTwice(t *testing.T) {
	inv, timeline := htmlHostile(t)
	assert.Equal(t, htmlAll(t, inv, timeline), htmlAll(t, inv, timeline))
	inv, timeline = htmlDemo(t)
	first := htmlAll(t, inv, timeline)
	inv, timeline = htmlDemo(t)
	assert.Equal(t, first, htmlAll(t, inv, timeline))
}

func TestHostileNamesStayTextOnTheSweepPage(t *testing.T) {
	inv, timeline := htmlHostile(t)
	page := htmlAll(t, inv, timeline)
	doc := parsed(t, page)
	requireSound(t, doc)
	for _, r := range page {
		require.False(t, r != '\n' && r != '\t' && hidden(r), "%U is in the page", r)
	}
	require.NotContains(t, page, "\ufffd")
	text := textOf(doc)
	for _, name := range hostile {
		requireComplete(t, doc, inv, timeline, name)
		assert.Contains(t, text, `C:\`+clean(name)+`\long path`)
		assert.Contains(t, textOf(byID(t, doc, "unreadable").Parent), clean(name))
		assert.Contains(t, textOf(byID(t, doc, "notes").Parent), clean(name))
	}
	assert.Contains(t, text, `a\u202egpj.exe`)
	assert.Contains(t, text, `b\u0000c`)
	assert.Contains(t, text, `f\xffg`)
}

// inPage are the attributes that a self-contained page may have.
var inPage = []string{
	"aria-hidden", "aria-label", "aria-labelledby", "charset", "class", "colspan", "content", "href", "http-equiv", "id", "lang",
	"name", "open", "role", "rowspan", "scope", "span", "tabindex",
}

// requireSound checks that a page loads nothing, that its links lead somewhere,
// and that its headings are in order.
func requireSound(t *testing.T, doc *html.Node) {
	t.Helper()
	ids := map[string]bool{"": true}
	for _, e := range elements(doc, "") {
		for _, a := range e.Attr {
			require.Contains(t, inPage, a.Key, "on %s", e.Data)
		}
		if id := attribute(e, "id"); id != "" {
			require.False(t, ids[id], "two elements have the id %q", id)
			ids[id] = true
		}
	}
	level := 0
	for _, e := range elements(doc, "") {
		switch e.Data {
		case "script", "link", "img", "svg", "iframe", "object", "embed", "base", "form", "audio", "video", "picture", "template":
			require.Fail(t, "the page has an element", "%s", e.Data)
		case "a":
			target, isFragment := strings.CutPrefix(attribute(e, "href"), "#")
			require.True(t, isFragment)
			require.True(t, target != "" && ids[target], "a link leads to %q", target)
		case "h1", "h2", "h3", "h4":
			now := int(e.Data[1] - '0')
			require.LessOrEqual(t, now, level+1, "after a heading of level %d: %s", level, textOf(e))
			level = now
		}
		require.True(t, ids[attribute(e, "aria-labelledby")])
	}
	require.Len(t, elements(doc, "h1"), 1)
	require.Len(t, elements(doc, "title"), 1)
	require.Len(t, elements(doc, "style"), 1)
	require.Equal(t, "en", attribute(elements(doc, "html")[0], "lang"))
	for _, table := range elements(doc, "table") {
		require.Len(t, elements(table, "caption"), 1)
	}
}

func TestTheSweepPageIsSelfContained(t *testing.T) {
	inv, timeline := htmlDemo(t)
	page := htmlAll(t, inv, timeline)
	doc := parsed(t, page)
	requireSound(t, doc)
	for _, loads := range []string{"<script", "src=", "url(", "@import", "http:", "https:", "//", "ZgotmplZ"} {
		assert.NotContains(t, page, loads)
	}
	head := elements(doc, "head")[0]
	policy := elements(head, "meta")[1]
	assert.Equal(t, "Content-Security-Policy", attribute(policy, "http-equiv"))
	assert.Equal(t, "default-src 'none'; style-src 'unsafe-inline'", attribute(policy, "content"))
	assert.Contains(t, page, `<meta name="viewport" content="width=device-width, initial-scale=1">`)
	assert.Contains(t, page, `<meta name="color-scheme" content="light dark">`)
}

func TestTheTableOfTheSweepPageHasHeaders(t *testing.T) {
	inv, timeline := htmlDemo(t)
	doc := parsed(t, htmlAll(t, inv, timeline))
	scopes := map[string][]string{}
	for _, th := range elements(doc, "th") {
		scopes[attribute(th, "scope")] = append(scopes[attribute(th, "scope")], cmp.Or(attribute(th, "aria-label"), textOf(th)))
	}
	assert.Equal(t, []string{"2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026"}, scopes["colgroup"])
	want := []string{"Class"}
	for _, r := range timeline.Releases {
		want = append(want, r.String())
	}
	assert.Equal(t, want, scopes["col"])
	assert.Equal(t, timeline.Classes(), scopes["row"])
}

func TestASweepPageOfNothingSaysSo(t *testing.T) {
	over, err := version.ParseConstraint(">2999.1")
	require.NoError(t, err)
	inv, demo := htmlDemo(t)
	for name, c := range map[string]struct {
		inv      *loader.Inventory
		timeline *loader.Timeline
		classes  []string
		want     []string
	}{
		"no inventory": {nil, loader.Sweep(nil, loader.Host{}, version.Constraint{}), nil, []string{"No connector was found whose class is known", "No directory is known or given."}},
		"no release":   {inv, loader.Sweep(inv, loader.Host{}, over), []string{"heron_jdbc"}, []string{"No release was looked at", `No known release satisfies ">2999.1".`}},
		"no class":     {inv, demo, nil, []string{"No connector was found whose class is known"}},
		"another":      {inv, demo, []string{"<b>owl"}, []string{"No connector claims <b>owl."}},
		"zero":         {nil, &loader.Timeline{}, nil, []string{"No release was looked at"}},
	} {
		t.Run(name, func(t *testing.T) {
			doc := parsed(t, htmlOf(t, c.inv, c.timeline, c.classes))
			requireSound(t, doc)
			assert.Empty(t, elements(doc, "table"))
			for _, want := range c.want {
				assert.Contains(t, textOf(doc), want)
			}
		})
	}
}

func TestTheSweepPageShowsTheClassesAskedFor(t *testing.T) {
	inv, timeline := htmlDemo(t)
	doc := parsed(t, htmlOf(t, inv, timeline, []string{"wren_jdbc", "owl_jdbc"}))
	assert.Len(t, elements(elements(doc, "tbody")[0], "tr"), 1)
	assert.Contains(t, textOf(doc), "1 class. 1 turns, at 2020.4 and 2021.2.")
	assert.Contains(t, textOf(doc), "No connector claims owl_jdbc.")
	doc = parsed(t, htmlOf(t, inv, timeline, []string{"siskin_jdbc"}))
	assert.Contains(t, textOf(doc), "1 class. None turns")

	h := timeline.Host
	h.Assume = map[loader.RuleID]string{loader.RuleClassIdentity: "any-case"}
	doc = parsed(t, htmlOf(t, inv, loader.Sweep(inv, h, version.Constraint{}), []string{"WREN_jdbc"}))
	rowOf(t, doc, "wren_jdbc")
}

func TestASweepPageOfAFewReleases(t *testing.T) {
	inv, demo := htmlDemo(t)
	for constraint, want := range map[string]string{
		"2022.2":                      "2022.2 (1 release)",
		">=2021.2, !=2022.1, <2022.4": "2021.2 to 2022.3 (5 releases)",
		">=2026.2":                    "2026.2 to 2026.3 (2 releases)", // the basis of native-class differs
	} {
		t.Run(constraint, func(t *testing.T) {
			over, err := version.ParseConstraint(constraint)
			require.NoError(t, err)
			timeline := loader.Sweep(inv, demo.Host, over)
			doc := parsed(t, htmlAll(t, inv, timeline))
			requireSound(t, doc)
			assert.Contains(t, textOf(doc), want)
			for _, class := range timeline.Classes() {
				requireComplete(t, doc, inv, timeline, class)
			}
		})
	}
}

func TestTheSameFileHasTheSameLetter(t *testing.T) {
	inv, timeline := htmlDemo(t)
	doc := parsed(t, htmlAll(t, inv, timeline))
	var keys []string
	for _, cell := range rowOf(t, doc, "heron_jdbc") {
		for _, key := range elements(cell, "b") {
			keys = append(keys, textOf(key)+" "+attribute(key, "class")+" "+attribute(cell, "class"))
		}
	}
	assert.Equal(t, []string{"A key k1 won t1 turn", "B key k2 won t2 turn", "A key k1 won t1 turn"}, keys)
	for n, want := range map[int]string{0: "", 1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 703: "AAA"} {
		assert.Equal(t, want, letter(n))
	}
}

func TestTheSweepPageListsTheLoadOrder(t *testing.T) {
	inv, timeline := htmlDemo(t)
	var rows []string
	for _, li := range elements(byID(t, parsed(t, htmlAll(t, inv, timeline)), "order").Parent, "li") {
		rows = append(rows, strings.TrimSpace(textOf(li)))
	}
	require.Len(t, rows, 6+26)
	assert.Equal(t, `built-in C:\Program Files\Tableau\Tableau 2022.1\bin\connectors read, for 2022.1`, rows[0])
	assert.Contains(t, rows[2], "built-in 26 more, which are missing")
	assert.Equal(t, `C:\Program Files\Tableau\Tableau 2019.1\bin\connectors missing, for 2019.1`, rows[3])
	assert.Equal(t, `shared C:\Program Files\Tableau\Connectors read`, rows[29])
	assert.Equal(t, `dev C:\dev\connectors read`, rows[31])

	inv = &loader.Inventory{Directories: []loader.ScannedDirectory{
		{Directory: loader.Directory{Tier: "other", Path: "/z"}, State: loader.StateUnreadable, Detail: "permission denied"},
		{Directory: loader.Directory{Tier: loader.TierDev, Path: "/b"}, SameAs: "/a"},
		{Directory: loader.Directory{Tier: loader.TierShared, Path: "/a"}, State: loader.StateMissing},
	}}
	rows = nil
	for _, li := range elements(byID(t, parsed(t, htmlAll(t, inv, loader.Sweep(inv, loader.Host{}, version.Constraint{}))), "order").Parent, "li") {
		rows = append(rows, textOf(li))
	}
	assert.Equal(t, []string{"shared /a missing", "dev /b read; the same as /a", "other /z unreadable: permission denied"}, rows)
}

func TestTheSweepPageShowsWhatWasAssumed(t *testing.T) {
	inv, timeline := htmlDemo(t)
	h := timeline.Host
	h.Assume = map[loader.RuleID]string{loader.RuleNativeClass: "lowest", loader.RulePlatforms: "ignored"}
	h.DisableSignatureVerification = true
	text := textOf(parsed(t, htmlAll(t, inv, loader.Sweep(inv, h, version.Constraint{}))))
	assert.Contains(t, text, "platforms=ignored, native-class=lowest")
	assert.Contains(t, text, "verification is disabled")
}

func TestASpanByAnAssumedRuleIsMarked(t *testing.T) {
	span := loader.Span{Rule: loader.RuleNativeClass, Basis: loader.Assumed, Assumes: []loader.RuleID{loader.RuleVersionOrder}}
	assert.Equal(t, []loader.RuleID{loader.RuleVersionOrder, loader.RuleNativeClass}, unsureRulesOf(span))
	span.Assumes = append(span.Assumes, loader.RuleNativeClass)
	assert.Equal(t, span.Assumes, unsureRulesOf(span))
	span.Basis = loader.Documented
	assert.Equal(t, span.Assumes, unsureRulesOf(span))
}

func TestTheSweepPageSaysWhereConnectingFails(t *testing.T) {
	unsigned := &taco.Signature{State: taco.Unsigned}
	inv := &loader.Inventory{
		Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierRepository, Path: "/connectors"}}},
		Candidates:  []loader.Candidate{{Place: loader.Place{Entry: "a.taco"}, Packaged: true, Class: "a", Signature: unsigned}},
	}
	// Server loads packages since 2019.4 and verifies them since 2020.1, which
	// is within the span.
	h := loader.Host{Product: loader.Server, OS: loader.Linux}
	timeline := loader.Sweep(inv, h, version.Constraint{})
	text := textOf(parsed(t, htmlAll(t, inv, timeline)))
	assert.Equal(t, 1, strings.Count(text, "Fails when somebody connects."))
	h.DisableSignatureVerification = true
	text = textOf(parsed(t, htmlAll(t, inv, loader.Sweep(inv, h, version.Constraint{}))))
	assert.NotContains(t, text, "Fails when somebody connects.")
}

// A fullDisk cannot be written to.
type fullDisk struct{}

var errFull = errors.New("no space left on device")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestTheSweepPageReportsAFailedWrite(t *testing.T) {
	inv, timeline := htmlDemo(t)
	assert.ErrorIs(t, writeSweepHTML(fullDisk{}, inv, timeline, timeline.Classes()), errFull)
}
