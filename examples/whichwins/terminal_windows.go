package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// fileTerminal tells whether a file is a console, how wide its window is and
// whether it can be made to understand colours.
func fileTerminal(f *os.File) (terminal, bool) {
	handle := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(handle, &mode); err != nil {
		return terminal{}, false
	}
	var t terminal
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(handle, &info); err == nil {
		t.width = int(info.Window.Right-info.Window.Left) + 1
	}
	t.color = windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
	return t, true
}
