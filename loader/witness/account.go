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
	// said are the kinds that the entry said so far, and whether a row that is taken
	// instead of others did.
	said map[Kind]bool
	// hidden is the object that is to be looked at when all of its message is said.
	hidden string
}

// open begins the account of an entry.
func (a *account) open(e entry) {
	a.entry, a.queue, a.rest, a.hidden = e, a.queue[:0], "", e.object
	a.said = make(map[Kind]bool)
	text := strings.Trim(e.text, white)
	switch {
	case a.sayRow(text) || !strings.Contains(text, "\n"):
		a.sayBeside(text)
		a.sayHidden()
	default:
		a.rest = text
	}
	if len(a.queue) == 0 && a.rest == "" {
		a.queue = a.other(text)
	}
}

// next gives the next event.
func (a *account) next() (e Event, ok bool) {
	for len(a.queue) == 0 {
		if a.rest == "" && a.hidden == "" {
			return Event{}, false
		}
		if a.rest == "" {
			a.sayHidden()
		} else {
			a.sayLines()
		}
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
		if line = strings.Trim(line, white); line != "" {
			a.sayRow(line)
			a.sayBeside(line)
		}
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
	for _, r := range a.words.rowsFor(text) {
		if f, ok := r.match(&a.entry, text); ok {
			a.queue = append(a.queue, r.event(&a.entry, text, f))
			a.said[r.Kind] = true
			return true
		}
	}
	return false
}

// sayBeside adds what the rows say of a text that are looked for beside the others. One
// adds nothing to a row of its kind that fits a whole text and says more.
func (a *account) sayBeside(text string) {
	for _, r := range a.words.beside {
		if a.said[r.Kind] {
			continue
		}
		if f, ok := r.match(&a.entry, text); ok {
			a.queue = append(a.queue, r.event(&a.entry, text, f))
			a.said[r.Kind] = false
		}
	}
}

// sayHidden adds what is said in another field of an object than its message, and not in
// that.
func (a *account) sayHidden() {
	object := a.hidden
	a.hidden = ""
	for _, r := range a.words.beside {
		if _, said := a.said[r.Kind]; said || object == "" {
			continue
		}
		if f, ok := r.match(&a.entry, object); ok {
			a.queue = append(a.queue, r.event(&a.entry, strings.Trim(a.entry.text, white), f))
		}
	}
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
