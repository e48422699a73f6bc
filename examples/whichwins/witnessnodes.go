package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tacorder/tacorder/loader/witness"
)

// nodes are the machines that processes come from, as far as the folders of their logs
// say.
type nodes struct {
	of    []int // the node of each process
	names []string
}

// nodesOf finds the nodes of a record, in the order of its processes.
func nodesOf(r *witness.Record) (n nodes) {
	at := make(map[string]int)
	var folders []string
	for _, p := range r.Processes {
		folder := nodeFolder(p)
		i, known := at[folder]
		if !known {
			i = len(folders)
			at[folder] = i
			folders = append(folders, folder)
		}
		n.of = append(n.of, i)
	}
	n.names = shortNames(folders)
	return n
}

// several tells whether there is more than one node.
func (n nodes) several() bool { return len(n.names) > 1 }

// namedBy gives the nodes the names that they have in another record of the same
// processes, of which the names tell of nobody; numbers where these are not one each.
func (n nodes) namedBy(r *witness.Record) nodes {
	folders := make([]string, len(n.names))
	for i, p := range r.Processes {
		if node := n.of[i]; folders[node] == "" {
			folders[node] = nodeFolder(p)
		}
	}
	n.names = shortNames(folders)
	if seen := slices.Compact(slices.Sorted(slices.Values(n.names))); len(seen) < len(n.names) {
		for i := range n.names {
			n.names[i] = fmt.Sprintf("node %d", i+1)
		}
	}
	return n
}

// serviceLogs matches what a folder of logs is called within one of a node: after what
// it holds, after the service, or after one instance of it.
var serviceLogs = regexp.MustCompile(`(?i)^(?:logs|vizqlserver|dataserver|backgrounder|vizportal|flowprocessor|flowqueryservice|flowminerva|[a-z]+_\d+(?:-\d+)?\.\d{5}\.\d{2}\.\d{4}\.\d{4}\d*)$`)

// nodeFolder is the folder of a process's log, without what names the service.
func nodeFolder(p witness.Process) string {
	folder := cutName(p.File)
	for folder != "" {
		if name := folder[len(cutName(folder)):]; !serviceLogs.MatchString(strings.Trim(name, `/\`)) {
			break
		}
		folder = cutName(folder)
	}
	return folder
}

// cutName is a path without its last name and the separator before it.
func cutName(path string) string {
	return path[:max(strings.LastIndexAny(path, `/\`), 0)]
}

// shortNames are the last names of folders, where those tell them apart.
func shortNames(folders []string) []string {
	names := make([]string, len(folders))
	seen := make(map[string]bool)
	for i, folder := range folders {
		names[i] = folder[strings.LastIndexAny(folder, `/\`)+1:]
		seen[names[i]] = true
	}
	if len(seen) < len(folders) {
		names = slices.Clone(folders)
	}
	for i, name := range names {
		names[i] = cmp.Or(name, "top folder")
	}
	return names
}

// sorted puts processes in the order of their nodes, services, starts and numbers.
func (n nodes) sorted(r *witness.Record, processes []int) []int {
	return slices.SortedStableFunc(slices.Values(processes), func(a, b int) int {
		p, q := r.Processes[a], r.Processes[b]
		return cmp.Or(cmp.Compare(n.of[a], n.of[b]), cmp.Compare(p.Service, q.Service), p.Started.Compare(q.Started), cmp.Compare(p.PID, q.PID))
	})
}

// lines say which processes some are: those of a node in one line.
func (n nodes) lines(r *witness.Record, processes []int) (lines []string) {
	byNode := make(map[int][]int)
	for _, p := range n.sorted(r, processes) {
		byNode[n.of[p]] = append(byNode[n.of[p]], p)
	}
	for _, node := range slices.Sorted(maps.Keys(byNode)) {
		line := theseWords(r, byNode[node])
		if n.several() {
			line = n.names[node] + ": " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// theseWords say which processes some of one node are.
func theseWords(r *witness.Record, processes []int) string {
	if len(processes) == 1 {
		return processWords(r.Processes[processes[0]])
	}
	return fmt.Sprintf("%s%s, %s", plural(len(processes), "process"), servicesWords(r, processes), startsWords(r, processes))
}

// servicesWords count processes by service; nothing where no service is known.
func servicesWords(r *witness.Record, processes []int) string {
	counts := make(map[string]int)
	for _, p := range processes {
		counts[r.Processes[p].Service]++
	}
	others := counts[""]
	delete(counts, "")
	if len(counts) == 0 {
		return ""
	}
	var words []string
	for _, service := range slices.Sorted(maps.Keys(counts)) {
		words = append(words, fmt.Sprintf("%s %d", service, counts[service]))
	}
	if others > 0 {
		words = append(words, fmt.Sprintf("not known %d", others))
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// startsWords say from when to when processes started.
func startsWords(r *witness.Record, processes []int) string {
	first, last, known := startsOf(r, processes)
	if !known {
		return "start not known"
	}
	word := "started"
	if slices.ContainsFunc(processes, func(p int) bool { return r.Processes[p].Inferred }) {
		word = "first seen"
	}
	from, to := first.Format(time.DateTime), last.Format(time.DateTime)
	switch {
	case from == to:
		return word + " " + from
	case from[:len(time.DateOnly)] == to[:len(time.DateOnly)]:
		to = last.Format(time.TimeOnly)
	}
	return fmt.Sprintf("%s %s to %s", word, from, to)
}

// startsOf returns the first and the last start of processes; known is false where one
// is not told.
func startsOf(r *witness.Record, processes []int) (first, last time.Time, known bool) {
	for i, p := range processes {
		at := r.Processes[p].Started
		if at.IsZero() {
			return first, last, false
		}
		if i == 0 || at.Before(first) {
			first = at
		}
		if i == 0 || at.After(last) {
			last = at
		}
	}
	return first, last, true
}
