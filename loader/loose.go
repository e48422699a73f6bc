package loader

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// MostLooseFiles is how many names are kept in [ScannedDirectory].LooseFiles at
// most.
const MostLooseFiles = 100

// looseExtensions are those of the files that the SDK asks of a connector and that
// nothing else has: the dialog, the dialect and the resolver. Scripts and fields
// are .js and .xml, as many a file is.
var looseExtensions = [...]string{".tcd", ".tdd", ".tdr"}

// isLoose tells whether a file's name says that it belongs into a connector.
func isLoose(name string) bool {
	if sameInAnyCase(name, manifestName) {
		return true
	}
	return slices.ContainsFunc(looseExtensions[:], func(extension string) bool {
		return sameInAnyCase(path.Ext(name), extension)
	})
}

// sameInAnyCase compares with a word in ASCII, which no other letters equal.
func sameInAnyCase(text, word string) bool {
	return len(text) == len(word) && strings.EqualFold(text, word)
}

// looseFiles returns the names of the loose files among the sorted entries of a
// directory.
func looseFiles(entries []fs.DirEntry) []string {
	var names []string
	for _, e := range entries {
		if len(names) == MostLooseFiles {
			break
		}
		if e.Type().IsRegular() && isLoose(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

// dropLooseFiles takes the loose files at these places from the directories. Their lists
// may be another inventory's too, and are not touched.
func (inv *Inventory) dropLooseFiles(gone map[Place]bool) {
	for i := range inv.Directories {
		d := &inv.Directories[i]
		isGone := func(name string) bool { return gone[Place{i, name}] }
		if !slices.ContainsFunc(d.LooseFiles, isGone) {
			continue
		}
		d.LooseFiles = slices.DeleteFunc(slices.Clone(d.LooseFiles), isGone)
		if len(d.LooseFiles) == 0 {
			d.LooseFiles = nil
		}
	}
}

// looseFilesOf returns the loose files of the directory with a path that stands for
// those that are the same.
func (inv *Inventory) looseFilesOf(path string) []string {
	for i := range inv.Directories {
		if d := &inv.Directories[i]; d.SameAs == "" && d.State == StateRead && d.Path == path {
			return d.LooseFiles
		}
	}
	return nil
}
