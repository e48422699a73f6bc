package witness_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
)

// compact returns a value as one line of JSON.
func compact(t require.TestingT, v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	return strings.TrimSpace(b.String())
}

func TestJSONOfALog(t *testing.T) {
	events := written(`loaded x /opt/x.taco`, `collision y -`, `protected z ?/opt/z.taco`, `load-failed - /opt/f.taco`, `class-unknown u -`, `signature-failed - /opt/x.taco`,
		`signature-verified - /opt/x.taco`, `class-named x 1.0`, `class-named y `, `other`)
	events[0].Times, events[0].File = 3, "log_1.txt"
	events[3].Code, events[3].Reason = "0e9a05c7", "it is empty"
	rec := &witness.Record{
		Logs: []witness.LogState{{Name: "log.txt", Status: witness.LogRead, Bytes: 10, Lines: 9, Events: 8, Skipped: []witness.Skip{{Reason: witness.SkipTorn, Count: 2, First: 7}}}},
		Processes: []witness.Process{
			{PID: 7, Started: time.Date(2019, 8, 9, 20, 39, 0, 0, time.UTC), File: "log.txt", Line: 1, Release: release(t, dataserverBuild), Service: "dataserver", Events: events},
			{PID: 8, Started: time.Date(2019, 8, 9, 20, 39, 0, 123e6, time.UTC), Inferred: true, File: "log.txt", Line: 5},
			{PID: 9, File: "log.txt", Line: 6},
		},
		Dropped: 4, Unassigned: 5,
	}
	assert.Equal(t, `{"schema":1,"processes":[`+
		`{"pid":7,"started":"2019-08-09T20:39:00","file":"log.txt",`+
		`"loaded":[{"class":"x","path":"/opt/x.taco","line":1,"kind":"loaded","file":"log_1.txt","times":3}],`+
		`"collisions":[{"class":"y","path":null,"line":2,"kind":"collision"},{"class":"z","path":"/opt/z.taco","line":3,"kind":"protected","inferred":true}],`+
		`"failures":[{"path":"/opt/f.taco","class":null,"message":"load-failed - /opt/f.taco","line":4,"reason":"it is empty","kind":"load-failed","code":"0e9a05c7"},`+
		`{"path":null,"class":"u","message":"class-unknown u -","line":5,"kind":"class-unknown"},`+
		`{"path":"/opt/x.taco","class":null,"message":"signature-failed - /opt/x.taco","line":6,"kind":"signature-failed"}],`+
		`"line":1,"inferred":false,"release":"20192.19.0718.1543","service":"dataserver",`+
		`"signatures":[{"path":"/opt/x.taco","class":null,"line":7,"kind":"signature-verified"}],`+
		`"named":[{"class":"x","version":"1.0","line":8,"kind":"class-named"},{"class":"y","version":null,"line":9,"kind":"class-named"}],`+
		`"other":[{"message":"other","line":10,"kind":"other"}],"unlisted":0,"routine":0},`+
		`{"pid":8,"started":"2019-08-09T20:39:00.123","file":"log.txt","loaded":[],"collisions":[],"failures":[],"line":5,"inferred":true,"release":null,"service":null,"signatures":[],"named":[],"other":[],"unlisted":0,"routine":0},`+
		`{"pid":9,"started":null,"file":"log.txt","loaded":[],"collisions":[],"failures":[],"line":6,"inferred":false,"release":null,"service":null,"signatures":[],"named":[],"other":[],"unlisted":0,"routine":0}],`+
		`"comparison":[],"rules":[],"splits":[],"skipped":[],`+
		`"logs":[{"name":"log.txt","status":"read","detail":"","bytes":10,"lines":9,"events":8,"skipped":[{"reason":"torn","count":2,"first":7}]}],`+
		`"dropped":4,"unassigned":5,"notes":[]}`, compact(t, witness.JSON(rec, nil)))
}

func TestJSONOfAComparison(t *testing.T) {
	rec := recorded(written(`loaded x C:\T\dev\b.taco`, `loaded y C:\y`), written(`loaded x C:\T\dev\a.taco`), written(`loaded x C:\T\dev\a.taco`))
	rec.Processes[2].Service = "flowprocessor"
	inv := scanned(t, "dev/a.taco x 1.0", "dev/b.taco x 1.0")
	h := desktop(t, "2023.1")
	h.Product = loader.Server
	var out map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(compact(t, witness.JSON(rec, witness.Compare(rec, loader.Resolve(inv, h))))), &out))
	const expected = `"expected":{"location":"C:\\T\\dev\\a.taco","tier":"dev","outcome":"loaded","rule":"same-version-first-loaded","basis":"documented","plugin_version":"1.0"}`
	assert.Equal(t, `[{"process":0,"pid":1,"class":"x","verdict":"differs",`+expected+`,`+
		`"logged":{"path":"C:\\T\\dev\\b.taco","kind":"loaded","file":"log.txt","line":1,"message":"loaded x C:\\T\\dev\\b.taco","inferred":false},`+
		`"text":"The log loads C:\\T\\dev\\b.taco, but the answer loads C:\\T\\dev\\a.taco.","assumes":["order-in-directory"]},`+
		`{"process":0,"pid":1,"class":"y","verdict":"only-in-log","expected":null,`+
		`"logged":{"path":"C:\\y","kind":"loaded","file":"log.txt","line":2,"message":"loaded y C:\\y","inferred":false},`+
		`"text":"The log loads C:\\y, and the answer has no such class.","assumes":[]},`+
		`{"process":1,"pid":2,"class":"x","verdict":"agrees",`+expected+`,`+
		`"logged":{"path":"C:\\T\\dev\\a.taco","kind":"loaded","file":"log.txt","line":1,"message":"loaded x C:\\T\\dev\\a.taco","inferred":false},`+
		`"text":"The log loads C:\\T\\dev\\a.taco, and the answer loads C:\\T\\dev\\a.taco.","assumes":["order-in-directory"]}]`, string(out["comparison"]))
	assert.Equal(t, `[{"rule":"order-in-directory","basis":"assumed","reading":"upper",`+
		`"supports":[{"process":1,"class":"x","location":"C:\\T\\dev\\a.taco","file":"log.txt","line":1,"instead":[],"with":[]}],`+
		`"contradicts":[{"process":0,"class":"x","location":"C:\\T\\dev\\a.taco","file":"log.txt","line":1,"instead":[],"with":[]}],"silent":0}]`, string(out["rules"]))
	assert.Equal(t, `[{"class":"x","sides":[{"path":"C:\\T\\dev\\a.taco","processes":[1,2],"from":null,"to":null},{"path":"C:\\T\\dev\\b.taco","processes":[0],"from":null,"to":null}]}]`, string(out["splits"]))
	assert.Equal(t, `[2]`, string(out["skipped"]))
	assert.Contains(t, string(out["notes"]), "prep-conductor")

	native := witness.Compare(recorded(written(`collision mongodb -`)), loader.Resolve(scanned(t, "dev/a.taco mongodb 1.0"), desktop(t, "2023.1")))
	assert.Contains(t, compact(t, witness.JSON(recorded(nil), native)), `"expected":{"location":"native:mongodb","tier":"built-in","outcome":"loaded","rule":"native-class","basis":"assumed","plugin_version":null}`)
}

// Arrays are never null, and keys are in snake_case, whatever is shown.
func TestJSONHasNoNullArrays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec, c, _ := zoesLogs(t)
		var v any
		require.NoError(t, json.Unmarshal(encoded(t, rec, c), &v))
		keys(t, v)
	})
}

// mayBeNull are the keys of what is no array.
var mayBeNull = map[string]bool{"started": true, "path": true, "class": true, "release": true, "service": true, "version": true, "expected": true, "logged": true, "plugin_version": true, "reading": true, "from": true, "to": true}

func keys(t require.TestingT, v any) {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			keys(t, one)
		}
	case map[string]any:
		for key, value := range v {
			assert.Regexp(t, `^[a-z]+(_[a-z]+)*$`, key)
			assert.True(t, value != nil || mayBeNull[key], key)
			keys(t, value)
		}
	}
}

func TestJSONOfNothing(t *testing.T) {
	assert.Equal(t, `{"schema":1,"processes":[],"comparison":[],"rules":[],"splits":[],"skipped":[],"logs":[],"dropped":0,"unassigned":0,"notes":[]}`,
		compact(t, witness.JSON(&witness.Record{}, nil)))
	lost := witness.JSON(&witness.Record{}, &witness.Comparison{Results: []witness.Result{{Process: 3, Class: "x", Verdict: witness.OnlyInLog}}})
	assert.Contains(t, compact(t, lost), `{"process":3,"pid":0,"class":"x","verdict":"only-in-log","expected":null,"logged":null,"text":"","assumes":[]}`)
}

func TestJSONOfNoRecord(t *testing.T) {
	whole, err := json.Marshal(witness.JSON(&witness.Record{}, nil))
	require.NoError(t, err)
	nothing, err := json.Marshal(witness.JSON(nil, nil))
	require.NoError(t, err)
	assert.Equal(t, string(whole), string(nothing))
}
