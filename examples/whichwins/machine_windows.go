package main

import (
	"os"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/tacorder/tacorder/loader"
)

// fillIn takes the home, the Documents folder and the shared directory from the
// system. Tableau's installer writes the shared directory to the registry
// (a public installer study of 2026.2: HKLM\SOFTWARE\Tableau\Directories).
func fillIn(h *loader.Host) {
	if h.Home == "" {
		h.Home, _ = os.UserHomeDir()
		h.Documents, _ = windows.KnownFolderPath(windows.FOLDERID_Documents, 0)
	}
	if _, given := h.Paths[loader.TierShared]; given {
		return
	}
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `SOFTWARE\Tableau\Directories`, registry.QUERY_VALUE)
	if err != nil {
		return
	}
	defer key.Close()
	if path, _, err := key.GetStringValue("Connectors"); err == nil && path != "" {
		h.Paths[loader.TierShared] = []string{path}
	}
}
