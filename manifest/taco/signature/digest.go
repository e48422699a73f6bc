package signature

import (
	"bytes"
	"cmp"
	"crypto"
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
	hash crypto.Hash // 0 where it is too weak to be used
}

// digests is the one table of algorithms. Java refuses the weak ones for whatever
// was signed since 2019 (java.security, jdk.jar.disabledAlgorithms), and there
// are no packages from before (connector-plugin-sdk, docs/run-taco.md: 2019.4).
var digests = [...]digest{
	{"SHA-256", "2.16.840.1.101.3.4.2.1", crypto.SHA256},
	{"SHA-384", "2.16.840.1.101.3.4.2.2", crypto.SHA384},
	{"SHA-512", "2.16.840.1.101.3.4.2.3", crypto.SHA512},
	{"SHA-224", "2.16.840.1.101.3.4.2.4", crypto.SHA224},
	{"SHA3-224", "2.16.840.1.101.3.4.2.7", crypto.SHA3_224},
	{"SHA3-256", "2.16.840.1.101.3.4.2.8", crypto.SHA3_256},
	{"SHA3-384", "2.16.840.1.101.3.4.2.9", crypto.SHA3_384},
	{"SHA3-512", "2.16.840.1.101.3.4.2.10", crypto.SHA3_512},
	{"SHA1", "1.3.14.3.2.26", 0},
	{"SHA-1", "", 0},
	{"SHA", "", 0},
	{"MD5", "1.2.840.113549.2.5", 0},
	{"MD2", "1.2.840.113549.2.2", 0},
}

// weak tells whether the algorithm is known and not to be relied on.
func (d digest) weak() bool { return d.hash == 0 }

// digestByOID finds an algorithm by its identifier in a block.
func digestByOID(oid asn1.ObjectIdentifier) (digest, bool) {
	text := oid.String()
	for _, d := range digests {
		if d.oid == text {
			return d, true
		}
	}
	return digest{}, false
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
	digest digest
	value  []byte
}

// The endings of the attributes that state digests (JAR File Specification,
// section Signature File).
const (
	ofEntry    = "-Digest"
	ofMain     = "-Digest-Manifest-Main-Attributes"
	ofManifest = "-Digest-Manifest"
)

// claims collects the digests of one kind that attributes state. Of several by one
// algorithm the last counts, as in Java. Those by an algorithm that is not known
// say nothing; unknown tells that there are some.
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
		value, wrong := decodeBase64(a.value)
		err = cmp.Or(err, wrong)
		stated[i] = &claim{digests[i], value}
	})
	for _, c := range stated {
		if c != nil {
			found = append(found, *c)
		}
	}
	return found, unknown, err
}

// strong returns the claims that can be relied on.
func strong(all []claim) []claim {
	return slices.DeleteFunc(slices.Clone(all), func(c claim) bool { return c.digest.weak() })
}

var errBase64 = errors.New("a digest is not written in Base64")

// decodeBase64 reads a digest as lenient as Java does: characters that are not
// of the alphabet are passed over, and the padding may be missing.
func decodeBase64(text []byte) ([]byte, error) {
	text = bytes.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '+', r == '/':
			return r
		}
		return -1
	}, text)
	value, err := base64.RawStdEncoding.DecodeString(string(text))
	if err != nil {
		return nil, errBase64
	}
	return value, nil
}
