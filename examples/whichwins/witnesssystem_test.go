package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// systemsLogs writes logs of several systems.
func systemsLogs(t *testing.T) {
	t.Helper()
	inFolder(t)
	writeFile(t, tableau(7, 1).loads("heron", `C:\s\heron.taco`).loads("wren", `C:\s\wren.taco`).String(), "windows.txt")
	writeFile(t, tableau(8, 1).loads("heron", "/s/heron.taco").String(), "linux.txt")
	writeFile(t, tableau(9, 1).loads("wren", "/s/wren.taco").String(), "linux2.txt")
	writeFile(t, tableau(10, 1).loads("wren", "/Applications/wren.taco").String(), "macos.txt")
}

func TestLogsOfAnotherSystemNeedItsDisk(t *testing.T) {
	systemsLogs(t)
	const way = ": add --root DIR with a copy of that machine's disk, or --inventory FILE, which whichwins snapshot makes there"
	for _, c := range []struct {
		log, says string
	}{{"windows.txt", "the logs are of windows, this is linux" + way}, {"macos.txt", "the logs are of macos, this is linux" + way}} {
		r := call(linux(), "witness", c.log, "--release", "2022.2")
		assert.Equal(t, 2, r.code)
		assert.Empty(t, r.out)
		assert.Equal(t, "whichwins: "+c.says, oneLine(t, r.stderr))
	}
	const note = "Most paths in the logs are of windows, and the answer is for linux: give the logs' system with --os and a copy of its disk with --root, or a snapshot of it with --inventory."
	for _, args := range [][]string{{"--os", "linux"}, {"--dir", "dev=."}, {"--dev-path", "."}} {
		r := call(linux(), append([]string{"witness", "windows.txt"}, args...)...)
		assert.NotEqual(t, 2, r.code, r.stderr)
		assert.Contains(t, flat(r.out), note, args)
	}
}

func TestAnotherSystemIsNotedWhereMostPathsAreOfIt(t *testing.T) {
	systemsLogs(t)
	for _, c := range []struct {
		logs []string
		note string
	}{
		{[]string{"windows.txt", "linux.txt"}, "Most paths in the logs are of windows, and the answer is for linux:"},
		{[]string{"windows.txt", "linux.txt", "linux2.txt"}, ""}, // as many
		{[]string{"macos.txt", "linux.txt", "linux2.txt"}, ""},
		{[]string{"linux.txt"}, ""},
	} {
		out := flat(call(linux(), append([]string{"witness", "--os", "linux", "--no-defaults"}, c.logs...)...).out)
		if c.note == "" {
			assert.NotContains(t, out, "Most paths", c.logs)
		} else {
			assert.Contains(t, out, c.note, c.logs)
		}
	}
}

func TestTheSystemIsThatOfTheMostPaths(t *testing.T) {
	systemsLogs(t)
	for _, c := range []struct {
		args []string
		host string
	}{
		{[]string{"windows.txt", "linux.txt", "--root", "."}, "windows"},
		{[]string{"windows.txt", "linux.txt", "linux2.txt", "--root", "."}, "linux"}, // a tie
		{[]string{"macos.txt", "--root", "."}, "macos"},
		{[]string{"windows.txt", "--root", ".", "--os", "linux"}, "linux"},
		{[]string{"linux.txt", "--no-defaults"}, "linux"},
	} {
		out := call(linux(), append([]string{"witness"}, c.args...)...).out
		assert.Regexp(t, `(?m)^Host: .* on `+c.host+`\b`, out, c.args)
		if c.host == "linux" {
			assert.NotContains(t, out, "--os chooses", c.args)
		} else {
			assert.Contains(t, flat(out), "The answer is for "+c.host+", whose paths the logs have: --os chooses another system.", c.args)
		}
	}
}

func TestTheHintIsOfTheLogs(t *testing.T) {
	systemsLogs(t)
	writeFile(t, "", "empty.txt")
	writeFile(t, tableau(1, 1).loads("heron", "/services/vizqlserver_0.20222.22.0916.1526/bin/connectors/heron.so").String(), "build.txt")
	for log, want := range map[string]string{
		"windows.txt": "Add --inventory FILE, a snapshot that whichwins snapshot makes on the windows machine, or --root DIR with a copy of its disk, to hold",
		"linux.txt":   "Add a flag of a host, such as --release 2022.2, to hold this machine's answer",
		"build.txt":   "Add --release 20222.22.0916.1526, or any other flag of a host, to hold this machine's answer",
	} {
		assert.Contains(t, flat(call(linux(), "witness", log).out), want, log)
		assert.NotContains(t, call(linux(), "witness", log, "--format", "markdown").out, "Add ")
	}
	r := call(linux(), "witness", "empty.txt")
	assert.Equal(t, 0, r.code)
	assert.NotContains(t, r.out, "Add ")
	assert.Contains(t, r.out, "\nNot read\n  empty.txt: it is empty\n")
	assert.Contains(t, call(linux(), "witness", "build.txt").out, ", vizqlserver, 2022.2 (20222.22.0916.1526)")
	assert.Contains(t, call(linux(), "witness", "build.txt", "--no-defaults").out, "Host: server 2022.2 (20222.22.0916.1526) on linux\n")
}

func TestWhatCouldNotBeHeldAgainstTheAnswerDoesNotAgree(t *testing.T) {
	systemsLogs(t)
	out := call(linux(), "witness", "linux.txt", "--no-defaults").out
	assert.Contains(t, out, "\nNothing in the logs could be held against the answer.\n")
	assert.NotContains(t, out, "Nothing in the logs differs")
}
