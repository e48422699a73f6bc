package witness

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"
)

// byDirectory groups logs by their directory, the first given first. A name that was
// there before is left out.
func byDirectory(logs []Log) [][]Log {
	var groups [][]Log
	places, names := make(map[string]int), make(map[string]bool)
	for _, l := range logs {
		if names[l.Name] {
			continue
		}
		names[l.Name] = true
		directory := directoryOf(l.Name)
		place, known := places[directory]
		if !known {
			place = len(groups)
			places[directory] = place
			groups = append(groups, nil)
		}
		groups[place] = append(groups[place], l)
	}
	return groups
}

// directoryOf returns the name of a log's directory, up to its last separator of either
// kind.
func directoryOf(name string) string { return name[:strings.LastIndexAny(name, `/\`)+1] }

// byFirstTime returns the logs of a directory in the order in which they were begun, as far
// as their first lines say; the others come last. Only one log needs no order, and is
// not opened. The error is ctx's.
func byFirstTime(ctx context.Context, logs []Log) ([]Log, error) {
	if len(logs) < 2 {
		return logs, ctx.Err()
	}
	type begun struct {
		Log
		at time.Time
	}
	all, head := make([]begun, len(logs)), make([]byte, headBytes)
	for i, l := range logs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		all[i] = begun{l, firstTime(peek(l, head))}
	}
	slices.SortFunc(all, func(a, b begun) int {
		switch {
		case a.at.IsZero() == b.at.IsZero():
			return cmp.Or(a.at.Compare(b.at), compareNames(a.Name, b.Name))
		case a.at.IsZero():
			return +1
		}
		return -1
	})
	ordered := make([]Log, len(all))
	for i, b := range all {
		ordered[i] = b.Log
	}
	return ordered, nil
}

// peek returns the first bytes of a log in head. An error shows when the log is read.
func peek(l Log, head []byte) []byte {
	f, err := l.Open()
	if err != nil {
		return nil
	}
	defer f.Close()
	n, _ := io.ReadFull(steadyReader{f}, head)
	return head[:n]
}

// mostTime is how many bytes a time has at most.
const mostTime = 40

// firstTime returns the first time that the first lines of a log tell, or zero.
func firstTime(head []byte) time.Time {
	for {
		at := bytes.Index(head, []byte(timeField))
		if at < 0 {
			return time.Time{}
		}
		head = head[at+len(timeField):]
		behind := bytes.TrimLeft(head, white)
		if !bytes.HasPrefix(behind, []byte{':'}) {
			continue
		}
		text := bytes.TrimLeft(behind[1:], white)
		text = text[:min(len(text), mostTime)]
		if end := bytes.IndexAny(text, ",}"); end >= 0 {
			if t := timestamp(json.RawMessage(text[:end])); !t.IsZero() {
				return t
			}
		}
	}
}

// compareNames compares names as people count: log_2 is before log_10. Names that differ
// in zeros alone are compared by their bytes.
func compareNames(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if digits, others := leadingDigits(x), leadingDigits(y); digits != "" && others != "" {
			if order := compareDigits(digits, others); order != 0 {
				return order
			}
			x, y = x[len(digits):], y[len(others):]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(a, b))
}

// leadingDigits returns the digits that a text begins with.
func leadingDigits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// compareDigits compares numbers of any length.
func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}
