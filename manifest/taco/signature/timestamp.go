package signature

import (
	"bytes"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"

	"github.com/smallstep/pkcs7"
)

// A timestamp is a statement of an authority that a signature existed at a time
// (RFC 3161).
type timestamp struct {
	at        time.Time
	authority signer
}

var (
	oidTimestampToken = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidTimestampInfo  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}

	errAttribute = errors.New("there is no such attribute")
	errTrailing  = errors.New("something stands behind it")
)

// timestampInfo is the beginning of a TSTInfo; what follows is optional.
type timestampInfo struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Digest    []byte
	}
	Serial *big.Int
	At     time.Time `asn1:"generalized"`
}

// timestampOf reads and verifies the timestamp on the signature of a signer; nil
// where there is none. A signature with a timestamp that is wrong does not count
// in Java. The error is an ignoredError.
func (b *block) timestampOf(i int) (*timestamp, error) {
	info := &b.data.Signers[i]
	for _, a := range info.UnauthenticatedAttributes {
		if !a.Type.Equal(oidTimestampToken) {
			continue
		}
		t, err := readTimestamp(a.Value.Bytes, info.EncryptedDigest)
		if err != nil {
			return nil, ignoredError("its timestamp is wrong: " + err.Error())
		}
		return t, nil
	}
	return nil, nil
}

// readTimestamp verifies a timestamp over a signature.
func readTimestamp(token, signature []byte) (*timestamp, error) {
	b, err := parseBlock(token)
	if err != nil {
		return nil, err
	}
	content := b.data.Content
	if err := b.verifyToken(content); err != nil {
		return nil, err
	}
	var info timestampInfo
	if err := unmarshalAll(content, &info); err != nil {
		return nil, err
	}
	d, known := digestByOID(info.Imprint.Algorithm.Algorithm)
	switch {
	case !known || d.weak():
		return nil, errors.New("its digest algorithm is unknown or too weak")
	case !bytes.Equal(sum(d.hash, signature), info.Imprint.Digest):
		return nil, errors.New("it is for another signature")
	}
	return &timestamp{info.At.UTC(), b.signers[0]}, nil
}

// verifyToken checks the signature of a timestamp's authority. A timestamp has no
// timestamp itself.
func (b *block) verifyToken(content []byte) error {
	for i := range b.data.Signers {
		b.data.Signers[i].UnauthenticatedAttributes = nil
	}
	err := b.verify(content, oidTimestampInfo)
	if _, tampered := err.(tamperedError); tampered {
		return errors.New("the signature of its authority does not fit")
	}
	return err
}

// oidContentOfFile is the type of what a block signs: plain data.
var oidContentOfFile = pkcs7.OIDData

// unmarshalAll reads one value that is all of data.
func unmarshalAll(data []byte, into any) error {
	rest, err := asn1.Unmarshal(data, into)
	if err == nil && len(rest) > 0 {
		err = errTrailing
	}
	return err
}
