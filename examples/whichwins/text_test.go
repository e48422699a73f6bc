package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 日本": "plain é 日本", "a\x1b[31mb": `a\u001b[31mb`, "a\nb\tc": `a\u000ab\u0009c`,
		"evil\u202etxt": `evil\u202etxt`, "zero\u200bwidth": `zero\u200bwidth`, "bad\xff": `bad\xff`, "c1\u009b": `c1\u009b`,
		"tag\U000e0041": `tag\U000e0041`, "line\u2028": `line\u2028`, `C:\a b`: `C:\a b`, "\ufffd": "\ufffd",
	} {
		assert.Equal(t, want, clean(in))
	}
}

func TestColumns(t *testing.T) {
	for in, want := range map[string]int{"": 0, "abc": 3, "マイ": 4, "e\u0301": 1, "ﾏｲ": 2, "é": 1} {
		assert.Equal(t, want, columns(in), in)
	}
}

func TestWrap(t *testing.T) {
	assert.Equal(t, []string{"one two", "three"}, wrap("one  two three", 8, false))
	assert.Equal(t, []string{""}, wrap("", 8, false))
	assert.Equal(t, []string{"a", "very-long-word", "b"}, wrap("a very-long-word b", 8, false))
	assert.Equal(t, []string{"a", "very-lon", "g-word b"}, wrap("a very-long-word b", 8, true))
}

func TestChop(t *testing.T) {
	assert.Equal(t, []string{`C:\aaaa\`, `bbbbbbbbbb`, `c`}, chop(`C:\aaaa\bbbbbbbbbbc`, 10))
	assert.Equal(t, []string{"日本", "語"}, chop("日本語", 5))
	assert.Equal(t, []string{"日"}, chop("日", 1))
	assert.Equal(t, "x"+strings.Repeat("y", 99), strings.Join(chop("x"+strings.Repeat("y", 99), 7), ""))
}
