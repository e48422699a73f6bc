package manifest

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhiteSpaceIsLeftOutOnlyWhereItMeansNothing(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"<a> <b/> </a>", "<a><b/></a>"},
		{"<a>\n <b> </b>\r\n\t<c></c> </a>\n", "<a><b> </b><c></c></a>\n"},
		{" <?xml?> <a> <!-- x --> <b/> </a>", " <?xml?> <a> <!-- x --><b/></a>"},
		{"<a> text <b/></a>", "<a> text <b/></a>"},
		{"<a><![CDATA[ <b/> ]]> <b/></a>", "<a><![CDATA[ <b/> ]]><b/></a>"},
		{"<a x='> <'> <b/></a>", "<a x='> <'><b/></a>"},
		{"<a> </a> <b/>", "<a> </a> <b/>"},
		{"<a> <b", "<a> <b"},
		{"<a> </a", "<a> </a"},
	} {
		_, compact, _ := prescan([]byte(c.in), DefaultLimits())
		assert.Equal(t, c.want, string(compact), "%q", c.in)
	}
}
