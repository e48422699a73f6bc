package fleet

import (
	"encoding/hex"

	"github.com/tacorder/tacorder/loader"
)

// A JSONReport is a [Report] as outputs show it: keys in snake_case, classes by
// bytes, nodes by their names.
type JSONReport struct {
	Schema   int         `json:"schema"`
	Nodes    []string    `json:"nodes"`
	Hosts    []jsonHost  `json:"hosts"`
	Classes  []jsonClass `json:"classes"`
	Failures []string    `json:"failures"`
	Notes    []string    `json:"notes"`
}

// A jsonHost is the nodes that share a setting.
type jsonHost struct {
	Product  loader.Product `json:"product"`
	OS       loader.OS      `json:"os"`
	Release  string         `json:"release"`
	Rule     loader.RuleID  `json:"rule"`
	DevPaths []string       `json:"dev_paths"`
	Nodes    []string       `json:"nodes"`
}

type jsonClass struct {
	Class    string        `json:"class"`
	Agree    bool          `json:"agree"`
	Variants []jsonVariant `json:"variants"`
}

type jsonVariant struct {
	Winner  *jsonWinner     `json:"winner"`
	Nodes   []string        `json:"nodes"`
	Causes  []jsonCause     `json:"causes,omitempty"`
	Assumes []loader.RuleID `json:"assumes,omitempty"`
}

type jsonWinner struct {
	PluginVersion *string     `json:"plugin_version"`
	Digest        *string     `json:"digest"`
	Tier          loader.Tier `json:"tier"`
}

type jsonCause struct {
	Reason Reason   `json:"reason"`
	Text   string   `json:"text"`
	Nodes  []string `json:"nodes"`
}

// JSON returns the report as outputs show it.
func (r *Report) JSON() JSONReport {
	out := JSONReport{Schema: loader.Schema, Nodes: []string{}, Hosts: r.hostsJSON(), Classes: []jsonClass{}, Failures: []string{}, Notes: append([]string{}, r.Notes...)}
	for _, n := range r.Nodes {
		out.Nodes = append(out.Nodes, n.Name)
	}
	for _, err := range r.Failures {
		out.Failures = append(out.Failures, err.Error())
	}
	for _, c := range r.Classes {
		one := jsonClass{c.Name, c.Agree(), []jsonVariant{}}
		for _, v := range c.Variants {
			one.Variants = append(one.Variants, r.variantJSON(v))
		}
		out.Classes = append(out.Classes, one)
	}
	return out
}

func (r *Report) variantJSON(v Variant) jsonVariant {
	out := jsonVariant{Winner: v.Winner.json(), Nodes: r.Names(v.Nodes), Assumes: v.Assumes}
	for _, c := range v.Causes {
		out.Causes = append(out.Causes, jsonCause{c.Reason, c.Text, r.Names(c.Nodes)})
	}
	return out
}

func (w *Winner) json() *jsonWinner {
	if w == nil {
		return nil
	}
	out := &jsonWinner{Tier: w.Tier}
	if w.PluginVersion != "" {
		out.PluginVersion = &w.PluginVersion
	}
	if w.Digest != [32]byte{} {
		text := hex.EncodeToString(w.Digest[:])
		out.Digest = &text
	}
	return out
}

// hostsJSON lists the settings in the order of their first node.
func (r *Report) hostsJSON() []jsonHost {
	out := []jsonHost{}
	index := make(map[*Setting]int)
	for _, n := range r.Nodes {
		i, known := index[n.Setting]
		if !known {
			i = len(out)
			index[n.Setting] = i
			out = append(out, jsonHost{n.Product, n.OS, n.Release.String(), n.Rule, append([]string{}, n.DevPaths...), nil})
		}
		out[i].Nodes = append(out[i].Nodes, n.Name)
	}
	return out
}

// Names returns the names of nodes, in the order of the report.
func (r *Report) Names(nodes NodeSet) []string {
	names := make([]string, 0, nodes.Len())
	for node := range nodes.All() {
		names = append(names, r.Nodes[node].Name)
	}
	return names
}
