package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits bound what Decode reads. A zero field takes its default, which is wide
// enough for some 9,000 connectors with manifests of the usual size.
type Limits struct {
	Bytes  int64 // of the document; 0 is 64 MiB
	Values int   // objects, arrays and their parts, which is what takes memory; 0 is 1,048,576
}

func (l Limits) complete() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Values <= 0 {
		l.Values = 1 << 20
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
	b.Grow(int(min(sizeOf(r), l.Bytes)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(r, l.Bytes+1)); err != nil {
		return nil, err
	}
	d, err := decode(b.Bytes(), l)
	if err != nil {
		return nil, err
	}
	return d.snapshot(), nil
}

// sizeOf is how many bytes a file or a buffer says that it has, or 0.
func sizeOf(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }:
		return int64(r.Len())
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := r.Stat(); err == nil {
			return max(info.Size(), 0)
		}
	}
	return 0
}

// UnmarshalJSON reads a snapshot as Decode does, with the default limits.
func (s *Snapshot) UnmarshalJSON(data []byte) error {
	d, err := decode(data, Limits{}.complete())
	if err == nil {
		*s = *d.snapshot()
	}
	return err
}

// decode reads and checks a document.
func decode(data []byte, l Limits) (*document, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := checkBytes(data, l); err != nil {
		return nil, err
	}
	if err := (&scan{data: data, limit: l.Values}).run(); err != nil {
		return nil, err
	}
	r := &reader{json.NewDecoder(bytes.NewReader(data))}
	r.DisallowUnknownFields()
	d, err := r.document()
	if err != nil {
		if other := otherSchema(data); other != nil {
			return nil, other
		}
		return nil, r.syntaxError(err)
	}
	if _, err := r.Token(); err != io.EOF {
		return nil, &Error{Place: at(r.InputOffset()), Reason: "something stands behind the snapshot: write one to a file"}
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
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		return &Error{Reason: "it is UTF-16, as PowerShell writes with >: a snapshot is UTF-8"}
	}
	if !utf8.Valid(data) {
		return &Error{Place: at(invalidAt(data)), Reason: "it is not UTF-8: it was damaged, or is no snapshot"}
	}
	return nil
}

// A reader reads the outermost keys by itself, and directories and candidates one
// by one: each into memory of its own, so that nothing of one enters another, and
// the first that is wrong ends it.
type reader struct{ *json.Decoder }

// required are the keys that a snapshot has, whatever was found.
var required = [...]string{"schema", "host", "directories", "candidates"}

func (r *reader) document() (*document, error) {
	d, seen := &document{}, make(map[string]bool)
	if err := r.open('{'); err != nil {
		return nil, err
	}
	for r.More() {
		token, err := r.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		seen[key] = true
		if err := r.value(d, key); err != nil {
			return nil, err
		}
	}
	if _, err := r.Token(); err != nil {
		return nil, err
	}
	for _, key := range required {
		if !seen[key] {
			return nil, &Error{Place: key, Reason: "it is missing: the document is damaged, or no snapshot"}
		}
	}
	return d, nil
}

// value reads what stands behind one of the outermost keys.
func (r *reader) value(d *document, key string) error {
	switch key {
	case "schema":
		if err := r.Decode(&d.Schema); err != nil {
			return inside(key, err)
		}
		if d.Schema != Schema {
			return schemaError(d.Schema)
		}
		return nil
	case "name":
		return inside(key, r.Decode(&d.Name))
	case "host":
		return inside(key, r.Decode(&d.Host))
	case "directories":
		return r.list(key, func() error {
			var one directory
			err := r.Decode(&one)
			d.Directories = append(d.Directories, one)
			return err
		})
	case "candidates":
		return r.list(key, func() error {
			one := candidate{Directory: unplaced}
			err := r.Decode(&one)
			d.Candidates = append(d.Candidates, one)
			if err == nil && one.Entry == "" {
				err = errors.New("it has no entry")
			}
			return err
		})
	}
	return unknownKey(at(r.InputOffset()), strconv.Quote(key))
}

// unknownKey says that a quoted key is none of a snapshot's.
func unknownKey(where, key string) *Error {
	return &Error{Place: where, Reason: fmt.Sprintf("unknown key %s: it was written by another tool or a newer version, or is no snapshot", key)}
}

// open reads the begin of an object or array.
func (r *reader) open(want json.Delim) error {
	token, err := r.Token()
	if err == nil && token != want {
		err = &Error{Place: at(r.InputOffset()), Reason: fmt.Sprintf("%c belongs here: it was damaged, or is no snapshot", want)}
	}
	return err
}

// list reads an array.
func (r *reader) list(key string, one func() error) error {
	if err := r.open('['); err != nil {
		return inside(key, err)
	}
	for n := 0; r.More(); n++ {
		if err := one(); err != nil {
			return inside(fmt.Sprintf("%s[%d]", key, n), err)
		}
	}
	_, err := r.Token()
	return err
}

// A within is an error of a part of the document.
type within struct {
	error
	where string
}

// Unwrap returns the error itself.
func (w *within) Unwrap() error { return w.error }

// inside says where an error is, if there is one.
func inside(where string, err error) error {
	if err == nil {
		return nil
	}
	return &within{err, where}
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
func (r *reader) syntaxError(err error) error {
	var e *Error
	var in *within
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	where, cause := at(r.InputOffset()), err
	if errors.As(err, &in) {
		where, cause = in.where, in.error
	}
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &Error{Reason: "it breaks off: it was cut, or is still being written", Err: err}
	case errors.As(err, &syntax):
		return &Error{Place: at(syntax.Offset), Reason: fmt.Sprintf("it is no JSON (%v): it was damaged, or is no snapshot", syntax), Err: err}
	case errors.As(err, &kind):
		if kind.Field != "" {
			where += "." + kind.Field
		}
		return &Error{Place: where, Reason: fmt.Sprintf("it is %s, and %s belongs here: it was damaged, or is no snapshot", kind.Value, jsonWord(kind.Type.Kind())), Err: err}
	}
	if name, ok := strings.CutPrefix(cause.Error(), "json: unknown field "); ok {
		unknown := unknownKey(where, name)
		unknown.Err = err
		return unknown
	}
	return &Error{Place: where, Reason: cause.Error(), Err: err}
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
