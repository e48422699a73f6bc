package loader_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

func TestSinceWhenAHostVerifies(t *testing.T) {
	for _, c := range []struct {
		product loader.Product
		release string
		want    bool
	}{
		{loader.Desktop, "2019.3", false}, {loader.Desktop, "2019.4", true}, {loader.Desktop, "2019.4.2", true},
		{loader.Server, "2019.4", false}, {loader.Server, "2020.1", true},
		{loader.PrepConductor, "2019.4", false}, {loader.PrepConductor, "2020.1", true},
		{loader.FlowAuthoring, "2019.4", false}, {loader.FlowAuthoring, "2020.1", true},
		{loader.PrepBuilder, "2019.4", true}, {loader.Bridge, "2019.3", false}, {loader.Bridge, "2019.4", true},
		{"", "2019.4", true},
	} {
		h := loader.Host{Product: c.product, Release: release(t, c.release)}
		assert.Equal(t, c.want, h.VerifiesSignatures(), "%s %s", c.product, c.release)
		h.DisableSignatureVerification = true
		assert.False(t, h.VerifiesSignatures())
	}
	assert.True(t, loader.Host{}.VerifiesSignatures())
}

func TestEveryPackageHasAStateWhereThereIsAVerifier(t *testing.T) {
	disk := map[string]fs.FS{"dev": fstest.MapFS{
		"good.taco":           {Data: packageBytes(t, manifestText("x", "1"))},
		"no-archive.taco":     {Data: []byte("<html/>")},
		"no-manifest.taco":    {Data: packageBytes(t, "<broken")},
		"pipe.taco":           {Mode: fs.ModeNamedPipe},
		"link.taco":           {Mode: fs.ModeSymlink, Data: []byte("nowhere")},
		"folder/manifest.xml": connector("y", "1"),
		"empty/other":         {},
		"link":                {Mode: fs.ModeSymlink, Data: []byte("nowhere")},
		"dir.taco/other":      {},
	}, "closed": refusingFS{fstest.MapFS{"closed.taco": {}}}}
	directories := []loader.Directory{dev("dev"), dev("closed")}
	r := loader.Resolve(discover(t, disk, loader.Options{Verifier: verifier{taco.Verified}}, directories...), loader.Host{})
	for entry, want := range map[string]taco.SignatureState{
		"good.taco": taco.Verified, "no-manifest.taco": taco.Verified,
		"no-archive.taco": taco.Malformed, "pipe.taco": taco.Malformed, "link.taco": taco.Malformed, "closed.taco": taco.Malformed,
	} {
		d := decisionAt(t, r, entry)
		require.NotNil(t, d.Signature, entry)
		assert.Equal(t, want, d.Signature.State, entry)
		if want == taco.Malformed {
			assert.Equal(t, d.Reason.Text, d.Signature.Detail)
			assert.Nil(t, d.AtConnection, "it does not load")
		}
	}
	for _, entry := range []string{"folder", "empty", "link", "dir.taco"} {
		assert.Nil(t, decisionAt(t, r, entry).Signature, entry)
	}

	r = loader.Resolve(discover(t, disk, loader.Options{}, directories...), loader.Host{})
	for _, entry := range []string{"good.taco", "no-archive.taco", "pipe.taco", "link.taco", "closed.taco"} {
		assert.Nil(t, decisionAt(t, r, entry).Signature, "%s: nobody looked", entry)
	}
}

// refusingFS lists files and opens none of them.
type refusingFS struct{ fstest.MapFS }

func (r refusingFS) Open(name string) (fs.File, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("permission denied")}
	}
	return r.MapFS.Open(name)
}

// interrupted ends the scan while it verifies.
type interrupted struct{ cancel context.CancelFunc }

func (v interrupted) Verify(context.Context, *taco.Package) taco.Signature {
	v.cancel()
	return taco.Signature{}
}

func TestAScanThatEndsWhileItVerifiesGivesNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	disk := fstest.MapFS{"x.taco": {Data: packageBytes(t, manifestText("x", "1"))}}
	inv, err := loader.Discover(ctx, []loader.Directory{dev("dev")}, func(loader.Directory) (fs.FS, error) { return disk, nil },
		loader.Options{Verifier: interrupted{cancel}})
	assert.ErrorIs(t, err, context.Canceled)
	assert.Nil(t, inv)
}

// A made is a candidate of the class x in a dev path, made by hand: each has a
// lower version than the one before it.
type made struct {
	name  string
	state taco.SignatureState // "" is a folder, "?" a package that nobody looked at
}

// madeOf is the inventory of those candidates.
func madeOf(candidates ...made) *loader.Inventory {
	inv := &loader.Inventory{Directories: []loader.ScannedDirectory{{Directory: dev("dev"), State: loader.StateRead}}}
	for i, m := range candidates {
		c := loader.Candidate{Place: loader.Place{Entry: m.name}, Class: "x", Packaged: m.state != ""}
		c.PluginVersion, _ = version.ParsePlugin(fmt.Sprint(len(candidates) - i))
		if m.state != "" && m.state != "?" {
			c.Signature = &taco.Signature{State: m.state, Detail: "Somebody said so."}
		}
		inv.Candidates = append(inv.Candidates, c)
	}
	return inv
}

func TestAWinnerThatIsNotVerifiedFailsAtConnection(t *testing.T) {
	for _, s := range taco.SignatureStates() {
		c, _ := loader.Resolve(madeOf(made{"a", s.State}), loader.Host{}).Class("x")
		d, _ := c.Winning()
		require.Equal(t, s.State, d.Signature.State)
		if s.State == taco.Verified {
			assert.Nil(t, d.AtConnection)
			continue
		}
		assert.Equal(t, &loader.Reason{
			Rule: loader.RuleSignatureAtConnection, Basis: loader.Documented, Value: string(s.State), Against: "verified",
			Text: "It fails when somebody connects, because its signature is " + string(s.State) + ": Somebody said so.",
		}, d.AtConnection)
	}
	for _, unknown := range []*loader.Inventory{madeOf(made{"a", "?"}), madeOf(made{"a", ""})} {
		c, _ := loader.Resolve(unknown, loader.Host{}).Class("x")
		d, _ := c.Winning()
		assert.Nil(t, d.Signature)
		assert.Nil(t, d.AtConnection)
	}
}

func TestASignatureThatCannotBeIsNotKnown(t *testing.T) {
	inv := madeOf(made{"a", ""}, made{"b.taco", "?"})
	inv.Candidates[0].Signature = &taco.Signature{State: taco.Unsigned} // of a folder
	inv.Candidates[1].Signature = &taco.Signature{}                     // not checked
	r := loader.Resolve(inv, loader.Host{Assume: map[loader.RuleID]string{loader.RuleSignatureCompetes: "gate"}})
	assert.Nil(t, decisionAt(t, r, "a").Signature)
	assert.Equal(t, loader.Loaded, decisionAt(t, r, "a").Outcome)
	assert.Nil(t, decisionAt(t, r, "a").AtConnection)
	assert.Nil(t, decisionAt(t, r, "b.taco").Signature)
	assert.Equal(t, []loader.RuleID{loader.RuleSignatureCompetes}, decisionAt(t, r, "b.taco").Assumes)
}

func TestOnlyTheProductsOfTheSourceAreDocumentedToVerify(t *testing.T) {
	for product, want := range map[loader.Product]loader.Basis{
		loader.Desktop: loader.Documented, loader.Server: loader.Documented, loader.PrepConductor: loader.Documented,
		loader.FlowAuthoring: loader.Documented, loader.PrepBuilder: loader.Assumed, loader.Bridge: loader.Assumed,
	} {
		r := loader.Resolve(madeOf(made{"a", taco.Expired}), loader.Host{Product: product})
		at := decisionAt(t, r, "a").AtConnection
		require.NotNil(t, at, product)
		assert.Equal(t, want, at.Basis, product)
	}
}

func TestWhatWorksInsteadOfAWinnerThatFails(t *testing.T) {
	lowest := loader.Host{Assume: map[loader.RuleID]string{loader.RuleNativeClass: "lowest"}}
	for _, c := range []struct {
		name       string
		candidates []made
		host       loader.Host
		want       string // the entry, or "" for none
	}{
		{"the next", []made{{"a", taco.Unsigned}, {"b", taco.Verified}, {"c", ""}}, loader.Host{}, "b"},
		{"a folder", []made{{"a", taco.Unsigned}, {"b", taco.Expired}, {"c", ""}}, loader.Host{}, "c"},
		{"not one that nobody looked at", []made{{"a", taco.Unsigned}, {"b", "?"}, {"c", taco.Verified}}, loader.Host{}, "c"},
		{"none", []made{{"a", taco.Unsigned}, {"b", taco.Expired}}, loader.Host{}, ""},
		{"nothing else is there", []made{{"a", taco.Unsigned}}, loader.Host{}, ""},
		{"nothing is asked for where the winner works", []made{{"a", taco.Verified}, {"b", taco.Verified}}, loader.Host{}, ""},
		{"nothing is asked for where nobody verifies", []made{{"a", taco.Unsigned}, {"b", taco.Verified}},
			loader.Host{DisableSignatureVerification: true}, ""},
		{"a native class", []made{{"a", taco.Unsigned}, {"b", taco.Expired}}, lowest, "postgres"},
	} {
		t.Run(c.name, func(t *testing.T) {
			inv, class := madeOf(c.candidates...), "x"
			if c.want == "postgres" {
				class = "postgres"
				for i := range inv.Candidates {
					inv.Candidates[i].Class = class
				}
			}
			contest, ok := loader.Resolve(inv, c.host).Class(class)
			require.True(t, ok)
			assert.Equal(t, "a", contest.Winner.Entry)
			if c.want == "" {
				assert.Nil(t, contest.WorksInstead)
				return
			}
			require.NotNil(t, contest.WorksInstead)
			assert.Equal(t, c.want, contest.WorksInstead.Entry)
		})
	}
}

func TestExplainSaysWhetherConnectingFailsAndWhatWouldWork(t *testing.T) {
	const fails = "It fails when somebody connects, because its signature is unsigned: Somebody said so. (signature-at-connection, documented)"
	disabled := loader.Host{DisableSignatureVerification: true}
	for _, c := range []struct {
		name       string
		candidates []made
		host       loader.Host
		says       []string // in this order
		not        []string
	}{
		{"nothing else", []made{{"a", taco.Unsigned}}, loader.Host{},
			[]string{"only-candidate", fails, "Without it nothing would load for this class."}, nil},
		{"the next works", []made{{"a", taco.Unsigned}, {"b", taco.Verified}}, loader.Host{},
			[]string{"highest-version-wins", fails, "dev/b, version 1 is shadowed", "Without it dev/b would load instead, and connecting would work: its signature is verified."}, nil},
		{"a folder works behind two more", []made{{"a", taco.Unsigned}, {"b", taco.Expired}, {"c", taco.Tampered}, {"d", ""}}, loader.Host{},
			[]string{fails, "dev/b, version 3 is shadowed.", "(highest-version-wins, documented) Its signature is expired.", "Its signature is tampered.",
				"Without it dev/b would load instead, and would fail too: its signature is expired.",
				"With dev/b and dev/c removed too, dev/d would load, and connecting would work: it is a folder, which has no signature."}, nil},
		{"a folder works behind many", []made{{"a", taco.Unsigned}, {"b", taco.Expired}, {"c", taco.Tampered}, {"d", taco.Expired}, {"e", taco.Expired}, {"f", taco.Expired}, {"g", ""}}, loader.Host{},
			[]string{"With dev/b and dev/c and dev/d and 2 more removed too, dev/g would load"}, nil},
		{"none works", []made{{"a", taco.Unsigned}, {"b", taco.Expired}}, loader.Host{},
			[]string{"Without it dev/b would load instead, and would fail too: its signature is expired.", "No other candidate of the class is known to work."}, nil},
		{"nobody looked at the next", []made{{"a", taco.Unsigned}, {"b", "?"}, {"c", taco.Verified}}, loader.Host{},
			[]string{"Without it dev/b would load instead, and nobody has looked at its signature.", "With dev/b removed too, dev/c would load, and connecting would work"}, nil},
		{"the winner works", []made{{"a", taco.Verified}, {"b", taco.Expired}}, loader.Host{},
			[]string{"Without it dev/b would load instead."}, []string{"fail", "is expired", "signed by"}},
		{"a folder wins", []made{{"a", ""}, {"b", taco.Expired}}, loader.Host{}, []string{"Without it dev/b would load instead."}, []string{"fail", "is expired"}},
		{"nobody verifies", []made{{"a", taco.Unsigned}, {"b", taco.Expired}}, disabled,
			[]string{"highest-version-wins", "This host does not verify signatures.", "dev/b, version 1 is shadowed", "Without it dev/b would load instead."},
			[]string{"fail", "is expired", "is unsigned"}},
		{"nobody verifies and all is well", []made{{"a", taco.Verified}, {"b", "?"}}, disabled, nil, []string{"verify"}},
		{"nobody looked", []made{{"a", "?"}}, loader.Host{}, nil, []string{"fail", "signature"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sentences, ok := loader.Resolve(madeOf(c.candidates...), c.host).Explain("x")
			require.True(t, ok)
			text := strings.Join(sentences, "\n")
			rest := text
			for _, s := range c.says {
				_, after, found := strings.Cut(rest, s)
				require.True(t, found, "%q in its place in\n%s", s, text)
				rest = after
			}
			assert.LessOrEqual(t, strings.Count(text, "This host does not verify signatures."), 1)
			for _, s := range c.not {
				assert.NotContains(t, text, s)
			}
		})
	}
}

func TestExplainSaysWhoSignedTheWinner(t *testing.T) {
	inv := madeOf(made{"a", taco.Verified}, made{"b", taco.Verified})
	inv.Candidates[0].Signature.Signers = []taco.Signer{{Subject: "CN=One, O=Example"}, {Subject: "CN=Two"}}
	inv.Candidates[1].Signature.Signers = []taco.Signer{{Subject: "CN=Three"}}
	sentences, _ := loader.Resolve(inv, loader.Host{}).Explain("x")
	assert.Equal(t, "It is signed by CN=One, O=Example and by CN=Two.", sentences[2])
	assert.NotContains(t, strings.Join(sentences, " "), "CN=Three")
}

func TestJSONOfASignature(t *testing.T) {
	east := time.FixedZone("east", 3600)
	inv := madeOf(made{"a.taco", taco.Expired}, made{"b.taco", taco.Verified}, made{"c", ""}, made{"d.taco", "?"})
	inv.Candidates = append(inv.Candidates, loader.Candidate{Place: loader.Place{Entry: "e.taco"}, Packaged: true,
		Fault: &loader.Fault{Rule: loader.RuleManifestReadable}, Signature: &taco.Signature{State: taco.Malformed}})
	inv.Candidates[0].Signature.Signers = []taco.Signer{
		{Block: "META-INF/A.RSA", Subject: "CN=a", Issuer: "CN=root", NotBefore: time.Date(2020, 1, 2, 3, 4, 5, 600, east), NotAfter: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)},
		{Timestamp: time.Date(2020, 6, 1, 12, 0, 0, 0, time.UTC)},
	}
	inv.Candidates[0].Signature.Ignored = []taco.IgnoredBlock{{Entry: "META-INF/B.EC", Reason: "It is odd."}}
	data, err := loader.Resolve(inv, loader.Host{DisableSignatureVerification: true}).MarshalJSON()
	require.NoError(t, err)
	var answer struct {
		Host    map[string]any
		Classes []struct{ Decisions []map[string]json.RawMessage }
		Unread  []map[string]json.RawMessage `json:"unreadable"`
	}
	require.NoError(t, json.Unmarshal(data, &answer))
	assert.Equal(t, true, answer.Host["disable_signature_verification"])
	ds := answer.Classes[0].Decisions
	assert.Equal(t, `{"state":"expired","detail":"Somebody said so.","signers":[`+
		`{"subject":"CN=a","issuer":"CN=root","not_before":"2020-01-02T02:04:05Z","not_after":"2021-01-01T00:00:00Z","timestamp":null},`+
		`{"subject":"","issuer":"","not_before":"0001-01-01T00:00:00Z","not_after":"0001-01-01T00:00:00Z","timestamp":"2020-06-01T12:00:00Z"}],`+
		`"ignored":[{"entry":"META-INF/B.EC","reason":"It is odd."}]}`, string(ds[0]["signature"]))
	assert.Equal(t, `{"state":"verified","detail":"Somebody said so.","signers":[]}`, string(ds[1]["signature"]))
	assert.Equal(t, `{"state":"malformed","detail":"","signers":[]}`, string(answer.Unread[0]["signature"]))
	for _, d := range append(ds[2:], answer.Unread...) {
		assert.NotContains(t, d, "at_connection")
	}
	assert.NotContains(t, ds[0], "at_connection", "nobody verifies")
	assert.NotContains(t, ds[2], "signature")
	assert.NotContains(t, ds[3], "signature")

	data, err = loader.Resolve(inv, loader.Host{}).MarshalJSON()
	require.NoError(t, err)
	answer.Host = nil
	require.NoError(t, json.Unmarshal(data, &answer))
	assert.NotContains(t, answer.Host, "disable_signature_verification")
	assert.Equal(t, `{"rule":"signature-at-connection","basis":"documented","other":null,"value":"expired","against":"verified",`+
		`"text":"It fails when somebody connects, because its signature is expired: Somebody said so."}`,
		string(answer.Classes[0].Decisions[0]["at_connection"]))
}
