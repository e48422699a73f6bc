package main

import (
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/tacorder/tacorder/loader"
)

func (a *app) directoriesCommand() *cobra.Command {
	c := &cobra.Command{Use: "directories", Short: "Where this Tableau looks, in load order", Args: noArgs}
	flags := addHostFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error { return a.directories(c, flags) }
	return c
}

// directoriesJSON is the answer of the command directories.
type directoriesJSON struct {
	Schema      int                    `json:"schema"`
	Host        loader.JSONHost        `json:"host"`
	Directories []loader.JSONDirectory `json:"directories"`
}

// directories lists the directories of a host with their states. No connector
// is read.
func (a *app) directories(c *cobra.Command, flags *hostFlags) error {
	if err := a.plainFormat(c); err != nil {
		return err
	}
	s, err := flags.setup(a.machine)
	if err != nil {
		return err
	}
	inv, err := loader.Discover(c.Context(), s.host.Directories(), withoutEntries(s.open), s.options)
	if err != nil {
		return asFailure(err)
	}
	r := loader.Resolve(inv, s.host)
	if a.format == formatJSON {
		out := directoriesJSON{loader.Schema, r.Host.JSON(), []loader.JSONDirectory{}}
		for _, d := range r.Directories {
			out.Directories = append(out.Directories, d.JSON())
		}
		return a.writeJSON(out)
	}
	p := a.page()
	p.heading(hostLine(r.Host))
	writeAssume(p, r.Host)
	writeDirectories(p, r.Directories)
	if note := nothingThere(inv.Directories); note != "" {
		writeNotes(p, []string{note})
	}
	return nil
}

// writeDirectories lists directories for people.
func writeDirectories(p *page, ds []loader.DirectoryState) {
	p.blank()
	p.heading("Directories, in load order")
	var rows [][]cell
	for _, d := range ds {
		s := faint
		switch d.State {
		case loader.StateRead:
			s = good
		case loader.StateUnreadable:
			s = bad
		}
		rows = append(rows, []cell{{text: string(d.Tier)}, {string(d.State), s}, {text: d.Path}})
	}
	t := newTable(p, 2, rows)
	for i, row := range rows {
		t.row(row)
		if ds[i].Detail != "" {
			p.faint(6, ds[i].Detail)
		}
		if ds[i].SameAs != "" {
			p.prose(6, 0, "It is the same as "+ds[i].SameAs, ds[i].SameAs)
		}
	}
	if len(rows) == 0 {
		p.prose(2, 0, "none")
	}
}

// withoutEntries opens directories that can be listed and have nothing in them.
func withoutEntries(open loader.Opener) loader.Opener {
	return func(d loader.Directory) (fs.FS, error) {
		files, err := open(d)
		if err != nil || files == nil {
			return nil, err
		}
		return emptied{files}, nil
	}
}

// emptied is a file system whose folders seem to be empty.
type emptied struct{ fs.FS }

// Stat describes a file as it is.
func (e emptied) Stat(name string) (fs.FileInfo, error) { return fs.Stat(e.FS, name) }

// ReadDir lists nothing, or fails as the real one does.
func (e emptied) ReadDir(name string) ([]fs.DirEntry, error) {
	_, err := fs.ReadDir(e.FS, name)
	return nil, err
}
