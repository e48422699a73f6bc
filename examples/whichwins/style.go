package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"
)

// A style is how text is written: how wide, and with colour or not.
type style struct {
	width  int
	colour bool
}

const (
	usualWidth = 80
	leastWidth = 40
)

// styleOf asks the file and the environment (https://no-color.org).
func styleOf(f *os.File, getenv func(string) string) style {
	s := style{width: usualWidth}
	fd := int(f.Fd())
	if term.IsTerminal(fd) {
		s.colour = getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
		if columns, _, err := term.GetSize(fd); err == nil && columns > 0 {
			s.width = columns
		}
	}
	if columns, err := strconv.Atoi(getenv("COLUMNS")); err == nil && columns > 0 {
		s.width = columns
	}
	s.width = max(s.width, leastWidth)
	return s
}

// Colours by their SGR code.
const (
	bold   = "1"
	dim    = "2"
	green  = "32"
	yellow = "33"
	red    = "31"
)

func (s style) paint(code, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// printable writes what could move a terminal's cursor or turn its direction as
// an escape. Names come from disks that somebody else filled.
func printable(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// columns is how many columns of a terminal a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// pad fills a text up with blanks.
func pad(s string, to int) string { return s + strings.Repeat(" ", max(to-columns(s), 0)) }

// wrap breaks prose into lines of the style's width, all of them indented. A
// word that is too long stands on a line of its own, whole.
func (s style) wrap(indent int, prose string) string {
	margin := strings.Repeat(" ", indent)
	var lines []string
	line := ""
	for _, word := range strings.Fields(prose) {
		if line != "" && indent+columns(line)+1+columns(word) > s.width {
			lines = append(lines, margin+line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, margin+line)
	}
	return strings.Join(lines, "\n")
}

// A printer collects text and writes it at once.
type printer struct {
	style
	strings.Builder
}

func (p *printer) line(format string, args ...any) {
	p.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

// prose writes wrapped, printable text.
func (p *printer) prose(indent int, text string) {
	p.WriteString(p.wrap(indent, printable(text)) + "\n")
}
