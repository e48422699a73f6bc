package signature

import (
	"crypto"
	"crypto/dsa" //lint:ignore SA1019 Java verifies signatures by DSA, and so must this
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
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
// goes with it the block says in another place (RFC 5652, section 5.3).
var keyUses = map[string]keyUse{
	"1.2.840.113549.1.1.1":    useRSA, // rsaEncryption
	"1.2.840.113549.1.1.11":   useRSA, // with SHA-256
	"1.2.840.113549.1.1.12":   useRSA, // with SHA-384
	"1.2.840.113549.1.1.13":   useRSA, // with SHA-512
	"1.2.840.113549.1.1.14":   useRSA, // with SHA-224
	"1.2.840.113549.1.1.10":   usePSS,
	"1.2.840.10045.2.1":       useECDSA, // ecPublicKey
	"1.2.840.10045.4.3.1":     useECDSA, // with SHA-224
	"1.2.840.10045.4.3.2":     useECDSA, // with SHA-256
	"1.2.840.10045.4.3.3":     useECDSA, // with SHA-384
	"1.2.840.10045.4.3.4":     useECDSA, // with SHA-512
	"1.2.840.10040.4.1":       useDSA,   // dsa
	"2.16.840.1.101.3.4.3.1":  useDSA,   // with SHA-224
	"2.16.840.1.101.3.4.3.2":  useDSA,   // with SHA-256
	"2.16.840.1.101.3.4.3.3":  useDSA,   // with SHA-384
	"2.16.840.1.101.3.4.3.4":  useDSA,   // with SHA-512
	"1.3.101.112":             useEd25519,
	"2.16.840.1.101.3.4.3.13": useRSA,   // with SHA3-224
	"2.16.840.1.101.3.4.3.14": useRSA,   // with SHA3-256
	"2.16.840.1.101.3.4.3.15": useRSA,   // with SHA3-384
	"2.16.840.1.101.3.4.3.16": useRSA,   // with SHA3-512
	"2.16.840.1.101.3.4.3.9":  useECDSA, // with SHA3-224
	"2.16.840.1.101.3.4.3.10": useECDSA, // with SHA3-256
	"2.16.840.1.101.3.4.3.11": useECDSA, // with SHA3-384
	"2.16.840.1.101.3.4.3.12": useECDSA, // with SHA3-512
}

// checkSignature tells whether a signature over data is right. The error is an
// ignoredError: the algorithm is not known, is too weak, or does not go with the
// key, or what should be a signature has not the form of one.
func checkSignature(key crypto.PublicKey, algorithm asn1.ObjectIdentifier, hash crypto.Hash, data, signature []byte) (bool, error) {
	use, known := keyUses[algorithm.String()]
	if !known {
		return false, ignoredError("its signature algorithm is unknown or too weak: " + algorithm.String())
	}
	switch key := key.(type) {
	case *rsa.PublicKey:
		switch {
		case use != useRSA && use != usePSS:
		case len(signature) != key.Size():
			return false, errForm
		case use == useRSA:
			return rsa.VerifyPKCS1v15(key, hash, sum(hash, data), signature) == nil, nil
		default:
			return rsa.VerifyPSS(key, hash, sum(hash, data), signature, nil) == nil, nil
		}
	case *ecdsa.PublicKey:
		if use == useECDSA {
			if _, err := readPair(signature); err != nil {
				return false, err
			}
			return ecdsa.VerifyASN1(key, sum(hash, data), signature), nil
		}
	case *dsa.PublicKey:
		if use == useDSA {
			return verifyDSA(key, sum(hash, data), signature)
		}
	case ed25519.PublicKey:
		if use == useEd25519 {
			if len(signature) != ed25519.SignatureSize {
				return false, errForm
			}
			return ed25519.Verify(key, data, signature), nil
		}
	}
	return false, ignoredError("its signature algorithm does not go with the key of its certificate")
}

const errForm = ignoredError("its signature has not the form of one")

// pairOfNumbers is a signature by DSA or ECDSA.
type pairOfNumbers struct{ R, S *big.Int }

func readPair(signature []byte) (p pairOfNumbers, err error) {
	if unmarshalAll(signature, &p) != nil {
		return p, errForm
	}
	return p, nil
}

// verifyDSA checks a signature by DSA; of a digest that is longer than the key's
// order only the first bits count (FIPS 186-4, section 4.6).
func verifyDSA(key *dsa.PublicKey, digest, signature []byte) (bool, error) {
	p, err := readPair(signature)
	if err != nil {
		return false, err
	}
	if order := (key.Q.BitLen() + 7) / 8; len(digest) > order {
		digest = digest[:order]
	}
	return dsa.Verify(key, digest, p.R, p.S), nil
}

// checkKey says whether a key is neither too weak nor so large that using it
// would take long. The error is an ignoredError.
func checkKey(key crypto.PublicKey) error {
	bits, most := 0, 0
	switch key := key.(type) {
	case *rsa.PublicKey:
		bits, most = key.N.BitLen(), largestRSAKey
	case *dsa.PublicKey:
		if key.Q.BitLen() > key.P.BitLen() || key.G.BitLen() > key.P.BitLen() || key.Y.BitLen() > key.P.BitLen() {
			return ignoredError("the key of its certificate is malformed")
		}
		bits, most = key.P.BitLen(), largestDSAKey
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return nil
	default:
		return ignoredError("the key of its certificate is of an unknown kind")
	}
	if bits < smallestKey || bits > most {
		return ignoredError(fmt.Sprintf("the key of its certificate has %d bits, and %d to %d are taken", bits, smallestKey, most))
	}
	return nil
}
