package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// hostFlags are the flags that say which Tableau is simulated, and on which
// disk.
type hostFlags struct {
	product, system, native string
	release                 version.Release
	assume                  map[loader.RuleID]string
	dirs                    []givenDir
	noDefaults              bool
	root, home              string
	rootGiven, homeGiven    func() bool
}

// A givenDir is one --dir or --dev-path.
type givenDir struct {
	tier loader.Tier
	path string
}

// addHostFlags gives a command the flags of a host.
func addHostFlags(c *cobra.Command) *hostFlags {
	f := &hostFlags{assume: map[loader.RuleID]string{}}
	fs := c.Flags()
	fs.SortFlags = false
	fs.Var(newChoice(&f.product, "", words(loader.Products())...), "product", "one of "+strings.Join(words(loader.Products()), ", ")+" (default desktop; on linux server)")
	fs.Var(newChoice(&f.system, "", words(loader.Systems())...), "os", "windows, macos or linux (default this system)")
	fs.Var(setter{"RELEASE", f.setRelease}, "release", "Tableau's release, such as 2022.2 (default the newest known)")
	fs.Var(setter{"TIER=PATH", f.setDir}, "dir", "a directory, in place of the tier's default ones; repeatable, order kept")
	fs.BoolVar(&f.noDefaults, "no-defaults", false, "only the directories that are given")
	fs.Var(setter{"PATH", f.setDevPath}, "dev-path", "the same as --dir dev=PATH")
	fs.StringVar(&f.root, "root", "", "a folder with a copy of a machine's disk, to be read in place of this machine")
	fs.StringVar(&f.home, "home", "", "the user's home (default: of this user; with --root the only one with a repository)")
	fs.Var(setter{"RULE=VALUE", f.setAssume}, "assume", "another reading of a rule (whichwins rules lists them); repeatable")
	fs.Var(newChoice(&f.native, string(loader.NativeKnown), string(loader.NativeKnown), string(loader.NativeNone)), "native", "classes compiled into Tableau: known or none")
	f.rootGiven = func() bool { return fs.Changed("root") }
	f.homeGiven = func() bool { return fs.Changed("home") }
	return f
}

func (f *hostFlags) setRelease(text string) (err error) {
	f.release, err = version.ParseRelease(text)
	return err
}

func (f *hostFlags) setDir(text string) error {
	tier, path, ok := strings.Cut(text, "=")
	if !ok || !slices.Contains(loader.Tiers(), loader.Tier(tier)) {
		return fmt.Errorf("write TIER=PATH, with one of the tiers %s", strings.Join(words(loader.Tiers()), ", "))
	}
	if path == "" {
		return fmt.Errorf("name a path behind %s=", tier)
	}
	f.dirs = append(f.dirs, givenDir{loader.Tier(tier), path})
	return nil
}

func (f *hostFlags) setDevPath(path string) error {
	return f.setDir(string(loader.TierDev) + "=" + path)
}

func (f *hostFlags) setAssume(text string) error {
	rule, value, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("write RULE=VALUE, with a rule and a value that whichwins rules lists")
	}
	id := loader.RuleID(rule)
	if err := (loader.Host{Assume: map[loader.RuleID]string{id: value}}).Validate(); err != nil {
		return err
	}
	f.assume[id] = value
	return nil
}

// A setup is a host and the disk that it is simulated on.
type setup struct {
	host    loader.Host
	open    loader.Opener
	options loader.Options
	notes   []string // what an answer does not know, for how it was asked
}

// setup works out the host, its home and its disk.
func (f *hostFlags) setup(m machine) (setup, error) {
	h := loader.Host{
		Product: loader.Product(f.product), OS: loader.OS(f.system), Release: f.release,
		Paths: f.paths(), Assume: f.assume, Native: loader.NativeClasses(f.native), Home: f.home,
	}
	if h.OS == "" {
		h.OS = m.system()
	}
	if h.Product == "" {
		h.Product = loader.Desktop
		if h.OS == loader.Linux {
			h.Product = loader.Server
		}
	}
	s := setup{host: h, options: scanOptions(f.assume)}
	var err error
	switch {
	case f.rootGiven():
		err = f.onCopy(&s)
	case h.OS != m.system():
		err = f.onForeign(&s)
	default:
		f.onMachine(&s, m)
	}
	return s, err
}

// paths are the directories given, tier by tier; without defaults, the other
// tiers have none.
func (f *hostFlags) paths() map[loader.Tier][]string {
	paths := make(map[loader.Tier][]string)
	if f.noDefaults {
		for _, tier := range loader.Tiers() {
			paths[tier] = []string{}
		}
	}
	for _, d := range f.dirs {
		paths[d.tier] = append(paths[d.tier], d.path)
	}
	return paths
}

// onCopy reads a copy of a machine's disk.
func (f *hostFlags) onCopy(s *setup) error {
	info, err := os.Stat(f.root)
	if err != nil || !info.IsDir() {
		return fmt.Errorf("--root %q is not a directory: name the folder that holds the copy of a disk", f.root)
	}
	disk := newDiskCopy(f.root, s.host.OS)
	s.open = disk.open
	if !f.homeGiven() && needsHome(s.host) {
		s.host.Home, err = disk.onlyHome(s.host)
	}
	return err
}

// onForeign reads, for a system that is not this one, the given directories
// only: its default ones are not on this machine.
func (f *hostFlags) onForeign(s *setup) error {
	if len(f.dirs) == 0 {
		return fmt.Errorf("--os %s is not this system: add --root DIR with a copy of such a machine's disk, or --dir TIER=PATH", s.host.OS)
	}
	s.open = openGiven(s.host.Paths)
	return nil
}

// onMachine reads this machine.
func (f *hostFlags) onMachine(s *setup, m machine) {
	s.open = openHere
	if !f.homeGiven() {
		s.host.Home, s.host.Documents = m.home(), m.documents()
	}
	if _, given := s.host.Paths[loader.TierShared]; !given {
		if shared := m.shared(); shared != "" {
			s.host.Paths[loader.TierShared] = []string{shared}
		}
	}
}

// scanOptions raises the limit of the scan where a rule is to judge manifests
// beyond it.
func scanOptions(assume map[loader.RuleID]string) loader.Options {
	const most = math.MaxInt64 >> 20 // beyond any file, and safe to count on from
	var o loader.Options
	n, err := strconv.ParseInt(assume[loader.RuleManifestSize], 10, 64)
	if err == nil && n > manifest.DefaultLimits().Bytes {
		o.Manifest.Bytes = min(n, most)
	}
	return o
}

// words turns names into plain strings.
func words[T ~string](names []T) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = string(n)
	}
	return out
}
