package main

import "encoding/json"

// writeJSON collects a value as the commands show JSON: a newline at the end, no
// HTML escapes, and indented for people, who have a terminal. For programs it
// is one line: indenting takes longer than all the rest of the encoding.
func (a *app) writeJSON(v any) error {
	e := json.NewEncoder(&a.out)
	e.SetEscapeHTML(false)
	if a.page().terminal {
		e.SetIndent("", "  ")
	}
	return asFailure(e.Encode(v))
}
