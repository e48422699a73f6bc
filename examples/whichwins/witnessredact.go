package main

import (
	"strconv"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// redactionOf takes away what tells of a person on the host and on this machine.
func redactionOf(m machine, answer *loader.Resolution) *witness.Redaction {
	if answer != nil {
		return witness.NewRedaction(answer.Host)
	}
	return witness.NewRedaction(loader.Host{OS: m.system(), Home: m.home(), Documents: m.documents()})
}

// redact takes away what tells of a person.
func redact(r *witness.Redaction, w *witnessed, failures []logFailure) {
	w.record = r.Record(w.record)
	if w.comparison != nil {
		w.comparison = r.Comparison(w.comparison)
	}
	w.nodes = w.nodes.namedBy(w.record)
	for i, f := range failures {
		if f.inside != "" {
			f.why = strings.ReplaceAll(f.why, f.inside, r.LogName(f.inside))
		}
		failures[i].name, failures[i].why = r.LogName(f.name), r.Text(f.why)
	}
}

// A redactedError is an error whose text tells of nobody.
type redactedError struct {
	error
	text string
}

// Error returns the text.
func (e redactedError) Error() string { return e.text }

// Unwrap returns the error itself.
func (e redactedError) Unwrap() error { return e.error }

// withoutPerson takes the paths of the flags, and any other of a person, out of an error
// if that is asked for.
func (f *witnessFlags) withoutPerson(m machine, err error) error {
	if !f.redact {
		return err
	}
	text := err.Error()
	for _, path := range f.paths() {
		if path == "" {
			continue
		}
		text = strings.ReplaceAll(text, strconv.Quote(path), strconv.Quote(hiddenPath))
		if rest, ok := strings.CutPrefix(text, path+":"); ok {
			text = hiddenPath + ":" + rest
		}
		if strings.ContainsAny(path, `/\`) { // else it may be part of a word
			text = strings.ReplaceAll(text, path, hiddenPath)
		}
	}
	return redactedError{err, redactionOf(m, nil).Text(text)}
}

// hiddenPath stands for a path that somebody gave.
const hiddenPath = "[path]"

// paths are those that the flags name.
func (f *witnessFlags) paths() []string {
	host := f.answer.host
	paths := []string{f.answer.inventory, host.root, host.home, f.answer.signatures.roots}
	for _, d := range host.dirs {
		paths = append(paths, d.path)
	}
	return paths
}
