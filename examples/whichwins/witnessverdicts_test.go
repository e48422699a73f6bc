package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAllClassesOfAVerdictAreNamed(t *testing.T) {
	inFolder(t)
	for _, n := range []int{100, 103} {
		l := tableau(7, 1)
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf("class%03d", i))
			l.loads(names[i], fmt.Sprintf("/%d/x", i))
		}
		l.line("excp", "Tableau doesn't recognize the data source type 'plover'.")
		writeFile(t, l.String(), "log.txt")
		for _, format := range []string{"text", "markdown"} {
			out := call(linux(), "witness", "log.txt", "--no-defaults", "--format", format).out
			shown := strings.Join(names[:100], ", ")
			if n > 100 {
				shown += " and 3 more; --format json shows all"
			}
			assert.Contains(t, flat(out), shown, format)
			assert.Contains(t, flat(out), "asked for, but not registered: plover", format)
		}
	}
}

func TestUndecidedIsToldWithItsLine(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	require.NoError(t, err)
	writeFolder(t, xml("heron", "1.0"), "dev", "a")
	writeFile(t, tableau(7, 1).line("connector-plugin-error", "Class already registered: heron").
		line("connector-plugin", "Successfully loaded connector for class wren from connector plugin /s/wren").String(), "log.txt")
	host := []string{"witness", "log.txt", "--no-defaults", "--dev-path", dir + "/dev", "--release", "2022.2"}
	out := call(linux(), host...).out
	assert.Contains(t, out, "\nUndecided (1)\n  heron\n  in pid 7, ")
	assert.Contains(t, flat(out), "log.txt:1: Class already registered: heron")
	assert.Less(t, strings.Index(out, "Undecided"), strings.Index(out, "Verdicts"))
	out = call(linux(), append(host, "--format", "markdown")...).out
	assert.Contains(t, out, "\n## Undecided (1)\n\n### `heron`\n\n- In pid 7, ")
	assert.Contains(t, out, "- Line: `Class already registered: heron`\n")
}
