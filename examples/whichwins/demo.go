package main

import (
	"archive/zip"
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/version"
)

// demoText is the disk of the sample machine: Tableau Desktop on Windows. A
// folder named x.taco becomes a package.
//
//go:embed demo.txtar
var demoText []byte

// demoReleases are the last release with the old rule and the first with the
// new one.
var demoReleases = [...]string{"2022.1", "2022.2"}

// demoTurns is the class of the sample machine that is explained.
const demoTurns = "sales_jdbc"

// demoDisk makes the text a file system.
func demoDisk() (fs.FS, error) {
	packages := make(map[string][]txtar.File)
	var plain []txtar.File
	for _, f := range txtar.Parse(demoText).Files {
		if before, inside, ok := strings.Cut(f.Name, ".taco/"); ok {
			name := before + ".taco"
			packages[name] = append(packages[name], txtar.File{Name: inside, Data: f.Data})
			continue
		}
		plain = append(plain, f)
	}
	for name, files := range packages {
		data, err := zipped(files)
		if err != nil {
			return nil, err
		}
		plain = append(plain, txtar.File{Name: name, Data: data})
	}
	data, err := zipped(plain)
	if err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(data), int64(len(data)))
}

func zipped(files []txtar.File) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(f.Data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}

// demoHost is the sample machine's Tableau.
func demoHost(release string) (loader.Host, error) {
	r, err := version.ParseRelease(release)
	return loader.Host{
		Product: loader.Desktop, OS: loader.Windows, Release: r, Home: `C:\Users\ada`,
		Paths: map[loader.Tier][]string{loader.TierDev: {`C:\work\connectors`}},
	}, err
}

// demoAnswers resolves the sample machine for each of the releases, out of one
// scan.
func demoAnswers(ctx context.Context) ([]*loader.Resolution, error) {
	disk, err := demoDisk()
	if err != nil {
		return nil, err
	}
	open := func(d loader.Directory) (fs.FS, error) {
		name := path.Clean(strings.TrimPrefix(strings.ReplaceAll(d.Path, `\`, "/"), "C:/"))
		if _, err := fs.Stat(disk, name); err != nil {
			return nil, err
		}
		return fs.Sub(disk, name)
	}
	var answers []*loader.Resolution
	for _, release := range demoReleases {
		h, err := demoHost(release)
		if err != nil {
			return nil, err
		}
		inv, err := loader.Discover(ctx, h.Directories(), open, loader.Options{})
		if err != nil {
			return nil, err
		}
		answers = append(answers, loader.Resolve(inv, h))
	}
	return answers, nil
}

type jsonDemo struct {
	Schema      int                  `json:"schema"`
	Resolutions []*loader.Resolution `json:"resolutions"`
}

func (f *flags) demo(ctx context.Context, s streams) error {
	if err := f.checkFormat("text", "json"); err != nil {
		return err
	}
	answers, err := demoAnswers(ctx)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(s.out, jsonDemo{loader.Schema, answers})
	}
	p := &printer{style: s.style}
	p.prose(0, "A sample machine with Tableau Desktop on Windows. Before 2022.2 the connector loaded first wins its class, from 2022.2 the one with the highest plugin version.")
	p.line("")
	p.sideBySide(answers)
	for _, r := range answers {
		p.line("")
		p.line("%s", p.paint(bold, fmt.Sprintf("whichwins explain %s --release %s", demoTurns, r.Host.Release)))
		sentences, _ := r.Explain(demoTurns)
		for _, sentence := range sentences {
			p.prose(2, sentence)
		}
	}
	p.line("")
	p.line("%s", p.paint(bold, "The whole answer for "+answers[1].Host.Release.String()))
	p.line("")
	p.resolution(answers[1])
	return write(s.out, p.String())
}

// sideBySide writes the winner of each class at each of the releases.
func (p *printer) sideBySide(answers []*loader.Resolution) {
	const first, column = 17, 26
	p.line("%s%s%s", pad("class", first), pad(demoReleases[0]+" "+string(answers[0].Rule), column+2), demoReleases[1]+" "+string(answers[1].Rule))
	for _, class := range answers[1].Classes() {
		before, after := winnerText(answers[0], class), winnerText(answers[1], class)
		turns := ""
		if before != after {
			turns = p.paint(yellow, " turns")
		}
		p.line("%s%s%s%s", pad(class, first), pad(before, column+2), after, turns)
	}
}

// winnerText is a winner in a few words.
func winnerText(r *loader.Resolution, class string) string {
	c, _ := r.Class(class)
	d, ok := c.Winning()
	switch {
	case !ok:
		return "nothing loads"
	case d.Candidate.Native:
		return "native"
	}
	return fmt.Sprintf("%s %s", d.Candidate.PluginVersion, d.Tier)
}
