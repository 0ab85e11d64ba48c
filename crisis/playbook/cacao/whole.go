package cacao

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"vigie/crisis/playbook"
)

// whole takes over a playbook that another tool made.
func (m *importer) whole() {
	m.p = playbook.Playbook{
		Version: "1.0.0", Lang: m.lang, Title: orElse(strings.TrimSpace(m.doc.Name), m.words.T("cacao.word.playbook", nil)),
		Summary: uses(m.doc.Description), Tags: m.doc.Labels,
		Severity: []playbook.Severity{{ID: "n1", Label: m.words.T("cacao.word.crisis", nil)}},
		Roles:    []playbook.Role{{ID: "lead", Label: m.words.T("cacao.word.lead", nil), Required: true}},
	}
	var id playbook.Names
	m.p.ID = id.Name(m.p.Title, "playbook")
	m.warn("", "cacao.added", nil)
	m.doc.Workflow[""] = step{Type: endStep} // where a step leads nowhere
	m.variables()
	m.sequence(&m.p.Steps, m.doc.Workflow[m.doc.Start].Completion, nil)
	link(m.p.Steps)
	if m.guessed {
		m.warn("", "cacao.guessed", nil)
	}
	m.lost()
}

// variables takes over the variables of the playbook and of its steps.
func (m *importer) variables() {
	var names playbook.Names
	all := maps.Clone(m.doc.Variables)
	if all == nil {
		all = map[string]variable{}
	}
	for _, id := range slices.Sorted(maps.Keys(m.doc.Workflow)) {
		maps.Copy(all, m.doc.Workflow[id].Variables)
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		bare := strings.Trim(key, "_")
		if bare == playbook.NameSeverity {
			continue
		}
		v := all[key]
		out := playbook.Variable{ID: variableID(bare), Type: "text", Label: orElse(strings.TrimSpace(v.Description), bare)}
		if out.ID == "" || slices.ContainsFunc(m.p.Variables, func(x playbook.Variable) bool { return x.ID == out.ID }) {
			out.ID = names.Name(bare, "value")
		}
		switch v.Type {
		case "uri":
			out.Type = "url"
		case "integer", "long", "float":
			out.Type = "number"
		}
		if v.External {
			out.Ask = "start"
		}
		if v.Value != nil {
			out.Default = strings.TrimSpace(*v.Value)
		}
		m.p.Variables = append(m.p.Variables, out)
	}
}

// used finds the use of a variable.
func used() *regexp.Regexp { return regexp.MustCompile(`__([a-zA-Z][a-zA-Z0-9_-]*?)__:value`) }

// uses writes CACAO's variables in a text as our blanks.
func uses(text string) string {
	if !strings.Contains(text, ":value") {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(used().ReplaceAllStringFunc(text, func(s string) string {
		name := strings.TrimSuffix(strings.TrimPrefix(s, "__"), "__:value")
		return "{" + orElse(variableID(name), name) + "}"
	}))
}

// variableID gives the id of a variable that keeps its name; "" when the name
// is not one of ours.
func variableID(name string) string {
	id := strings.ToLower(name)
	for i, c := range id {
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '_') {
			return ""
		}
	}
	return id[:min(len(id), 64)]
}

// context is a branch: what an "end" in it leads to.
type context struct {
	after   string   // the CACAO step behind the branches
	up      *context // where that step is
	closing string   // in a branch of a parallel step: our name for its end
}

// resolve gives the step that is meant by one: what follows the branch where it
// is the end of one. Where nothing follows but an end without a name, an end
// with one is kept: it says how the playbook closes. In a branch of a parallel
// step, closing is our name for its end.
func (m *importer) resolve(id string, in *context) (step, closing string) {
	named := ""
	for m.doc.Workflow[id].Type == endStep {
		if named == "" && m.doc.Workflow[id].Name != "" {
			named = id
		}
		switch {
		case in == nil:
			return orElse(named, id), ""
		case in.closing != "":
			return "", in.closing
		}
		id, in = in.after, in.up
	}
	return id, ""
}

// label gives our id of what a step leads to.
func (m *importer) label(id string, in *context) string {
	id, closing := m.resolve(id, in)
	if closing != "" {
		return closing
	}
	s := m.doc.Workflow[id]
	if s.Type == startStep {
		id = s.Completion
	}
	if m.ids[id] == "" {
		m.ids[id] = m.names.Name(m.doc.Workflow[id].Name, map[bool]string{true: "end", false: "step"}[m.doc.Workflow[id].Type == endStep])
	}
	return m.ids[id]
}

// sequence takes over the steps from one on, until the branch ends or what
// comes is there already. Where a step leads stands in its Goto, always: link
// takes away what the order says.
func (m *importer) sequence(into *[]playbook.Step, id string, in *context) {
	for !m.seen[id] {
		s := m.doc.Workflow[id]
		if meant, closing := m.resolve(id, in); s.Type == endStep && (meant != id || closing != "") {
			return
		}
		if m.ids[id] == "" && len(*into) > 0 { // nothing leads here
			return
		}
		m.seen[id] = true
		out := playbook.Step{ID: m.label(id, in), Title: strings.TrimSpace(s.Name), Help: uses(s.Description)}
		next := orElse(s.Completion, s.Success)
		switch s.Type {
		case endStep:
			out.Type = playbook.End
			out.Title = orElse(out.Title, m.words.T("cacao.word.end", nil))
			*into = append(*into, out)
			return
		case startStep:
		case ifStep, switchStep:
			m.choice(into, out, s, in)
		case whileStep:
			m.loop(into, out, id, in)
		case parallelStep:
			m.parallel(into, out, s, in)
		default:
			m.act(into, out, s, in)
		}
		id = next
	}
}

// link takes away each Goto that names the next step of the list.
func link(steps []playbook.Step) {
	for i := range steps {
		if i+1 < len(steps) && steps[i].Goto == steps[i+1].ID {
			steps[i].Goto = ""
		}
	}
}
