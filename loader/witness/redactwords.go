package witness

import (
	"net/netip"
	"regexp"
	"strings"
)

// A telling is a way in which a text tells of a person, a machine or a company.
type telling struct {
	pattern *regexp.Regexp
	// with returns what stands for what the pattern found, given as its whole and its
	// groups; ok is false where that does not tell of anybody.
	with func(found []string) (with string, ok bool)
}

// tellings are in the order in which they are looked for.
var tellings = [...]telling{
	{regexp.MustCompile(`(?i)\b(signed by:?[ \t]+)([^"\r\n]+)`), behindFirst},
	{regexp.MustCompile(`(?i)\b(?:cn|ou|o|dc|emailaddress)[ \t]?=[^"\r\n]*`), always},
	{regexp.MustCompile(`(?i)\b((?:user|username|uid|account|login|password|passwd|pwd|pw|token|host|hostname|server|machine|computer|domain|workgroup)"?[ \t]*[=:][ \t]*"?)([^\s",;]+)`), behindFirst},
	{regexp.MustCompile(`(?i)\b([a-z][a-z0-9+.-]+://)([^\s"<>]+)`), urlAddress},
	{regexp.MustCompile(`[^\s@"'<>()\[\],;:\\/=]+@[^\s"'<>()\[\],;:\\/=]+`), always},
	{regexp.MustCompile(`(^|[\s"'(<,;:=|])([\p{L}\d][\p{L}\d._-]*)\\{1,4}([\p{L}\d][^\s"'()<>,;:=|]*)`), domainUser},
	{regexp.MustCompile(`(^|[^\w.:\[\]-])([0-9a-fA-F:][0-9a-fA-F:.]*[0-9a-fA-F:])`), machineAddress},
	{regexp.MustCompile(`(^|[\s"'(<,;:=|])((?:[\p{L}\d-]+\.)+[\p{L}\d-]+)`), machineName},
}

// withoutTellings replaces what tells of a person, a machine or a company in a text.
func withoutTellings(text string) string {
	for i := range tellings {
		text = tellings[i].replace(text)
	}
	return text
}

func (t *telling) replace(text string) string {
	all := t.pattern.FindAllStringSubmatchIndex(text, -1)
	if all == nil {
		return text
	}
	var b strings.Builder
	written := 0
	for _, at := range all {
		found := make([]string, len(at)/2)
		for i := range found {
			found[i] = text[at[2*i]:at[2*i+1]]
		}
		if with, ok := t.with(found); ok {
			b.WriteString(text[written:at[0]])
			b.WriteString(with)
			written = at[1]
		}
	}
	return b.String() + text[written:]
}

func always([]string) (string, bool) { return Withheld, true }

// behindFirst withholds what stands behind the first group.
func behindFirst(found []string) (string, bool) { return found[1] + Withheld, true }

// publicHosts have pages that are the same for everybody.
var publicHosts = [...]string{"help.tableau.com/", "tableau.github.io/"}

// urlAddress withholds all of a URL but its scheme. One of a file is a path.
func urlAddress(found []string) (string, bool) {
	scheme, rest := found[1], found[2]
	for _, host := range publicHosts {
		if hasFold(rest, host) && !strings.ContainsAny(rest, "@?#[") {
			return "", false
		}
	}
	end := strings.TrimRight(rest, ").,;:'")
	if strings.EqualFold(scheme, "file://") || end == "" {
		return "", false
	}
	return scheme + Withheld + rest[len(end):], true
}

// ownFolders are folders of Tableau's that may stand behind a name with a blank in it.
var ownFolders = map[string]bool{
	"tableau": true, "connectors": true, "bin": true, "data": true, "tabsvc": true, "logs": true, "documents": true,
}

// domainUser withholds DOMAIN\user. With another separator, or as a file, it is a path.
func domainUser(found []string) (string, bool) {
	domain, user := found[2], found[3]
	if strings.ContainsAny(user, `\/`) || strings.Trim(domain, ".0123456789") == "" || ownFolders[strings.ToLower(strings.TrimRight(user, "."))] || hasFileEnding(strings.TrimRight(user, ".")) {
		return "", false
	}
	return found[1] + Withheld, true
}

// machineAddress withholds the address of a machine.
func machineAddress(found []string) (string, bool) {
	text := strings.TrimRight(found[2], ":")
	port := ""
	if address, behind, ok := cutLast(text, ":"); ok && strings.Count(address, ".") == 3 {
		text, port = address, ":"+behind
	}
	if strings.Trim(text, ":") == "" {
		return "", false
	}
	if _, err := netip.ParseAddr(text); err != nil {
		return "", false
	}
	return found[1] + Withheld + port + found[2][min(len(found[2]), len(text)+len(port)):], true
}

// Ends of names of machines, where a name has only two parts.
var domains = map[string]bool{
	"com": true, "net": true, "org": true, "edu": true, "gov": true, "local": true, "lan": true, "intra": true, "intranet": true, "internal": true, "corp": true,
}

// languages begin the names of what programs are made of.
var languages = map[string]bool{"java": true, "javax": true, "jdk": true, "sun": true}

// machineName withholds the full name of a machine.
func machineName(found []string) (string, bool) {
	name := found[2]
	parts := strings.Split(strings.ToLower(name), ".")
	last := parts[len(parts)-1]
	named := strings.Trim(last, "-0123456789") != "" && len(last) > 1
	if !named || len(parts) == 2 && !domains[last] || languages[parts[0]] || hasFileEnding(name) || strings.HasSuffix("."+strings.ToLower(name), ".tableau.com") {
		return "", false
	}
	return found[1] + Withheld, true
}

// fileEnding ends the names of files that logs name.
var fileEnding = regexp.MustCompile(`(?i)\.(?:taco|dll|so|dylib|xml|xsd|tcd|tdr|tdd|jar|txt|log|json|zip|app|exe|js|hyper|twbx?|tdsx?|tflx?|html?|cpp|cc|h|java|py)$`)

func hasFileEnding(name string) bool { return fileEnding.MatchString(name) }

// mostClass is how long the name of a class may be, in bytes.
const mostClass = 128

// withoutTextAsClass returns the name of a class, or what stands for a text that is none.
func withoutTextAsClass(class string) string {
	if len(class) > mostClass || strings.ContainsAny(class, " \t\r\n\v\f\u00a0\u2028\u2029"+`\/@"`) {
		return Withheld
	}
	return class
}
