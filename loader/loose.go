package loader

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// MostLooseFiles is how many names are kept in [ScannedDirectory].LooseFiles at
// most. A manifest.xml, in any case, goes before all others: it says that the directory
// is a connector itself.
const MostLooseFiles = 100

// looseExtensions are those of the files that the SDK asks of a connector and that
// nothing else has: the dialog, the dialect and the resolver. Scripts and fields
// are .js and .xml, as many a file is.
var looseExtensions = [...]string{".tcd", ".tdd", ".tdr"}

// isLoose tells whether an entry is a loose file: a regular file or a link, whatever
// that leads to, whose name says that it belongs into a connector.
func isLoose(e fs.DirEntry) bool {
	if !e.Type().IsRegular() && e.Type()&fs.ModeSymlink == 0 {
		return false
	}
	return isManifest(e.Name()) || slices.ContainsFunc(looseExtensions[:], func(extension string) bool {
		return sameInAnyCase(path.Ext(e.Name()), extension)
	})
}

// isManifest tells whether a name is that of a manifest, in any case.
func isManifest(name string) bool { return sameInAnyCase(name, manifestName) }

// sameInAnyCase compares with a word in ASCII, which no other letters equal.
func sameInAnyCase(text, word string) bool {
	return len(text) == len(word) && strings.EqualFold(text, word)
}

// looseFiles returns the names of the loose files among the sorted entries of a
// directory.
func looseFiles(entries []fs.DirEntry) []string {
	var names []string
	for _, e := range entries {
		if isLoose(e) {
			names = append(names, e.Name())
		}
	}
	if len(names) > MostLooseFiles {
		return mostOf(names)
	}
	return names
}

// mostOf keeps [MostLooseFiles] of more names: the first, and each manifest before
// another file.
func mostOf(names []string) []string {
	others := MostLooseFiles // that there is room for
	for _, name := range names {
		if isManifest(name) {
			others--
		}
	}
	kept := slices.DeleteFunc(names, func(name string) bool {
		if isManifest(name) {
			return false
		}
		others--
		return others < 0
	})
	return slices.Clone(kept[:MostLooseFiles])
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
