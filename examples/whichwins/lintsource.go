package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tacorder/tacorder/manifest"
)

// tabWidth is how far apart the tab stops of a source line are.
const tabWidth = 4

// leastSource is how many columns a source line has on the narrowest page.
const leastSource = 10

// writeSource writes a line of a file, and carets under the piece of it that is meant.
func writeSource(p *page, source string, at manifest.Span) {
	number := strconv.Itoa(at.Line)
	room := max(p.width-len(number)-len("   | "), leastSource)
	text, carets := underlined(source, at, room)
	fmt.Fprintf(p.out, "%s\n", strings.TrimRight(fmt.Sprintf("  %s | %s", number, text), " "))
	fmt.Fprintf(p.out, "  %s | %s\n", strings.Repeat(" ", len(number)), carets)
}

// A glyph is what one character of a source line is shown as.
type glyph struct {
	text     string
	from, to int // columns, counted from 0
}

// glyphs lays a source line out: tabs reach to the next stop, and what would not be
// seen is spelled out.
func glyphs(source string) []glyph {
	var out []glyph
	at := 0
	for _, r := range source {
		text := clean(string(r))
		if r == '\t' {
			text = strings.Repeat(" ", tabWidth-at%tabWidth)
		}
		n := columns(text)
		out = append(out, glyph{text, at, at + n})
		at += n
	}
	return out
}

// underlined returns a source line of at most so many columns, and the carets below
// it. Of a long line no more is laid out than might be shown.
func underlined(source string, at manifest.Span, room int) (text, carets string) {
	source, at = around(source, at, 2*room)
	return laidOut(source, at, room)
}

// around cuts a line down to the start of the piece that is meant and so many columns
// on both sides.
func around(source string, at manifest.Span, most int) (string, manifest.Span) {
	start := offsetOf(source, at.Column-1)
	first, last := start, start
	for used := 0; used < most && first > 0; {
		r, size := utf8.DecodeLastRuneInString(source[:first])
		first, used = first-size, used+runeWidth(r)
	}
	for used := 0; used < most && last < len(source); {
		r, size := utf8.DecodeRuneInString(source[last:])
		last, used = last+size, used+runeWidth(r)
	}
	dropped := utf8.RuneCountInString(source[:first])
	at.Column, at.EndColumn = at.Column-dropped, at.EndColumn-dropped
	return source[first:last], at
}

// offsetOf is the byte where so many code points of a text end; at most its length.
func offsetOf(text string, points int) int {
	if points <= 0 {
		return 0
	}
	for offset := range text {
		if points == 0 {
			return offset
		}
		points--
	}
	return len(text)
}

// laidOut lays out a whole line for underlined.
func laidOut(source string, at manifest.Span, room int) (text, carets string) {
	line := glyphs(source)
	from, to := caretColumns(line, at)
	w := windowAround(line, from, to, room)
	before, behind := "", ""
	if w.first > 0 {
		before = cutMark
	}
	if w.last < len(line) {
		behind = cutMark
	}
	var b strings.Builder
	for _, g := range line[w.first:w.last] {
		b.WriteString(g.text)
	}
	margin := columns(before) + from - columnOf(line, w.first)
	if w.last < len(line) {
		to = min(to, max(columnOf(line, w.last), from+1))
	}
	return before + b.String() + behind, strings.Repeat(" ", margin) + strings.Repeat("^", to-from)
}

// cutMark stands where a line is cut.
const cutMark = "…"

// caretColumns are the columns of the piece that is meant, as far as it is on its
// first line: at least one.
func caretColumns(line []glyph, at manifest.Span) (from, to int) {
	first := min(max(at.Column-1, 0), len(line))
	last := len(line)
	if at.EndLine == at.Line {
		last = min(max(at.EndColumn-1, first), len(line))
	}
	for first > 0 && first < len(line) && line[first].from == line[first].to {
		first-- // what it combines with
	}
	from = columnOf(line, first)
	return from, max(columnOf(line, last), from+1)
}

// columnOf is where a character starts; behind the last one the line ends.
func columnOf(line []glyph, i int) int {
	switch {
	case i < len(line):
		return line[i].from
	case len(line) == 0:
		return 0
	}
	return line[len(line)-1].to
}

// A window is the characters of a line that are shown.
type window struct{ first, last int }

// windowAround chooses the characters to show, so that the columns from one up to
// another are among them, or as many of these as there is room for.
func windowAround(line []glyph, from, to, room int) window {
	all := columnOf(line, len(line))
	if max(all, to) <= room {
		return window{0, len(line)}
	}
	inner := room - 2*columns(cutMark)
	left := from - max(inner-(to-from), 0)/2
	switch {
	case to <= room-columns(cutMark), left <= 0: // only the end is cut
		return window{0, glyphsUpTo(line, room-columns(cutMark))}
	case all-left <= room-columns(cutMark): // only the start is cut
		return window{glyphsFrom(line, max(all, to)-(room-columns(cutMark))), len(line)}
	}
	first := glyphsFrom(line, left)
	return window{first, glyphsUpTo(line, columnOf(line, first)+inner)}
}

// glyphsUpTo is how many characters end at or before a column.
func glyphsUpTo(line []glyph, column int) int {
	n := 0
	for n < len(line) && line[n].to <= column {
		n++
	}
	return n
}

// glyphsFrom is the first character that starts at or behind a column and takes one.
func glyphsFrom(line []glyph, column int) int {
	i := 0
	for i < len(line) && (line[i].from < column || line[i].from == line[i].to) {
		i++
	}
	return i
}
