package witness

import (
	"bytes"
	"encoding/json"
	"iter"
)

// cutObject cuts off the JSON object that a text begins with.
func cutObject(text []byte) (object, rest []byte, ok bool) {
	end := nestEnd(text)
	if end < 0 || !json.Valid(text[:end]) {
		return nil, text, false
	}
	return text[:end], text[end:], true
}

// members gives the names of a valid object and their values, as they stand there. The
// names are as they are written, so that "K" is not "k"; package json takes both.
func members(object []byte) iter.Seq2[string, json.RawMessage] {
	return func(yield func(string, json.RawMessage) bool) {
		for rest := object[1:]; ; {
			rest = bytes.TrimLeft(rest, white+",")
			if rest[0] == '}' {
				return
			}
			end := stringEnd(rest)
			name := rest[:end]
			rest = bytes.TrimLeft(rest[end:], white+":")
			if end = valueEnd(rest); !yield(unquote(name), rest[:end:end]) {
				return
			}
			rest = rest[end:]
		}
	}
}

// member returns the value of a name of a valid object, of several the last one, or nil.
func member(object []byte, name string) (value json.RawMessage) {
	for n, v := range members(object) {
		if n == name {
			value = v
		}
	}
	return value
}

// unquote reads a string, mostly without a copy of more than it.
func unquote(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	text, _ := str(quoted)
	return text
}

// valueEnd returns where the value of an object ends that a text begins with.
func valueEnd(text []byte) int {
	switch text[0] {
	case '"':
		return stringEnd(text)
	case '{', '[':
		return nestEnd(text)
	}
	return bytes.IndexAny(text, white+",}")
}

// nestEnd returns where the brackets are closed that a text begins with, of whatever
// kind, or -1.
func nestEnd(text []byte) int {
	depth := 0
	for at := 0; at < len(text); at++ {
		switch text[at] {
		case '"':
			end := stringEnd(text[at:])
			if end < 0 {
				return -1
			}
			at += end - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return at + 1
			}
		}
	}
	return -1
}

// stringEnd returns where the string ends that a text begins with, or -1.
func stringEnd(text []byte) int {
	for at := 1; at < len(text); at++ {
		switch text[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return -1
}
