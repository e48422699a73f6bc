package witness

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// pieces are what texts are made of that are JSON now and then.
var pieces = rapid.SampledFrom([]string{
	`{`, `}`, `{}`, `[`, `]`, `,`, `:`, ` `, "\n", `"`, `\`, `"a"`, `"k":`, `"K":`, `"\u006b":`, `"}\""`, `"\\"`, `1`, `-2.5e3`, `true`, `null`,
	`"k":1`, `"k" : "x"`, `,"v":{"k":[{}]}`, `{"k":1}`, "\xff", "\x00",
})

func TestObjectsAreCutAsPackageJSONDecodesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte("{" + strings.Join(rapid.SliceOfN(pieces, 0, 8).Draw(t, "text"), ""))
		d := json.NewDecoder(bytes.NewReader(text))
		var want json.RawMessage
		err := d.Decode(&want)
		object, rest, ok := cutObject(text)
		require.Equal(t, err == nil, ok, "%q", text)
		if !ok {
			require.Equal(t, text, rest)
			return
		}
		require.Equal(t, string(want), string(object))
		require.Equal(t, string(text), string(object)+string(rest))
	})
}

func TestTheMembersOfAnObjectAreThoseThatPackageJSONFinds(t *testing.T) {
	value := rapid.SampledFrom([]string{`1`, `-0.5`, `true`, `null`, `""`, `"a,\"}"`, `"\\"`, `{}`, `[ ]`, `{"k":{"a":[1,"]"]}}`, `[[],{"k":1}]`})
	name := rapid.SampledFrom([]string{`k`, `K`, `\u006b`, ``, `a"`, `é`, `\\`, `x y`})
	blank := rapid.SampledFrom([]string{"", " ", "\t\r\n"})
	rapid.Check(t, func(t *rapid.T) {
		var fields []string
		for range rapid.IntRange(0, 5).Draw(t, "fields") {
			n := strings.ReplaceAll(name.Draw(t, "name"), `a"`, `a\"`)
			b := blank.Draw(t, "blank")
			fields = append(fields, b+`"`+n+`"`+b+":"+b+value.Draw(t, "value")+b)
		}
		object := []byte("{" + blank.Draw(t, "inside") + strings.Join(fields, ",") + "}")
		var want map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(object, &want), "%s", object)
		got := make(map[string]json.RawMessage)
		n := 0
		for name, value := range members(object) {
			got[name] = value
			n++
		}
		require.Equal(t, want, got, "%s", object)
		require.Equal(t, len(fields), n)
		for name, value := range want {
			require.Equal(t, value, member(object, name))
		}
		require.Nil(t, member(object, "none"))
	})
}

func TestThatMembersAreLeftOff(t *testing.T) {
	n := 0
	for range members([]byte(`{"a":1,"b":2}`)) {
		n++
		break
	}
	assert.Equal(t, 1, n)
}

func TestTheStartOfAnEntry(t *testing.T) {
	for text, want := range map[string]int{
		`{"ts":`:                 0,
		`x{"ts":`:                1,
		"x{ \t\"ts\"\n : 1":      1,
		`{"ts" {"ts":1`:          6,
		`"ts":1`:                 6,
		`{"ts"`:                  5,
		`{"tsx":1}`:              9,
		`{\"ts\":1}`:             10,
		`,"ts":1,{"a":"ts"}{"ts`: 22,
		`{"a":{"ts":1}}`:         5,
		``:                       0,
	} {
		assert.Equal(t, want, entryStart([]byte(text)), text)
	}
}
