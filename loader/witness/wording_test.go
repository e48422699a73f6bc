package witness_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/witness"
)

// readLog reads a log to its end.
func readLog(t require.TestingT, r io.Reader) ([]witness.Event, witness.LogState) {
	reader := witness.NewReader("log.txt", r)
	var events []witness.Event
	for {
		e, err := reader.Next()
		if err == io.EOF {
			state := reader.State()
			_, err = reader.Next()
			require.Equal(t, io.EOF, err)
			require.Equal(t, state, reader.State())
			return events, state
		}
		require.NoError(t, err)
		events = append(events, e)
	}
}

// logLine is a line of a log with a key and a text, or what else is to be its v.
func logLine(key string, v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return fmt.Sprintf(`{"ts":"2024-05-07T20:39:01.250","pid":4711,"tid":"1f40","sev":"error","req":"-","sess":"-","site":"-","user":"-","k":%q,"v":%s}`,
		key, bytes.TrimSpace(b.Bytes())) + "\n"
}

// says is what an event says, without its place.
func says(e witness.Event) witness.Event {
	return witness.Event{Kind: e.Kind, Class: e.Class, Path: e.Path, Module: e.Module, Version: e.Version, Reason: e.Reason, Release: e.Release}
}

type object map[string]any

// An example is a line of a row, and what it says.
type example struct {
	key  string
	v    any
	want witness.Event
}

// examples are those of each row of the table.
func examples(t require.TestingT) map[string]example {
	const taco = `C:\Users\ann\Documents\My Tableau Repository\Connectors\heron jdbc.taco`
	unsigned := func(why string) example {
		return example{"msg", why, witness.Event{Kind: witness.SignatureFailed, Reason: why}}
	}
	return map[string]example{
		"process-started": {"startup-info", object{"cwd": `D:\x`, "process-id": "23520 (0x5be0)", "tableau-version": "20241.24.0506.2105,x64"},
			witness.Event{Kind: witness.Started, Release: release(t, "20241.24.0506.2105")}},
		"module-registered": {"msg", "Connectors registered from heronconnectors.dll", witness.Event{Kind: witness.Started, Module: "heronconnectors.dll"}},

		"resource-file":     {"connector-plugin", "Loaded resource file resources-fr_FR.xml for /opt/for x/heron.so", witness.Event{Kind: witness.Reading, Path: "/opt/for x/heron.so"}},
		"resource-files":    {"connector-plugin", "Loaded 11 resource files for " + taco, witness.Event{Kind: witness.Reading, Path: taco}},
		"dialog-loaded":     {"connector-plugin", "Successfully loaded connection dialog file (.tcd) for class 'heron_jdbc'.", witness.Event{Kind: witness.Step, Class: "heron_jdbc"}},
		"dialect-none":      {"connector-plugin", "No dialect file (.tdd) specified for class 'heron_jdbc'.", witness.Event{Kind: witness.Step, Class: "heron_jdbc"}},
		"resolvers-loading": {"connector-plugin", "DataDrivenResolverRegistry::LoadResolvers: Loading TDR files.", witness.Event{Kind: witness.Step}},
		"resolvers-loaded":  {"connector-plugin", "DataDrivenResolverRegistry::LoadResolvers: Loaded 3 TDR files.", witness.Event{Kind: witness.Step}},
		"resolver-registered": {"connector-plugin", "Successfully registered connection resolver file (.tdr) for class 'heron_jdbc'.",
			witness.Event{Kind: witness.Step, Class: "heron_jdbc"}},
		"loaded": {"connector-plugin", "Successfully loaded connector for class heron_jdbc from connector plugin " + taco,
			witness.Event{Kind: witness.Loaded, Class: "heron_jdbc", Path: taco}},

		"class-registered": {"connector-plugin-error", "Class already registered: heron_jdbc", witness.Event{Kind: witness.Collision, Class: "heron_jdbc"}},
		"system-connector": {"connector-plugin-error", "Connector will not be overriden as it is already registered as a system connector: heron",
			witness.Event{Kind: witness.Protected, Class: "heron"}},

		"failures-follow": {"connector-plugin-error", "Some connector plugins failed to load:", witness.Event{Kind: witness.Step}},
		"manifest-failed": {"connector-plugin-error", "Failed to load manifest.xml from " + taco, witness.Event{Kind: witness.LoadFailed, Path: taco}},
		"package-failed": {"connector-plugin-error", "Failed to open connector package C:\\マイ Tableau リポジトリ\\コネクタ\\heron.taco",
			witness.Event{Kind: witness.OpenFailed, Path: "C:\\マイ Tableau リポジトリ\\コネクタ\\heron.taco"}},
		"entry-failed": {"connector-plugin-error", "Failed to validate /Users/ann/connectors/.git", witness.Event{Kind: witness.ValidateFailed, Path: "/Users/ann/connectors/.git"}},
		"dialog-failed": {"connector-plugin-error", "Error loading connection dialog file (.tcd) for class 'heron_odbc'. Skipping plugin.",
			witness.Event{Kind: witness.DialogFailed, Class: "heron_odbc"}},
		"resolver-failed": {"connector-plugin-error", "Error loading connection resolver file (.tdr) for class 'heron_odbc'. Skipping plugin.",
			witness.Event{Kind: witness.ResolverFailed, Class: "heron_odbc"}},
		"connector-failed": {"connector-plugin-error", "/Applications/Tableau Desktop 2026.1.app/Contents/Frameworks/connectors/libheron.dylib failed to load",
			witness.Event{Kind: witness.LoadFailed, Path: "/Applications/Tableau Desktop 2026.1.app/Contents/Frameworks/connectors/libheron.dylib"}},

		"vendor-information": {"connector-plugin-warning", "ReadVendorInfoFromDOM: company name is empty", witness.Event{Kind: witness.Detail, Reason: "company name is empty"}},
		"manifest-fault": {"msg", "manifest.xml: Error(89,20): element 'x' is not allowed for content model '(a,b?,(c?|d?))' (id: )",
			witness.Event{Kind: witness.Detail, Reason: "Error(89,20): element 'x' is not allowed for content model '(a,b?,(c?|d?))' (id: )"}},

		"signature-failed": {"connector-plugin-error", "Taco signature verification failed for " + taco + " \nExit code: 1.\n",
			witness.Event{Kind: witness.SignatureFailed, Path: taco}},
		"signature-failed-because": {"connector-plugin-error", "Taco signature verification failed for " + taco + " \nExit code: -1.\nTaco is unsigned.\nBad key usage\n",
			witness.Event{Kind: witness.SignatureFailed, Path: taco, Reason: "Taco is unsigned.\nBad key usage"}},
		"verifier-failed-because": {"msg", "Taco signature verification failed, Exit code: 1.\nVerify signature: " + taco + "\nTaco is unsigned or the signer certificate is not trusted.\nSigned by:\nCN=A, O=B\nBad key usage",
			witness.Event{Kind: witness.SignatureFailed, Path: taco, Reason: "Taco is unsigned or the signer certificate is not trusted.\nSigned by:\nCN=A, O=B\nBad key usage"}},
		"verifier-failed":     {"msg", "Taco signature verification failed, Exit code: 1.", witness.Event{Kind: witness.SignatureFailed}},
		"verifier-path":       {"msg", "Verify signature: " + taco, witness.Event{Kind: witness.Step, Path: taco}},
		"verifier-signer":     {"connector-plugin", "Signed by: CN=A, OU=B, O=C, L=D, ST=E, C=F", witness.Event{Kind: witness.Detail, Reason: "CN=A, OU=B, O=C, L=D, ST=E, C=F"}},
		"verified":            {"msg", ".taco verified.", witness.Event{Kind: witness.SignatureVerified}},
		"unsigned":            unsigned(".taco is not signed."),
		"unsigned-files":      unsigned("There are unsigned files in the .taco."),
		"chain-invalid":       unsigned("The signer certificate chain is not validated."),
		"keystore-failed":     unsigned("Failed to get trusted certificates from JRE keystore."),
		"certificate-expired": unsigned("The signer certificate has expired."),
		"certificate-not-yet": unsigned("The signer certificate is not yet valid."),
		"untrusted":           unsigned("Taco is unsigned or the signer certificate is not trusted."),
		"bad-key-usage":       unsigned("Bad key usage"),
		"connection-refused": {"excp", object{"class": "heron", "excp-msg": "Package signature verification failed during connection creation.\n", "msg": "DataSourceException::Throw"},
			witness.Event{Kind: witness.SignatureFailed, Class: "heron", Reason: "Package signature verification failed during connection creation."}},

		"class-missing": {"excp", object{"class": "", "dse-type": "DataSourceClassMissing", "msg": "DataSourceException::Throw", "excp-msg": "Tableau doesn't recognize the data source type 'heron_odbc'. " +
			"It might not be available in this version of Tableau, or it might be a connector plugin that's not installed on this system.\n"},
			witness.Event{Kind: witness.ClassUnknown, Class: "heron_odbc"}},
		"class-missing-type": {"excp", object{"class": "heron_odbc", "dse-type": "DataSourceClassMissing", "msg": "DataSourceException::Throw", "excp-msg": "Tableau erkennt den Typ nicht.\n"},
			witness.Event{Kind: witness.ClassUnknown, Class: "heron_odbc"}},
		"class-in-use": {"msg", "An error occurred.\nConnector Class: heron_jdbc, Version: 1.14.0-2.\nFor support, contact Heron.",
			witness.Event{Kind: witness.ClassNamed, Class: "heron_jdbc", Version: "1.14.0-2"}},
	}
}

func TestEachWordingSaysWhatItsRowSays(t *testing.T) {
	rows := make(map[string]witness.Wording)
	all := examples(t)
	for _, w := range witness.Wordings() {
		_, twice := rows[w.ID]
		require.False(t, twice, "%s stands twice", w.ID)
		rows[w.ID] = w
		require.Contains(t, all, w.ID)
	}
	for id, x := range all {
		t.Run(id, func(t *testing.T) {
			require.Contains(t, rows, id)
			events, state := readLog(t, strings.NewReader(logLine("msg", "Something else.")+logLine(x.key, x.v)))
			require.Len(t, events, 1)
			assert.Equal(t, id, events[0].Wording)
			assert.Equal(t, rows[id].Kind, events[0].Kind)
			assert.Equal(t, x.want, says(events[0]))
			assert.Equal(t, 2, events[0].Line)
			assert.Equal(t, x.key, events[0].Key)
			assert.Equal(t, 1, state.Events)
			assert.Empty(t, state.Skipped)
		})
	}
}

func TestAWordingUnderAnotherKeyIsNoneOfTheTable(t *testing.T) {
	all := examples(t)
	for _, w := range witness.Wordings() {
		events, state := readLog(t, strings.NewReader(logLine("unheard-of", all[w.ID].v)))
		var said []string
		for _, e := range events {
			said = append(said, e.Wording)
		}
		if w.Key == "*" {
			assert.Equal(t, []string{w.ID}, said)
		} else {
			assert.NotContains(t, said, w.ID)
		}
		assert.Empty(t, state.Skipped, w.ID)
	}
}

func TestEachWordingOfConnectorsIsSaidUnderEachOfTheirKeys(t *testing.T) {
	all := examples(t)
	for _, w := range witness.Wordings() {
		if w.Key != "" {
			continue
		}
		for _, key := range []string{"connector-plugin", "connector-plugin-warning", "connector-plugin-error", "connector-plugin-unheard-of"} {
			events, _ := readLog(t, strings.NewReader(logLine(key, all[w.ID].v)))
			require.Len(t, events, 1)
			assert.Equal(t, w.ID, events[0].Wording)
		}
	}
}

func TestEachWordingTellsWhereItIsFrom(t *testing.T) {
	kinds := witness.Kinds()
	for _, w := range witness.Wordings() {
		assert.NotEmpty(t, w.Releases, w.ID)
		assert.NotEmpty(t, w.Source, w.ID)
		assert.Contains(t, kinds, w.Kind, w.ID)
	}
}

func TestEveryKindButOtherHasAWording(t *testing.T) {
	has := make(map[witness.Kind]bool)
	for _, w := range witness.Wordings() {
		has[w.Kind] = true
	}
	for _, k := range witness.Kinds() {
		assert.Equal(t, k != witness.Other, has[k], k)
	}
}

func TestWordingsAreTheCallers(t *testing.T) {
	first := witness.Wordings()
	id := first[0].ID
	first[0].ID = "changed"
	assert.Equal(t, id, witness.Wordings()[0].ID)
}

func TestWhatATextSaysDependsOnItsWordsNotItsWhiteSpace(t *testing.T) {
	events, _ := readLog(t, strings.NewReader(logLine("connector-plugin", "\n  Successfully  loaded connector\tfor\r\nclass heron from connector plugin\n /c/two  blanks.taco \n")))
	require.Len(t, events, 1)
	assert.Equal(t, witness.Event{Kind: witness.Loaded, Class: "heron", Path: "/c/two  blanks.taco"}, says(events[0]))
}

func TestTextsOfSeveralLines(t *testing.T) {
	event := func(k witness.Kind, class, path, reason string) witness.Event {
		return witness.Event{Kind: k, Class: class, Path: path, Reason: reason}
	}
	for _, test := range []struct {
		name, key, text string
		want            []witness.Event
		messages        []string
	}{
		{"each line says something", "connector-plugin-error",
			"Some connector plugins failed to load:\nC:\\c\\heron-uip.dll failed to load\nConnector will not be overriden as it is already registered as a system connector: egret\n",
			[]witness.Event{event(witness.Step, "", "", ""), event(witness.LoadFailed, "", `C:\c\heron-uip.dll`, ""), event(witness.Protected, "egret", "", "")},
			[]string{"Some connector plugins failed to load:", `C:\c\heron-uip.dll failed to load`, "Connector will not be overriden as it is already registered as a system connector: egret"}},
		{"no line says anything", "connector-plugin", "one\n\ntwo\nthree", []witness.Event{event(witness.Other, "", "", "")}, []string{"one\n\ntwo\nthree"}},
		{"some lines say something", "connector-plugin", "one\r\ntwo\n \nClass already registered: heron\n\nthree\nClass already registered: egret\nfour",
			[]witness.Event{event(witness.Other, "", "", ""), event(witness.Collision, "heron", "", ""), event(witness.Other, "", "", ""),
				event(witness.Collision, "egret", "", ""), event(witness.Other, "", "", "")},
			[]string{"one\r\ntwo", "Class already registered: heron", "three", "Class already registered: egret", "four"}},
		{"of another key only lines that say something", "msg", "one\n.taco verified.\ntwo",
			[]witness.Event{event(witness.SignatureVerified, "", "", "")}, []string{".taco verified."}},
		{"a verifier's lines for a package that is in order", "connector-plugin", "Verify signature: /c/heron.taco\n.taco verified.\nSigned by: CN=A",
			[]witness.Event{event(witness.Step, "", "/c/heron.taco", ""), event(witness.SignatureVerified, "", "", ""), event(witness.Detail, "", "", "CN=A")},
			[]string{"Verify signature: /c/heron.taco", ".taco verified.", "Signed by: CN=A"}},
		{"a path has the words of a row", "connector-plugin", "Failed to validate /c/Exit code: 1./x failed to load",
			[]witness.Event{event(witness.ValidateFailed, "", "/c/Exit code: 1./x failed to load", "")}, []string{"Failed to validate /c/Exit code: 1./x failed to load"}},
		{"words are no path", "connector-plugin-error", "Failed to validate signature of the plugin because of 3 errors", []witness.Event{event(witness.Other, "", "", "")},
			[]string{"Failed to validate signature of the plugin because of 3 errors"}},
		{"words are no path between others", "connector-plugin-error", "Taco signature verification failed for some reason. Exit code: 1.", []witness.Event{event(witness.Other, "", "", "")},
			[]string{"Taco signature verification failed for some reason. Exit code: 1."}},
		{"what is no path fails", "connector-plugin-error", "The library failed to load", []witness.Event{event(witness.Other, "", "", "")}, []string{"The library failed to load"}},
		{"no text at all", "connector-plugin", " \n ", []witness.Event{event(witness.Other, "", "", "")}, []string{""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, state := readLog(t, iotest.OneByteReader(strings.NewReader(logLine(test.key, test.text))))
			var said []witness.Event
			var messages []string
			for _, e := range events {
				said, messages = append(said, says(e)), append(messages, e.Message)
			}
			assert.Equal(t, test.want, said)
			assert.Equal(t, test.messages, messages)
			assert.Empty(t, state.Skipped)
		})
	}
}

func TestTheClassInUseIsToldBesideWhatElseALineSays(t *testing.T) {
	const where = "Connector Class: heron_jdbc, Version: 1.2.0"
	named := witness.Event{Kind: witness.ClassNamed, Class: "heron_jdbc", Version: "1.2.0"}
	const refused = "Package signature verification failed during connection creation."
	failed := witness.Event{Kind: witness.SignatureFailed, Reason: refused}
	for _, test := range []struct {
		name, key string
		v         any
		want      []witness.Event
	}{
		{"on a line of its own", "excp", object{"excp-msg": refused + "\n" + where + "\nFor support, contact Heron."}, []witness.Event{failed, named}},
		{"in another field than the message", "excp", object{"detail": "x " + where, "excp-msg": refused}, []witness.Event{failed, named}},
		{"inside brackets", "show-detailed-error-dialog", "[An error occurred. " + where + "]", []witness.Event{named}},
		{"at the end of a sentence", "msg", "See " + where + ".", []witness.Event{named}},
		{"in a line of connectors", "connector-plugin-error", "It failed: " + where, []witness.Event{named}},
		{"deep in an object", "msg", object{"msg": "x", "a": object{"b": []string{where + "\n"}}}, []witness.Event{named}},
		{"twice in one text", "msg", where + "\n" + "Connector Class: egret, Version: 7", []witness.Event{named, {Kind: witness.ClassNamed, Class: "egret", Version: "7"}}},
		{"without a version", "msg", "Connector Class: heron_jdbc, Version: unknown", nil},
		{"over two lines", "msg", "Connector Class: heron\njdbc, Version: 1.2.0", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, _ := readLog(t, strings.NewReader(logLine(test.key, test.v)))
			var said []witness.Event
			for _, e := range events {
				said = append(said, says(e))
				assert.NotContains(t, e.Message, "{", "it is the object's own message if there is one")
			}
			assert.Equal(t, test.want, said)
		})
	}
}

func TestAClassIsMissingOnceInALine(t *testing.T) {
	const english = "Tableau doesn't recognize the data source type 'heron_odbc'. It might be a connector plugin that's not installed on this system."
	missing := func(class string) []witness.Event {
		return []witness.Event{{Kind: witness.ClassUnknown, Class: class}}
	}
	for _, test := range []struct {
		name, message string
		v             any
		want          []witness.Event
	}{
		{"in English", english, object{"class": "x", "dse-type": "DataSourceClassMissing", "excp-msg": english}, missing("heron_odbc")},
		{"in English behind other lines", english, object{"class": "x", "dse-type": "DataSourceClassMissing", "excp-msg": "Error.\n" + english}, missing("heron_odbc")},
		{"in another language", "Erreur.", object{"class": "heron", "dse-type": "DataSourceClassMissing", "msg": "Erreur."}, missing("heron")},
		{"in several lines of another language", "Erreur.\nUne autre.", object{"class": "heron", "dse-type": "DataSourceClassMissing", "excp-msg": "Erreur.\nUne autre."}, missing("heron")},
		{"without a class", "Erreur.", object{"dse-type": "DataSourceClassMissing", "excp-msg": "Erreur."}, missing("")},
		{"without a message", `{"class":"heron","dse-type":"DataSourceClassMissing"}`, object{"class": "heron", "dse-type": "DataSourceClassMissing"}, missing("heron")},
		{"in a text", "English: " + english + " (DataSourceClassMissing)", "English: " + english + " (DataSourceClassMissing)", missing("")},
		{"in an English text", english + " (DataSourceClassMissing)", english + " (DataSourceClassMissing)", missing("heron_odbc")},
	} {
		t.Run(test.name, func(t *testing.T) {
			events, state := readLog(t, strings.NewReader(logLine("excp", test.v)))
			require.Len(t, events, 1)
			assert.Equal(t, test.want, []witness.Event{says(events[0])})
			assert.Equal(t, test.message, events[0].Message)
			assert.Empty(t, state.Skipped)
		})
	}
	events, state := readLog(t, strings.NewReader(logLine("msg", object{"class": "heron", "dse-type": "DataSourceClassMissing", "msg": "x"})))
	assert.Empty(t, events, "another key")
	assert.Empty(t, state.Skipped)
}
