package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// flags are the options of the command line, as written.
type flags struct {
	product, system, release, format, native string
	dirs, assume                             []string
	noDefaults                               bool
	devPaths                                 []string
	root, home                               string
}

func (f *flags) register(set *pflag.FlagSet) {
	set.StringVar(&f.product, "product", "", "desktop, prep-builder, server, prep-conductor, flow-authoring or bridge (desktop; server on Linux)")
	set.StringVar(&f.system, "os", "", "windows, macos or linux (this system)")
	set.StringVar(&f.release, "release", "", "a release or build of Tableau, such as 2022.2 (the newest known)")
	set.StringVar(&f.format, "format", "text", "text or json; rules also markdown")
	set.StringArrayVar(&f.dirs, "dir", nil, "TIER=PATH, a directory in place of that tier's defaults; repeatable, order kept")
	set.BoolVar(&f.noDefaults, "no-defaults", false, "only the directories that are given")
	set.StringArrayVar(&f.devPaths, "dev-path", nil, "PATH, the same as --dir dev=PATH")
	set.StringVar(&f.root, "root", "", "DIR, a copy of a machine's disk")
	set.StringVar(&f.home, "home", "", "PATH of the user's home, on the machine that is simulated")
	set.StringArrayVar(&f.assume, "assume", nil, "RULE=VALUE, an option of the rulebook; repeatable; see whichwins rules")
	set.StringVar(&f.native, "native", "", "known or none: the classes that are compiled into Tableau (known)")
}

// thisSystem is the system that the program runs on.
func thisSystem() loader.OS {
	switch runtime.GOOS {
	case "windows":
		return loader.Windows
	case "darwin":
		return loader.MacOS
	}
	return loader.Linux
}

// host makes the flags a host, without its home.
func (f *flags) host() (loader.Host, error) {
	h := loader.Host{Product: loader.Product(f.product), OS: loader.OS(f.system), Native: loader.NativeClasses(f.native), Release: version.Latest()}
	if h.OS == "" {
		h.OS = thisSystem()
	}
	if h.Product == "" {
		h.Product = loader.Desktop
		if h.OS == loader.Linux {
			h.Product = loader.Server
		}
	}
	var err error
	if f.release != "" {
		if h.Release, err = version.ParseRelease(f.release); err != nil {
			return h, usage("--release: %v", err)
		}
	}
	if h.Assume, err = f.assumptions(); err != nil {
		return h, err
	}
	if err := h.Validate(); err != nil {
		return h, usage("%v", err)
	}
	h.Paths, err = f.paths()
	return h, err
}

func (f *flags) assumptions() (map[loader.RuleID]string, error) {
	assume := make(map[loader.RuleID]string)
	for _, a := range f.assume {
		rule, value, ok := strings.Cut(a, "=")
		if !ok {
			return nil, usage("--assume %q has no value: write RULE=VALUE", a)
		}
		assume[loader.RuleID(rule)] = value
	}
	return assume, nil
}

// paths gathers --dir, --dev-path and --no-defaults.
func (f *flags) paths() (map[loader.Tier][]string, error) {
	paths := make(map[loader.Tier][]string)
	if f.noDefaults {
		for _, tier := range loader.Tiers() {
			paths[tier] = []string{}
		}
	}
	for _, d := range f.dirs {
		name, path, ok := strings.Cut(d, "=")
		tier := loader.Tier(name)
		switch {
		case !ok || path == "":
			return nil, usage("--dir %q has no path: write TIER=PATH", d)
		case !slices.Contains(loader.Tiers(), tier):
			return nil, usage("--dir %q names no tier: use built-in, shared, repository or dev", d)
		}
		paths[tier] = append(paths[tier], path)
	}
	for _, path := range f.devPaths {
		if path == "" {
			return nil, usage("--dev-path is empty: give a path")
		}
		paths[loader.TierDev] = append(paths[loader.TierDev], path)
	}
	return paths, nil
}

// given tells whether the user gave a directory.
func (f *flags) given() bool { return len(f.dirs) > 0 || len(f.devPaths) > 0 }

// checkFormat returns an error for a format that the command does not have.
func (f *flags) checkFormat(known ...string) error {
	if !slices.Contains(known, f.format) {
		return usage("unknown format %q: use %s", f.format, strings.Join(known, " or "))
	}
	return nil
}

// options are the bounds of the scan: as wide as the size to be assumed needs.
func options(h loader.Host) loader.Options {
	var o loader.Options
	if n, err := strconv.ParseInt(h.Assume[loader.RuleManifestSize], 10, 64); err == nil && n > 4<<20 {
		o.Manifest.Bytes, o.Package.ManifestBytes = n, n
	}
	return o
}

// isDirectory tells whether a path of this machine is a directory.
func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
