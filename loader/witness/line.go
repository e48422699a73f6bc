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

// fields are those of a log line that are read. Each is decoded by itself, so that one
// of another type than usual does not spoil the others.
type fields struct {
	TS  json.RawMessage `json:"ts"`
	PID json.RawMessage `json:"pid"`
	TID json.RawMessage `json:"tid"`
	Sev json.RawMessage `json:"sev"`
	K   json.RawMessage `json:"k"`
	V   json.RawMessage `json:"v"`
	E   json.RawMessage `json:"e"`
	Ctx json.RawMessage `json:"ctx"`
}

// value are the fields of a v that is an object.
type value struct {
	ExcpMsg json.RawMessage `json:"excp-msg"`
	Msg     json.RawMessage `json:"msg"`
	Message json.RawMessage `json:"message"`
	Class   json.RawMessage `json:"class"`
	Tableau json.RawMessage `json:"tableau-version"`
}

// entry reads the fields; ok is false if they are not those of a log line.
func (f *fields) entry() (e entry, ok bool) {
	key, ok := str(f.K)
	if !ok {
		return entry{}, false
	}
	e.head = Event{
		Key: clip(key), Severity: clip(scalar(f.Sev)), Code: code(f.E), Release: contextRelease(f.Ctx),
		PID: number(f.PID), TID: clip(scalar(f.TID)), Time: timestamp(f.TS), Times: 1,
	}
	e.read(f.V)
	none := len(f.V) == 0 || string(f.V) == "null"
	return e, !none || !strings.HasPrefix(key, connectorKey)
}

// read reads v.
func (e *entry) read(v json.RawMessage) {
	text, ok := str(v)
	if ok {
		e.text = text
		return
	}
	e.text = string(v)
	var object value
	if len(v) == 0 || v[0] != '{' || json.Unmarshal(v, &object) != nil {
		return
	}
	if own := object.message(); own != "" {
		e.text, e.object = own, string(v)
	}
	class, _ := str(object.Class)
	e.class = clip(class)
	build, _ := str(object.Tableau)
	build, _, _ = strings.Cut(build, ",")
	if r := release(build); !r.IsZero() {
		e.head.Release = r
	}
}

// message returns the message of an object, or "". That of an exception comes before
// the place where it was thrown. (SDK #624)
func (v *value) message() string {
	for _, field := range [...]json.RawMessage{v.ExcpMsg, v.Msg, v.Message} {
		if text, _ := str(field); text != "" {
			return text
		}
	}
	return ""
}

// code reads the code of an error, in either spelling. Since about 2020.2 it is
// excp-error-code. (SDK #133, #482)
func code(e json.RawMessage) string {
	var both struct {
		Log  json.RawMessage `json:"log-code"`
		Excp json.RawMessage `json:"excp-error-code"`
	}
	if len(e) == 0 || json.Unmarshal(e, &both) != nil {
		return ""
	}
	text := scalar(both.Excp)
	if text == "" {
		text = scalar(both.Log)
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
	var c struct {
		Version json.RawMessage `json:"version"`
	}
	if len(ctx) == 0 || json.Unmarshal(ctx, &c) != nil {
		return version.Release{}
	}
	text, _ := str(c.Version)
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

// str reads a string.
func str(v json.RawMessage) (s string, ok bool) {
	if len(v) == 0 || v[0] != '"' {
		return "", false
	}
	return s, json.Unmarshal(v, &s) == nil
}

// clip cuts a text to what an event keeps, and copies it, so that no more than that is
// held.
func clip(text string) string {
	return strings.Clone(cut(strings.ToValidUTF8(cut(text), "\ufffd")))
}

func cut(text string) string {
	end := MostMessage
	if len(text) <= end {
		return text
	}
	for end > MostMessage-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
