package witness_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/witness"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
)

func TestPathsThatStay(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	for _, path := range []string{
		"", "x.taco", "dev/x.taco", `dev\x.taco`, "native:mongodb", "/",
		`C:\Program Files\Tableau\Tableau 2022.2\bin\connectors\x.dll`, `D:\Program Files (x86)\Tableau\Connectors\x.taco`,
		`c:/programdata/tableau/Tableau Server/data/tabsvc/services/dataserver_0.20192.19.0718.1543/bin/connectors/mongodb.dll`,
		"/opt/tableau/connectors/x.taco", "/var/opt/tableau/tableau_server/data/tabsvc/vizqlserver/Connectors/x.taco",
		"/Applications/Tableau Desktop (Apple silicon) 2026.2.app/Contents/Frameworks/connectors/libx.dylib",
		`C:\[home]\Documents\x.taco`, "[documents]/My Tableau Repository/Connectors/x.taco", `E:\[dev-1]\x.taco`, `C:\[directory-12]\x.taco`, "[path]",
	} {
		assert.Equal(t, path, r.Path(path))
		assert.Equal(t, path, r.Text(path))
		assert.Equal(t, "Failed to load "+path+" today.", r.Text("Failed to load "+path+" today."))
	}
}

func TestPathsThatAreReplaced(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{`C:\Users\ann\Documents\My Tableau Repository\Connectors\x.taco`, `C:\[documents]\My Tableau Repository\Connectors\x.taco`},
		{`C:\Users\ann\OneDrive - Acme\My Tableau Repository\Connectors`, `C:\[documents]\My Tableau Repository\Connectors`},
		{`C:/Users/ann/My Tableau Prep Repository/Connectors/x.taco`, `C:/[documents]/My Tableau Prep Repository/Connectors/x.taco`},
		{`\\nas\ann\My Tableau Bridge Repository\Connectors\x.taco`, `[documents]\My Tableau Bridge Repository\Connectors\x.taco`},
		{"/root/Documents/My_Tableau_Bridge_Repository/Connectors/x.taco", "[documents]/My_Tableau_Bridge_Repository/Connectors/x.taco"},
		{"/Users/ann/Library/Tableau/Connectors/x.taco", "[home]/Library/Tableau/Connectors/x.taco"},
		{"/Users/ann", "[home]"}, {"/home/ann/", "[home]"}, {"/root", "[home]"}, {`C:\Users\ann`, `C:\[home]`}, {`\\nas\home\ann`, `[home]`},
		{`C:\Users\Administrator\Documents\マイ Tableau リポジトリ\コネクタ\x.taco`, `C:\[directory-1]\x.taco`},
		{`C:\Users\ann\My Tableau Repository\Connectors\secret\x.taco`, `C:\[directory-1]\x.taco`},
		{`C:\Users\ann\My Tableau Repository\..\x.taco`, `C:\[directory-1]\x.taco`},
		{`C:\ProgramData\Tableau\..\..\Users\ann\x.taco`, `C:\[directory-1]\x.taco`},
		{`D:\x\y`, `D:\[directory-1]\y`}, {`D:\\x\\y`, `D:\[directory-1]\y`}, {"/srv/x/y/", "[directory-1]/y"},
		{`\\nas\share`, `[directory-1]\share`}, {"//nas/share/x.taco", "[directory-1]/x.taco"}, {`\\?\C:\Users\ann\x.taco`, `[directory-1]\x.taco`},
		{`\Users\ann\dev\x.taco`, `[directory-1]\x.taco`}, {"../ann/x.taco", "[directory-1]/x.taco"}, {"~ann/x.taco", "[directory-1]/x.taco"},
		{"file:///Users/ann/dev/x.taco", "[directory-1]/x.taco"}, {`c:ann\x.taco`, `[directory-1]\x.taco`},
		{"/Program Files/Tableau/x", "[directory-1]/x"}, {`C:\opt\tableau\x`, `C:\[directory-1]\x`}, {`C:\Program Files Ann\Tableau\x`, `C:\[directory-1]\x`},
		{"/Library/Tableau/Connectors/x.taco", "[directory-1]/x.taco"},
		{`C:\x.taco`, `C:\x.taco`}, {"/x.taco", "/x.taco"}, {`C:\`, `C:\`}, // there is nobody's directory
	} {
		r := witness.NewRedaction(loader.Host{})
		assert.Equal(t, c.want, r.Path(c.path))
		assert.Equal(t, c.want, r.Path(c.want), "twice")
		assert.Equal(t, c.want, witness.NewRedaction(loader.Host{}).Path(c.want), "twice, by another")
	}
}

func TestADirectoryHasOneName(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	for _, c := range [][2]string{
		{`D:\a\x.taco`, `D:\[directory-1]\x.taco`}, {`D:\b\x.taco`, `D:\[directory-2]\x.taco`}, {`d:/A/y.taco`, `d:/[directory-1]/y.taco`},
		{`E:\a\x.taco`, `E:\[directory-3]\x.taco`}, {"/a/x.taco", "[directory-4]/x.taco"}, {"/A/x.taco", "[directory-5]/x.taco"},
	} {
		assert.Equal(t, c[1], r.Path(c[0]))
	}
}

func TestPlacesOfTheHost(t *testing.T) {
	r := witness.NewRedaction(loader.Host{
		Home: `C:\Profile\ann`, Documents: `D:\Acme\Docs`, Data: `E:\Acme\data`,
		Paths: map[loader.Tier][]string{
			loader.TierDev:        {`F:\ann\dev`, `C:\Program Files\Tableau\Own`},
			loader.TierShared:     {`F:\ann`, `C:\[dev-1]`},
			loader.TierRepository: {`D:\Acme\Docs\My Tableau Repository\Connectors`},
		},
	})
	for _, c := range [][2]string{
		{`c:\profile\ANN`, `c:\[home]`}, {`D:\Acme\Docs\`, `D:\[documents]`}, {`E:\Acme\data`, `E:\[data]`},
		{`E:\Acme\data\tabsvc\vizqlserver\Connectors\x.taco`, `E:\[data]\tabsvc\vizqlserver\Connectors\x.taco`},
		{`E:\Acme\data\ann\x.taco`, `E:\[directory-3]\x.taco`},
		{`F:\ann`, `F:\[directory-1]`}, {`F:\ann\x.taco`, `F:\[directory-1]\x.taco`}, {`F:\ann\dev\x.taco`, `F:\[directory-2]\x.taco`},
		{`C:\Program Files\Tableau\Own\x.taco`, `C:\Program Files\Tableau\Own\x.taco`}, {`C:\[dev-1]\x.taco`, `C:\[dev-1]\x.taco`},
		{`D:\Acme\Docs\My Tableau Repository\Connectors`, `D:\[documents]\My Tableau Repository\Connectors`},
	} {
		assert.Equal(t, c[1], r.Path(c[0]))
	}
	assert.Equal(t, `The dev directory F:\[directory-2] is the same as F:\[directory-1]; its candidates are listed once.`,
		r.Text(`The dev directory F:\ann\dev is the same as F:\ann; its candidates are listed once.`))
}

func TestTexts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`Failed to load manifest.xml from C:\dev\ann\x.taco`, `Failed to load manifest.xml from C:\[directory-1]\x.taco`},
		{`It loads C:\dev\ann\x.taco, and c:/DEV/ann/X.TACO is loaded.`, `It loads C:\[directory-1]\x.taco, and C:\[directory-1]\x.taco is loaded.`},
		{"C:\\dev\\ann\\x.taco\nExit code: 1.\r\n/srv/ann/y\r\n", "C:\\[directory-1]\\x.taco\nExit code: 1.\r\n[path]\r\n"},
		{`C:\dev\ann\x.taco2`, `[path]`}, {`C:\dev\ann\x.taco.bak`, `[path]`}, {`C:\dev\ann\x.taco\y`, `[path]`}, {`C:\dev\ann\x.taco of ann\y`, `[path]`},
		{`C:\dev\ann\x.taco.`, `C:\[directory-1]\x.taco.`},
		{`for C:\Users\ann\x.dll failed`, `for [path]`}, {`for C:\dev\ann failed`, `for [path]`},
		{`{"path":"C:\\Users\\ann\\x.dll","reason":"none"}`, `{"path":"[path]","reason":"none"}`},
		{`'C:\Users\O'Neil\x.dll' failed`, `'[path]' failed`}, {`in "C:\Users\ann b\x", and`, `in "[path]", and`},
		{`\\nas\ann\x`, `[path]`}, {`in ~/ann and`, `in [path]`}, {`in ../ann and`, `in [path]`}, {`at file:///C:/Users/ann`, `at [path]`},
		{`relative\Users\ann`, `relative[path]`}, {`a/home/ann`, `a[path]`}, {`(/srv/ann/x)`, `([path]`}, {`path=/srv/ann`, `path=[path]`}, {`コ/srv/ann`, `コ[path]`},
		{`and/or 1 / 2, </x>, https://help.tableau.com/current/a.htm`, `and/or 1 / 2, </x>, https://help.tableau.com/current/a.htm`},
		{`C:\ProgramData\Tableau\x.dll of D:\ann\y`, `C:\ProgramData\Tableau\x.dll of [path]`},
		{`/opt/tableau and then D:\ann\y`, `/opt/tableau and then [path]`},
		{`C:\ProgramData\Tableau\..\..\Users\ann`, `[path]`},
		{`C:\ProgramData\Tableau\` + strings.Repeat("b", 300) + `\..\..\ann`, `[path]`},
		{`"C:\\Program Files\\Tableau\\Tableau 2022.2\\bin"`, `"C:\\Program Files\\Tableau\\Tableau 2022.2\\bin"`},
		{`C:\[directory-1]\x and [home]/Library and D:\ann`, `C:\[directory-1]\x and [home]/Library and [path]`},
		{`see (/srv/ann/x.taco) twice`, `see ([path]) twice`}, {`'/srv/ann/X.DLL' and then`, `'[path]' and then`}, {`in (/srv/ann) b/x.taco)`, `in ([path])`}, {`(/srv/a.dll) ann/x) of`, `([path]`}, {`(/srv/a.dll) and (/srv/b.so) of`, `([path]) and ([path]) of`},
		{`C:\[ann`, `[path]`}, {`C:\[ann]\x`, `[path]`},
	} {
		r := witness.NewRedaction(loader.Host{})
		r.Path(`C:\dev\ann\x.taco`)
		got := r.Text(c.text)
		assert.Equal(t, c.want, got, c.text)
		assert.Equal(t, got, r.Text(got), "twice")
		assert.Equal(t, got, witness.NewRedaction(loader.Host{}).Text(got), "twice, by another")
	}
}

func TestTextsNameThePathsAskedForSoFar(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	for i := range 3 {
		path := fmt.Sprintf(`D:\d%d\x.taco`, i)
		assert.Equal(t, "[path]", r.Text(path))
		assert.Equal(t, fmt.Sprintf(`D:\[directory-%d]\x.taco`, i+1), r.Path(path))
		assert.Equal(t, fmt.Sprintf(`D:\[directory-%d]\x.taco`, i+1), r.Text(path))
	}
}

func TestAMessageNamesThePathOfALaterOne(t *testing.T) {
	events := written(`load-failed`, `load-failed - D:\d\x.taco`)
	events[0].Message = `Looking at D:\d\x.taco.`
	out := witness.NewRedaction(loader.Host{}).Record(recorded(events))
	assert.Equal(t, `Looking at D:\[directory-1]\x.taco.`, out.Processes[0].Events[0].Message)
}

func TestTextsOfLinesThatAreNotUnderstoodAreWithheld(t *testing.T) {
	for _, kind := range []witness.Kind{witness.Other, witness.Detail} {
		e := witness.Event{
			Kind: kind, Class: "jdoe", Path: "filesrv01.taco", Module: "jdoe.dll", Version: "jdoe", Reason: "jane", Message: "User jane.doe loaded connector on host FILESRV01.contoso.com",
			Key: "connector-plugin-new", Code: "0e9acd07", Severity: "warn", PID: 1, TID: "a", File: "log.txt", Line: 3, Times: 2,
		}
		want := witness.Event{Kind: kind, Message: witness.Withheld, Key: e.Key, Code: e.Code, Severity: e.Severity, PID: 1, TID: "a", File: "log.txt", Line: 3, Times: 2}
		r := witness.NewRedaction(loader.Host{})
		out := r.Record(recorded([]witness.Event{e}))
		assert.Equal(t, want, out.Processes[0].Events[0])
		assert.Equal(t, out, r.Record(out), "twice")
	}
}

func TestWhatAWordingTakesForAnyTextIsWithheld(t *testing.T) {
	events := []witness.Event{
		{Kind: witness.ClassUnknown, Wording: "class-missing", Class: "x", Message: "Tableau doesn't recognize the data source type 'x'. Ask jane at Contoso."},
		{Kind: witness.ClassUnknown, Wording: "class-missing-type", Message: "jane: DataSourceClassMissing jane"},
		{Kind: witness.ClassNamed, Wording: "class-in-use", Class: "x", Version: "1.2.3.4", Message: "Cannot reach filesrv01. Connector Class: x, Version: 1.2.3.4 jane"},
		{Kind: witness.ClassNamed, Wording: "class-in-use", Class: "of jane doe", Version: "1", Message: "Connector Class: of jane doe, Version: 1"},
	}
	r := witness.NewRedaction(loader.Host{})
	out := r.Record(recorded(events))
	for i, want := range []string{
		"Tableau doesn't recognize the data source type 'x'.[withheld]", "[withheld]DataSourceClassMissing[withheld]",
		"[withheld]Connector Class: x, Version: 1.2.3.4[withheld]", "[withheld]Connector Class: [withheld], Version: 1[withheld]",
	} {
		assert.Equal(t, want, out.Processes[0].Events[i].Message)
	}
	assert.Equal(t, out, r.Record(out), "twice")
}

func TestNamesOfHomesAreReplacedAsWholeWords(t *testing.T) {
	for _, c := range []struct{ home, text, want string }{
		{`C:\Users\jdoe\x`, "jdoe has no right, JDoe.", "[user] has no right, [user]."},
		{`C:\Users\jdoe\x`, "jdoes of ajdoe, jdoe1 and jdoe_1", "jdoes of ajdoe, jdoe1 and [user]_1"},
		{"/home/jane.doe", "jane.doe, jane, Jane.Doe.taco", "[user], [user], [user].taco"},
		{"/Users/Jane Doe/x", "by jane doe (Jane)", "by [user] ([user])"},
		{`C:\Users\jdoe.CONTOSO\x`, "jdoe of contoso", "[user] of [user]"},
		{"/home/jörg/x", "JÖRG's, jörgs", "[user]'s, jörgs"},
		{"/home/home/x", "[home]/a and home", "[home]/a and home"},
		{`C:\Users\Public\x`, "public", "public"}, {"/home/tableau/x", "Tableau", "Tableau"}, {"/home/7/x", "7", "7"},
		{"/home/path/x", "(/srv/a) path", "([path]"},
		{`C:\Users\Jurgen.Mussig`, "Mussig and jurgen, Jurgen.Mussig, MUSSIG_2", "[user] and [user], [user], [user]_2"},
		{`C:\Users\ann-lee\x`, "lee, ann, ann-lee, annlee", "[user], [user], [user], annlee"},
		{"/home/ann_lee/x", "lee_x of ann", "[user]_x of [user]"}, {"/Users/ann lee/x", "Lee of Ann", "[user] of [user]"},
		{`C:\Users\kseverin.ZORBLATT\x`, "Zorblatt: kseverin", "[user]: [user]"}, {`C:\Users\ZORBLATT.kseverin\x`, "Zorblatt: kseverin", "[user]: [user]"},
		{`\\?\C:\Users\ann-lee\x`, "lee, ann", "[user], [user]"}, {"/home/al.bo.x1/x", "al, bo, x1", "al, bo, x1"}, {"/home/müß-łu/x", "MÜß", "[user]"},
		{`C:\Users\svc-tableau.server connector and test\x`, "svc, Tableau Server's connector and a test", "svc, Tableau Server's connector and a test"},
	} {
		r := witness.NewRedaction(loader.Host{})
		r.Path(c.home)
		got := r.Text(c.text)
		assert.Equal(t, c.want, got, c.home)
		assert.Equal(t, got, r.Text(got), "twice")
		assert.Equal(t, got, witness.NewRedaction(loader.Host{Home: c.home}).Text(got), "twice, by another")
	}
	r := witness.NewRedaction(loader.Host{Home: `C:\Profile\jdoe`})
	assert.Equal(t, `D:\[directory-1]\[user].taco`, r.Path(`D:\x\jdoe.taco`))
	assert.Equal(t, `[user]/x.taco`, r.Path(`jdoe/x.taco`))
}

func TestTextsWithoutPeopleMachinesAndCompanies(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"connect to https://jdoe:pw@filesrv01.contoso.com/site, again", "connect to https://[withheld], again"},
		{"jdbc:postgresql://db01:5432/x.", "jdbc:postgresql://[withheld]."}, {`"url":"http://db01"`, `"url":"http://[withheld]"`},
		{`CONTOSO\jdoe has no right`, "[withheld] has no right"}, {`(contoso\\jane.doe)`, "([withheld])"}, {`for CONTOSO\svc$.`, "for [withheld]"},
		{`Signed by: CN=Contoso, O=Contoso Ltd.`, "Signed by: [withheld]"}, {"signed by Contoso", "signed by [withheld]"},
		{"of O=Contoso Ltd., CN=Jane\nand", "of [withheld]\nand"},
		{"ask jane.doe@contoso.com.", "ask [withheld]"}, {"jdoe@filesrv01, jane@a@b", "[withheld], [withheld]"},
		{"at 10.1.2.3:27042 (10.1.2.3) and fe80::1.", "at [withheld]:27042 ([withheld]) and [withheld]."},
		{"on FILESRV01.contoso.com:80, contoso.com", "on [withheld]:80, [withheld]"},
		{"user=jdoe;pwd=x y; Server: filesrv01", "user=[withheld];pwd=[withheld] y; Server: [withheld]"},
		{"Failed to load manifest.xml, strings.en.xml and a.b.taco of 20192.19.0718.1543 at 10:36:18", "Failed to load manifest.xml, strings.en.xml and a.b.taco of 20192.19.0718.1543 at 10:36:18"},
		{"java.io.IOException in DataDrivenResolverRegistry::LoadResolvers: 2022.2.1, 1.0", "java.io.IOException in DataDrivenResolverRegistry::LoadResolvers: 2022.2.1, 1.0"},
		{`bin\connectors and dev\x.taco`, `bin\connectors and dev\x.taco`}, {"Exit code: 1.", "Exit code: 1."},
	} {
		got := witness.NewRedaction(loader.Host{}).Text(c.text)
		assert.Equal(t, c.want, got)
		assert.Equal(t, got, witness.NewRedaction(loader.Host{}).Text(got), "twice")
	}
}

func TestTextsInPlaceOfPaths(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	for _, c := range [][2]string{
		{"https://jdoe:pw@filesrv01/x", "[path]"}, {`User jane.doe of CONTOSO\jdoe`, "[path]"}, {`CONTOSO\jdoe`, "[path]"}, {"User jane/x.taco", "[path]"},
		{"/srv/x: user jane@contoso.com", "[directory-1]/x: user [withheld]"}, {"my connector.taco", "[path]"},
	} {
		assert.Equal(t, c[1], r.Path(c[0]))
		assert.Equal(t, c[1], r.Path(c[1]), "twice")
	}
}

func TestClassesStayAsFarAsTheyAreSome(t *testing.T) {
	long := strings.Repeat("a", 128)
	for class, want := range map[string]string{
		"": "", "mongodb": "mongodb", "x-1.y_z": "x-1.y_z", long: long, long + "a": "[withheld]", "for jane": "[withheld]", `CONTOSO\jdoe`: "[withheld]", "j@c.com": "[withheld]",
	} {
		rec := recorded([]witness.Event{{Kind: witness.Loaded, Class: class, Path: "/srv/x.taco"}})
		r := witness.NewRedaction(loader.Host{})
		assert.Equal(t, want, r.Record(rec).Processes[0].Events[0].Class)
		out := r.Comparison(witness.Compare(rec, nil))
		for _, result := range out.Results {
			assert.Equal(t, want, result.Class)
		}
	}
}

func TestServicesStayAsFarAsTheyAreTableaus(t *testing.T) {
	for service, want := range map[string]string{"": "", "vizqlserver": "vizqlserver", "flowminerva": "flowminerva", "jdoe": ""} {
		rec := recorded(written("loaded x /srv/x.taco"))
		rec.Processes[0].Service = service
		assert.Equal(t, want, witness.NewRedaction(loader.Host{}).Record(rec).Processes[0].Service)
	}
}

func TestPartsOfNamesOfHomesAreLearnedFromTexts(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	r.Text(`for C:\Users\ann-lee failed when tried`)
	assert.Equal(t, "[user] of [user] failed when tried", r.Text("Ann of Lee failed when tried"))
}

func TestReasonsAreWithheldButForTableausOwn(t *testing.T) {
	const element = "Error(89,20): element 'connection-customization' is not allowed for content model '(vendor-information,platforms?,(connection-fields?|connection-dialog?),license-key*)'"
	for _, c := range []struct{ reason, want string }{
		{"", ""}, {"[withheld]", "[withheld]"}, {"company name is empty", "company name is empty"},
		{"company Qualmtech GmbH is empty", "[withheld]"}, {"The signer Qualmtech GmbH of server buildbox7 is not trusted", "[withheld]"},
		{"Subject: Qualmtech; Issuer: buildbox7", "[withheld]"}, {"signed by Qualmtech GmbH", "[withheld]"},
		{"Malformed XML, showing first 5 errors.", "Malformed XML, showing first 5 errors."}, {element, element},
		{"company name is empty; " + element, "company name is empty; " + element},
		{"company Qualmtech is empty; company name is empty; Subject: a; b", "[withheld]; company name is empty; [withheld]"},
		{"Taco is unsigned or the signer certificate is not trusted.\nSigned by: CN=Qualmtech\nBad key usage", "Taco is unsigned or the signer certificate is not trusted.\n[withheld]\nBad key usage"},
		{"Bad key usage of Qualmtech", "[withheld]"}, {"Some connector plugins failed to load:", "Some connector plugins failed to load:"},
		{"Error(1,2): element 'Qualmtech GmbH' is not allowed for content model '(a)'", "[withheld]"},
		{"Error(1,2): element 'a' is not allowed for content model '(a)' of Qualmtech", "[withheld]"},
		{"Error(1,2): value 'Qualmtech' is not allowed for content model '(a)'", "[withheld]"},
		{"Error(1,2): element 'a' is not allowed for content model '(a)\nQualmtech'", "[withheld]"},
		{"Tableau doesn't recognize the data source type 'x'.", "[withheld]"},
		{"Malformed XML, showing first 5 errors." + strings.Repeat("; ", 2000), "Malformed XML, showing first 5 errors."},
	} {
		rec := recorded([]witness.Event{{Kind: witness.LoadFailed, Path: "/srv/x.taco", Message: "Failed to load manifest.xml from /srv/x.taco", Wording: "manifest-failed", Reason: c.reason}})
		r := witness.NewRedaction(loader.Host{})
		out := r.Record(rec)
		assert.Equal(t, c.want, out.Processes[0].Events[0].Reason, c.reason)
		assert.Equal(t, out, r.Record(out), "twice")
	}
	r := witness.NewRedaction(loader.Host{Home: "/home/zorb"})
	rec := recorded([]witness.Event{{Kind: witness.LoadFailed, Path: "/srv/x.taco", Reason: "Error(1,2): element 'zorb' is not allowed for content model '(a)'"}})
	assert.Equal(t, "Error(1,2): element '[user]' is not allowed for content model '(a)'", r.Record(rec).Processes[0].Events[0].Reason)
	assert.Equal(t, r.Record(rec), r.Record(r.Record(rec)), "twice")
}

func TestMessagesAreWrittenAnewByTheirWordings(t *testing.T) {
	lines := told(0, 1, "connector-plugin-error", `Taco signature verification failed for C:\Users\ann\x.taco Exit code: 1. The signer Qualmtech GmbH of server buildbox7 is not trusted`) +
		told(1, 1, "connector-plugin-error", `Taco signature verification failed for C:\Users\ann\x.taco Exit code: -4. Bad key usage`) +
		told(2, 1, "connector-plugin-error", `the connector of Qualmtech GmbH /x.taco failed to load`) +
		told(3, 1, "connector-plugin", "Successfully loaded connector for class heron from connector plugin /opt/tableau/connectors/heron.taco") +
		told(4, 1, "connector-plugin-warning", "ReadVendorInfoFromDOM: company Qualmtech GmbH is empty") +
		told(5, 1, "connector-plugin-error", "Failed to load manifest.xml from /srv/y.taco")
	rec := read(t, logged("log.txt", lines))
	r := witness.NewRedaction(loader.Host{})
	out := r.Record(rec)
	var messages []string
	for _, e := range out.Processes[0].Events {
		messages = append(messages, e.Message)
	}
	assert.Equal(t, []string{
		`Taco signature verification failed for C:\[directory-1]\x.taco Exit code: 1. [withheld]`, `Taco signature verification failed for C:\[directory-1]\x.taco Exit code: -4. Bad key usage`,
		"[path] failed to load", "Successfully loaded connector for class heron from connector plugin /opt/tableau/connectors/heron.taco",
		"[withheld]", "Failed to load manifest.xml from [directory-2]/y.taco",
	}, messages)
	c := witness.Compare(rec, loader.Resolve(scanned(t, "dev/heron.taco"), desktop(t, "2023.1")))
	data := encoded(t, out, r.Comparison(c))
	for _, telling := range []string{"Qualmtech", "buildbox7", "ann"} {
		assert.NotContains(t, string(data), telling)
	}
	assert.Equal(t, out, r.Record(out), "twice")
}

func TestASentenceShowsNoTextInPlaceOfAPath(t *testing.T) {
	e := written("load-failed x")
	e[0].Path = "the connector of Qualmtech GmbH /x.taco"
	c := witness.Compare(recorded(e), loader.Resolve(scanned(t, "dev/x.taco"), desktop(t, "2023.1")))
	require.Len(t, c.Results, 1)
	require.Contains(t, c.Results[0].Text, e[0].Path)
	r := witness.NewRedaction(loader.Host{})
	out := r.Comparison(c)
	assert.Contains(t, out.Results[0].Text, "The log says that [path] did not load, ")
	assert.Equal(t, out, r.Comparison(out), "twice")
}

func TestLongPathsOfWindows(t *testing.T) {
	for _, path := range []string{
		`\\?\C:\Users\zoe\x.taco`, `\\?\C:\Users\zoe`, `\\?\C:\Users\zoe\Documents\My Tableau Repository\Connectors\x.taco`, `//?/C:/Users/zoe/x.taco`, `\\.\C:\Users\zoe\x.taco`,
		`\\?\UNC\nas\zoe\x.taco`, `\??\C:\Users\zoe\x.taco`, `?\C:\Users\zoe\x.taco`, `\\?\D:\zoe\x.taco`, `\\?\C:\ProgramData\Tableau\..\zoe\x.taco`,
		`\\?\c:\documents and settings\zoe\x.taco`, `\\?\Volume{b75e2c83}\zoe\x.taco`,
	} {
		for _, path := range []string{path, strings.ReplaceAll(path, `\`, `\\`)} {
			r := witness.NewRedaction(loader.Host{})
			assert.NotContains(t, r.Text("in "+path+" it is"), "zoe", path)
			assert.NotContains(t, r.Path(path), "zoe", path)
			assert.NotContains(t, r.Text("in "+path+" it is"), "zoe", path)
			assert.NotContains(t, r.LogName(path), "zoe", path)
		}
	}
}

// logNames are names of logs, each with what one redaction makes of it in this order.
var logNames = [][2]string{
	{`C:\Users\ann\Logs\log.txt`, "[logs-1]/Logs/log.txt"}, {`c:/users/ANN/Logs/log_1.txt`, "[logs-1]/Logs/log_1.txt"}, {`C:\Users\ann\Logs\ann.txt`, "[logs-1]/Logs/[log-1].txt"},
	{"ann.zip/node1/vizqlserver_0.20192.19.0718.1543/logs/nativeapi_vizqlserver_0-0.txt", "[logs-2]/node1/vizqlserver_0.20192.19.0718.1543/logs/nativeapi_vizqlserver_0-0.txt"},
	{"ann.zip/worker0/dataserver/log_1_bk.txt (2)", "[logs-2]/worker0/dataserver/log_1_bk.txt (2)"},
	{"/x/ann/a/vizqlserver/Logs/log.txt", "[logs-3]/vizqlserver/Logs/log.txt"}, {"/x/ann/a/dataserver/Logs/log.txt", "[logs-3]/dataserver/Logs/log.txt"},
	{"/x/ann/node2/dataserver/log.txt", "[logs-4]/dataserver/log.txt"},
	{"ann.zip/ann/dataserver/log.txt", "[logs-5]/dataserver/log.txt"}, {"dataserver/log.txt", "dataserver/log.txt"}, {"ann_0.20192.19.0718.1543/log.txt", "[logs-6]/log.txt"},
	{"log.txt", "log.txt"}, {"LOG_1.TXT", "LOG_1.TXT"}, {"log_bk.txt", "log_bk.txt"}, {"-", "-"}, {"standard input", "standard input"}, {"", ""},
	{"/tmp/ann.zip", "[logs-7]/[archive-1].zip"}, {"ann.zip/ann.zip", "[logs-2]/[archive-1].zip"}, {"ann2.ZIP", "[archive-2].zip"},
	{"/tmp", "[logs-7]"}, {"/tmp/logs", "[logs-7]/logs"},
	{"tabprotosrv_1.txt", "tabprotosrv_1.txt"}, {"tabprotosrv_vizqlserver_2-0.txt", "tabprotosrv_vizqlserver_2-0.txt"}, {"tabprotosrv2.txt", "tabprotosrv2.txt"},
	{"nativeapi_dataserver_1-0_2019_08_09_00_00_00.txt", "nativeapi_dataserver_1-0_2019_08_09_00_00_00.txt"}, {"vizqlserver_0-0.2019-08-09.log", "vizqlserver_0-0.2019-08-09.log"},
	{"nativeapi_ann_1-0.txt", "[log-2].txt"}, {"20190809.txt", "[log-3].txt"}, {"ann.json", "[log-4].json"}, {"ann", "[log-5]"}, {"log.txt.ann", "[log-6]"}, {"nativeapi_ann_1-0.txt", "[log-2].txt"},
	{"../log.txt", "[logs-8]/log.txt"}, {"/log.txt", "[logs-9]/log.txt"}, {`\\nas\ann\logs\log.txt`, "[logs-10]/logs/log.txt"},
}

func TestLogNames(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	for _, n := range logNames {
		assert.Equal(t, n[1], r.LogName(n[0]))
		assert.Equal(t, n[1], r.LogName(n[1]), "twice")
		assert.Equal(t, n[1], witness.NewRedaction(loader.Host{}).LogName(n[1]), "twice, by another")
	}
}

func TestLogsOfARecordAreNamedAsByLogName(t *testing.T) {
	rec := &witness.Record{Processes: []witness.Process{{File: `C:\Users\ann\Logs\log.txt`}}}
	for _, n := range logNames {
		rec.Logs = append(rec.Logs, witness.LogState{Name: n[0], Detail: "open " + n[0] + ": Access is denied.; " + strings.TrimPrefix(n[0], "ann.zip/")})
	}
	r := witness.NewRedaction(loader.Host{})
	out := r.Record(rec)
	for i, n := range logNames {
		assert.Equal(t, r.LogName(n[0]), out.Logs[i].Name)
		assert.NotContains(t, strings.ToLower(out.Logs[i].Name+out.Logs[i].Detail), "ann")
		if n[0] != "" {
			assert.Contains(t, out.Logs[i].Detail, ": Access is denied.")
		}
	}
	assert.Equal(t, "open [logs-1]/Logs/log.txt: Access is denied.; [logs-1]/Logs/log.txt", out.Logs[0].Detail)
	assert.Equal(t, "[logs-1]/Logs/log.txt", out.Processes[0].File)
	assert.Equal(t, out, r.Record(out))
	assert.Equal(t, logNames[0][0], rec.Logs[0].Name, "the record itself is not touched")
}

// shapes are directories that tell of zoe and of what she works at.
var shapes = []string{
	`C:\Users\zoe\Documents\My Tableau Repository\Connectors`, `C:\Users\zoe\OneDrive - zoeco\Documents\My Tableau Repository\Connectors`,
	`C:\Users\zoe\Documents\マイ Tableau リポジトリ\コネクタ`, `C:\Users\zoe\Documents\Mon référentiel Tableau\Connecteurs`, `D:\zoe\dev`, `D:\Client of zoe's\dev`,
	`\\nas\zoe\share`, `//nas/zoe/share`, `C:/Users/zoe/dev`, `\\?\C:\Users\zoe\dev`, `\Users\zoe\dev`, `c:\program files\zoe\Tableau`,
	"/Users/zoe/Documents/My Tableau Repository/Connectors", "/Users/zoe/Library/Tableau/Connectors", "/home/zoe/dev", "/root/zoe",
	"/Volumes/zoe/dev", "/srv/zoe co/dev", "/private/var/zoe", "/opt/tableau/../zoe", `C:\ProgramData\Tableau\..\zoe`, "../zoe/dev", "~/zoe/dev", "file:///home/zoe/dev",
}

// tellings are texts, and names in place of %s, that tell of zoe, of her company zoeco and of its machines
// where a line is understood.
var tellings = []string{
	`connect to https://zoe:pw@filesrv01.zoeco.com/zoe failed`, `ZOECO\zoe has no right`, `for 'zoeco\\zoe'`, `Signed by: CN=Zoeco, O=Zoeco Ltd.`, `signed by Zoe`,
	`mail zoe.z@zoeco.com now`, `no answer of FILESRV01.zoeco.com at 10.20.30.40`, `user=zoe;server=zoesrv`, `Zoe of C:\Users\zoe has no right`,
}

// because are reasons that tell of her and of her company.
var because = []string{
	"company Zoeco GmbH is empty", "The signer Zoeco of server FILESRV01 is not trusted", "Subject: zoe; Issuer: FILESRV01", "company name is empty; Zoe", "Bad key usage\nof zoe",
	"Error(1,2): element 'zoe' is not allowed for content model '(zoeco of it)'",
}

// unknown are texts of lines that are not understood.
var unknown = []string{
	"User zoe.z loaded connector on host FILESRV01", "zoe", "Welcome, Zoe of Zoeco", `connect to https://zoe:pw@filesrv01/x`,
}

// said are texts in which Tableau, or this package, names a path.
var said = []string{
	"Failed to load manifest.xml from %s", "Taco signature verification failed for %s \nExit code: 1.\n", "%s failed to load", "'%s' failed", "Loaded 11 resource files for %s: %s",
	`{"path":"%s","n":1}`, "The log loads %s, but the answer loads %s.", "%s", "see (%s) and %s", "file %s/strings.xml in C:\\Program Files\\Tableau\\x and %s", "The dev directory %s is the same as %s; its candidates are listed once.",
}

// zoesLogs is a record of logs, and a comparison with it, that name zoe wherever a text
// may.
func zoesLogs(t *rapid.T) (*witness.Record, *witness.Comparison, loader.Host) {
	place := func() string { return rapid.SampledFrom(shapes).Draw(t, "directory") }
	path := func() string {
		return loader.Join(place(), fmt.Sprintf("c%d.taco", rapid.IntRange(0, 3).Draw(t, "entry")))
	}
	text := func() string {
		format := rapid.SampledFrom(slices.Concat(said, tellings)).Draw(t, "text")
		args := []any{path(), path()}[:strings.Count(format, "%s")]
		out := fmt.Sprintf(format, args...)
		if rapid.Bool().Draw(t, "escaped") {
			out = strings.ReplaceAll(out, `\`, `\\`)
		}
		return out
	}
	inv := &loader.Inventory{Directories: []loader.ScannedDirectory{{Directory: loader.Directory{Tier: loader.TierDev, Path: place()}}, {Directory: loader.Directory{Tier: loader.TierShared, Path: place()}}}}
	for i := range rapid.IntRange(0, 6).Draw(t, "connectors") {
		inv.Candidates = append(inv.Candidates, loader.Candidate{
			Place: loader.Place{Directory: i % 2, Entry: fmt.Sprintf("c%d.taco", i)}, Class: rapid.SampledFrom([]string{"x", "y", ""}).Draw(t, "class"), PluginVersion: plugin(t, "1.0"), Packaged: true,
			Problems: []manifest.Problem{{Severity: manifest.Warning, File: path(), Message: text()}}, Signature: &taco.Signature{State: taco.Unsigned, Detail: text()},
		})
		if c := &inv.Candidates[i]; c.Class == "" {
			c.Fault = &loader.Fault{Rule: loader.RuleManifestReadable, Text: text()}
		}
	}
	h := loader.Host{Release: release(t, "2023.1")}
	if rapid.Bool().Draw(t, "host") {
		h.Home, h.Data, h.Paths = `C:\Users\zoe`, `D:\zoe\data`, map[loader.Tier][]string{loader.TierDev: {place()}}
	}
	res := loader.Resolve(inv, h)
	rec := &witness.Record{}
	for range rapid.IntRange(0, 3).Draw(t, "processes") {
		log := path() + "/" + rapid.SampledFrom([]string{"log.txt", "zoe.txt", "vizqlserver_0.20192.19.0718.1543/logs/nativeapi_zoe_0-0.txt", "zoe.zip"}).Draw(t, "log")
		rec.Logs = append(rec.Logs, witness.LogState{Name: log, Detail: "open " + log + ": " + text()})
		p := witness.Process{File: log, Service: rapid.SampledFrom([]string{"", "vizqlserver", "zoe"}).Draw(t, "service")}
		for range rapid.IntRange(0, 3).Draw(t, "others") {
			e := witness.Event{Kind: rapid.SampledFrom([]witness.Kind{witness.Other, witness.Detail}).Draw(t, "kind"), Path: path(), File: log, Times: 1}
			e.Message, e.Reason, e.Class = rapid.SampledFrom(unknown).Draw(t, "unknown"), rapid.SampledFrom(unknown).Draw(t, "unknown"), rapid.SampledFrom(unknown).Draw(t, "unknown")
			p.Events = append(p.Events, e)
		}
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			p.Events = append(p.Events, witness.Event{
				Kind: rapid.SampledFrom(witness.Kinds()[4:]).Draw(t, "kind"), Class: rapid.SampledFrom([]string{"", "x", "y", "z", "mongodb", "of zoe"}).Draw(t, "class"),
				Path: rapid.OneOf(rapid.Just(""), rapid.Custom(func(*rapid.T) string { return path() })).Draw(t, "path"), Message: text(), Reason: rapid.OneOf(rapid.SampledFrom(because), rapid.Custom(func(*rapid.T) string { return text() })).Draw(t, "reason"), File: log, Times: 1,
				Wording: rapid.SampledFrom(append(witness.Wordings(), witness.Wording{})).Draw(t, "wording").ID,
			})
		}
		rec.Processes = append(rec.Processes, p)
	}
	c := witness.Compare(rec, res)
	c.Notes = append(c.Notes, text())
	return rec, c, h
}

func TestNothingPersonalIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec, c, h := zoesLogs(t)
		r := witness.NewRedaction(h)
		redRec, redC := r.Record(rec), r.Comparison(c)
		shown := fmt.Sprintf("%+v", redC.Rules)
		for _, one := range redC.Results {
			shown += fmt.Sprintf("%+v", one)
			if one.Answer != nil {
				shown += fmt.Sprintf("%+v %+v %+v %+v %+v", one.Answer, one.Answer.Candidate, one.Answer.Candidate.Fault, one.Answer.Candidate.Signature, one.Answer.Signature)
			}
			if one.Event != nil {
				shown += fmt.Sprintf("%+v", one.Event)
			}
		}
		data, err := json.Marshal(witness.JSON(redRec, redC))
		require.NoError(t, err)
		for _, shown := range []string{shown, fmt.Sprintf("%+v", redRec), string(data)} {
			shown = strings.ToLower(shown)
			for _, telling := range []string{"zoe", "filesrv01", "10.20.30.40"} {
				at := strings.Index(shown, telling)
				require.Negative(t, at, "%s", shown[max(0, at-200):min(len(shown), max(0, at)+50)])
			}
		}

		require.Len(t, redC.Results, len(c.Results))
		for i := range c.Results {
			assert.Equal(t, c.Results[i].Verdict, redC.Results[i].Verdict)
			if !strings.Contains(c.Results[i].Class, " ") {
				assert.Equal(t, c.Results[i].Class, redC.Results[i].Class)
			}
			assert.Equal(t, c.Results[i].Answer == nil, redC.Results[i].Answer == nil)
			assert.Equal(t, c.Results[i].Event == nil, redC.Results[i].Event == nil)
		}
		assert.Equal(t, len(c.Rules), len(redC.Rules))
		again := witness.NewRedaction(h)
		assert.Equal(t, redRec, again.Record(redRec), "twice")
		assert.Equal(t, redC, again.Comparison(redC), "twice")
	})
}

func TestAnUnreadableAnswerIsRedactedToo(t *testing.T) {
	inv := scanned(t, "dev/y.taco")
	inv.Directories[3].Path = `D:\zoe`
	inv.Candidates[0].Fault.Text = `D:\zoe\y.taco: no zip`
	rec := recorded(written(`loaded y D:\zoe\y.taco`))
	out := witness.NewRedaction(loader.Host{}).Comparison(witness.Compare(rec, loader.Resolve(inv, desktop(t, "2023.1"))))
	require.Len(t, out.Results, 1)
	assert.Equal(t, `The log loads D:\[directory-1]\y.taco, but D:\[directory-1]\y.taco is unreadable in the answer.`, out.Results[0].Text)
	assert.Equal(t, `D:\[directory-1]\y.taco: no zip`, out.Results[0].Answer.Candidate.Fault.Text)
	assert.Equal(t, `D:\[directory-1]\y.taco: no zip`, out.Results[0].Answer.Reason.Text)
}

func TestRedactingChangesNothingOfItsInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec, c, h := zoesLogs(t)
		before := fmt.Sprintf("%+v", rec) + string(encoded(t, rec, c))
		r := witness.NewRedaction(h)
		r.Record(rec)
		r.Comparison(c)
		assert.Equal(t, before, fmt.Sprintf("%+v", rec)+string(encoded(t, rec, c)))
	})
}

func encoded(t require.TestingT, rec *witness.Record, c *witness.Comparison) []byte {
	data, err := json.Marshal(witness.JSON(rec, c))
	require.NoError(t, err)
	return data
}

// Texts made to harm: every byte begins a path, and many known paths begin alike.
func TestHostileTextsTakeNoLongTime(t *testing.T) {
	r := witness.NewRedaction(loader.Host{})
	for i := range 1000 {
		r.Path("/" + strings.Repeat("a", i) + "!/x")
	}
	long := "/" + strings.Repeat("b", 2000) + "/x"
	assert.Equal(t, "[directory-1001]/x", r.Path(long))
	for _, text := range []string{
		long, strings.Repeat("/", 1<<16), strings.Repeat(`\`, 1<<16), strings.Repeat("/a", 1<<15), strings.Repeat(" /opt/tableau", 1<<12), strings.Repeat(`C:\[home] `, 1<<12),
		strings.Repeat(" /"+strings.Repeat("a", 1000), 16), strings.Repeat("'C:\\a'\n", 1<<12), strings.Repeat(" /aaa!/x", 1<<12),
	} {
		once := r.Text(text)
		assert.Equal(t, once, r.Text(once))
	}
}

func FuzzRedaction(f *testing.F) {
	for _, s := range shapes {
		f.Add(s + "/x.taco")
	}
	for _, s := range slices.Concat(said, tellings, unknown) {
		f.Add(s)
	}
	for _, home := range []string{"0 / 00A", " .tACo", "/opt/tableau0", `A0 A0000://"000000A`} { // once their names changed what was found
		f.Add(home)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := witness.NewRedaction(loader.Host{Home: text})
		for _, redacted := range []string{r.Path(text), r.Text(text), r.LogName(text), witness.NewRedaction(loader.Host{}).Text(text)} {
			assert.LessOrEqual(t, len(redacted), 32*len(text)+256)
		}
		if name, ok := strings.CutPrefix(text, "zoe"); ok && !strings.ContainsFunc(name, func(c rune) bool { return c < '0' || c > '9' }) {
			home := witness.NewRedaction(loader.Host{OS: loader.Linux, Home: "/home/" + text})
			assert.NotContains(t, home.Text("said "+text+" of /home/"+text+"/a.taco"), text)
		}
	})
}
