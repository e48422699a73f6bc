package main

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// The width of a page, in columns.
const (
	defaultWidth = 80
	leastWidth   = 40
)

// A page is text output that fits its reader: on a terminal lines are broken at
// its width, in a pipe prose is, and a location never is.
type page struct {
	out      *bytes.Buffer
	width    int
	terminal bool // it is a terminal: break long words too
	color    bool
}

// page makes a page that out collects and that is meant for w.
func (m machine) page(out *bytes.Buffer, w io.Writer) *page {
	p := &page{out: out, width: defaultWidth}
	t, isTerminal := m.terminal(w)
	if t.width > 0 {
		p.width = t.width
	}
	if n, err := strconv.Atoi(m.getenv("COLUMNS")); err == nil && n > 0 {
		p.width = n
	}
	if !isTerminal {
		p.width = min(p.width, defaultWidth)
	}
	p.width = max(p.width, leastWidth)
	p.terminal = isTerminal
	p.color = isTerminal && t.color && m.getenv("NO_COLOR") == "" && m.getenv("TERM") != "dumb"
	return p
}

// A style is how a piece of text looks on a terminal with colours.
type style string

// The styles, as terminals understand them.
const (
	plain  style = ""
	strong style = "1"
	faint  style = "2"
	good   style = "32"
	bad    style = "31"
	unsure style = "33"
)

// paint gives a clean text a style.
func (p *page) paint(s style, text string) string {
	if !p.color || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// blank writes an empty line.
func (p *page) blank() { p.out.WriteByte('\n') }

// heading writes a line in strong type.
func (p *page) heading(text string) { p.styled(0, 0, strong, text) }

// prose writes a text, broken at its spaces, but within none of the locations
// that it names. Lines behind the first stand hang columns deeper.
func (p *page) prose(indent, hang int, text string, locations ...string) {
	p.styled(indent, hang, plain, text, locations...)
}

// faint writes prose that matters less.
func (p *page) faint(indent int, text string) { p.styled(indent, 0, faint, text) }

// location writes a path, which only a terminal may see broken.
func (p *page) location(indent int, path string) { p.prose(indent, 0, path, path) }

// spaceInPath stands for a space that must not be broken at. It is a private
// character, which a clean text does not have.
const spaceInPath = "\uE000"

func (p *page) styled(indent, hang int, s style, text string, locations ...string) {
	text = clean(text)
	for _, l := range locations {
		l = clean(l)
		text = strings.ReplaceAll(text, l, strings.ReplaceAll(l, " ", spaceInPath))
	}
	for i, line := range wrap(text, p.width-indent-hang, p.terminal) {
		if i == 1 {
			indent += hang
		}
		line = strings.ReplaceAll(line, spaceInPath, " ")
		fmt.Fprintf(p.out, "%s%s\n", strings.Repeat(" ", indent), p.paint(s, line))
	}
}
