package loadertest_test

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"regexp"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/loadertest"
)

// packageDoc reads the comment of the package.
func packageDoc(t *testing.T) *ast.CommentGroup {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	require.NoError(t, err)
	require.NotNil(t, f.Doc)
	return f.Doc
}

// answered matches the marker of a section that holds an answer.
var answered = regexp.MustCompile(`(?m)^-- (want|sweep|lint|witness)\b.* --$`)

func TestTheExamplesOfTheDocumentationHold(t *testing.T) {
	seen := make(map[string]bool)
	for _, block := range new(comment.Parser).Parse(packageDoc(t).Text()).Content {
		code, ok := block.(*comment.Code)
		if !ok || !answered.MatchString(code.Text) {
			continue
		}
		for _, section := range answered.FindAllStringSubmatch(code.Text, -1) {
			seen[section[1]] = true
		}
		s, err := loadertest.Parse("doc.go", []byte(code.Text))
		require.NoError(t, err, code.Text)
		assert.NoError(t, s.Check(), code.Text)
	}
	assert.Equal(t, map[string]bool{"want": true, "sweep": true, "lint": true, "witness": true}, seen)
}

func TestTheDocumentationHasNoControlCharacters(t *testing.T) {
	for _, line := range packageDoc(t).List {
		for _, r := range line.Text {
			assert.True(t, r == '\t' || !unicode.IsControl(r), "%q", line.Text)
		}
	}
}
