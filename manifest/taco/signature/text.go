package signature

import (
	"strconv"
	"strings"
)

// quote makes a name readable whatever it holds.
func quote(name string) string {
	const most = 120
	if r := []rune(name); len(r) > most {
		name = string(r[:most]) + "…"
	}
	return strconv.Quote(name)
}

// faultText is a fault of the package as a sentence.
func faultText(err error) string { return sentence(err.Error()) + "." }

// sentence begins a text as a sentence begins.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// lower begins a sentence as a part of another one.
func lower(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToLower(text[:1]) + text[1:]
}
