package version

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const pluginGrammar = `\d+(\.\d+)*(-\d+)*`

// A Plugin is a connector's plugin-version. Two values are equal with == when
// they are written alike; [Plugin.Compare] tells whether they mean the same. The
// zero value is no version and is below all others.
type Plugin struct {
	text   string // as written
	digits string // with ASCII digits; the same string for most
}

// ParsePlugin reads a plugin version by the grammar \d+(\.\d+)*(-\d+)* of the
// SDK's schema (VersionNumber-ST in connector_plugin_manifest_latest.xsd). As in
// a schema, \d is any decimal digit of Unicode, and white space is not trimmed.
// The error is a *[SyntaxError].
func ParsePlugin(s string) (Plugin, error) {
	digits := s
	wantDigit, dashed := true, false
	for i, r := range s {
		switch {
		case '0' <= r && r <= '9':
			wantDigit = false
		case r >= utf8.RuneSelf && unicode.Is(unicode.Nd, r):
			wantDigit = false
			digits = ""
		case wantDigit:
			return Plugin{}, pluginError(s, i, "a digit is expected")
		case r == '-':
			wantDigit, dashed = true, true
		case r == '.' && dashed:
			return Plugin{}, pluginError(s, i, "no dot may follow a -N part")
		case r == '.':
			wantDigit = true
		default:
			return Plugin{}, pluginError(s, i, "only digits, dots and dashes may stand here")
		}
	}
	if wantDigit {
		return Plugin{}, pluginError(s, len(s), "a digit is expected")
	}
	if digits == "" {
		digits = strings.Map(asciiDigit, s)
	}
	return Plugin{s, digits}, nil
}

func pluginError(s string, offset int, reason string) error {
	return &SyntaxError{"plugin version", s, column(s, offset), reason, pluginGrammar}
}

// asciiDigit maps a decimal digit of any script to the ASCII one. Unicode keeps
// the ten digits of a script together, in order, so that within a range of the
// table their distance from its start, modulo ten, is their value.
func asciiDigit(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

// String returns the version as written.
func (p Plugin) String() string { return p.text }

// IsZero tells whether p is no version. The version 0.0.0 is one.
func (p Plugin) IsZero() bool { return p.text == "" }

// MarshalText returns the version as written.
func (p Plugin) MarshalText() ([]byte, error) { return []byte(p.text), nil }

// UnmarshalText reads what MarshalText wrote; no text is the zero value. The
// error is a *[SyntaxError].
func (p *Plugin) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*p = Plugin{}
		return nil
	}
	q, err := ParsePlugin(string(text))
	if err == nil {
		*p = q
	}
	return err
}

// Compare returns -1, 0 or +1 as p is below, equal to or above q: part by part
// as numbers, missing parts are 0, and the -N parts count only where all dotted
// parts are equal. So 1.0 equals 1.0.0, and 1.10 is above 1.9. No source says
// how Tableau compares; this is the rule version-order of package loader.
func (p Plugin) Compare(q Plugin) int {
	order, _ := p.compare(q)
	return order
}

// compare also tells whether a -N part decided.
func (p Plugin) compare(q Plugin) (order int, byDash bool) {
	if p.IsZero() || q.IsZero() {
		switch {
		case !p.IsZero():
			return 1, false
		case !q.IsZero():
			return -1, false
		}
		return 0, false
	}
	dotted1, dashed1 := cutDash(p.digits)
	dotted2, dashed2 := cutDash(q.digits)
	if order := compareParts(dotted1, dotted2, '.'); order != 0 {
		return order, false
	}
	order = compareParts(dashed1, dashed2, '-')
	return order, order != 0
}

// Disputed tells whether the order of p and q rests on how versions are
// compared: as text they would stand in another order (1.9 and 1.10, and also
// 1.0 and 1.0.0, which are equal only as numbers), or a -N part decides.
func (p Plugin) Disputed(q Plugin) bool {
	order, byDash := p.compare(q)
	return byDash || order != strings.Compare(p.text, q.text)
}

// Dotted returns the dotted parts of p alone, without any -N part: 1.2 of 1.2-3.
func (p Plugin) Dotted() Plugin {
	text, _ := cutDash(p.text)
	digits, _ := cutDash(p.digits)
	return Plugin{text, digits}
}

// cutDash splits a version before its first dash.
func cutDash(s string) (dotted, dashed string) {
	if i := strings.IndexByte(s, '-'); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// compareParts compares lists of numbers; the shorter one is filled with 0.
func compareParts(a, b string, separator byte) int {
	for a != "" || b != "" {
		var x, y string
		x, a = cutPart(a, separator)
		y, b = cutPart(b, separator)
		if order := compareNumbers(x, y); order != 0 {
			return order
		}
	}
	return 0
}

func cutPart(s string, separator byte) (part, rest string) {
	if i := strings.IndexByte(s, separator); i >= 0 {
		return s[:i], s[i+1:]
	}
	return s, ""
}

// compareNumbers compares two numbers of any length in digits; none is 0.
func compareNumbers(x, y string) int {
	x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
	if len(x) != len(y) {
		if len(x) < len(y) {
			return -1
		}
		return 1
	}
	return strings.Compare(x, y)
}
