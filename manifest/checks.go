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
	Advice    string // what to do where it does not
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
	limitsSource = "the limits of package manifest, which are wider than Tableau's"
)

// checks is the one table of checks; the order is that of the documentation.
var checks = [...]Check{
	{Code: codeSize, Fatal: true, Source: limitsSource, Statement: "The file has no more bytes than the limit.", Advice: "Make the file smaller: move texts into files of their own. Tableau's packager takes manifests up to 262,144 bytes."},
	{Code: codeEncoding, Fatal: true, Source: xmlSource, Statement: "The encoding is UTF-8, or UTF-16 with a byte order mark, and the declaration agrees.", Advice: "Save the file as UTF-8 without an encoding in the declaration, or with encoding=\"UTF-8\"."},
	{Code: codeWellFormed, Fatal: true, Source: xmlSource, Statement: "The document is well-formed XML with namespaces: among others, no text stands before the root element, and an XML declaration only at the very start.", Advice: "Correct the XML at the place that is named; any XML editor shows it too."},
	{Code: codeDoctype, Fatal: true, Source: "the schema needs none, and entities could come with it", Statement: "The document has no DOCTYPE.", Advice: "Take the DOCTYPE out, and write out what its entities stand for."},
	{Code: codeEntity, Fatal: true, Source: xmlSource, Statement: "Only the five entities of XML and character references are used.", Advice: "Write the character itself, or a character reference such as &#233;."},
	{Code: codeRootMissing, Fatal: true, Source: xmlSource, Statement: "The document has a root element.", Advice: "Write one root element, <connector-plugin>."},
	{Code: codeSecondRoot, Fatal: true, Source: xmlSource, Statement: "The document has one root element.", Advice: "Keep one root element, and put each further connector in a folder of its own."},
	{Code: codeTrailingText, Fatal: true, Source: xmlSource, Statement: "No text stands behind the root element, nor instead of one.", Advice: "Take out what stands behind the end of the root element."},
	{Code: codeDuplicateAttribute, Fatal: true, Source: xmlSource, Statement: "An element has each attribute once, whatever its prefix.", Advice: "Keep one of the two attributes."},
	{Code: codeDepth, Fatal: true, Source: limitsSource, Statement: "Elements stand no deeper inside each other than the limit.", Advice: "Make the document flatter: the schema needs four levels."},
	{Code: codeElements, Fatal: true, Source: limitsSource, Statement: "The document has no more elements than the limit.", Advice: "Make the document smaller: no connector needs so many elements."},
	{Code: codeRootElement, Fatal: true, Source: xsdSource, Statement: "The root element is connector-plugin.", Advice: "Name the root element connector-plugin, without a namespace."},
	{Code: codeClassEmpty, Fatal: true, Source: xsdSource, Statement: "The root element has a class that is not empty.", Advice: "Give the root element a class: the name that workbooks refer to the connector by."},

	{Code: codeRootAttribute, Required: true, Source: xsdSource + ", since its first version of 2018-12-10", Statement: "The root element has the attributes class, name, plugin-version, superclass and version.", Advice: "Add the attribute. Without it no release loads the connector."},
	{Code: codeRootVersion, Required: true, Source: xsdSource + ", VersionNumber-ST", Statement: `plugin-version and version follow the grammar \d+(\.\d+)*(-\d+)*.`, Advice: "Write numbers and dots, such as 1.0.0."},
	{Code: codeAttributeMissing, Since: release(2019, 3), Source: xsdSource, Statement: "An element has its required attributes.", Advice: "Add the attribute."},
	{Code: codeAttributeUnknown, Since: release(2019, 3), Source: xsdSource, Statement: "An element has no attributes but those of the schema.", Advice: "Take the attribute out, or correct its name: names are in lower case, with hyphens."},
	{Code: codeVersion, Since: release(2019, 3), Source: xsdSource + ", VersionNumber-ST", Statement: `Other versions follow the grammar \d+(\.\d+)*(-\d+)*.`, Advice: "Write numbers and dots, such as 2021.1."},
	{Code: codeElementUnknown, Since: release(2019, 3), Source: xsdSource, Statement: "An element has no child elements but those of the schema, without a namespace.", Advice: "Take the element out, or correct its name: names are in lower case, with hyphens, and have no namespace."},
	{Code: codeElementMissing, Since: release(2019, 3), Source: xsdSource, Statement: "An element has its required child elements.", Advice: "Add the element. Connectors from before 2019.3 often lack vendor-information, and so do those that ship with Tableau: a copy of one needs it."},
	{Code: codeElementOrder, Since: release(2019, 3), Source: xsdSource, Statement: "Child elements stand in the order of the schema.", Advice: "Move the element to its place: vendor-information, platforms, connection-customization, connection-fields or connection-dialog, connection-metadata, connection-resolver, dialect, oauth-config, license-key."},
	{Code: codeElementRepeated, Since: release(2019, 3), Source: xsdSource, Statement: "A child element stands no more often than the schema allows.", Advice: "Keep one of the elements."},
	{Code: codeElementNewer, Since: release(2019, 3), Until: release(2020, 1), Dated: DatedAssumed, Source: xsdSource + " at tag tableau-2020.1", Statement: "connection-fields, connection-metadata and oauth-config are known from 2020.1.", Advice: "Leave the element out, or set min-version-tableau so that older releases pass the connector over."},
	{Code: codeOAuthConfigSeveral, Since: release(2019, 3), Until: release(2023, 1), Dated: DatedAssumed, Source: xsdSource + " at tag tableau-2023.1", Statement: "More than one oauth-config is allowed from 2023.1.", Advice: "Keep one oauth-config, or set min-version-tableau to 2023.1."},
	{Code: codeChoice, Since: release(2019, 3), Source: xsdSource, Statement: "A connector has connection-fields or connection-dialog, not both.", Advice: "Keep connection-fields, for dialogs from 2020.3 on, or connection-dialog."},
	{Code: codeContent, Since: release(2019, 3), Source: xsdSource, Statement: "An element has text only where the schema allows it, and no child element in text.", Advice: "Take the text or the element out; close an element that is empty at once, as in <vendor name=\"x\"/>."},
	{Code: codeCompanyEmpty, Since: release(2020, 1), Dated: DatedObserved, Source: "SDK #571 (a log of Server 2020.1)", Statement: "The company has a name from 2020.1.", Advice: "Write the name of the company that makes the connector."},
	{Code: codeCompanyLong, Since: release(2021, 3), Dated: DatedAssumed, Source: xsdSource + " of 2021-09-08", Statement: "The company's name has at most 24 characters from 2021.3.", Advice: "Shorten the name to 24 characters."},
	{Code: codePlatformName, Since: release(2019, 3), Source: xsdSource + ", OSShortName-ST", Statement: "A platform is win, mac or linux.", Advice: "Write win, mac or linux."},
	{Code: codeBoolean, Since: release(2019, 3), Source: xsdSource, Statement: "enabled is true, false, 1 or 0.", Advice: "Write true or false."},
	{Code: codeLicenseKey, Since: release(2019, 3), Source: xsdSource + ", LicenseKey-ST", Statement: "A license-key is a capital letter, then capital letters and digits.", Advice: "Correct the key, or take it out: only connectors that ship with Tableau are known to have one."},
	{Code: codeURI, Since: release(2019, 3), Source: xsdSource, Statement: "A link is a URI.", Advice: "Correct the link: a percent sign needs two hexadecimal digits, and only one # may stand in it."},
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
