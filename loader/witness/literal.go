package witness

import "strings"

// A literal is words with gaps of white space before and between them.
type literal []word

// A word is text without white space, and the gap before it. A literal that ends with
// a gap has one without text at its end.
type word struct {
	gap  gap
	text string
}

// A gap is white space that is asked for.
type gap int

const (
	noGap   gap = iota
	anyGap      // some
	lineGap     // some with a line break in it
)

const white = " \t\r\n\v\f"

func compileLiteral(text string) literal {
	var l literal
	for text != "" {
		inner := strings.TrimLeft(text, white)
		w := word{gap: gapOf(text[:len(text)-len(inner)]), text: inner}
		if end := strings.IndexAny(inner, white); end >= 0 {
			w.text = inner[:end]
		}
		l, text = append(l, w), inner[len(w.text):]
	}
	return l
}

// gapOf says for which gap a run of white space is enough.
func gapOf(space string) gap {
	switch {
	case space == "":
		return noGap
	case strings.Contains(space, "\n"):
		return lineGap
	}
	return anyGap
}

// begins tells whether a text that begins with a byte, which is no white space, may
// begin with the literal.
func (l literal) begins(first byte) bool {
	return l[0].gap == noGap && l[0].text[0] == first
}

// at returns where the literal ends that begins at a place of text.
func (l literal) at(text string, from int) (end int, ok bool) {
	for _, w := range l {
		if w.gap != noGap {
			space := len(text) - from - len(strings.TrimLeft(text[from:], white))
			if gapOf(text[from:from+space]) < w.gap {
				return 0, false
			}
			from += space
		}
		if !strings.HasPrefix(text[from:], w.text) {
			return 0, false
		}
		from += len(w.text)
	}
	return from, true
}

// last returns where the literal begins that ends with the text, behind a place of it,
// or -1.
func (l literal) last(text string, from int) int {
	rest := text[from:]
	for i := len(l) - 1; i >= 0; i-- {
		w, ends := l[i], false
		if rest, ends = strings.CutSuffix(rest, w.text); !ends {
			return -1
		}
		if w.gap != noGap {
			words := strings.TrimRight(rest, white)
			if gapOf(rest[len(words):]) < w.gap {
				return -1
			}
			rest = words
		}
	}
	return from + len(rest)
}

// find returns the first place behind another one of text where the literal stands,
// and where it ends there. The place is -1 if there is none.
func (l literal) find(text string, from int) (begin, end int) {
	for at := from; ; {
		space, start := l[0].find(text, from, at)
		if start < 0 {
			return -1, 0
		}
		if gapOf(text[space:start]) >= l[0].gap {
			if end, ok := l[1:].at(text, start+len(l[0].text)); ok {
				return space, end
			}
		}
		at = start + max(1, len(l[0].text))
	}
}

// find returns where a word next begins at or behind a place of text, and where the gap
// before it begins, which is not before from. The former is -1 if it does not stand there.
func (w word) find(text string, from, at int) (space, start int) {
	if w.text != "" {
		start = strings.Index(text[min(at, len(text)):], w.text)
	} else {
		start = strings.IndexAny(text[min(at, len(text)):], white)
	}
	switch {
	case start < 0:
		return 0, -1
	case w.gap == noGap:
		return at + start, at + start
	}
	start += at
	if w.text == "" {
		start = len(text) - len(strings.TrimLeft(text[start:], white))
	}
	return from + len(strings.TrimRight(text[from:start], white)), start
}

// String returns the literal with each gap as a blank or a line break.
func (l literal) String() string {
	var b strings.Builder
	for _, w := range l {
		b.WriteString([...]string{noGap: "", anyGap: " ", lineGap: "\n"}[w.gap])
		b.WriteString(w.text)
	}
	return b.String()
}
