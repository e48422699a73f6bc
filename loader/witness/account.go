package witness

import (
	"slices"
	"strings"
)

// An account gives what an entry says, event by event, however long its text is.
type account struct {
	words *vocabulary
	entry entry
	queue []Event
	// rest is what is not looked at yet of a text of several lines, where that is no row
	// as a whole.
	rest string
}

// open begins the account of an entry.
func (a *account) open(e entry) {
	a.entry, a.queue, a.rest = e, a.queue[:0], ""
	text := strings.Trim(e.text, white)
	if !a.sayRow(text) && strings.Contains(text, "\n") {
		a.rest = text
	} else {
		a.sayBeside(text)
	}
	if e.object != "" && !a.hasBeside(text) {
		a.sayHidden(text)
	}
	if len(a.queue) == 0 && a.rest == "" {
		a.queue = a.other(text)
	}
}

// next gives the next event.
func (a *account) next() (e Event, ok bool) {
	for len(a.queue) == 0 {
		if a.rest == "" {
			return Event{}, false
		}
		a.sayLines()
	}
	e = a.queue[0]
	a.queue = slices.Delete(a.queue, 0, 1)
	return e, true
}

// sayLines looks at lines of the rest up to one that says something. Those before it
// are one other event.
func (a *account) sayLines() {
	text, silent := a.rest, ""
	for len(a.queue) == 0 && a.rest != "" {
		silent = text[:len(text)-len(a.rest)]
		var line string
		line, a.rest, _ = strings.Cut(a.rest, "\n")
		line = strings.Trim(line, white)
		a.sayRow(line)
		a.sayBeside(line)
	}
	if len(a.queue) == 0 {
		silent = text
	}
	if silent = strings.Trim(silent, white); silent != "" {
		a.queue = slices.Insert(a.queue, 0, a.other(silent)...)
	}
}

// sayRow adds what a text says by the first row that it is.
func (a *account) sayRow(text string) bool {
	for i := range a.words.rows {
		if e, ok := a.words.rows[i].event(&a.entry, text); ok {
			a.queue = append(a.queue, e)
			return true
		}
	}
	return false
}

// sayBeside adds what the rows say that are looked for beside the others.
func (a *account) sayBeside(text string) {
	for i := range a.words.beside {
		if e, ok := a.words.beside[i].event(&a.entry, text); ok {
			a.queue = append(a.queue, e)
		}
	}
}

// sayHidden adds what is said beside the message of an object, in another field of it.
func (a *account) sayHidden(message string) {
	before := len(a.queue)
	a.sayBeside(a.entry.object)
	for i := range a.queue[before:] {
		a.queue[before+i].Message = clip(message)
	}
}

// hasBeside tells whether sayBeside would add something.
func (a *account) hasBeside(text string) bool {
	return slices.ContainsFunc(a.words.beside, func(r row) bool {
		_, ok := r.event(&a.entry, text)
		return ok
	})
}

// other is the event of a text that is in no row, if its key is that of connectors.
func (a *account) other(text string) []Event {
	if !strings.HasPrefix(a.entry.head.Key, connectorKey) {
		return nil
	}
	e := a.entry.head
	e.Kind, e.Message = Other, clip(text)
	return []Event{e}
}
