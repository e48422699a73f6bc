package manifest

import "strings"

// checkDeclaration tells what is wrong with the content of an XML declaration, or
// returns "". The XML reader takes any content.
func checkDeclaration(s string) string {
	next := 0 // the least that may come: version, encoding, standalone
	for s = strings.TrimRight(s, blanks); s != ""; {
		name, value, rest, ok := cutPseudoAttribute(s)
		switch {
		case !ok:
			return "the XML declaration is malformed"
		case name == "version" && next == 0 && value == "1.0":
			next = 1
		case name == "version":
			return "the XML declaration has no version 1.0 in first place"
		case next == 0:
			return "the XML declaration does not start with its version"
		case name == "encoding" && next == 1:
			next = 2
		case name == "standalone" && next <= 2 && (value == "yes" || value == "no"):
			next = 3
		default:
			return "the XML declaration has a wrong part " + shorten(name)
		}
		s = rest
	}
	if next == 0 {
		return "the XML declaration has no version"
	}
	return ""
}

// blanks are the white space of XML.
const blanks = " \t\r\n"

// cutPseudoAttribute takes name="value" off the start, and the white space that
// must follow unless it is the last.
func cutPseudoAttribute(s string) (name, value, rest string, ok bool) {
	name, after, ok := strings.Cut(s, "=")
	name, after = strings.TrimRight(name, blanks), strings.TrimLeft(after, blanks)
	if !ok || after == "" || after[0] != '"' && after[0] != '\'' {
		return "", "", "", false
	}
	value, rest, ok = strings.Cut(after[1:], after[:1])
	trimmed := strings.TrimLeft(rest, blanks)
	return name, value, trimmed, ok && (rest == "" || trimmed != rest)
}
