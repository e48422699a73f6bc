package main

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// A machine is a host and the disk that it is read from.
type machine struct {
	host loader.Host
	open loader.Opener
}

// machine finds the host's home and disk.
func (f *flags) machine() (machine, error) {
	h, err := f.host()
	if err != nil {
		return machine{}, err
	}
	switch {
	case f.root != "":
		return f.copied(h)
	case h.OS != thisSystem() && !f.given():
		return machine{}, usage("the directories of %s are not on this machine: give --root DIR with a copy of its disk, or --dir TIER=PATH", h.OS)
	}
	h.Home = f.home
	if h.OS == thisSystem() {
		fillIn(&h)
	}
	return machine{h, func(d loader.Directory) (fs.FS, error) { return os.DirFS(d.Path), nil }}, nil
}

// copied reads a copy of another machine's disk.
func (f *flags) copied(h loader.Host) (machine, error) {
	if !isDirectory(f.root) {
		return machine{}, usage("--root %q is no directory: name the folder that holds the copy of the disk", f.root)
	}
	disk := newDisk(f.root, h.OS)
	h.Home = f.home
	if h.Home == "" {
		homes := disk.homes(h)
		if len(homes) > 1 {
			return machine{}, usage("%d homes have a repository: choose one with --home: %s", len(homes), strings.Join(homes, ", "))
		}
		if len(homes) == 1 {
			h.Home = homes[0]
		}
	}
	return machine{h, disk.open}, nil
}

// usersFolders are where homes are, by system.
func usersFolders(system loader.OS) []string {
	switch system {
	case loader.Windows:
		return []string{`C:\Users`}
	case loader.MacOS:
		return []string{"/Users"}
	}
	return []string{"/home"}
}

// repositories are the folders in Documents that make a folder a home with a
// repository.
var repositories = []string{
	"My Tableau Repository", "My Tableau Prep Repository", "My Tableau Bridge Repository", "My_Tableau_Bridge_Repository",
}

// homes returns the homes that have a repository of the host's product.
func (d *disk) homes(h loader.Host) []string {
	var homes []string
	for _, users := range usersFolders(h.OS) {
		entries, _ := fs.ReadDir(d, d.name(users))
		for _, e := range entries {
			homes = append(homes, joinPath(users, e.Name()))
		}
	}
	if h.OS == loader.Linux {
		homes = append(homes, "/root")
	}
	wanted := productRepositories(h)
	return slices.DeleteFunc(homes, func(home string) bool {
		return !slices.ContainsFunc(wanted, func(repository string) bool {
			info, err := fs.Stat(d, d.name(joinPath(joinPath(home, "Documents"), repository)))
			return err == nil && info.IsDir()
		})
	})
}

// productRepositories are the repositories that the host's product has; of a
// product without one, those of all.
func productRepositories(h loader.Host) []string {
	switch {
	case h.Product == loader.Desktop:
		return repositories[:1]
	case h.Product == loader.PrepBuilder:
		return repositories[1:2]
	case h.Product == loader.Bridge && h.OS == loader.Linux:
		return repositories[3:]
	case h.Product == loader.Bridge:
		return repositories[2:3]
	case h.OS == loader.MacOS:
		return repositories // the shared directory is in the home
	}
	return nil
}

func joinPath(path, name string) string {
	if strings.Contains(path, `\`) {
		return path + `\` + name
	}
	return strings.TrimRight(path, "/") + "/" + name
}

// answer scans the machine and resolves.
func (m machine) answer(ctx context.Context) (*loader.Resolution, error) {
	directories := m.host.Directories()
	inv, err := loader.Discover(ctx, directories, m.open, options(m.host))
	if err != nil {
		return nil, err
	}
	r := loader.Resolve(inv, m.host)
	if !slices.ContainsFunc(inv.Directories, func(d loader.ScannedDirectory) bool { return d.State != loader.StateMissing }) {
		r.Notes = append(r.Notes, "None of the directories exists. Give --dir TIER=PATH or --root DIR, or see the answer on a sample machine: whichwins demo.")
	}
	return r, nil
}
