package snapshot

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"unicode/utf8"
)

// Limits bound what Decode reads. A zero field takes its default.
type Limits struct {
	Bytes   int64 // of the document; 0 is 64 MiB
	Objects int   // JSON objects in it, which is what takes memory; 0 is 1,048,576
}

func (l Limits) complete() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Objects <= 0 {
		l.Objects = 1 << 20
	}
	return l
}

// An Error says why a document is no snapshot, or none that can be read.
type Error struct {
	// Place is where: a path of keys and indices such as candidates[3].also[0],
	// or "byte 17" of the document, or "" for the whole.
	Place  string
	Reason string // what is wrong, and what to do
	Err    error  // what another package found, or nil
}

// Error names the place and the reason.
func (e *Error) Error() string {
	if e.Place == "" {
		return e.Reason
	}
	return e.Place + ": " + e.Reason
}

// Unwrap returns what another package found, or nil.
func (e *Error) Unwrap() error { return e.Err }

// Decode reads one snapshot, which r must end with. The error is an [*Error] where
// the document is no snapshot of this schema, is damaged or is over a limit, and
// else what r returned.
func Decode(r io.Reader, l Limits) (*Snapshot, error) {
	l = l.complete()
	var b bytes.Buffer
	b.Grow(usualBytes)
	if _, err := b.ReadFrom(io.LimitReader(r, l.Bytes+1)); err != nil {
		return nil, err
	}
	d, err := decode(b.Bytes(), l)
	if err != nil {
		return nil, err
	}
	return d.snapshot(), nil
}

// usualBytes is room for the snapshot of a machine with some ten connectors.
const usualBytes = 32 << 10

// decode reads and checks a document.
func decode(data []byte, l Limits) (*document, error) {
	if err := checkBytes(data, l); err != nil {
		return nil, err
	}
	d := &document{}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(d); err != nil {
		if other := otherSchema(data); other != nil {
			return nil, other
		}
		return nil, syntaxError(err, decoder.InputOffset())
	}
	if d.Schema != Schema {
		return nil, schemaError(d.Schema)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, &Error{Place: at(decoder.InputOffset()), Reason: "something stands behind the snapshot: write one to a file"}
	}
	if err := d.texts(func(text *string) (err error) { *text, err = unpack(*text); return err }); err != nil {
		return nil, &Error{Reason: err.Error() + ": it was damaged", Err: err}
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	return d, nil
}

// checkBytes asks of a document what must hold before it is worth parsing.
func checkBytes(data []byte, l Limits) error {
	switch {
	case int64(len(data)) > l.Bytes:
		return &Error{Reason: fmt.Sprintf("it has more than %d bytes, which is the limit", l.Bytes)}
	case len(bytes.TrimSpace(data)) == 0:
		return &Error{Reason: "it is empty: write a snapshot again"}
	case bytes.Count(data, []byte("{")) > l.Objects:
		return &Error{Reason: fmt.Sprintf("it has more than %d objects, which is the limit", l.Objects)}
	}
	if !utf8.Valid(data) {
		return &Error{Place: at(invalidAt(data)), Reason: "it is not UTF-8: it was damaged, or is no snapshot"}
	}
	return nil
}

// invalidAt is the offset of the first byte that is not UTF-8.
func invalidAt(data []byte) int64 {
	valid := 0
	for len(data[valid:]) > 0 {
		r, size := utf8.DecodeRune(data[valid:])
		if r == utf8.RuneError && size <= 1 {
			break
		}
		valid += size
	}
	return int64(valid)
}

func at(offset int64) string { return fmt.Sprintf("byte %d", offset) }

// otherSchema tells whether a document that cannot be read says that it is of
// another schema.
func otherSchema(data []byte) error {
	var head struct {
		Schema *int `json:"schema"`
	}
	if json.Unmarshal(data, &head) != nil || head.Schema == nil || *head.Schema == Schema {
		return nil
	}
	return schemaError(*head.Schema)
}

func schemaError(schema int) error {
	if schema == 0 {
		return &Error{Place: "schema", Reason: fmt.Sprintf("it is missing or 0, and this reads %d: the document is no snapshot", Schema)}
	}
	return &Error{Place: "schema", Reason: fmt.Sprintf("it is %d, and this reads %d: use a tacorder that knows it, or write the snapshot again", schema, Schema)}
}

// syntaxError says where the JSON is no snapshot.
func syntaxError(err error, offset int64) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Reason: "it breaks off: it was cut, or is still being written", Err: err}
	case errors.As(err, &syntax):
		return &Error{Place: at(syntax.Offset), Reason: fmt.Sprintf("it is no JSON (%v): it was damaged, or is no snapshot", syntax), Err: err}
	case errors.As(err, &kind):
		return &Error{Place: cmp.Or(kind.Field, at(kind.Offset)), Reason: fmt.Sprintf("it is %s, and %s belongs here", kind.Value, jsonWord(kind.Type.Kind())), Err: err}
	}
	return &Error{Place: at(offset), Reason: err.Error(), Err: err}
}

// jsonWord is JSON's word for a kind of Go.
func jsonWord(k reflect.Kind) string {
	switch k {
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.String, reflect.Bool:
		return k.String()
	}
	return "whole number"
}
