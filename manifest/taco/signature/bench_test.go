package signature_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
	"github.com/tacorder/tacorder/manifest/taco/signature/signaturetest"
)

// filesOf returns eight files of so many bytes together, which pack to about a
// half, as a connector's scripts and libraries do.
func filesOf(size int) []signaturetest.File {
	const letters = "etaoin shrdlu(){}=;\n"
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 1<<20) // further apart than packing looks back
	for i := range text {
		text[i] = letters[random.IntN(len(letters))]
	}
	files := []signaturetest.File{{Name: "manifest.xml", Data: []byte("<connector-plugin class='signed'/>")}}
	for i := range 8 {
		data := bytes.Repeat(text, size/8/len(text)+1)[:size/8]
		files = append(files, signaturetest.File{Name: fmt.Sprintf("lib/%d.js", i), Data: data})
	}
	return files
}

// plain inflates all entries and digests them, and does nothing else: no checksum
// is compared.
func plain(tb testing.TB, data []byte) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(tb, err)
	h := sha256.New()
	for _, f := range r.File {
		packed, err := f.OpenRaw()
		require.NoError(tb, err)
		h.Reset()
		_, err = io.Copy(h, flate.NewReader(packed))
		require.NoError(tb, err)
	}
}

// BenchmarkVerify compares verification with unpacking and digesting alone, on one
// package in one run: "speed" is how much of that speed is left.
func BenchmarkVerify(b *testing.B) {
	a := signaturetest.NewAuthority(b)
	signer := a.Signer("ONE")
	v := &signature.Verifier{Roots: a.Roots()}
	for _, size := range []int{50 << 20, 5 << 20} {
		b.Run(fmt.Sprintf("%dMB", size>>20), func(b *testing.B) {
			data := signaturetest.Sign(b, filesOf(size), signer)
			b.SetBytes(int64(size))
			var verifying, plainly time.Duration
			for b.Loop() {
				start := time.Now()
				require.Equal(b, taco.Verified, verify(b, v, data).State)
				between := time.Now()
				plain(b, data)
				verifying, plainly = verifying+between.Sub(start), plainly+time.Since(between)
			}
			b.ReportMetric(float64(plainly)/float64(verifying), "speed")
		})
	}
}

func TestMemoryDoesNotGrowWithThePackage(t *testing.T) {
	a := signaturetest.NewAuthority(t)
	signer := a.Signer("ONE")
	v := &signature.Verifier{Roots: a.Roots()}
	cost := func(size int) uint64 {
		data := signaturetest.Sign(t, filesOf(size), signer)
		verify(t, v, data) // what is kept for good is not counted
		return allocated(func() { require.Equal(t, taco.Verified, verify(t, v, data).State) })
	}
	small, large := cost(1<<20), cost(6<<20)
	assert.Less(t, large, small+(512<<10), "%d bytes for 6 MiB, %d for 1 MiB", large, small)
	assert.Less(t, large, uint64(2<<20))
}

// allocated returns the bytes that a function allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
