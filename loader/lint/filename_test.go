package lint_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/lint"
)

// A nameAndManifest is the name of a package, and what its manifest says.
type nameAndManifest struct{ name, class, version string }

// lies returns what file-name-lies says of a package.
func (c nameAndManifest) lies(t testing.TB) (messages []string) {
	text := fmt.Sprintf("<connector-plugin class='%s' superclass='jdbc' plugin-version='%s' name='n' version='18.1'/>", c.class, c.version)
	disk := fstest.MapFS{c.name: {Data: packRaw(t, "", packedFile{name: "manifest.xml", data: text})}}
	findings, err := lint.Connector(disk, lint.Config{Entry: c.name, Enable: []string{"file-name-lies"}})
	require.NoError(t, err)
	for _, f := range findings {
		messages = append(messages, f.Message)
	}
	return messages
}

func TestANameThatMayBeOfItsManifestIsNoLie(t *testing.T) {
	for _, c := range []nameAndManifest{
		// the name has more or less than the class, or other signs
		{"i9e_taco.taco", "i9e", "1.0.0"},
		{"postgres_jdbc_signed.taco", "postgres_jdbc", "1.0.0"},
		{"postgres_jdbc_2.taco", "postgres_jdbc", "1.0.0"},
		{"postgres_jdbc.taco", "postgres", "1.0.0"},
		{"postgres_jdbc.taco", "my-postgres.jdbc", "1.0.0"},
		{"postgres_jdbc-1.0.0.taco", "postgres", "1.0.0"},
		{"couchbase-analytics-v1.1.3.taco", "couchbase_analytics", "1.1.3"},
		{"StarburstEnterprise-v1.0.0.taco", "starburst_enterprise", "1.0.0"},
		{"my heron-v1.0.0.taco", "Heron", "1.0.0"},
		{"--v1.0.0.taco", "heron", "1.0.0"},
		// a year, or Tableau's version
		{"kyligence-2021.06.22.taco", "kyligence", "1.0.0"},
		{"athena-tableau-2023.1.taco", "athena", "1.0.0"},
		{"heron-v2023.1.taco", "heron", "1.0.0"},
		{"heron-1900.1.taco", "heron", "1.0.0"},
		{"heron-2024.06.22.taco", "heron", "2024.1.0"},
		{"heron-2023.1.taco", "heron", "2024.1.0"},
		// a second download
		{"x-v1.0.0-1.taco", "x", "1.0.0"},
		{"x-v1.0.0 (1).taco", "x", "1.0.0"},
		{"x-v1.0.0(12).taco", "x", "1.0.0"},
		{"x-v1.0.0-signed (1).taco", "x", "1.0.0"},
		{"x-v1.0.0.taco", "x", "1.0.0-1"},
		{"x-v1.0.0-1.taco", "x", "1.0.0-1"},
		// the packager's form with other signs
		{"x_v1.0.0.taco", "x", "1.0.0"},
		{"x v1.0.0.TACO", "x", "1"},
		{"x-v1.0.0-signed.taco", "x", "1.0.0"},
		{"x-v1.0.0_signed.taco", "x", "1.0.0"},
		// what says nothing
		{"ai.startree.pinot-startree-tableau-connector-1.0-V2.taco", "pinot", "1.0.1"},
		{"other.taco", "heron", "1.0.0"},
		{"Other_Name.taco", "heron", "1.0.0"},
		{"other-name.taco", "heron", "1.0.0"},
		{"other-2.taco", "heron", "1.0.0"},
		{"other-connector-1.0.0.taco", "heron", "1.0.0"},
		{"Other-1.0.0.taco", "heron", "1.0.0"},
		{"other-v2a.taco", "heron", "1.0.0"},
		{"other-version.taco", "heron", "1.0.0"},
		// the class itself ends like a version, or the name has no extension
		{"query_v2.taco", "query_v2", "1.0.0"},
		{"x-v1.0.1", "x", "1.0.1"},
		// the manifest says nothing that could be read
		{"heron-v1.0.0-beta.taco", "heron", "1.0.0-beta"},
	} {
		assert.Empty(t, c.lies(t), "%+v", c)
	}
}

func TestANameThatSpeaksOfAnotherManifestIsALie(t *testing.T) {
	class := func(says, is string) string {
		return fmt.Sprintf("says that the class is %q, and its manifest %q", says, is)
	}
	version := func(says, is string) string {
		return fmt.Sprintf("says that the version is %q, and its manifest %q", says, is)
	}
	for _, c := range []struct {
		of   nameAndManifest
		want []string
	}{
		{nameAndManifest{"x-v2.0.0.taco", "x", "1.0.0"}, []string{version("2.0.0", "1.0.0")}},
		{nameAndManifest{"x_v1.0.0.taco", "x", "2.0.0"}, []string{version("1.0.0", "2.0.0")}},
		{nameAndManifest{"x v1.0.0.taco", "x", "2.0.0"}, []string{version("1.0.0", "2.0.0")}},
		{nameAndManifest{"x-v1.0.0 (1).taco", "x", "2.0.0"}, []string{version("1.0.0", "2.0.0")}},
		{nameAndManifest{"x-v1.0.0-signed (1).taco", "x", "2.0.0"}, []string{version("1.0.0", "2.0.0")}},
		{nameAndManifest{"x-v1.0.0-1.taco", "x", "1.0.0-2"}, []string{version("1.0.0-1", "1.0.0-2")}},
		{nameAndManifest{"x-v1.0.1-1.taco", "x", "1.0.0"}, []string{version("1.0.1-1", "1.0.0")}},
		{nameAndManifest{"x-v1899.1.taco", "x", "1.0.0"}, []string{version("1899.1", "1.0.0")}},
		{nameAndManifest{"x-v1.0.1", "x", "1.0.0"}, []string{version("1.0.1", "1.0.0")}},
		{nameAndManifest{"heron-v2024.1.0.taco", "heron", "2023.3.0"}, []string{version("2024.1.0", "2023.3.0")}},
		{nameAndManifest{"tableau-wdc-dynamic-v2.taco", "tableau-wdc-dynamic", "1.0.0"}, []string{version("2", "1.0.0")}},
		{nameAndManifest{"heron-tools-1.1.3.taco", "heron", "1.0.0"}, []string{version("1.1.3", "1.0.0")}},
		{nameAndManifest{"other-v1.0.0.taco", "heron", "1.0.0"}, []string{class("other", "heron")}},
		{nameAndManifest{"other-v2023.1.taco", "heron", "1.0.0"}, []string{class("other", "heron")}},
		{nameAndManifest{"postgres_jdbc-1.0.0.taco", "heron", "1.0.0"}, []string{class("postgres_jdbc", "heron")}},
		{nameAndManifest{"postgres-2023.1.taco", "heron", "1.0.0"}, []string{class("postgres", "heron")}},
		{nameAndManifest{"opensearch_sql_odbc.taco", "odfe_sql_odbc", "1.9.0.1"}, []string{class("opensearch_sql_odbc", "odfe_sql_odbc")}},
		{nameAndManifest{"other-v2.0.0.taco", "heron", "1.0.0"}, []string{class("other", "heron"), version("2.0.0", "1.0.0")}},
	} {
		messages := c.of.lies(t)
		require.Len(t, messages, len(c.want), "%+v: %q", c.of, messages)
		for i, want := range c.want {
			assert.Equal(t, c.of.name+" "+want+": rename the file, or package it anew", messages[i])
		}
	}
}
