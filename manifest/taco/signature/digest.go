package signature

import (
	"bytes"
	"cmp"
	"crypto"
	_ "crypto/md5"    // for crypto.MD5
	_ "crypto/sha1"   // for crypto.SHA1
	_ "crypto/sha256" // for crypto.SHA256
	_ "crypto/sha3"   // for crypto.SHA3_256 and its kin
	_ "crypto/sha512" // for crypto.SHA384 and crypto.SHA512
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// A digest is an algorithm under which signatures and files are compared.
type digest struct {
	name string      // as attribute names spell it, in any case
	oid  string      // as blocks name it, or ""
	hash crypto.Hash // 0 where it is not computed here
	weak bool        // it can be forged
}

// digests is the one table of algorithms. Java does not rely on the weak ones for
// what was signed since 2019 (java.security, jdk.jar.disabledAlgorithms), and there
// are no packages from before (connector-plugin-sdk, docs/run-taco.md: 2019.4). The
// names without a hyphen are other names in Java.
var digests = [...]digest{
	{"SHA-256", "2.16.840.1.101.3.4.2.1", crypto.SHA256, false},
	{"SHA-384", "2.16.840.1.101.3.4.2.2", crypto.SHA384, false},
	{"SHA-512", "2.16.840.1.101.3.4.2.3", crypto.SHA512, false},
	{"SHA-224", "2.16.840.1.101.3.4.2.4", crypto.SHA224, false},
	{"SHA-512/224", "2.16.840.1.101.3.4.2.5", crypto.SHA512_224, false},
	{"SHA-512/256", "2.16.840.1.101.3.4.2.6", crypto.SHA512_256, false},
	{"SHA3-224", "2.16.840.1.101.3.4.2.7", crypto.SHA3_224, false},
	{"SHA3-256", "2.16.840.1.101.3.4.2.8", crypto.SHA3_256, false},
	{"SHA3-384", "2.16.840.1.101.3.4.2.9", crypto.SHA3_384, false},
	{"SHA3-512", "2.16.840.1.101.3.4.2.10", crypto.SHA3_512, false},
	{"SHA256", "", crypto.SHA256, false},
	{"SHA384", "", crypto.SHA384, false},
	{"SHA512", "", crypto.SHA512, false},
	{"SHA224", "", crypto.SHA224, false},
	{"SHAKE128", "2.16.840.1.101.3.4.2.11", 0, false},
	{"SHAKE256", "2.16.840.1.101.3.4.2.12", 0, false},
	{"SHA1", "1.3.14.3.2.26", crypto.SHA1, true},
	{"SHA-1", "", crypto.SHA1, true},
	{"SHA", "", crypto.SHA1, true},
	{"MD5", "1.2.840.113549.2.5", crypto.MD5, true},
	{"MD2", "1.2.840.113549.2.2", 0, true},
}

// digestByOID finds an algorithm by its identifier in a block. The error is an
// unsupportedError.
func digestByOID(oid asn1.ObjectIdentifier) (digest, error) {
	text := oid.String()
	for _, d := range digests {
		if d.oid == text && d.hash != 0 {
			return d, nil
		}
	}
	return digest{}, unsupportedError("its digest algorithm is unknown: " + text)
}

// sum is the digest of data by one algorithm.
func sum(hash crypto.Hash, data ...[]byte) []byte {
	h := hash.New()
	for _, d := range data {
		h.Write(d)
	}
	return h.Sum(nil)
}

// A claim is a digest that an attribute states.
type claim struct {
	digest  digest
	spelled string // the name of the algorithm as the attribute has it
	value   []byte // nil where it is not written in Base64
}

// disabled tells whether Java passes over the claim, which goes by the letter.
func (c claim) disabled() bool {
	return c.digest.weak && c.spelled == c.digest.name && c.spelled != "SHA"
}

// The endings of the attributes that state digests (JAR File Specification,
// section Signature File).
const (
	ofEntry    = "-Digest"
	ofMain     = "-Digest-Manifest-Main-Attributes"
	ofManifest = "-Digest-Manifest"
)

// claims collects the digests of one kind that attributes state. Of several by one
// name the last counts, as in Java. Those by an algorithm that nobody knows say
// nothing; unknown tells that there are some. The error is errBase64, or an
// unsupportedError.
func claims(each func(func(attribute)), suffix string) (found []claim, unknown bool, err error) {
	var stated [len(digests)]*claim
	each(func(a attribute) {
		cut := len(a.name) - len(suffix)
		if cut < 0 || !strings.EqualFold(string(a.name[cut:]), suffix) {
			return
		}
		i := slices.IndexFunc(digests[:], func(d digest) bool { return strings.EqualFold(d.name, string(a.name[:cut])) })
		if i < 0 {
			unknown = true
			return
		}
		if digests[i].hash == 0 && !digests[i].weak {
			err = cmp.Or[error](err, unsupportedError("a digest by "+digests[i].name+" cannot be compared"))
			return
		}
		value, wrong := decodeBase64(a.value)
		if !digests[i].weak {
			err = cmp.Or(err, wrong)
		}
		stated[i] = &claim{digests[i], string(a.name[:cut]), value}
	})
	for _, c := range stated {
		if c != nil {
			found = append(found, *c)
		}
	}
	return found, unknown, err
}

// anyStrong tells whether one of the claims can be relied on.
func anyStrong(all []claim) bool {
	return slices.ContainsFunc(all, func(c claim) bool { return !c.digest.weak })
}

// computable returns the claims that can be compared.
func computable(all []claim) []claim {
	return slices.DeleteFunc(all, func(c claim) bool { return c.digest.hash == 0 })
}

var errBase64 = errors.New("a digest is not written in Base64")

// decodeBase64 reads a digest as Java's decoder for MIME does: characters that are
// not of the alphabet are passed over, and the padding may be missing, but not be
// wrong.
func decodeBase64(text []byte) ([]byte, error) {
	text, padding, padded := bytes.Cut(text, []byte("="))
	kept := bytes.Map(keepBase64, text)
	if padded {
		switch len(kept) % 4 {
		case 0:
			return nil, errBase64
		case 2:
			if len(padding) == 0 || padding[0] != '=' {
				return nil, errBase64
			}
		}
		if len(bytes.Map(keepBase64, padding)) > 0 {
			return nil, errBase64
		}
	}
	value, err := base64.RawStdEncoding.DecodeString(string(kept))
	if err != nil {
		return nil, errBase64
	}
	return value, nil
}

// keepBase64 drops what is not of the alphabet.
func keepBase64(r rune) rune {
	switch {
	case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '+', r == '/':
		return r
	}
	return -1
}
