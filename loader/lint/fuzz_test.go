package lint_test

import (
	"bytes"
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// knownCodes is the codes that there are.
func knownCodes() map[string]bool {
	codes := make(map[string]bool)
	for _, k := range lint.Checks() {
		codes[k.Code] = true
	}
	return codes
}

// wellPlaced asks for what holds of all findings. The texts are those of the files, and
// those of the base; a file that is not among them has no places.
func wellPlaced(t *testing.T, findings []lint.Finding, known map[string]bool, texts, before map[string][]byte) {
	require.True(t, slices.IsSortedFunc(findings, func(a, b lint.Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), strings.Compare(a.Code, b.Code))
	}))
	for _, f := range findings {
		require.True(t, known[f.Code], f.Code)
		require.NotEmpty(t, f.Message, f.Code)
		require.NotEmpty(t, f.Help, f.Code)
		require.NotEmpty(t, f.File, f.Code)
		require.Less(t, utf8.RuneCountInString(f.Message), 1500, "%s: %s", f.Code, f.Message)
		text, has := texts[f.File]
		if f.Span != (manifest.Span{}) {
			require.True(t, has, "%s has a place, and the file is not known", f)
		}
		inside(t, f.Span, text, f.Message)
		if f.Line > 0 {
			require.Equal(t, manifest.SourceLine(text, f.Line), f.Source)
		}
		for _, place := range f.Related {
			require.NotEmpty(t, place.Message)
			text, now := texts[place.File]
			if !now {
				text = before[place.File]
			}
			inside(t, place.Span, text, place.Message)
		}
	}
}

// inside asks that a place is none, or one in the text that does not end before it starts.
func inside(t *testing.T, at manifest.Span, text []byte, message string) {
	if at == (manifest.Span{}) {
		return
	}
	require.LessOrEqual(t, cmp.Or(cmp.Compare(at.Line, at.EndLine), cmp.Compare(at.Column, at.EndColumn)), 0, "%v %s", at, message)
	for _, end := range [][2]int{{at.Line, at.Column}, {at.EndLine, at.EndColumn}} {
		line := manifest.SourceLine(text, end[0])
		require.Positive(t, end[0], message)
		require.Positive(t, end[1], message)
		require.LessOrEqual(t, end[1], utf8.RuneCountInString(line)+1, "%v in %q: %s", at, line, message)
	}
	// A line that does not exist is empty: the last one may be just that.
	lines := 1 + bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte("\r"))
	require.LessOrEqual(t, at.EndLine, lines, message)
}

// FuzzConnector puts any bytes where a connector has its files.
func FuzzConnector(f *testing.F) {
	for _, file := range scenarioFiles(f) {
		disk := readScenario(f, file).files.(fstest.MapFS)
		for _, name := range slices.Sorted(maps.Keys(disk)) {
			f.Add(disk[name].Data)
		}
	}
	for _, c := range schemaCases {
		f.Add([]byte(c.document(f, c.fires)))
		f.Add([]byte(c.document(f, c.nearly)))
	}
	for _, c := range packageCases {
		f.Add(c.fires(f))
		f.Add(c.nearly(f))
	}
	f.Add([]byte("\xFE\xFF\x00<\x00a\xD8\x00"))
	known := knownCodes()
	around := []byte(strings.Replace(sound, "  <license-key>", "<connection-resolver file='dialect.tdd'/><dialect file='dialect.tdd'/><oauth-config file='dialect.tdd'/><oauth-config file='none'/><license-key>", 1))
	options := loader.Options{Manifest: manifest.Limits{Bytes: 1 << 16, Elements: 1000}, PackageBytes: 1 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		alone, err := lint.Manifest("m.xml", data, lint.Config{Options: options})
		require.NoError(t, err)
		wellPlaced(t, alone, known, map[string][]byte{"m.xml": data}, nil)

		base := fstest.MapFS{"heron/manifest.xml": {Data: data}, "heron/dialect.tdd": {Data: data}, "heron.taco": {Data: data}}
		before := packageTexts("base/heron.taco", data)
		before["base/heron/manifest.xml"] = data
		check := func(texts map[string][]byte, c lint.Config) []lint.Finding {
			disk := fstest.MapFS{}
			for name, text := range texts {
				disk[name] = &fstest.MapFile{Data: text}
			}
			c.Options = options
			var err error
			c.Base, err = lint.ReadBase(base, "", options)
			require.NoError(t, err)
			findings, err := lint.Connector(disk, c)
			require.NoError(t, err)
			wellPlaced(t, findings, known, texts, before)
			return findings
		}
		asManifest := check(map[string][]byte{"manifest.xml": data, "dialect.tdd": data}, lint.Config{})
		for _, one := range alone {
			require.True(t, slices.ContainsFunc(asManifest, func(f lint.Finding) bool {
				return f.Code == one.Code && f.Span == one.Span
			}), "%s is found in the manifest alone", one)
		}
		check(map[string][]byte{"manifest.xml": around, "dialect.tdd": data}, lint.Config{})

		check(packageTexts("x.taco", data), lint.Config{Entry: "x.taco"})
	})
}

// packageTexts is a package and the files in it by the paths of findings.
func packageTexts(file string, data []byte) map[string][]byte {
	texts := map[string][]byte{file: data}
	pkg, err := taco.Open(bytes.NewReader(data), int64(len(data)), taco.Limits{})
	if err != nil {
		return texts
	}
	for i, e := range pkg.Entries() {
		name := path.Join(file, e.Name)
		if _, twice := texts[name]; !twice {
			if text, err := pkg.ReadEntry(i, 1<<20); err == nil {
				texts[name] = text
			}
		}
	}
	return texts
}
