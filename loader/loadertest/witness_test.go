package loadertest_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/loadertest"
	"github.com/tacorder/tacorder/loader/witness"
)

const witnessed = `os: windows
release: 2019.2
assume: folders-in-dev-path=anywhere
place: built-in=C:\Tableau\bin\connectors\
-- built-in/mariadb/manifest --
class: mariadb
plugin-version: 1.0
-- log --
{"ts":"2019-08-09T20:39:00","pid":1,"tid":"1","sev":"info","k":"connector-plugin","v":"Successfully loaded connector for class mariadb from connector plugin c:\\tableau\\BIN\\connectors\\mariadb.dll"}
`

const witnessWanted = `-- witness --
process 1 2019-08-09T20:39:00
  agrees mariadb expects built-in/mariadb shows loaded built-in/mariadb.dll at log:1
`

func parse(t *testing.T, text string) *loadertest.Scenario {
	t.Helper()
	s, err := loadertest.Parse("s.txtar", []byte(text))
	require.NoError(t, err)
	return s
}

func TestALogThatAgrees(t *testing.T) {
	assert.NoError(t, parse(t, witnessed).Check())
	s := parse(t, witnessed+witnessWanted)
	assert.NoError(t, s.Check())

	rec, c, err := s.Witness(context.Background())
	require.NoError(t, err)
	assert.Len(t, rec.Processes, 1)
	require.Len(t, c.Results, 1)
	assert.Equal(t, witness.Agrees, c.Results[0].Verdict)
}

func TestALogThatDiffersFailsWithoutAWitnessSection(t *testing.T) {
	text := strings.Replace(witnessed, `\\mariadb.dll`, `\\other.dll`, 1)
	var e *loadertest.Mismatch
	require.ErrorAs(t, parse(t, text).Check(), &e)
	assert.Equal(t, 9, e.Line)
	assert.Contains(t, e.Error(), "s.txtar:9: the answer of the witness differs")
	assert.Contains(t, e.Diff, "+ differs mariadb expects built-in/mariadb shows loaded built-in/other.dll at log:1")
	assert.NotContains(t, e.Diff, "process")

	assert.ErrorAs(t, parse(t, text+witnessWanted).Check(), &e)
	assert.Equal(t, 12, e.Line)
	text += strings.NewReplacer("agrees", "differs", "mariadb.dll", "other.dll").Replace(witnessWanted)
	assert.NoError(t, parse(t, text).Check(), "it is what was expected")
}

func TestATornLineFailsWithoutAWitnessSection(t *testing.T) {
	text := witnessed + `{"ts":"2019-08-09T20:39:00","pid":1,"k":"connector-plugin","v":"Succ` + "\n"
	var e *loadertest.Mismatch
	require.ErrorAs(t, parse(t, text).Check(), &e)
	assert.Contains(t, e.Diff, "+ skipped log:2 torn 1")
	assert.NoError(t, parse(t, text+witnessWanted+"skipped log:2 torn 1\n").Check())
}

func TestALogWithoutConnectorsFails(t *testing.T) {
	text := strings.Replace(witnessed, "connector-plugin\"", "msg\"", 1)
	var e *loadertest.SyntaxError
	require.ErrorAs(t, parse(t, text).Check(), &e)
	assert.Contains(t, e.Error(), "s.txtar:9: the log has no line about connectors")
}

func TestSeveralLogsOfOneScenarioAreTold(t *testing.T) {
	text := strings.Replace(witnessed, "-- log --", "-- log log_1.txt --", 1) + "-- log log_2.txt --\n" +
		strings.Replace(witnessed[strings.Index(witnessed, `{"ts"`):], `"pid":1`, `"pid":2`, 1) + `-- witness --
process 1 2019-08-09T20:39:00
  agrees mariadb expects built-in/mariadb shows loaded built-in/mariadb.dll at log_1.txt:1
process 2 2019-08-09T20:39:00
  agrees mariadb expects built-in/mariadb shows loaded built-in/mariadb.dll at log_2.txt:1
`
	assert.NoError(t, parse(t, text).Check())
}

func TestRulesAndNotesOfAWitnessAreComparedWhereTheyStand(t *testing.T) {
	var e *loadertest.Mismatch
	for _, line := range []string{"rule nothing supports 1 contradicts 0 silent 0", "note nothing"} {
		require.ErrorAs(t, parse(t, witnessed+witnessWanted+line+"\n").Check(), &e, line)
		assert.Contains(t, e.Diff, "- "+line)
	}
}

func TestWhatIsWrongAboutALogIsSaidWithItsLine(t *testing.T) {
	for _, c := range []struct {
		name, text string
		line       int
		says       string
	}{
		{"a witness without a log", "-- dev/x/manifest --\n-- witness --\n", 2, "there is no log"},
		{"a witness with a constraint", witnessed + "-- witness 2019.2 --\n", 10, "takes no constraint"},
		{"a log twice", witnessed + "-- log --\n", 10, "given twice"},
		{"a place without a path", "place: dev\n-- log --\n", 1, "write FOLDER=PATH"},
		{"a place of no directory", "os: linux\nplace: there=/a\n-- log --\n", 2, `the folder "there" is no directory`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := loadertest.Parse("s.txtar", []byte(c.text))
			var e *loadertest.SyntaxError
			require.True(t, errors.As(err, &e), "%v", err)
			assert.Equal(t, c.line, e.Line, e.Text)
			assert.Contains(t, e.Text, c.says)
		})
	}
}

func TestThePlaceThatReachesFurthestCounts(t *testing.T) {
	text := `os: linux
release: 2023.1
dir: shared=all
dir: dev=inner
place: all=/opt
place: inner=/opt/Inner
-- inner/x/manifest --
-- all/y.taco/manifest --
class: y
-- log --
{"pid":1,"tid":"1","k":"connector-plugin","v":"Successfully loaded connector for class x from connector plugin /opt/Inner/x"}
{"pid":1,"tid":"1","k":"connector-plugin","v":"Successfully loaded connector for class y from connector plugin /opt/y.taco"}
{"pid":1,"tid":"1","k":"connector-plugin","v":"Successfully loaded connector for class z from connector plugin /optional/z.taco"}
-- witness --
process 1
  agrees x expects inner/x shows loaded inner/x at log:1
  agrees y expects all/y.taco shows loaded all/y.taco at log:2
  only-in-log z shows loaded /optional/z.taco at log:3
`
	assert.NoError(t, parse(t, text).Check())
}

func TestAPlaceIsComparedAsTheComparisonDoes(t *testing.T) {
	const services = `C:\Tableau\services\`
	for _, c := range []struct{ name, place, logged, says string }{
		{"of another service", services + `dataserver_0.20192.19.0718.1543\bin\connectors`, services + `vizqlserver_1.20192.19.0718.1543\bin\connectors\mariadb.dll`, "agrees"},
		{"the root of a service", services + `dataserver_0.20192.19.0718.1543`, services + `vizqlserver_1.20192.19.0718.1543\mariadb.dll`, "agrees"},
		{"of another build", services + `dataserver_0.20192.19.0718.1543\bin\connectors`, services + `vizqlserver_1.20193.19.0718.1543\bin\connectors\mariadb.dll`, "differs"},
		{"with dots above", `C:\bin\connectors`, `C:\bin\x\..\connectors\mariadb.dll`, "agrees"},
		{"with dots below", `C:\bin\connectors`, `C:\bin\connectors\x\..\.\mariadb.dll`, "agrees"},
		{"with dots in the place", `C:\bin\y\..\connectors\`, `c:/bin//connectors/mariadb.dll`, "agrees"},
		{"of a letter that has another length", `C:\Ⱥ`, `c:\ⱥ\mariadb.dll`, "agrees"},
		{"a drive", `C:\`, `c:\mariadb.dll`, "agrees"},
		{"above the place", `C:\bin\connectors`, `C:\bin\connectors\..\mariadb.dll`, "differs"},
		{"with a longer name", `C:\bin\conn`, `C:\bin\connectors\mariadb.dll`, "differs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.NewReplacer(
				`C:\Tableau\bin\connectors\`, c.place,
				`c:\\tableau\\BIN\\connectors\\mariadb.dll`, strings.ReplaceAll(c.logged, `\`, `\\`),
			).Replace(witnessed)
			_, comparison, err := parse(t, text).Witness(context.Background())
			require.NoError(t, err)
			require.Len(t, comparison.Results, 1)
			assert.Equal(t, c.says, string(comparison.Results[0].Verdict))
			if path := comparison.Results[0].Event.Path; c.says == "agrees" {
				assert.Equal(t, "built-in/mariadb.dll", path)
			} else {
				assert.Equal(t, c.logged, path)
			}
		})
	}
}

func TestADifferenceSaysWhichDirectoriesHaveNoPlace(t *testing.T) {
	const way = `: if that is one of these folders, add the key "place: FOLDER=`
	text := strings.Replace(witnessed, "place: built-in=C:\\Tableau\\bin\\connectors\\\n", "", 1)
	require.NotContains(t, text, "place:")
	var e *loadertest.Mismatch
	for _, more := range []string{"", "-- witness --\n"} {
		require.ErrorAs(t, parse(t, text+more).Check(), &e)
		assert.Contains(t, e.Error(), "\t  no place has c:\\tableau\\BIN\\connectors"+way+`c:\tableau\BIN\connectors"`+"\n")
		assert.NotContains(t, e.Got, "no place")
	}

	line := text[strings.Index(text, `{"ts"`):]
	text += strings.ReplaceAll(line, "tableau", "Tableau")
	for _, folder := range []string{"a", "b", "c", "d"} {
		text += strings.ReplaceAll(line, "tableau", folder)
	}
	require.ErrorAs(t, parse(t, text).Check(), &e)
	assert.Equal(t, 3, strings.Count(e.Diff, "no place has"), "each once, and not all: %s", e.Diff)
	assert.Contains(t, e.Diff, "\t  and 2 more directories have no place\n")

	require.ErrorAs(t, parse(t, witnessed+"-- witness --\n").Check(), &e)
	assert.NotContains(t, e.Diff, "no place", "each path is below one")
}
