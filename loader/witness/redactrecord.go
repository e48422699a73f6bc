package witness

import (
	"regexp"
	"slices"
	"strings"
)

// Record returns a copy of a record without what tells of a person. The text of a line
// that is not understood is [Withheld]; its place, key, code and severity stay. A reason
// is [Withheld] where it is not known to be the same for everybody. Logs are named as
// [Redaction.LogName] does.
func (r *Redaction) Record(rec *Record) *Record {
	r.learn(rec)
	out := *rec
	out.Logs = slices.Clone(rec.Logs)
	for i := range out.Logs {
		log := &out.Logs[i]
		log.Detail = r.detail(log.Detail, log.Name)
		log.Name = r.LogName(log.Name)
		log.Skipped = slices.Clone(log.Skipped)
	}
	out.Processes = slices.Clone(rec.Processes)
	for i := range out.Processes {
		p := &out.Processes[i]
		p.File = r.LogName(p.File)
		if !tableausServices[strings.ToLower(p.Service)] {
			p.Service = ""
		}
		p.Events = slices.Clone(p.Events)
		for k := range p.Events {
			p.Events[k] = r.event(p.Events[k])
		}
	}
	return &out
}

// learn learns the names of the people in a record, and gives each path what stands for
// it, so that texts before it name it too.
func (r *Redaction) learn(rec *Record) {
	for i := range rec.Logs {
		r.users.learnFromPath(rec.Logs[i].Name)
		r.users.learnFrom(rec.Logs[i].Detail)
	}
	for i := range rec.Processes {
		r.users.learnFromPath(rec.Processes[i].File)
		for k := range rec.Processes[i].Events {
			r.users.learnFromEvent(&rec.Processes[i].Events[k])
		}
	}
	for i := range rec.Processes {
		for k := range rec.Processes[i].Events {
			if e := &rec.Processes[i].Events[k]; !e.Kind.saysAnything() {
				r.Path(e.Path)
			}
		}
	}
}

func (u *userNames) learnFromEvent(e *Event) {
	for _, path := range [...]string{e.Path, e.Module, e.File} {
		u.learnFromPath(path)
	}
	for _, text := range [...]string{e.Message, e.Reason} {
		u.learnFrom(text)
	}
}

// saysAnything tells whether the texts of events of a kind may say anything.
func (k Kind) saysAnything() bool { return k == Other || k == Detail }

// event returns a copy of an event without what tells of a person.
func (r *Redaction) event(e Event) Event {
	e.File = r.LogName(e.File)
	if e.Kind.saysAnything() {
		e.Class, e.Path, e.Module, e.Version, e.Reason, e.Message = "", "", "", "", "", Withheld
		return e
	}
	e.Class = withoutTextAsClass(e.Class)
	e.Path, e.Module = r.Path(e.Path), r.Path(e.Module)
	e.Reason = r.freeReason(e.Reason)
	e.Message = r.message(&e)
	return e
}

// message returns what stands for the message of an event of which the fields are
// redacted: the words of its wording with those in it. What a wording takes for any text
// is withheld.
func (r *Redaction) message(e *Event) string {
	for i := range wordings {
		if w := &wordings[i]; w.ID == e.Wording {
			return strings.NewReplacer(
				anyText, Withheld, "{class}", e.Class, "{version}", e.Version, "{path}", e.Path,
				"{module}", e.Module, "{reason}", e.Reason, "Exit code: {n}", exitCodeIn(e.Message), "{n}", Withheld,
			).Replace(w.Text)
		}
	}
	return r.Text(e.Message)
}

// exitCode finds the number of the verifier's end.
var exitCode = regexp.MustCompile(`Exit code:\s*(-?\d{1,10})\.`)

func exitCodeIn(message string) string {
	if m := exitCode.FindStringSubmatch(message); m != nil {
		return "Exit code: " + m[1]
	}
	return "Exit code: " + Withheld
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
		if at < 0 || !strings.ContainsAny(rest[at+1:], `\/`) && isTableausLog(rest[at+1:]) {
			break
		}
		rest = rest[at+1:]
	}
	return strings.ReplaceAll(r.Text(text), mark, r.LogName(name))
}
