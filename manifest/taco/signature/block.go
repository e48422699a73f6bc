package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
)

// A block is a signature block, .RSA, .EC or .DSA: PKCS#7 signed data with the
// certificates of its signers. A timestamp is one, too.
type block struct {
	*signedData
	verified []signer // once its signatures were checked
}

// A signer is one whose signature was found right.
type signer struct {
	certificate *x509.Certificate
	others      []*x509.Certificate // all certificates of the block
	timestamp   *timestamp          // nil where there is none
}

// A tamperedError says what was changed after signing.
type tamperedError string

func (e tamperedError) Error() string { return string(e) }

// An ignoredError says why Java passes over a block.
type ignoredError string

func (e ignoredError) Error() string { return string(e) }

// An unsupportedError says why a block cannot be verified here. Java might, so that
// a package with such a block is never verified.
type unsupportedError string

func (e unsupportedError) Error() string { return string(e) }

// parseBlock reads a block. The error is an ignoredError or an unsupportedError.
func parseBlock(raw []byte) (*block, error) {
	if len(raw) > largestBlock {
		return nil, unsupportedError(fmt.Sprintf("it has %d bytes, and the limit is %d", len(raw), largestBlock))
	}
	size, indefinite, err := checkShape(raw)
	switch err {
	case nil:
	case errLength:
		return nil, ignoredError("it cannot be read: " + err.Error())
	default:
		return nil, unsupportedError("it cannot be read: " + err.Error())
	}
	der := raw[:size]
	if indefinite {
		if der, err = toDER(der); err != nil {
			return nil, unsupportedError("it cannot be read: " + err.Error())
		}
	}
	data, err := parseSignedData(der)
	if err != nil {
		return nil, err
	}
	return &block{signedData: data}, nil
}

// verify checks the signatures of a block over content, and the timestamps on
// them. Like Java it passes over signers whose signature is wrong, as long as one
// is right. The error is a tamperedError where none is, or an ignoredError or
// unsupportedError.
func (b *block) verify(content []byte) error {
	var right []int
	for i := range b.signers {
		ok, err := b.verifySigner(i, content)
		if err != nil {
			return err
		}
		if ok {
			right = append(right, i)
		}
	}
	if len(right) == 0 {
		return tamperedError("the signature does not fit")
	}
	for _, i := range right {
		s := signer{certificate: b.certificateOf(i), others: b.certificates}
		var err error
		if s.timestamp, err = b.timestampOf(i); err != nil {
			return err
		}
		b.verified = append(b.verified, s)
	}
	for _, i := range right { // Java asks last whether they are strong enough
		if err := b.checkStrength(i); err != nil {
			return err
		}
	}
	return nil
}

// verifySigner tells whether the signature of one signer is right. The error is an
// ignoredError or an unsupportedError.
func (b *block) verifySigner(i int, content []byte) (bool, error) {
	s := &b.signers[i]
	d, err := digestByOID(s.digestAlgorithm.oid)
	if err != nil {
		return false, err
	}
	signed := content
	switch {
	case s.signedAttributes != nil:
		if !s.contentType.Equal(b.contentType) || !bytes.Equal(s.messageDigest, sum(d.hash, content)) {
			return false, nil
		}
		signed = s.signedAttributes
	default:
		if err := b.checkUnattributed(content); err != nil {
			return false, err
		}
	}
	certificate := b.certificateOf(i)
	if certificate == nil {
		return false, nil
	}
	if err := checkCertificate(certificate); err != nil {
		return false, err
	}
	return checkSignature(certificate.PublicKey, s.signatureAlgorithm, d, signed, s.signature)
}

// checkStrength says whether the digest and the key of a signer can be relied on.
// The error is an ignoredError.
func (b *block) checkStrength(i int) error {
	d, err := digestByOID(b.signers[i].digestAlgorithm.oid)
	if err != nil {
		return err
	}
	if d.weak {
		return ignoredError("its digest algorithm " + d.name + " is too weak")
	}
	return checkKeySize(b.certificateOf(i).PublicKey)
}

// checkUnattributed says whether a signature without signed attributes may be
// over this content: only over plain data, and not over what could be the signed
// attributes of another signature (RFC 5652, section 5.3, and what newer updates of
// JDK 17 ask).
func (b *block) checkUnattributed(content []byte) error {
	if !b.contentType.Equal(oidData) {
		return ignoredError("it has no signed attributes")
	}
	var set asn1.RawValue
	if unmarshalAll(content, &set) == nil && set.Class == asn1.ClassUniversal && set.Tag == asn1.TagSet {
		return ignoredError("what it signs is no .SF file")
	}
	return nil
}

// certificateOf returns the certificate of a signer, or nil where the block has
// none that it names.
func (b *block) certificateOf(i int) *x509.Certificate {
	named := &b.signers[i]
	for _, c := range b.certificates {
		if c.SerialNumber.Cmp(named.serial) == 0 && bytes.Equal(c.RawIssuer, named.issuer) {
			return c
		}
	}
	return nil
}

// mayHaveCertificate tells whether Java might find a certificate of a signer where
// none is found here: two names are equal to it that differ in letters or spaces.
func (b *block) mayHaveCertificate(i int) bool {
	return b.certificateOf(i) == nil && slices.ContainsFunc(b.certificates, func(c *x509.Certificate) bool {
		return c.SerialNumber.Cmp(b.signers[i].serial) == 0
	})
}
