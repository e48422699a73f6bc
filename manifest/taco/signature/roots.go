package signature

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// ErrNoRoots says that a file of roots has no certificate in it.
var ErrNoRoots = errors.New("there is no certificate in it that can be read: it must be PEM, with lines -----BEGIN CERTIFICATE-----")

// ParseRoots reads trusted roots from PEM; what stands between the certificates
// is passed over, so that the output of "keytool -list -rfc" will do. It returns
// an error for each certificate that cannot be read, and [ErrNoRoots] where none
// can.
//
// Of a root only its name and its key count, as in Java (RFC 5280, section 6.1.1):
// it is trusted also after it has expired.
func ParseRoots(data []byte) (pool *x509.CertPool, unreadable []error, err error) {
	pool = x509.NewCertPool()
	found := 0
	for number := 1; ; number++ {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		data = rest
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			unreadable = append(unreadable, fmt.Errorf("block %d: %w", number, err))
			continue
		}
		pool.AddCert(anchor(c))
		found++
	}
	if found == 0 {
		return nil, unreadable, ErrNoRoots
	}
	return pool, unreadable, nil
}
