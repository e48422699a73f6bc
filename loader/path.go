package loader

import "strings"

// likeWindows tells whether paths are those of Windows, as of the zero value and of
// a system that is not known.
func (o OS) likeWindows() bool { return o != MacOS && o != Linux }

// Drive returns the drive of a path of Windows as "c:", or its share as
// "//server/share", in lower case. It is "" where the path names none, and on
// other systems.
func (o OS) Drive(path string) string {
	if !o.likeWindows() {
		return ""
	}
	plain := o.ComparedPath(path)
	if hasDriveLetter(plain) {
		return plain[:2]
	}
	server, isShare := strings.CutPrefix(plain, "//")
	if !isShare || server == "" {
		return ""
	}
	parts := strings.SplitN(server, "/", 3) // the server, the share and the rest
	return "//" + strings.Join(parts[:min(len(parts), 2)], "/")
}

// SamePath tells whether two paths are written for the same place: on Windows in
// any case and with either separator, on macOS and Linux byte for byte. Trailing
// separators do not count. The disk is not asked, so that links, and the parts "."
// and "..", are as any other name.
func (o OS) SamePath(a, b string) bool { return o.ComparedPath(a) == o.ComparedPath(b) }

// ComparedPath returns the path without what [OS.SamePath] does not look at, as a
// key of a map: paths that are the same have the same, on Windows in lower case and
// with slashes. The trailing separator of a drive's root does not count either, so
// that of C:\ the key is "c:".
func (o OS) ComparedPath(path string) string {
	if o.likeWindows() {
		path = strings.ToLower(strings.ReplaceAll(path, `\`, "/"))
	}
	trimmed := strings.TrimRight(path, "/")
	if trimmed == "" && path != "" {
		return "/" // the root is not the empty path
	}
	return trimmed
}

// Absolute tells whether a path does not depend on a current directory: on Windows
// one with a drive's letter, a colon and a separator, or with the two separators
// of a share at its start; on the other systems one that starts with a slash.
func (o OS) Absolute(path string) bool {
	if !o.likeWindows() {
		return strings.HasPrefix(path, "/")
	}
	plain := strings.ReplaceAll(path, `\`, "/")
	return strings.HasPrefix(plain, "//") || hasDriveLetter(plain) && strings.HasPrefix(plain[2:], "/")
}

// hasDriveLetter tells whether a path begins with a drive's letter and a colon.
func hasDriveLetter(path string) bool {
	return len(path) > 1 && path[1] == ':' && 'A' <= upper(path[0]) && upper(path[0]) <= 'Z'
}
