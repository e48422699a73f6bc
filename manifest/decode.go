package manifest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Byte order marks.
const (
	markUTF8    = "\xEF\xBB\xBF"
	markUTF16LE = "\xFF\xFE"
	markUTF16BE = "\xFE\xFF"
	markUTF32LE = "\xFF\xFE\x00\x00"
	markUTF32BE = "\x00\x00\xFE\xFF"
)

// decode returns the document as UTF-8 without a byte order mark, or what is
// wrong with its encoding and where, in what could be decoded.
func decode(data []byte) (doc []byte, wrong string, at piece) {
	doc, marked, wrong := decodeMarked(data)
	if wrong != "" {
		return doc, wrong, piece{len(doc), len(doc)}
	}
	if declared, at := declaredEncoding(doc); declared != "" && !strings.EqualFold(declared, marked) {
		return doc, fmt.Sprintf("the encoding is declared as %q, and only UTF-8, or UTF-16 with a byte order mark, is read: save it as UTF-8", shorten(declared)), piece{at, at + len(declared)}
	}
	if !utf8.Valid(doc) {
		return doc, "the text is not UTF-8: save it as UTF-8", onePoint(doc, firstInvalid(doc))
	}
	return doc, "", piece{}
}

// decodeMarked decodes by the byte order mark alone, up to the first fault, and
// names the encoding. A text without a mark is taken for UTF-8, without looking.
func decodeMarked(data []byte) (doc []byte, encoding, wrong string) {
	doc, encoding = data, "UTF-8"
	switch {
	case hasPrefix(data, markUTF32LE), hasPrefix(data, markUTF32BE), hasPrefix(data, "<\x00\x00\x00"), hasPrefix(data, "\x00\x00\x00<"):
		return nil, "", "the file is UTF-32: save it as UTF-8"
	case hasPrefix(data, markUTF8):
		doc = data[len(markUTF8):]
	case hasPrefix(data, markUTF16LE):
		encoding = "UTF-16"
		doc, wrong = decodeUTF16(data[2:], binary.LittleEndian)
	case hasPrefix(data, markUTF16BE):
		encoding = "UTF-16"
		doc, wrong = decodeUTF16(data[2:], binary.BigEndian)
	case hasPrefix(data, "<\x00"), hasPrefix(data, "\x00<"):
		return nil, "", "the file is UTF-16 without a byte order mark: save it as UTF-8"
	}
	return doc, encoding, wrong
}

func hasPrefix(data []byte, prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }

// decodeUTF16 decodes up to the first fault.
func decodeUTF16(data []byte, order binary.ByteOrder) (doc []byte, wrong string) {
	doc = make([]byte, 0, len(data)/2+len(data)/8)
	for len(data) >= 2 {
		r := rune(order.Uint16(data))
		data = data[2:]
		if utf16.IsSurrogate(r) {
			second := rune(0)
			if len(data) >= 2 {
				second = rune(order.Uint16(data))
			}
			if r = utf16.DecodeRune(r, second); r == utf8.RuneError {
				return doc, "a character of the UTF-16 text is cut in half: save it as UTF-8"
			}
			data = data[2:]
		}
		doc = utf8.AppendRune(doc, r)
	}
	if len(data) > 0 {
		return doc, "the UTF-16 text ends in half a character: save it as UTF-8"
	}
	return doc, ""
}

// firstInvalid returns the offset of the first byte that is not UTF-8.
func firstInvalid(doc []byte) int {
	for i := 0; i < len(doc); {
		r, size := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(doc)
}

// declaredEncoding returns the encoding of the XML declaration, and where its
// name stands; "" where none is declared.
func declaredEncoding(doc []byte) (name string, at int) {
	if !hasPrefix(doc, "<?xml") {
		return "", 0
	}
	end := bytes.Index(doc, []byte("?>"))
	if end < 0 {
		return "", 0
	}
	key := bytes.Index(doc[:end], []byte("encoding"))
	if key < 0 {
		return "", 0
	}
	start := bytes.IndexAny(doc[key:end], `"'`)
	if start < 0 {
		return "", 0
	}
	start += key + 1
	length := bytes.IndexByte(doc[start:end], doc[start-1])
	if length < 0 {
		return "", 0
	}
	return string(doc[start : start+length]), start
}
