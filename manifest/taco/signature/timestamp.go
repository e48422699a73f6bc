package signature

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"
)

// A timestamp is a statement of an authority that a signature existed at a time
// (RFC 3161).
type timestamp struct {
	at        time.Time
	authority signer
}

// timestampInfo is the beginning of a TSTInfo; what follows is optional.
type timestampInfo struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	Serial *big.Int
	At     asn1.RawValue
}

// timestampOf reads and verifies the timestamp on the signature of a signer; nil
// where there is none. A signature with a timestamp that is wrong does not count
// in Java. The error is an ignoredError or an unsupportedError.
func (b *block) timestampOf(i int) (*timestamp, error) {
	s := &b.signers[i]
	if s.timestamp == nil {
		return nil, nil
	}
	t, err := readTimestamp(s.timestamp, s.signature)
	var unsupported unsupportedError
	switch {
	case errors.As(err, &unsupported):
		return nil, unsupportedError("its timestamp cannot be verified: " + err.Error())
	case err != nil:
		return nil, ignoredError("its timestamp is wrong: " + err.Error())
	}
	return t, nil
}

// readTimestamp verifies a timestamp over a signature.
func readTimestamp(token, signature []byte) (*timestamp, error) {
	b, err := parseBlock(token)
	if err != nil {
		return nil, err
	}
	if !b.contentType.Equal(oidTimestampInfo) || b.content == nil {
		return nil, errors.New("it is no timestamp")
	}
	if err := b.verifyToken(); err != nil {
		return nil, err
	}
	var info timestampInfo
	if err := unmarshalAll(b.content, &info); err != nil {
		return nil, errors.New("what it says cannot be read")
	}
	at, err := readTime(info.At)
	if err != nil {
		return nil, err
	}
	d, err := digestByOID(info.Imprint.Algorithm.Algorithm)
	switch {
	case err != nil:
		return nil, err
	case !bytes.Equal(sum(d.hash, signature), info.Imprint.Digest):
		return nil, errors.New("it is for another signature")
	case d.weak:
		return nil, errors.New("its digest algorithm " + d.name + " is too weak")
	}
	return &timestamp{at, b.verified[0]}, nil
}

// readTime reads the time of a timestamp, in UTC.
func readTime(v asn1.RawValue) (at time.Time, err error) {
	if v.Class != asn1.ClassUniversal || v.Tag != asn1.TagGeneralizedTime || unmarshalAll(v.FullBytes, &at) != nil {
		return at, unsupportedError("its time cannot be read")
	}
	return at.UTC(), nil
}

// verifyToken checks the signature of a timestamp's authority. A timestamp has no
// timestamp itself that would matter.
func (b *block) verifyToken() error {
	for i := range b.signers {
		b.signers[i].timestamp = nil
	}
	err := b.verify(b.content)
	var tampered tamperedError
	if !errors.As(err, &tampered) {
		return err
	}
	for i := range b.signers {
		if b.mayHaveCertificate(i) {
			return unsupportedError("the name of its authority's issuer is written in two ways")
		}
	}
	return errors.New("the signature of its authority does not fit")
}
