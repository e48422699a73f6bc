package witness

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nextPath returns where the next path begins in a line, or the line's length.
func nextPath(line string, from int) int {
	for i := from; i < len(line); i++ {
		if beginsPath(line, i) {
			return i
		}
	}
	return len(line)
}

// beginsPath tells whether a path of any system begins at a byte of a line.
func beginsPath(line string, at int) bool {
	rest := line[at:]
	var before byte = ' '
	if at > 0 {
		before = line[at-1]
	}
	switch rest[0] {
	case '/':
		return leadsHome(rest) || len(rest) > 1 && !isBlank(rest[1]) && !inName(before) && before != '/' && before != '<' && !isURL(line, at)
	case '\\':
		return leadsHome(rest) || len(rest) > 1 && rest[1] == '\\' && !inName(before) && before != '\\'
	case '~':
		return len(rest) > 1 && (isLetter(rest[1]) || isSeparator(rune(rest[1]))) && !inName(before)
	case '.':
		return (strings.HasPrefix(rest, "../") || strings.HasPrefix(rest, `..\`)) && !inName(before)
	}
	return !inName(before) && (drive(rest) != "" || isFileURL(rest))
}

// leadsHome tells whether a text begins with the directory of homes.
func leadsHome(text string) bool {
	name := text
	for range 4 { // of which there are two in a text within a text
		if name != "" && isSeparator(rune(name[0])) {
			name = name[1:]
		}
	}
	for _, parent := range append(homeParents, "root") {
		if hasFold(name, parent) && len(name) > len(parent) && isSeparator(rune(name[len(parent)])) {
			return true
		}
	}
	return false
}

// isURL tells whether the slash at a byte is the first of those behind the scheme of
// a URL.
func isURL(line string, at int) bool {
	return at > 0 && line[at-1] == ':' && strings.HasPrefix(line[at:], "//")
}

// inName tells whether a byte is one that only stands within a name, so that no path
// begins behind it.
func inName(c byte) bool {
	return isLetter(c) || '0' <= c && c <= '9' || c == '.' || c == '_' || c == ']'
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// endsAt tells whether a path in a line ends at a byte: no name goes on there, and
// before the next path no separator shows that it had a blank in it.
func endsAt(line string, end int) bool {
	rest := line[end:]
	if goesOn(rest) {
		return false
	}
	next := nextPath(line, end)
	if quote := strings.IndexByte(rest, '"'); quote >= 0 {
		next = min(next, end+quote)
	}
	return !strings.ContainsAny(line[end:next], `\/`)
}

// goesOn tells whether a name goes on with what stands behind it.
func goesOn(rest string) bool {
	next, size := utf8.DecodeRuneInString(rest)
	if next == '.' { // of a name, or of a sentence
		next, _ = utf8.DecodeRuneInString(rest[size:])
	}
	return unicode.IsLetter(next) || unicode.IsDigit(next) || strings.ContainsRune(`-_\/$~`, next)
}
