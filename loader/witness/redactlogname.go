package witness

import (
	"fmt"
	"regexp"
	"strings"
)

// LogName returns what stands for the name of a log, or for a folder or an archive that
// was named as one; [Redaction.Record] gives logs the same. A name that Tableau gives a
// log stays, any other one becomes [log-1].txt, and an archive [archive-1].zip. The
// folder becomes [logs-1], but for what names Tableau's services at its end, and a node
// in an archive:
//
//	[logs-2]/vizqlserver_0.20192.19.0718.1543/logs/nativeapi_vizqlserver_0-0.txt
func (r *Redaction) LogName(name string) string {
	if name == "" || nameless[name] || redactedLog.MatchString(name) {
		return name
	}
	p := takeApart(name)
	count := len(p.names)
	if count == 0 || p.isFolder() || r.stems[p.key(count)] != 0 {
		return r.folder(p, count)
	}
	file := r.logFile(p.names[count-1])
	if directory := r.folder(p, count-1); directory != "" {
		return directory + "/" + file
	}
	return file
}

// nameless are names of what is read from no file.
var nameless = map[string]bool{"-": true, "standard input": true}

// redactedLog begins the names that LogName returned.
var redactedLog = regexp.MustCompile(`^\[(?:logs(?:-\d+)?\](?:/|$)|log-\d+\]|archive-\d+\]\.zip$)`)

// isFolder tells whether a name is that of a folder of logs.
func (p *parts) isFolder() bool {
	last := p.names[len(p.names)-1]
	return isLogsOfService(last) || len(p.names) > 1 && isArchive(p.names[len(p.names)-2]) && nodeName.MatchString(last)
}

// folder returns what stands for the first names of a path, as a folder of logs; "" for
// none.
func (r *Redaction) folder(p *parts, names int) string {
	end := p.stem(names)
	var out []string
	if end > 0 || !p.relative {
		key := p.key(end)
		if r.stems[key] == 0 {
			r.stems[key] = len(r.stems) + 1
		}
		out = append(out, fmt.Sprintf("[%s-%d]", logsWord, r.stems[key]))
	}
	return strings.Join(append(out, p.names[end:names]...), "/")
}

// stem returns how many of the first names of a path lead to the folder in which the
// services of a node have theirs.
func (p *parts) stem(names int) int {
	archive := names - 1
	for archive >= 0 && !isArchive(p.names[archive]) {
		archive--
	}
	end := names
	for end > 0 && (isLogsOfService(p.names[end-1]) || archive >= 0 && end-1 > archive && nodeName.MatchString(p.names[end-1])) {
		end--
	}
	return end
}

// Names of folders.
var (
	nodeName       = regexp.MustCompile(`(?i)^(?:node|worker)\d{1,4}$`)
	servicesFolder = regexp.MustCompile(`(?i)^([a-z]+)(?:_\d{1,4}(?:\.` + build + `\d{0,10})?)?$`)
)

// isLogsOfService tells whether a folder is named as Tableau names that of a service, or
// of logs.
func isLogsOfService(name string) bool {
	m := servicesFolder.FindStringSubmatch(name)
	return strings.EqualFold(name, "logs") || m != nil && tableausServices[strings.ToLower(m[1])]
}

// tableausServices are the services of Tableau Server that have logs, by the names in
// those (Tableau Server's help, "Server Log File Locations").
var tableausServices = wordSet(`activationservice analyticsextensions apigateway appzookeeper authnservice backgrounder
	cacheserver clientfileservice clustercontroller collections contentexploration dataserver databasemaintenance
	elasticserver filestore floweditor flowminerva flowprocessor flowqueryservice gateway hyper indexandsearchserver
	interactive licenseservice maintenance messaging metrics minerva monitoring nlp noninteractive pgsql redis samlservice
	searchserver siteimportexport statsservice tabadminagent tabadmincontroller tabadminservice tabprotosrv tabsvc
	tdsnativeservice tdsservice vizportal vizqlserver wgserver`)

// logWords are the other words in names that Tableau gives to logs.
var logWords = wordSet("log logs bk nativeapi control")

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// copyNumber ends the name of a log that is in an archive for another time.
var copyNumber = regexp.MustCompile(` \(\d{1,9}\)$`)

// logFile returns what stands for the name of a log or of an archive in its folder.
func (r *Redaction) logFile(name string) string {
	bare := name[:len(name)-len(copyNumber.FindString(name))]
	if isTableausLog(bare) {
		return name
	}
	if isArchive(bare) {
		return fmt.Sprintf("[%s-%d].zip", archiveWord, numberIn(r.archives, name))
	}
	ending := ""
	for _, kept := range [...]string{".txt", ".log", ".json"} {
		if _, ok := cutEnding(bare, kept); ok {
			ending = kept
		}
	}
	return fmt.Sprintf("[%s-%d]%s", logWord, numberIn(r.files, name), ending)
}

// numberIn returns the number of a name, which is the next one where it has none.
func numberIn(numbers map[string]int, name string) int {
	if numbers[name] == 0 {
		numbers[name] = len(numbers) + 1
	}
	return numbers[name]
}

func isArchive(name string) bool {
	_, ok := cutEnding(name, ".zip")
	return ok
}

// isTableausLog tells whether a name is one that Tableau gives to a log: words of its
// own, of which there is one, and numbers and dates.
func isTableausLog(name string) bool {
	stem, ok := cutEnding(name, ".txt")
	if !ok {
		stem, ok = cutEnding(name, ".log")
	}
	own := false
	for _, piece := range strings.FieldsFunc(strings.ToLower(stem), func(c rune) bool { return strings.ContainsRune("_.-", c) }) {
		word := strings.TrimRight(piece, "0123456789")
		known := logWords[word] || tableausServices[word]
		if word != "" && !known {
			return false
		}
		own = own || known
	}
	return ok && own
}
