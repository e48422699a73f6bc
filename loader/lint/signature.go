package lint

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

const unsignedMessage = "the package is not signed: connecting will fail where Tableau verifies; sign it"

// unsignedPackage reports a package that a verifier does not take, or, where there is
// none, one without any signature file.
func unsignedPackage(p *ConnectorPass) {
	switch {
	case p.Package == nil:
	case p.Signature != nil && p.Signature.State == taco.Verified:
	case p.Signature != nil && p.Signature.State != "":
		p.Report(Finding{Message: signatureMessage(p.Signature)})
	case !hasSignature(p.Package):
		p.Report(Finding{Message: unsignedMessage})
	}
}

// signatureMessage says why a verifier does not take a package, and what to do.
func signatureMessage(s *taco.Signature) string {
	if s.State == taco.Unsigned {
		return unsignedMessage
	}
	detail := s.Detail
	if detail != "" {
		detail = " (" + detail + ")"
	}
	return fmt.Sprintf("the signature is %s%s: connecting will fail where Tableau verifies; sign the package again, with a certificate that the machine trusts, or have it trust this one", s.State, detail)
}

// hasSignature tells whether a package has a signature file, whatever it is worth.
func hasSignature(pkg *taco.Package) bool {
	for _, e := range pkg.Entries() {
		name := strings.ToUpper(e.Name)
		if strings.HasPrefix(name, "META-INF/") && strings.HasSuffix(name, ".SF") && strings.Count(name, "/") == 1 {
			return true
		}
	}
	return false
}
