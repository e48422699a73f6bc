package main

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// systemOfLogs returns the system that most of the paths in logs are of; "" where there
// is none, or as many of another.
func systemOfLogs(r *witness.Record) loader.OS {
	counts := make(map[loader.OS]int)
	for _, p := range r.Processes {
		for _, e := range p.Events {
			counts[systemOfPath(e.Path)]++
		}
	}
	delete(counts, "")
	most, tie := loader.OS(""), false
	for _, system := range loader.Systems() {
		switch n := counts[system]; {
		case n > counts[most]:
			most, tie = system, false
		case n > 0 && n == counts[most]:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return most
}

// foldersOfMacOS are those in the root of its disk that Linux does not have.
var foldersOfMacOS = [...]string{"/Applications/", "/Users/", "/Library/"}

// systemOfPath returns the system whose paths look like one; "" where it is not absolute.
func systemOfPath(path string) loader.OS {
	switch {
	case loader.Windows.Absolute(path) && !strings.HasPrefix(path, "/"):
		return loader.Windows
	case !loader.Linux.Absolute(path):
		return ""
	}
	for _, folder := range foldersOfMacOS {
		if strings.HasPrefix(path, folder) {
			return loader.MacOS
		}
	}
	return loader.Linux
}

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
	return nil, fmt.Errorf("the logs are of %s, this is %s: add --root DIR with a copy of that machine's disk, --inventory FILE (whichwins snapshot makes one there), or --os %s", of, own, own)
}

// systemNotes says that the logs are of another system than the host, by their paths.
func systemNotes(r *witness.Record, host loader.Host) []string {
	foreign := false
	for _, p := range r.Processes {
		for _, e := range p.Events {
			switch {
			case e.Path == "":
			case host.OS.Absolute(e.Path):
				return nil
			default:
				foreign = true
			}
		}
	}
	if !foreign {
		return nil
	}
	return []string{fmt.Sprintf("The logs name no path of %s, which the answer is for: give the logs' system with --os and a copy of its disk with --root, or a snapshot of it with --inventory.", host.OS)}
}
