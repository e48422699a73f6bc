package witness

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// userNames are the names of people that were learned from the paths of their homes.
type userNames struct {
	known map[string]bool // folded
	beginnings
}

// Bounds of what is taken for a name of a person, in bytes.
const (
	leastUserName = 2
	mostUserName  = 64
)

// nobody are the names of homes that are of no person, or that are also words of
// Tableau's, of its places, and of what stands in redacted texts.
var nobody = map[string]bool{
	"all users": true, "default": true, "default user": true, "public": true, "shared": true, "guest": true, "root": true, "system": true,
	"administrator": true, "admin": true, "user": true, "users": true, "home": true, "homes": true, "tableau": true, "class": true,
	"applications": true, "opt": true, "var": true, "program": true, "files": true, "programdata": true, "program files": true, "native": true,
	"https": true, "http": true, "signed by": true, "..": true,
}

// plainWords are parts of names of homes that alone tell of nobody, beside those and
// Tableau's words: such as stand in logs, or by which other parts of a text are found.
var plainWords = wordSet(`account and app are bridge bug builder cache class client code com company computer connection connector connectors
	corp data database dead default demo desktop dev developer dir directory dll docs documents domain domains driver dylib edu emailaddress
	error exe exit failed failure file folder for from gov group has have host hostname html http https hyper intern internal intra intranet
	jar java javax jdbc jdk json lab lan library load loaded local localhost login machine main manifest name net new not odbc office old org
	package passwd password plugin prep private prod profile project pwd py repository sales sdk serv server service services sign signature
	signed site sql srv staff sun support svc taco tacos tcd tdd tdr tdsx team temp test tester testing tests text the tfl tflx tmp token
	trial twb twbx txt uid user username version was win windows with work worker workgroup workspace xml xsd zip`)

// homeIn finds the name of a home in a path or in a text.
var homeIn = regexp.MustCompile(`(?i)(?:^|[\\/])(?:users|homes?|documents and settings)[\\/]{1,2}([^\\/"\r\n]+)`)

// learnFromPath learns the names of the homes in a path, and their parts.
func (u *userNames) learnFromPath(path string) {
	u.learnHomes(path, func(name string) { u.learnWithParts(name) })
}

// learnFrom learns the names of the homes in a text. Where a name ends is not to be seen
// there: its parts are learned up to its first blank.
func (u *userNames) learnFrom(text string) {
	u.learnHomes(text, func(name string) {
		u.learn(name)
		if fields := strings.FieldsFunc(name, endsName); len(fields) > 0 {
			u.learnWithParts(strings.TrimRight(fields[0], ".,"))
		}
	})
}

// learnHomes gives each name of a home in a text to learn.
func (u *userNames) learnHomes(text string, learn func(name string)) {
	if !strings.ContainsAny(text, `\/`) {
		return
	}
	// The name of one home may end where that of another begins.
	for {
		at := homeIn.FindStringSubmatchIndex(text)
		if at == nil {
			return
		}
		learn(strings.TrimSpace(text[at[2]:at[3]]))
		text = text[at[3]:]
	}
}

func endsName(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(`'()<>:;,|`, c) }

// learn learns a name. Windows puts a domain behind it: jdoe.CONTOSO.
func (u *userNames) learn(name string) {
	u.add(name)
	if user, domain, ok := cutLast(name, "."); ok && domain == strings.ToUpper(domain) {
		u.add(user)
		u.add(domain)
	}
}

// leastPart is how many letters a part of a name has that is learned, too.
const leastPart = 3

// learnWithParts learns a name and its parts: of Jane.Doe, and of jane_doe, both.
func (u *userNames) learnWithParts(name string) {
	u.learn(name)
	if len(name) > mostUserName {
		return
	}
	for _, part := range strings.FieldsFunc(fold(name), func(c rune) bool { return !isWordSign(c) }) {
		letters := 0
		for _, c := range part {
			if unicode.IsLetter(c) {
				letters++
			}
		}
		if letters >= leastPart && !plainWords[part] && !logWords[part] && !tableausServices[part] && !ownFolders[part] {
			u.add(part)
		}
	}
}

func (u *userNames) add(name string) {
	name = strings.TrimFunc(fold(name), func(c rune) bool { return !isWordSign(c) })
	telling := strings.ContainsFunc(name, unicode.IsLetter) && !strings.ContainsFunc(name, inNoUserName)
	if len(name) < leastUserName || len(name) > mostUserName || !telling || nobody[name] || strings.HasPrefix(name, "tableau") || u.known[name] {
		return
	}
	if u.known == nil {
		u.known = make(map[string]bool)
	}
	u.known[name] = true
	u.beginnings.add(name)
}

func inNoUserName(c rune) bool { return !isWordSign(c) && !strings.ContainsRune(" .-_'$+~&", c) }

// hide replaces the names in a text, in any case, where they are whole words.
func (u *userNames) hide(text string) string {
	if len(u.known) == 0 {
		return text
	}
	var b strings.Builder
	folded, written := fold(text), 0
	before := rune(-1)
	for at := 0; at < len(text); {
		if n := placeholderLength(text[at:]); n > 0 {
			at, before = at+n, ']'
			continue
		}
		if n := u.at(folded[at:]); n > 0 && !isWordSign(before) {
			b.WriteString(text[written:at])
			b.WriteString("[" + userWord + "]")
			at, before = at+n, ']'
			written = at
			continue
		}
		c, size := utf8.DecodeRuneInString(text[at:])
		at, before = at+size, c
	}
	return b.String() + text[written:]
}

// at returns the length of the longest name that a text begins with and that ends there,
// or 0.
func (u *userNames) at(text string) int {
	for bound := text[:min(len(text), mostUserName)]; ; {
		name, ok := u.longest(bound)
		if !ok {
			return 0
		}
		if next, _ := utf8.DecodeRuneInString(text[len(name):]); !isWordSign(next) {
			return len(name)
		}
		bound = bound[:len(name)-1]
	}
}

func isWordSign(c rune) bool {
	return c != utf8.RuneError && (unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c))
}

// placeholderLength returns the length of the placeholder that a text begins with, or 0.
func placeholderLength(text string) int {
	const most = 64 // bytes of one
	if text[0] != '[' {
		return 0
	}
	end := strings.IndexByte(text[:min(len(text), most)], ']')
	if end < 0 || !isPlaceholder(text[1:end]) {
		return 0
	}
	return end + 1
}

// fold is a text in lower case, as far as it stays byte for byte as long.
func fold(text string) string {
	b := make([]byte, 0, len(text))
	for i, size := 0, 0; i < len(text); i += size {
		var c rune
		c, size = utf8.DecodeRuneInString(text[i:])
		if lower := unicode.ToLower(c); c != utf8.RuneError && utf8.RuneLen(lower) == size {
			b = utf8.AppendRune(b, lower)
			continue
		}
		b = append(b, text[i:i+size]...)
	}
	return string(b)
}
