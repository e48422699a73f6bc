package signature_test

import (
	"archive/zip"
	"bytes"
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

// filesOf returns files of so many bytes together, which pack to about a half, as
// a connector's scripts and libraries do.
func filesOf(size int) []signaturetest.File {
	random := rand.New(rand.NewPCG(1, 2))
	files := []signaturetest.File{{Name: "manifest.xml", Data: []byte("<connector-plugin class='signed'/>")}}
	const each = 1 << 20
	for i := range size / each {
		data := make([]byte, each)
		for k := range data {
			data[k] = "etaoin shrdlu(){}=;\n"[random.IntN(20)]
		}
		files = append(files, signaturetest.File{Name: fmt.Sprintf("lib/%03d.js", i), Data: data})
	}
	return files
}

// plain unpacks all entries and digests them, as any verification has to.
func plain(tb testing.TB, data []byte) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(tb, err)
	h := sha256.New()
	for _, f := range r.File {
		entry, err := f.Open()
		require.NoError(tb, err)
		h.Reset()
		_, err = io.Copy(h, entry)
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
	small, large := cost(2<<20), cost(16<<20)
	assert.Less(t, large, small+small/2, "%d bytes for 16 MiB, %d for 2 MiB", large, small)
	assert.Less(t, large, uint64(1<<20))
}

// allocated returns the bytes that a function allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
