package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/lint"
)

const manifestXML = `<connector-plugin class='%CLASS%' superclass='jdbc' plugin-version='1.0' name='Heron' version='18.1'>
  <vendor-information>
    <company name='Example'/>
    <support-link url='https://example.org/support'/>
  </vendor-information>
</connector-plugin>`

func TestTheOwnCheckRunsBesideThoseOfTheLibrary(t *testing.T) {
	for class, want := range map[string]struct {
		worst lint.Severity
		text  string
	}{
		"acme_heron": {"", ""},
		"heron":      {lint.Warning, "/manifest.xml:1:26: warning: the class \"heron\" does not start with acme_ (acme-class-prefix)\n"},
	} {
		dir := t.TempDir()
		text := bytes.ReplaceAll([]byte(manifestXML), []byte("%CLASS%"), []byte(class))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "manifest.xml"), text, 0o644))
		var out bytes.Buffer
		worst, err := run(&out, []string{dir})
		require.NoError(t, err)
		assert.Equal(t, want.worst, worst)
		if want.text != "" {
			want.text = filepath.ToSlash(dir) + want.text
		}
		assert.Equal(t, want.text, out.String())
	}
}

func TestWithoutFoldersThereIsNothingToCheck(t *testing.T) {
	var out bytes.Buffer
	_, err := run(&out, nil)
	assert.ErrorContains(t, err, "name folders")
	assert.Empty(t, out.String())
}

func TestWhatIsNoFolderIsAFinding(t *testing.T) {
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	worst, err := run(&out, []string{"none"})
	require.NoError(t, err)
	assert.Equal(t, lint.Error, worst)
	assert.Contains(t, out.String(), "none: error: ")
	assert.Contains(t, out.String(), "(connector-unreadable)\n")
}

func TestNamesThatATerminalWouldObeyAreSpelledOut(t *testing.T) {
	t.Chdir(t.TempDir())
	const folder = "a\x1b[2Jb"
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Skip("no such names here")
	}
	var out bytes.Buffer
	_, err := run(&out, []string{folder})
	require.NoError(t, err)
	assert.NotContains(t, out.String(), "\x1b")
	assert.Contains(t, out.String(), `a\x1b[2Jb`)
}
