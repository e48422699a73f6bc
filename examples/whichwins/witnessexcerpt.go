package main

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader/witness"
)

// An excerpt is events of one sort, cut where there are many.
type excerpt struct {
	folders []loadedFolder // what was loaded from the same directory, in place of events
	events  []witness.Event
	more    int
}

// A loadedFolder is a directory from which many classes were loaded.
type loadedFolder struct {
	path    string
	classes []string // in the order in which they were loaded
}

// How much of a process is shown of one sort: events that decide, and the rest; and from
// how many classes on those of one directory are one entry.
const (
	mostEvents = 100
	mostOthers = 10
	manyLoaded = 5
)

// The sorts of events, in the order in which they are shown. What Tableau brings along
// is what one looks for least.
const (
	sortLoaded = iota
	sortRejected
	sortFailed
	sortSignature
	sortClass
	sortBuiltIn
	sortRest
	allSorts
)

// excerpts sorts the events of a process. A sort without any is left out.
func excerpts(p witness.Process) []excerpt {
	sorts := make([]excerpt, allSorts)
	folders := foldersOf(p)
	for _, e := range p.Events {
		i := sortOf(e)
		s, most := &sorts[i], mostEvents
		if i == sortRest {
			most = mostOthers
		}
		switch f, folded := folders[eventPlace(e)]; {
		case folded && f == nil:
		case folded:
			s.folders = append(s.folders, *f)
		case len(s.events) < most:
			s.events = append(s.events, e)
		default:
			s.more++
		}
	}
	return slices.DeleteFunc(sorts, func(s excerpt) bool { return len(s.folders)+len(s.events) == 0 })
}

// builtIn matches the path of a connector that Tableau brings along.
var builtIn = regexp.MustCompile(`(?i)[\\/](?:bin|Frameworks)[\\/]connectors[\\/][^\\/]+$`)

func sortOf(e witness.Event) int {
	switch k := e.Kind; {
	case k == witness.Loaded && builtIn.MatchString(e.Path):
		return sortBuiltIn
	case k == witness.Loaded:
		return sortLoaded
	case k.Rejected():
		return sortRejected
	case k.Failed():
		return sortFailed
	case k == witness.SignatureVerified, k == witness.SignatureFailed:
		return sortSignature
	case k == witness.ClassUnknown, k == witness.ClassNamed:
		return sortClass
	}
	return sortRest
}

// foldersOf gives the places of events that are shown as a directory: it stands at the
// first of them, and nil at the others.
func foldersOf(p witness.Process) map[string]*loadedFolder {
	byPath := make(map[string][]witness.Event)
	held := heldBy(p)
	for _, e := range p.Events {
		if e.Kind == witness.Loaded && !replaced(e, held) && e.Path != "" {
			path := directoryOf(e.Path)
			byPath[path] = append(byPath[path], e)
		}
	}
	folded := make(map[string]*loadedFolder)
	for path, events := range byPath {
		if len(events) < manyLoaded {
			continue
		}
		f := &loadedFolder{path: path}
		for _, e := range events {
			f.classes = append(f.classes, classAndFile(e))
			folded[eventPlace(e)] = nil
		}
		folded[eventPlace(events[0])] = f
	}
	return folded
}

// directoryOf is the directory that a path lies in.
func directoryOf(path string) string {
	if directory := cutName(path); directory != "" {
		return directory
	}
	return path[:strings.LastIndexAny(path, `/\`)+1] // the root, or nothing
}

// classAndFile names the class of a connector, and its file where that is called
// otherwise.
func classAndFile(e witness.Event) string {
	file := e.Path[strings.LastIndexAny(e.Path, `/\`)+1:]
	stem := file
	if dot := strings.LastIndexByte(file, '.'); dot > 0 {
		stem = file[:dot]
	}
	if stem == e.Class || stem == "lib"+e.Class {
		return e.Class
	}
	return e.Class + " (" + file + ")"
}
