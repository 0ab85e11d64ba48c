package mattermost

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"vigie/crisis/playbook"
)

// field is a property that became a variable.
type field struct {
	variable string
	kind     string
	options  map[string]string // of an option's id, the choice
}

// properties makes variables of properties: a select becomes a choice.
func (m *importer) properties() {
	var names playbook.Names
	names.Name(playbook.NameSeverity, playbook.NameSeverity) // it means the run's own
	for _, x := range m.file.Properties {
		v := playbook.Variable{ID: strings.ReplaceAll(names.Name(x.Name, "property"), "-", "_"), Label: oneLine(x.Name), Type: "text"}
		f := field{variable: v.ID, kind: x.Type, options: map[string]string{}}
		var choices playbook.Names
		for _, o := range x.Attrs.Options {
			f.options[o.ID] = choices.Name(o.Name, "choice")
			v.Choices = append(v.Choices, f.options[o.ID])
		}
		if len(v.Choices) > 1 {
			v.Type = "choice"
		} else {
			v.Choices = nil
		}
		v.Label = cmp.Or(v.Label, v.ID)
		if x.Type == "multiselect" {
			m.warn("variables."+v.ID, "mattermost.one-choice", map[string]any{"Name": v.Label})
		}
		m.p.Variables = append(m.p.Variables, v)
		m.fields[x.ID] = f
	}
}

// conditions reads every condition once.
func (m *importer) conditions() {
	for _, c := range m.file.Conditions {
		text, ok := m.expression(c.Expr, 0)
		if c.Version > 1 || !ok {
			continue
		}
		if _, err := playbook.ParseCondition(text); text == "" || err == nil {
			m.when[c.ID] = text
		}
	}
}

// condition gives a step's "when". One that cannot be carried is dropped: the
// step is then always taken, and a person sees that it is not needed.
func (m *importer) condition(path, id string) string {
	if id == "" {
		return ""
	}
	text, ok := m.when[id]
	if !ok {
		m.warn(path, "mattermost.condition-lost", nil)
	}
	return text
}

// expression writes a condition in our words; ok is false when it cannot be.
func (m *importer) expression(e expression, depth int) (text string, ok bool) {
	const deepest = 10
	switch {
	case depth > deepest:
		return "", false
	case e.Is != nil:
		return m.is(*e.Is)
	case e.IsNot != nil:
		text, ok := m.is(*e.IsNot)
		return "not " + text, ok
	case len(e.And) > 0:
		return m.joined(e.And, " and ", depth)
	case len(e.Or) > 0:
		return m.joined(e.Or, " or ", depth)
	default:
		return "", true
	}
}

func (m *importer) joined(all []expression, word string, depth int) (string, bool) {
	var parts []string
	for _, e := range all {
		text, ok := m.expression(e, depth+1)
		if !ok || text == "" {
			return "", false
		}
		parts = append(parts, text)
	}
	return "(" + strings.Join(parts, word) + ")", true
}

// is compares a property: a text with a word, a choice with any of some.
func (m *importer) is(c comparison) (string, bool) {
	f, ok := m.fields[c.Field]
	if !ok {
		return "", false
	}
	var word string
	var ids []string
	if len(f.options) == 0 {
		err := json.Unmarshal(c.Value, &word)
		return f.variable + " == " + word, err == nil && bareWord(word)
	}
	if json.Unmarshal(c.Value, &ids) != nil || len(ids) == 0 {
		return "", false
	}
	var parts []string
	for _, id := range ids {
		choice, ok := f.options[id]
		if !ok {
			return "", false
		}
		parts = append(parts, f.variable+" == "+choice)
	}
	return "(" + strings.Join(parts, " or ") + ")", true
}

// bareWord reports whether a value can stand in a condition.
func bareWord(s string) bool {
	return s != "" && len(strings.Fields(s)) == 1 && !strings.ContainsAny(s, "=!<>() \t\n") && !slices.Contains([]string{"and", "or", "not", "for"}, s)
}
