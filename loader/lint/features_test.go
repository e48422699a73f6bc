package lint

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/version"
)

// A featureCase is a connector that uses one feature, and one that nearly does.
type featureCase struct {
	link          string // of support
	uses, nearly  string // elements of the manifest
	file, content string // a file that the manifest names
	almost        string // its content where the feature is not used
	at            string // the file where it is used
}

const elsewhere = "https://example.org"

// featureCases has a case for each row of the table, by what it says.
var featureCases = map[string]featureCase{
	"connection-metadata came with 2020.1": {
		uses: "<connection-metadata/>", nearly: "<dialect/>",
	},
	"connection-fields came with 2020.3": {
		uses: "<connection-fields/>", nearly: "<connection-dialog/>",
	},
	"oauth-config came with 2021.1": {
		uses: "<oauth-config/>", nearly: "<dialect/>",
	},
	"a resolver without required-attributes is inferred, which came with 2021.1": {
		uses: "<connection-resolver file='a'/>", nearly: "<connection-resolver file='a'/>", file: "a",
		content: "<tdr><connection-normalizer><required-attributes><attribute-list>words</attribute-list></required-attributes></connection-normalizer></tdr>",
		almost:  "<tdr><connection-normalizer><required-attributes><attribute-list><attr>server</attr></attribute-list></required-attributes></connection-normalizer></tdr>",
		at:      "a",
	},
	"Tableau's own support link came with 2021.1": {
		link: supportLink, uses: "", nearly: "<dialect/>",
	},
	"oauthConfigId came with 2021.4": {
		uses: "<oauth-config file='a'/>", nearly: "<oauth-config file='a'/>", file: "a",
		content: "<c><d><oauthConfigId>x</oauthConfigId></d></c>", almost: "<c><oauthConfigID/></c>", at: "a",
	},
	"several oauth-config came with 2023.1": {
		uses: "<oauth-config/><oauth-config/>", nearly: "<oauth-config/>",
	},
	"instanceUrlSuffix came with 2023.1": {
		uses: "<oauth-config file='a'/>", nearly: "<oauth-config file='a'/>", file: "a",
		content: "<c><instanceUrlSuffix/></c>", almost: "<c><!-- <instanceUrlSuffix/> --></c>", at: "a",
	},
	"configLabel came with 2023.2": {
		uses: "<oauth-config file='a'/>", nearly: "<dialect file='a'/>", file: "a",
		content: "<c><configLabel/></c>", almost: "<c><configLabel/></c>", at: "a",
	},
	"defaultInstanceUrl came with 2023.3": {
		uses: "<oauth-config file='a'/>", nearly: "<oauth-config file='b'/>", file: "a",
		content: "<c><defaultInstanceUrl/></c>", almost: "<c><defaultInstanceUrl/></c>", at: "a",
	},
	"the file name null_config came with 2023.3": {
		uses: "<oauth-config file='null_config'/>", nearly: "<oauth-config file='null-config'/>",
	},
}

// files makes a connector with a minimum version.
func (c featureCase) files(minimum, link, elements, content string) fstest.MapFS {
	disk := fstest.MapFS{"manifest.xml": {Data: fmt.Appendf(nil, `<connector-plugin class='heron' superclass='jdbc' plugin-version='1.0.0' name='Heron' version='18.1' min-version-tableau='%s'>
<vendor-information><company name='Heron'/><support-link url='%s'/></vendor-information>
%s</connector-plugin>`, minimum, link, elements)}}
	if c.file != "" {
		disk[c.file] = &fstest.MapFile{Data: []byte(content)}
	}
	return disk
}

// tooLow returns what min-version-too-low finds.
func tooLow(t *testing.T, disk fstest.MapFS) []Finding {
	findings, err := Connector(disk, Config{Enable: []string{"min-version-too-low"}})
	require.NoError(t, err)
	return findings
}

func TestEachFeatureAsksForItsRelease(t *testing.T) {
	for _, f := range features() {
		t.Run(f.what, func(t *testing.T) {
			c, ok := featureCases[f.what]
			require.True(t, ok, "the feature has no case")
			link := c.link
			if link == "" {
				link = elsewhere
			}
			below := fmt.Sprintf("%d.%d.99", f.since.Year(), f.since.Number()-1)
			found := tooLow(t, c.files(below, link, c.uses, c.content))
			require.Len(t, found, 1)
			assert.Equal(t, fmt.Sprintf("min-version-tableau is %s, and %s: write %s", below, f.what, f.since), found[0].Message)
			assert.Equal(t, "manifest.xml", found[0].File)
			at := c.at
			if at == "" {
				at = "manifest.xml"
			}
			require.Len(t, found[0].Related, 1)
			assert.Equal(t, at, found[0].Related[0].File)
			assert.Positive(t, found[0].Related[0].Line)

			assert.Empty(t, tooLow(t, c.files(f.since.String(), link, c.uses, c.content)), "with %s", f.since)
			for _, found := range tooLow(t, c.files(below, elsewhere, c.nearly, c.almost)) {
				assert.NotContains(t, found.Message, f.what)
			}
		})
	}
	assert.Len(t, featureCases, len(features()), "each case has a feature")
}

func TestTheReleasesOfTheTableAreKnown(t *testing.T) {
	for _, f := range features() {
		assert.True(t, f.since.Known(), f.what)
		assert.Contains(t, f.what, "came with "+f.since.String())
	}
	assert.Equal(t, version.Release{}, release("next"))
}

func TestOfSeveralFeaturesTheNewestCounts(t *testing.T) {
	disk := featureCase{file: "a"}.files("2019.4", supportLink, "<connection-fields/><connection-resolver file='a'/><oauth-config/><oauth-config file='null_config'/>", "<tdr/>")
	found := tooLow(t, disk)
	require.Len(t, found, 1)
	assert.Equal(t, "min-version-tableau is 2019.4, and the file name null_config came with 2023.3: write 2023.3", found[0].Message)
}

func TestAResolverThatCannotBeReadIsNotInferred(t *testing.T) {
	assert.Empty(t, tooLow(t, featureCase{file: "a"}.files("2019.4", elsewhere, "<connection-resolver file='a'/>", "<tdr>")))
}
