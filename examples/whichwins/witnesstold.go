package main

import (
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// mostPending is how many details of a thread may wait for their failure, whose reason
// joins a few.
const mostPending = 100

// withoutToldReasons leaves out of a process the details that stand as the reason of the
// failure behind them, in the same thread.
func withoutToldReasons(p witness.Process) witness.Process {
	told := make(map[int]bool)
	pending := make(map[string][]int) // by thread
	for i, e := range p.Events {
		if e.Kind == witness.Detail {
			if len(pending[e.TID]) < mostPending {
				pending[e.TID] = append(pending[e.TID], i)
			}
			continue
		}
		if writesReason(e) {
			for _, n := range pending[e.TID] {
				if reason := p.Events[n].Reason; reason != "" && strings.Contains(e.Reason, reason) {
					told[n] = true
				}
			}
		}
		if e.Kind == witness.Loaded || e.Kind.Rejected() || e.Kind.Failed() {
			delete(pending, e.TID) // what was told is over
		}
	}
	if len(told) == 0 {
		return p
	}
	left := make([]witness.Event, 0, len(p.Events)-len(told))
	for i, e := range p.Events {
		if !told[i] {
			left = append(left, e)
		}
	}
	p.Events = left
	return p
}

// writesReason tells whether the reason of an event is written below its line, which does
// not have it.
func writesReason(e witness.Event) bool {
	return e.Reason != "" && !strings.Contains(e.Message, e.Reason)
}
