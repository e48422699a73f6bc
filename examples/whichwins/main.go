// Whichwins shows which connector Tableau loads for each class, and why.
//
// Without a command it reads this machine; "whichwins demo" shows the answer on
// a machine that is built in, and "whichwins --help" lists the rest.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], streams{out: os.Stdout, err: os.Stderr, style: styleOf(os.Stdout, os.Getenv)})
	stop()
	os.Exit(code)
}
