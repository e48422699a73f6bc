package manifest_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"github.com/tacorder/tacorder/manifest"
)

// benchManifest is a valid manifest of 3 KB, of the make of the SDK's samples.
var benchManifest = []byte(`<?xml version='1.0' encoding='utf-8' ?>
<connector-plugin class='example_jdbc' superclass='jdbc' plugin-version='1.0.1' name='Example by Example' version='18.1' min-version-tableau='2020.4'>
  <vendor-information>
    <company name='Example'/>
    <support-link url='https://example.org/support'/>
    <driver-download-link url='https://example.org/drivers'/>
  </vendor-information>
  <connection-customization class='example_jdbc' enabled='true' version='10.0'>
    <vendor name='vendor'/>
    <driver name='driver'/>
    <customizations>` + strings.Repeat(`
      <customization name='CAP_CREATE_TEMP_TABLES' value='yes'/>`, 33) + `
    </customizations>
  </connection-customization>
  <connection-fields file='connection-fields.xml'/>
  <connection-metadata file='connection-metadata.xml'/>
  <connection-resolver file='connectionResolver.tdr'/>
  <dialect file='dialect.tdd'/>
</connector-plugin>
`)

func BenchmarkBareEtree(b *testing.B) {
	b.SetBytes(int64(len(benchManifest)))
	for b.Loop() {
		if err := etree.NewDocument().ReadFromBytes(benchManifest); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(benchManifest)))
	for b.Loop() {
		if m, _ := manifest.Parse("m.xml", benchManifest, manifest.Limits{}); m == nil {
			b.Fatal("no manifest")
		}
	}
}

// BenchmarkRatio takes both in turns, so that a busy machine slows both, and
// reports how much longer Parse takes: for a manifest without any problem, and for
// one with connection-fields, which were a problem before 2020.1.
func BenchmarkRatio(b *testing.B) {
	plain := bytes.ReplaceAll(benchManifest, []byte("connection-fields"), []byte("connection-dialog"))
	plain = bytes.ReplaceAll(plain, []byte("  <connection-metadata file='connection-metadata.xml'/>\n"), nil)
	for name, data := range map[string][]byte{"no-problem": plain, "connection-fields": benchManifest} {
		b.Run(name, func(b *testing.B) {
			var bare, parse time.Duration
			for b.Loop() {
				start := time.Now()
				_ = etree.NewDocument().ReadFromBytes(data)
				middle := time.Now()
				_, _ = manifest.Parse("m.xml", data, manifest.Limits{})
				bare, parse = bare+middle.Sub(start), parse+time.Since(middle)
			}
			b.ReportMetric(float64(parse)/float64(bare), "ratio")
		})
	}
}
