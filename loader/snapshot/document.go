package snapshot

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A document is a snapshot as it is written. Texts from a disk are packed; see
// pack.
type document struct {
	Schema      int         `json:"schema"`
	Name        string      `json:"name"`
	Host        host        `json:"host"`
	Directories []directory `json:"directories"`
	Candidates  []candidate `json:"candidates"`
}

type host struct {
	Product   loader.Product           `json:"product,omitempty"`
	OS        loader.OS                `json:"os,omitempty"`
	Release   version.Release          `json:"release,omitzero"`
	Home      string                   `json:"home,omitempty"`
	Documents string                   `json:"documents,omitempty"`
	Data      string                   `json:"data,omitempty"`
	Paths     map[loader.Tier][]string `json:"paths,omitzero"`
	Assume    map[loader.RuleID]string `json:"assume,omitzero"`
	Native    loader.NativeClasses     `json:"native,omitempty"`

	DisableSignatureVerification bool `json:"disable_signature_verification,omitempty"`
}

type directory struct {
	Tier    loader.Tier     `json:"tier,omitempty"`
	Path    string          `json:"path"`
	Release version.Release `json:"release,omitzero"`
	FirstOf string          `json:"first_of,omitempty"`
	State   loader.State    `json:"state,omitempty"`
	Detail  string          `json:"detail,omitempty"`
	SameAs  string          `json:"same_as,omitempty"`

	LooseFiles []string `json:"loose_files,omitzero"`
}

type place struct {
	Directory *int   `json:"directory"` // nil where it is missing
	Entry     string `json:"entry"`
}

type candidate struct {
	Directory int     `json:"directory"` // unplaced where it is missing
	Entry     string  `json:"entry"`
	Also      []place `json:"also,omitzero"`
	Packaged  bool    `json:"packaged,omitempty"`

	Class         string         `json:"class,omitempty"`
	PluginVersion version.Plugin `json:"plugin_version,omitzero"`

	Manifest *manifest.Manifest `json:"manifest,omitempty"`
	Problems []problem          `json:"problems,omitzero"`

	ManifestBytes  int64  `json:"manifest_bytes,omitempty"`
	ManifestDigest digest `json:"manifest_digest,omitzero"`
	ContentDigest  digest `json:"content_digest,omitzero"`

	MissingFiles []string   `json:"missing_files,omitzero"`
	Fault        *fault     `json:"fault,omitempty"`
	Signature    *signature `json:"signature,omitempty"`
}

// unplaced is the directory of a candidate before one is read.
const unplaced = -1

type problem struct {
	Code      string            `json:"code"`
	Severity  manifest.Severity `json:"severity"`
	File      string            `json:"file,omitempty"`
	Line      int               `json:"line,omitempty"`
	Column    int               `json:"column,omitempty"`
	EndLine   int               `json:"end_line,omitempty"`
	EndColumn int               `json:"end_column,omitempty"`
	Message   string            `json:"message,omitempty"`
	Since     version.Release   `json:"since,omitzero"`
	Until     version.Release   `json:"until,omitzero"`
	Dated     manifest.Basis    `json:"dated,omitempty"`
	Required  bool              `json:"required,omitempty"`
	Fatal     bool              `json:"fatal,omitempty"`
}

type fault struct {
	Rule loader.RuleID `json:"rule"`
	Text string        `json:"text"`
}

type signature struct {
	State   taco.SignatureState `json:"state"`
	Detail  string              `json:"detail,omitempty"`
	Signers []signer            `json:"signers,omitzero"`
	Ignored []ignored           `json:"ignored,omitzero"`
}

type signer struct {
	Block     string    `json:"block,omitempty"`
	Subject   string    `json:"subject,omitempty"`
	Issuer    string    `json:"issuer,omitempty"`
	NotBefore time.Time `json:"not_before,omitzero"`
	NotAfter  time.Time `json:"not_after,omitzero"`
	Timestamp time.Time `json:"timestamp,omitzero"`
}

type ignored struct {
	Entry  string `json:"entry"`
	Reason string `json:"reason,omitempty"`
}

// A digest is a SHA-256 in hexadecimal.
type digest [32]byte

// MarshalText writes the digest in hexadecimal.
func (d digest) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, d[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *digest) UnmarshalText(text []byte) error {
	if hex.DecodedLen(len(text)) != len(d) {
		return fmt.Errorf("the digest %q has not the 64 hexadecimal digits of a SHA-256", text)
	}
	_, err := hex.Decode(d[:], text)
	return err
}
