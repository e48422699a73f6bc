package manifest

// The content of an element.
type content int

const (
	elementsOnly content = iota // child elements, and white space between them
	empty                       // nothing at all, not even white space
	text                        // text, no child elements
)

// A kind is a simple type of the schema.
type kind int

const (
	anyText kind = iota
	token
	versionNumber     // VersionNumber-ST
	rootVersionNumber // the same, for an attribute that every manifest needs
	companyName
	platformName
	boolean
	uri
	licenseKey
)

// An attribute is one that an element may have.
type attribute struct {
	name     string
	kind     kind
	required bool
}

// A slot is one step in the sequence of an element's children: one of several
// elements, so many times.
type slot struct {
	elements []*element
	least    int
	most     int // 0 is any number
}

// An element is one that the schema knows.
type element struct {
	name       string
	content    content
	kind       kind // of the text
	attributes []attribute
	slots      []slot
	newer      bool // it came with 2020.1
}

// one is a slot for exactly one element, maybe for none or one, many for any
// number of them.
func one(e *element) slot   { return slot{[]*element{e}, 1, 1} }
func maybe(e *element) slot { return slot{[]*element{e}, 0, 1} }
func many(e *element) slot  { return slot{[]*element{e}, 0, 0} }

func script(name string, newer bool) *element {
	return &element{name: name, content: text, attributes: []attribute{{"file", anyText, false}}, newer: newer}
}

func link(name string) *element {
	return &element{name: name, content: empty, attributes: []attribute{{"url", uri, true}}}
}

func named(name string) *element {
	return &element{name: name, content: empty, attributes: []attribute{{"name", anyText, false}}}
}

// schema is the root of the table of elements: the public schema
// (connector_plugin_manifest_latest.xsd). Adding an element is adding it here.
var schema = &element{
	name: "connector-plugin",
	attributes: []attribute{
		{"class", token, true},
		{"name", anyText, true},
		{"plugin-version", rootVersionNumber, true},
		{"superclass", token, true},
		{"version", rootVersionNumber, true},
		{"min-version-tableau", versionNumber, false},
	},
	slots: []slot{
		one(&element{name: "vendor-information", slots: []slot{
			one(&element{name: "company", content: empty, attributes: []attribute{{"name", companyName, true}}}),
			one(link("support-link")),
			maybe(link("driver-download-link")),
		}}),
		maybe(&element{name: "platforms", slots: []slot{
			{[]*element{{name: "platform", content: empty, attributes: []attribute{{"name", platformName, true}}}}, 1, 0},
		}}),
		maybe(&element{
			name: "connection-customization",
			attributes: []attribute{
				{"version", versionNumber, true},
				{"class", anyText, true},
				{"enabled", boolean, true},
			},
			slots: []slot{
				one(named("vendor")),
				one(named("driver")),
				one(&element{name: "customizations", slots: []slot{
					many(&element{name: "customization", content: empty, attributes: []attribute{
						{"name", anyText, false}, {"value", anyText, false},
					}}),
				}}),
			},
		}),
		{[]*element{script("connection-fields", true), script("connection-dialog", false)}, 0, 1},
		maybe(script("connection-metadata", true)),
		maybe(script("connection-resolver", false)),
		maybe(script("dialect", false)),
		many(script("oauth-config", true)),
		many(&element{name: "license-key", content: text, kind: licenseKey}),
	},
}
