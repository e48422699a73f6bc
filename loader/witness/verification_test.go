package witness

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// completed returns the events of process 7 as its threads complete them.
func completed(events ...Event) []Event {
	var all []Event
	for _, p := range grouped(plenty(), events...).processes() {
		if p.PID == 7 {
			all = append(all, p.Events...)
		}
	}
	return all
}

func TestVerdictsAreOfTheirPackage(t *testing.T) {
	const a, b = "path=/c/a.taco", "path=/c/b.taco"
	verify := func(path string) Event { return told(Step, path) }
	signer := told(Detail, "reason=CN=A", "wording=verifier-signer")
	verified := func(fields ...string) Event { return told(SignatureVerified, fields...) }
	failed := func(fields ...string) Event { return told(SignatureFailed, fields...) }
	untrusted, usage := failed("wording=untrusted"), failed("wording=bad-key-usage")
	heading, refused := failed("wording=verifier-failed"), failed("wording=connection-refused")
	for _, c := range []struct {
		name   string
		events []Event
		path   string // of the last event
	}{
		{"refused after a verdict of its own path", []Event{failed(a), refused}, "/c/a.taco"},
		{"refused after a block", []Event{heading, verify(a), untrusted, signer, usage, refused}, "/c/a.taco"},
		{"refused after a package without a verdict", []Event{verify(a), refused}, "/c/a.taco"},
		{"refused after the package was verified", []Event{verify(a), verified(), refused}, ""},
		{"refused after a package of its own path was verified", []Event{verified(a), refused}, ""},
		{"refused a second time", []Event{failed(a), refused, refused}, ""},
		{"refused after another package was verified", []Event{failed(a), verify(b), verified(), refused}, ""},
		{"refused after the last of two verdicts", []Event{failed(a), failed(b), refused}, "/c/b.taco"},
		{"refused in another thread", []Event{failed(a), failed("wording=connection-refused", "tid=b")}, ""},
		{"other resources before refused", []Event{failed(a), told(Reading, "path=/c/b.dll"), refused}, ""},
		{"the same resources before refused", []Event{failed(a), told(Reading, a), refused}, ""},
		{"loaded before refused", []Event{failed(a), told(Loaded, "class=b", b), refused}, ""},
		{"a rejection before refused", []Event{failed(a), told(Collision, "class=b"), refused}, ""},
		{"another line before refused", []Event{failed(a), told(Other), refused}, ""},
		{"another line before refused without a verdict", []Event{verify(a), told(Other), refused}, ""},
		{"a step before refused", []Event{failed(a), told(Step, "class=b"), refused}, ""},
		{"a signer before refused", []Event{failed(a), signer, refused}, "/c/a.taco"},

		{"verified after other resources", []Event{verify(a), told(Reading, b), verified()}, ""},
		{"verified after another was loaded", []Event{verify(a), told(Loaded, "class=b", b), verified()}, ""},
		{"verified after the same resources", []Event{verify(a), told(Reading, a), verified()}, "/c/a.taco"},
		{"verified after another line", []Event{verify(a), told(Other), verified()}, "/c/a.taco"},
		{"verified after a failure", []Event{verify(a), untrusted, verified()}, ""},
		{"the same resources in other letters", []Event{verify(`path=C:\c\a.taco`), told(Reading, `path=c:/C/A.taco`), verified()}, `C:\c\a.taco`},
		{"the same resources in other letters elsewhere", []Event{verify(a), told(Reading, "path=/C/a.taco"), verified()}, ""},

		{"a heading after a verdict", []Event{verify(a), untrusted, heading}, ""},
		{"a heading after a package", []Event{verify(a), heading}, ""},
		{"a heading after the package was verified", []Event{verify(a), verified(), heading}, ""},
		{"a verdict behind a heading without its package", []Event{verify(a), untrusted, heading, usage}, ""},
		{"a verdict behind a heading and its package", []Event{verify(a), untrusted, heading, verify(b), untrusted}, "/c/b.taco"},
		{"a verdict after a block of another package", []Event{verify(a), untrusted, failed(b), usage}, "/c/b.taco"},
		{"a verdict after a verdict and another line", []Event{failed(a), told(Other), usage}, ""},
		{"a verdict after another package was verified", []Event{failed(a), verify(b), verified(), usage}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			given := c.events[len(c.events)-1].Path
			events := completed(c.events...)
			if c.name == "refused in another thread" {
				given = ""
			}
			last := events[len(events)-1]
			assert.Equal(t, c.path, last.Path)
			assert.Equal(t, last.Path != given, last.Inferred)
		})
	}
}

func TestASignerIsOfItsPackage(t *testing.T) {
	signer := told(Detail, "reason=CN=A", "wording=verifier-signer")
	for _, c := range []struct {
		name   string
		events []Event
		reason string // of the last event
	}{
		{"in other letters", []Event{told(Step, `path=C:\c\a.taco`), signer, told(SignatureFailed, "path=c:/c/A.taco")}, "signed by CN=A"},
		{"of another path", []Event{told(Step, "path=/a"), signer, told(SignatureFailed, "path=/b")}, ""},
		{"before another path", []Event{told(Step, "path=/a"), signer, told(SignatureFailed, "path=/b"), told(SignatureFailed)}, ""},
		{"of a package that was verified", []Event{told(Step, "path=/a"), signer, told(SignatureVerified), told(SignatureFailed, "path=/a")}, ""},
		{"behind the verdict", []Event{told(Step, "path=/a"), told(SignatureVerified), signer, told(SignatureFailed, "path=/a")}, ""},
		{"between two verdicts", []Event{told(Step, "path=/a"), told(SignatureFailed, "wording=untrusted"), signer, told(SignatureFailed, "wording=bad-key-usage")}, "signed by CN=A"},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := completed(c.events...)
			assert.Equal(t, c.reason, events[len(events)-1].Reason)
		})
	}
}
