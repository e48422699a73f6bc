package witness

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tacorder/tacorder/version"
)

// An entry is one JSON object of a log.
type entry struct {
	head Event  // what its events share
	text string // what it says: v, or the message in it
	// object is the JSON of v where that has a message of its own.
	object string
	class  string // that v names beside its message
}

// fields are those of a log line that are read, of two of one name the last. Each is
// read by itself, so that one of another type than usual does not spoil the others.
type fields struct {
	ts, pid, tid, sev, k, v, e, ctx json.RawMessage
	// lost says that a key of connectors stands before the one that counts.
	lost bool
}

func readFields(object []byte) (f fields) {
	for name, value := range members(object) {
		switch name {
		case "ts":
			f.ts = value
		case "pid":
			f.pid = value
		case "tid":
			f.tid = value
		case "sev":
			f.sev = value
		case "k":
			key, _ := str(f.k)
			f.lost = f.lost || strings.HasPrefix(key, connectorKey)
			f.k = value
		case "v":
			f.v = value
		case "e":
			f.e = value
		case "ctx":
			f.ctx = value
		}
	}
	return f
}

// readEntry reads a JSON object; ok is false if its fields are not those of a log line.
func readEntry(object []byte) (e entry, ok bool) {
	f := readFields(object)
	key, ok := str(f.k)
	ofConnectors := strings.HasPrefix(key, connectorKey)
	if !ok || f.lost && !ofConnectors {
		return entry{}, false
	}
	e.head = Event{
		Key: clipTo(key, mostName), Severity: clipTo(scalar(f.sev), mostName), Code: code(f.e), Release: contextRelease(f.ctx),
		PID: number(f.pid), TID: clipTo(scalar(f.tid), mostName), Time: timestamp(f.ts), Times: 1,
	}
	e.read(f.v)
	none := len(f.v) == 0 || string(f.v) == "null"
	return e, !none || !ofConnectors
}

// read reads v.
func (e *entry) read(v json.RawMessage) {
	text, ok := str(v)
	if ok {
		e.text = text
		return
	}
	e.text = string(v)
	if !isObject(v) {
		return
	}
	object := readValue(v)
	if own := object.own(); own != "" {
		e.text, e.object = own, string(v)
	}
	class, _ := str(object.class)
	e.class = clip(class)
	build, _ := str(object.tableau)
	build, _, _ = strings.Cut(build, ",")
	if r := release(build); !r.IsZero() {
		e.head.Release = r
	}
}

// value are the fields of a v that is an object.
type value struct {
	excpMsg, msg, message, class, tableau json.RawMessage
}

func readValue(object []byte) (v value) {
	for name, field := range members(object) {
		switch name {
		case "excp-msg":
			v.excpMsg = field
		case "msg":
			v.msg = field
		case "message":
			v.message = field
		case "class":
			v.class = field
		case "tableau-version":
			v.tableau = field
		}
	}
	return v
}

// own returns the message of an object, or "". That of an exception comes before
// the place where it was thrown. (SDK #624)
func (v *value) own() string {
	for _, field := range [...]json.RawMessage{v.excpMsg, v.msg, v.message} {
		if text, _ := str(field); text != "" {
			return text
		}
	}
	return ""
}

// code reads the code of an error, in either spelling. Since about 2020.2 it is
// excp-error-code. (SDK #133, #482)
func code(e json.RawMessage) string {
	if !isObject(e) {
		return ""
	}
	text := scalar(member(e, "excp-error-code"))
	if text == "" {
		text = scalar(member(e, "log-code"))
	}
	text = strings.TrimPrefix(strings.ToLower(text), "0x")
	n, err := strconv.ParseUint(text, 16, 32)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%08x", n)
}

// contextRelease reads which Tableau wrote a line. (SDK #624)
func contextRelease(ctx json.RawMessage) version.Release {
	if !isObject(ctx) {
		return version.Release{}
	}
	text, _ := str(member(ctx, "version"))
	return release(text)
}

// mostRelease is how long a release is at most to be kept.
const mostRelease = 64

func release(text string) version.Release {
	if len(text) > mostRelease {
		return version.Release{}
	}
	r, err := version.ParseRelease(strings.Clone(text)) // which it keeps
	if err != nil {
		return version.Release{}
	}
	return r
}

// timestamp reads a time, which is mostly without a zone.
func timestamp(ts json.RawMessage) time.Time {
	text, _ := str(ts)
	for _, layout := range [...]string{"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// number reads a whole number, which may be written as a string.
func number(v json.RawMessage) int64 {
	n, err := strconv.ParseInt(scalar(v), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// scalar reads a string, or a number as it is written.
func scalar(v json.RawMessage) string {
	if text, ok := str(v); ok {
		return text
	}
	if text := string(v); strings.Trim(text, "+-.0123456789eE") == "" {
		return text
	}
	return ""
}

// isObject tells whether a value is an object.
func isObject(v json.RawMessage) bool { return len(v) > 0 && v[0] == '{' }

// str reads a string.
func str(v json.RawMessage) (s string, ok bool) {
	if len(v) == 0 || v[0] != '"' {
		return "", false
	}
	return s, json.Unmarshal(v, &s) == nil
}

// mostName is how many bytes of its key, its thread and its severity an [Event] keeps.
const mostName = 128

// clip cuts a text to what an event keeps of a message.
func clip(text string) string { return clipTo(text, MostMessage) }

// clipTo cuts a text to a number of bytes, and copies it, so that no more than that is
// held.
func clipTo(text string, most int) string {
	return strings.Clone(cutTo(strings.ToValidUTF8(cutTo(text, most), "\ufffd"), most))
}

// cut cuts a text to what an event keeps of a message.
func cut(text string) string { return cutTo(text, MostMessage) }

func cutTo(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := most
	for end > most-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
