package retex

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"vigie/crisis"
	"vigie/crisis/playbook"
)

// edit replaces the lines from, up to but not with to, counted from 0.
type edit struct {
	from, to int
	lines    []string
}

// revising is a playbook's text that is changed where it must be, so that its
// comments and its layout stay as their author wrote them.
type revising struct {
	lines []string
	root  *yaml.Node
	steps map[string]*yaml.Node
	block map[string]bool // it stands in a list with a dash a line
}

// Revise gives the text of a playbook with the changes that were accepted, under
// a version; empty keeps the version. A change that does not fit the text, or
// leaves it with errors, is an error.
func Revise(text, version string, changes []crisis.BookChange) (string, error) {
	_, before := playbook.Read([]byte(text))
	for _, c := range changes {
		if !c.Accepted {
			continue
		}
		r, err := newRevising(text)
		if err == nil {
			err = r.change(c)
		}
		if err != nil {
			return "", fmt.Errorf("change %s: %w", c.ID, err)
		}
		text = strings.Join(r.lines, "\n")
	}
	if version != "" {
		r, err := newRevising(text)
		if err == nil {
			err = r.scalar(valueOf(r.root, "version"), version)
		}
		if err != nil {
			return "", fmt.Errorf("set the version: %w", err)
		}
		text = strings.Join(r.lines, "\n")
	}
	if _, after := playbook.Read([]byte(text)); after.Errors() && !before.Errors() {
		return "", errors.New("the playbook would have errors")
	}
	return text, nil
}

func newRevising(text string) (*revising, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return nil, fmt.Errorf("read the text: %w", err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("the text is no playbook")
	}
	r := &revising{lines: strings.Split(text, "\n"), root: doc.Content[0], steps: map[string]*yaml.Node{}, block: map[string]bool{}}
	r.find(valueOf(r.root, "steps"))
	return r, nil
}

// find notes the steps of a list, with those of their branches.
func (r *revising) find(list *yaml.Node) {
	if list == nil || list.Kind != yaml.SequenceNode {
		return
	}
	for _, n := range list.Content {
		if id := valueOf(n, "id"); id != nil {
			r.steps[id.Value] = n
			r.block[id.Value] = list.Style&yaml.FlowStyle == 0
		}
		if branches := valueOf(n, "branches"); branches != nil {
			for _, b := range branches.Content {
				r.find(valueOf(b, "steps"))
			}
		}
	}
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func (r *revising) change(c crisis.BookChange) error {
	step := r.steps[c.Step]
	if c.Step != "" && step == nil {
		return fmt.Errorf("there is no step %s", c.Step)
	}
	switch c.What {
	case Due:
		return r.scalar(valueOf(step, "due"), c.To)
	case Remove:
		return r.remove(c.Step)
	case Note:
		return r.note(c)
	default:
		return fmt.Errorf("%q is no change", c.What)
	}
}

// scalar writes another value where a plain or quoted one stands.
func (r *revising) scalar(n *yaml.Node, value string) error {
	if n == nil || n.Kind != yaml.ScalarNode {
		return errors.New("there is no such value")
	}
	line, col := []rune(r.lines[n.Line-1]), n.Column-1
	was := n.Value
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		was, value = `"`+was+`"`, `"`+value+`"`
	case n.Style&yaml.SingleQuotedStyle != 0:
		was, value = `'`+was+`'`, `'`+value+`'`
	}
	end := col + len([]rune(was))
	if col < 0 || end > len(line) || string(line[col:end]) != was {
		return errors.New("the value is not where it should be")
	}
	r.lines[n.Line-1] = string(line[:col]) + value + string(line[end:])
	return nil
}

// remove takes a step out; what led to it leads to the one behind it.
func (r *revising) remove(id string) error {
	step := r.steps[id]
	if !r.block[id] || step.Line < 1 {
		return errors.New("the step stands in a line with others")
	}
	if valueOf(step, "goto") != nil {
		return errors.New("the step jumps elsewhere") // what led to it would take another way
	}
	from := step.Line - 1
	indent := indentOf(r.lines[from])
	if !strings.HasPrefix(strings.TrimSpace(r.lines[from]), "-") {
		return errors.New("the step does not begin its line")
	}
	to := from + 1
	for to < len(r.lines) && (strings.TrimSpace(r.lines[to]) == "" || indentOf(r.lines[to]) > indent) {
		to++
	}
	for to > from+1 && strings.TrimSpace(r.lines[to-1]) == "" {
		to--
	}
	if behind := r.behind(id); behind != "" {
		if err := r.redirect(r.root, id, behind); err != nil {
			return err
		}
	}
	r.apply(edit{from, to, nil})
	return nil
}

// behind is the step that stands after one in its list.
func (r *revising) behind(id string) string {
	book, _ := playbook.Read([]byte(strings.Join(r.lines, "\n")))
	next := ""
	var walk func(steps []playbook.Step)
	walk = func(steps []playbook.Step) {
		for i, s := range steps {
			if s.ID == id && i+1 < len(steps) {
				next = steps[i+1].ID
			}
			for _, b := range s.Branches {
				walk(b.Steps)
			}
		}
	}
	walk(book.Steps)
	return next
}

// redirect has each jump to a step go to another.
func (r *revising) redirect(n *yaml.Node, from, to string) error {
	for i, child := range n.Content {
		key := ""
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			key = n.Content[i-1].Value
		}
		if child.Kind == yaml.ScalarNode && key == "goto" && child.Value == from {
			if err := r.scalar(child, to); err != nil {
				return err
			}
		}
		if err := r.redirect(child, from, to); err != nil {
			return err
		}
	}
	return nil
}

// note writes a remark before a step, or at the end.
func (r *revising) note(c crisis.BookChange) error {
	at, indent := len(r.lines), ""
	for at > 0 && strings.TrimSpace(r.lines[at-1]) == "" {
		at--
	}
	if c.Step != "" {
		if !r.block[c.Step] {
			return errors.New("the step stands in a line with others")
		}
		at = r.steps[c.Step].Line - 1
		indent = strings.Repeat(" ", indentOf(r.lines[at]))
	}
	words := c.To
	if c.From != "" {
		words = c.From + " " + c.To
	}
	var lines []string
	for i, row := range wrapped("RETEX: "+words, 92-len(indent)) {
		if i > 0 {
			row = "  " + row
		}
		lines = append(lines, indent+"# "+row)
	}
	r.apply(edit{at, at, lines})
	return nil
}

func (r *revising) apply(e edit) {
	rest := append([]string{}, r.lines[e.to:]...)
	r.lines = append(append(r.lines[:e.from:e.from], e.lines...), rest...)
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// wrapped breaks words into rows of about so many characters; control characters
// go, so that a remark stays a remark.
func wrapped(text string, most int) []string {
	var rows []string
	row := ""
	for _, w := range strings.Fields(strings.Map(printable, text)) {
		if row != "" && len([]rune(row))+1+len([]rune(w)) > most {
			rows, row = append(rows, row), ""
		}
		if row != "" {
			row += " "
		}
		row += w
	}
	return append(rows, row)
}

func printable(c rune) rune {
	if c < ' ' || c == 0x7f || c >= 0x80 && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe || c == 0xffff {
		return ' '
	}
	return c
}
