package witness_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tacorder/tacorder/loader/witness"
)

// words are those that logs of Tableau are full of, many of which begin like a needle.
var words = strings.Fields(`connection construct-protocol connect connector connected protocol plugin query-end server
	database compute percent rows elapsed cols hash cache workbook datasource federated hyper extract session interpreter
	tableau desktop user request response error info manifest.xml startup signed verify signature class version register`)

// ordinaryLine is a line as Tableau writes by the million.
func ordinaryLine(r *rand.Rand) []byte {
	keys := []string{"msg", "end-query", "construct-protocol", "connection-info", "ec-drop", "compute-percentages", "read-metadata", "begin-protocol.query", "excp"}
	b := fmt.Appendf(nil, `{"ts":"2024-05-07T20:%02d:%02d.%03d","pid":%d,"tid":"%x","sev":"info","req":"-","sess":"-","site":"-","user":"-","k":%q,"v":`,
		r.IntN(60), r.IntN(60), r.IntN(1000), 1000+r.IntN(9), r.IntN(1<<16), keys[r.IntN(len(keys))])
	if r.IntN(2) == 0 {
		b = append(b, '"')
		for range 3 + r.IntN(60) {
			b = append(append(b, words[r.IntN(len(words))]...), ' ')
		}
		return append(b, "\"}\n"...)
	}
	b = append(b, '{')
	for range 2 + r.IntN(20) {
		b = fmt.Appendf(b, `"%s":%d,`, words[r.IntN(len(words))], r.IntN(1_000_000))
	}
	return append(b, "\"elapsed\":0.003}}\n"...)
}

const connectorLine = `{"ts":"2024-05-07T20:39:00.123","pid":1003,"tid":"3190","sev":"info","req":"-","sess":"-","site":"-","user":"-","k":"connector-plugin",` +
	`"v":"Successfully loaded connector for class heron from connector plugin C:\\Program Files\\Tableau\\Connectors\\heron.taco"}` + "\n"

// A synthetic log gives lines without end, of which one in so many is about connectors.
type synthetic struct {
	ordinary [][]byte
	every    int
	lines    int
	r        *rand.Rand
	rest     []byte
}

func newSynthetic(every int) *synthetic {
	s := &synthetic{every: every, r: rand.New(rand.NewPCG(1, 2))}
	for range 20_000 {
		s.ordinary = append(s.ordinary, ordinaryLine(s.r))
	}
	return s
}

func (s *synthetic) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(s.rest) == 0 {
			s.lines++
			if s.rest = s.ordinary[s.r.IntN(len(s.ordinary))]; s.lines%s.every == 0 {
				s.rest = []byte(connectorLine)
			}
		}
		copied := copy(p[n:], s.rest)
		n, s.rest = n+copied, s.rest[copied:]
	}
	return n, nil
}

// writeLog writes a log of so many bytes of which 0.01 % of the lines are about connectors.
func writeLog(tb testing.TB, size int64) (path string) {
	path = filepath.Join(tb.TempDir(), "log.txt")
	f, err := os.Create(path)
	require.NoError(tb, err)
	w := bufio.NewWriterSize(f, 1<<20)
	_, err = io.CopyN(w, newSynthetic(10_000), size)
	require.NoError(tb, err)
	require.NoError(tb, w.Flush())
	require.NoError(tb, f.Close())
	return path
}

// connectorLines reads a log and counts the lines of a key of connectors.
func connectorLines(tb testing.TB, r io.Reader) (n int) {
	reader := witness.NewReader("log.txt", r)
	for {
		e, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return n
		}
		require.NoError(tb, err)
		if strings.HasPrefix(e.Key, "connector-plugin") {
			n++
		}
	}
}

// grep counts the lines with connector-plugin, as a user would, with so much in the
// environment besides.
func grep(tb testing.TB, path string, env ...string) int {
	cmd := exec.Command("grep", "-c", "connector-plugin", path)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	require.NoError(tb, err)
	n, err := strconv.Atoi(strings.TrimSpace(string(out)))
	require.NoError(tb, err)
	return n
}

// BenchmarkOneGigabyte reads a log of 1 GB, and has grep -c connector-plugin count in the
// same file, in turn, so that what else the machine does falls on both alike. Of grep
// the faster locale counts. With -short the log has 64 MB.
func BenchmarkOneGigabyte(b *testing.B) {
	if _, err := exec.LookPath("grep"); err != nil {
		b.Skip("grep is not here")
	}
	size := int64(1_000_000_000)
	if testing.Short() {
		size = 64_000_000
	}
	path := writeLog(b, size)
	require.Positive(b, grep(b, path)) // and the file is in the cache
	var user, plain, reader time.Duration
	var peak uint64
	rounds := 0
	for b.Loop() {
		for range 5 {
			var want, got int
			user += timed(func() { want = grep(b, path) })
			plain += timed(func() { want = grep(b, path, "LC_ALL=C") })
			peak = max(peak, peakOver(func() {
				f, err := os.Open(path)
				require.NoError(b, err)
				defer f.Close()
				reader += timed(func() { got = connectorLines(b, f) })
			}))
			require.Equal(b, want, got)
			rounds++
		}
	}
	each := func(d time.Duration) float64 { return d.Seconds() * 1e3 / float64(rounds) }
	b.ReportMetric(each(user), "ms-grep")
	b.ReportMetric(each(plain), "ms-grep-C")
	b.ReportMetric(each(reader), "ms-reader")
	b.ReportMetric(each(reader)/min(each(user), each(plain)), "x-grep")
	b.ReportMetric(float64(peak)/(1<<20), "MiB-peak")
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// peakOver returns how much more memory the process had than before, at most, while f
// ran.
func peakOver(f func()) uint64 {
	debug.FreeOSMemory() // so that what was freed before is not at hand
	base, most, done, end := taken(), uint64(0), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(end)
		for tick := time.Tick(2 * time.Millisecond); ; {
			select {
			case <-done:
				return
			case <-tick:
				most = max(most, taken())
			}
		}
	}()
	f()
	close(done)
	<-end
	most = max(most, taken())
	return most - min(base, most)
}

// taken is the memory that the process has from the system, without what it gave back.
func taken() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64() - s[1].Value.Uint64()
}

// BenchmarkReader reads logs of 16 MB in memory, by how many of their lines are about
// connectors.
func BenchmarkReader(b *testing.B) {
	const size = 16_000_000
	for _, every := range []int{10_000, 100, 1} {
		b.Run(fmt.Sprintf("one in %d", every), func(b *testing.B) {
			var log bytes.Buffer
			_, err := io.CopyN(&log, newSynthetic(every), size)
			require.NoError(b, err)
			log.Truncate(bytes.LastIndexByte(log.Bytes(), '\n') + 1)
			b.SetBytes(int64(log.Len()))
			b.ReportAllocs()
			for b.Loop() {
				connectorLines(b, bytes.NewReader(log.Bytes()))
			}
		})
	}
}

// BenchmarkLine reads one line, by what it says.
func BenchmarkLine(b *testing.B) {
	for _, test := range []struct{ name, text string }{
		{"loaded", `"Successfully loaded connector for class heron from connector plugin C:\\c\\heron.taco"`},
		{"other", `"Something that is in no row of the table, of an ordinary length"`},
		{"object", `{"excp-msg":"Something went wrong","msg":"DataSourceException::Throw","status-code":13}`},
	} {
		b.Run(test.name, func(b *testing.B) {
			line := []byte(`{"ts":"2024-05-07T20:39:00.123","pid":1003,"tid":"3190","sev":"info","k":"connector-plugin","v":` + test.text + "}\n")
			r := bytes.NewReader(bytes.Repeat(line, 10_000))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				r.Seek(0, io.SeekStart)
				n += connectorLines(b, r)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/line")
		})
	}
}

// BenchmarkHostileText reads lines as long as may be whose texts are many lines.
func BenchmarkHostileText(b *testing.B) {
	for _, test := range []struct{ name, piece string }{
		{"blank lines", `\n`},
		{"short lines", `a\n`},
		{"lines that begin as many rows do", `Failed\n`},
		{"events", `Bad key usage\n`},
	} {
		b.Run(test.name, func(b *testing.B) {
			line := `{"k":"connector-plugin","v":"x` + strings.Repeat(test.piece, (witness.MostLine-100)/len(test.piece)) + `y"}`
			b.SetBytes(int64(len(line)))
			for b.Loop() {
				connectorLines(b, strings.NewReader(line))
			}
		})
	}
}
