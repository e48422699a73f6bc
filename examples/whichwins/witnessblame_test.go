package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWhatWasNamedIsBlamed(t *testing.T) {
	inFolder(t)
	writeFile(t, "plain\n", "one", "a.log")
	writeFile(t, "plain\n", "two", "a.log")
	writeFile(t, "plain\n", "two", "b.log")
	writeFile(t, zipOf(t, map[string]string{"c.log": "plain\n"}), "logs.zip")
	const way = ": name a log.txt, a folder Logs, or an archive of tsm maintenance ziplogs"
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"one"}, "one: the one file in it, one/a.log, is no log of Tableau's that can be read (it is no JSON Lines log of Tableau)"},
		{[]string{"logs.zip"}, "logs.zip: the one file in it, logs.zip/c.log, is no log of Tableau's that can be read (it is no JSON Lines log of Tableau)"},
		{[]string{"two/"}, "two: none of the 2 files in it is a log of Tableau's that can be read"},
		{[]string{"./one/a.log"}, "one/a.log: it is no log of Tableau's that can be read (it is no JSON Lines log of Tableau)"},
		{[]string{"one", "two"}, "nothing that is named is a log of Tableau's that can be read"},
	} {
		r := call(linux(), append([]string{"witness"}, c.args...)...)
		assert.Equal(t, 1, r.code, c.args)
		assert.Equal(t, "whichwins: "+c.says+way, oneLine(t, r.stderr))
		assert.NotContains(t, r.out, "No line in them")
	}
}

func TestRedactedErrorsTellOfNobody(t *testing.T) {
	inFolder(t)
	dir, err := os.Getwd()
	assert.NoError(t, err)
	writeFile(t, "plain\n", "zebediah", "zebediah.log")
	writeFile(t, tableau(7, 1).loads("heron", "/s/heron.taco").String(), "log.txt")
	for _, args := range [][]string{
		{"zebediah"}, {"zebediah/zebediah.log"}, {"zebediah/none.txt", "zebediah"}, {"zebediah/log.txt"}, {dir + "/zebediah"},
		{"log.txt", "--inventory", "zebediah/zebediah.log"}, {"log.txt", "--inventory", "zebediah.json"},
		{"log.txt", "--inventory", dir + "/zebediah/none.json"}, {"log.txt", "--root", "zebediah.root"}, {"log.txt", "--root", dir + "/zebediah/none"},
		{"log.txt", "--signatures", "--roots", "zebediah/zebediah.log"},
	} {
		plain := call(linux(), append([]string{"witness"}, args...)...)
		r := call(linux(), append([]string{"witness", "--redact"}, args...)...)
		assert.Contains(t, plain.stderr+plain.out, "zebediah", args)
		assert.Equal(t, plain.code, r.code, args)
		assert.NotContains(t, r.stderr+r.out, "zebediah", args)
	}
}
