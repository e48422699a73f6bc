package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestServicesThatLoadTheSameAreOne(t *testing.T) {
	inFolder(t)
	const services = `C:\ProgramData\Tableau\Tableau Server\data\tabsvc\services\`
	for i, service := range []string{"vizqlserver_0", "vizqlserver_1", "dataserver_0", "backgrounder_3"} {
		path := services + service + `.20192.19.0718.1543\bin\connectors\heron.dll`
		writeFile(t, tableau(i+1, i).loads("heron", path).String(), service+".txt")
	}
	writeFile(t, tableau(9, 9).loads("heron", services+`vizqlserver_0.20222.22.0916.1526\bin\connectors\heron.dll`).String(), "newer.txt")
	out := call(linux(), "witness", ".").out
	assert.Contains(t, out, "\n4 processes alike;")
	assert.Contains(t, out, "\npid 9, ")
}

func TestManyLoadedFromOneDirectoryAreOneEntry(t *testing.T) {
	inFolder(t)
	l := tableau(1, 1)
	var names []string
	for i := range 150 {
		name := fmt.Sprintf("class%03d", i)
		names = append(names, name)
		l.loads(name, `C:\Program Files\Tableau\Tableau 2022.2\bin\connectors\`+name+".dll")
	}
	for i := range 4 {
		l.loads(fmt.Sprint("few", i), fmt.Sprintf(`D:\few\few%d.taco`, i))
	}
	for i := range 5 {
		l.loads(fmt.Sprint("many", i), fmt.Sprintf(`D:\many\x%d.taco`, i))
	}
	l.rejects("wren", `D:\few\wren.taco`).line("connector-plugin-error", `Failed to open connector package D:\few\broken.taco`)
	writeFile(t, l.String(), "log.txt")
	out := call(linux(), "witness", "log.txt").out
	all := flat(out)
	last := 0
	for _, want := range []string{
		`+ loaded 5 from D:\many many0 (x0.taco), many1 (x1.taco),`, `+ loaded few3 D:\few\few3.taco`, "- collision wren", "x open-failed",
		`+ loaded 150 from C:\Program Files\Tableau\Tableau 2022.2\bin\connectors ` + strings.Join(names, ", "),
	} {
		at := strings.Index(all, want)
		assert.GreaterOrEqual(t, at, last, "%q in %s", want, out)
		last = max(at, last)
	}
	assert.NotContains(t, out, "class000.dll")
	for line := range strings.Lines(out) {
		assert.LessOrEqual(t, len(line), 90, line)
	}
	out = call(linux(), "witness", "log.txt", "--format", "markdown").out
	assert.Contains(t, out, "- loaded 5 from `D:\\many`\n  - `many0 (x0.taco), many1 (x1.taco),")
}

func TestWhatLimitsTheAnswerIsBeforeTheProcesses(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String()+`{"k":"connector-plugin`+"\n", "log.txt")
	writeFile(t, "plain\n", "tabadmin.log")
	out := call(linux(), "witness", ".", "--no-defaults").out
	last := 0
	for _, want := range []string{"\nVerdicts", "\nNotes\n", "\nNot read\n", "\nOther files, not logs of Tableau (1)\n", "\npid 7"} {
		at := strings.Index(out, want)
		assert.Greater(t, at, last, "%q in %s", want, out)
		last = at
	}
}

func TestBreaksInKnownWordingsAreSpaces(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).line("connector-plugin-error", "Taco signature verification failed, Exit code: 1.\nVerify signature: /s/heron.taco\nTaco is unsigned or the signer certificate is not trusted.").
		line("connector-plugin", "Something\nnew").String(), "log.txt")
	for _, format := range []string{"text", "markdown"} {
		out := call(linux(), "witness", "log.txt", "--format", format).out
		assert.Contains(t, flat(out), "Taco signature verification failed, Exit code: 1. Verify signature: /s/heron.taco Taco is unsigned", format)
	}
}
