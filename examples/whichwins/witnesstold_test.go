package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tacorder/tacorder/loader/witness"
)

func TestAReasonIsWrittenOnceInText(t *testing.T) {
	of := func(kind witness.Kind, tid, reason string) witness.Event {
		return witness.Event{Kind: kind, TID: tid, Reason: reason, Message: "m"}
	}
	for _, c := range []struct {
		name   string
		events []witness.Event
		left   []int
	}{
		{"a reason", []witness.Event{of(witness.Detail, "1", "a"), of(witness.LoadFailed, "1", "a")}, []int{1}},
		{"two reasons", []witness.Event{of(witness.Detail, "1", "a"), of(witness.Detail, "1", "b"), of(witness.LoadFailed, "1", "a; b")}, []int{2}},
		{"the signer", []witness.Event{of(witness.Detail, "1", "a"), of(witness.SignatureFailed, "1", "signed by a")}, []int{1}},
		{"another reason", []witness.Event{of(witness.Detail, "1", "b"), of(witness.LoadFailed, "1", "a")}, []int{0, 1}},
		{"another thread", []witness.Event{of(witness.Detail, "1", "a"), of(witness.LoadFailed, "2", "a")}, []int{0, 1}},
		{"a failure before", []witness.Event{of(witness.LoadFailed, "1", "a"), of(witness.Detail, "1", "a")}, []int{0, 1}},
		{"another outcome between", []witness.Event{of(witness.Detail, "1", "a"), of(witness.Loaded, "1", ""), of(witness.LoadFailed, "1", "a")}, []int{0, 1, 2}},
		{"no failure", []witness.Event{of(witness.Detail, "1", "a"), of(witness.Other, "1", "")}, []int{0, 1}},
		{"no reason", []witness.Event{of(witness.Detail, "1", ""), of(witness.LoadFailed, "1", "a")}, []int{0, 1}},
		{"in the message", []witness.Event{of(witness.Detail, "1", "m"), of(witness.LoadFailed, "1", "m")}, []int{0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.events {
				c.events[i].Line = i
			}
			var left []int
			for _, e := range withoutToldReasons(witness.Process{Events: c.events}).Events {
				left = append(left, e.Line)
			}
			assert.Equal(t, c.left, left)
		})
	}
}

func TestAReasonIsAtItsFailureInTextAndByItselfInJSON(t *testing.T) {
	inFolder(t)
	writeFile(t, tableau(7, 1).line("connector-plugin-error", "ReadVendorInfoFromDOM: no vendor").
		line("connector-plugin-error", "Failed to load manifest.xml from /s/x").String(), "log.txt")
	out := call(linux(), "witness", "log.txt").out
	assert.Contains(t, out, "\n      why: no vendor\n")
	assert.Equal(t, 1, strings.Count(out, "no vendor"), out)
	v := witnessing(t, 0, "log.txt")
	assert.Equal(t, "no vendor", dig(v, "processes", 0, "failures", 0, "reason"))
	assert.Equal(t, "ReadVendorInfoFromDOM: no vendor", dig(v, "processes", 0, "other", 0, "message"))
}
