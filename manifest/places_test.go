package manifest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/manifest"
)

// The tree is built from a text without the white space between tags; places speak
// of the document.
func TestPlacesOfTextAndCommentsBehindWhiteSpaceThatIsLeftOut(t *testing.T) {
	text := root + ">\n  " + vendor + "\n\n  words\n  <!-- \x01 -->\n\t<dialect/>\n  <?a:b?>\n</connector-plugin>\n tail"
	_, problems := manifest.Parse("m.xml", []byte(text), manifest.Limits{})
	var places [][3]any
	for _, p := range problems {
		places = append(places, [3]any{p.Code, p.Line, p.Column})
	}
	assert.Equal(t, [][3]any{
		{"schema-content", 4, 3}, {"schema-well-formed", 5, 3}, {"schema-well-formed", 7, 3}, {"schema-trailing-text", 9, 2},
	}, places)
}
