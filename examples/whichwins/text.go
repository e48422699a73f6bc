package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// clean makes a text from a disk or a command line safe to print on one line:
// control characters, characters that turn the direction of writing, other
// invisible ones and bytes that are no UTF-8 are spelled out.
func clean(s string) string {
	safe := true
	for _, r := range s {
		safe = safe && r != utf8.RuneError && !hidden(r)
	}
	if safe {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case hidden(r) && r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden tells whether a character would not be seen, or would change how
// others are.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Variation_Selector, r)
}

// runeWidth is the number of columns that a character takes on a terminal.
func runeWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// columns is the number of columns that a clean text takes on a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// wrap breaks a clean text at its spaces into lines of at most so many columns.
// A longer word stands alone; with cut it is broken too.
func wrap(s string, most int, cut bool) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		pieces := []string{word}
		if cut && columns(word) > most {
			pieces = chop(word, most)
		}
		for _, piece := range pieces {
			n := columns(piece)
			if used > 0 && used+1+n > most {
				lines, line, used = append(lines, line), "", 0
			}
			if used > 0 {
				line, used = line+" ", used+1
			}
			line, used = line+piece, used+n
		}
	}
	if used > 0 || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// chop breaks one long word, behind a separator or a space of a path where it has one.
func chop(word string, most int) []string {
	var pieces []string
	for columns(word) > most {
		end, used := 0, 0
		for i, r := range word {
			if used+runeWidth(r) > most {
				break
			}
			used += runeWidth(r)
			end = i + utf8.RuneLen(r)
		}
		if at := lastBreak(word[:end]); at > end/2 {
			end = at
		}
		if end == 0 {
			break // narrower than one character
		}
		pieces, word = append(pieces, word[:end]), word[end:]
	}
	return append(pieces, word)
}

// lastBreak is where the last name of a path, or the last word of that, starts.
func lastBreak(path string) int {
	at := strings.LastIndexAny(path, `\/`+spaceInPath)
	if at < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(path[at:])
	return at + size
}
