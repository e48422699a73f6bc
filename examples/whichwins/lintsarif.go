package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
)

const (
	repository = "https://github.com/tacorder/tacorder"
	checksLink = repository + "/blob/main/loader/lint/CHECKS.md"
	// sarifSchema is the schema of SARIF 2.1.0 with its errata.
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

// sarifReport is findings as SARIF 2.1.0. It has no time and no random number: the
// same findings give the same document.
func sarifReport(l linted) *sarif.Report {
	run := sarif.NewRunWithInformationURI("whichwins", repository)
	run.WithColumnKind("unicodeCodePoints").WithNewlineSequences([]string{"\r\n", "\n", "\r"})
	index := make(map[string]int, len(l.checks))
	for i, k := range l.checks {
		index[k.Code] = i
		run.Tool.Driver.AddRule(sarifRule(k))
	}
	run.AddInvocation(sarifInvocation(l))
	for _, f := range l.findings {
		run.AddResult(sarifResult(f, l.system).WithRuleIndex(index[f.Code]))
	}
	report := sarif.NewReport().AddRun(run)
	report.Schema = sarifSchema
	return report
}

// sarifRule is a check as SARIF has it.
func sarifRule(k lint.Check) *sarif.ReportingDescriptor {
	text := func(text string) *sarif.MultiformatMessageString {
		return sarif.NewMultiformatMessageString().WithText(text)
	}
	source := fmt.Sprintf("Basis: %s. Source: %s", k.Basis, k.Source)
	help := text(k.Help + "\n\n" + source).WithMarkdown(markdownText.Replace(k.Help) + "\n\n" + markdownText.Replace(source))
	return sarif.NewRule(k.Code).
		WithShortDescription(text(k.Statement)).WithFullDescription(text(k.Statement + " " + k.Help)).
		WithHelp(help).WithHelpURI(checksLink + "#" + k.Code).
		WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(string(k.Severity)))
}

// sarifInvocation says whether all could be looked at that was named, and what the
// answer does not know.
func sarifInvocation(l linted) *sarif.Invocation {
	call := sarif.NewInvocation().WithExecutionSuccessful(len(l.failures) == 0)
	tell := func(level lint.Severity, text string) {
		call.AddToolExecutionNotification(sarif.NewNotification().WithLevel(string(level)).WithMessage(sarif.NewTextMessage(text)))
	}
	for _, err := range l.failures {
		tell(lint.Error, err.Error())
	}
	for _, note := range l.notes {
		tell(lint.Note, note)
	}
	return call
}

// sarifResult is a finding as SARIF has it. The severities are its levels.
func sarifResult(f lint.Finding, system loader.OS) *sarif.Result {
	result := sarif.NewRuleResult(f.Code).WithLevel(string(f.Severity)).WithMessage(sarif.NewTextMessage(f.Message))
	related := slices.DeleteFunc(slices.Clone(f.Related), func(p lint.Place) bool { return !inFile(p.File) })
	switch {
	case inFile(f.File):
		result.AddLocation(sarifLocation(f.File, f.Span, snippetOf(f), system))
	case len(related) > 0:
		result.AddLocation(sarifLocation(related[0].File, related[0].Span, "", system))
	}
	for i, r := range related {
		result.AddRelatedLocation(sarifLocation(r.File, r.Span, "", system).WithID(i + 1).WithMessage(sarif.NewTextMessage(r.Message)))
	}
	return result
}

// inFile tells whether there is such a file or folder: a class that is compiled into
// Tableau is in none.
func inFile(location string) bool {
	return location != "" && !strings.HasPrefix(location, "native:")
}

// mostSnippet is how many code points a snippet has at most.
const mostSnippet = 200

// snippetOf is the text that a finding is about, as far as it is on its first line.
func snippetOf(f lint.Finding) string {
	text := f.Source[offsetOf(f.Source, f.Column-1):]
	most := mostSnippet
	if f.EndLine == f.Line {
		most = min(most, f.EndColumn-f.Column)
	}
	return text[:offsetOf(text, most)]
}

// sarifLocation is a place as SARIF has it.
func sarifLocation(file string, at manifest.Span, snippet string, system loader.OS) *sarif.Location {
	place := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uriOf(file, system)))
	if at.Line > 0 {
		region := sarif.NewRegion().WithStartLine(at.Line).WithStartColumn(at.Column).WithEndLine(at.EndLine).WithEndColumn(at.EndColumn)
		if snippet != "" {
			region.WithSnippet(sarif.NewArtifactContent().WithText(snippet))
		}
		place.WithRegion(region)
	}
	return sarif.NewLocationWithPhysicalLocation(place)
}
