package signature

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

// The names of the files that make a package signed, upper-cased.
const (
	folder       = "META-INF/"
	manifestName = folder + "MANIFEST.MF"
)

// A signatureFile is a .SF file or a block.
type signatureFile struct {
	entry string // its name as written
	key   string // its name in upper case without the extension, which a .SF shares with its blocks
	sf    bool   // it is a .SF file
	index int    // of the entry
}

// contents are the entries of a package by what they are to its signature.
type contents struct {
	entries   []taco.Entry
	manifests []int // of META-INF/MANIFEST.MF in any case
	files     []signatureFile
	sameKey   string // the name of a .SF file that stands twice in other letters, or ""
}

// sortEntries looks through the entries. Where a name stands twice, Java reads a
// signature file of that name only once, and then the last.
func sortEntries(entries []taco.Entry) contents {
	c := contents{entries: entries}
	last, keys := make(map[string]int), make(map[string]bool)
	for i, e := range entries {
		upper := asciiUpper(e.Name)
		if upper == manifestName {
			c.manifests = append(c.manifests, i)
			continue
		}
		if !isBlockOrSF(upper) {
			continue
		}
		if at, twice := last[e.Name]; twice {
			c.files[at].index = i
			continue
		}
		dot := strings.LastIndexByte(upper, '.')
		f := signatureFile{e.Name, upper[:dot], upper[dot:] == ".SF", i}
		if f.sf && keys[f.key] {
			c.sameKey = e.Name
		}
		keys[f.key] = keys[f.key] || f.sf
		last[e.Name] = len(c.files)
		c.files = append(c.files, f)
	}
	return c
}

// asciiUpper turns the letters of ASCII into upper case, and no other ones, as Java
// does where it looks for signature files.
func asciiUpper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// blocks counts the signature blocks.
func (c *contents) blocks() int {
	n := 0
	for _, f := range c.files {
		if !f.sf {
			n++
		}
	}
	return n
}

// isBlockOrSF tells whether Java takes a file of that upper-cased name for a .SF
// file or a block: it does so also in folders of META-INF.
func isBlockOrSF(upper string) bool {
	if !strings.HasPrefix(upper, folder) {
		return false
	}
	for _, extension := range [...]string{".SF", ".RSA", ".DSA", ".EC"} {
		if strings.HasSuffix(upper, extension) {
			return true
		}
	}
	return false
}

// inFolder tells whether an upper-cased name stands in META-INF itself.
func inFolder(upper string) bool {
	return strings.HasPrefix(upper, folder) && !strings.Contains(upper[len(folder):], "/")
}

// needsNoSignature tells whether an entry may stand in a signed package without a
// signature of its own: folders without content, the signature files, and those
// whose names begin with SIG- and have an extension of one to three letters or
// digits, or none (JAR File Specification, section Signed JAR File). One whose name
// leads elsewhere where a backslash or a colon separates needs one: Java, which lets
// it pass, does not unpack it to a disk.
func needsNoSignature(e taco.Entry) bool {
	upper := asciiUpper(e.Name)
	switch {
	case strings.ContainsAny(upper, `\:`):
		return false
	case strings.HasSuffix(upper, "/"):
		return e.Size == 0
	case !inFolder(upper):
		return false
	case upper == manifestName, isBlockOrSF(upper):
		return true
	case !strings.HasPrefix(upper[len(folder):], "SIG-"):
		return false
	}
	dot := strings.LastIndexByte(upper, '.')
	if dot < 0 {
		return true
	}
	extension := upper[dot+1:]
	return 1 <= len(extension) && len(extension) <= 3 && strings.Trim(extension, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// A budget is what is left of a limit on bytes.
type budget struct{ left, limit int64 }

// read reads a signature file and takes its size off the budget. The error is a
// *[taco.Error], or says that the limit was passed.
func (b *budget) read(p *taco.Package, e taco.Entry, index int) ([]byte, error) {
	if e.Size > uint64(b.left) {
		return nil, fmt.Errorf("with %s the signature files have more than %d bytes, which is the limit", quote(e.Name), b.limit)
	}
	data, err := p.ReadEntry(index, int64(e.Size))
	b.left -= int64(len(data))
	return data, err
}
