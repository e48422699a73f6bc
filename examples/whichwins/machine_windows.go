package main

import (
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// documentsFolder is the user's Documents folder, which moves with OneDrive and
// with the wishes of administrators.
func documentsFolder() string {
	path, err := windows.KnownFolderPath(windows.FOLDERID_Documents, windows.KF_FLAG_DEFAULT)
	if err != nil {
		return ""
	}
	return path
}

// sharedFolder is the shared directory as Tableau's installer has noted it
// (property CONNECTORDIR), in the registry.
func sharedFolder() string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `SOFTWARE\Tableau\Directories`, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return ""
	}
	defer key.Close()
	path, _, err := key.GetStringValue("Connectors")
	if err != nil {
		return ""
	}
	return path
}
