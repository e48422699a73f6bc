//go:build !unix && !windows

package main

import "os"

// fileTerminal knows no terminal on this system.
func fileTerminal(*os.File) (terminal, bool) { return terminal{}, false }
