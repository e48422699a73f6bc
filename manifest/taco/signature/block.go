package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"

	"github.com/smallstep/pkcs7"
)

// A block is a signature block, .RSA, .EC or .DSA: PKCS#7 signed data with the
// certificates of its signers.
type block struct {
	data    *pkcs7.PKCS7
	signers []signer // once it was verified
}

// A signer is one whose signature was found right.
type signer struct {
	certificate *x509.Certificate
	others      []*x509.Certificate // all certificates of the block
	timestamp   *timestamp          // nil where there is none
}

// parseBlock reads a block, or a timestamp, which has the same form. The error is
// an ignoredError.
func parseBlock(raw []byte) (*block, error) {
	if len(raw) > largestBlock {
		return nil, ignoredError(fmt.Sprintf("it has %d bytes, and the limit is %d", len(raw), largestBlock))
	}
	if err := checkShape(raw); err != nil {
		return nil, ignoredError("it cannot be read: " + err.Error())
	}
	data, err := pkcs7.Parse(raw)
	switch {
	case err != nil:
		return nil, ignoredError("it cannot be read: " + err.Error())
	case len(data.Signers) > mostSigners:
		return nil, ignoredError(fmt.Sprintf("it has %d signers, and the limit is %d", len(data.Signers), mostSigners))
	case len(data.Certificates) > mostCertificates:
		return nil, ignoredError(fmt.Sprintf("it has %d certificates, and the limit is %d", len(data.Certificates), mostCertificates))
	}
	return &block{data: data}, nil
}

// verify checks the signatures of a block over content, whose type the signed
// attributes must name, and the timestamps on them. Like Java it passes over
// signers whose signature is wrong, as long as one is right. The error is a
// tamperedError where none is, or an ignoredError.
func (b *block) verify(content []byte, contentType asn1.ObjectIdentifier) error {
	var verified []int
	for i := range b.data.Signers {
		ok, err := b.verifySigner(i, content, contentType)
		if err != nil {
			return err
		}
		if ok {
			verified = append(verified, i)
		}
	}
	if len(verified) == 0 {
		return tamperedError("the signature does not fit")
	}
	for _, i := range verified {
		s := signer{certificate: b.certificateOf(i), others: b.data.Certificates}
		var err error
		if s.timestamp, err = b.timestampOf(i); err != nil {
			return err
		}
		b.signers = append(b.signers, s)
	}
	return nil
}

// verifySigner tells whether the signature of one signer is right. The error is an
// ignoredError.
func (b *block) verifySigner(i int, content []byte, contentType asn1.ObjectIdentifier) (bool, error) {
	info := &b.data.Signers[i]
	d, known := digestByOID(info.DigestAlgorithm.Algorithm)
	switch {
	case !known:
		return false, ignoredError("its digest algorithm is unknown: " + info.DigestAlgorithm.Algorithm.String())
	case d.weak():
		return false, ignoredError("its digest algorithm " + d.name + " is too weak")
	}
	signed := content
	if len(info.AuthenticatedAttributes) > 0 {
		var stated asn1.ObjectIdentifier
		var value []byte
		if b.signedAttribute(i, pkcs7.OIDAttributeContentType, &stated) != nil || !stated.Equal(contentType) ||
			b.signedAttribute(i, pkcs7.OIDAttributeMessageDigest, &value) != nil || !bytes.Equal(value, sum(d.hash, content)) {
			return false, nil
		}
		var err error
		if signed, err = asn1.MarshalWithParams(info.AuthenticatedAttributes, "set"); err != nil {
			return false, ignoredError("its signed attributes cannot be read: " + err.Error())
		}
	} else if err := checkUnattributed(content, contentType); err != nil {
		return false, err
	}
	certificate := b.certificateOf(i)
	if certificate == nil {
		return false, nil
	}
	if err := checkCertificate(certificate); err != nil {
		return false, err
	}
	return checkSignature(certificate.PublicKey, info.DigestEncryptionAlgorithm.Algorithm, d.hash, signed, info.EncryptedDigest)
}

// checkUnattributed says whether a signature without signed attributes may be
// over this content: only over plain data, and not over what could be the signed
// attributes of another signature (RFC 5652, section 5.3 and the attack that JDK
// 17.0.9 closes).
func checkUnattributed(content []byte, contentType asn1.ObjectIdentifier) error {
	if !contentType.Equal(pkcs7.OIDData) {
		return ignoredError("it has no signed attributes")
	}
	var set asn1.RawValue
	if rest, err := asn1.Unmarshal(content, &set); err == nil && len(rest) == 0 && set.Tag == asn1.TagSet {
		return ignoredError("what it signs is no .SF file")
	}
	return nil
}

// signedAttribute reads a signed attribute of a signer.
func (b *block) signedAttribute(i int, oid asn1.ObjectIdentifier, into any) error {
	for _, a := range b.data.Signers[i].AuthenticatedAttributes {
		if a.Type.Equal(oid) {
			return unmarshalAll(a.Value.Bytes, into)
		}
	}
	return errAttribute
}

// certificateOf returns the certificate of a signer, or nil where the block has
// none that it names.
func (b *block) certificateOf(i int) *x509.Certificate {
	named := b.data.Signers[i].IssuerAndSerialNumber
	for _, c := range b.data.Certificates {
		if sameSerial(c.SerialNumber, named.SerialNumber) && bytes.Equal(c.RawIssuer, named.IssuerName.FullBytes) {
			return c
		}
	}
	return nil
}

func sameSerial(a, b *big.Int) bool { return a != nil && b != nil && a.Cmp(b) == 0 }
