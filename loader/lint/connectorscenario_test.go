package lint_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/tools/txtar"

	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A connectorScenario is a connector, how it is looked at and what is found.
//
// Its file is a txtar archive. The comment has "key: value" lines:
//
//	entry, path, release               as in lint.Config
//	base: FOLDER                       the folder of the archive that is Config.Base
//	base-path: PATH                    what findings call it
//	enable, disable: CODE, CODE
//	signature: STATE DETAIL            what a verifier says of each package
//	encode: FILE=FORM                  utf-16, bom or crlf
//	depth, elements, manifest-bytes, package-bytes, entries, directory-bytes: a limit
//
// A folder whose name ends in .taco becomes a package. The section findings has a line
// for each finding, "FILE:LINE:COLUMN-ENDLINE:ENDCOLUMN SEVERITY CODE", with nothing but
// the file where there is no place, and may end with a part of the message in quotes.
type connectorScenario struct {
	files  fs.FS
	config lint.Config
	want   []wantedFinding
}

type wantedFinding struct{ line, message string }

// readScenario reads the file of a scenario.
func readScenario(t testing.TB, file string) connectorScenario {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	archive := txtar.Parse(data)
	var s connectorScenario
	forms := make(map[string]string)
	base, basePath := "", ""
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		require.True(t, ok, "%s: %q is no \"key: value\"", file, line)
		switch key {
		case "base":
			base = value
		case "base-path":
			basePath = value
		case "encode":
			name, form, _ := strings.Cut(value, "=")
			forms[name] = form
		default:
			require.NoError(t, setKey(&s.config, key, value), "%s: %s", file, line)
		}
	}
	disk := make(fstest.MapFS)
	packages := make(map[string][]txtar.File)
	found := false
	for _, f := range archive.Files {
		if f.Name == "findings" {
			found, s.want = true, readFindings(t, file, string(f.Data))
			continue
		}
		content := encode(t, f.Data, forms[f.Name])
		if name, inside, packed := strings.Cut(f.Name, ".taco/"); packed {
			packages[name+".taco"] = append(packages[name+".taco"], txtar.File{Name: inside, Data: content})
			continue
		}
		disk[f.Name] = &fstest.MapFile{Data: content, Mode: 0o644}
	}
	require.True(t, found, "%s has no section findings", file)
	for name, files := range packages {
		disk[name] = &fstest.MapFile{Data: packed(t, files), Mode: 0o644}
	}
	s.files = disk
	if base != "" {
		files, err := fs.Sub(disk, base)
		require.NoError(t, err)
		s.config.Base, err = lint.ReadBase(files, basePath, s.config.Options)
		require.NoError(t, err)
	}
	return s
}

// baseOf reads an earlier state.
func baseOf(t testing.TB, files fs.FS, path string) *lint.Base {
	base, err := lint.ReadBase(files, path, lint.Config{}.Options)
	require.NoError(t, err)
	return base
}

// setKey sets a field of a config.
func setKey(c *lint.Config, key, value string) (err error) {
	o := &c.Options
	switch key {
	case "entry":
		c.Entry = value
	case "path":
		c.Path = value
	case "enable":
		c.Enable = strings.Split(value, ", ")
	case "disable":
		c.Disable = strings.Split(value, ", ")
	case "release":
		c.Release, err = version.ParseRelease(value)
	case "signature":
		state, detail, _ := strings.Cut(value, " ")
		o.Verifier = verdict{State: taco.SignatureState(state), Detail: detail}
	case "depth":
		o.Manifest.Depth, err = strconv.Atoi(value)
	case "elements":
		o.Manifest.Elements, err = strconv.Atoi(value)
	case "entries":
		o.Package.Entries, err = strconv.Atoi(value)
	case "manifest-bytes":
		o.Manifest.Bytes, err = strconv.ParseInt(value, 10, 64)
	case "package-bytes":
		o.PackageBytes, err = strconv.ParseInt(value, 10, 64)
	case "directory-bytes":
		o.Package.DirectoryBytes, err = strconv.ParseInt(value, 10, 64)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return err
}

// A verdict is a verifier that says the same of each package.
type verdict taco.Signature

// Verify implements [taco.Verifier].
func (v verdict) Verify(context.Context, *taco.Package) taco.Signature { return taco.Signature(v) }

// encode puts a text into another form.
func encode(t testing.TB, text []byte, form string) []byte {
	switch form {
	case "":
		return text
	case "bom":
		return append([]byte("\xEF\xBB\xBF"), text...)
	case "crlf":
		return bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	case "utf-16":
		out := []byte("\xFF\xFE")
		for _, unit := range utf16.Encode([]rune(string(text))) {
			out = binary.LittleEndian.AppendUint16(out, unit)
		}
		return out
	}
	require.Fail(t, "unknown form", form)
	return nil
}

// packed makes a package of files, sorted by name.
func packed(t testing.TB, files []txtar.File) []byte {
	slices.SortStableFunc(files, func(a, b txtar.File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.Create(f.Name)
		require.NoError(t, err)
		_, err = entry.Write(f.Data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// readFindings reads the section findings.
func readFindings(t testing.TB, file, text string) (want []wantedFinding) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		line, quoted, ok := strings.Cut(line, ` "`)
		if ok {
			inner, closed := strings.CutSuffix(quoted, `"`)
			require.True(t, closed, "%s: the message of %q does not end", file, line)
			quoted = inner
		}
		want = append(want, wantedFinding{line, quoted})
	}
	return want
}

// line is a finding as a scenario writes it.
func line(f lint.Finding) string {
	at := f.File
	if f.Span.Line > 0 {
		at = fmt.Sprintf("%s:%d:%d-%d:%d", f.File, f.Line, f.Column, f.EndLine, f.EndColumn)
	}
	return fmt.Sprintf("%s %s %s", at, f.Severity, f.Code)
}

// check runs a scenario, compares what is found, and returns the codes of it.
func (s connectorScenario) check(t testing.TB) (codes []string) {
	findings, err := lint.Connector(s.files, s.config)
	require.NoError(t, err)
	want, got := make([]string, len(s.want)), make([]string, len(findings))
	actual := ""
	for i, f := range findings {
		got[i] = line(f)
		actual += fmt.Sprintf("%s \"%s\"\n", got[i], f.Message)
		codes = append(codes, f.Code)
	}
	for i, w := range s.want {
		want[i] = w.line
	}
	if assert.Equal(t, want, got, "found:\n%s", actual) {
		for i, w := range s.want {
			assert.Contains(t, findings[i].Message, w.message)
		}
	}
	again, err := lint.Connector(s.files, s.config)
	require.NoError(t, err)
	assert.Equal(t, findings, again, "a second time")
	return codes
}

// scenarioFiles lists the scenarios of connectors.
func scenarioFiles(t testing.TB) []string {
	files, err := filepath.Glob(filepath.Join("testdata", "connector", "*.txtar"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// about takes the name of a scenario apart: CODE, CODE-nearly, and either with a word
// behind a plus sign.
func about(file string) (code string, nearly bool) {
	name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txtar"), "+")
	return strings.CutSuffix(name, "-nearly")
}

func TestConnectorScenarios(t *testing.T) {
	for _, file := range scenarioFiles(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			codes := readScenario(t, file).check(t)
			code, nearly := about(file)
			if nearly {
				assert.NotContains(t, codes, code)
			} else {
				assert.Contains(t, codes, code)
			}
		})
	}
}
