// Command whichwins answers which connector Tableau loads for a class, and why.
//
// Without a command it reads this machine; whichwins demo shows the answer on a
// sample machine that is part of the program. With --root it reads a copy of
// another machine's disk, of any of the systems that Tableau runs on.
//
//	whichwins                             the answer, one class after the other
//	whichwins explain postgres_jdbc       one class, in sentences
//	whichwins sweep                       the winners over many releases, and where they turn
//	whichwins diff --release A..B         what changes; also with --add, --remove, or two snapshots
//	whichwins snapshot -o FILE            what was found, for --inventory, diff and fleet
//	whichwins fleet DIRECTORY             whether many machines load the same, and why not
//	whichwins witness LOG                 what Tableau's own log says, and whether the answer agrees
//	whichwins verify a.taco b.taco        the signatures of packages
//	whichwins lint plugins                what is wrong with connectors, or with a machine
//	whichwins directories                 where that Tableau looks, in load order
//	whichwins rules                       the statements that the answers rest on
//	whichwins checks                      what lint looks for
//	whichwins wordings                    the log lines that witness understands
//
// An unverified package can win its class and then fails when somebody connects.
// With --signatures the answer says so, and explain says what would work instead.
//
// Every command has --format json; sweep also writes a page for a browser, lint SARIF
// for other programs, and witness Markdown for bug reports. A directory that is
// missing or cannot be read is part of the answer. The exit code is 0 for an answer, 1
// where there is none and 2 for a wrong call; then one line on standard error says
// what to do. verify answers with 1 also where a package is not verified, fleet where
// a snapshot cannot be read, and witness where a log differs from the answer or cannot
// be read. lint answers with 1 where a finding is as bad as --fail-on, and with 2
// where something could not be looked at.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
)

// garbage is how much the heap may grow before it is collected, in percent. The
// program is short: most of what it reads it keeps.
const garbage = 400

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, thisMachine(), os.Args[1:], os.Stdout, os.Stderr))
}
