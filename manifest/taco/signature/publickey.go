package signature

import (
	"crypto"
	"crypto/dsa" //lint:ignore SA1019 Java verifies signatures by DSA, and so must this
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// A keyUse says with which kind of key a signature algorithm goes.
type keyUse byte

const (
	useRSA keyUse = iota + 1
	usePSS
	useECDSA
	useDSA
	useEd25519
)

// keyUses maps the identifiers of signature algorithms, and of the kinds of keys,
// which older blocks have in their place, to how the key is used. Which digest
// goes with it the block says in another place (RFC 5652, section 5.3), and Java
// goes by that.
var keyUses = map[string]keyUse{
	"1.2.840.113549.1.1.1":    useRSA, // rsaEncryption
	"1.2.840.113549.1.1.2":    useRSA, // with MD2
	"1.2.840.113549.1.1.4":    useRSA, // with MD5
	"1.2.840.113549.1.1.5":    useRSA, // with SHA-1
	"1.2.840.113549.1.1.11":   useRSA, // with SHA-256
	"1.2.840.113549.1.1.12":   useRSA, // with SHA-384
	"1.2.840.113549.1.1.13":   useRSA, // with SHA-512
	"1.2.840.113549.1.1.14":   useRSA, // with SHA-224
	"1.2.840.113549.1.1.15":   useRSA, // with SHA-512/224
	"1.2.840.113549.1.1.16":   useRSA, // with SHA-512/256
	"2.16.840.1.101.3.4.3.13": useRSA, // with SHA3-224
	"2.16.840.1.101.3.4.3.14": useRSA, // with SHA3-256
	"2.16.840.1.101.3.4.3.15": useRSA, // with SHA3-384
	"2.16.840.1.101.3.4.3.16": useRSA, // with SHA3-512
	"1.2.840.113549.1.1.10":   usePSS,
	"1.2.840.10045.2.1":       useECDSA, // ecPublicKey
	"1.2.840.10045.4.1":       useECDSA, // with SHA-1
	"1.2.840.10045.4.3.1":     useECDSA, // with SHA-224
	"1.2.840.10045.4.3.2":     useECDSA, // with SHA-256
	"1.2.840.10045.4.3.3":     useECDSA, // with SHA-384
	"1.2.840.10045.4.3.4":     useECDSA, // with SHA-512
	"2.16.840.1.101.3.4.3.9":  useECDSA, // with SHA3-224
	"2.16.840.1.101.3.4.3.10": useECDSA, // with SHA3-256
	"2.16.840.1.101.3.4.3.11": useECDSA, // with SHA3-384
	"2.16.840.1.101.3.4.3.12": useECDSA, // with SHA3-512
	"1.2.840.10040.4.1":       useDSA,   // dsa
	"1.2.840.10040.4.3":       useDSA,   // with SHA-1
	"2.16.840.1.101.3.4.3.1":  useDSA,   // with SHA-224
	"2.16.840.1.101.3.4.3.2":  useDSA,   // with SHA-256
	"2.16.840.1.101.3.4.3.3":  useDSA,   // with SHA-384
	"2.16.840.1.101.3.4.3.4":  useDSA,   // with SHA-512
	"1.3.101.112":             useEd25519,
}

const (
	errNoSignature = ignoredError("its signature has not the form of one")
	errOtherKey    = ignoredError("its signature algorithm does not go with the key of its certificate")
)

// checkSignature tells whether a signature over data is right. The error is an
// ignoredError where the algorithm does not go with the key, or what should be a
// signature has not the form of one, and an unsupportedError.
func checkSignature(key crypto.PublicKey, a algorithm, d digest, data, signature []byte) (bool, error) {
	use, known := keyUses[a.oid.String()]
	if !known {
		return false, unsupportedError("its signature algorithm is unknown: " + a.oid.String())
	}
	switch key := key.(type) {
	case *rsa.PublicKey:
		return checkRSA(key, use, a, d, data, signature)
	case *ecdsa.PublicKey:
		if use != useECDSA {
			return false, errOtherKey
		}
		if _, err := readPair(signature); err != nil {
			return false, err
		}
		return ecdsa.VerifyASN1(key, sum(d.hash, data), signature), nil
	case *dsa.PublicKey:
		if use != useDSA {
			return false, errOtherKey
		}
		return checkDSA(key, sum(d.hash, data), signature)
	case ed25519.PublicKey:
		switch {
		case use != useEd25519:
			return false, errOtherKey
		case d.hash != crypto.SHA512: // RFC 8419, section 3
			return false, ignoredError("its digest algorithm does not go with Ed25519")
		case len(signature) != ed25519.SignatureSize:
			return false, errNoSignature
		}
		return ed25519.Verify(key, data, signature), nil
	}
	return false, unsupportedError("the key of its certificate is of an unknown kind")
}

// checkRSA checks a signature by RSA, with the padding that the algorithm says.
func checkRSA(key *rsa.PublicKey, use keyUse, a algorithm, d digest, data, signature []byte) (bool, error) {
	switch use {
	case useRSA, usePSS:
	default:
		return false, errOtherKey
	}
	switch {
	case key.N.BitLen() < smallestKey: // crypto/rsa does not use it
		return false, unsupportedError(fmt.Sprintf("the key of its certificate has %d bits, and %d are needed", key.N.BitLen(), smallestKey))
	case len(signature) != key.Size():
		return false, errNoSignature
	}
	if use == useRSA {
		return rsa.VerifyPKCS1v15(key, d.hash, sum(d.hash, data), signature) == nil, nil
	}
	salt, err := readPSS(a.parameters, d)
	if err != nil {
		return false, err
	}
	return rsa.VerifyPSS(key, d.hash, sum(d.hash, data), signature, &rsa.PSSOptions{SaltLength: salt}) == nil, nil
}

// pssParameters are those of RSASSA-PSS (RFC 4055, section 3.1).
type pssParameters struct {
	Hash    pkix.AlgorithmIdentifier `asn1:"explicit,tag:0"`
	Mask    pkix.AlgorithmIdentifier `asn1:"explicit,tag:1"`
	Salt    int                      `asn1:"explicit,tag:2,default:20,optional"`
	Trailer int                      `asn1:"explicit,tag:3,default:1,optional"`
}

var oidMGF1 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}

// readPSS returns the length of the salt. The parameters must name the digest of
// the block, for the mask as well.
func readPSS(parameters []byte, d digest) (salt int, err error) {
	var p pssParameters
	var mask pkix.AlgorithmIdentifier
	switch {
	case unmarshalAll(parameters, &p) != nil,
		unmarshalAll(p.Mask.Parameters.FullBytes, &mask) != nil,
		!p.Mask.Algorithm.Equal(oidMGF1), p.Trailer != 1, p.Salt < 1,
		p.Hash.Algorithm.String() != d.oid, mask.Algorithm.String() != d.oid:
		return 0, unsupportedError("its parameters of RSASSA-PSS are unusual")
	}
	return p.Salt, nil
}

// numbers are a signature by DSA or ECDSA.
type numbers struct{ R, S *big.Int }

func readPair(signature []byte) (n numbers, err error) {
	if unmarshalAll(signature, &n) != nil {
		return n, errNoSignature
	}
	return n, nil
}

// checkDSA checks a signature by DSA; of a digest that is longer than the key's
// order only the first bits count (FIPS 186-4, section 4.6).
func checkDSA(key *dsa.PublicKey, digest, signature []byte) (bool, error) {
	n, err := readPair(signature)
	if err != nil {
		return false, err
	}
	if order := (key.Q.BitLen() + 7) / 8; len(digest) > order {
		digest = digest[:order]
	}
	return dsa.Verify(key, digest, n.R, n.S), nil
}

// checkKey says whether a key is of a kind that is known, and not so large that to
// use it would take long. The error is an unsupportedError.
func checkKey(key crypto.PublicKey) error {
	bits, most := 0, 0
	switch key := key.(type) {
	case *rsa.PublicKey:
		bits, most = key.N.BitLen(), largestRSAKey
	case *dsa.PublicKey:
		bits, most = max(key.P.BitLen(), key.Q.BitLen(), key.G.BitLen(), key.Y.BitLen()), largestDSAKey
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P224() { // JDK 17 has no such curve
			return unsupportedError("the key of its certificate is on an unusual curve")
		}
	case ed25519.PublicKey:
	default:
		return unsupportedError("the key of its certificate is of an unknown kind")
	}
	if bits > most {
		return unsupportedError(fmt.Sprintf("the key of its certificate has %d bits, and the limit is %d", bits, most))
	}
	return nil
}

// checkKeySize says whether a key is long enough. The error is an ignoredError.
func checkKeySize(key crypto.PublicKey) error {
	if k, ok := key.(*dsa.PublicKey); ok && k.P.BitLen() < smallestKey {
		return ignoredError(fmt.Sprintf("the key of its certificate has %d bits, and %d are needed", k.P.BitLen(), smallestKey))
	}
	return nil
}
