package signature

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// A headerFile is META-INF/MANIFEST.MF or a .SF file: a main section and sections
// that are each about one name. Lines end in CRLF, LF or CR; a line that starts
// with a blank continues the one before (JAR File Specification, sections
// Name-Value pairs and Sections).
type headerFile struct {
	raw      []byte
	main     section
	sections []section
	first    map[string]int32 // the first section of each name
}

// A section is a range of lines. Several sections of a name are one.
type section struct {
	start, end int32 // without the empty line behind it
	next       int32 // with it
	again      int32 // the next section of the same name, or 0
	// whole tells that its last line ends in a line break. Java reads a section
	// that breaks off, and has no digest of it.
	whole bool
}

// An attribute is a name and a value. Names are equal in any case. It is good
// until the next line is read.
type attribute struct{ name, value []byte }

// A headerError says which line of a header file is not taken.
type headerError struct {
	line  int // 1-based
	what  string
	limit bool // Java takes it
}

func (e *headerError) Error() string { return fmt.Sprintf("line %d %s", e.line, e.what) }

// longestLine is the most bytes of a line with its end that Java reads; the
// specification has 72.
const longestLine = 512

// parseHeaders reads a header file as Java does, with at most so many sections. The
// error is a *headerError.
func parseHeaders(raw []byte, most int) (*headerFile, error) {
	f := &headerFile{raw: raw, first: make(map[string]int32)}
	l := &lines{raw: raw}
	if err := l.attributes(nil); err != nil {
		return nil, err
	}
	f.main = l.sectionFrom(0)
	last := make(map[string]int32) // the last section of a name that has several
	for {
		name, start, err := l.name()
		if err != nil {
			return nil, err
		}
		if start < 0 {
			return f, nil
		}
		n := int32(len(f.sections))
		if int(n) == most {
			return nil, &headerError{l.number, fmt.Sprintf("begins a section too many: the limit is %d", most), true}
		}
		if first, twice := f.first[string(name)]; twice {
			f.sections[max(first, last[string(name)])].again = n
			last[string(name)] = n
		} else {
			f.first[string(name)] = n
		}
		if err := l.attributes(nil); err != nil {
			return nil, err
		}
		f.sections = append(f.sections, l.sectionFrom(start))
	}
}

// eachMain hands on the attributes of the main section.
func (f *headerFile) eachMain(do func(attribute)) {
	l := &lines{raw: f.raw[:f.main.next]}
	_ = l.attributes(do) // it was read before, without an error
}

// each hands on the attributes of all sections of a name.
func (f *headerFile) each(name string, do func(attribute)) {
	for _, s := range f.of(name) {
		l := &lines{raw: f.raw[:s.next], at: int(s.start)}
		_, _, _ = l.name() // it was read before, without an error
		_ = l.attributes(do)
	}
}

// of returns the sections of a name.
func (f *headerFile) of(name string) (all []section) {
	i, ok := f.first[name]
	for ok {
		all = append(all, f.sections[i])
		i = f.sections[i].again
		ok = i > 0
	}
	return all
}

// names returns the names of the sections, each once, in the order of the file.
func (f *headerFile) names() []string {
	names := make([]string, len(f.sections))
	for name, i := range f.first {
		names[i] = name
	}
	kept := names[:0]
	for i, name := range names {
		if first, ok := f.first[name]; ok && int(first) == i {
			kept = append(kept, name)
		}
	}
	return kept
}

// lines reads a header file line by line.
type lines struct {
	raw    []byte
	at     int    // where the next line starts
	number int    // of the line that was read last
	empty  int    // size of the empty line that ended the last section, or 0
	folded []byte // holds a line that was folded
}

// next returns the next line without its end. ok is false where there is none
// that has an end: Java passes over what is left.
func (l *lines) next() (line []byte, ok bool, err error) {
	rest := l.raw[l.at:]
	end := bytes.IndexAny(rest[:min(len(rest), longestLine)], "\r\n")
	if end < 0 {
		if len(rest) >= longestLine {
			return nil, false, &headerError{l.number + 1, fmt.Sprintf("is longer than %d bytes", longestLine), false}
		}
		return nil, false, nil
	}
	size := end + 1
	if rest[end] == '\r' && size < len(rest) && rest[size] == '\n' {
		size++
	}
	l.at += size
	l.number++
	return rest[:end], true, nil
}

// continues tells whether the next line continues the last one.
func (l *lines) continues() bool { return l.at < len(l.raw) && l.raw[l.at] == ' ' }

// unfold appends the lines that continue one. ok is false where the last of them
// has no end.
func (l *lines) unfold(line []byte) (whole []byte, ok bool, err error) {
	if !l.continues() {
		return line, true, nil
	}
	l.folded = append(l.folded[:0], line...)
	for l.continues() {
		more, ok, err := l.next()
		if !ok || err != nil {
			return nil, false, err
		}
		l.folded = append(l.folded, more[1:]...)
	}
	return l.folded, true, nil
}

var nameKey = []byte("Name: ")

// name reads the first line of a section, behind any empty lines. start is -1
// where there is no section.
func (l *lines) name() (name []byte, start int, err error) {
	for {
		start = l.at
		line, ok, err := l.next()
		if !ok || err != nil {
			return nil, -1, err
		}
		if len(line) == 0 {
			continue
		}
		if len(line) < len(nameKey) || !bytes.EqualFold(line[:len(nameKey)], nameKey) {
			return nil, -1, &headerError{l.number, "should begin a section, with Name", false}
		}
		whole, ok, err := l.unfold(line[len(nameKey):])
		switch {
		case !ok || err != nil:
			return nil, -1, err
		case !utf8.Valid(whole): // Java would take names for the same that differ in this
			return nil, -1, &headerError{l.number, "has a name that is not UTF-8", true}
		}
		return whole, start, nil
	}
}

// attributes reads to the end of a section and hands each attribute on.
func (l *lines) attributes(do func(attribute)) error {
	l.empty = 0
	for {
		start := l.at
		line, ok, err := l.next()
		if !ok || err != nil {
			return err
		}
		if len(line) == 0 {
			l.empty = l.at - start
			return nil
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		switch {
		case line[0] == ' ':
			return &headerError{l.number, "continues no line", false}
		case !found || len(value) == 0 || value[0] != ' ':
			return &headerError{l.number, "is not \"Name: value\"", false}
		case !validName(name):
			return &headerError{l.number, "has a name with characters that are not allowed", false}
		}
		whole, ok, err := l.unfold(value[1:])
		if !ok || err != nil {
			return err
		}
		if do != nil {
			do(attribute{name, whole})
		}
	}
}

// validName tells whether Java takes a name of an attribute.
func validName(name []byte) bool {
	for _, c := range name {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_':
		default:
			return false
		}
	}
	return 0 < len(name) && len(name) <= 70
}

// sectionFrom returns the section that starts there and was read to its end.
func (l *lines) sectionFrom(start int) section {
	return section{
		start: int32(start), end: int32(l.at - l.empty), next: int32(l.at),
		whole: l.at > start && (l.empty > 0 || l.at == len(l.raw)),
	}
}
