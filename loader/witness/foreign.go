package witness

import "bytes"

// headBytes is by how many of its first bytes a log is judged.
const headBytes = 64 << 10

// formats are those that are known by their first bytes.
var formats = [...]struct{ begins, detail string }{
	{"PK\x03\x04", "it is an archive: give it by itself, or unpack it and give the folder"},
	{"PK\x05\x06", "it is an empty archive"},
	{"\x1f\x8b", "it is compressed with gzip: unpack it"},
	{"BZh", "it is compressed with bzip2: unpack it"},
	{"\xfd7zXZ\x00", "it is compressed with xz: unpack it"},
	{"7z\xbc\xaf\x27\x1c", "it is an archive of 7-Zip: unpack it and give the folder"},
	{"\x28\xb5\x2f\xfd", "it is compressed with zstd: unpack it"},
	{"\xff\xfe", utf16Detail},
	{"\xfe\xff", utf16Detail},
	{"{\x00\"\x00", utf16Detail},
	{"\x00{\x00\"", utf16Detail},
}

const (
	utf16Detail   = "it is written in UTF-16: write it anew in UTF-8"
	foreignDetail = "it is no JSON Lines log of Tableau"
)

// foreign says why a log that begins with head is none of Tableau's, or "". Of an empty
// one, and of one whose first line has no end in the head, there is nothing to say.
func foreign(head []byte) string {
	for _, f := range formats {
		if bytes.HasPrefix(head, []byte(f.begins)) {
			return f.detail
		}
	}
	if len(head) == 0 || len(head) == headBytes && bytes.IndexByte(head, '\n') < 0 {
		return ""
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	blank := true
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			blank = false
		}
		if looksLikeTableau(line) {
			return ""
		}
	}
	if blank {
		return ""
	}
	return foreignDetail
}

// looksLikeTableau tells whether a line is an object with one of the keys that all lines
// of Tableau have, or has one that begins as they do: grep writes the name of a log first.
func looksLikeTableau(line []byte) bool {
	if bytes.HasPrefix(line, []byte{'{'}) && (bytes.Contains(line, []byte(`"pid"`)) || bytes.Contains(line, []byte(`"k"`))) {
		return true
	}
	return entryStart(line) < len(line)
}
