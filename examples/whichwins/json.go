package main

import (
	"encoding/json"
	"io"
)

// writeJSON writes a value as the commands show JSON: two spaces, a newline at
// the end, and no HTML escapes.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return asFailure(e.Encode(v))
}
