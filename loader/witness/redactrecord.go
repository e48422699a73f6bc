package witness

import (
	"fmt"
	"slices"
	"strings"
)

// Record returns a copy of a record without what tells of a person. Logs are named by
// the folder they lie in, as [logs] or [logs-2], and their own names; of the folders in
// an archive those of Tableau's services stay.
func (r *Redaction) Record(rec *Record) *Record {
	r.learn(rec)
	out := *rec
	out.Logs = slices.Clone(rec.Logs)
	for i := range out.Logs {
		log := &out.Logs[i]
		log.Detail = r.detail(log.Detail, log.Name)
		log.Name = r.log(log.Name)
		log.Skipped = slices.Clone(log.Skipped)
	}
	out.Processes = slices.Clone(rec.Processes)
	for i := range out.Processes {
		p := &out.Processes[i]
		p.File = r.log(p.File)
		p.Events = slices.Clone(p.Events)
		for k := range p.Events {
			p.Events[k] = r.event(p.Events[k])
		}
	}
	return &out
}

// learn gives each path of a record what stands for it, so that texts before it name it
// too.
func (r *Redaction) learn(rec *Record) {
	for i := range rec.Processes {
		for k := range rec.Processes[i].Events {
			r.Path(rec.Processes[i].Events[k].Path)
		}
	}
}

func (r *Redaction) event(e Event) Event {
	e.Path, e.Module = r.Path(e.Path), r.Path(e.Module)
	e.Message, e.Reason = r.Text(e.Message), r.Text(e.Reason)
	e.File = r.log(e.File)
	return e
}

// log returns what stands for the name of a log.
func (r *Redaction) log(name string) string {
	if _, ok := cutPlaceholder(name); ok {
		return name
	}
	directory := name[:len(name)-len(lastName(name))]
	file := r.fileOfLog(lastName(name))
	if directory == "" {
		return file
	}
	return r.folder(directory) + "/" + file
}

// folder returns what stands for a folder of logs.
func (r *Redaction) folder(directory string) string {
	if with, known := r.logs[directory]; known {
		return with
	}
	with := "[" + logsWord + "]"
	if n := len(r.logs); n > 0 {
		with = fmt.Sprintf("[%s-%d]", logsWord, n+1)
	}
	for _, name := range servicesIn(directory) {
		with += "/" + name
	}
	r.logs[directory] = with
	return with
}

// servicesIn returns the names of a path that are those of Tableau's services, behind
// that of an archive.
func servicesIn(path string) (services []string) {
	inside := false
	for name := range strings.FieldsFuncSeq(path, isSeparator) {
		if inside && (isService(name) || nodeFolder.MatchString(name) && nodeFolder.FindString(name) == name) {
			services = append(services, name)
		}
		inside = inside || isArchive(name)
	}
	return services
}

func isArchive(name string) bool {
	_, ok := cutEnding(name, ".zip")
	return ok
}

// fileOfLog returns what stands for the name of a log in its folder: an archive is
// named by somebody, a log by Tableau.
func (r *Redaction) fileOfLog(name string) string {
	if !isArchive(name) || strings.HasPrefix(name, "[") {
		return name
	}
	with, known := r.archives[name]
	if !known {
		with = fmt.Sprintf("[archive-%d].zip", len(r.archives)+1)
		r.archives[name] = with
	}
	return with
}

// detail replaces paths in what a system says of a log, which may name it, or the end
// of its name, too.
func (r *Redaction) detail(text, name string) string {
	if _, ok := cutPlaceholder(name); ok {
		return r.Text(text)
	}
	const mark = "\x00" // no name has it
	text = strings.ReplaceAll(text, mark, "\ufffd")
	for rest := name; ; {
		text = strings.ReplaceAll(text, rest, mark)
		at := strings.IndexAny(rest, `\/`)
		if at < 0 || !strings.ContainsAny(rest[at+1:], `\/`) && !isArchive(rest) {
			break
		}
		rest = rest[at+1:]
	}
	return strings.ReplaceAll(r.Text(text), mark, r.log(name))
}
