package taco_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/manifest/taco"
)

func TestAnEntryIsCopiedUpToTheLimit(t *testing.T) {
	p, err := open(pack(t, entry{"a", "0123456789", zip.Deflate}, entry{"b", "", zip.Store}), taco.Limits{})
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, p.CopyEntry(&out, 0, 10))
	assert.Equal(t, "0123456789", out.String())
	require.NoError(t, p.CopyEntry(&out, 1, 0))
	assert.Equal(t, taco.CodeEntryTooLarge, codeOf(t, p.CopyEntry(&out, 0, 9)))
	for _, index := range []int{-1, 2} {
		err := p.CopyEntry(&out, index, 10)
		assert.Equal(t, taco.CodeEntryMissing, codeOf(t, err))
		_, err = p.ReadEntry(index, 10)
		assert.Equal(t, taco.CodeEntryMissing, codeOf(t, err))
	}
}

// full is a writer that takes nothing.
type full struct{}

var errFull = errors.New("it is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestAFaultOfTheWriterIsNoFaultOfThePackage(t *testing.T) {
	p, err := open(pack(t, entry{"a", "0123456789", zip.Deflate}), taco.Limits{})
	require.NoError(t, err)
	assert.Equal(t, errFull, p.CopyEntry(full{}, 0, 10))
}

func TestEntriesThatCannotBeUnpackedSayWhich(t *testing.T) {
	data := pack(t, entry{"dir/a.js", strings.Repeat("0123456789", 100), zip.Store})
	header, at := bytes.Index(data, []byte("PK\x01\x02")), bytes.Index(data, []byte("012"))
	for code, changed := range map[string][]byte{
		taco.CodeEntryDamaged:     patched(data, at, '?'),
		taco.CodeEntryUnsupported: patched(data, header+8, 1),
	} {
		p, err := open(changed, taco.Limits{})
		require.NoError(t, err)
		_, err = p.ReadEntry(0, 1<<20)
		assert.Equal(t, code, codeOf(t, err))
		assert.Contains(t, err.Error(), `the entry "dir/a.js" is `)
	}
}

func TestEntriesThatShareBytes(t *testing.T) {
	sound := pack(t, entry{"a", "0123456789", zip.Store}, entry{"b", "0123456789", zip.Store}, entry{"c/", "", zip.Store})
	p, err := open(sound, taco.Limits{})
	require.NoError(t, err)
	require.NoError(t, p.CheckLayout())

	second := bytes.LastIndex(sound, []byte("PK\x01\x02"))
	second = bytes.LastIndex(sound[:second], []byte("PK\x01\x02"))
	same := bytes.Clone(sound)
	binary.LittleEndian.PutUint32(same[second+42:], 0)
	longer := bytes.Clone(sound)
	first := bytes.Index(sound, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(longer[first+20:], 30)
	for name, data := range map[string][]byte{"the same bytes": same, "bytes of the next": longer} {
		p, err := open(data, taco.Limits{})
		require.NoError(t, err, name)
		err = p.CheckLayout()
		require.Equal(t, taco.CodeEntriesOverlap, codeOf(t, err), name)
		assert.Equal(t, `the entries "a" and "b" share bytes of the package: make it again with the connector packager`, err.Error())
	}

	p, err = open(patched(sound, 0, 'X'), taco.Limits{})
	require.NoError(t, err)
	assert.Equal(t, taco.CodeEntryDamaged, codeOf(t, p.CheckLayout()))
}

func TestNamesThatLeadOutAreAWarning(t *testing.T) {
	for name, leads := range map[string]bool{
		"a": false, "a/b": false, "a..b/c": false, "a/..b": false, "": false, "...": false, "a/b/": false,
		"..": true, "../a": true, "a/../../b": true, `a\..\b`: true, "/a": true, `\a`: true, "C:a": true, `c:\a`: true,
	} {
		p, err := open(pack(t, entry{"manifest.xml", "<m/>", zip.Store}, entry{name, "", zip.Store}, entry{"x/" + name, "", zip.Store}), taco.Limits{})
		require.NoError(t, err)
		warnings := p.Warnings()
		if !leads {
			assert.Empty(t, warnings, name)
			continue
		}
		require.Len(t, warnings, 1, name)
		assert.Equal(t, taco.CodeNameUnsafe, warnings[0].Code)
		assert.Equal(t, name, warnings[0].Entry)
		assert.Contains(t, warnings[0].Error(), "leads out of the package")
		_, err = p.Manifest()
		assert.NoError(t, err, "it stops nothing")
	}
}

func TestUnsafeNamesDoNotDependOnTheEnvironment(t *testing.T) {
	t.Setenv("GODEBUG", "zipinsecurepath=0")
	p, err := open(pack(t, entry{"../a", "", zip.Store}), taco.Limits{})
	require.NoError(t, err)
	assert.Len(t, p.Warnings(), 1)
}

func TestEveryStateHasAMeaning(t *testing.T) {
	states := taco.SignatureStates()
	assert.Len(t, states, 9)
	assert.Equal(t, taco.Malformed, states[0].State)
	assert.Equal(t, taco.Verified, states[8].State)
	for _, s := range states {
		assert.NotEmpty(t, s.Meaning)
	}
}
