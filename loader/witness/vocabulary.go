package witness

import (
	"slices"
	"strings"
	"sync"
)

// A vocabulary is a table of wordings, ready for reading.
type vocabulary struct {
	// rows are those that are taken one instead of the other, by the first byte of the
	// texts that they may fit, each time in the order of the table. Most lines of a long
	// text are so held against few rows.
	rows   [256][]*row
	beside []*row // that are looked for beside those
	scan   *scanner
}

// A row is a wording, ready to be matched.
type row struct {
	Wording
	text template
	// itself says that the row has no fields: the words are the reason.
	itself bool
}

// known is the vocabulary of the table, which is made once.
var known = sync.OnceValue(func() *vocabulary { return newVocabulary(wordings[:]) })

// connectorKey begins the k of lines about connectors.
const connectorKey = "connector-plugin"

func newVocabulary(table []Wording) *vocabulary {
	v, needles := &vocabulary{}, []string{connectorKey}
	for _, w := range table {
		r := &row{w, compile(w.Text), !strings.ContainsAny(w.Text, "{…")}
		if first := r.text[0]; first.field == anyText && len(r.text) > 1 {
			v.beside = append(v.beside, r)
		} else {
			v.put(r)
		}
		if n := r.needle(); !slices.Contains(needles, n) {
			needles = append(needles, n)
		}
	}
	v.scan = newScanner(needles)
	return v
}

// put puts a row behind those that are there. One that begins with a field may fit any
// text.
func (v *vocabulary) put(r *row) {
	for first := range v.rows {
		if r.text[0].field != "" || r.text[0].literal.begins(byte(first)) {
			v.rows[first] = append(v.rows[first], r)
		}
	}
}

// rowsFor returns the rows that may fit a text.
func (v *vocabulary) rowsFor(text string) []*row {
	if text == "" {
		return v.rows[0] // of those that begin with a field
	}
	return v.rows[text[0]]
}

// needle returns what finds the lines of a row in a log: the longest piece of its text
// that JSON writes as it is, else the key.
func (r *row) needle() string {
	if r.Key == "" {
		return connectorKey
	}
	longest := ""
	for _, p := range r.text {
		for _, piece := range strings.FieldsFunc(p.literal.String(), escaped) {
			if piece = strings.TrimSpace(piece); len(piece) > len(longest) {
				longest = piece
			}
		}
	}
	if longest == "" {
		return r.Key
	}
	return longest
}

// escaped tells whether JSON may write a sign in another way.
func escaped(sign rune) bool {
	return sign < ' ' || sign > '~' || strings.ContainsRune(`"\/'<>&`, sign)
}

// fits tells whether lines of a key may say the row.
func (r *row) fits(key string) bool {
	switch r.Key {
	case "":
		return strings.HasPrefix(key, connectorKey)
	case anyKey:
		return true
	}
	return r.Key == key
}

// match tells whether a text of an entry is the row's, and what stands for its fields.
func (r *row) match(from *entry, text string) (found, bool) {
	if !r.fits(from.head.Key) {
		return found{}, false
	}
	return r.text.match(text)
}

// event returns what a text of an entry says that is the row's.
func (r *row) event(from *entry, text string, f found) Event {
	e := from.head
	e.Kind, e.Wording, e.Message = r.Kind, r.ID, clip(text)
	e.Class, e.Path, e.Module, e.Version, e.Reason = f.class, f.path, f.module, f.version, f.reason
	if r.itself && (r.Kind == SignatureFailed || r.Kind == Detail) {
		e.Reason = e.Message
	}
	if e.Class == "" && (r.Kind == SignatureFailed || r.Kind == ClassUnknown) {
		e.Class = from.class
	}
	return e
}
