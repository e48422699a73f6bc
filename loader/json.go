package loader

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

// Schema is the version of the JSON that a [Resolution] encodes to. It is
// raised when a change would break a reader.
const Schema = 1

// A JSONResolution is a [Resolution] as outputs show it: keys in snake_case, no
// array null, the order stable: classes by bytes, decisions in load order.
type JSONResolution struct {
	Schema      int             `json:"schema"`
	Host        JSONHost        `json:"host"`
	Rule        RuleID          `json:"rule"`
	Directories []JSONDirectory `json:"directories"`
	Classes     []JSONContest   `json:"classes"`
	Unreadable  []jsonDecision  `json:"unreadable"`
	Notes       []string        `json:"notes"`
}

// A JSONHost is a [Host] as outputs show it.
type JSONHost struct {
	Product Product           `json:"product"`
	OS      OS                `json:"os"`
	Release string            `json:"release"`
	Assume  map[RuleID]string `json:"assume"`

	DisableSignatureVerification bool `json:"disable_signature_verification,omitempty"`
}

// JSON returns the host as outputs show it; the map is never nil.
func (h Host) JSON() JSONHost {
	h, _ = h.complete()
	assume := h.Assume
	if assume == nil {
		assume = map[RuleID]string{}
	}
	return JSONHost{h.Product, h.OS, h.Release.String(), assume, h.DisableSignatureVerification}
}

// A JSONDirectory is a [DirectoryState] as outputs show it.
type JSONDirectory struct {
	Tier   Tier   `json:"tier"`
	Path   string `json:"path"`
	State  State  `json:"state"`
	Detail string `json:"detail,omitempty"`
	SameAs string `json:"same_as,omitempty"`
}

// JSON returns the directory as outputs show it.
func (d DirectoryState) JSON() JSONDirectory {
	return JSONDirectory{d.Tier, d.Path, d.State, d.Detail, d.SameAs}
}

// A JSONContest is a [Contest] as outputs show it.
type JSONContest struct {
	Class     string         `json:"class"`
	Winner    *string        `json:"winner"`
	Decisions []jsonDecision `json:"decisions"`

	SameVersions []jsonSameVersion `json:"same_version_other_content,omitempty"`
}

// jsonSameVersion is a [SameVersion] as outputs show it.
type jsonSameVersion struct {
	PluginVersion string   `json:"plugin_version"`
	Contents      int      `json:"contents"`
	Locations     []string `json:"locations"`
}

type jsonDecision struct {
	Location string `json:"location"`
	Tier     Tier   `json:"tier"`
	*jsonNamed
	Packaged bool          `json:"packaged"`
	Outcome  Outcome       `json:"outcome"`
	Reason   jsonReason    `json:"reason"`
	Assumes  []RuleID      `json:"assumes"`
	Problems []jsonProblem `json:"problems"`

	Signature    *JSONSignature `json:"signature,omitempty"`
	AtConnection *jsonReason    `json:"at_connection,omitempty"`
}

// jsonNamed is what only a candidate has whose manifest could be read.
type jsonNamed struct {
	Name          *string `json:"name"`
	PluginVersion *string `json:"plugin_version"`
}

// A JSONSignature is a signature as outputs show it.
type JSONSignature struct {
	State   taco.SignatureState `json:"state"`
	Detail  string              `json:"detail"`
	Signers []jsonSigner        `json:"signers"`
	Ignored []jsonIgnored       `json:"ignored,omitempty"`
}

type jsonSigner struct {
	Subject   string  `json:"subject"`
	Issuer    string  `json:"issuer"`
	NotBefore string  `json:"not_before"`
	NotAfter  string  `json:"not_after"`
	Timestamp *string `json:"timestamp"`
}

type jsonIgnored struct {
	Entry  string `json:"entry"`
	Reason string `json:"reason"`
}

type jsonReason struct {
	Rule    RuleID  `json:"rule"`
	Basis   Basis   `json:"basis"`
	Other   *string `json:"other"`
	Value   *string `json:"value"`
	Against *string `json:"against"`
	Text    string  `json:"text"`
}

type jsonProblem struct {
	Code     string            `json:"code"`
	Severity manifest.Severity `json:"severity"`
	Line     int               `json:"line"`
	Column   int               `json:"column"`
	Message  string            `json:"message"`
}

// JSON returns the whole answer as outputs show it.
func (r *Resolution) JSON() JSONResolution {
	out := JSONResolution{
		Schema: Schema, Host: r.Host.JSON(), Rule: r.Rule, Notes: append([]string{}, r.Notes...),
		Directories: []JSONDirectory{}, Classes: []JSONContest{}, Unreadable: []jsonDecision{},
	}
	for _, d := range r.Directories {
		out.Directories = append(out.Directories, d.JSON())
	}
	for _, c := range r.Contests() {
		out.Classes = append(out.Classes, c.JSON())
	}
	for _, d := range r.Unreadable() {
		out.Unreadable = append(out.Unreadable, d.json())
	}
	return out
}

// MarshalJSON encodes what [Resolution.JSON] returns.
func (r *Resolution) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // an encoder around this one decides
	err := e.Encode(r.JSON())
	return b.Bytes(), err
}

// JSON returns the contest as outputs show it.
func (c Contest) JSON() JSONContest {
	out := JSONContest{Class: c.Class, Decisions: []jsonDecision{}}
	for _, d := range c.Decisions {
		if d.Outcome == Loaded {
			out.Winner = &d.Location
		}
		out.Decisions = append(out.Decisions, d.json())
	}
	out.SameVersions = sameVersionsJSON(c.SameVersions())
	return out
}

func (d Decision) json() jsonDecision {
	out := jsonDecision{
		Location: d.Location, Tier: d.Tier, Packaged: d.Candidate.Packaged, Outcome: d.Outcome,
		Reason: d.Reason.json(), Assumes: append([]RuleID{}, d.Assumes...), Problems: []jsonProblem{},
	}
	if d.Signature != nil {
		s := SignatureJSON(*d.Signature)
		out.Signature = &s
	}
	if d.AtConnection != nil {
		reason := d.AtConnection.json()
		out.AtConnection = &reason
	}
	if d.Outcome != Unreadable {
		out.jsonNamed = &jsonNamed{orNull(d.Candidate.name()), orNull(d.Candidate.written())}
	}
	for _, p := range d.Problems {
		out.Problems = append(out.Problems, jsonProblem{p.Code, p.Severity, p.Line, p.Column, p.Message})
	}
	return out
}

// SignatureJSON returns a signature as outputs show it: times as RFC 3339 writes
// them, in UTC.
func SignatureJSON(s taco.Signature) JSONSignature {
	out := JSONSignature{State: s.State, Detail: s.Detail, Signers: []jsonSigner{}}
	for _, signer := range s.Signers {
		out.Signers = append(out.Signers, jsonSigner{signer.Subject, signer.Issuer,
			rfc3339(signer.NotBefore), rfc3339(signer.NotAfter), timestamp(signer)})
	}
	for _, block := range s.Ignored {
		out.Ignored = append(out.Ignored, jsonIgnored{block.Entry, block.Reason})
	}
	return out
}

func rfc3339(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// timestamp is when a signer signed, or null where no timestamp says so.
func timestamp(s taco.Signer) *string {
	if s.Timestamp.IsZero() {
		return nil
	}
	text := rfc3339(s.Timestamp)
	return &text
}

func (r Reason) json() jsonReason {
	return jsonReason{r.Rule, r.Basis, orNull(r.Other), orNull(r.Value), orNull(r.Against), r.Text}
}

// name is the connector's name for people, from its manifest.
func (c *Candidate) name() string {
	if c.Manifest == nil {
		return ""
	}
	return c.Manifest.Name
}

// written is the plugin version as the manifest writes it, also where that is
// not in the grammar.
func (c *Candidate) written() string {
	if c.Manifest != nil {
		return c.Manifest.PluginVersionText
	}
	return c.PluginVersion.String()
}

// orNull gives null for no text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
