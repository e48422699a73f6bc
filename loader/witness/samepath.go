package witness

import (
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// samePath tells whether two paths of a log are the same: on Windows in any case and
// with separators of either kind.
func samePath(a, b string) bool {
	if a == b {
		return true
	}
	os := systemOf(a)
	if os != loader.Windows {
		os = systemOf(b)
	}
	return a != "" && b != "" && os.SamePath(a, b)
}

// namesPath tells whether a text of a log holds a path, in any spelling that is the
// same, also one in JSON.
func namesPath(text, path string) bool {
	if systemOf(path) != loader.Windows {
		return strings.Contains(text, path)
	}
	return strings.Contains(foldSeparators(text), foldSeparators(path))
}

// foldSeparators returns a text in lower case, with a slash for a backslash or two.
func foldSeparators(text string) string {
	return strings.ToLower(strings.NewReplacer(`\\`, "/", `\`, "/", "//", "/").Replace(text))
}
