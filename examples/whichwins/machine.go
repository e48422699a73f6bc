package main

import (
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/tacorder/tacorder/loader"
)

// A machine is what the program asks of the one that it runs on. Tests give
// another one.
type machine struct {
	goos      string                           // as in runtime.GOOS
	getenv    func(string) string              // the environment
	home      func() string                    // the user's home, or ""
	documents func() string                    // the user's Documents folder where that is configured, or ""
	shared    func() string                    // the shared directory where that is configured, or ""
	terminal  func(io.Writer) (terminal, bool) // the terminal that a writer is, if it is one
	stdin     io.Reader                        // standard input
	hostname  func() (string, error)           // the machine's name
	now       func() time.Time                 // the time, for how long something takes
}

// A terminal is what the program asks of one.
type terminal struct {
	width int  // in columns; 0 where it is not known
	color bool // it understands colours
}

// thisMachine is the machine that the program runs on.
func thisMachine() machine {
	return machine{
		goos: runtime.GOOS, getenv: os.Getenv, home: userHome,
		documents: documentsFolder, shared: sharedFolder, terminal: terminalOf,
		stdin: os.Stdin, hostname: os.Hostname, now: time.Now,
	}
}

func userHome() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}

func terminalOf(w io.Writer) (terminal, bool) {
	f, ok := w.(*os.File)
	if !ok {
		return terminal{}, false
	}
	return fileTerminal(f)
}

// system is the machine's system as a host has it; Tableau runs on three.
func (m machine) system() loader.OS {
	switch m.goos {
	case "windows":
		return loader.Windows
	case "darwin":
		return loader.MacOS
	}
	return loader.Linux
}

// openHere opens a directory of this machine.
func openHere(d loader.Directory) (fs.FS, error) { return os.DirFS(d.Path), nil }

// openGiven opens the directories that a user has named, and no other one.
func openGiven(paths map[loader.Tier][]string) loader.Opener {
	return func(d loader.Directory) (fs.FS, error) {
		if !slices.Contains(paths[d.Tier], d.Path) {
			return nil, fs.ErrNotExist
		}
		return openHere(d)
	}
}
