package signaturetest

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"
)

// A File is one to pack.
type File struct {
	Name string
	Data []byte
}

// Sign packs files, deflated, behind the signature files of all signers. It uses
// SHA-256 throughout.
func Sign(tb testing.TB, files []File, signers ...Signer) []byte {
	tb.Helper()
	return Pack(tb, append(SignatureFiles(tb, Manifest(files), signers...), files...))
}

// Manifest writes META-INF/MANIFEST.MF with the digests of files.
func Manifest(files []File) []byte {
	var b bytes.Buffer
	b.WriteString("Manifest-Version: 1.0\r\n\r\n")
	for _, f := range files {
		Section(&b, f.Name, "SHA-256-Digest", f.Data)
	}
	return b.Bytes()
}

// Section writes a section with one digest of data.
func Section(b *bytes.Buffer, name, attribute string, data []byte) {
	fold(b, "Name: "+name)
	fold(b, attribute+": "+digest(data))
	b.WriteString("\r\n")
}

// SignatureFiles returns META-INF/MANIFEST.MF and, for each signer, a .SF file
// over it and the block over that.
func SignatureFiles(tb testing.TB, manifest []byte, signers ...Signer) []File {
	tb.Helper()
	files := []File{{"META-INF/MANIFEST.MF", manifest}}
	for _, s := range signers {
		sf := SignatureFile(manifest)
		files = append(files,
			File{"META-INF/" + s.Name + ".SF", sf},
			File{"META-INF/" + s.Name + ".EC", Block(tb, sf, s)})
	}
	return files
}

// SignatureFile writes a .SF file over a MANIFEST.MF whose lines end in CRLF.
func SignatureFile(manifest []byte) []byte {
	sections := strings.SplitAfter(string(manifest), "\r\n\r\n")
	var b bytes.Buffer
	b.WriteString("Signature-Version: 1.0\r\n")
	fold(&b, "SHA-256-Digest-Manifest-Main-Attributes: "+digest([]byte(sections[0])))
	fold(&b, "SHA-256-Digest-Manifest: "+digest(manifest))
	b.WriteString("\r\n")
	for _, s := range sections[1:] {
		first, _, _ := strings.Cut(strings.ReplaceAll(s, "\r\n ", ""), "\r\n")
		if name, ok := strings.CutPrefix(first, "Name: "); ok {
			Section(&b, name, "SHA-256-Digest", []byte(s))
		}
	}
	return b.Bytes()
}

// Block signs a .SF file.
func Block(tb testing.TB, sf []byte, s Signer) []byte {
	tb.Helper()
	data, err := pkcs7.NewSignedData(sf)
	require.NoError(tb, err)
	data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	require.NoError(tb, data.AddSigner(s.Certificate, s.Key, pkcs7.SignerInfoConfig{}))
	for _, c := range s.Chain {
		data.AddCertificate(c)
	}
	data.Detach()
	block, err := data.Finish()
	require.NoError(tb, err)
	return block
}

// Pack makes an archive.
func Pack(tb testing.TB, files []File) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.Create(f.Name)
		require.NoError(tb, err)
		_, err = io.Copy(entry, bytes.NewReader(f.Data))
		require.NoError(tb, err)
	}
	require.NoError(tb, w.Close())
	return out.Bytes()
}

func digest(data []byte) string {
	d := sha256.Sum256(data)
	return base64.StdEncoding.EncodeToString(d[:])
}

// fold writes a line of at most 72 bytes, and what is left in further ones.
func fold(b *bytes.Buffer, line string) {
	const most = 72
	for len(line) > most {
		fmt.Fprintf(b, "%s\r\n", line[:most])
		line = " " + line[most:]
	}
	fmt.Fprintf(b, "%s\r\n", line)
}
