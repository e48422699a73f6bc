package witness

import (
	"time"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// A JSONWitness is what logs show, and a comparison, as outputs show them: keys in
// snake_case, arrays never null. Times have no zone, as in the logs.
type JSONWitness struct {
	Schema     int           `json:"schema"`
	Processes  []jsonProcess `json:"processes"`
	Comparison []jsonResult  `json:"comparison"`

	Rules      []jsonRule  `json:"rules"`
	Splits     []jsonSplit `json:"splits"`
	Skipped    []int       `json:"skipped"`
	Logs       []jsonLog   `json:"logs"`
	Dropped    int         `json:"dropped"`
	Unassigned int         `json:"unassigned"`
	Notes      []string    `json:"notes"`
}

type jsonProcess struct {
	PID        int64           `json:"pid"`
	Started    *string         `json:"started"`
	File       string          `json:"file"`
	Loaded     []jsonLoaded    `json:"loaded"`
	Collisions []jsonCollision `json:"collisions"`
	Failures   []jsonFailure   `json:"failures"`

	Line       int             `json:"line"`
	Inferred   bool            `json:"inferred"`
	Release    *string         `json:"release"`
	Service    *string         `json:"service"`
	Signatures []jsonSignature `json:"signatures"`
	Named      []jsonNamed     `json:"named"`
	Other      []jsonOther     `json:"other"`
	Unlisted   int             `json:"unlisted"`
	Routine    int             `json:"routine"`
}

type jsonLoaded struct {
	Class string `json:"class"`
	Path  string `json:"path"`
	Line  int    `json:"line"`
	jsonLine
}

type jsonCollision struct {
	Class string  `json:"class"`
	Path  *string `json:"path"`
	Line  int     `json:"line"`
	jsonLine
}

type jsonFailure struct {
	Path    *string `json:"path"`
	Class   *string `json:"class"`
	Message string  `json:"message"`
	Line    int     `json:"line"`
	Reason  string  `json:"reason,omitempty"`
	jsonLine
}

type jsonSignature struct {
	Path   *string `json:"path"`
	Class  *string `json:"class"`
	Line   int     `json:"line"`
	Reason string  `json:"reason,omitempty"`
	jsonLine
}

type jsonNamed struct {
	Class   string  `json:"class"`
	Version *string `json:"version"`
	Line    int     `json:"line"`
	jsonLine
}

type jsonOther struct {
	Message string `json:"message"`
	Line    int    `json:"line"`
	jsonLine
}

// A jsonLine is what all lines have.
type jsonLine struct {
	Kind     Kind   `json:"kind"`
	Code     string `json:"code,omitempty"`
	File     string `json:"file,omitempty"` // where it is not that of the process
	Inferred bool   `json:"inferred,omitempty"`
	Times    int    `json:"times,omitempty"` // where there are several
}

type jsonResult struct {
	Process  int             `json:"process"`
	PID      int64           `json:"pid"`
	Class    string          `json:"class"`
	Verdict  Verdict         `json:"verdict"`
	Expected *jsonExpected   `json:"expected"`
	Logged   *jsonLogged     `json:"logged"`
	Text     string          `json:"text"`
	Assumes  []loader.RuleID `json:"assumes"`
}

type jsonExpected struct {
	Location      string         `json:"location"`
	Tier          loader.Tier    `json:"tier"`
	Outcome       loader.Outcome `json:"outcome"`
	Rule          loader.RuleID  `json:"rule"`
	Basis         loader.Basis   `json:"basis"`
	PluginVersion *string        `json:"plugin_version"`
}

type jsonLogged struct {
	Path     *string `json:"path"`
	Kind     Kind    `json:"kind"`
	File     string  `json:"file"`
	Line     int     `json:"line"`
	Message  string  `json:"message"`
	Inferred bool    `json:"inferred"`
}

type jsonRule struct {
	Rule        loader.RuleID  `json:"rule"`
	Basis       loader.Basis   `json:"basis"`
	Reading     *string        `json:"reading"`
	Supports    []jsonEvidence `json:"supports"`
	Contradicts []jsonEvidence `json:"contradicts"`
	Silent      int            `json:"silent"`
}

type jsonEvidence struct {
	Process  int             `json:"process"`
	Class    string          `json:"class"`
	Location string          `json:"location"`
	After    string          `json:"after,omitempty"`
	File     string          `json:"file"`
	Line     int             `json:"line"`
	Instead  []string        `json:"instead"`
	With     []loader.RuleID `json:"with"`
}

type jsonSplit struct {
	Class string     `json:"class"`
	Sides []jsonSide `json:"sides"`
}

type jsonSide struct {
	Path      *string `json:"path"`
	Processes []int   `json:"processes"`
	From      *string `json:"from"`
	To        *string `json:"to"`
}

type jsonLog struct {
	Name    string     `json:"name"`
	Status  LogStatus  `json:"status"`
	Detail  string     `json:"detail"`
	Bytes   int64      `json:"bytes"`
	Lines   int        `json:"lines"`
	Events  int        `json:"events"`
	Skipped []jsonSkip `json:"skipped"`
}

type jsonSkip struct {
	Reason SkipReason `json:"reason"`
	Count  int        `json:"count"`
	First  int        `json:"first"`
}

// JSON returns the record and the comparison, which may be nil, as outputs show them.
func JSON(rec *Record, c *Comparison) JSONWitness {
	if c == nil {
		c = &Comparison{}
	}
	if rec == nil {
		rec = &Record{}
	}
	return JSONWitness{
		Schema:     loader.Schema,
		Processes:  eachJSON(rec.Processes, (*Process).json),
		Comparison: eachJSON(c.Results, rec.resultJSON),
		Rules:      eachJSON(c.Rules, (*RuleEvidence).json),
		Splits:     eachJSON(rec.Splits(), (*Split).json),
		Skipped:    append([]int{}, c.Skipped...),
		Logs:       eachJSON(rec.Logs, (*LogState).json),
		Dropped:    rec.Dropped,
		Unassigned: rec.Unassigned,
		Notes:      append([]string{}, c.Notes...),
	}
}

// eachJSON returns what outputs show of each of a list; never nil.
func eachJSON[T, J any](list []T, show func(*T) J) []J {
	out := make([]J, len(list))
	for i := range list {
		out[i] = show(&list[i])
	}
	return out
}

func (p *Process) json() jsonProcess {
	out := jsonProcess{
		PID: p.PID, Started: timeJSON(p.Started), File: p.File, Line: p.Line, Inferred: p.Inferred, Release: releaseJSON(p.Release), Service: orNull(p.Service),
		Loaded: []jsonLoaded{}, Collisions: []jsonCollision{}, Failures: []jsonFailure{},
		Signatures: []jsonSignature{}, Named: []jsonNamed{}, Other: []jsonOther{}, Unlisted: p.Unlisted, Routine: p.Routine,
	}
	for i := range p.Events {
		out.add(&p.Events[i])
	}
	return out
}

// add puts an event into the list of its kind.
func (out *jsonProcess) add(e *Event) {
	line := jsonLine{Kind: e.Kind, Code: e.Code, Inferred: e.Inferred}
	if e.File != out.File {
		line.File = e.File
	}
	if e.Times > 1 {
		line.Times = e.Times
	}
	path, class := orNull(e.Path), orNull(e.Class)
	switch {
	case e.Kind == Loaded:
		out.Loaded = append(out.Loaded, jsonLoaded{e.Class, e.Path, e.Line, line})
	case e.Kind.Rejected():
		out.Collisions = append(out.Collisions, jsonCollision{e.Class, path, e.Line, line})
	case e.Kind.Failed(), e.Kind == SignatureFailed, e.Kind == ClassUnknown:
		out.Failures = append(out.Failures, jsonFailure{path, class, e.Message, e.Line, e.Reason, line})
	case e.Kind == SignatureVerified:
		out.Signatures = append(out.Signatures, jsonSignature{path, class, e.Line, e.Reason, line})
	case e.Kind == ClassNamed:
		out.Named = append(out.Named, jsonNamed{e.Class, orNull(e.Version), e.Line, line})
	default:
		out.Other = append(out.Other, jsonOther{e.Message, e.Line, line})
	}
}

func (rec *Record) resultJSON(r *Result) jsonResult {
	out := jsonResult{Process: r.Process, Class: r.Class, Verdict: r.Verdict, Text: r.Text, Assumes: []loader.RuleID{}}
	if r.Process >= 0 && r.Process < len(rec.Processes) {
		out.PID = rec.Processes[r.Process].PID
	}
	if d := r.Answer; d != nil {
		out.Assumes = append(out.Assumes, d.Assumes...)
		out.Expected = &jsonExpected{d.Location, d.Tier, d.Outcome, d.Reason.Rule, d.Reason.Basis, orNull(d.Candidate.PluginVersion.String())}
	}
	if e := r.Event; e != nil {
		out.Logged = &jsonLogged{orNull(e.Path), e.Kind, e.File, e.Line, e.Message, e.Inferred}
	}
	return out
}

func (r *RuleEvidence) json() jsonRule {
	return jsonRule{r.Rule, r.Basis, orNull(r.Reading), eachJSON(r.Supports, (*Evidence).json), eachJSON(r.Contradicts, (*Evidence).json), r.Silent}
}

func (e *Evidence) json() jsonEvidence {
	return jsonEvidence{e.Process, e.Class, e.Location, e.After, e.Event.File, e.Event.Line, append([]string{}, e.Instead...), append([]loader.RuleID{}, e.With...)}
}

func (s *Split) json() jsonSplit {
	return jsonSplit{s.Class, eachJSON(s.Sides, func(s *Side) jsonSide {
		return jsonSide{orNull(s.Path), append([]int{}, s.Processes...), timeJSON(s.From), timeJSON(s.To)}
	})}
}

func (l *LogState) json() jsonLog {
	return jsonLog{l.Name, l.Status, l.Detail, l.Bytes, l.Lines, l.Events, eachJSON(l.Skipped, func(s *Skip) jsonSkip { return jsonSkip(*s) })}
}

// timeJSON writes a time as the logs do, or null where there is none.
func timeJSON(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	text := t.Format("2006-01-02T15:04:05.999999999")
	return &text
}

func releaseJSON(r version.Release) *string { return orNull(r.String()) }

// orNull gives null for no text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
