package manifest

import (
	"fmt"
	"slices"

	"github.com/tacorder/tacorder/version"
)

// The codes of problems. They are stable, and anchors of the documentation.
const (
	codeSize               = "schema-size"
	codeEncoding           = "schema-encoding"
	codeWellFormed         = "schema-well-formed"
	codeDoctype            = "schema-doctype"
	codeEntity             = "schema-entity"
	codeRootMissing        = "schema-root-missing"
	codeSecondRoot         = "schema-second-root"
	codeTrailingText       = "schema-trailing-text"
	codeDuplicateAttribute = "schema-duplicate-attribute"
	codeDepth              = "schema-depth"
	codeElements           = "schema-elements"
	codeRootElement        = "schema-root-element"
	codeClassEmpty         = "schema-class-empty"

	codeRootAttribute      = "schema-root-attribute-missing"
	codeRootVersion        = "schema-root-version-grammar"
	codeAttributeMissing   = "schema-attribute-missing"
	codeAttributeUnknown   = "schema-attribute-unknown"
	codeVersion            = "schema-version-grammar"
	codeElementUnknown     = "schema-element-unknown"
	codeElementMissing     = "schema-element-missing"
	codeElementOrder       = "schema-element-order"
	codeElementRepeated    = "schema-element-repeated"
	codeElementNewer       = "schema-element-newer"
	codeOAuthConfigSeveral = "schema-oauth-config-several"
	codeChoice             = "schema-choice"
	codeContent            = "schema-content"
	codeCompanyEmpty       = "schema-company-empty"
	codeCompanyLong        = "schema-company-long"
	codePlatformName       = "schema-platform-name"
	codeBoolean            = "schema-boolean"
	codeLicenseKey         = "schema-license-key"
	codeURI                = "schema-uri"
)

// A Check is one rule that a manifest can break.
type Check struct {
	Code      string
	Severity  Severity
	Statement string // what must hold
	// Since, Until and Dated are as in [Problem]. Until is also set there where
	// a check speaks of elements that came with a release.
	Since, Until version.Release
	Dated        Basis
	Required     bool // it holds for every connector, see [Problem]
	Fatal        bool // a document that breaks it is no connector's manifest
	Source       string
}

const (
	xsdSource    = "connector_plugin_manifest_latest.xsd"
	xmlSource    = "XML 1.0; Tableau logs 'Malformed XML' (SDK #482)"
	limitsSource = "this package's limits"
)

// checks is the one table of checks; the order is that of the documentation.
var checks = [...]Check{
	{Code: codeSize, Fatal: true, Source: limitsSource, Statement: "The file has no more bytes than the limit."},
	{Code: codeEncoding, Fatal: true, Source: xmlSource, Statement: "The encoding is UTF-8, or UTF-16 with a byte order mark, and the declaration agrees."},
	{Code: codeWellFormed, Fatal: true, Source: xmlSource, Statement: "The document is well-formed XML with namespaces: among others, no text stands before the root element, and an XML declaration only at the very start."},
	{Code: codeDoctype, Fatal: true, Source: "the schema needs none, and entities could come with it", Statement: "The document has no DOCTYPE."},
	{Code: codeEntity, Fatal: true, Source: xmlSource, Statement: "Only the five entities of XML and character references are used."},
	{Code: codeRootMissing, Fatal: true, Source: xmlSource, Statement: "The document has a root element."},
	{Code: codeSecondRoot, Fatal: true, Source: xmlSource, Statement: "The document has one root element."},
	{Code: codeTrailingText, Fatal: true, Source: xmlSource, Statement: "No text stands behind the root element, nor instead of one."},
	{Code: codeDuplicateAttribute, Fatal: true, Source: xmlSource, Statement: "An element has each attribute once, whatever its prefix."},
	{Code: codeDepth, Fatal: true, Source: limitsSource, Statement: "Elements stand no deeper inside each other than the limit."},
	{Code: codeElements, Fatal: true, Source: limitsSource, Statement: "The document has no more elements than the limit."},
	{Code: codeRootElement, Fatal: true, Source: xsdSource, Statement: "The root element is connector-plugin."},
	{Code: codeClassEmpty, Fatal: true, Source: xsdSource, Statement: "The root element has a class that is not empty."},

	{Code: codeRootAttribute, Required: true, Source: xsdSource + ", since its first version of 2018-12-10", Statement: "The root element has the attributes class, name, plugin-version, superclass and version."},
	{Code: codeRootVersion, Required: true, Source: xsdSource + ", VersionNumber-ST", Statement: `plugin-version and version follow the grammar \d+(\.\d+)*(-\d+)*.`},
	{Code: codeAttributeMissing, Since: release(2019, 3), Source: xsdSource, Statement: "An element has its required attributes."},
	{Code: codeAttributeUnknown, Since: release(2019, 3), Source: xsdSource, Statement: "An element has no attributes but those of the schema."},
	{Code: codeVersion, Since: release(2019, 3), Source: xsdSource + ", VersionNumber-ST", Statement: `Other versions follow the grammar \d+(\.\d+)*(-\d+)*.`},
	{Code: codeElementUnknown, Since: release(2019, 3), Source: xsdSource, Statement: "An element has no child elements but those of the schema, without a namespace."},
	{Code: codeElementMissing, Since: release(2019, 3), Source: xsdSource, Statement: "An element has its required child elements."},
	{Code: codeElementOrder, Since: release(2019, 3), Source: xsdSource, Statement: "Child elements stand in the order of the schema."},
	{Code: codeElementRepeated, Since: release(2019, 3), Source: xsdSource, Statement: "A child element stands no more often than the schema allows."},
	{Code: codeElementNewer, Since: release(2019, 3), Until: release(2020, 1), Dated: DatedAssumed, Source: xsdSource + " at tag tableau-2020.1", Statement: "connection-fields, connection-metadata and oauth-config are known from 2020.1."},
	{Code: codeOAuthConfigSeveral, Since: release(2019, 3), Until: release(2023, 1), Dated: DatedAssumed, Source: xsdSource + " at tag tableau-2023.1", Statement: "More than one oauth-config is allowed from 2023.1."},
	{Code: codeChoice, Since: release(2019, 3), Source: xsdSource, Statement: "A connector has connection-fields or connection-dialog, not both."},
	{Code: codeContent, Since: release(2019, 3), Source: xsdSource, Statement: "An element has text only where the schema allows it, and no child element in text."},
	{Code: codeCompanyEmpty, Since: release(2020, 1), Dated: DatedObserved, Source: "SDK #571 (a log of Server 2020.1)", Statement: "The company has a name from 2020.1."},
	{Code: codeCompanyLong, Since: release(2021, 3), Dated: DatedAssumed, Source: xsdSource + " of 2021-09-08", Statement: "The company's name has at most 24 characters from 2021.3."},
	{Code: codePlatformName, Since: release(2019, 3), Source: xsdSource + ", OSShortName-ST", Statement: "A platform is win, mac or linux."},
	{Code: codeBoolean, Since: release(2019, 3), Source: xsdSource, Statement: "enabled is true, false, 1 or 0."},
	{Code: codeLicenseKey, Since: release(2019, 3), Source: xsdSource + ", LicenseKey-ST", Statement: "A license-key is a capital letter, then capital letters and digits."},
	{Code: codeURI, Since: release(2019, 3), Source: xsdSource, Statement: "A link is a URI."},
}

// Checks returns the table of checks, in a fresh slice.
func Checks() []Check {
	out := slices.Clone(checks[:])
	for i := range out {
		out[i].Severity = Error
	}
	return out
}

// checkOf returns the row of a code.
func checkOf(code string) *Check {
	for i := range checks {
		if checks[i].Code == code {
			return &checks[i]
		}
	}
	return &Check{Code: code, Fatal: true}
}

// release is a feature release of the table. It is well-formed as written here,
// which a test holds.
func release(year, number int) version.Release {
	r, _ := version.ParseRelease(fmt.Sprintf("%d.%d", year, number))
	return r
}
