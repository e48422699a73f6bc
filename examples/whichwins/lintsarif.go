package main

import (
	"fmt"
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
	run.AddInvocation(sarifInvocation(l.failures))
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

// sarifInvocation says whether all could be looked at that was named.
func sarifInvocation(failures []error) *sarif.Invocation {
	call := sarif.NewInvocation().WithExecutionSuccessful(len(failures) == 0)
	for _, err := range failures {
		call.AddToolExecutionNotification(sarif.NewNotification().WithLevel(string(lint.Error)).WithMessage(sarif.NewTextMessage(err.Error())))
	}
	return call
}

// sarifResult is a finding as SARIF has it. The severities are its levels.
func sarifResult(f lint.Finding, system loader.OS) *sarif.Result {
	result := sarif.NewRuleResult(f.Code).WithLevel(string(f.Severity)).WithMessage(sarif.NewTextMessage(f.Message))
	if f.File != "" {
		result.AddLocation(sarifLocation(f.File, f.Span, f.Source, system))
	}
	for i, r := range f.Related {
		result.AddRelatedLocation(sarifLocation(r.File, r.Span, "", system).WithID(i + 1).WithMessage(sarif.NewTextMessage(r.Message)))
	}
	return result
}

// nativePrefix starts the location of a class that is compiled into Tableau.
const nativePrefix = "native:"

// sarifLocation is a place as SARIF has it; a class that is compiled into Tableau is
// in no file.
func sarifLocation(file string, at manifest.Span, source string, system loader.OS) *sarif.Location {
	if strings.HasPrefix(file, nativePrefix) {
		return sarif.NewLocation().AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(file))
	}
	place := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(uriOf(file, system)))
	if at.Line > 0 {
		region := sarif.NewRegion().WithStartLine(at.Line).WithStartColumn(at.Column).WithEndLine(at.EndLine).WithEndColumn(at.EndColumn)
		if source != "" {
			region.WithSnippet(sarif.NewArtifactContent().WithText(source))
		}
		place.WithRegion(region)
	}
	return sarif.NewLocationWithPhysicalLocation(place)
}
