package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A silent is a stream on which nothing comes, and to which one may write, as a terminal.
type silent struct {
	io.Writer
	asked, over chan struct{}
}

func (s silent) Read([]byte) (int, error) {
	close(s.asked)
	<-s.over
	return 0, io.EOF
}

func TestWitnessStopsAtCtrlCThoughNothingIsTyped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m := onTerminal(80, nil)
	s := silent{io.Discard, make(chan struct{}), make(chan struct{})}
	defer close(s.over)
	m.stdin = s
	var out, stderr bytes.Buffer
	code := make(chan int)
	go func() { code <- run(ctx, m, []string{"witness", "-"}, &out, &stderr) }()
	<-s.asked
	cancel()
	select {
	case got := <-code:
		assert.Equal(t, 130, got)
	case <-time.After(10 * time.Second):
		require.Fail(t, "it waits for standard input")
	}
	assert.Empty(t, out.String())
	assert.Equal(t, "whichwins: waiting for lines of a log on standard input, up to its end\nwhichwins: interrupted\n", stderr.String())
}

func TestNoTerminalIsToldToWait(t *testing.T) {
	for _, m := range []machine{linux(), onTerminal(80, nil)} { // of which standard input is none
		m.stdin = strings.NewReader(tableau(7, 1).loads("heron", "/s/heron.taco").String())
		r := call(m, "witness", "-")
		assert.Equal(t, 0, r.code)
		assert.Empty(t, r.stderr)
	}
}

func TestAnAwaitedStreamIsTheStream(t *testing.T) {
	text := strings.Repeat("0123456789", 20000)
	whole := &awaited{ctx: context.Background(), source: strings.NewReader(text)}
	require.NoError(t, iotest.TestReader(whole, []byte(text)))
	broken := &awaited{ctx: context.Background(), source: iotest.DataErrReader(io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(errors.New("gone"))))}
	all, err := io.ReadAll(broken)
	assert.Equal(t, "ab", string(all))
	assert.EqualError(t, err, "gone")
}
