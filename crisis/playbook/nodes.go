package playbook

import (
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// reader turns nodes into values and gathers what is wrong on the way. at
// remembers where each path stands, for the checks that come after.
type reader struct {
	at       map[string]Pos
	findings Findings
}

// pos gives a node's place. The library counts columns in characters since
// v3.0.6; a test holds it to that.
func pos(n *yaml.Node) Pos { return Pos{Line: max(n.Line, 1), Col: max(n.Column, 1)} }

func (r *reader) bad(n *yaml.Node, path, key string, args ...any) {
	r.findings = append(r.findings, Finding{Pos: pos(n), Path: path, Key: key, Args: pairs(args)})
}

// pairs makes placeholders of names and values in turn.
func pairs(args []any) map[string]any {
	out := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		out[args[i].(string)] = args[i+1]
	}
	return out
}

// field reads the value of one key.
type field struct {
	key  string
	read func(n *yaml.Node, path string)
	must bool
}

func opt(key string, read func(*yaml.Node, string)) field { return field{key: key, read: read} }

func must(key string, read func(*yaml.Node, string)) field {
	return field{key: key, read: read, must: true}
}

// mapping reads a mapping with the fields that it may have. An unknown key, one
// that is there twice and one that is missing are findings.
func (r *reader) mapping(n *yaml.Node, path string, fields ...field) {
	if n.Kind != yaml.MappingNode {
		r.bad(n, path, "playbook.want-mapping")
		return
	}
	byKey, names := map[string]field{}, []string{}
	for _, f := range fields {
		byKey[f.key] = f
		names = append(names, f.key)
	}
	seen := r.keys(n, path)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		f, known := byKey[k.Value]
		switch {
		case !known:
			r.bad(k, path, "playbook.unknown-key", "Name", k.Value, "Meant", nearest(k.Value, names))
		case seen[k.Value] == k:
			here := below(path, k.Value)
			r.at[here] = pos(v)
			f.read(v, here)
		}
	}
	for _, f := range fields {
		if f.must && seen[f.key] == nil {
			r.bad(n, path, "playbook.missing-key", "Name", f.key)
		}
	}
}

// keys gives the first node of each key, and reports the later ones.
func (r *reader) keys(n *yaml.Node, path string) map[string]*yaml.Node {
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if old := seen[k.Value]; old != nil {
			r.bad(k, path, "playbook.key-twice", "Name", k.Value, "Line", old.Line)
			continue
		}
		seen[k.Value] = k
	}
	return seen
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// entries visits the keys of a mapping whose names the author chooses.
func (r *reader) entries(n *yaml.Node, path string, visit func(name string, v *yaml.Node, path string)) {
	if n.Kind != yaml.MappingNode {
		r.bad(n, path, "playbook.want-mapping")
		return
	}
	seen := r.keys(n, path)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] != k {
			continue
		}
		here := below(path, k.Value)
		if !isName(k.Value) {
			r.bad(k, here, "playbook.bad-name", "Name", k.Value)
		}
		r.at[here] = pos(k)
		visit(k.Value, v, here)
	}
}

// list visits the parts of a sequence.
func (r *reader) list(n *yaml.Node, path string, visit func(v *yaml.Node, path string)) {
	if n.Kind != yaml.SequenceNode {
		r.bad(n, path, "playbook.want-list")
		return
	}
	for i, v := range n.Content {
		here := path + "[" + strconv.Itoa(i) + "]"
		r.at[here] = pos(v)
		visit(v, here)
	}
}

// text reads a string. A number or a date is taken as it is written.
func (r *reader) text(into *string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			r.bad(n, path, "playbook.want-text")
			return
		}
		*into = strings.TrimSpace(n.Value)
	}
}

// word reads a string of which only some are allowed.
func (r *reader) word(into *string, words ...string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		var s string
		r.text(&s)(n, path)
		for _, w := range words {
			if s == w {
				*into = s
				return
			}
		}
		if s != "" {
			r.bad(n, path, "playbook.want-word", "Name", s, "Words", strings.Join(words, ", "), "Meant", nearest(s, words))
		}
	}
}

// name reads an id that the author chooses.
func (r *reader) name(into *string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.text(into)(n, path)
		if *into != "" && !isName(*into) {
			r.bad(n, path, "playbook.bad-name", "Name", *into)
		}
	}
}

// isName allows letters a to z, digits, "_" and "-": what is safe in paths,
// placeholders and other formats.
func isName(s string) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '_' && c != '-') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

func (r *reader) flag(into *bool) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
			r.bad(n, path, "playbook.want-flag")
			return
		}
		*into = n.Value == "true"
	}
}

func (r *reader) number(into *int, least, most int) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			r.bad(n, path, "playbook.want-number", "Name", n.Value, "Least", least, "Most", most)
			return
		}
		*into = v
	}
}

func (r *reader) duration(into *time.Duration) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		d, ok := ParseDuration(n.Value)
		if n.Kind != yaml.ScalarNode || !ok {
			r.bad(n, path, "playbook.want-duration", "Name", n.Value)
			return
		}
		*into = d
	}
}

// ParseDuration reads "15m", "2h" or "5d"; at most 10,000 of a unit.
func ParseDuration(s string) (time.Duration, bool) {
	if len(s) < 2 {
		return 0, false
	}
	unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.Atoi(s[:len(s)-1])
	if unit == 0 || err != nil || n < 1 || n > 10_000 || s[0] == '+' {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

// texts reads a list of strings.
func (r *reader) texts(into *[]string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.list(n, path, func(v *yaml.Node, path string) {
			var s string
			r.text(&s)(v, path)
			if s != "" {
				*into = append(*into, s)
			}
		})
	}
}
