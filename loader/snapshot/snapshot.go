package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/tacorder/tacorder/loader"
)

// Schema is the version of the format. It is raised when a change would break a
// reader, which a new key does.
const Schema = 1

// A Snapshot is what a scan of a machine, or of one service of a server, found.
type Snapshot struct {
	Name      string            // of the machine or service; the name of a node in a fleet
	Host      loader.Host       // the Tableau that the scan was made for
	Inventory *loader.Inventory // what was found; nil is nothing
}

// Encode writes the snapshot as one line of JSON. The error is an [*Error] where
// Decode would not read what would be written, as where a hand-made inventory has
// two candidates at one place; then nothing is written. Else it is the writer's. A
// document over the default limits of Decode is written: reading it back needs
// wider ones.
func (s Snapshot) Encode(w io.Writer) error {
	data, err := s.MarshalJSON()
	if err == nil {
		_, err = w.Write(data)
	}
	return err
}

// MarshalJSON encodes the snapshot as [Snapshot.Encode] does.
func (s Snapshot) MarshalJSON() ([]byte, error) {
	if s.Inventory != nil {
		for i := range s.Inventory.Candidates {
			if s.Inventory.Candidates[i].Native {
				return nil, &Error{Place: fmt.Sprintf("candidates[%d]", i), Reason: "a native class is no candidate that a scan finds"}
			}
		}
	}
	d := s.document()
	if err := d.check(); err != nil {
		return nil, err
	}
	if err := d.texts(func(text *string) error { *text = pack(*text); return nil }); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		return nil, &Error{Reason: err.Error(), Err: err}
	}
	if invalidText(b.Bytes()) {
		return nil, &Error{Reason: "a text of a manifest, or of a host's assumptions, is not UTF-8"}
	}
	return b.Bytes(), nil
}

// invalidText tells whether encoding/json has replaced what is not UTF-8, which it
// writes as \ufffd.
func invalidText(data []byte) bool {
	for {
		i := bytes.Index(data, []byte(`\ufffd`))
		if i < 0 {
			return false
		}
		slashes := 0
		for slashes < i && data[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
		data = data[i+1:]
	}
}
