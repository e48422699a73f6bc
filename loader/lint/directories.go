package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/snapshot"
	"github.com/tacorder/tacorder/manifest/taco"
)

// eachRaw goes over the directories with raw files in them; a directory that is the
// same as one of another tier has its files.
func (p *MachinePass) eachRaw(do func(d loader.ScannedDirectory, files []string)) {
	for _, d := range p.Inventory.Directories {
		files := d.LooseFiles
		if d.SameAs != "" {
			if i := slices.IndexFunc(p.Inventory.Directories, func(e loader.ScannedDirectory) bool { return e.Path == d.SameAs && e.SameAs == "" }); i >= 0 && p.Inventory.Directories[i].Tier != d.Tier {
				files = p.Inventory.Directories[i].LooseFiles
			}
		}
		if len(files) > 0 && !p.ofOtherRelease(d.Directory) {
			do(d, files)
		}
	}
}

// isConnector tells whether a directory with these files in it is a dev path that names a
// connector itself.
func isConnector(d loader.ScannedDirectory, files []string) bool {
	return d.Tier == loader.TierDev && slices.ContainsFunc(files, func(name string) bool {
		return strings.EqualFold(name, taco.ManifestName)
	})
}

func directoryIsAConnector(p *MachinePass) {
	p.eachRaw(func(d loader.ScannedDirectory, files []string) {
		if isConnector(d, files) {
			p.Report(Finding{
				File:    d.Path,
				Message: "the dev path is a connector itself: name its parent",
				Related: []Place{{File: loader.Join(d.Path, taco.ManifestName), Message: "the connector's manifest"}},
			})
		}
	})
}

func rawFilesInDirectory(p *MachinePass) {
	p.eachRaw(func(d loader.ScannedDirectory, files []string) {
		if isConnector(d, files) {
			return // directory-is-a-connector speaks of it
		}
		f := Finding{File: d.Path, Message: fmt.Sprintf("files of a connector lie raw in this directory, and are passed over: %s", someOf(files))}
		for _, name := range files {
			f.Related = append(f.Related, Place{File: loader.Join(d.Path, name), Message: "is passed over"})
		}
		p.Report(f)
	})
}

// someOf lists names, of many the first.
func someOf(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func directoryUnreadable(p *MachinePass) {
	for _, d := range p.Resolution.Directories {
		if d.State == loader.StateUnreadable {
			p.Report(Finding{File: d.Path, Message: fmt.Sprintf("the %s directory cannot be read: %s", d.Tier, d.Detail)})
		}
	}
}

func devPathMissing(p *MachinePass) {
	for _, d := range p.Resolution.Directories {
		if d.Tier != loader.TierDev || d.State != loader.StateMissing {
			continue
		}
		message := "the dev path does not exist: correct it"
		if d.Path != strings.TrimLeft(d.Path, " =") {
			message += "; it starts with a blank or an equals sign, which the option's value may not"
		}
		p.Report(Finding{File: d.Path, Message: message})
	}
}

func devPathRelative(p *MachinePass) {
	for _, d := range p.Resolution.Directories {
		if d.Tier == loader.TierDev && !p.Resolution.Host.OS.Absolute(d.Path) && !snapshot.Redacted(d.Path) {
			p.Report(Finding{File: d.Path, Message: "the dev path is relative: it counts from the working directory of each program; write the whole path"})
		}
	}
}

// A localName is what Tableau calls the repository in a language.
type localName struct{ language, repository string }

// localNames are those that are known; a maintainer's list of all is cut in the copies
// that are known (SDK #650).
var localNames = [...]localName{
	{"Japanese", "マイ Tableau リポジトリ"}, // SDK #650, #625
	{"Chinese", "我的 Tableau 存储库"},    // aidatacooper/wow-tableau-problem-solving
}

// englishName starts the names of the repositories of all products.
const englishName = "My Tableau "

// localisedRepository tells of a repository that is not there under its English name
// where no other one is, and of one with the English name beside a localised one, of
// which Tableau uses one.
func localisedRepository(p *MachinePass) {
	var english, missing, local *loader.DirectoryState
	language, read := "", false
	for i := range p.Resolution.Directories {
		d := &p.Resolution.Directories[i]
		if d.Tier != loader.TierRepository {
			continue
		}
		isRead := d.State == loader.StateRead
		read = read || isRead
		isEnglish := strings.Contains(strings.ReplaceAll(d.Path, "_", " "), englishName)
		switch of := languageOf(d.Path); {
		case isRead && of != "":
			local, language = d, of
		case isRead && isEnglish:
			english = d
		case isEnglish && d.State == loader.StateMissing:
			missing = d
		}
	}
	switch {
	case local != nil && english != nil:
		p.Report(Finding{
			File:    english.Path,
			Message: fmt.Sprintf("there is a repository with the English name and one with the %s name: Tableau uses one of them", language),
			Related: []Place{{File: local.Path, Message: "the repository with the " + language + " name"}},
		})
	case missing != nil && !read:
		p.Report(Finding{File: missing.Path, Message: "there is no repository here: Tableau in another language, OneDrive or a user may have it elsewhere"})
	}
}

// languageOf returns the language whose name of the repository is in a path; "" where
// none is that is known.
func languageOf(path string) string {
	for _, n := range localNames {
		if strings.Contains(path, n.repository) {
			return n.language
		}
	}
	return ""
}
