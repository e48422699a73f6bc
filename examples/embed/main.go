// Command embed is the least that a tool needs in order to ask which connector
// wins: it resolves one directory as a dev path and prints each class with its
// winner and the rule that decided.
package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/tacorder/tacorder/loader"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "embed: name one directory that holds connectors")
		os.Exit(2)
	}
	if err := report(context.Background(), os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

// report resolves the connectors in a directory for the newest Tableau Desktop.
func report(ctx context.Context, w io.Writer, dir string) error {
	dirs := []loader.Directory{{Tier: loader.TierDev, Path: dir}}
	open := func(d loader.Directory) (fs.FS, error) { return os.DirFS(d.Path), nil }
	inv, err := loader.Discover(ctx, dirs, open, loader.Options{})
	if err != nil {
		return err
	}
	for _, c := range loader.Resolve(inv, loader.Host{}).Contests() {
		if d, ok := c.Winning(); ok {
			fmt.Fprintf(w, "%s: %s, by %s\n", c.Class, d.Location, d.Reason.Rule)
		} else {
			fmt.Fprintf(w, "%s: nothing loads\n", c.Class)
		}
	}
	return nil
}
