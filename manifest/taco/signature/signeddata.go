package signature

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// The identifiers of the objects that a block is made of (RFC 5652, RFC 3161 and
// RFC 6211).
var (
	oidData           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidTimestampInfo  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidContentType    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidProtection     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 52}
	oidTimestampToken = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
)

// oddAttributes are those of PKCS#9 that Java reads by rules of their own, and that
// no block of a package has: an address, a name, a countersignature, a password,
// an unstructured address, extended attributes of a certificate.
var oddAttributes = []asn1.ObjectIdentifier{
	{1, 2, 840, 113549, 1, 9, 1}, {1, 2, 840, 113549, 1, 9, 2}, {1, 2, 840, 113549, 1, 9, 6},
	{1, 2, 840, 113549, 1, 9, 7}, {1, 2, 840, 113549, 1, 9, 8}, {1, 2, 840, 113549, 1, 9, 9},
}

// signedData is PKCS#7 signed data, read as strictly as Java reads it: every
// element is where it must be, and there is no other one. The library for PKCS#7
// passes over what it cannot read, and does not tell the type of the content, nor
// whether it is there.
type signedData struct {
	contentType  asn1.ObjectIdentifier
	content      []byte // nil where it is not there
	certificates []*x509.Certificate
	signers      []signerInfo
}

// signerInfo is one signature in signed data.
type signerInfo struct {
	issuer             []byte // a name in DER
	serial             *big.Int
	digestAlgorithm    algorithm
	signedAttributes   []byte // in DER, as a set, which is what is signed; nil where there are none
	contentType        asn1.ObjectIdentifier
	messageDigest      []byte
	signatureAlgorithm algorithm
	signature          []byte
	timestamp          []byte // a timestamp's token; nil where there is none
}

// An algorithm is its identifier with parameters, also as written.
type algorithm struct {
	oid        asn1.ObjectIdentifier
	parameters []byte // in DER; nil where there are none
}

// equal tells whether two algorithms are one; to have no parameters is the same as
// to have none that say anything.
func (a algorithm) equal(b algorithm) bool {
	plain := func(p []byte) []byte {
		if bytes.Equal(p, asn1.NullBytes) {
			return nil
		}
		return p
	}
	return a.oid.Equal(b.oid) && bytes.Equal(plain(a.parameters), plain(b.parameters))
}

var errForm = errors.New("it is no PKCS#7 signed data")

// What Java reads, and some more, is not read here.
const (
	errNotDER = unsupportedError("an object in it is not written in DER")
	errMore   = unsupportedError("it has objects that signed data has not")
)

// mostElements is how many elements a set may have: attributes, algorithms,
// certificates.
const mostElements = 100

// elements splits DER into the objects that it is a row of.
func elements(data []byte) (all []asn1.RawValue, err error) {
	for len(data) > 0 {
		if len(all) == mostElements {
			return nil, unsupportedError("it has more elements than are looked at")
		}
		var v asn1.RawValue
		_, fits := readObject(data)
		switch data, err = asn1.Unmarshal(data, &v); {
		case err != nil && fits:
			return nil, errNotDER
		case err != nil:
			return nil, errForm
		}
		all = append(all, v)
	}
	return all, nil
}

// sequence splits an object that must be a sequence of so many elements.
func sequence(v asn1.RawValue, least, most int) ([]asn1.RawValue, error) {
	if v.Class != asn1.ClassUniversal || v.Tag != asn1.TagSequence || !v.IsCompound {
		return nil, errForm
	}
	all, err := elements(v.Bytes)
	if err == nil && (len(all) < least || len(all) > most) {
		err = errForm
	}
	return all, err
}

// tagged tells whether an object is constructed and has a context-specific tag.
func tagged(v asn1.RawValue, tag int) bool {
	return v.Class == asn1.ClassContextSpecific && v.Tag == tag && v.IsCompound
}

// number reads a whole number; those of versions say nothing.
func number(v asn1.RawValue) (n *big.Int, err error) {
	err = scalar(v, asn1.TagInteger, &n)
	return n, err
}

// identifier reads an object identifier.
func identifier(v asn1.RawValue) (oid asn1.ObjectIdentifier, err error) {
	err = scalar(v, asn1.TagOID, &oid)
	return oid, err
}

// scalar reads a value of a tag. Java takes also some that are not in DER.
func scalar(v asn1.RawValue, tag int, into any) error {
	switch err := unmarshalAll(v.FullBytes, into); {
	case err == nil:
		return nil
	case v.Class == asn1.ClassUniversal && v.Tag == tag && len(v.Bytes) > 0:
		return errNotDER
	}
	return errForm
}

// parseSignedData reads DER. What stands behind it does not count, as in Java. The
// error is an ignoredError, or an unsupportedError.
func parseSignedData(der []byte) (*signedData, error) {
	d := &signedData{}
	if err := d.parse(der); err != nil {
		var unsupported unsupportedError
		if errors.As(err, &unsupported) {
			return nil, err
		}
		return nil, ignoredError(err.Error())
	}
	return d, nil
}

func (d *signedData) parse(der []byte) error {
	var outer asn1.RawValue
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return errNotDER // it fits, which was looked at before
	}
	oid, content, err := contentInfo(outer)
	if err != nil {
		return err
	}
	if !oid.Equal(oidSignedData) || content == nil {
		return errForm
	}
	parts, err := sequence(*content, 4, mostElements)
	if err != nil {
		return err
	}
	if _, err := number(parts[0]); err != nil {
		return err
	}
	if err := checkAlgorithms(parts[1]); err != nil {
		return err
	}
	if err := d.parseContent(parts[2]); err != nil {
		return err
	}
	parts = parts[3:]
	if len(parts) > 1 && tagged(parts[0], 0) {
		if d.certificates, err = parseCertificates(parts[0].Bytes); err != nil {
			return err
		}
		parts = parts[1:]
	}
	if len(parts) > 1 && tagged(parts[0], 1) {
		if err := checkRevocations(parts[0].Bytes); err != nil {
			return err
		}
		parts = parts[1:]
	}
	if len(parts) != 1 {
		return errMore
	}
	return d.parseSigners(parts[0])
}

// checkAlgorithms reads the set of digest algorithms, which says nothing that the
// signers do not say again.
func checkAlgorithms(v asn1.RawValue) error {
	if v.Class != asn1.ClassUniversal || v.Tag != asn1.TagSet {
		return errForm
	}
	all, err := elements(v.Bytes)
	for _, a := range all {
		if _, wrong := parseAlgorithm(a); wrong != nil {
			return wrong
		}
	}
	return err
}

// checkRevocations reads lists of revoked certificates, which nobody asks.
func checkRevocations(data []byte) error {
	all, err := elements(data)
	for _, l := range all {
		if _, wrong := x509.ParseRevocationList(l.FullBytes); wrong != nil {
			return unsupportedError("a list of revoked certificates in it cannot be read")
		}
	}
	return err
}

// contentInfo reads a type and the content of that type, nil where there is none.
func contentInfo(v asn1.RawValue) (oid asn1.ObjectIdentifier, content *asn1.RawValue, err error) {
	parts, err := sequence(v, 1, 2)
	if err != nil {
		return nil, nil, err
	}
	if oid, err = identifier(parts[0]); err != nil || len(parts) == 1 {
		return oid, nil, err
	}
	if parts[1].IsCompound && !tagged(parts[1], 0) {
		return nil, nil, errMore
	}
	inside, err := elements(parts[1].Bytes)
	if err == nil && (!parts[1].IsCompound || len(inside) != 1) {
		err = errForm
	}
	if err != nil {
		return nil, nil, err
	}
	return oid, &inside[0], nil
}

// parseContent reads what is signed, where it is there.
func (d *signedData) parseContent(v asn1.RawValue) error {
	oid, content, err := contentInfo(v)
	if err != nil {
		return err
	}
	if !oid.Equal(oidData) && !oid.Equal(oidTimestampInfo) {
		return errors.New("it signs what is no data")
	}
	d.contentType = oid
	if content != nil {
		switch {
		case content.Class != asn1.ClassUniversal || content.Tag != asn1.TagOctetString:
			return errForm
		case content.IsCompound:
			return errNotDER
		}
		d.content = append([]byte{}, content.Bytes...)
	}
	return nil
}

// parseCertificates reads the certificates. Java passes over what is none, and may
// know one that is not read here.
func parseCertificates(data []byte) (all []*x509.Certificate, err error) {
	objects, err := elements(data)
	if err != nil {
		return nil, err
	}
	for _, o := range objects {
		if o.Class != asn1.ClassUniversal || o.Tag != asn1.TagSequence {
			continue
		}
		if len(all) == mostCertificates {
			return nil, unsupportedError(fmt.Sprintf("it has more than %d certificates", mostCertificates))
		}
		c, err := x509.ParseCertificate(o.FullBytes)
		if err != nil {
			return nil, unsupportedError("a certificate of it cannot be read: " + err.Error())
		}
		all = append(all, c)
	}
	return all, nil
}

func (d *signedData) parseSigners(v asn1.RawValue) error {
	if v.Class != asn1.ClassUniversal || v.Tag != asn1.TagSet {
		return errForm
	}
	all, err := elements(v.Bytes)
	if err != nil {
		return err
	}
	if len(all) > mostSigners {
		return unsupportedError(fmt.Sprintf("it has %d signers, and the limit is %d", len(all), mostSigners))
	}
	for _, o := range all {
		s, err := parseSigner(o)
		if err != nil {
			return err
		}
		d.signers = append(d.signers, s)
	}
	return nil
}

// parseSigner reads one signature.
func parseSigner(v asn1.RawValue) (s signerInfo, err error) {
	parts, err := sequence(v, 5, 7)
	if err != nil {
		return s, err
	}
	if _, err := number(parts[0]); err != nil {
		return s, err
	}
	named, err := sequence(parts[1], 2, 2)
	if err != nil {
		return s, err
	}
	s.issuer = named[0].FullBytes
	if s.serial, err = number(named[1]); err != nil {
		return s, err
	}
	if s.digestAlgorithm, err = parseAlgorithm(parts[2]); err != nil {
		return s, err
	}
	parts = parts[3:]
	var signed, unsigned []pkcs9Attribute
	if tagged(parts[0], 0) {
		if signed, err = parseAttributes(parts[0].Bytes); err != nil {
			return s, err
		}
		s.signedAttributes = append([]byte{0x31}, parts[0].FullBytes[1:]...)
		parts = parts[1:]
	}
	if len(parts) > 2 && tagged(parts[2], 1) {
		if unsigned, err = parseAttributes(parts[2].Bytes); err != nil {
			return s, err
		}
		parts = parts[:2]
	}
	if len(parts) != 2 || parts[1].Class != asn1.ClassUniversal || parts[1].Tag != asn1.TagOctetString || parts[1].IsCompound {
		return s, errForm
	}
	if s.signatureAlgorithm, err = parseAlgorithm(parts[0]); err != nil {
		return s, err
	}
	s.signature = parts[1].Bytes
	if s.signedAttributes != nil {
		if err := s.takeSigned(signed); err != nil {
			return s, err
		}
	}
	for _, a := range unsigned {
		if a.oid.Equal(oidTimestampToken) {
			s.timestamp = a.value
		}
	}
	return s, nil
}

// parseAlgorithm reads an algorithm's identifier.
func parseAlgorithm(v asn1.RawValue) (a algorithm, err error) {
	parts, err := sequence(v, 1, 2)
	if err != nil {
		return a, err
	}
	if len(parts) == 2 {
		a.parameters = parts[1].FullBytes
	}
	a.oid, err = identifier(parts[0])
	return a, err
}

// A pkcs9Attribute has one value, in DER.
type pkcs9Attribute struct {
	oid   asn1.ObjectIdentifier
	value []byte
}

// singleAttributes are those of which Java knows that they have one value.
var singleAttributes = []asn1.ObjectIdentifier{oidContentType, oidMessageDigest, oidSigningTime, oidProtection, oidTimestampToken}

// parseAttributes reads attributes, of which each must be there once and have one
// value.
func parseAttributes(data []byte) (all []pkcs9Attribute, err error) {
	objects, err := elements(data)
	if err != nil {
		return nil, err
	}
	for _, o := range objects {
		var a pkcs9Attribute
		parts, err := sequence(o, 2, 2)
		if err != nil {
			return nil, err
		}
		if a.oid, err = identifier(parts[0]); err != nil {
			return nil, err
		}
		if parts[1].Tag != asn1.TagSet {
			return nil, errForm
		}
		values, err := elements(parts[1].Bytes)
		switch {
		case err != nil:
			return nil, err
		case len(values) > 1 && !slices.ContainsFunc(singleAttributes, a.oid.Equal):
			return nil, unsupportedError(fmt.Sprintf("its attribute %s has %d values", a.oid, len(values)))
		case len(values) == 0: // Java fails as a whole
			return nil, unsupportedError(fmt.Sprintf("its attribute %s has no value", a.oid))
		case len(values) > 1:
			return nil, fmt.Errorf("its attribute %s has %d values", a.oid, len(values))
		case slices.ContainsFunc(all, func(b pkcs9Attribute) bool { return b.oid.Equal(a.oid) }):
			return nil, fmt.Errorf("its attribute %s stands twice", a.oid)
		case slices.ContainsFunc(oddAttributes, a.oid.Equal):
			return nil, unsupportedError(fmt.Sprintf("it has an attribute %s, which no package has", a.oid))
		}
		a.value = values[0].FullBytes
		all = append(all, a)
	}
	return all, nil
}

// takeSigned takes over what the signed attributes say.
func (s *signerInfo) takeSigned(all []pkcs9Attribute) error {
	for _, a := range all {
		var err error
		switch {
		case a.oid.Equal(oidContentType):
			err = unmarshalAll(a.value, &s.contentType)
		case a.oid.Equal(oidMessageDigest):
			err = unmarshalAll(a.value, &s.messageDigest)
		case a.oid.Equal(oidSigningTime):
			err = checkTime(a.value)
		case a.oid.Equal(oidProtection):
			err = s.checkProtection(a.value)
		}
		var unsupported unsupportedError
		switch {
		case errors.As(err, &unsupported):
			return err
		case err != nil:
			return fmt.Errorf("its attribute %s cannot be read", a.oid)
		}
	}
	if s.contentType == nil || s.messageDigest == nil {
		return errors.New("its signed attributes have no digest or no type")
	}
	return nil
}

// checkTime reads a time that nobody asks. Java reads some that are in no calendar.
func checkTime(value []byte) error {
	var v asn1.RawValue
	var at time.Time
	err := unmarshalAll(value, &at)
	if err != nil && unmarshalAll(value, &v) == nil && (v.Tag == asn1.TagUTCTime || v.Tag == asn1.TagGeneralizedTime) {
		return unsupportedError("its time cannot be read")
	}
	return err
}

// checkProtection compares the algorithms with those that were signed (RFC 6211).
func (s *signerInfo) checkProtection(value []byte) error {
	var v asn1.RawValue
	if err := unmarshalAll(value, &v); err != nil {
		return err
	}
	parts, err := sequence(v, 2, 2)
	if err != nil || !tagged(parts[1], 1) {
		return errForm
	}
	digest, err := parseAlgorithm(parts[0])
	if err != nil {
		return err
	}
	inner := parts[1]
	inner.Class, inner.Tag = asn1.ClassUniversal, asn1.TagSequence
	signature, err := parseAlgorithm(inner)
	if err != nil || !digest.equal(s.digestAlgorithm) || !signature.equal(s.signatureAlgorithm) {
		return errForm
	}
	return nil
}

// unmarshalAll reads one value that is all of data.
func unmarshalAll(data []byte, into any) error {
	rest, err := asn1.Unmarshal(data, into)
	if err == nil && len(rest) > 0 {
		err = errForm
	}
	return err
}
