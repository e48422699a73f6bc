package snapshot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// What stands in a redacted snapshot in place of a name and of the parts of paths
// that tell of a person.
const (
	RedactedName = "redacted"

	redactedHome      = "[home]"
	redactedDocuments = "[documents]"
	redactedData      = "[data]"
)

// Redact returns the snapshot without what tells of a person; s is not touched. In
// Tableau's default places the home, the Documents folder and Server's data
// directory are replaced, as [home]/Documents/My Tableau Repository/Connectors; any
// other directory becomes [TIER-N]; the drive of either stays. The name becomes
// [RedactedName]. Texts that name one of these paths name what stands for
// it. File names within the directories, and what manifests and certificates say,
// stay: they decide.
func (s *Snapshot) Redact() *Snapshot {
	r := newRedaction(s)
	out := &Snapshot{Name: RedactedName, Host: s.Host, Inventory: &loader.Inventory{}}
	out.Host.Home, out.Host.Documents, out.Host.Data = r.placeholders.Home, r.placeholders.Documents, r.placeholders.Data
	if s.Host.Paths != nil {
		out.Host.Paths = make(map[loader.Tier][]string, len(s.Host.Paths))
		for tier, paths := range s.Host.Paths {
			out.Host.Paths[tier] = convert(paths, func(path string) string { return r.path(tier, path) })
		}
	}
	if s.Inventory == nil {
		return out
	}
	out.Inventory.Directories = convert(s.Inventory.Directories, r.directory)
	out.Inventory.Candidates = convert(s.Inventory.Candidates, r.candidate)
	return out
}

// A redaction knows what stands for each path.
type redaction struct {
	placeholders loader.Host       // with what stands for the home and the like
	paths        map[string]string // what stands for each directory's path
	counts       map[loader.Tier]int
	texts        []replacement // the longest first
	anyCase      bool          // paths are the same in any case, and with either separator
}

// A replacement is a path and what stands for it in texts.
type replacement struct{ path, with string }

func newRedaction(s *Snapshot) *redaction {
	r := &redaction{paths: make(map[string]string), counts: make(map[loader.Tier]int), anyCase: s.Host.OS != loader.Linux}
	r.placeholders = r.defaults(s.Host)
	for _, tier := range loader.Tiers() {
		for _, path := range s.Host.Paths[tier] {
			r.path(tier, path)
		}
	}
	if s.Inventory != nil {
		for _, d := range s.Inventory.Directories {
			r.path(d.Tier, d.Path)
			if d.SameAs != "" {
				r.path(d.Tier, d.SameAs)
			}
		}
	}
	r.texts = r.replacements(s.Host)
	return r
}

// defaults notes what stands for Tableau's default places, and returns the host
// with placeholders for what tells of a person.
func (r *redaction) defaults(h loader.Host) loader.Host {
	plain := h
	plain.Paths = nil
	hidden := plain
	for _, part := range []struct {
		text *string
		with string
	}{{&hidden.Home, redactedHome}, {&hidden.Documents, redactedDocuments}, {&hidden.Data, redactedData}} {
		if *part.text != "" {
			if isPlaceholder(*part.text) { // it was redacted before
				continue
			}
			*part.text = drive(*part.text) + part.with
		}
	}
	known := version.KnownReleases()
	open, closed := plain.DirectoriesOver(known), hidden.DirectoriesOver(known)
	if len(open) != len(closed) { // a home that reads like a place holder
		return hidden
	}
	for i := range open {
		r.paths[open[i].Path] = withSeparators(closed[i].Path, open[i].Path)
	}
	return hidden
}

// isPlaceholder tells whether a path is, or begins with, what stands for another.
func isPlaceholder(path string) bool {
	name := strings.TrimPrefix(path, drive(path))
	for _, part := range []string{redactedHome, redactedDocuments, redactedData} {
		if strings.HasPrefix(name, part) {
			return true
		}
	}
	return Redacted(path)
}

// withSeparators writes a path with the separators that another one has.
func withSeparators(path, like string) string {
	if strings.Contains(like, `\`) && !strings.Contains(like, "/") {
		return strings.ReplaceAll(path, "/", `\`)
	}
	return path
}

// noTier stands in for the tier of a directory that has none.
const noTier loader.Tier = "directory"

// Redacted tells whether a directory's path stands for another one that Redact
// replaced as a whole, so that nothing but its drive is known.
func Redacted(path string) bool {
	name := strings.TrimPrefix(path, drive(path))
	for _, tier := range append(loader.Tiers(), noTier) {
		number, ok := strings.CutPrefix(name, fmt.Sprintf("[%s-", tier))
		if ok && strings.HasSuffix(number, "]") {
			return true
		}
	}
	return false
}

// path returns what stands for a directory.
func (r *redaction) path(tier loader.Tier, path string) string {
	with, known := r.paths[path]
	if !known && isPlaceholder(path) {
		return path
	}
	if !known {
		r.counts[tier]++
		with = fmt.Sprintf("%s[%s-%d]", drive(path), cmp.Or(tier, noTier), r.counts[tier])
		r.paths[path] = with
	}
	return with
}

// drive returns the drive that a path of Windows begins with, and its separator;
// which drive it is decides whether the nodes of a server agree.
func drive(path string) string {
	if len(path) >= 3 && path[1] == ':' && (path[2] == '\\' || path[2] == '/') {
		return path[:3]
	}
	return ""
}

// replacements lists the paths that tell of a person, the longer ones first.
func (r *redaction) replacements(h loader.Host) []replacement {
	with := make(map[string]string)
	for path, placeholder := range r.paths {
		if path != placeholder {
			with[path] = placeholder
		}
	}
	for _, part := range [][2]string{{h.Home, r.placeholders.Home}, {h.Documents, r.placeholders.Documents}, {h.Data, r.placeholders.Data}} {
		if _, known := with[part[0]]; !known && part[0] != part[1] {
			with[part[0]] = part[1]
		}
	}
	var all []replacement
	for path, placeholder := range with {
		path = strings.TrimRight(path, `\/`)
		if len(path) > len(`C:\`) { // a root is part of every path
			all = append(all, replacement{r.plain(path), placeholder})
		}
	}
	slices.SortFunc(all, func(a, b replacement) int {
		return cmp.Or(cmp.Compare(len(b.path), len(a.path)), cmp.Compare(a.path, b.path))
	})
	return all
}

// plain is a path as the system compares it, byte for byte as long.
func (r *redaction) plain(path string) string {
	if !r.anyCase {
		return path
	}
	plain := []byte(path)
	for i, c := range plain {
		switch {
		case c == '\\':
			plain[i] = '/'
		case 'A' <= c && c <= 'Z':
			plain[i] = c - 'A' + 'a'
		}
	}
	return string(plain)
}

// text replaces the paths that a text names. One that goes on, as /home/ann does in
// /home/annabel, is another one.
func (r *redaction) text(text string) string {
	for _, one := range r.texts {
		var b strings.Builder
		for {
			i := strings.Index(r.plain(text), one.path)
			if i < 0 {
				break
			}
			end := i + len(one.path)
			b.WriteString(text[:i])
			if goesOn(text[end:]) {
				b.WriteString(text[i:end])
			} else {
				b.WriteString(one.with)
			}
			text = text[end:]
		}
		text = b.String() + text
	}
	return text
}

// goesOn tells whether a name goes on with what stands behind it.
func goesOn(rest string) bool {
	next, size := utf8.DecodeRuneInString(rest)
	if next == '.' { // of a name, or of a sentence
		next, _ = utf8.DecodeRuneInString(rest[size:])
	}
	return unicode.IsLetter(next) || unicode.IsDigit(next) || next == '-' || next == '_'
}

func (r *redaction) directory(d loader.ScannedDirectory) loader.ScannedDirectory {
	d.Path, d.Detail = r.path(d.Tier, d.Path), r.text(d.Detail)
	if d.SameAs != "" {
		d.SameAs = r.path(d.Tier, d.SameAs)
	}
	return d
}

// candidate replaces paths in the texts that a scan wrote.
func (r *redaction) candidate(c loader.Candidate) loader.Candidate {
	c.Problems = slices.Clone(c.Problems)
	for i := range c.Problems {
		c.Problems[i].File = r.text(c.Problems[i].File)
		c.Problems[i].Message = r.text(c.Problems[i].Message)
	}
	if c.Fault != nil {
		c.Fault = &loader.Fault{Rule: c.Fault.Rule, Text: r.text(c.Fault.Text)}
	}
	if c.Signature != nil {
		s := *c.Signature
		s.Detail = r.text(s.Detail)
		c.Signature = &s
	}
	return c
}
