package lint_test

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest/taco"
)

// A realFile is what the index of a folder of real files says of one.
type realFile struct {
	Type, ID, File string
	Repo, Path     string
	Class          string
	SHA256         string   `json:"sha256"`
	SchemaValid    bool     `json:"schema_valid"`
	Signature      []string `json:"signature_files"`
	Strict         int      `json:"jarsigner_strict_rc"`

	data     []byte
	findings []lint.Finding
}

// realFiles looks at the manifests, or the packages, of the folder that TACORDER_CORPUS
// names.
func realFiles(t *testing.T, kind string) []realFile {
	dir := os.Getenv("TACORDER_CORPUS")
	if dir == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real manifests and packages")
	}
	index, err := os.Open(filepath.Join(dir, "index.jsonl"))
	require.NoError(t, err)
	defer index.Close()
	lines := bufio.NewScanner(index)
	lines.Buffer(nil, 1<<20)
	var files []realFile
	for lines.Scan() {
		var f realFile
		require.NoError(t, json.Unmarshal(lines.Bytes(), &f))
		if f.Type != kind {
			continue
		}
		f.data, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.File)))
		require.NoError(t, err)
		if kind == "taco" {
			// The index has another name for it than the folder.
			name := path.Base(f.Path)
			f.findings, err = lint.Connector(fstest.MapFS{name: {Data: f.data}}, lint.Config{Entry: name})
		} else {
			f.findings, err = lint.Manifest(f.File, f.data, lint.Config{})
		}
		require.NoError(t, err)
		files = append(files, f)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, files)
	return files
}

// breaks tells whether a schema-… error was found, and asks for the place of each.
func (f realFile) breaks(t *testing.T) (found bool) {
	for _, one := range f.findings {
		if !strings.HasPrefix(one.Code, "schema-") || one.Severity != lint.Error {
			continue
		}
		found = true
		assert.Positive(t, one.Line, "%s", one)
		assert.Positive(t, one.Column, "%s", one)
		assert.LessOrEqual(t, cmp.Or(cmp.Compare(one.Line, one.EndLine), cmp.Compare(one.Column, one.EndColumn)), 0, "%s ends before it starts", one)
	}
	return found
}

func TestRealManifestsHaveASchemaErrorWhereAValidatingParserHasOne(t *testing.T) {
	for _, f := range realFiles(t, "manifest") {
		assert.Equal(t, !f.SchemaValid, f.breaks(t), "%s %s: %v", f.Repo, f.Path, f.findings)
	}
}

func TestRealPackagesAreUnsignedAndInvalidAsTheIndexSays(t *testing.T) {
	valid := make(map[string]bool)
	for _, f := range realFiles(t, "manifest") {
		valid[f.SHA256] = f.SchemaValid
	}
	compared := 0
	for _, f := range realFiles(t, "taco") {
		unsigned := slices.Contains(codesOf(f.findings), "unsigned-package")
		assert.Equal(t, f.Strict == 16 || len(f.Signature) == 0, unsigned, f.File)
		pkg, err := taco.Open(bytes.NewReader(f.data), int64(len(f.data)), taco.Limits{})
		require.NoError(t, err)
		data, err := pkg.Manifest()
		if err != nil {
			assert.Contains(t, codesOf(f.findings), "package-manifest-missing", f.File)
			continue
		}
		sum := sha256.Sum256(data)
		if says, known := valid[hex.EncodeToString(sum[:])]; known {
			compared++
			assert.Equal(t, !says, f.breaks(t), f.File)
		}
	}
	t.Logf("of the packages, %d have a manifest that the index knows", compared)
	assert.Positive(t, compared)
}

// TestRealSamplesAreMostlyInOrder looks at the manifests of the SDK's own samples: a
// check that finds something in more than a third of them cries wolf. The index has no
// dates, but its order: of the versions of a file, the last one counts that the schema
// takes, and of the files of one class the last, since samples were moved from plugins to
// scenarios.
func TestRealSamplesAreMostlyInOrder(t *testing.T) {
	meant := map[string]bool{"version-default": true, "min-version-missing": true}
	latest := make(map[string]realFile)
	for _, f := range realFiles(t, "manifest") {
		if f.Repo != "tableau/connector-plugin-sdk" || !strings.HasPrefix(f.Path, "samples/") {
			continue
		}
		old, known := latest[f.Path]
		if !known || f.SchemaValid && !old.SchemaValid || f.SchemaValid == old.SchemaValid && f.ID > old.ID {
			latest[f.Path] = f
		}
	}
	samples := make(map[string]realFile)
	for _, f := range latest {
		if old, known := samples[f.Class]; !known || f.ID > old.ID {
			samples[f.Class] = f
		}
	}
	require.NotEmpty(t, samples)
	count := make(map[string]int)
	for _, f := range samples {
		for _, code := range slices.Compact(codesOf(f.findings)) {
			count[code]++
		}
	}
	for _, code := range slices.Sorted(maps.Keys(count)) {
		t.Logf("%-28s %d of %d samples", code, count[code], len(samples))
		if !meant[code] {
			assert.LessOrEqual(t, 3*count[code], len(samples), code)
		}
	}
	for code := range meant {
		assert.Positive(t, count[code], "%s is meant to fire", code)
	}
}

// TestRealFindingsByCode prints how often each code is found, for a person to read.
func TestRealFindingsByCode(t *testing.T) {
	type row struct{ findings, manifests, packages int }
	rows := make(map[string]*row)
	known := make(map[string]bool)
	for _, k := range lint.Checks() {
		known[k.Code] = true
	}
	var all []string
	for _, kind := range []string{"manifest", "taco"} {
		for _, f := range realFiles(t, kind) {
			seen := make(map[string]bool)
			for _, one := range f.findings {
				require.True(t, known[one.Code], one.Code)
				r := rows[one.Code]
				if r == nil {
					r = &row{}
					rows[one.Code] = r
				}
				r.findings++
				if !seen[one.Code] {
					seen[one.Code] = true
					if kind == "taco" {
						r.packages++
					} else {
						r.manifests++
					}
				}
				all = append(all, fmt.Sprintf("%s %s!%s", one, f.Repo, f.Path))
			}
		}
	}
	for _, code := range slices.Sorted(maps.Keys(rows)) {
		t.Logf("%-32s %4d findings in %3d manifests and %2d packages", code, rows[code].findings, rows[code].manifests, rows[code].packages)
	}
	if file := os.Getenv("TACORDER_FINDINGS"); file != "" { // each of them, to read
		require.NoError(t, os.WriteFile(file, []byte(strings.Join(all, "\n")+"\n"), 0o644))
	}
}
