package signature

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHeadersInEveryKindOfLine(t *testing.T) {
	const text = "Manifest-Version: 1.0\nCreated-By: a\n  b\n\nName: dir/long\n er.txt\nSHA-256-Digest: AA\n BB\n\n\nName: x\nx: \nX: 2\n"
	pairs := func(each func(func(attribute))) (all [][2]string) {
		each(func(a attribute) { all = append(all, [2]string{string(a.name), string(a.value)}) })
		return all
	}
	for kind, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
		t.Run(kind, func(t *testing.T) {
			raw := strings.ReplaceAll(text, "\n", end)
			f, err := parseHeaders([]byte(raw), 1000)
			require.NoError(t, err)
			assert.Equal(t, [][2]string{{"Manifest-Version", "1.0"}, {"Created-By", "a b"}}, pairs(f.eachMain))
			assert.Equal(t, []string{"dir/longer.txt", "x"}, f.names())
			assert.Equal(t, [][2]string{{"SHA-256-Digest", "AABB"}},
				pairs(func(do func(attribute)) { f.each("dir/longer.txt", do) }))
			assert.Equal(t, [][2]string{{"x", ""}, {"X", "2"}}, pairs(func(do func(attribute)) { f.each("x", do) }))
			assert.Empty(t, f.of("y"))

			first := f.sections[0]
			assert.True(t, strings.HasPrefix(raw[first.start:], "Name: dir"))
			assert.True(t, strings.HasSuffix(raw[:first.end], "BB"+end), "without the empty line")
			assert.True(t, strings.HasSuffix(raw[:first.next], "BB"+end+end), "with one empty line, of two")
			assert.True(t, first.whole)
			assert.EqualValues(t, len(raw), f.sections[1].next)
			assert.True(t, f.sections[1].whole)
		})
	}
}

func TestHeadersThatBreakOff(t *testing.T) {
	for text, want := range map[string]int{
		"A: 1\n\nName: x\nB: 2":       1, // the last line does not count
		"A: 1\n\nName: x\nB: 2\n c":   1,
		"A: 1\n\nName: x\n y":         0,
		"A: 1\n\nName: x":             0,
		"A: 1\n\n\n\n":                0,
		"":                            0,
		"\n\nName: x\n\nName: x\n":    2,
		"A: 1\nB: 2\n\nName: x\r\n\r": 1,
	} {
		f, err := parseHeaders([]byte(text), 1000)
		require.NoError(t, err, "%q", text)
		assert.Len(t, f.sections, want, "%q", text)
	}
	f, err := parseHeaders([]byte("A: 1\n\nName: x\nB: 2\nC: 3"), 1000)
	require.NoError(t, err)
	assert.False(t, f.sections[0].whole, "Java has no digest of a section that breaks off")
	f.each("x", func(a attribute) { assert.Equal(t, "B", string(a.name)) })
}

func TestHeadersThatJavaDoesNotTake(t *testing.T) {
	for text, says := range map[string]string{
		"A\n":                                   "line 1 is not",
		"A: 1\nB:2\n":                           "line 2 is not",
		" A: 1\n":                               "line 1 continues no line",
		"Ä: 1\n":                                "line 1 has a name",
		": 1\n":                                 "line 1 has a name",
		"A: 1\n\nB: 2\n":                        "line 3 should begin a section",
		"A: 1\n\nName:x\n":                      "line 3 should begin a section",
		"A: 1\n\n Name: \n":                     "line 3 should begin a section",
		strings.Repeat("A", 71) + ": 1\n":       "line 1 has a name",
		"A: " + strings.Repeat("1", 600) + "\n": "line 1 is longer than 512 bytes",
		"A: 1\nB: " + strings.Repeat("1", 600):  "line 2 is longer than 512 bytes",
	} {
		_, err := parseHeaders([]byte(text), 1000)
		require.Error(t, err, "%q", text)
		assert.Contains(t, err.Error(), says, "%q", text)
	}
	_, err := parseHeaders([]byte("A: "+strings.Repeat("1", 508)+"\n"), 1000)
	assert.NoError(t, err, "512 bytes with the end")
}

func TestDigestsAreReadAsLenientAsJavaDoes(t *testing.T) {
	for text, want := range map[string]string{"QUJD": "ABC", "QUI=": "AB", "QUI": "AB", " Q U\tJD": "ABC", "": ""} {
		value, err := decodeBase64([]byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, string(value), text)
	}
	_, err := decodeBase64([]byte("QUJDR"))
	assert.ErrorIs(t, err, errBase64)
}

func TestBlocksOfAbsurdShape(t *testing.T) {
	nested := []byte{0x05, 0x00}
	for range 200 {
		size := len(nested)
		nested = append([]byte{0x30, 0x82, byte(size >> 8), byte(size)}, nested...)
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":                      {nil, errLength},
		"one object":                   {[]byte{0x30, 0x00}, nil},
		"what stands behind":           {[]byte{0x05, 0x00, 0xff}, nil},
		"indefinite":                   {[]byte{0x30, 0x80, 0x05, 0x00, 0x00, 0x00}, nil},
		"indefinite within definite":   {[]byte{0x30, 0x06, 0x30, 0x80, 0x05, 0x00, 0x00, 0x00}, nil},
		"a long length":                {[]byte{0x30, 0x82, 0x00, 0x02, 0x05, 0x00}, nil},
		"a high tag":                   {[]byte{0x1f, 0x81, 0x01, 0x01, 0x00}, nil},
		"longer than the rest":         {[]byte{0x30, 0x03, 0x05, 0x00}, errLength},
		"longer than its parent":       {[]byte{0x30, 0x03, 0x04, 0x05, 0, 0, 0, 0, 0}, nil}, // not looked into
		"longer than it, indefinite":   {[]byte{0x30, 0x80, 0x04, 0x05, 0, 0}, errLength},
		"two gigabytes":                {[]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x05, 0x00}, errLength},
		"four gigabytes":               {[]byte{0x04, 0x84, 0xff, 0xff, 0xff, 0xff, 0x05, 0x00}, errLength},
		"a length of 127 bytes":        {append([]byte{0x30, 0xff}, make([]byte, 127)...), errLength},
		"an indefinite primitive":      {[]byte{0x04, 0x80, 0x00, 0x00}, errLength},
		"indefinite without an end":    {[]byte{0x30, 0x80, 0x05, 0x00}, errLength},
		"a tag without an end":         {[]byte{0x1f, 0x81, 0x81}, errLength},
		"a byte":                       {[]byte{0x30}, errLength},
		"thirty thousand objects":      {append([]byte{0x30, 0x82, 0xea, 0x60}, []byte(strings.Repeat("\x05\x00", 30_000))...), errObjects},
		"two hundred levels":           {nested, errNesting},
		"a million levels, indefinite": {[]byte(strings.Repeat("\x30\x80", 1<<20)), errNesting},
	} {
		_, _, err := checkShape(c.data)
		assert.Equal(t, c.want, err, name)
	}
}
