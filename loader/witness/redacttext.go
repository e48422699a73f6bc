package witness

import (
	"regexp"
	"strings"
)

// hiddenPath stands in texts for a path of which nothing is known.
const hiddenPath = "[" + pathWord + "]"

// Text returns a text with the paths in it replaced: one that [Redaction.Path] was asked
// for by what it returned, Tableau's own places not at all, and any other one, with all
// that follows in its line or up to a quotation mark, by [path]: where a path ends is
// not to be seen, and a name in it may hold blanks. It ends before a bracket behind the
// ending of a connector's file, where no separator shows that it goes on.
//
// Names of homes become [user]. Addresses of mail and of machines, what stands behind
// the scheme of a URL, DOMAIN\user, the names in certificates, and what is called a
// user, a host or a password become [Withheld].
func (r *Redaction) Text(text string) string {
	r.users.learnFrom(text)
	return r.users.hide(withoutTellings(r.withoutPaths(text)))
}

// withoutPaths returns a text with the paths in it replaced.
func (r *Redaction) withoutPaths(text string) string {
	var b strings.Builder
	for text != "" {
		end := strings.IndexAny(text, "\r\n")
		if end < 0 {
			end = len(text)
		} else {
			end++
		}
		r.line(&b, text[:end])
		text = text[end:]
	}
	return b.String()
}

// line writes one line with the paths in it replaced.
func (r *Redaction) line(b *strings.Builder, line string) {
	compared := plain(line)
	upwards := strings.LastIndex(compared, "/..") // where the last path that leads upwards does
	next := 0
	for {
		start := nextPath(line, next)
		b.WriteString(line[next:start])
		if start == len(line) {
			return
		}
		end, with := r.pathIn(line, compared, start, upwards)
		b.WriteString(with)
		next = end
	}
}

// pathIn returns the end of a path in a line, and what stands for it. It may end early:
// of a place that stays, at most its beginning is taken.
func (r *Redaction) pathIn(line, compared string, start, upwards int) (end int, with string) {
	rest := line[start:]
	if hidden, ok := placeholderIn(rest); ok {
		return start + hidden, rest[:hidden]
	}
	if known, ok := r.known.longest(compared[start:]); ok && endsAt(line, start+len(known)) {
		return start + len(known), r.known.with[known]
	}
	if own := ownIn(rest); own > 0 && upwards < start {
		return start + own, rest[:own]
	}
	return start + hiddenUpTo(line, start), hiddenPath
}

// placeholderIn returns the length of the drive and the placeholder that a path begins
// with.
func placeholderIn(path string) (n int, ok bool) {
	start := len(drive(path))
	end := strings.IndexByte(path, ']') + 1
	if start == 0 || end <= start || path[start] != '[' || !isPlaceholder(path[start+1:end-1]) {
		return 0, false
	}
	return end, true
}

// ownIn returns the length of what leads to one of Tableau's own places at the beginning
// of a text, with the word Tableau, or 0. What follows it may be another path.
func ownIn(text string) int {
	const most = 256 // bytes in which such a beginning stands
	text = text[:min(len(text), most)]
	p := takeApart(text)
	names := p.own()
	if names == 0 {
		return 0
	}
	at := len(p.drive)
	for i, name := range p.names[:names] {
		at += strings.IndexFunc(text[at:], func(c rune) bool { return !isSeparator(c) })
		if i == names-1 {
			name = "tableau"
		}
		at += len(name)
	}
	return at
}

// hiddenUpTo returns how many bytes of a line are taken for a path that begins there.
func hiddenUpTo(line string, start int) int {
	rest := line[start:]
	if start > 0 && line[start-1] == '\'' { // a name may have one too: the last one closes
		if end := strings.LastIndexByte(rest, '\''); end > 0 {
			return end
		}
	}
	if end := strings.IndexByte(rest, '"'); end >= 0 {
		rest = rest[:end]
	}
	rest = strings.TrimRight(rest, "\r\n")
	if at := closed.FindStringSubmatchIndex(rest); at != nil && endsAt(line, start+at[2]) {
		return at[2]
	}
	return len(rest)
}

// closed finds where a bracket or a quotation mark closes behind a connector's file.
var closed = regexp.MustCompile(`(?i)\.(?:taco|dll|so|dylib|xml|tcd|tdr|tdd|jar)([)'”’])`)
