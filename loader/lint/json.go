package lint

import "github.com/tacorder/tacorder/manifest"

// Schema is the version of the JSON that [JSON] gives. It is raised when a change
// would break a reader.
const Schema = 1

// A JSONReport is findings as outputs show them: keys in snake_case, no array null, in
// the order of the findings. Lines and columns are 0 where there is no place.
type JSONReport struct {
	Schema   int           `json:"schema"`
	Findings []JSONFinding `json:"findings"`
}

// A JSONFinding is a [Finding] as outputs show it.
type JSONFinding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	JSONPlace
	Help    string      `json:"help"`
	Related []JSONPlace `json:"related"`
}

// A JSONPlace is a place and what is there, as outputs show it.
type JSONPlace struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Message   string `json:"message"`
}

// JSON returns findings as outputs show them.
func JSON(findings []Finding) JSONReport {
	out := JSONReport{Schema, make([]JSONFinding, len(findings))}
	for i, f := range findings {
		related := make([]JSONPlace, len(f.Related))
		for k, r := range f.Related {
			related[k] = placeJSON(r.File, r.Span, r.Message)
		}
		out.Findings[i] = JSONFinding{f.Code, f.Severity, placeJSON(f.File, f.Span, f.Message), f.Help, related}
	}
	return out
}

func placeJSON(file string, at manifest.Span, message string) JSONPlace {
	return JSONPlace{file, at.Line, at.Column, at.EndLine, at.EndColumn, message}
}
