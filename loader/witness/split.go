package witness

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// A Split is a class on which processes disagree.
type Split struct {
	Class string
	Sides []Side // that with the most processes first
}

// A Side is what some processes say of a class.
type Side struct {
	// Path is what loaded, as the first of the processes writes it; "" where the class
	// did not load there, though it was asked for, rejected or failed.
	Path      string
	Processes []int // indices in Record.Processes
	// From and To are the starts of the first and the last of the processes whose start
	// is known; zero where none is. A package that was replaced between two starts, and
	// a node that was not started again, both make a split: where the sides do not
	// overlap in time it may be the former.
	From, To time.Time
}

// Splits returns the classes on which processes disagree, by name: loaded from
// different paths, or loaded in one and rejected or failed in another. A built-in
// directory of one service is taken for that of another, and so is the folder for
// connectors in a service's own repository (…/tabsvc/vizqlserver/Connectors), as a
// connector must be copied into that of each. Processes that say nothing of
// a class are on no side. Where a failure names only a path, its class is the one that
// loads from there in another process.
func (r *Record) Splits() []Split {
	classes := make(map[string]*sides)
	loadedFrom := r.classesByPath()
	for i := range r.Processes {
		for class, path := range r.Processes[i].says(loadedFrom) {
			if classes[class] == nil {
				classes[class] = &sides{places: make(map[string]int)}
			}
			classes[class].add(path, i, r.Processes[i].Started)
		}
	}
	var splits []Split
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		if all := classes[class].all; len(all) > 1 {
			slices.SortStableFunc(all, func(a, b Side) int { return cmp.Compare(len(b.Processes), len(a.Processes)) })
			splits = append(splits, Split{class, all})
		}
	}
	return splits
}

// sides are those of one class, in the order of their first processes.
type sides struct {
	all    []Side
	places map[string]int // by the path as it is compared
}

// add puts a process on the side of a path.
func (s *sides) add(path string, process int, started time.Time) {
	key := splitPath(path)
	place, known := s.places[key]
	if !known {
		place = len(s.all)
		s.places[key] = place
		s.all = append(s.all, Side{Path: path})
	}
	s.all[place].add(process, started)
}

func (s *Side) add(process int, started time.Time) {
	s.Processes = append(s.Processes, process)
	switch {
	case started.IsZero():
		return
	case s.From.IsZero():
		s.From, s.To = started, started
	case started.Before(s.From):
		s.From = started
	case started.After(s.To):
		s.To = started
	}
}

// splitPath returns a path as those of several processes are compared: as
// ComparedPath gives it, and without the service in whose own repository it lies.
func splitPath(path string) string {
	return ownFolder.ReplaceAllString(ComparedPath(systemOf(path), path), "${1}*${3}")
}

// says returns the path of each class that a process tells of; "" is none.
func (p *Process) says(loadedFrom map[string]string) map[string]string {
	said := make(map[string]string)
	for _, e := range p.Events {
		class := e.Class
		if class == "" && e.Kind.Failed() && e.Path != "" {
			class = loadedFrom[splitPath(e.Path)]
		}
		if class != "" && (e.Kind.Failed() || e.Kind.Rejected() || e.Kind == ClassUnknown) {
			said[class] = ""
		}
	}
	for _, e := range p.Registered() {
		said[e.Class] = e.Path
	}
	return said
}

// classesByPath returns the class that first loads from each path.
func (r *Record) classesByPath() map[string]string {
	classes := make(map[string]string)
	for i := range r.Processes {
		for _, e := range r.Processes[i].Registered() {
			if key := splitPath(e.Path); classes[key] == "" {
				classes[key] = e.Class
			}
		}
	}
	return classes
}
