package signature

import (
	"crypto/x509"
	"encoding/asn1"
	"slices"
)

var (
	oidKeyUsage         = asn1.ObjectIdentifier{2, 5, 29, 15}
	oidExtendedKeyUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidNameConstraints  = asn1.ObjectIdentifier{2, 5, 29, 30}
	oidNetscapeCertType = asn1.ObjectIdentifier{2, 16, 840, 1, 113730, 1, 1}
)

// understood lists the extensions that Java knows, so that a certificate in which
// one of them is critical counts (JDK 17, the certificate extensions of its X.509
// provider).
var understood = []asn1.ObjectIdentifier{
	{2, 5, 29, 14},                  // subject key identifier
	oidKeyUsage,                     //
	{2, 5, 29, 16},                  // private key usage period
	{2, 5, 29, 17},                  // subject alternative name
	{2, 5, 29, 18},                  // issuer alternative name
	{2, 5, 29, 19},                  // basic constraints
	{2, 5, 29, 20},                  // CRL number
	{2, 5, 29, 21},                  // CRL reason
	{2, 5, 29, 27},                  // delta CRL indicator
	{2, 5, 29, 28},                  // issuing distribution point
	{2, 5, 29, 29},                  // certificate issuer
	oidNameConstraints,              //
	{2, 5, 29, 31},                  // CRL distribution points
	{2, 5, 29, 32},                  // certificate policies
	{2, 5, 29, 33},                  // policy mappings
	{2, 5, 29, 35},                  // authority key identifier
	{2, 5, 29, 36},                  // policy constraints
	oidExtendedKeyUsage,             //
	{2, 5, 29, 46},                  // freshest CRL
	{2, 5, 29, 54},                  // inhibit any policy
	oidNetscapeCertType,             //
	{1, 3, 6, 1, 5, 5, 7, 1, 1},     // authority information access
	{1, 3, 6, 1, 5, 5, 7, 1, 11},    // subject information access
	{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}, // OCSP no check
}

// handled lists the extensions that may be critical in a chain: those that Java looks
// at when it validates one.
var handled = []asn1.ObjectIdentifier{
	oidKeyUsage,         //
	{2, 5, 29, 17},      // subject alternative name
	{2, 5, 29, 19},      // basic constraints
	oidNameConstraints,  //
	{2, 5, 29, 32},      // certificate policies
	{2, 5, 29, 33},      // policy mappings
	{2, 5, 29, 36},      // policy constraints
	oidExtendedKeyUsage, //
	{2, 5, 29, 54},      // inhibit any policy
}

// checkCertificate says whether Java takes a certificate as that of a signer at
// all. The error is an ignoredError or an unsupportedError.
func checkCertificate(c *x509.Certificate) error {
	for _, e := range c.Extensions {
		if e.Critical && !slices.ContainsFunc(understood, e.Id.Equal) {
			return ignoredError("its certificate has the unknown critical extension " + e.Id.String())
		}
	}
	if hasExtension(c, oidKeyUsage) && c.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return ignoredError("the key usage of its certificate allows no signatures")
	}
	return checkKey(c.PublicKey)
}

func hasExtension(c *x509.Certificate, oid asn1.ObjectIdentifier) bool {
	return extension(c, oid) != nil
}

// extension returns the value of an extension, or nil.
func extension(c *x509.Certificate, oid asn1.ObjectIdentifier) []byte {
	for _, e := range c.Extensions {
		if e.Id.Equal(oid) {
			return e.Value
		}
	}
	return nil
}

// codeSigningFault says why a certificate is not meant for signing code, or "".
func codeSigningFault(c *x509.Certificate) string {
	switch {
	case hasExtension(c, oidExtendedKeyUsage) && !allows(c, x509.ExtKeyUsageCodeSigning):
		return "its extended key usage does not allow code signing"
	case !netscapeAllowsObjects(c):
		return "its Netscape certificate type does not allow object signing"
	}
	return ""
}

// timestampingFault says why a certificate is not meant for timestamps, or "".
func timestampingFault(c *x509.Certificate) string {
	switch {
	case !signsDigitally(c):
		return "its key usage does not allow digital signatures"
	case !hasExtension(c, oidExtendedKeyUsage) || !allows(c, x509.ExtKeyUsageTimeStamping):
		return "its extended key usage does not allow timestamps"
	}
	return ""
}

// signsDigitally tells whether the key usage of a certificate, where it has one,
// allows digital signatures. One that allows non-repudiation only is a signer's in
// Java, and then fails as a chain.
func signsDigitally(c *x509.Certificate) bool {
	return !hasExtension(c, oidKeyUsage) || c.KeyUsage&x509.KeyUsageDigitalSignature != 0
}

// allows tells whether the extended key usage of a certificate has one use.
func allows(c *x509.Certificate, use x509.ExtKeyUsage) bool {
	return slices.Contains(c.ExtKeyUsage, use) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// objectSigning is the bit of that use in a Netscape certificate type.
const objectSigning = 3

// netscapeAllowsObjects tells whether a Netscape certificate type, where there is
// one, allows to sign objects, as code is called there.
func netscapeAllowsObjects(c *x509.Certificate) bool {
	value := extension(c, oidNetscapeCertType)
	if value == nil {
		return true
	}
	var bits asn1.BitString
	return unmarshalAll(value, &bits) != nil || bits.At(objectSigning) == 1
}
