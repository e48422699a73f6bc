// Package witness reads what Tableau wrote into its logs about connectors, and holds an
// answer of package loader against it.
//
// Tableau writes JSON Lines: log.txt, log_1.txt, nativeapi_*.txt, tabprotosrv*.txt.
// Lines about connectors are scattered over processes, and "Class already registered:
// mongodb" names no path. The data flows in one direction:
//
//		logs → Reader → Event → Read → Record → Compare → Comparison
//
//	  - A [Reader] takes one log, of any size, and gives an [Event] for each line about
//	    connectors. What the lines mean stands in one table, [Wordings]; a line under a
//	    key that begins with connector-plugin and is not in it is an event of the kind
//	    [Other].
//	  - [Find] and [FindZip] list the logs of a folder and of the archive that
//	    tsm maintenance ziplogs makes.
//	  - [Read] reads logs in the order in which they were written and groups the events
//	    by process: each process of Tableau loads connectors for itself. The result is a
//	    [Record]; [Record.Splits] are the classes on which processes disagree.
//	  - [Compare] is pure. For each process and class it says whether the answer agrees
//	    with the log, and for each unsure rule which decisions the log supports or
//	    contradicts.
//
// A program that holds what lies on a machine's disk against a folder of its logs:
//
//	logs, err := witness.Find(ctx, os.DirFS(folder), folder)
//	rec, err := witness.Read(ctx, logs, witness.Options{})
//	host := rec.Host() // the home and given directories are added here
//	inv, err := loader.Discover(ctx, host.Directories(), open, loader.Options{})
//	c := witness.Compare(rec, loader.Resolve(inv, host))
//
// # What is inference
//
// A line says less than one would wish. Where a path or a process start is concluded
// from other lines, the event or the process says so in Inferred:
//
//   - A collision is attributed to the connector whose resource files the same thread
//     of the same process had read just before, if none of its later steps came between.
//   - A process starts where the log says so. Where no line tells of its start, as in a
//     log that was searched for one word, another process of the same number is inferred
//     from two signs together. Connectors are read, loaded, rejected or fail after none
//     did for a minute or more, or with a time that goes back by as much; and with them,
//     before another such rest, comes a class or a path that the process before had. The
//     second process begins behind the rest. Where the lines have no times, there is
//     one process.
//   - A verdict on a signature is that of the package that the same thread had named
//     before, as long as no other connector and no conclusion came between.
//
// # Faults
//
// A log is never trusted. What cannot be read is counted in a [LogState] with its
// reason and the first line; it stops nothing else. Memory is bounded, whatever the
// size of a log, of a line or of an archive ([Options]). Only the context ends [Read] early.
package witness
