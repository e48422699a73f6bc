package version_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/version"
)

func plugin(t require.TestingT, s string) version.Plugin {
	p, err := version.ParsePlugin(s)
	require.NoError(t, err)
	return p
}

func release(t require.TestingT, s string) version.Release {
	r, err := version.ParseRelease(s)
	require.NoError(t, err)
	return r
}

func TestPluginVersionsOfTheGrammar(t *testing.T) {
	for _, s := range []string{"0", "1", "0.1", "1.0", "1.10.0", "1.14.0.0", "1.2.3-4", "1-2-3", "001.0", "0.0.0",
		"99999999999999999999999.1", "٣.१", strings.Repeat("1.", 500) + "1"} {
		p := plugin(t, s)
		assert.Equal(t, s, p.String())
		assert.False(t, p.IsZero())
	}
}

func TestMalformedPluginVersionsNameTheColumn(t *testing.T) {
	for s, column := range map[string]int{
		"": 1, "v1.0": 1, "1.0b": 4, "1.0.": 5, "1-2.3": 4, " 1": 1, "1 ": 2, "+1": 1, "-1": 1, "1..2": 3, "1.-2": 3,
		"1--2": 3, "1-": 3, "1,0": 2, "٣.x": 3, "1.²": 3, "1.\xff": 3,
	} {
		_, err := version.ParsePlugin(s)
		var e *version.SyntaxError
		require.True(t, errors.As(err, &e), s)
		assert.Equal(t, column, e.Column, "%q", s)
		assert.Equal(t, s, e.Text)
		assert.Contains(t, err.Error(), fmt.Sprintf("plugin version %q, column %d", s, column))
		assert.Contains(t, err.Error(), `\d+(\.\d+)*(-\d+)*`)
	}
	_, err := version.ParsePlugin(strings.Repeat("x", 1<<20))
	assert.Less(t, len(err.Error()), 400)
}

func TestPluginVersionsCompareAsNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b     string
		order    int
		disputed bool
	}{
		{"1.0", "1.0", 0, false},
		{"1.0", "1.0.0", 0, true},
		{"1.0", "01.0", 0, true},
		{"1.9", "1.10", -1, true},
		{"1.2", "1.3", -1, false},
		{"1.2.3", "1.2.3-4", -1, true},
		{"1.2.3-4", "1.2.4", -1, false},
		{"1.2-9", "1.2.1", -1, false},
		{"1.2-1", "1.2-1-1", -1, true},
		{"1.2", "1.2-0", 0, true},
		{"0.0.0", "0.0.1", -1, false},
		{"18446744073709551616", "18446744073709551617", -1, false},
		{"9", "18446744073709551616", -1, true},
		{"٣", "3", 0, true},
		{"٣", "4", -1, true},
		{"𝟡", "10", -1, true},
	} {
		a, b := plugin(t, c.a), plugin(t, c.b)
		assert.Equal(t, c.order, a.Compare(b), "%s %s", c.a, c.b)
		assert.Equal(t, -c.order, b.Compare(a), "%s %s", c.a, c.b)
		assert.Equal(t, c.disputed, a.Disputed(b), "%s %s", c.a, c.b)
		assert.Equal(t, c.disputed, b.Disputed(a), "%s %s", c.a, c.b)
	}
	zero := version.Plugin{}
	assert.Equal(t, -1, zero.Compare(plugin(t, "0")))
	assert.Equal(t, 1, plugin(t, "0").Compare(zero))
	assert.Equal(t, 0, zero.Compare(zero))
	assert.True(t, zero.IsZero())
}

var pluginTexts = rapid.StringMatching(`(0|00|1|01|2|9|10|99999999999999999999)(\.(0|1|2|10)){0,4}(-(0|1|2|10)){0,2}`)

// reference compares with big numbers.
func reference(a, b string) int {
	split := func(s string) (dotted, dashed []string) {
		head, tail, has := strings.Cut(s, "-")
		if has {
			dashed = strings.Split(tail, "-")
		}
		return strings.Split(head, "."), dashed
	}
	compare := func(x, y []string) int {
		for i := range max(len(x), len(y)) {
			var p, q big.Int
			if i < len(x) {
				p.SetString(x[i], 10)
			}
			if i < len(y) {
				q.SetString(y[i], 10)
			}
			if o := p.Cmp(&q); o != 0 {
				return o
			}
		}
		return 0
	}
	ad, ah := split(a)
	bd, bh := split(b)
	if o := compare(ad, bd); o != 0 {
		return o
	}
	return compare(ah, bh)
}

func TestPluginOrderIsTotalAndThatOfBigNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := []string{pluginTexts.Draw(t, "a"), pluginTexts.Draw(t, "b"), pluginTexts.Draw(t, "c")}
		a, b, c := plugin(t, texts[0]), plugin(t, texts[1]), plugin(t, texts[2])
		require.Equal(t, reference(texts[0], texts[1]), a.Compare(b))
		require.Equal(t, -a.Compare(b), b.Compare(a))
		require.Equal(t, 0, a.Compare(a))
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 {
			require.LessOrEqual(t, a.Compare(c), 0)
		}
		require.False(t, a.Disputed(a) && !strings.Contains(texts[0], "-"))
	})
}

func TestComparingAllocatesNothing(t *testing.T) {
	a, b := plugin(t, "1.10.0-3"), plugin(t, "1.10.0-4")
	assert.Zero(t, testing.AllocsPerRun(100, func() { a.Compare(b); a.Disputed(b) }))
	assert.Zero(t, testing.AllocsPerRun(100, func() { _, _ = version.ParsePlugin("1.10.0-3") }))
}

func TestSemverIsForWhatIsSemver(t *testing.T) {
	constraint, err := semver.NewConstraint(">=1.2, <2")
	require.NoError(t, err)
	for s, want := range map[string]string{"1": "1.0.0", "1.2": "1.2.0", "1.2.3": "1.2.3", "٣.1": "3.1.0", "0.0.0": "0.0.0"} {
		v, ok := plugin(t, s).Semver()
		require.True(t, ok, s)
		assert.Equal(t, want, v.String())
	}
	v, _ := plugin(t, "1.10").Semver()
	assert.True(t, constraint.Check(v))
	for _, s := range []string{"1.14.0.0", "1.2.3-4", "01.2", "1.02", "18446744073709551616"} {
		_, ok := plugin(t, s).Semver()
		assert.False(t, ok, s)
	}
	_, ok := version.Plugin{}.Semver()
	assert.False(t, ok)
}

func TestVersionsAsText(t *testing.T) {
	type doc struct {
		Plugin  version.Plugin
		Release version.Release
	}
	for _, want := range []doc{{}, {plugin(t, "1.0-2"), release(t, "20222.22.0916.1526")}} {
		data, err := json.Marshal(want)
		require.NoError(t, err)
		var got doc
		require.NoError(t, json.Unmarshal(data, &got))
		assert.Equal(t, want, got)
	}
	var got doc
	assert.Error(t, json.Unmarshal([]byte(`{"Plugin":"x"}`), &got))
	assert.Error(t, json.Unmarshal([]byte(`{"Release":"x"}`), &got))
	assert.Equal(t, doc{}, got)
}

func TestReleases(t *testing.T) {
	for _, c := range []struct {
		text         string
		year, number int
		maintenance  int
		known        bool
		feature      string
		plugin       string
	}{
		{"2022.2", 2022, 2, 0, true, "2022.2", "2022.2.0"},
		{"2022.2.1", 2022, 2, 1, true, "2022.2", "2022.2.1"},
		{"20222.22.0916.1526", 2022, 2, 0, false, "2022.2", "2022.2.0"},
		{"10.5.3", 10, 5, 3, true, "10.5", "10.5.3"},
		{"10300.17.0728.2252", 10, 3, 0, false, "10.3", "10.3.0"},
		{"20262.26.912.1023", 2026, 2, 0, false, "2026.2", "2026.2.0"},
		{"2031.9", 2031, 9, 0, true, "2031.9", "2031.9.0"},
	} {
		r := release(t, c.text)
		n, known := r.Maintenance()
		assert.Equal(t, c.text, r.String())
		assert.Equal(t, []any{c.year, c.number, c.maintenance, c.known}, []any{r.Year(), r.Number(), n, known}, c.text)
		assert.Equal(t, c.feature, r.Feature().String())
		assert.Equal(t, c.plugin, r.Plugin().String())
		if known {
			assert.Empty(t, r.Build())
		} else {
			assert.Equal(t, c.text, r.Build())
		}
	}
	zero := version.Release{}
	assert.True(t, zero.IsZero())
	assert.True(t, zero.Plugin().IsZero())
	assert.Equal(t, zero, zero.Feature())
	assert.Equal(t, -1, zero.Compare(release(t, "10.0")))
	assert.Equal(t, 0, zero.Compare(zero))
}

func TestMalformedReleasesNameTheColumn(t *testing.T) {
	for s, column := range map[string]int{
		"": 1, "2022": 5, "v2022.2": 1, "2022.": 6, "2022.2.": 8, "2022.2.1.0": 1, "2022.2.1.0.1": 13, "2022,2": 5, " 2022.2": 1,
		"2022.2 ": 7, "9999999999.1": 1, "2022.9999999999": 6, "1.2.3.4": 1, "2022.é": 6,
	} {
		_, err := version.ParseRelease(s)
		var e *version.SyntaxError
		require.True(t, errors.As(err, &e), s)
		assert.Equal(t, column, e.Column, "%q: %v", s, err)
		assert.Contains(t, err.Error(), "YEAR.NUMBER")
	}
}

func TestReleasesStandInOneOrder(t *testing.T) {
	ascending := []string{"9.3", "10.5", "2018.3", "2019.1", "2022.1.9", "2022.2", "20222.22.0629.1111", "20222.22.0916.1526",
		"20222.23.0101.0101", "2022.2.1", "2022.2.10", "2022.3", "2022.10"}
	for i, a := range ascending {
		for k, b := range ascending {
			want := 0
			if i < k {
				want = -1
			} else if i > k {
				want = 1
			}
			assert.Equal(t, want, release(t, a).Compare(release(t, b)), "%s %s", a, b)
		}
	}
	assert.Equal(t, 0, release(t, "2022.2").Compare(release(t, "2022.2.0")))
	assert.Equal(t, 0, release(t, "20222.22.0916.1526").Compare(release(t, "20222.22.916.1526")))
}

func TestReleaseOrderIsTotal(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) version.Release {
		return release(t, rapid.StringMatching(`(202[0-2]\.[12](\.[0-2])?|202[0-2][12]\.2[0-2]\.0[12]01\.000[12])`).Draw(t, "release"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := draw.Draw(t, "a"), draw.Draw(t, "b"), draw.Draw(t, "c")
		require.Equal(t, -a.Compare(b), b.Compare(a))
		require.Equal(t, 0, a.Compare(a))
		if a.Compare(b) <= 0 && b.Compare(c) <= 0 {
			require.LessOrEqual(t, a.Compare(c), 0)
		}
		if a.Compare(b) == 0 {
			require.Equal(t, a.Compare(c), b.Compare(c))
		}
	})
}

func TestKnownReleases(t *testing.T) {
	all := version.KnownReleases()
	assert.Len(t, all, 28)
	assert.Equal(t, "2019.1", all[0].String())
	assert.Equal(t, "2026.3", version.Latest().String())
	assert.Equal(t, version.Latest(), all[len(all)-1])
	for i, r := range all {
		assert.True(t, r.Known())
		assert.NotEqual(t, "2023.4", r.String())
		if i > 0 {
			assert.Equal(t, -1, all[i-1].Compare(r))
		}
	}
	for _, s := range []string{"2018.3", "2023.4", "2022.0", "2022.5", "2027.1"} {
		assert.False(t, release(t, s).Known(), s)
	}
	assert.True(t, release(t, "20222.22.0916.1526").Known())
	all[0] = version.Release{}
	assert.Equal(t, "2019.1", version.KnownReleases()[0].String())
}

func TestConstraints(t *testing.T) {
	for _, c := range []struct{ constraint, holds, not string }{
		{">=2022.2", "2022.2 2022.2.1 2023.1 20222.22.0916.1526", "2022.1 2022.1.9"},
		{">2022.2", "2022.3", "2022.2 2022.2.1 20222.22.0916.1526"},
		{"<=2022.2", "2022.2.9 2019.1", "2022.3"},
		{"<2022.2", "2022.1.9", "2022.2"},
		{"=2022.2", "2022.2 2022.2.1", "2022.1 2022.3"},
		{"2022.2.1", "2022.2.1", "2022.2 2022.2.2"},
		{"!=2022.2", "2022.3", "2022.2.4"},
		{">2022.2.1", "2022.2.2 2022.3", "2022.2.1 2022.2"},
		{">=2022.2.1", "2022.2.1", "20222.22.0916.1526"},
		{">=20222.22.0916.1526", "20222.22.0917.0000 2022.2.1", "20222.22.0915.0000"},
		{" >= 2022.2 , < 2023.1", "2022.2 2022.4", "2022.1 2023.1"},
		{"", "2019.1 2026.3", ""},
	} {
		parsed, err := version.ParseConstraint(c.constraint)
		require.NoError(t, err)
		assert.Equal(t, c.constraint, parsed.String())
		for _, s := range strings.Fields(c.holds) {
			assert.True(t, parsed.Check(release(t, s)), "%s %s", c.constraint, s)
		}
		for _, s := range strings.Fields(c.not) {
			assert.False(t, parsed.Check(release(t, s)), "%s %s", c.constraint, s)
		}
	}
	assert.True(t, version.Constraint{}.Check(version.Latest()))
	for s, column := range map[string]int{">=": 3, ">=2022.x": 8, ">=2022.2,": 10, ">=2022.2, <é": 12, "~2022.2": 1} {
		_, err := version.ParseConstraint(s)
		var e *version.SyntaxError
		require.True(t, errors.As(err, &e), s)
		assert.Equal(t, column, e.Column, "%q: %v", s, err)
		assert.Equal(t, "constraint", e.Kind)
	}
}

func FuzzParsePlugin(f *testing.F) {
	for _, s := range []string{"1.0", "1.14.0.0", "1.2-3-4", "٣.१", "v1", "1..2", ""} {
		f.Add(s, "1.0")
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		p, err := version.ParsePlugin(s)
		if err != nil {
			require.Contains(t, err.Error(), "column")
			return
		}
		require.Equal(t, s, p.String())
		require.Equal(t, 0, p.Compare(p))
		if q, err := version.ParsePlugin(other); err == nil {
			require.Equal(t, -p.Compare(q), q.Compare(p))
		}
		p.Semver()
	})
}

func FuzzParseRelease(f *testing.F) {
	for _, s := range []string{"2022.2", "2022.2.1", "20222.22.0916.1526", "10300.17.0728.2252", "2022.", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := version.ParseRelease(s)
		if err != nil {
			require.Contains(t, err.Error(), "column")
			return
		}
		require.Equal(t, s, r.String())
		require.Equal(t, 0, r.Compare(r))
		again, err := version.ParseRelease(r.Feature().String())
		require.NoError(t, err)
		require.Equal(t, r.Feature(), again)
	})
}

func FuzzParseConstraint(f *testing.F) {
	for _, s := range []string{">=2022.2", ">=2022.2, <2023.1", "", "~1", ">="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := version.ParseConstraint(s)
		if err != nil {
			require.Contains(t, err.Error(), "column")
			return
		}
		c.Check(version.Latest())
	})
}

func BenchmarkPluginCompare(b *testing.B) {
	p, q := plugin(b, "1.14.0.0"), plugin(b, "1.14.0.1")
	for b.Loop() {
		p.Compare(q)
	}
}

func ExamplePlugin_Compare() {
	a, _ := version.ParsePlugin("1.9")
	b, _ := version.ParsePlugin("1.10")
	fmt.Println(a.Compare(b), a.Disputed(b))
	// Output: -1 true
}

func ExamplePlugin_Semver() {
	constraint, _ := semver.NewConstraint(">=1.2, <2")
	for _, s := range []string{"1.10", "1.14.0.0"} {
		p, _ := version.ParsePlugin(s)
		if v, ok := p.Semver(); ok {
			fmt.Println(s, constraint.Check(v))
		} else {
			fmt.Println(s, "is no semantic version")
		}
	}
	// Output:
	// 1.10 true
	// 1.14.0.0 is no semantic version
}

func ExampleParseRelease() {
	_, err := version.ParseRelease("2022,2")
	fmt.Println(err)
	build, _ := version.ParseRelease("20222.22.0916.1526")
	fmt.Println(build.Feature())
	// Output:
	// release "2022,2", column 5: only digits and dots may stand here; the grammar is YEAR.NUMBER[.MAINTENANCE], such as 2022.2 or 2022.2.1, or a build YYYYR.YY.MMDD.HHMM, such as 20222.22.0916.1526
	// 2022.2
}

func ExampleParseConstraint() {
	c, _ := version.ParseConstraint(">=2022.2, <2023.1")
	for _, r := range version.KnownReleases() {
		if c.Check(r) {
			fmt.Println(r)
		}
	}
	// Output:
	// 2022.2
	// 2022.3
	// 2022.4
}

func TestDottedLeavesTheDashesOut(t *testing.T) {
	for text, want := range map[string]string{"1.2-3-4": "1.2", "1.2": "1.2", "1-2": "1", "١.٢-٣": "١.٢"} {
		p, err := version.ParsePlugin(text)
		require.NoError(t, err)
		parsed, err := version.ParsePlugin(want)
		require.NoError(t, err)
		assert.Equal(t, parsed, p.Dotted())
	}
	assert.True(t, version.Plugin{}.Dotted().IsZero())
}
