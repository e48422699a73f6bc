package signature

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/tacorder/tacorder/manifest/taco"
)

// A judgement says what holds of the certificates of signers, for one set of
// roots and one time.
type judgement struct {
	roots *x509.CertPool // nil for the system's
	at    time.Time
}

// judge notes what holds of a signer: its chain must end in a trusted root, each
// certificate of it that is not trusted itself must have been valid when it
// signed, and its use must be to sign code. Beside a signer that is not trusted
// nothing that could be found of another one matters, and none is looked at: to
// look for chains is what costs most.
func (j judgement) judge(s *signer, found *findings) {
	if found.has(taco.Untrusted) {
		return
	}
	when := j.at
	if s.timestamp != nil {
		when = s.timestamp.at
		j.judgeTimestamp(s, found)
	}
	j.judgeChain(s, when, "", found)
	if !signsDigitally(s.certificate) {
		found.add(taco.Untrusted, "The certificate of %s is not trusted: its key usage does not allow digital signatures.", name(s.certificate))
	}
	if fault := codeSigningFault(s.certificate); fault != "" {
		found.add(taco.BadKeyUsage, "The certificate of %s is not for signing code: %s.", name(s.certificate), fault)
	}
}

// judgeTimestamp notes what holds of the authority behind a timestamp, at present.
// As in Java, that it has expired counts only where the signer has expired, too.
func (j judgement) judgeTimestamp(s *signer, found *findings) {
	const role = "the timestamp's authority "
	authority := &s.timestamp.authority
	var own findings
	j.judgeChain(authority, j.at, role, &own)
	for _, f := range own {
		switch {
		case f.state == taco.Expired && !j.hasExpired(s):
			continue
		case f.state == taco.NotYetValid:
			f.state = taco.Untrusted
		}
		*found = append(*found, f)
	}
	if fault := timestampingFault(authority.certificate); fault != "" {
		found.add(taco.Untrusted, "The certificate of %s%s is not for timestamps: %s.", role, name(authority.certificate), fault)
	}
}

// hasExpired tells whether a certificate in a signer's chain has expired by now.
func (j judgement) hasExpired(s *signer) bool {
	return slices.ContainsFunc(s.chain(), func(c *x509.Certificate) bool { return !j.isRoot(c) && j.at.After(c.NotAfter) })
}

// judgeChain notes what holds of a chain at a time. That it is not valid at the
// time does not hide that it is not trusted at any.
func (j judgement) judgeChain(s *signer, when time.Time, role string, found *findings) {
	timely := true
	for _, c := range s.chain() {
		switch {
		case j.isRoot(c):
			continue
		case when.After(c.NotAfter):
			found.add(taco.Expired, "The certificate of %s%s expired on %s.", role, name(c), day(c.NotAfter))
		case when.Before(c.NotBefore):
			found.add(taco.NotYetValid, "The certificate of %s%s is valid from %s on.", role, name(c), day(c.NotBefore))
		default:
			continue
		}
		timely = false
	}
	var err error
	if timely {
		err = j.trusted(s, when)
	} else {
		err = j.trustedOnce(s, when)
	}
	if err != nil {
		found.add(taco.Untrusted, "The certificate of %s%s is not trusted: %s.", role, name(s.certificate), reason(err))
	}
}

// chain follows the names of issuers through the certificates of the block, as
// Java does, from the signer's on.
func (s *signer) chain() []*x509.Certificate {
	chain := []*x509.Certificate{s.certificate}
	left := slices.Clone(s.others)
	for last := s.certificate; !bytes.Equal(last.RawIssuer, last.RawSubject); {
		i := slices.IndexFunc(left, func(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, last.RawIssuer) })
		if i < 0 {
			break
		}
		last = left[i]
		chain, left = append(chain, last), slices.Delete(left, i, i+1)
	}
	return chain
}

// trusted says why no chain leads from a signer's certificate to a root at a time.
func (j judgement) trusted(s *signer, when time.Time) error {
	return j.chains(s.certificate, s.others, when)
}

// trustedOnce says why no chain would lead to a root if all certificates of the
// block were valid, at a time or when the signer's certificate was made: a root
// may not be valid at both.
func (j judgement) trustedOnce(s *signer, when time.Time) error {
	others := make([]*x509.Certificate, len(s.others))
	for i, c := range s.others {
		others[i] = timeless(c)
	}
	err := j.chains(timeless(s.certificate), others, when)
	if err != nil && j.chains(timeless(s.certificate), others, s.certificate.NotBefore) == nil {
		return nil
	}
	return err
}

// timeless is a certificate that is always valid.
func timeless(c *x509.Certificate) *x509.Certificate {
	always := *c
	always.NotBefore, always.NotAfter = time.Time{}, endOfTime
	return &always
}

// endOfTime is later than any time that a certificate can hold.
var endOfTime = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)

// chains says why no chain leads from a certificate by way of others to a root.
func (j judgement) chains(leaf *x509.Certificate, others []*x509.Certificate, when time.Time) error {
	between := x509.NewCertPool()
	for _, c := range others {
		if checkKey(c.PublicKey) == nil {
			between.AddCert(c)
		}
	}
	_, err := withoutCritical(leaf).Verify(x509.VerifyOptions{
		Roots: j.roots, Intermediates: between, CurrentTime: when, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err
}

// isRoot tells whether a certificate is itself trusted: a chain that verifies
// then has it alone.
func (j judgement) isRoot(c *x509.Certificate) bool {
	chains, err := withoutCritical(c).Verify(x509.VerifyOptions{
		Roots: j.roots, CurrentTime: c.NotBefore, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err == nil && slices.ContainsFunc(chains, func(chain []*x509.Certificate) bool { return len(chain) == 1 })
}

// withoutCritical is a certificate whose critical extensions were looked at: Java
// knows more of them than crypto/x509 does.
func withoutCritical(c *x509.Certificate) *x509.Certificate {
	if len(c.UnhandledCriticalExtensions) == 0 {
		return c
	}
	plain := *c
	plain.UnhandledCriticalExtensions = nil
	return &plain
}

// reason is why a chain does not verify, in a few words.
func reason(err error) string {
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &unknown):
		return "no chain leads from it to a trusted root"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "a certificate between it and the root is not valid at that time"
	}
	return strings.TrimPrefix(err.Error(), "x509: ")
}

// name is the subject of a certificate, of bounded length.
func name(c *x509.Certificate) string { return quote(c.Subject.String()) }

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }
