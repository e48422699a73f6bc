package lint

import (
	"github.com/tacorder/tacorder/manifest"
	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/version"
)

// A feature is something that a connector uses and that came with a release.
type feature struct {
	since version.Release
	what  string // in words, such as "connection-fields came with 2020.3"
	find  func(*ConnectorPass, *use)
}

// A use is a feature where a connector uses it.
type use struct {
	feature
	file string
	at   manifest.Span
	ok   bool
}

// is notes where it is used; the first place counts.
func (u *use) is(file string, at manifest.Span) {
	if !u.ok {
		u.file, u.at, u.ok = file, at, true
	}
}

// supportLink is Tableau's own, which stands for a connector without a vendor.
const supportLink = "https://www.tableau.com/support"

// features is the table of the connector packager, by release (jar_jdk_packager.py,
// get_min_support_version, of 2024.2), and what else the schema dates.
func features() []feature {
	return []feature{
		{release("2020.1"), "connection-metadata came with 2020.1", inManifest("connection-metadata")}, // the schema at tag tableau-2020.1
		{release("2020.3"), "connection-fields came with 2020.3", inManifest("connection-fields")},
		{release("2021.1"), "oauth-config came with 2021.1", inManifest("oauth-config")},
		{release("2021.1"), "a resolver without required-attributes is inferred, which came with 2021.1", inferredResolver},
		{release("2021.1"), "Tableau's own support link came with 2021.1", tableauSupport},
		{release("2021.4"), "oauthConfigId came with 2021.4", inOAuthConfig("oauthConfigId")},
		{release("2023.1"), "several oauth-config came with 2023.1", severalOAuthConfigs},
		{release("2023.1"), "instanceUrlSuffix came with 2023.1", inOAuthConfig("instanceUrlSuffix")},
		{release("2023.2"), "configLabel came with 2023.2", inOAuthConfig("configLabel")},
		{release("2023.3"), "defaultInstanceUrl came with 2023.3", inOAuthConfig("defaultInstanceUrl")},
		{release("2023.3"), "the file name null_config came with 2023.3", nullOAuthConfig},
	}
}

// release is one of the table; a test holds that each is well-formed.
func release(text string) version.Release {
	r, _ := version.ParseRelease(text)
	return r
}

// newest returns the newest feature in use, or nil; of several the first in the table.
func (p *ConnectorPass) newest() *use {
	var newest *use
	for _, f := range features() {
		u := &use{feature: f}
		if f.find(p, u); u.ok && (newest == nil || u.since.Compare(newest.since) > 0) {
			newest = u
		}
	}
	return newest
}

// inManifest finds an element below the root that has content or names a file.
func inManifest(element string) func(*ConnectorPass, *use) {
	return func(p *ConnectorPass, u *use) {
		if n := p.Outline.Root.Child(element); n != nil {
			u.is(taco.ManifestName, n.Span)
		}
	}
}

// oauthConfigs yields the oauth-config elements of the manifest.
func (p *ConnectorPass) oauthConfigs(yield func(n *manifest.Node, file string)) {
	if p.Outline.Root == nil {
		return
	}
	for _, n := range p.Outline.Root.Children {
		if n.Name == "oauth-config" {
			a, _ := n.Attribute("file")
			yield(n, a.Value)
		}
	}
}

func severalOAuthConfigs(p *ConnectorPass, u *use) {
	count := 0
	p.oauthConfigs(func(n *manifest.Node, _ string) {
		if count++; count == 2 {
			u.is(taco.ManifestName, n.Span)
		}
	})
}

func nullOAuthConfig(p *ConnectorPass, u *use) {
	p.oauthConfigs(func(n *manifest.Node, file string) {
		if file == manifest.NullConfig {
			a, _ := n.Attribute("file")
			u.is(taco.ManifestName, a.ValueSpan)
		}
	})
}

// inOAuthConfig finds an element in a file that an oauth-config names.
func inOAuthConfig(element string) func(*ConnectorPass, *use) {
	return func(p *ConnectorPass, u *use) {
		for _, x := range p.xmlFiles() {
			if x.element != "oauth-config" {
				continue
			}
			for n := range x.outline.Root.All(element) {
				u.is(x.name, n.Span)
				break
			}
		}
	}
}

func tableauSupport(p *ConnectorPass, u *use) {
	link := p.Outline.Root.Child("vendor-information").Child("support-link")
	if a, ok := link.Attribute("url"); ok && a.Value == supportLink {
		u.is(taco.ManifestName, a.ValueSpan)
	}
}

// inferredResolver finds a resolver that leaves its attributes to be inferred: its
// connection-normalizer has no required-attributes with an attribute-list in it.
func inferredResolver(p *ConnectorPass, u *use) {
	for _, x := range p.xmlFiles() {
		if x.element != "connection-resolver" || x.outline.Root == nil || x.err != nil {
			continue
		}
		inferred := true
		for normalizer := range x.outline.Root.All("connection-normalizer") {
			list := normalizer.Child("required-attributes").Child("attribute-list")
			inferred = inferred && (list == nil || len(list.Children) == 0)
		}
		if inferred {
			u.is(x.name, x.outline.Root.Span)
		}
	}
}
