//go:build !wasm

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image/png"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// chromium starts a browser for all subtests of a test. Without one the test is
// skipped, or fails where TACORDER_CHROMIUM is "require".
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		require.NotEqual(t, "require", os.Getenv("TACORDER_CHROMIUM"), "there is no chromium")
		t.Skip("there is no chromium")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	// Without a user data directory of ours it makes a temporary one.
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true),
	)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(ctx))
	return ctx
}

// pageURL writes a page to a file.
func pageURL(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "sweep.html")
	require.NoError(t, os.WriteFile(name, []byte(text), 0o644))
	u := url.URL{Scheme: "file", Path: "/" + strings.TrimPrefix(filepath.ToSlash(name), "/")}
	return u.String()
}

// A tab is a page in the browser, and what it asked for and complained of.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string
	messages []string
}

// openTab opens a page in a tab of its own, in the size of a window.
func openTab(t *testing.T, browser context.Context, pageURL string, width, height int64) *tab {
	t.Helper()
	b := &tab{t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithListener(b.note))
	t.Cleanup(cancel)
	b.ctx = ctx
	b.do()
	b.resize(width, height)
	b.prefer("light")
	b.do(chromedp.Navigate(pageURL))
	return b
}

// note keeps what the browser reports.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *runtime.EventConsoleAPICalled:
		b.messages = append(b.messages, "console."+string(e.Type))
	case *runtime.EventExceptionThrown:
		b.messages = append(b.messages, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.messages = append(b.messages, e.Entry.Text)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, steps...))
}

// ask runs a command of the browser.
func ask[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	answer, err := chromedp.Call(b.ctx, command, params)
	require.NoError(b.t, err)
	return answer
}

// eval evaluates an expression in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	require.NoError(b.t, err)
	return value
}

// set evaluates an expression that changes the page.
func (b *tab) set(expression string) {
	b.t.Helper()
	eval[chromedp.Void](b, expression)
}

// holds tells whether an expression is true in the page.
func (b *tab) holds(expression string) bool {
	b.t.Helper()
	return eval[bool](b, expression)
}

// press presses keys.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// resize gives the window another size.
func (b *tab) resize(width, height int64) {
	b.t.Helper()
	ask(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// prefer makes the reader prefer a colour scheme.
func (b *tab) prefer(scheme string) {
	b.t.Helper()
	ask(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

// seen waits until the browser has reported something.
func (b *tab) seen(of func(*tab) []string, text string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return strings.Contains(strings.Join(of(b), "\n"), text)
	}, 10*time.Second, 10*time.Millisecond, "the browser reports no %q", text)
}

func TestTheSweepPageInABrowser(t *testing.T) {
	browser := chromium(t)
	inv, timeline := htmlDemo(t)
	demo := pageURL(t, htmlAll(t, inv, timeline))
	inv, timeline = htmlHostile(t)
	harmful := pageURL(t, htmlAll(t, inv, timeline))
	inv, timeline = htmlMany(t, 2000)
	many := pageURL(t, htmlAll(t, inv, timeline))
	empty := pageURL(t, htmlOf(t, nil, timeline, nil))

	t.Run("it loads nothing and complains of nothing", func(t *testing.T) {
		for _, u := range []string{demo, harmful} {
			requireQuiet(openTab(t, browser, u, 1280, 900), u)
		}
	})
	t.Run("it never scrolls sideways", func(t *testing.T) {
		requireNarrow(openTab(t, browser, many, 320, 900), 320)
		for _, u := range []string{demo, harmful, empty} {
			b := openTab(t, browser, u, 1280, 900)
			b.set(openAll)
			for _, width := range []int64{320, 768, 1280} {
				b.resize(width, 900)
				requireNarrow(b, width)
			}
		}
	})
	t.Run("its text has contrast", func(t *testing.T) {
		for _, u := range []string{demo, harmful, empty} {
			b := openTab(t, browser, u, 1280, 900)
			b.set(openAll)
			for _, name := range []string{"light", "dark"} {
				b.prefer(name)
				require.True(t, b.holds(fmt.Sprintf("matchMedia('(prefers-color-scheme: %s)').matches", name)))
				requireContrast(b, name)
			}
		}
	})
	t.Run("a keyboard reaches all of it", func(t *testing.T) { requireKeyboard(openTab(t, browser, demo, 1280, 900)) })
	t.Run("a keyboard scrolls the table", func(t *testing.T) {
		b := openTab(t, browser, demo, 320, 900)
		b.set("document.querySelector('.scroll').focus()")
		b.press(kb.ArrowRight)
		require.Eventually(t, func() bool { return b.holds("document.querySelector('.scroll').scrollLeft > 0") }, 10*time.Second, 10*time.Millisecond)
	})
	t.Run("a link opens the way to the details", func(t *testing.T) { requireLinks(openTab(t, browser, demo, 320, 900)) })
	t.Run("assistive software finds its parts", func(t *testing.T) { requireAccessible(openTab(t, browser, demo, 1280, 900)) })
	t.Run("it looks as in the documentation", func(t *testing.T) { requireScreenshot(openTab(t, browser, demo, 1100, 900)) })
}

// openAll opens all details, and has those laid out that are out of sight.
const openAll = "document.querySelectorAll('details').forEach(d => { d.open = true; d.style.contentVisibility = 'visible' })"

// requireQuiet checks that the browser asks for the page only, and reports
// nothing. It then makes the page do both, to see that the test would notice.
func requireQuiet(b *tab, u string) {
	b.t.Helper()
	b.mu.Lock()
	assert.Equal(b.t, []string{u}, b.requests)
	assert.Empty(b.t, b.messages)
	b.mu.Unlock()
	b.set(`console.error("control"); new Image().src = "control.png"`)
	b.seen(func(b *tab) []string { return b.messages }, "console.error")
	b.seen(func(b *tab) []string { return b.messages }, "Content Security Policy")
	b.do(chromedp.Navigate(u + "?again"))
	b.seen(func(b *tab) []string { return b.requests }, "?again")
}

// requireNarrow checks that the document is not wider than the window, and that
// the table has its own way to scroll.
func requireNarrow(b *tab, width int64) {
	b.t.Helper()
	wide := eval[struct {
		Scroll, Client, Region, Table int
	}](b, `(() => {
		const root = document.documentElement, region = document.querySelector('.scroll')
		return { scroll: root.scrollWidth, client: root.clientWidth,
			region: region ? region.clientWidth : 0, table: region ? region.scrollWidth : 0 }
	})()`)
	assert.LessOrEqual(b.t, wide.Scroll, wide.Client, "at a width of %d", width)
	assert.LessOrEqual(b.t, int64(wide.Client), width)
	if wide.Region > 0 && width == 320 {
		assert.Greater(b.t, wide.Table, wide.Region)
	}
}

// contrasts returns how many texts the page shows, and those with too little
// contrast against what lies behind them.
const contrasts = `(() => {
	const color = text => {
		const parts = text.match(/^rgba?\(([^)]*)\)$/)[1].split(/[ ,\/]+/).map(Number)
		return { rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1 }
	}
	const over = (top, under) => under.map((u, i) => top.rgb[i] * top.alpha + u * (1 - top.alpha))
	const behind = element => {
		const layers = []
		for (let e = element; e; e = e.parentElement) {
			const style = getComputedStyle(e)
			if (style.backgroundImage !== 'none' || style.opacity !== '1' || style.filter !== 'none') return null
			layers.push(color(style.backgroundColor))
			if (layers.at(-1).alpha === 1) break
		}
		return layers.reduceRight((under, top) => over(top, under), [255, 255, 255])
	}
	const luminance = rgb => {
		const [r, g, b] = rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		return 0.2126 * r + 0.7152 * g + 0.0722 * b
	}
	const ratio = (a, b) => {
		const [x, y] = [luminance(a), luminance(b)]
		return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
	}
	const found = { texts: 0, least: 21, bad: [] }
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
	while (texts.nextNode()) {
		const text = texts.currentNode, range = document.createRange()
		range.selectNodeContents(text)
		if (text.data.trim() === '' || range.getClientRects().length === 0) continue
		const under = behind(text.parentElement)
		const is = under === null ? 0 : ratio(over(color(getComputedStyle(text.parentElement).color), under), under)
		found.texts++
		found.least = Math.min(found.least, is)
		if (is < 4.5) found.bad.push(is.toFixed(2) + ' ' + text.data.slice(0, 40))
	}
	return found
})()`

// A contrast is what contrasts returns.
type contrast struct {
	Texts int
	Least float64
	Bad   []string
}

func requireContrast(b *tab, scheme string) {
	b.t.Helper()
	found := eval[contrast](b, contrasts)
	assert.Empty(b.t, found.Bad, "in %s", scheme)
	assert.Greater(b.t, found.Texts, 10)
	b.t.Logf("%s: %d texts, the least contrast is %.2f", scheme, found.Texts, found.Least)
	// A text without contrast would be noticed.
	b.set("document.querySelector('h2').style.color = getComputedStyle(document.body).backgroundColor")
	assert.Len(b.t, eval[contrast](b, contrasts).Bad, 1)
	b.set("document.querySelector('h2').style.color = ''")
}

// A focus is what has the keyboard.
type focus struct {
	Tag, Role, Text, Href string
	ID                    string // its own, or that of what it is in
	Outline               bool   // a solid line of two pixels or more, in a colour of its own
	Visible               bool   // within the window
}

func (b *tab) focus() focus {
	b.t.Helper()
	return eval[focus](b, `(() => {
		const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
		return {
			tag: e.localName, role: e.getAttribute('role') ?? '', text: e.textContent.trim(), href: e.getAttribute('href') ?? '', id: e.id || e.parentElement.id,
			outline: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2 &&
				style.outlineColor !== getComputedStyle(document.body).backgroundColor,
			visible: box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0 && box.width > 1,
		}
	})()`)
}

// requireKeyboard walks through the page with the Tab key.
func requireKeyboard(b *tab) {
	b.t.Helper()
	var stops []string
	for range 40 {
		b.press(kb.Tab)
		f := b.focus()
		if f.Tag == "body" {
			break
		}
		assert.True(b.t, f.Outline, "%s %s has no outline", f.Tag, f.Text)
		assert.True(b.t, f.Visible, "%s %s is out of sight", f.Tag, f.Text)
		switch f.Tag {
		case "a":
			stops = append(stops, f.Href)
		case "summary":
			stops = append(stops, f.Tag+" "+f.ID)
		default:
			stops = append(stops, f.Role)
		}
	}
	assert.Equal(b.t, []string{
		"#content", "#timeline", "#order", "#classes", "#rules", "#notes",
		"region", "#c1", "#c2", "#c3", "#c4", "#c5", "#c6",
		"summary ", "summary c1", "summary c2", "summary c3", "summary c4", "summary c5", "summary c6",
	}, stops)
}

// requireLinks follows the skip link and a link of the table, and opens and
// closes the details.
func requireLinks(b *tab) {
	b.t.Helper()
	b.press(kb.Tab)
	require.Equal(b.t, "#content", b.focus().Href)
	b.press(kb.Enter)
	require.Equal(b.t, "#content", b.hash())
	b.press(kb.Tab)
	require.Equal(b.t, "region", b.focus().Role, "the skip link leads past the navigation")
	for range 4 { // the fourth class does not turn
		b.press(kb.Tab)
	}
	require.Equal(b.t, "#c4", b.focus().Href)
	b.press(kb.Enter)
	require.Equal(b.t, "#c4", b.hash())
	const details = "document.getElementById('c4')"
	assert.True(b.t, b.holds("(box => box.top >= 0 && box.bottom <= innerHeight)("+details+".getBoundingClientRect())"), "the details are in sight")
	require.False(b.t, b.holds(details+".open"))
	b.press(kb.Tab)
	require.True(b.t, b.holds("document.activeElement === "+details+".querySelector('summary')"))
	b.press(" ")
	assert.True(b.t, b.holds(details+".open"), "the space key opens the details")
	b.press(kb.Enter)
	assert.False(b.t, b.holds(details+".open"), "the enter key closes them")
}

// hash is where a link has led.
func (b *tab) hash() string {
	b.t.Helper()
	return eval[string](b, "location.hash")
}

// requireAccessible checks what assistive software is told.
func requireAccessible(b *tab) {
	b.t.Helper()
	names := map[string][]string{}
	levels := map[int]int{}
	for _, n := range ask(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored {
			continue
		}
		role := word(n.Role)
		names[role] = append(names[role], word(n.Name))
		for _, p := range n.Properties {
			if role == "heading" && p.Name == accessibility.PropertyNameLevel {
				var level int
				require.NoError(b.t, json.Unmarshal(p.Value.Value, &level))
				levels[level]++
			}
		}
	}
	assert.Equal(b.t, []string{"Which connector loads for each class, by release of Tableau. ◆ marks a turn, ◇ one that may be none."}, names["table"])
	assert.Contains(b.t, names["region"], "Timeline, a table that scrolls")
	assert.NotContains(b.t, names["region"], "")
	assert.Equal(b.t, []string{"heron_jdbc", "kingfisher_jdbc", "plover_jdbc", "postgres", "siskin_jdbc", "wren_jdbc"}, names["rowheader"])
	assert.Contains(b.t, names["columnheader"], "2022.2")
	assert.Contains(b.t, names["columnheader"], "2022")
	assert.Contains(b.t, names["navigation"], "On this page")
	assert.Len(b.t, names["main"], 1)
	assert.Equal(b.t, 1, levels[1])
	assert.Equal(b.t, 6, levels[2])
	assert.NotEmpty(b.t, names["link"])
	for _, role := range []string{"image", "link", "button", "DisclosureTriangle"} {
		assert.NotContains(b.t, names[role], "", role)
	}
}

// word is a value of the accessibility tree as text.
func word(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) != nil {
		return ""
	}
	return text
}

// requireScreenshot compares the page with the picture in the documentation.
// With UPDATE_SCREENSHOT=1 it takes it anew. Fonts differ from machine to
// machine, so the size must be the same, and the page that the picture is of,
// whose digest it carries.
func requireScreenshot(b *tab) {
	b.t.Helper()
	const picture = "../../docs/sweep.png"
	ask(b, emulation.SetScrollbarsHidden, emulation.SetScrollbarsHiddenParams{Hidden: true})
	fresh := ask(b, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{
		Clip: &cdppage.Viewport{Width: 1100, Height: 900, Scale: 1},
	}).Data
	if os.Getenv("UPDATE_SCREENSHOT") == "1" {
		require.NoError(b.t, os.WriteFile(picture, withDigest(smaller(b.t, fresh), demoDigest(b.t)), 0o644))
	}
	kept, err := os.ReadFile(picture)
	require.NoError(b.t, err)
	assert.Less(b.t, len(kept), 200<<10)
	want, err := png.DecodeConfig(bytes.NewReader(fresh))
	require.NoError(b.t, err)
	got, err := png.DecodeConfig(bytes.NewReader(kept))
	require.NoError(b.t, err)
	assert.Equal(b.t, []int{1100, 900}, []int{got.Width, got.Height})
	assert.Equal(b.t, []int{want.Width, want.Height}, []int{got.Width, got.Height})
	assert.True(b.t, bytes.Contains(kept, digestChunk(demoDigest(b.t))), "the picture is of another page: run UPDATE_SCREENSHOT=1 go test ./examples/whichwins")
}

// demoDigest is the SHA-256 of the page of the sample machine.
func demoDigest(t *testing.T) string {
	t.Helper()
	inv, timeline := htmlDemo(t)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(htmlAll(t, inv, timeline))))
}

// digestChunk is a text chunk of a PNG with the digest of the page that it shows.
func digestChunk(digest string) []byte {
	body := []byte("tEXtPage\x00" + digest)
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(body)-len("tEXt")))
	chunk = append(chunk, body...)
	return binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(body))
}

// withDigest puts the chunk behind the header of a PNG.
func withDigest(picture []byte, digest string) []byte {
	const header = 8 + 4 + 4 + 13 + 4 // the signature, and the length, type, data and checksum of IHDR
	return slices.Concat(picture[:header], digestChunk(digest), picture[header:])
}

// smaller packs a picture as tightly as it can be.
func smaller(t *testing.T, picture []byte) []byte {
	t.Helper()
	decoded, err := png.Decode(bytes.NewReader(picture))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, decoded))
	return b.Bytes()
}
