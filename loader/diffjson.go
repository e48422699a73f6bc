package loader

// A JSONDifference is a [Difference] as outputs show it: keys in snake_case,
// classes by bytes, null where nothing loads or where a candidate is not there.
type JSONDifference struct {
	Schema     int                   `json:"schema"`
	Before     JSONSide              `json:"before"`
	After      JSONSide              `json:"after"`
	Classes    []jsonClassChange     `json:"classes"`
	Candidates []jsonCandidateChange `json:"candidates"`
}

// A JSONSide is one of the two resolutions that are compared.
type JSONSide struct {
	Host  JSONHost `json:"host"`
	Rule  RuleID   `json:"rule"`
	Notes []string `json:"notes"`
}

type jsonClassChange struct {
	Class  string        `json:"class"`
	Change Change        `json:"change"`
	Before *jsonDecision `json:"before"`
	After  *jsonDecision `json:"after"`

	Content Likeness `json:"content,omitempty"`
}

type jsonCandidateChange struct {
	Class    *string       `json:"class"`
	Location string        `json:"location"`
	Before   *jsonDecision `json:"before"`
	After    *jsonDecision `json:"after"`

	Content Likeness `json:"content,omitempty"`
}

// JSON returns the difference as outputs show it.
func (d *Difference) JSON() JSONDifference {
	out := JSONDifference{
		Schema: Schema, Before: d.Before.orEmpty().side(), After: d.After.orEmpty().side(),
		Classes: []jsonClassChange{}, Candidates: []jsonCandidateChange{},
	}
	for _, c := range d.Classes {
		out.Classes = append(out.Classes, jsonClassChange{c.Class, c.Change, decisionOrNull(c.Before), decisionOrNull(c.After), c.Content})
	}
	for _, c := range d.Candidates {
		out.Candidates = append(out.Candidates, jsonCandidateChange{orNull(c.Class), c.Location, decisionOrNull(c.Before), decisionOrNull(c.After), c.Content})
	}
	return out
}

func (r *Resolution) side() JSONSide {
	return JSONSide{r.Host.JSON(), r.Rule, append([]string{}, r.Notes...)}
}

func decisionOrNull(d *Decision) *jsonDecision {
	if d == nil {
		return nil
	}
	out := d.json()
	return &out
}
