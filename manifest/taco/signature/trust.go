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
	var own findings
	when := j.at
	if s.timestamp != nil {
		when = s.timestamp.at
	}
	j.judgeChain(s, when, "", &own)
	if !signsDigitally(s.certificate) {
		own.add(taco.Untrusted, "The certificate of %s is not trusted: its key usage does not allow digital signatures.", name(s.certificate))
	}
	if fault := codeSigningFault(s.certificate); fault != "" {
		own.add(taco.BadKeyUsage, "The certificate of %s is not for signing code: %s.", name(s.certificate), fault)
	}
	if s.timestamp != nil {
		j.judgeTimestamp(s, &own)
	}
	*found = append(*found, own...)
}

// judgeTimestamp notes what holds of the authority behind a timestamp, at present.
// As in Java, that it has expired counts only where the signer has expired, too, or
// something else is wrong with it.
func (j judgement) judgeTimestamp(s *signer, own *findings) {
	const role = "the timestamp's authority "
	authority := &s.timestamp.authority
	forgiven := len(*own) == 0 && !j.hasExpired(s)
	var found findings
	j.judgeChain(authority, j.at, role, &found)
	for _, f := range found {
		switch {
		case f.state == taco.Expired && forgiven:
			continue
		case f.state == taco.NotYetValid:
			f.state = taco.Untrusted
		}
		*own = append(*own, f)
	}
	if fault := timestampingFault(authority.certificate); fault != "" {
		own.add(taco.Untrusted, "The certificate of %s%s is not for timestamps: %s.", role, name(authority.certificate), fault)
	}
}

// hasExpired tells whether a certificate in a signer's chain has expired by now.
func (j judgement) hasExpired(s *signer) bool {
	return slices.ContainsFunc(s.chain(), func(c *x509.Certificate) bool { return !j.isRoot(c) && j.at.After(c.NotAfter) })
}

// judgeChain notes what holds of a chain at a time. That it is not valid at the
// time does not hide that it is not trusted.
func (j judgement) judgeChain(s *signer, when time.Time, role string, found *findings) {
	for _, c := range s.chain() {
		switch {
		case j.isRoot(c):
		case when.After(c.NotAfter):
			found.add(taco.Expired, "The certificate of %s%s expired on %s.", role, name(c), day(c.NotAfter))
		case when.Before(c.NotBefore):
			found.add(taco.NotYetValid, "The certificate of %s%s is valid from %s on.", role, name(c), day(c.NotBefore))
		}
	}
	if err := j.trusted(s, when); err != nil {
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

var (
	errNoChain     = errors.New("no chain leads from it to a trusted root")
	errConstraints = errors.New("a certificate of its chain has name constraints, which are not checked here")
	errIssuer      = errors.New("a certificate of its chain may not issue others")
)

// trusted says why no chain leads from a signer's certificate to a root. Java goes
// along the names of issuers in the block, up to a certificate that is trusted or
// has the name and the key of one (JDK 17, PKIXValidator.engineValidate). That the
// certificates of the block are valid is judged elsewhere, and what a root says of
// its own validity does not count; but a pool of roots looks at it, so that a second
// time is tried.
func (j judgement) trusted(s *signer, when time.Time) error {
	path := s.chain()
	if j.isRoot(path[0]) {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range path[1:] {
		if checkKey(c.PublicKey) == nil {
			between.AddCert(timeless(c))
		}
	}
	options := x509.VerifyOptions{Roots: j.roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}
	var fault error
	for _, at := range [...]time.Time{when, path[0].NotBefore} {
		options.CurrentTime = at
		chains, err := timeless(path[0]).Verify(options)
		if i := slices.IndexFunc(chains, func(c []*x509.Certificate) bool { return follows(c, path) }); i >= 0 {
			return checkChain(chains[i])
		}
		if err == nil {
			err = errNoChain
		}
		if fault == nil {
			fault = err
		}
	}
	return fault
}

// follows tells whether a chain goes along a path, and what stands there behind it
// has the name and key of the chain's root.
func follows(chain, path []*x509.Certificate) bool {
	n := len(chain) - 1
	if n < 1 || n > len(path) || !slices.EqualFunc(chain[:n], path[:n], (*x509.Certificate).Equal) {
		return false
	}
	return n == len(path) || bytes.Equal(path[n].RawSubject, chain[n].RawSubject) &&
		bytes.Equal(path[n].RawSubjectPublicKeyInfo, chain[n].RawSubjectPublicKeyInfo)
}

// checkChain says what Java asks of the certificates of a chain but for its root,
// and crypto/x509 does not.
func checkChain(chain []*x509.Certificate) error {
	for i, c := range chain[:len(chain)-1] {
		for _, e := range c.Extensions {
			if e.Critical && !slices.ContainsFunc(handled, e.Id.Equal) {
				return errors.New("a certificate of its chain has the critical extension " + e.Id.String())
			}
		}
		switch {
		case i == 0:
		case hasExtension(c, oidKeyUsage) && c.KeyUsage&x509.KeyUsageCertSign == 0:
			return errIssuer
		case hasExtension(c, oidNameConstraints):
			return errConstraints
		}
	}
	return nil
}

// isRoot tells whether a certificate is itself trusted: a chain that verifies
// then has it alone.
func (j judgement) isRoot(c *x509.Certificate) bool {
	chains, err := timeless(c).Verify(x509.VerifyOptions{
		Roots: j.roots, CurrentTime: c.NotBefore, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err == nil && slices.ContainsFunc(chains, func(chain []*x509.Certificate) bool { return len(chain) == 1 })
}

// timeless is a certificate that is always valid, and whose critical extensions are
// judged elsewhere.
func timeless(c *x509.Certificate) *x509.Certificate {
	always := *c
	always.NotBefore, always.NotAfter = time.Time{}, endOfTime
	always.UnhandledCriticalExtensions = nil
	return &always
}

// endOfTime is later than any time that a certificate can hold.
var endOfTime = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)

// anchor is a certificate of which only the name and the key count, as of a root in
// Java (RFC 5280, section 6.1.1).
func anchor(c *x509.Certificate) *x509.Certificate {
	a := timeless(c)
	a.MaxPathLen, a.MaxPathLenZero = -1, false
	a.PermittedDNSDomains, a.ExcludedDNSDomains = nil, nil
	a.PermittedIPRanges, a.ExcludedIPRanges = nil, nil
	a.PermittedEmailAddresses, a.ExcludedEmailAddresses = nil, nil
	a.PermittedURIDomains, a.ExcludedURIDomains = nil, nil
	return a
}

// reason is why a chain does not verify, in a few words.
func reason(err error) string {
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) {
		err = errNoChain
	}
	return strings.TrimPrefix(err.Error(), "x509: ")
}

// name is the subject of a certificate, of bounded length.
func name(c *x509.Certificate) string { return quote(c.Subject.String()) }

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }
