package lint

import (
	"fmt"
	"strings"

	"github.com/tacorder/tacorder/manifest/taco"
)

// unsignedPackage reports a package that a verifier does not take, or, where there is
// none, one without any signature file.
func unsignedPackage(p *ConnectorPass) {
	switch {
	case p.Package == nil:
	case p.Signature != nil && p.Signature.State == taco.Verified:
	case p.Signature != nil && p.Signature.State != "":
		detail := p.Signature.Detail
		if detail != "" {
			detail = " (" + detail + ")"
		}
		p.Report(Finding{Message: fmt.Sprintf("the signature is %s%s: connecting will fail where Tableau verifies; sign the package", p.Signature.State, detail)})
	case !hasSignature(p.Package):
		p.Report(Finding{Message: "the package is not signed: connecting will fail where Tableau verifies; sign it"})
	}
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
