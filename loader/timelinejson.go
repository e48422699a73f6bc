package loader

import "github.com/tacorder/tacorder/version"

// A JSONTimeline is a [Timeline] as outputs show it: keys in snake_case, classes
// by bytes, spans in order. A span without a winner has null in its place.
type JSONTimeline struct {
	Schema   int              `json:"schema"`
	Host     JSONSweptHost    `json:"host"`
	Releases []string         `json:"releases"`
	Classes  []JSONClassSpans `json:"classes"`
	Notes    []string         `json:"notes"`
}

// A JSONSweptHost is a [JSONHost] of many releases.
type JSONSweptHost struct {
	Product Product           `json:"product"`
	OS      OS                `json:"os"`
	Assume  map[RuleID]string `json:"assume"`

	DisableSignatureVerification bool `json:"disable_signature_verification,omitempty"`
}

// A JSONClassSpans is a class of a Timeline as outputs show it.
type JSONClassSpans struct {
	Class string     `json:"class"`
	Spans []jsonSpan `json:"spans"`
	Turns []jsonTurn `json:"turns,omitempty"`

	SameVersions []jsonSameVersion `json:"same_version_other_content,omitempty"`
}

type jsonSpan struct {
	From   string  `json:"from"`
	To     string  `json:"to"`
	Winner *string `json:"winner"`
	Rule   *string `json:"rule"`

	Basis    Basis    `json:"basis,omitempty"`
	Assumes  []RuleID `json:"assumes,omitempty"`
	BuiltIns BuiltIns `json:"built_ins"`

	BuiltInElsewhere bool `json:"built_in_elsewhere,omitempty"`
}

type jsonTurn struct {
	Release string `json:"release"`
	Rule    RuleID `json:"rule"`
	Basis   Basis  `json:"basis"`
	Text    string `json:"text"`
	Unsure  bool   `json:"unsure,omitempty"`
}

// JSON returns the whole answer as outputs show it.
func (t *Timeline) JSON() JSONTimeline { return t.json(t.Classes()) }

// ClassJSON is JSON for one class; ok is false where no candidate claims it.
func (t *Timeline) ClassJSON(class string) (j JSONTimeline, ok bool) {
	number, ok := t.number(class)
	if !ok {
		return JSONTimeline{}, false
	}
	return t.json([]string{t.base.names[number]}), true
}

func (t *Timeline) json(classes []string) JSONTimeline {
	h := t.Host.JSON()
	out := JSONTimeline{
		Schema: Schema, Host: JSONSweptHost{h.Product, h.OS, h.Assume, h.DisableSignatureVerification},
		Releases: releaseNames(t.Releases), Classes: []JSONClassSpans{}, Notes: append([]string{}, t.Notes...),
	}
	for _, name := range classes {
		out.Classes = append(out.Classes, t.classJSON(name))
	}
	return out
}

func (t *Timeline) classJSON(name string) JSONClassSpans {
	out := JSONClassSpans{Class: name, Spans: []jsonSpan{}, SameVersions: sameVersionsJSON(t.SameVersions(name))}
	spans, _ := t.Class(name)
	for _, s := range spans {
		out.Spans = append(out.Spans, jsonSpan{
			s.From.String(), s.To.String(), orNull(s.Location), orNull(string(s.Rule)), s.Basis, s.Assumes, s.BuiltIns, s.BuiltInElsewhere,
		})
	}
	for _, turn := range t.Turns(name) {
		out.Turns = append(out.Turns, jsonTurn{turn.Release.String(), turn.Rule, turn.Basis, turn.Text, turn.Unsure})
	}
	return out
}

func releaseNames(rs []version.Release) []string {
	names := make([]string, len(rs))
	for i, r := range rs {
		names[i] = r.String()
	}
	return names
}
