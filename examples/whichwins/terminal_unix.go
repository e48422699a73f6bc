//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// fileTerminal tells whether a file is a terminal, and how wide it is.
func fileTerminal(f *os.File) (terminal, bool) {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return terminal{}, false
	}
	return terminal{width: int(size.Col), color: true}, true
}
