package lint_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/version"
)

// sound is a manifest in which nothing is found.
const sound = `<connector-plugin class='heron' superclass='jdbc' plugin-version='1.0.0' name='Heron' version='18.1' min-version-tableau='2023.1'>
  <vendor-information>
    <company name='Heron'/>
    <support-link url='https://example.org/help'/>
  </vendor-information>
  <platforms><platform name='win'/></platforms>
  <connection-customization class='heron' enabled='true' version='10.0'>
    <vendor name='heron'/><driver name='heron'/><customizations/>
  </connection-customization>
  <license-key>HERON1</license-key>
</connector-plugin>
`

// A twoDocuments is a check of the schema with what is made of the sound manifest:
// where it fires and where it nearly does.
type twoDocuments struct {
	code          string
	old           string // what is replaced; "" is the whole document
	fires, nearly string // by what
	under         string // what the finding points at
	release       string // "" is the newest
	limits        manifest.Limits
}

const (
	header  = "<connector-plugin class='heron'"
	number  = "plugin-version='1.0.0'"
	vendors = "  <platforms>"
	closing = "</connector-plugin>\n"
)

var schemaCases = []twoDocuments{
	{code: "schema-size", old: closing, fires: closing + " ", nearly: closing, limits: manifest.Limits{Bytes: int64(len(sound))}},
	{code: "schema-encoding", old: header, fires: "<?xml version='1.0' encoding='latin1'?>" + header, nearly: "<?xml version='1.0' encoding='utf-8'?>" + header, under: "latin1"},
	{code: "schema-well-formed", old: closing, fires: "<!-- -- -->" + closing, nearly: "<!-- - - -->" + closing},
	{code: "schema-doctype", old: header, fires: "<!DOCTYPE connector-plugin>" + header, nearly: "<!--DOCTYPE connector-plugin-->" + header, under: "<!DOCTYPE connector-plugin>"},
	{code: "schema-entity", old: "name='Heron' version", fires: "name='H&eacute;ron' version", nearly: "name='H&#233;ron' version"},
	{code: "schema-root-missing", fires: "<!-- " + header + "/> -->", nearly: sound},
	{code: "schema-second-root", old: closing, fires: closing + "<b/>", nearly: closing + "<?b?><!-- <b/> -->", under: "<b"},
	{code: "schema-trailing-text", old: closing, fires: closing + " .", nearly: closing + " \n", under: "."},
	{code: "schema-duplicate-attribute", old: header, fires: header + " class='heron'", nearly: header + " xmlns:a='urn:a' xmlns:b='urn:b'", under: "class"},
	{code: "schema-depth", fires: sound, nearly: sound, limits: manifest.Limits{Depth: 2}},
	{code: "schema-elements", fires: sound, nearly: sound, under: "<license-key", limits: manifest.Limits{Elements: 10}},
	{code: "schema-root-element", fires: "<connector-plugins class='heron'/>", nearly: "<connector-plugin class='heron'/>", under: "<connector-plugins"},
	{code: "schema-class-empty", old: header, fires: "<connector-plugin class=' '", nearly: "<connector-plugin class='0'", under: " "},
	{code: "schema-root-attribute-missing", old: " superclass='jdbc'", fires: "", nearly: " superclass=''", under: "<connector-plugin"},
	{code: "schema-root-version-grammar", old: number, fires: "plugin-version='1.0.0-a'", nearly: "plugin-version='1.0.0-1'", under: "1.0.0-a"},
	{code: "schema-attribute-missing", old: "<support-link url='https://example.org/help'/>", fires: "<support-link/>", nearly: "<support-link url='https://'/>", under: "<support-link"},
	{code: "schema-attribute-unknown", old: header, fires: header + " Class='heron'", nearly: header + " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='a'", under: "Class"},
	{code: "schema-version-grammar", old: "'2023.1'", fires: "'2023.1.x'", nearly: "'2023.1.0'", under: "2023.1.x"},
	{code: "schema-element-unknown", old: vendors, fires: "<platform/>" + vendors, nearly: "<!-- <platform/> -->" + vendors, under: "<platform"},
	{code: "schema-element-missing", old: "<driver name='heron'/>", fires: "", nearly: "<driver/>", under: "<customizations"},
	{code: "schema-element-order", old: "<vendor name='heron'/><driver name='heron'/>", fires: "<driver name='heron'/><vendor name='heron'/>", nearly: "<vendor name='heron'/>\n<driver name='heron'/>", under: "<vendor"},
	{code: "schema-element-repeated", old: "<vendor name='heron'/>", fires: "<vendor name='heron'/><vendor name='heron'/>", nearly: "<vendor name='heron'/>", under: "<vendor"},
	{code: "schema-element-newer", old: "  <license-key>", fires: "<connection-metadata/><license-key>", nearly: "<connection-resolver/><license-key>", under: "<connection-metadata", release: "2019.4"},
	{code: "schema-oauth-config-several", old: "  <license-key>", fires: "<oauth-config/><oauth-config/><license-key>", nearly: "<oauth-config/><license-key>", under: "<oauth-config", release: "2022.4"},
	{code: "schema-choice", old: "  <license-key>", fires: "<connection-fields/><connection-dialog/><license-key>", nearly: "<connection-fields/><license-key>", under: "<connection-dialog"},
	{code: "schema-content", old: "<vendor name='heron'/>", fires: "<vendor name='heron'> </vendor>", nearly: "<vendor name='heron'></vendor>"},
	{code: "schema-company-empty", old: "<company name='Heron'/>", fires: "<company name=''/>", nearly: "<company name='.'/>"},
	{code: "schema-company-long", old: "<company name='Heron'/>", fires: "<company name='Äbcdefghijklmnopqrstuvwxy'/>", nearly: "<company name='Äbcdefghijklmnopqrstuvwx'/>", under: "Äbcdefghijklmnopqrstuvwxy"},
	{code: "schema-platform-name", old: "'win'", fires: "'windows'", nearly: "'linux'", under: "windows"},
	{code: "schema-boolean", old: "'true'", fires: "'True'", nearly: "'1'", under: "True"},
	{code: "schema-license-key", old: "HERON1", fires: "1HERON", nearly: "H", under: "<license-key"},
	{code: "schema-uri", old: "https://example.org/help", fires: "https://example.org/100%", nearly: "https://example.org/100%25", under: "https://example.org/100%"},
}

// document makes one of the two documents.
func (c twoDocuments) document(t testing.TB, with string) string {
	if c.old == "" {
		return with
	}
	require.Equal(t, 1, strings.Count(sound, c.old), "%s: %q", c.code, c.old)
	return strings.Replace(sound, c.old, with, 1)
}

// findings looks at a document as the manifest of a folder.
func (c twoDocuments) findings(t testing.TB, text string, limits manifest.Limits) []lint.Finding {
	config := lint.Config{Options: loader.Options{Manifest: limits}}
	if c.release != "" {
		var err error
		config.Release, err = version.ParseRelease(c.release)
		require.NoError(t, err)
	}
	findings, err := lint.Connector(fstest.MapFS{"manifest.xml": {Data: []byte(text)}}, config)
	require.NoError(t, err)
	alone, err := lint.Manifest("manifest.xml", []byte(text), config)
	require.NoError(t, err)
	assert.Equal(t, findings, alone, "the manifest alone")
	return findings
}

// codes runs both documents, looks at the places, and returns the codes of each.
func (c twoDocuments) codes(t testing.TB) (fires, nearly []string) {
	for _, f := range c.findings(t, c.document(t, c.fires), c.limits) {
		fires = append(fires, f.Code)
		if f.Code == c.code {
			assert.Equal(t, "manifest.xml", f.File)
			assert.Equal(t, lint.Error, f.Severity)
			if c.under != "" {
				assert.Equal(t, c.under, underlined(f), "%+v", f)
			}
		}
	}
	limits := c.limits
	if limits.Depth > 0 {
		limits.Depth++
	}
	if limits.Elements > 0 {
		limits.Elements++
	}
	for _, f := range c.findings(t, c.document(t, c.nearly), limits) {
		nearly = append(nearly, f.Code)
	}
	return fires, nearly
}

// underlined is the text of a finding's line that it points at.
func underlined(f lint.Finding) string {
	text := []rune(f.Source)
	if f.Line == 0 || f.Line != f.EndLine || f.Column > f.EndColumn || f.EndColumn-1 > len(text) {
		return fmt.Sprintf("no piece of %q", f.Source)
	}
	return string(text[f.Column-1 : f.EndColumn-1])
}

func TestNothingIsFoundInASoundManifest(t *testing.T) {
	assert.Empty(t, twoDocuments{}.findings(t, sound, manifest.Limits{}))
}

func TestEachCheckOfTheSchemaFiresAndNearlyDoes(t *testing.T) {
	for _, c := range schemaCases {
		t.Run(c.code, func(t *testing.T) {
			fires, nearly := c.codes(t)
			assert.Contains(t, fires, c.code)
			assert.NotContains(t, nearly, c.code)
		})
	}
}

// A packedFile is one entry of a package, as it is packed.
type packedFile struct {
	name   string
	method uint16
	sum    uint32 // added to the checksum
	data   string
}

// packRaw makes a package of stored bytes, whatever they are said to be.
func packRaw(t testing.TB, comment string, files ...packedFile) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		size := uint64(len(f.data))
		raw, err := w.CreateRaw(&zip.FileHeader{
			Name: f.name, Method: f.method, CRC32: crc32.ChecksumIEEE([]byte(f.data)) + f.sum,
			CompressedSize64: size, UncompressedSize64: size,
		})
		require.NoError(t, err)
		_, err = io.WriteString(raw, f.data)
		require.NoError(t, err)
	}
	require.NoError(t, w.SetComment(comment))
	require.NoError(t, w.Close())
	return out.Bytes()
}

// bzip2 is a method of packing that no packager of connectors uses.
const bzip2 = 12

// Parts of packages.
var (
	signed      = packedFile{name: "META-INF/A.SF"}
	soundEntry  = packedFile{name: "manifest.xml", data: sound}
	scriptEntry = packedFile{name: "a.js", data: "0123456789"}
)

// overlapping makes a package in which the directory also lists an entry that stands
// inside of another one, or does not list it.
func overlapping(t testing.TB, listed bool) []byte {
	inner := packRaw(t, "", scriptEntry)
	at := bytes.Index(inner, []byte("PK\x01\x02"))
	local, central := inner[:at], bytes.Clone(inner[at:len(inner)-22])
	whole := packRaw(t, "", soundEntry, signed, packedFile{name: "b.bin", data: string(local)})
	if !listed {
		return whole
	}
	le := binary.LittleEndian
	end := whole[len(whole)-22:]
	directory := int(le.Uint32(end[16:]))
	le.PutUint32(central[42:], uint32(directory-len(local)))
	out := append(bytes.Clone(whole[:len(whole)-22]), central...)
	le.PutUint16(end[8:], 4)
	le.PutUint16(end[10:], 4)
	le.PutUint32(end[12:], uint32(len(out)-directory))
	return append(out, end...)
}

// packageCases are packages that no text file can express.
var packageCases = []struct {
	code          string
	fires, nearly func(testing.TB) []byte
	message       string
}{
	{"package-manifest-damaged",
		raw(packedFile{name: "manifest.xml", sum: 1, data: sound}, signed),
		raw(soundEntry, packedFile{name: "META-INF/A.SF", sum: 1}), "the package's manifest.xml is damaged"},
	{"package-manifest-unsupported",
		raw(packedFile{name: "manifest.xml", method: bzip2, data: sound}, signed),
		raw(packedFile{name: "manifest.xml", method: zip.Store, data: sound}, signed), "packed in a way that cannot be read"},
	{"package-entry-damaged",
		raw(soundEntry, signed, packedFile{name: "a.js", sum: 1, data: "0123456789"}, packedFile{name: "b.js", sum: 1, data: "0123456789"}),
		raw(soundEntry, signed, scriptEntry), `the entry "a.js" is damaged`},
	{"package-entry-unsupported",
		raw(soundEntry, signed, packedFile{name: "a.js", method: bzip2, data: "0123456789"}),
		raw(soundEntry, signed, packedFile{name: "a.js", method: zip.Deflate, data: "\x03\x00"}), `the entry "a.js" is packed in a way`},
	{"package-entries-overlap",
		func(t testing.TB) []byte { return overlapping(t, true) },
		func(t testing.TB) []byte { return overlapping(t, false) }, `the entries "b.bin" and "a.js" share bytes`},
	{"package-layout",
		func(t testing.TB) []byte { return append(packRaw(t, "", soundEntry, signed), 0) },
		func(t testing.TB) []byte { return packRaw(t, "\x00", soundEntry, signed) }, "not laid out as programs agree on"},
}

func raw(files ...packedFile) func(testing.TB) []byte {
	return func(t testing.TB) []byte { return packRaw(t, "", files...) }
}

// inPackage looks at a package.
func inPackage(t testing.TB, data []byte) (findings []lint.Finding, codes []string) {
	findings, err := lint.Connector(fstest.MapFS{"heron.taco": {Data: data}}, lint.Config{Entry: "heron.taco"})
	require.NoError(t, err)
	for _, f := range findings {
		codes = append(codes, f.Code)
	}
	return findings, codes
}

func TestEachCheckOfAPackageFiresAndNearlyDoes(t *testing.T) {
	for _, c := range packageCases {
		t.Run(c.code, func(t *testing.T) {
			findings, codes := inPackage(t, c.fires(t))
			require.Contains(t, codes, c.code)
			for _, f := range findings {
				if f.Code == c.code {
					assert.Equal(t, "heron.taco", f.File)
					assert.Zero(t, f.Span)
					assert.Contains(t, f.Message, c.message)
					break
				}
			}
			_, codes = inPackage(t, c.nearly(t))
			assert.NotContains(t, codes, c.code)
		})
	}
}

func TestEachDamagedEntryIsNamed(t *testing.T) {
	findings, codes := inPackage(t, packageCases[2].fires(t))
	assert.Equal(t, []string{"package-entry-damaged", "package-entry-damaged"}, codes)
	assert.Contains(t, findings[1].Message, `"b.js"`)
}

func TestADamagedFileOfXMLIsReportedOnce(t *testing.T) {
	text := strings.Replace(sound, "  <license-key>", "<dialect file='dialect.tdd'/><license-key>", 1)
	_, codes := inPackage(t, packRaw(t, "", packedFile{name: "manifest.xml", data: text}, signed, packedFile{name: "dialect.tdd", sum: 1, data: "<dialect/>"}))
	assert.Equal(t, []string{"package-entry-damaged"}, codes)
}

// TestEachCheckOfAConnectorHasBothCases asks for them of every check there is.
func TestEachCheckOfAConnectorHasBothCases(t *testing.T) {
	fires, nearly := make(map[string]bool), make(map[string]bool)
	for _, c := range schemaCases {
		fires[c.code], nearly[c.code] = true, true // which its own test holds
	}
	for _, c := range packageCases {
		fires[c.code], nearly[c.code] = true, true
	}
	for _, file := range scenarioFiles(t) {
		s := readScenario(t, file)
		code, near := about(file)
		if near {
			nearly[code] = true
		}
		for _, w := range s.want {
			if words := strings.Fields(w.line); words[len(words)-1] == code {
				fires[code] = true
				assert.False(t, near, "%s fires", file)
			}
		}
	}
	known := make(map[string]bool)
	for _, k := range lint.Checks() {
		if known[k.Code] = true; k.Connector == nil {
			continue
		}
		assert.True(t, fires[k.Code], "%s has no case where it fires", k.Code)
		assert.True(t, nearly[k.Code], "%s has no case where it nearly does", k.Code)
	}
	for code := range nearly {
		assert.True(t, known[code], "a case is about %s, which is no check", code)
	}
	for code := range fires {
		assert.True(t, known[code], "a case is about %s, which is no check", code)
	}
}

func TestEachCheckSaysWhatItIs(t *testing.T) {
	seen := make(map[string]bool)
	for _, k := range lint.Checks() {
		assert.Regexp(t, `^[a-z0-9.]+(-[a-z0-9.]+)*$`, k.Code)
		assert.False(t, seen[k.Code], "%s is there twice", k.Code)
		seen[k.Code] = true
		assert.Contains(t, lint.Severities(), k.Severity, k.Code)
		assert.Regexp(t, `^\S.*[^.]\.$`, k.Statement, k.Code)
		assert.Regexp(t, `^\S.*[^.]\.$`, k.Help, k.Code)
		assert.NotEmpty(t, k.Basis, k.Code)
		assert.NotEmpty(t, k.Source, k.Code)
		assert.True(t, k.Connector != nil || k.Machine != nil, k.Code)
	}
}

// A blind is a file system that does not let somebody read some of its files.
type blind struct {
	fs.FS
	closed string
	pipe   string // opening it would never end
	only   bool   // files give no random access
}

var errDenied = errors.New("permission denied")

// Stat tells of a file that cannot be opened, too.
func (b blind) Stat(name string) (fs.FileInfo, error) { return fs.Stat(b.FS, name) }

func (b blind) Open(name string) (fs.File, error) {
	if name == b.closed {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errDenied}
	}
	if name == b.pipe && name != "" {
		panic(name + " was opened")
	}
	f, err := b.FS.Open(name)
	if _, folder := f.(fs.ReadDirFile); err == nil && b.only && !folder {
		return struct{ fs.File }{f}, nil
	}
	return f, err
}

func TestWhatCannotBeReadIsAFinding(t *testing.T) {
	text := strings.Replace(sound, "  <license-key>", "<dialect file='dialect.tdd'/><license-key>", 1)
	disk := fstest.MapFS{
		"heron/manifest.xml": {Data: []byte(text)}, "heron/dialect.tdd": {Data: []byte("<dialect/>")},
		"heron.taco":         {Data: packRaw(t, "", soundEntry, signed)},
		"pipe.taco":          {Mode: fs.ModeNamedPipe},
		"odd/manifest.xml/a": {}, "pipe/manifest.xml": {Mode: fs.ModeNamedPipe},
	}
	for _, c := range []struct {
		entry, closed string
		want          []string
	}{
		{"heron", "", nil},
		{"heron", "heron/manifest.xml", []string{`heron: error: manifest.xml cannot be read: permission denied (connector-unreadable)`}},
		{"heron", "heron/dialect.tdd", []string{`heron/manifest.xml:10:16: error: the file "dialect.tdd" cannot be read: permission denied; make it readable, or smaller (referenced-file-malformed)`}},
		{"heron.taco", "", nil},
		{"heron.taco", "heron.taco", []string{`heron.taco: error: the package cannot be opened: permission denied (connector-unreadable)`}},
		{"pipe.taco", "", []string{`pipe.taco: error: it is neither a folder nor a regular file, and was not opened (connector-unreadable)`}},
		{"pipe", "", []string{`pipe: error: manifest.xml cannot be read: it is not a regular file (connector-unreadable)`}},
		{"none", "", []string{`none: error: it cannot be read: file does not exist (connector-unreadable)`}},
		{"odd", "", []string{`odd: error: manifest.xml cannot be read: it is not a regular file (connector-unreadable)`}},
	} {
		findings, err := lint.Connector(blind{FS: disk, closed: c.closed, pipe: "pipe/manifest.xml"}, lint.Config{Entry: c.entry})
		require.NoError(t, err)
		var got []string
		for _, f := range findings {
			got = append(got, f.String())
		}
		assert.Equal(t, c.want, got, "%s without %q", c.entry, c.closed)
	}
}

func TestAPackageWithoutRandomAccessIsReadAsAWhole(t *testing.T) {
	data := packRaw(t, "", soundEntry, signed)
	disk := blind{FS: fstest.MapFS{"heron.taco": {Data: data}}, only: true}
	findings, err := lint.Connector(disk, lint.Config{Entry: "heron.taco"})
	require.NoError(t, err)
	assert.Empty(t, findings)
	findings, err = lint.Connector(disk, lint.Config{Entry: "heron.taco", Options: loader.Options{PackageBytes: int64(len(data)) - 1}})
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, fmt.Sprintf("heron.taco: error: the package cannot be read: it has more than %d bytes and can only be read as a whole (connector-unreadable)", len(data)-1), findings[0].String())
}

func TestNegativeLimitsAreTheDefaults(t *testing.T) {
	disk := fstest.MapFS{"heron/manifest.xml": {Data: []byte(sound)}, "heron.taco": {Data: packRaw(t, "", soundEntry, signed, scriptEntry)}}
	o := loader.Options{Manifest: manifest.Limits{Bytes: -1}, PackageBytes: -1}
	for _, entry := range []string{"heron", "heron.taco"} {
		findings, err := lint.Connector(disk, lint.Config{Entry: entry, Options: o})
		require.NoError(t, err)
		assert.Empty(t, findings, entry)
	}
}

// TestManyFindingsCostLittle looks at a manifest of one long line: quoting it anew for
// each finding would take gigabytes.
func TestManyFindingsCostLittle(t *testing.T) {
	const many = 20_000
	text := strings.Replace(sound, "  <license-key>", strings.Repeat("<odd url='http://a' file='none'/>", many)+"<license-key>", 1)
	findings, err := lint.Connector(fstest.MapFS{"manifest.xml": {Data: []byte(text)}}, lint.Config{Disable: []string{"never-loads"}})
	require.NoError(t, err)
	count := make(map[string]int)
	quoted := 0
	for _, f := range findings {
		count[f.Code]++
		if f.Source != "" {
			quoted++
		}
	}
	assert.Equal(t, 500, quoted)
	assert.Equal(t, map[string]int{"schema-element-unknown": many, "link-not-https": many, "referenced-file-missing": many}, count)
}

func TestLinesAreQuotedUpToANumber(t *testing.T) {
	text := strings.Replace(sound, "  <license-key>", strings.Repeat("<odd/>\n", 1000)+"<license-key>", 1)
	findings, err := lint.Manifest("m.xml", []byte(text), lint.Config{Enable: []string{"schema-*"}})
	require.NoError(t, err)
	require.Len(t, findings, 1000)
	assert.Equal(t, "<odd/>", findings[1].Source)
	assert.Equal(t, "", findings[999].Source)
}

// TestManyFilesOfXMLAreReadUpToALimit asks for more than is read of one connector.
func TestManyFilesOfXMLAreReadUpToALimit(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	disk := fstest.MapFS{}
	list := ""
	for _, name := range names {
		disk[name] = &fstest.MapFile{Data: []byte("<a>" + strings.Repeat(" ", 1990) + "</a>")}
		list += "<oauth-config file='" + name + "'/>"
	}
	disk["manifest.xml"] = &fstest.MapFile{Data: []byte(strings.Replace(sound, "  <license-key>", list+"<license-key>", 1))}
	findings, err := lint.Connector(disk, lint.Config{Options: loader.Options{Manifest: manifest.Limits{Bytes: 2000}}})
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, `manifest.xml: the file "f" cannot be read: it is over the limit of what is read; make it readable, or smaller`, findings[0].File+": "+findings[0].Message)
	assert.Positive(t, findings[0].Line)
}

func TestAFolderOfTooManyFilesHasNoList(t *testing.T) {
	disk := fstest.MapFS{"manifest.xml": {Data: []byte(sound)}}
	var listed []string
	own := lint.Check{Code: "own", Severity: lint.Note, Statement: "S.", Help: "H.", Connector: func(p *lint.ConnectorPass) {
		names, ok := p.Files()
		if listed = nil; ok {
			listed = names
		}
	}}
	look := func() {
		_, err := lint.Connector(disk, lint.Config{Checks: []lint.Check{own}, Enable: []string{"own"}})
		require.NoError(t, err)
	}
	disk[".git/a"] = &fstest.MapFile{}
	disk["b/.c"] = &fstest.MapFile{}
	disk["link"] = &fstest.MapFile{Mode: fs.ModeSymlink}
	look()
	assert.Equal(t, []string{"b/.c", "manifest.xml"}, listed)
	for i := range 10_000 {
		disk[fmt.Sprintf("d/%d", i)] = &fstest.MapFile{}
	}
	look()
	assert.Nil(t, listed)
}

// TestAManifestThatIsTooLargeForTableauNeverLoads looks at the size that the packager
// has, which is below the limit of what is read.
func TestAManifestThatIsTooLargeForTableauNeverLoads(t *testing.T) {
	padded := func(size int) []byte {
		return append([]byte(sound), bytes.Repeat([]byte(" "), size-len(sound))...)
	}
	findings, err := lint.Manifest("m.xml", padded(manifest.PackagerLimit), lint.Config{})
	require.NoError(t, err)
	assert.Empty(t, findings)
	findings, err = lint.Manifest("m.xml", padded(manifest.PackagerLimit+1), lint.Config{})
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, "never-loads", findings[0].Code)
	assert.Contains(t, findings[0].Message, "manifest-size")
	assert.Equal(t, "<connector-plugin", underlined(findings[0]))
}

func TestLongNamesDoNotMakeLongMessages(t *testing.T) {
	long := strings.Repeat("é", 5000)
	text := strings.Replace(sound, "  <license-key>", "<dialect file='"+long+"'/><license-key>", 1)
	findings, err := lint.Connector(fstest.MapFS{"manifest.xml": {Data: []byte(text)}}, lint.Config{})
	require.NoError(t, err)
	require.Len(t, findings, 1)
	assert.Equal(t, `there is no file "`+strings.Repeat("é", 120)+`…": add it, or correct the name`, findings[0].Message)
}

// withTexts is a connector that uses texts of each language.
var withTexts = strings.Replace(sound, "name='Heron'", "name='@string/heron/'", 1)

// TestAFolderThatCannotBeListedIsComparedByTheFilesThatAreKnown: those that the other
// state has.
func TestAFolderThatCannotBeListedIsComparedByTheFilesThatAreKnown(t *testing.T) {
	was := fstest.MapFS{"manifest.xml": {Data: []byte(withTexts)}, "resources-en_US.xml": {}}
	now := fstest.MapFS{"manifest.xml": {Data: []byte(withTexts)}, "resources-en_US.xml": {}, "b/c.js": {}}
	other := fstest.MapFS{"manifest.xml": {Data: []byte(withTexts)}, "resources-en_US.xml": {Data: []byte("<a/>")}, "b/c.js": {}}
	for _, closed := range []string{"none", "b"} {
		for files, want := range map[*fstest.MapFS]int{&now: 0, &other: 1} {
			findings, err := lint.Connector(blind{FS: *files, closed: closed}, lint.Config{Base: baseOf(t, was, "")})
			require.NoError(t, err)
			assert.Len(t, findings, want, closed)
		}
	}
}

// TestAFileThatCannotBeReadIsComparedToo asks that it is not taken for one that is gone.
func TestAFileThatCannotBeReadIsComparedToo(t *testing.T) {
	files := fstest.MapFS{"manifest.xml": {Data: []byte(withTexts)}, "resources-en_US.xml": {}}
	for closed, want := range map[string]string{"none": "", "resources-en_US.xml": "plugin-version is still 1.0.0, and resources-en_US.xml has changed: raise it"} {
		findings, err := lint.Connector(blind{FS: files, closed: closed}, lint.Config{Base: baseOf(t, files, "")})
		require.NoError(t, err)
		got := ""
		for _, f := range findings {
			got += f.Message
		}
		assert.Equal(t, want, got)
	}
}

// linkTo is a link in a file system in memory.
func linkTo(target string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink}
}

func TestLinkedTextsAreComparedToo(t *testing.T) {
	texts := func(target string) fstest.MapFS {
		return fstest.MapFS{
			"manifest.xml": {Data: []byte(withTexts)}, "resources-en_US.xml": linkTo(target),
			".texts/a.xml": {Data: []byte("<a/>")}, ".texts/b.xml": {Data: []byte("<b/>")},
		}
	}
	base := baseOf(t, texts(".texts/a.xml"), "")
	for target, want := range map[string]int{".texts/a.xml": 0, ".texts/b.xml": 1} {
		findings, err := lint.Connector(texts(target), lint.Config{Base: base, Enable: []string{"version-not-increased"}})
		require.NoError(t, err)
		assert.Len(t, findings, want, target)
	}
}

func TestABaseHasLinkedConnectorsAndNoLinkedDirectories(t *testing.T) {
	heron := &fstest.MapFile{Data: []byte(sound)}
	for name, want := range map[string]bool{".real/heron": true, ".real": false} {
		base := baseOf(t, fstest.MapFS{".real/heron/manifest.xml": heron, "link": linkTo(name), "x.taco": linkTo(".real")}, "")
		assert.Equal(t, want, base.Has("heron"), name)
		assert.Empty(t, base.Unreadable())
	}
}
