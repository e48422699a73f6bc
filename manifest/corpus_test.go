package manifest_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// A corpusRow is what the index of a folder of real manifests says of one.
type corpusRow struct {
	Type, File    string
	Class, Name   *string
	PluginVersion *string `json:"plugin-version"`
	MinVersion    *string `json:"min-version-tableau"`
	WellFormed    bool    `json:"well_formed"`
	SchemaValid   bool    `json:"schema_valid"`
}

// corpus reads the index of the folder that TACORDER_CORPUS names.
func corpus(t *testing.T) (dir string, rows []corpusRow) {
	dir = os.Getenv("TACORDER_CORPUS")
	if dir == "" {
		t.Skip("TACORDER_CORPUS does not name a folder of real manifests")
	}
	f, err := os.Open(filepath.Join(dir, "index.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row corpusRow
		require.NoError(t, json.Unmarshal(lines.Bytes(), &row))
		if row.Type == "manifest" {
			rows = append(rows, row)
		}
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, rows)
	return dir, rows
}

func TestRealManifestsSayWhatTheirIndexSays(t *testing.T) {
	dir, rows := corpus(t)
	for _, row := range rows {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row.File)))
		require.NoError(t, err)
		m, problems := manifest.Parse(row.File, data, manifest.Limits{})
		if row.Class == nil {
			assert.Nil(t, m, row.File)
			assert.False(t, row.WellFormed, row.File)
			assert.NotEmpty(t, problems, row.File)
			continue
		}
		if !assert.NotNil(t, m, "%s: %v", row.File, problems) {
			continue
		}
		assert.Equal(t, strings.Join(strings.Fields(*row.Class), " "), m.Class, row.File)
		assert.Equal(t, text(row.Name), m.Name, row.File)
		assert.Equal(t, text(row.PluginVersion), m.PluginVersion.String(), row.File)
		assert.Equal(t, text(row.MinVersion), m.MinVersionTableau.String(), row.File)
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestRealManifestsAreValidExactlyWhereAValidatingParserSaysSo(t *testing.T) {
	dir, rows := corpus(t)
	for _, row := range rows {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(row.File)))
		require.NoError(t, err)
		_, problems := manifest.Parse(row.File, data, manifest.Limits{})
		var held []string
		for _, p := range problems {
			if p.Holds(version.Latest()) {
				held = append(held, p.Error())
			}
		}
		assert.Equal(t, row.SchemaValid, len(held) == 0, "%s: %v", row.File, held)
	}
}
