package witness

import "strings"

// What stands in redacted paths for what tells of a person, as in package snapshot.
const (
	homeWord      = "home"
	documentsWord = "documents"
	dataWord      = "data"
	pathWord      = "path"
	directoryWord = "directory"
	logsWord      = "logs"
	logWord       = "log"
	archiveWord   = "archive"
	userWord      = "user"
	withheldWord  = "withheld"
)

// Withheld stands in redacted texts for what may tell of a person or a company. It is
// the whole message of a line that is not understood: such a line may say anything.
const Withheld = "[" + withheldWord + "]"

// A placeholder is what stands in a redacted path for its beginning.
type placeholder struct {
	word string // home, or directory-1
	rest string // what comes behind it, with its separator
}

// standsForOne tells whether a placeholder stands for one place of a machine: then the
// rest says which entry of it is meant.
func (p placeholder) standsForOne() bool {
	return p.rest != "" && (p.word == homeWord || p.word == documentsWord || p.word == dataWord)
}

// cutPlaceholder takes a redacted path apart, behind its drive.
func cutPlaceholder(path string) (p placeholder, ok bool) {
	path = path[len(drive(path)):]
	if !strings.HasPrefix(path, "[") {
		return placeholder{}, false
	}
	word, rest, ok := strings.Cut(path[1:], "]")
	if !ok || !isPlaceholder(word) || rest != "" && rest[0] != '/' && rest[0] != '\\' {
		return placeholder{}, false
	}
	return placeholder{word, rest}, true
}

// isPlaceholder tells whether a word between brackets is a placeholder's.
func isPlaceholder(word string) bool {
	switch word {
	case homeWord, documentsWord, dataWord, pathWord, logsWord, userWord, withheldWord:
		return true
	}
	name, number, ok := cutLast(word, "-")
	return ok && name != "" && number != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz-") == "" && strings.Trim(number, "0123456789") == ""
}

// cutLast cuts a text at the last separator.
func cutLast(text, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// drive returns the drive that a path of Windows begins with, and its separator.
func drive(path string) string {
	if len(path) >= 3 && isLetter(path[0]) && path[1] == ':' && (path[2] == '\\' || path[2] == '/') {
		return path[:3]
	}
	return ""
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
