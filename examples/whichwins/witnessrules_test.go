package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// evidenceOf makes evidence of a class in a process.
func evidenceOf(process int, class string, instead ...string) witness.Evidence {
	return witness.Evidence{Process: process, Class: class, Location: "/" + class, Event: witness.Event{File: "log.txt", Line: process + 1}, Instead: instead}
}

func TestEvidenceIsCountedByDecision(t *testing.T) {
	many := func(n int, e func(i int) witness.Evidence) (list []witness.Evidence) {
		for i := range n {
			list = append(list, e(i))
		}
		return list
	}
	same := func(i int) witness.Evidence { return evidenceOf(i, "heron") }
	other := func(i int) witness.Evidence { return evidenceOf(i, fmt.Sprint("c", i)) }
	for _, c := range []struct {
		supports, contradicts []witness.Evidence
		silent                int
		says                  string
	}{
		{many(8, same), nil, 0, "the logs support 1 decision"},
		{many(2, func(i int) witness.Evidence {
			e := evidenceOf(i, "heron")
			e.Location = fmt.Sprintf(`C:\services\dataserver_%d.20192.19.0718.1543\bin\connectors\heron.dll`, i)
			return e
		}), nil, 0, "the logs support 1 decision"},
		{many(8, other), nil, 3, "the logs support 8 decisions; are silent on 3"},
		{nil, many(2, other), 0, "the logs contradict 2 decisions"},
		{nil, nil, 1, "the logs are silent on 1"},
		{[]witness.Evidence{evidenceOf(0, "heron", "bytes")}, nil, 0, "the logs support 1 decision, which tells this reading from another"},
		{append(many(3, other), evidenceOf(9, "c1", "bytes")), []witness.Evidence{evidenceOf(0, "x"), evidenceOf(0, "y", "bytes"), evidenceOf(0, "z", "bytes")}, 0,
			"the logs support 3 decisions, 1 of which tells this reading from another; contradict 3 decisions, 2 of which show another reading"},
	} {
		assert.Equal(t, c.says, evidenceCounts(witness.RuleEvidence{Supports: c.supports, Contradicts: c.contradicts, Silent: c.silent}))
	}
}

func TestEvidenceNamesClassesAndTheWayOut(t *testing.T) {
	r := witness.RuleEvidence{Rule: loader.RuleOrderInDirectory, Reading: "upper"}
	for i := range 7 {
		r.Supports = append(r.Supports, evidenceOf(i, "heron"), evidenceOf(i, fmt.Sprint("c", i)))
	}
	last := evidenceOf(9, "wren", "bytes")
	last.After = "/dir/heron"
	r.Supports = append(r.Supports, last)
	against := evidenceOf(4, "plover", "reverse")
	against.With = []loader.RuleID{loader.RulePlatforms}
	r.Contradicts = []witness.Evidence{evidenceOf(3, "siskin"), against}
	assert.Equal(t, []string{
		"supports: wren after /dir/heron, log.txt:10, which refutes order-in-directory=bytes",
		"supports: heron, log.txt:1", "supports: c0, log.txt:1", "supports: c1, log.txt:2", "supports: c2, log.txt:3",
		"and 4 more; --format json shows all",
		"contradicts: plover, log.txt:5, which confirms order-in-directory=reverse; or one of these is not so: platforms",
		"contradicts: siskin, log.txt:4",
		"run again with --assume order-in-directory=reverse",
	}, evidenceLines(r))
}

func TestTheRulesHaveAHeading(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("a", "/s/a.taco").loads("b", "/s/b.taco").String(), "log.txt")
	out := call(linux(), "witness", "log.txt", "--no-defaults").out
	assert.Contains(t, out, "\nWhat the logs say of rules that are not sure\n  order-in-directory=upper (assumed): the logs support 1 decision\n      supports: b after /s/a.taco, log.txt:2\n")
}
