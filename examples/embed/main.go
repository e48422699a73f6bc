// Embed is what a tool author copies: it resolves the connectors of a folder as
// Tableau's dev path, and prints who wins.
//
//	go run ./examples/embed path/to/connectors
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
		fmt.Fprintln(os.Stderr, "usage: embed FOLDER")
		os.Exit(2)
	}
	if err := winners(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// winners prints each class of a folder with its winner and the rule.
func winners(w io.Writer, folder string) error {
	host := loader.Host{Paths: map[loader.Tier][]string{loader.TierDev: {folder}}}
	disk := func(d loader.Directory) (fs.FS, error) { return os.DirFS(d.Path), nil }
	inv, err := loader.Discover(context.Background(), host.Directories(), disk, loader.Options{})
	if err != nil {
		return err
	}
	for _, contest := range loader.Resolve(inv, host).Contests() {
		if winner, ok := contest.Winning(); ok {
			fmt.Fprintf(w, "%s: %s (%s)\n", contest.Class, winner.Location, winner.Reason.Rule)
		} else {
			fmt.Fprintf(w, "%s: nothing loads\n", contest.Class)
		}
	}
	return nil
}
