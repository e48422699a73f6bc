//go:build !windows

package main

import (
	"os"

	"github.com/tacorder/tacorder/loader"
)

// fillIn takes the home from the system.
func fillIn(h *loader.Host) {
	if h.Home == "" {
		h.Home, _ = os.UserHomeDir()
	}
}
