package manifest

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// A reader gives the tokens of a decoded text and where they stand. It checks that
// end tags match start tags.
type reader struct {
	doc     []byte
	decoder *xml.Decoder
	at      piece // of the last token, or of what was read of it
	open    []int // where the start tags of the open elements are
	started bool  // a root element has started
}

func newReader(doc []byte) *reader { return &reader{doc: doc, decoder: newDecoder(doc)} }

// next returns the next token, nil at the end, or what stops the reader.
func (r *reader) next() (xml.Token, *fault) {
	from := int(r.decoder.InputOffset())
	t, err := r.decoder.Token()
	r.at = piece{from, int(r.decoder.InputOffset())}
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, r.stopped(err)
	}
	switch t.(type) {
	case xml.StartElement:
		r.open, r.started = append(r.open, from), true
	case xml.EndElement:
		r.open = r.open[:max(0, len(r.open)-1)]
	}
	return t, nil
}

// stopped says what stopped the XML reader.
func (r *reader) stopped(err error) *fault {
	reason := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		reason = syntax.Msg
	}
	return notWellFormed(reason, r.offending(reason))
}

func notWellFormed(reason string, at piece) *fault {
	code := codeWellFormed
	if strings.Contains(reason, "invalid character entity") && !strings.Contains(reason, "no semicolon") {
		code = codeEntity
	}
	return &fault{code, at, reason + ": correct the XML"}
}
