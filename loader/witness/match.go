package witness

import "strings"

// A template is the text of a [Wording], ready to be matched: fields and the literals
// between them. Two fields stand side by side only where the first one is a number.
type template []part

// A part is a field or a literal.
type part struct {
	field   string // what stands in the braces, or anyText
	literal literal
}

// A found is what stands for the fields of a template.
type found struct{ class, path, module, version, reason string }

// anyText is the field for any text, which is not kept.
const anyText = "…"

// compile makes a template of the text of a wording.
func compile(text string) template {
	var t template
	for text != "" {
		before, behind, isAny := strings.Cut(text, anyText)
		literal, name, isField := strings.Cut(before, "{")
		if literal != "" {
			t = append(t, part{literal: compileLiteral(literal)})
		}
		switch {
		case isField:
			name, _, _ = strings.Cut(name, "}")
			t = append(t, part{field: name})
			text = text[len(literal)+len(name)+len("{}"):]
			continue
		case isAny:
			t = append(t, part{field: anyText})
		}
		text = behind
	}
	return t
}

// match matches a whole text, without white space around it. Each field takes the
// shortest text up to the next literal; only numbers take what they can. The text is
// gone through once, as no decision is taken back.
func (t template) match(text string) (f found, ok bool) {
	at := 0
	for i := 0; i < len(t); i++ {
		if t[i].field == "" {
			if at, ok = t[i].literal.at(text, at); !ok {
				return found{}, false
			}
			continue
		}
		end, next := t.field(i, text, at)
		if end < 0 || !f.set(t[i].field, strings.Trim(text[at:end], white)) {
			return found{}, false
		}
		if at = end; next > 0 {
			at, i = next, i+1
		}
	}
	return f, at == len(text)
}

// field returns where field i, which begins at from, ends; that is -1 if it does
// nowhere. Where that is a matter of the literal behind it, next is where that ends.
func (t template) field(i int, text string, from int) (end, next int) {
	switch {
	case t[i].field == "n":
		return from + numberEnd(text[from:], "-0123456789"), 0
	case t[i].field == "version":
		return from + numberEnd(text[from:], "-.0123456789"), 0
	case i+1 == len(t):
		return len(text), 0
	case i+2 == len(t):
		return t[i+1].literal.last(text, from), len(text)
	}
	return t[i+1].literal.find(text, from)
}

// numberEnd returns where the number ends that is made of the given signs and begins a
// text.
func numberEnd(text, signs string) int {
	number := text[:len(text)-len(strings.TrimLeft(text, signs))]
	return len(strings.TrimRight(number, "-."))
}

// set sets a field and tells whether the value may stand for it.
func (f *found) set(field, value string) bool {
	switch field {
	case anyText:
		return true
	case "reason":
		f.reason = clip(value)
		return true
	}
	// A name goes over no line break, and is not so long that it is none.
	if strings.ContainsAny(value, "\r\n") || len(value) > MostMessage {
		return false
	}
	switch field {
	case "class":
		// A workbook may ask for no class. (SDK #624)
		f.class = clip(value)
		return true
	case "path":
		f.path = clip(value)
		return isPath(value)
	case "module":
		f.module = clip(value)
	case "version":
		f.version = clip(value)
	}
	return value != ""
}

// isPath tells whether a text is a path. Where it has no directory it is a package.
// Nothing else tells it from other words: "Failed to validate the signature".
func isPath(text string) bool {
	return strings.ContainsAny(text, `/\`) || len(text) > len(packageEnd) && strings.EqualFold(text[len(text)-len(packageEnd):], packageEnd)
}

// packageEnd ends the names of packages.
const packageEnd = ".taco"
