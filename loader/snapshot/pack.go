package snapshot

import (
	"encoding/base64"
	"errors"
	"strings"
	"unicode/utf8"
)

// packed marks a text that stands in base64. No file name and no XML has it.
const packed = "\x00"

// pack makes a text one that JSON can hold.
func pack(s string) string {
	if utf8.ValidString(s) && !strings.HasPrefix(s, packed) {
		return s
	}
	return packed + base64.StdEncoding.EncodeToString([]byte(s))
}

// unpack returns the text that pack packed.
func unpack(s string) (string, error) {
	if !strings.HasPrefix(s, packed) {
		return s, nil
	}
	text, err := base64.StdEncoding.DecodeString(s[len(packed):])
	if err != nil {
		return "", errors.New("a text behind U+0000 is not in base64")
	}
	return string(text), nil
}
