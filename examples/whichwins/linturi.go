package main

import (
	"net/url"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// uriOf writes a path of a system as a URI: an absolute one as file:///a/b, on a share
// of Windows as file://server/share/a, and a relative one as a relative reference.
func uriOf(path string, system loader.OS) string {
	if system == loader.Windows {
		path = strings.ReplaceAll(path, `\`, "/")
		switch {
		case strings.HasPrefix(path, "//"):
			return "file:" + escapedPath(path)
		case len(path) > 2 && path[1:3] == ":/":
			return "file:///" + path[:2] + escapedPath(path[2:])
		}
	}
	if strings.HasPrefix(path, "/") {
		return "file://" + escapedPath(path)
	}
	return escapedPath(path)
}

// escapedPath escapes what may not stand in the path of a URI, and colons, which in
// the first name of a relative one would end a scheme.
func escapedPath(path string) string {
	names := strings.Split(path, "/")
	for i, name := range names {
		names[i] = strings.ReplaceAll(url.PathEscape(name), ":", "%3A")
	}
	return strings.Join(names, "/")
}
