package manifest

import (
	"slices"

	"github.com/tacorder/tacorder/version"
)

// A Manifest is what a connector says of itself. It holds what is written; a
// value that breaks the schema is kept as text. Zero values stand for what is
// absent. It encodes to JSON without loss.
type Manifest struct {
	Class      string `json:"class"`                // with white space collapsed, as for an xs:token; never empty
	Superclass string `json:"superclass,omitempty"` // with white space collapsed
	Name       string `json:"name,omitempty"`

	PluginVersion     version.Plugin `json:"plugin_version,omitzero"`       // zero where it is absent or not in the grammar
	PluginVersionText string         `json:"plugin_version_text,omitempty"` // as written
	Version           string         `json:"version,omitempty"`             // of the document format, as written; not the connector's

	MinVersionTableau     version.Plugin `json:"min_version_tableau,omitzero"`       // zero where it is absent or not in the grammar
	MinVersionTableauText string         `json:"min_version_tableau_text,omitempty"` // as written

	VendorInformation       *VendorInformation       `json:"vendor_information,omitempty"`
	Platforms               []string                 `json:"platforms,omitzero"` // names of the systems listed; nil without a <platforms>
	ConnectionCustomization *ConnectionCustomization `json:"connection_customization,omitempty"`

	ConnectionFields   *Script  `json:"connection_fields,omitempty"`
	ConnectionDialog   *Script  `json:"connection_dialog,omitempty"`
	ConnectionMetadata *Script  `json:"connection_metadata,omitempty"`
	ConnectionResolver *Script  `json:"connection_resolver,omitempty"`
	Dialect            *Script  `json:"dialect,omitempty"`
	OAuthConfigs       []Script `json:"oauth_configs,omitzero"`
	LicenseKeys        []string `json:"license_keys,omitzero"`

	// FilesAsWritten has the file references in the order of the document where
	// that is not the order of the schema; else it is nil. See [Manifest.Files].
	FilesAsWritten []string `json:"files_as_written,omitzero"`
}

// VendorInformation says who made a connector.
type VendorInformation struct {
	Company            string `json:"company,omitempty"`
	SupportLink        string `json:"support_link,omitempty"`
	DriverDownloadLink string `json:"driver_download_link,omitempty"`
}

// ConnectionCustomization is the element of that name.
type ConnectionCustomization struct {
	Class          string          `json:"class,omitempty"`
	Version        string          `json:"version,omitempty"`
	Enabled        bool            `json:"enabled,omitempty"`      // false where it is absent or no xs:boolean
	EnabledText    string          `json:"enabled_text,omitempty"` // as written; true, false, 1 or 0 where it is valid
	Vendor         string          `json:"vendor,omitempty"`
	Driver         string          `json:"driver,omitempty"`
	Customizations []Customization `json:"customizations,omitzero"`
}

// A Customization is one named capability.
type Customization struct {
	Name  string `json:"name,omitempty"`
	Value string `json:"value,omitempty"`
}

// A Script is an element that holds its content or names a file with it.
type Script struct {
	File string `json:"file,omitempty"` // name of a file in the connector's folder, or ""
	Text string `json:"text,omitempty"` // the content, as written
}

// NullConfig stands in an oauth-config in place of a file's name and names none: a
// connector that has no configuration of its own (the connector packager, which asks
// for Tableau 2023.3 then).
const NullConfig = "null_config"

// Files returns the names of the files that the manifest refers to, in the order
// of the document, each once; elements without a file are left out, and so is
// [NullConfig]. The order of a Manifest that Parse did not make is that of the schema.
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
		if m.OAuthConfigs[i].File != NullConfig {
			add(&m.OAuthConfigs[i])
		}
	}
	if m.FilesAsWritten != nil {
		slices.SortStableFunc(files, func(a, b string) int { return m.place(a) - m.place(b) })
	}
	return files
}

// place returns where a file name stands in the document; what was added later
// comes last.
func (m *Manifest) place(file string) int {
	if i := slices.Index(m.FilesAsWritten, file); i >= 0 {
		return i
	}
	return len(m.FilesAsWritten)
}
