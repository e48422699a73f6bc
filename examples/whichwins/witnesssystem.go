package main

import (
	"fmt"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// takeSystem takes the system that the logs are of. On a machine of another one there
// is nothing to hold against them, but for a copy of a disk.
func (f *witnessFlags) takeSystem(of, own loader.OS) (notes []string, err error) {
	switch {
	case of == "" || of == own || f.answer.given("os"):
		return nil, nil
	case f.answer.given("root"):
		f.answer.host.system = string(of)
		return []string{fmt.Sprintf("The answer is for %s, whose paths the logs have: --os chooses another system.", of)}, nil
	case f.answer.given("dir"), f.answer.given("dev-path"):
		return nil, nil
	}
	return nil, fmt.Errorf("the logs are of %s, this is %s: add --root DIR with a copy of that machine's disk, or --inventory FILE, which whichwins snapshot makes there", of, own)
}

// systemNotes says that the logs are of another system than the host, by most of their
// paths.
func systemNotes(r *witness.Record, host loader.Host) []string {
	if of := r.System(); of == "" || of == host.OS {
		return nil
	}
	return []string{fmt.Sprintf("Most paths in the logs are of %s, and the answer is for %s: give the logs' system with --os and a copy of its disk with --root, or a snapshot of it with --inventory.", r.System(), host.OS)}
}
