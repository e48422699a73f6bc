package witness

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestEachRowIsFoundByALongNeedleThatJSONWritesAsItIs(t *testing.T) {
	for _, w := range wordings {
		r := row{Wording: w, text: compile(w.Text)}
		needle := r.needle()
		assert.GreaterOrEqual(t, len(needle), 8, w.ID)
		assert.Equal(t, -1, strings.IndexFunc(needle, escaped), w.ID)
	}
	scan := known().scan
	assert.GreaterOrEqual(t, scan.window, 12, "a short needle makes the search slow")
	assert.LessOrEqual(t, len(scan.buckets), 0x100-inBucket)
}

// TestTheScannerFindsWhatIsThere compares it with a plain search, with few signs, so
// that windows and their ends share pairs.
func TestTheScannerFindsWhatIsThere(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("abc")), 0, 600, -1)
	needles := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("abc")), 3, 9, -1), 1, 6)
	rapid.Check(t, func(t *rapid.T) {
		all, data := needles.Draw(t, "needles"), text.Draw(t, "text")
		s := newScanner(all)
		there := slices.ContainsFunc(all, func(n string) bool { return strings.Contains(data, n) })
		require.Equal(t, there, s.any([]byte(data)), "%q in %q", all, data)
		at := s.first([]byte(data))
		require.Equal(t, there, at >= 0, "%q in %q", all, data)
		if !there {
			return
		}
		require.True(t, slices.ContainsFunc(all, func(n string) bool {
			// n begins so late at least and ends so early that it has the byte at.
			around := data[max(0, at+1-len(n)):min(len(data), at+len(n))]
			return strings.Contains(around, n)
		}), "no needle at %d of %q: %q", at, data, all)
	})
}

func TestTheScannerFindsEachNeedleAtEachPlace(t *testing.T) {
	scan := known().scan
	for _, bucket := range scan.buckets {
		for _, n := range bucket {
			for _, size := range []int{len(n.text), 100, 400, 1000} {
				for at := 0; at+len(n.text) <= size; at++ {
					data := bytes.Repeat([]byte("e"), size)
					copy(data[at:], n.text)
					require.True(t, scan.any(data), "%q at %d of %d", n.text, at, size)
					found := scan.first(data)
					require.True(t, at <= found && found < at+len(n.text), "%q at %d of %d: %d", n.text, at, size, found)
					data[at+len(n.text)/2] = '#'
					require.False(t, scan.any(data), "%q at %d of %d", n.text, at, size)
				}
			}
		}
	}
}

// testScan looks for a needle that is easily written.
func testScan() *scanner { return newScanner([]string{"needle", "another-needle"}) }

// A numbered is a line with its number.
type numbered struct {
	number int
	text   string
}

// sourceLines are what a source gives; a line that is too long is "too long".
func sourceLines(t require.TestingT, r io.Reader) (lines []numbered, s *source) {
	s = &source{from: r, scan: testScan()}
	for {
		line, err := s.next()
		if err != nil {
			require.Equal(t, io.EOF, err)
			return lines, s
		}
		if line == nil {
			line = []byte("too long")
		}
		lines = append(lines, numbered{s.lines, string(line)})
	}
}

// plainLines are what a source should give.
func plainLines(log string) (lines []numbered, number int) {
	for log != "" {
		number++
		var line string
		line, log, _ = strings.Cut(log, "\n")
		switch has := strings.Contains(line, "needle"); {
		case !has:
			continue
		case len(strings.TrimSuffix(line, "\r")) > MostLine:
			line = "too long"
		}
		lines = append(lines, numbered{number, strings.TrimSuffix(line, "\r")})
	}
	return lines, number
}

// slow gives at most so many bytes at once.
type slow struct {
	io.Reader
	most int
}

func (s slow) Read(p []byte) (int, error) { return s.Reader.Read(p[:min(len(p), s.most)]) }

func TestASourceGivesTheLinesWithANeedle(t *testing.T) {
	for _, log := range []string{
		"", "\n", "\n\n", "needle", "needle\n", "a\nneedle\r\nb\nx needle x\nc", "needle\nneedle\nneedle", "a\r\n\r\nneedle\r", "need\nle", "a\n\nanother-needle\n\n",
	} {
		want, number := plainLines(log)
		for name, r := range map[string]io.Reader{
			"at once": strings.NewReader(log), "byte by byte": iotest.OneByteReader(strings.NewReader(log)), "with the end": iotest.DataErrReader(strings.NewReader(log)),
		} {
			got, s := sourceLines(t, r)
			assert.Equal(t, want, got, "%q %s", log, name)
			assert.Equal(t, number, s.lines, "%q %s", log, name)
			assert.EqualValues(t, len(log), s.bytes, "%q %s", log, name)
		}
	}
}

// TestASourceOfAnyLines has lines about as long as the buffer and as the longest line,
// read in pieces of any size.
func TestASourceOfAnyLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var log strings.Builder
		for range rapid.IntRange(0, 6).Draw(t, "lines") {
			size := rapid.SampledFrom([]int{0, 1, 100, leastBuffer, MostLine, mostBuffer, MostLine + leastBuffer}).Draw(t, "size")
			size = max(0, size+rapid.IntRange(-3, 3).Draw(t, "more"))
			line := bytes.Repeat([]byte("x"), size)
			if rapid.Bool().Draw(t, "has") && size > 6 {
				copy(line[rapid.IntRange(0, size-6).Draw(t, "at"):], "needle")
			}
			log.Write(line)
			log.WriteString(rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end"))
		}
		text := strings.TrimSuffix(log.String(), rapid.SampledFrom([]string{"", "\n"}).Draw(t, "without"))
		want, number := plainLines(text)
		piece := rapid.SampledFrom([]int{1 << 10, 4097, leastBuffer - 1, leastBuffer, 1 << 22}).Draw(t, "piece")
		got, s := sourceLines(t, slow{strings.NewReader(text), piece})
		require.Equal(t, len(want), len(got))
		for i := range want {
			require.Equal(t, want[i].number, got[i].number)
			require.True(t, want[i].text == got[i].text, "line %d", want[i].number)
		}
		require.Equal(t, number, s.lines)
		require.EqualValues(t, len(text), s.bytes)
		require.LessOrEqual(t, cap(s.buf), mostBuffer)
	})
}

func TestANeedleOfALongLineMayLieAcrossPieces(t *testing.T) {
	for at := -8; at <= 8; at++ {
		line := bytes.Repeat([]byte("x"), mostBuffer+3*leastBuffer)
		copy(line[mostBuffer+leastBuffer+at:], "needle")
		got, _ := sourceLines(t, bytes.NewReader(append([]byte("needle\n"), append(line, "\nneedle"...)...)))
		assert.Equal(t, []numbered{{1, "needle"}, {2, "too long"}, {3, "needle"}}, got, at)
	}
}

func TestNeedlesAreNotMadeOfTwoLines(t *testing.T) {
	long := strings.Repeat("x", mostBuffer+leastBuffer)
	got, _ := sourceLines(t, strings.NewReader(long+"need\nle "+long+"\n"))
	assert.Empty(t, got)
}

func TestASourceEndsWithItsReadersError(t *testing.T) {
	broken := errors.New("the disk is gone")
	for name, r := range map[string]io.Reader{
		"behind a line":      io.MultiReader(strings.NewReader("needle 1\nneedle 2\n"), iotest.ErrReader(broken)),
		"inside a line":      io.MultiReader(strings.NewReader("needle 1\nneedle 2"), iotest.ErrReader(broken)),
		"together with data": iotest.DataErrReader(io.MultiReader(strings.NewReader("needle 1\nneedle 2"), iotest.ErrReader(broken))),
	} {
		s := &source{from: r, scan: testScan()}
		for i := range 2 {
			line, err := s.next()
			require.NoError(t, err, name)
			assert.Equal(t, fmt.Sprintf("needle %d", i+1), string(line), name)
		}
		for range 2 {
			_, err := s.next()
			assert.Equal(t, broken, err, name)
		}
		assert.Equal(t, 2, s.lines, name)
	}
}

func TestALongLineThatBreaksOff(t *testing.T) {
	broken := errors.New("the disk is gone")
	s := &source{from: io.MultiReader(strings.NewReader(strings.Repeat("needle", MostLine)), iotest.ErrReader(broken)), scan: testScan()}
	line, err := s.next()
	require.NoError(t, err)
	assert.Nil(t, line)
	_, err = s.next()
	assert.Equal(t, broken, err)
	assert.Equal(t, 1, s.lines)
}

// idle never gives anything.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestASourceThatGivesNothingEnds(t *testing.T) {
	s := &source{from: idle{}, scan: testScan()}
	_, err := s.next()
	assert.Equal(t, io.ErrNoProgress, err)
}
