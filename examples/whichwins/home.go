package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/tacorder/tacorder/loader"
)

// needsHome tells whether a default directory of a host lies in a user's home.
func needsHome(h loader.Host) bool {
	without := len(h.Directories())
	h.Home = "home"
	return len(h.Directories()) > without
}

// onlyHome finds the home on a copy of a disk: the only one with a repository of
// the product. Without one there is no home; several are an error, with their
// names.
func (c *diskCopy) onlyHome(h loader.Host) (string, error) {
	homes := c.homesWith(repositories(h), h.OS)
	switch len(homes) {
	case 0:
		return "", nil
	case 1:
		return homes[0], nil
	}
	return "", fmt.Errorf("several homes have a repository: choose one of them with --home: %s", strings.Join(homes, ", "))
}

// repositories names the folders in Documents that tell a home of the product.
// A product without one on its system is taken to be used by whoever has any.
func repositories(h loader.Host) []string {
	desktop, prep := "My Tableau Repository", "My Tableau Prep Repository"
	bridge := "My Tableau Bridge Repository"
	if h.OS == loader.Linux {
		bridge = "My_Tableau_Bridge_Repository"
	}
	switch {
	case h.Product == loader.Desktop:
		return []string{desktop}
	case h.Product == loader.PrepBuilder:
		return []string{prep}
	case h.Product == loader.Bridge && h.OS != loader.MacOS:
		return []string{bridge}
	}
	return []string{desktop, prep, bridge}
}

// homesWith lists the homes, as paths of the simulated machine, that have one of
// the repositories. A home with two names is listed once.
func (c *diskCopy) homesWith(repositories []string, system loader.OS) []string {
	var homes []string
	var infos []fs.FileInfo
next:
	for _, home := range c.homes(system) {
		info := c.repositoryIn(home, repositories)
		if info == nil {
			continue
		}
		for _, other := range infos {
			if os.SameFile(info, other) {
				continue next
			}
		}
		homes, infos = append(homes, home), append(infos, info)
	}
	return homes
}

// homes lists the places where a user's home may be.
func (c *diskCopy) homes(system loader.OS) []string {
	users, separator, more := `/home`, "/", []string{"/root"}
	switch system {
	case loader.Windows:
		users, separator, more = `C:\Users`, `\`, nil
	case loader.MacOS:
		users, more = "/Users", nil
	}
	files, err := c.sub(users)
	if err != nil {
		return more
	}
	entries, err := files.ReadDir(".")
	if err != nil {
		return more
	}
	var homes []string
	for _, e := range entries {
		homes = append(homes, users+separator+e.Name())
	}
	return append(homes, more...)
}

// repositoryIn describes the first of the repositories that a home has.
func (c *diskCopy) repositoryIn(home string, repositories []string) fs.FileInfo {
	for _, name := range repositories {
		files, err := c.sub(home + "/Documents/" + name)
		if err != nil {
			continue
		}
		if info, err := files.Stat("."); err == nil && info.IsDir() {
			return info
		}
	}
	return nil
}
