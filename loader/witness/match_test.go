package witness

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTemplatesMatchWholeTexts(t *testing.T) {
	for _, test := range []struct {
		name, template, text string
		want                 found
		ok                   bool
	}{
		{"without fields", "a b", "a b", found{}, true},
		{"any white space for a blank", "a b", "a \t\r\n b", found{}, true},
		{"no white space for a blank", "a b", "ab", found{}, false},
		{"a line break for one", "a\nb", "a \r\n b", found{}, true},
		{"a blank for a line break", "a\nb", "a  b", found{}, false},
		{"more behind it", "a b", "a b c", found{}, false},
		{"more before it", "a b", "c a b", found{}, false},
		{"another case", "a b", "A b", found{}, false},
		{"a field at the end", "in {path}", "in /x y", found{path: "/x y"}, true},
		{"a field at the end that is empty", "in {path}", "in ", found{}, false},
		{"a class that is empty", "class '{class}'.", "class ''.", found{}, true},
		{"a class with what is behind it", "class '{class}'.", "class 'a'.b'.", found{class: "a'.b"}, true},
		{"the shortest field", "of {class} from {path}", "of a from /b from c", found{class: "a", path: "/b from c"}, true},
		{"a name over two lines", "in {path}", "in /x\ny", found{}, false},
		{"a reason over two lines", "as {reason}", "as x\n\ny", found{reason: "x\n\ny"}, true},
		{"a path of several words before a line break", "in {path}\n{reason}", "in /x y z \n\n why\nso", found{path: "/x y z", reason: "why\nso"}, true},
		{"no line break behind a path", "in {path}\n{reason}", "in /x y z", found{}, false},
		{"a number", "n {n}.", "n -12.", found{}, true},
		{"no number", "n {n}.", "n x.", found{}, false},
		{"a number with more", "n {n}.", "n 1x.", found{}, false},
		{"a version", "…v {version}…", "it is v 1.2-3., so", found{version: "1.2-3"}, true},
		{"no version", "…v {version}…", "it is v ., so", found{}, false},
		{"any text that is none", "…v {version}…", "v 1", found{version: "1"}, true},
		{"any text in the middle", "a … b", "a x\ny b", found{}, true},
		{"a path at the start", "{path} failed", `C:\x failed failed`, found{path: `C:\x failed`}, true},
		{"words for a path", "in {path}", "in one of 3 places", found{}, false},
		{"a path of a package alone", "in {path}", "in heron jdbc.TACO", found{path: "heron jdbc.TACO"}, true},
		{"a path of two directories", "in {path}", "in heron/jdbc", found{path: "heron/jdbc"}, true},
		{"a word at the start", "{path} failed", "it failed", found{}, false},
		{"a name that is none for its length", "in {path}", "in /" + strings.Repeat("x", MostMessage), found{}, false},
		{"the longest name", "in {path}", "in " + strings.Repeat("/", MostMessage), found{path: strings.Repeat("/", MostMessage)}, true},
		{"a module", "from {module}", "from a.dll", found{module: "a.dll"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := compile(test.template).match(test.text)
			assert.Equal(t, test.ok, ok)
			assert.Equal(t, test.want, got)
		})
	}
}

// expression is a regular expression for a template whose fields are all reasons or any
// text.
func expression(template string) *regexp.Regexp {
	s := regexp.QuoteMeta(template)
	s = regexp.MustCompile(`\s*\n\s*`).ReplaceAllString(s, `[ \t]*\n\s*`)
	s = strings.ReplaceAll(s, " ", `\s+`)
	s = strings.ReplaceAll(s, `\{reason\}`, `(?s:(.*?))`)
	s = strings.ReplaceAll(s, "…", `(?s:.*?)`)
	return regexp.MustCompile(`^` + s + `$`)
}

// behind returns a piece as it may stand behind another one and a field: a gap takes
// all white space that there is, so that two cannot share it.
func behind(before, piece string) string {
	if strings.Trim(before[len(before)-1:], white) != "" {
		return piece
	}
	if piece = strings.TrimLeft(piece, white); piece == "" {
		return "a"
	}
	return piece
}

func TestTemplatesMatchAsRegularExpressionsDo(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "ab", "aab", "a b", " a", "b ", " ", "\n", "ab\nb", " a b "})
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SampledFrom([]string{"", "…"})
		first, second := piece.Draw(t, "first"), piece.Draw(t, "second")
		template := field.Draw(t, "start") + first + "{reason}" + behind(first, second)
		if rapid.Bool().Draw(t, "more") {
			template += "…" + behind(template, piece.Draw(t, "third"))
		}
		template += field.Draw(t, "end")
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "aab", " ", "\n"}), 0, 12).Draw(t, "text"), "")

		got, ok := compile(template).match(text)
		want := expression(template).FindStringSubmatch(text)
		require.Equal(t, want != nil, ok, "%q in %q", template, text)
		if ok {
			require.Equal(t, strings.Trim(want[1], white), got.reason, "%q in %q", template, text)
		}
	})
}

func TestNoTwoFieldsOfTheTableStandSideBySideButBehindANumber(t *testing.T) {
	for _, w := range wordings {
		parts := compile(w.Text)
		require.NotEmpty(t, parts, w.ID)
		for i, p := range parts {
			if p.field == "" {
				continue
			}
			assert.Contains(t, []string{"class", "path", "module", "version", "reason", "n", anyText}, p.field, w.ID)
			if p.field != "n" && p.field != "version" && i+1 < len(parts) {
				assert.Empty(t, parts[i+1].field, w.ID)
			}
		}
	}
}

func TestMatchingTakesTimeInProportionToTheText(t *testing.T) {
	const size = 1 << 20
	for name, text := range map[string]string{
		"white space":         strings.Repeat(" ", size),
		"line breaks":         strings.Repeat("\n", size),
		"short lines":         strings.Repeat("a\n", size/2),
		"starts of a row":     strings.Repeat("Connector Class: ", size/17),
		"halves of a row":     strings.Repeat("Connector Class: x, ", size/20),
		"ends of a row":       "Taco signature verification failed for " + strings.Repeat(" Exit code:", size/11),
		"words and gaps":      "Taco signature verification failed for " + strings.Repeat("Exit  ", size/6),
		"a word and a gap":    "Taco signature verification failed for Exit" + strings.Repeat(" ", size),
		"signs of a number":   "Loaded " + strings.Repeat("-.", size/2) + "1",
		"a class without end": "Error loading connection dialog file (.tcd) for class '" + strings.Repeat("'. Skipping ", size/12),
	} {
		t.Run(name, func(t *testing.T) {
			v := newVocabulary(wordings[:])
			a := account{words: v}
			start := time.Now()
			a.open(entry{head: Event{Key: connectorKey}, text: text})
			for _, ok := a.next(); ok; _, ok = a.next() {
			}
			assert.Less(t, time.Since(start), 5*time.Second)
		})
	}
}

func TestANewWordingIsOneNewRow(t *testing.T) {
	table := append(Wordings(), Wording{ID: "new", Kind: Loaded, Key: "heron-key", Text: "The heron \"{class}\" has landed at {path}, \\o/"})
	log := `{"ts":"2024-01-01T00:00:00","pid":1,"k":"heron-key","v":"The heron \"x\" has landed at /c/x.taco, \\o/"}`
	e, err := newReader("", strings.NewReader(log), newVocabulary(table)).Next()
	require.NoError(t, err)
	assert.Equal(t, "new", e.Wording)
	assert.Equal(t, [...]string{"x", "/c/x.taco"}, [...]string{e.Class, e.Path})
}
