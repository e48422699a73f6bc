package witness

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestForeignLogs(t *testing.T) {
	const line = `{"ts":"2024-01-01T00:00:00","pid":1,"tid":"a","k":"msg","v":"x"}` + "\n"
	for _, c := range []struct{ name, head, detail string }{
		{"nothing", "", ""},
		{"blanks", "\n \r\n", ""},
		{"a line", line, ""},
		{"a line without an end", strings.TrimSpace(line), ""},
		{"a line behind a mark", "\ufeff" + line, ""},
		{"a line behind blanks", "\n\t " + line, ""},
		{"lines of Windows", strings.ReplaceAll(line, "\n", "\r\n"), ""},
		{"a torn first line", `or","k":"msg","v":"x"}` + "\n" + line, ""},
		{"a torn last line", `{"ts":"2024","pid":1,`, ""},
		{"only a key", `{"k":"connector-plugin","v":"x"}`, ""},
		{"only a process", `{"pid":7}`, ""},
		{"plain text before", "Started.\n" + line, ""},
		{"a line behind a file name and a number", "log.txt:12:" + line, ""},
		{"a line behind a file name", `Logs\log.txt:` + strings.ReplaceAll(line, `"ts":`, ` "ts" : `), ""},
		{"text that speaks of a time", `x "ts":1 {"a":"ts"} {\"ts\":1}` + "\n", foreignDetail},
		{"plain text", "2024-01-01 00:00:00 INFO started\n", foreignDetail},
		{"plain text that speaks of objects", `x {"pid":1}` + "\n", foreignDetail},
		{"XML", `<?xml version="1.0"?>` + "\n<a/>\n", foreignDetail},
		{"Java", "2024-01-01 INFO  main : com.tableau\n\tat x.y(Z.java:1)\n", foreignDetail},
		{"other objects", `{"level":"info","msg":"x"}` + "\n", foreignDetail},
		{"a list of objects", "[\n" + `{"a":1}` + "\n]\n", foreignDetail},
		{"NULs", strings.Repeat("\x00", 100), foreignDetail},
		{"a line too long to be seen whole", strings.Repeat("x", headBytes), ""},
		{"a long line of Tableau", `{"pid":1,"v":"` + strings.Repeat("x", headBytes), ""},
		{"a long text", strings.Repeat("x\n", headBytes/2), foreignDetail},
		{"UTF-16", "\xff\xfe{\x00\"\x00", utf16Detail},
		{"UTF-16 of the other kind", "\xfe\xff\x00{", utf16Detail},
		{"UTF-16 without a mark", "{\x00\"\x00k\x00", utf16Detail},
		{"UTF-16 of the other kind without a mark", "\x00{\x00\"\x00k", utf16Detail},
		{"gzip", "\x1f\x8b\x08\x00", "it is compressed with gzip: unpack it"},
		{"an archive", "PK\x03\x04\x14", "it is an archive: give it by itself, or unpack it and give the folder"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.detail, foreign([]byte(c.head[:min(len(c.head), headBytes)])))
		})
	}
}
