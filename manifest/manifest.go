package manifest

import (
	"slices"

	"github.com/tacorder/tacorder/version"
)

// A Manifest is what a connector says of itself. It holds what is written; a
// value that breaks the schema is kept as text. Zero values stand for what is
// absent.
type Manifest struct {
	Class      string // with white space collapsed, as for an xs:token; never empty
	Superclass string // with white space collapsed
	Name       string

	PluginVersion     version.Plugin // zero where it is absent or not in the grammar
	PluginVersionText string         // as written
	Version           string         // of the document format, as written; not the connector's

	MinVersionTableau     version.Plugin // zero where it is absent or not in the grammar
	MinVersionTableauText string         // as written

	VendorInformation       *VendorInformation
	Platforms               []string // names of the systems listed; nil without a <platforms>
	ConnectionCustomization *ConnectionCustomization

	ConnectionFields   *Script
	ConnectionDialog   *Script
	ConnectionMetadata *Script
	ConnectionResolver *Script
	Dialect            *Script
	OAuthConfigs       []Script
	LicenseKeys        []string

	// written has the file references in the order of the document where that
	// is not the order of the schema.
	written []string
}

// VendorInformation says who made a connector.
type VendorInformation struct {
	Company            string
	SupportLink        string
	DriverDownloadLink string
}

// ConnectionCustomization is the element of that name.
type ConnectionCustomization struct {
	Class          string
	Version        string
	Enabled        bool   // false where it is absent or no xs:boolean
	EnabledText    string // as written; true, false, 1 or 0 where it is valid
	Vendor         string
	Driver         string
	Customizations []Customization
}

// A Customization is one named capability.
type Customization struct{ Name, Value string }

// A Script is an element that holds its content or names a file with it.
type Script struct {
	File string // name of a file in the connector's folder, or ""
	Text string // the content, as written
}

// Files returns the names of the files that the manifest refers to, in the order
// of the document, each once; elements without a file are left out. The order of a
// Manifest that Parse did not make is that of the schema.
func (m *Manifest) Files() []string {
	var files []string
	add := func(s *Script) {
		if s != nil && s.File != "" && !slices.Contains(files, s.File) {
			files = append(files, s.File)
		}
	}
	for _, s := range []*Script{m.ConnectionFields, m.ConnectionDialog, m.ConnectionMetadata, m.ConnectionResolver, m.Dialect} {
		add(s)
	}
	for i := range m.OAuthConfigs {
		add(&m.OAuthConfigs[i])
	}
	if m.written != nil {
		slices.SortStableFunc(files, func(a, b string) int { return m.place(a) - m.place(b) })
	}
	return files
}

// place returns where a file name stands in the document; what was added later
// comes last.
func (m *Manifest) place(file string) int {
	if i := slices.Index(m.written, file); i >= 0 {
		return i
	}
	return len(m.written)
}
