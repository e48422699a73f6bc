package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/manifest"
)

func TestCaretsStandUnderWhatIsMeant(t *testing.T) {
	on := func(from, to int) manifest.Span {
		return manifest.Span{Line: 1, Column: from, EndLine: 1, EndColumn: to}
	}
	long := strings.Repeat("a", 30) + "TOKEN" + strings.Repeat("b", 30)
	for _, c := range []struct {
		name, source string
		at           manifest.Span
		room         int
		text, carets string
	}{
		{"a word", "ab cde f", on(4, 7), 40, "ab cde f", "   ^^^"},
		{"one character", "abc", on(1, 2), 40, "abc", "^"},
		{"nothing", "abc", on(2, 2), 40, "abc", " ^"},
		{"nothing at the end", "abc", on(4, 4), 40, "abc", "   ^"},
		{"behind the end", "abc", on(9, 12), 40, "abc", "   ^"},
		{"an empty line", "", on(1, 1), 40, "", "^"},
		{"several lines", "ab cde", manifest.Span{Line: 1, Column: 4, EndLine: 3, EndColumn: 1}, 40, "ab cde", "   ^^^"},
		{"several lines, from the end of the first", "ab", manifest.Span{Line: 1, Column: 3, EndLine: 2, EndColumn: 5}, 40, "ab", "  ^"},
		{"tabs", "\ta\tbc", on(4, 6), 40, "    a   bc", "        ^^"},
		{"a tab itself", "a\tb", on(2, 3), 40, "a   b", " ^^^"},
		{"wide characters before", "日本x", on(3, 4), 40, "日本x", "    ^"},
		{"wide characters", "a日本", on(2, 4), 40, "a日本", " ^^^^"},
		{"a combining character before", "e\u0301x", on(3, 4), 40, "e\u0301x", " ^"},
		{"a combining character itself", "ae\u0301", on(3, 4), 40, "ae\u0301", " ^"},
		{"control characters before", "\x1bx", on(2, 3), 40, `\u001bx`, "      ^"},
		{"control characters", "a\u202eb", on(2, 3), 40, `a\u202eb`, " ^^^^^^"},
		{"beyond the BMP", "a\U000e0041b", on(3, 4), 40, `a\U000e0041b`, "           ^"},
		{"a line that just fits", "abcdefghij", on(10, 11), 10, "abcdefghij", "         ^"},
		{"cut at the end", long, on(1, 4), 10, "aaaaaaaaa…", "^^^"},
		{"cut at the start", long, on(64, 66), 10, "…bbbbbbbbb", "        ^^"},
		{"cut at the start, nothing behind it", long, on(66, 66), 10, "…bbbbbbbb", "         ^"},
		{"cut at both", long, on(31, 36), 15, "…aaaaTOKENbbbb…", "     ^^^^^"},
		{"longer than the page", long, on(6, 60), 10, "…aaaaaaaa…", " ^^^^^^^^"},
		{"longer than the page from the start", long, on(1, 60), 10, "aaaaaaaaa…", "^^^^^^^^^"},
		{"wide characters cut", "日本日本日本日本", on(5, 6), 9, "…本日本…", "   ^^"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, carets := underlined(c.source, c.at, c.room)
			assert.LessOrEqual(t, columns(text), c.room)
			assert.Equal(t, c.text+"\n"+c.carets, text+"\n"+carets)
		})
	}
}

func TestALongLineIsCutBeforeItIsLaidOut(t *testing.T) {
	for _, source := range []string{
		strings.Repeat("abc ", 300), strings.Repeat("日本 x", 200), strings.Repeat("e\u0301\u0302a", 300), strings.Repeat("\u202e\x1ba", 300),
	} {
		points := len([]rune(source))
		for from := 1; from <= points+3; from += 7 {
			for _, length := range []int{0, 1, 9, 80, points} {
				at := manifest.Span{Line: 1, Column: from, EndLine: 1, EndColumn: from + length}
				for _, room := range []int{leastSource, 41} {
					text, carets := underlined(source, at, room)
					wantText, wantCarets := laidOut(source, at, room)
					assert.Equal(t, wantText+"\n"+wantCarets, text+"\n"+carets, "%.9q %v %d", source, at, room)
				}
			}
		}
		cut, _ := around(source, manifest.Span{Column: points / 2}, 20)
		assert.Less(t, len(cut), 300)
	}
}

func FuzzUnderlined(f *testing.F) {
	f.Add("<a b='c'/>", 4, 9, 40)
	f.Add("\t日本\u0301\x1b", 1, 3, 10)
	f.Fuzz(func(t *testing.T, source string, from, to, room int) {
		if strings.ContainsAny(source, "\r\n") || room > 200 {
			t.Skip()
		}
		source, room = strings.ToValidUTF8(source, "\ufffd"), max(room, leastSource)
		text, carets := underlined(source, manifest.Span{Line: 1, Column: from, EndLine: 1, EndColumn: to}, room)
		assert.LessOrEqual(t, columns(text), room)
		assert.LessOrEqual(t, len(carets), max(columns(text), 1)+1)
		assert.Contains(t, carets, "^")
		assert.Equal(t, text, clean(text))
	})
}
