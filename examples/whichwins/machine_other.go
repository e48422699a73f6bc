//go:build !windows

package main

// documentsFolder is "": Documents is in the home.
func documentsFolder() string { return "" }

// sharedFolder is "": the shared directory is not configured outside Windows.
func sharedFolder() string { return "" }
