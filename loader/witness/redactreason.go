package witness

import (
	"regexp"
	"strings"
)

// fixedReasons are the reasons that are the same for everybody: the words of the rows
// without fields, and what Tableau says of a manifest.
var fixedReasons = makeFixedReasons()

func makeFixedReasons() map[string]bool {
	fixed := map[string]bool{
		"company name is empty": true, // SDK #571
		Withheld:                true,
	}
	for i := range wordings {
		if text := wordings[i].Text; !strings.ContainsAny(text, "{"+anyText) {
			fixed[text] = true
		}
	}
	return fixed
}

// What the validator of manifests says. Of the manifest it names elements alone.
// (SDK #482)
var (
	malformed  = regexp.MustCompile(`^Malformed XML, showing first \d{1,3} errors\.$`)
	notAllowed = regexp.MustCompile(`^(Error\(\d{1,9},\d{1,9}\): element ')((?:[\w.:-]|\[user\])+)(' is not allowed for content model ')((?:[\w.:(),|?*+-]|\[user\])+)(')$`)
)

// reasonEnd parts reasons that stand in one text.
var reasonEnd = regexp.MustCompile(`; |[\r\n]+`)

// freeReason returns a reason with each part withheld that is not known to be the same
// for everybody: words between fields may be the name of a company or of a machine.
func (r *Redaction) freeReason(reason string) string {
	var b strings.Builder
	last, between := "", ""
	for reason != "" {
		at := reasonEnd.FindStringIndex(reason)
		if at == nil {
			at = []int{len(reason), len(reason)}
		}
		piece, next := strings.Trim(reason[:at[0]], white), reason[at[0]:at[1]]
		reason = reason[at[1]:]
		if piece == "" {
			continue
		}
		if with := r.oneReason(piece); with != Withheld || last != Withheld {
			if last != "" {
				b.WriteString(between)
			}
			b.WriteString(with)
			last = with
		}
		between = next
	}
	return b.String()
}

// oneReason returns what stands for a reason that is one text.
func (r *Redaction) oneReason(text string) string {
	if fixedReasons[text] || malformed.MatchString(text) {
		return text
	}
	if m := notAllowed.FindStringSubmatch(text); m != nil {
		return m[1] + r.users.hide(m[2]) + m[3] + r.users.hide(m[4]) + m[5]
	}
	return Withheld
}
