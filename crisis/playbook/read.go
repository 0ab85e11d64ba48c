package playbook

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Limits of a file.
const (
	MostBytes = 512 << 10
	MostDepth = 12
	MostSteps = 300
)

// Read reads a file and checks all of it. All findings come at once, in the
// order of the lines; the playbook is only to be used when none is an error.
func Read(text []byte) (Playbook, Findings) {
	r := &reader{at: map[string]Pos{}}
	p := r.document(text)
	if !r.findings.Errors() || p.ID != "" {
		c := check{p: p, at: r.at, torn: r.findings.Errors()}
		c.run()
		r.findings = append(r.findings, c.findings...)
	}
	r.findings.sort()
	return p, r.findings
}

func (r *reader) whole(key string, args ...any) {
	r.findings = append(r.findings, Finding{Pos: Pos{Line: 1, Col: 1}, Key: key, Args: pairs(args)})
}

func (r *reader) document(text []byte) (p Playbook) {
	switch {
	case len(text) > MostBytes:
		r.whole("playbook.too-large", "Most", MostBytes>>10)
		return p
	case !utf8.Valid(text):
		r.whole("playbook.not-utf8")
		return p
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		r.syntax(err)
		return p
	}
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		r.whole("playbook.several-documents")
		return p
	}
	root := doc.Content[0]
	if !r.strict(root, "", 1) {
		return p
	}
	r.playbook(root, &p)
	return p
}

// syntax reports what the YAML library says; it names the line in its text.
func (r *reader) syntax(err error) {
	if errors.Is(err, io.EOF) {
		r.whole("playbook.empty")
		return
	}
	what := strings.TrimPrefix(err.Error(), "yaml: ")
	f := Finding{Pos: Pos{Line: 1, Col: 1}, Key: "playbook.syntax"}
	if rest, found := strings.CutPrefix(what, "line "); found {
		number, text, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil {
			f.Line, what = n, text
		}
	}
	f.Args = map[string]any{"Cause": what}
	r.findings = append(r.findings, f)
}

// strict refuses what this format leaves out of YAML, because people do not
// see what it does: anchors, aliases, tags, merged keys, great depth. It
// reports whether the rest can be read at all.
func (r *reader) strict(n *yaml.Node, path string, depth int) bool {
	if depth > MostDepth {
		r.bad(n, path, "playbook.too-deep", "Most", MostDepth)
		return false
	}
	ok := true
	switch {
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		r.bad(n, path, "playbook.no-anchors")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.bad(n, path, "playbook.no-tags", "Name", n.Tag)
		ok = false
	}
	if n.Kind != yaml.MappingNode {
		for i, c := range n.Content {
			ok = r.strict(c, path+"["+strconv.Itoa(i)+"]", depth+1) && ok
		}
		return ok
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode || k.Value == "<<" {
			r.bad(k, path, "playbook.no-merge")
			ok = false
			continue
		}
		ok = r.strict(k, path, depth+1) && ok
		ok = r.strict(n.Content[i+1], below(path, k.Value), depth+1) && ok
	}
	return ok
}

func (r *reader) playbook(n *yaml.Node, p *Playbook) {
	var format int
	r.mapping(n, "",
		must("vigie", r.number(&format, 1, 1)),
		must("id", r.name(&p.ID)),
		must("version", r.version(&p.Version)),
		must("lang", r.word(&p.Lang, "fr", "en")),
		must("title", r.text(&p.Title)),
		opt("summary", r.text(&p.Summary)),
		opt("owner", r.text(&p.Owner)),
		opt("review_every", r.duration(&p.ReviewEvery)),
		opt("tags", r.texts(&p.Tags)),
		opt("scct", func(n *yaml.Node, path string) { r.scct(n, path, &p.SCCT) }),
		opt("triggers", each(r, &p.Triggers, r.trigger)),
		must("severity", each(r, &p.Severity, r.severity)),
		must("roles", named(r, &p.Roles, r.role)),
		opt("variables", named(r, &p.Variables, r.variable)),
		opt("statements", each(r, &p.Statements, r.statement)),
		opt("status_updates", func(n *yaml.Node, path string) { r.updates(n, path, &p.Updates) }),
		must("steps", func(n *yaml.Node, path string) { r.steps(n, path, &p.Steps) }),
		opt("retrospective", func(n *yaml.Node, path string) { r.retrospective(n, path, &p.Retrospective) }),
	)
}

// each reads a list of mappings.
func each[T any](r *reader, into *[]T, read func(*yaml.Node, string, *T)) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.list(n, path, func(v *yaml.Node, path string) {
			var x T
			read(v, path, &x)
			*into = append(*into, x)
		})
	}
}

// named reads a mapping from names to mappings, in the order of the file.
func named[T any](r *reader, into *[]T, read func(*yaml.Node, string, *T, string)) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.entries(n, path, func(name string, v *yaml.Node, path string) {
			var x T
			read(v, path, &x, name)
			*into = append(*into, x)
		})
	}
}

// version reads three numbers with dots (semver without extras).
func (r *reader) version(into *string) func(*yaml.Node, string) {
	return func(n *yaml.Node, path string) {
		r.text(into)(n, path)
		parts := strings.Split(*into, ".")
		ok := len(parts) == 3
		for _, p := range parts {
			_, err := strconv.ParseUint(p, 10, 31)
			ok = ok && err == nil && (p == "0" || p[0] != '0')
		}
		if !ok {
			r.bad(n, path, "playbook.want-version", "Name", *into)
		}
	}
}
