package cacao

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"vigie/crisis/playbook"
)

// act takes over an action or a call of another playbook. One that may fail
// gets a question behind it.
func (m *importer) act(into *[]playbook.Step, out playbook.Step, s step, in *context) {
	out.Type, out.Role = playbook.Task, m.role(s.Agent)
	if s.Type == subStep {
		out.Type, out.Playbook = playbook.SubPlaybook, s.Playbook
	}
	texts := orders(s.Commands)
	if out.Title == "" && len(texts) > 0 {
		out.Title, texts = texts[0], texts[1:]
	}
	out.Title = oneLine(orElse(out.Title, m.words.T("cacao.word.step", nil)))
	texts = slices.DeleteFunc(texts, func(t string) bool { return t == out.Title })
	if len(texts) == 1 {
		out.Help = strings.TrimSpace(out.Help + "\n" + texts[0])
	} else {
		out.Checklist = texts
	}
	if s.Timeout > 0 {
		out.Due = min(time.Duration(min(s.Timeout, 1<<40))*time.Millisecond, 9999*24*time.Hour)
		m.warn(m.path(out), "cacao.timeout", nil)
	}
	follows := orElse(s.Completion, s.Success)
	if s.Failure == "" {
		out.Goto = m.label(follows, in)
		*into = append(*into, out)
		return
	}
	question := playbook.Step{
		ID: m.names.Name(out.ID+"-done", "done"), Type: playbook.Decision, Role: out.Role,
		Title: m.words.T("cacao.word.worked", map[string]any{"Title": out.Title}),
		Options: []playbook.Option{
			{ID: "yes", Label: m.words.T("cacao.word.yes", nil), Goto: m.label(follows, in)},
			{ID: "no", Label: m.words.T("cacao.word.no", nil), Goto: m.label(s.Failure, in)},
		},
	}
	*into = append(*into, out, question)
	m.sequence(into, follows, in)
	m.sequence(into, s.Failure, in)
}

func (m *importer) path(s playbook.Step) string { return "steps." + s.ID }

// orders gives the texts of commands, without those that only repeat.
func orders(all []command) []string {
	var out []string
	for _, c := range all {
		text := c.Command
		if raw, err := base64.StdEncoding.DecodeString(c.Base64); err == nil && text == "" {
			text = strings.ToValidUTF8(string(raw), "\uFFFD")
		}
		if text = uses(text); text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// role makes a role of an agent, once.
func (m *importer) role(id string) string {
	a, ok := m.doc.Agents[id]
	if !ok {
		return ""
	}
	if m.roles[id] == "" {
		var names playbook.Names
		for _, r := range m.p.Roles {
			names.Name(r.ID, r.ID)
		}
		m.roles[id] = names.Name(a.Name, "role")
		m.p.Roles = append(m.p.Roles, playbook.Role{ID: m.roles[id], Label: orElse(oneLine(a.Name), m.roles[id])})
	}
	return m.roles[id]
}

// choice makes a question of a condition: people answer it. Its branches stand
// behind it.
func (m *importer) choice(into *[]playbook.Step, out playbook.Step, s step, in *context) {
	out.Type = playbook.Decision
	branch := &context{after: s.Completion, up: in}
	var firsts []string
	option := func(id, label, to string, where *context) {
		out.Options = append(out.Options, playbook.Option{ID: id, Label: label, Goto: m.label(to, where)})
		firsts = append(firsts, to)
	}
	if s.Type == ifStep {
		out.Title = oneLine(orElse(out.Title, uses(s.Condition)))
		option("yes", m.words.T("cacao.word.yes", nil), s.OnTrue, branch)
		option("no", m.words.T("cacao.word.no", nil), s.OnFalse, branch)
	} else {
		out.Title = oneLine(orElse(out.Title, uses(s.Switch)))
		m.cases(&out, s, option, branch)
	}
	out.Title = orElse(out.Title, m.words.T("cacao.word.step", nil))
	*into = append(*into, out)
	for _, first := range firsts {
		m.sequence(into, first, branch)
	}
}

// cases makes options of cases. Where none is for the rest, one is added.
func (m *importer) cases(out *playbook.Step, s step, option func(id, label, to string, where *context), branch *context) {
	var names playbook.Names
	for _, key := range slices.Sorted(maps.Keys(s.Cases)) {
		if key != "default" {
			option(names.Name(key, "case"), orElse(strings.TrimSpace(key), "?"), s.Cases[key], branch)
		}
	}
	m.sets(out, s)
	rest, given := s.Cases["default"]
	if given || len(out.Options) < 2 {
		out.Sets = ""
		option(names.Name("other", "other"), m.words.T("cacao.word.other", nil), rest, branch)
	}
	for i := len(out.Options); i < 2; i++ {
		option(names.Name("none", "none"), m.words.T("cacao.word.none", nil), "", branch)
	}
}

// sets lets a decision set the variable that it asks for, where each answer can
// be a value.
func (m *importer) sets(out *playbook.Step, s step) {
	found := used().FindStringSubmatch(s.Switch)
	if found == nil {
		return
	}
	var choices []string
	for _, o := range out.Options {
		if _, same := s.Cases[o.ID]; !same {
			return
		}
		choices = append(choices, o.ID)
	}
	for i := range m.p.Variables {
		v := &m.p.Variables[i]
		if v.ID == variableID(found[1]) && v.Type == "text" && len(choices) > 1 && (v.Default == "" || slices.Contains(choices, v.Default)) {
			v.Type, v.Choices = "choice", choices
			out.Sets = v.ID
		}
	}
}

// The rhythm of a loop that has none, and how often it goes round at most.
const (
	guessedEvery = 30 * time.Minute
	guessedMax   = 48
)

// loop takes over a loop. One whose body is a single action is a repetition;
// any other is a question with a way back.
func (m *importer) loop(into *[]playbook.Step, out playbook.Step, id string, in *context) {
	s := m.doc.Workflow[id]
	body := m.doc.Workflow[s.OnTrue]
	if body.Type != actionStep || m.seen[s.OnTrue] || body.Failure != "" || m.doc.Workflow[orElse(body.Completion, body.Success)].Type != endStep {
		out.Type, out.Title = playbook.Decision, oneLine(orElse(orElse(out.Title, uses(s.Condition)), m.words.T("cacao.word.step", nil)))
		branch := &context{after: id, up: in}
		out.Options = []playbook.Option{
			{ID: "yes", Label: m.words.T("cacao.word.again", nil), Goto: m.label(s.OnTrue, branch)},
			{ID: "no", Label: m.words.T("cacao.word.enough", nil), Goto: m.label(s.Completion, in)},
		}
		*into = append(*into, out)
		m.sequence(into, s.OnTrue, branch)
		return
	}
	m.seen[s.OnTrue] = true
	out.Type, out.Role, out.Max, out.Every = playbook.Repeat, m.role(body.Agent), guessedMax, guessedEvery
	m.guessed = true
	if body.Delay > 0 {
		out.Every = time.Duration(min(body.Delay, 1<<40)) * time.Millisecond
	}
	out.Title = oneLine(orElse(orElse(out.Title, body.Name), m.words.T("cacao.word.step", nil)))
	out.Checklist = slices.DeleteFunc(orders(body.Commands), func(t string) bool { return t == out.Title })
	out.Help = strings.TrimSpace(out.Help + "\n" + uses(s.Condition))
	out.Then.Done = m.label(s.Completion, in)
	*into = append(*into, out)
}

// parallel takes over branches that go on at once. One that is empty is left
// out, one alone is no branch, and in a branch they come one after the other:
// files are only so deep.
func (m *importer) parallel(into *[]playbook.Step, out playbook.Step, s step, in *context) {
	out.Type, out.Join, out.Goto = playbook.Parallel, "all", m.label(s.Completion, in)
	out.Title = oneLine(orElse(out.Title, m.words.T("cacao.word.together", nil)))
	var firsts []string
	for _, n := range s.Next {
		if m.doc.Workflow[n].Type != endStep && !m.seen[n] && !slices.Contains(firsts, n) {
			firsts = append(firsts, n)
		}
	}
	inner := false
	for c := in; c != nil; c = c.up {
		inner = inner || c.closing != ""
	}
	if inner || len(firsts) < 2 {
		if len(firsts) > 1 {
			m.warn(m.path(out), "cacao.one-after-the-other", nil)
		}
		m.inTurn(into, out, firsts, &context{after: s.Completion, up: in})
		return
	}
	for _, n := range firsts {
		m.branch(&out, n)
	}
	*into = append(*into, out)
}

// inTurn puts branches one behind the other: the end of each leads to the next.
func (m *importer) inTurn(into *[]playbook.Step, out playbook.Step, firsts []string, in *context) {
	out.Type, out.Join = playbook.Task, ""
	contexts := make([]*context, len(firsts))
	for i := len(firsts) - 1; i >= 0; i-- {
		contexts[i] = in
		if i+1 < len(firsts) {
			contexts[i] = &context{after: firsts[i+1], up: contexts[i+1]}
		}
	}
	if len(firsts) > 0 {
		out.Goto = m.label(firsts[0], contexts[0])
	}
	*into = append(*into, out)
	for i, n := range firsts {
		m.sequence(into, n, contexts[i])
	}
}

// branch adds a branch to a parallel step. A jump to its end, where that is
// not what follows, gets a step to jump to.
func (m *importer) branch(out *playbook.Step, first string) {
	b := playbook.Branch{ID: fmt.Sprintf("branch-%d", len(out.Branches)+1)}
	end := m.names.Name(out.ID+"-"+b.ID, "branch")
	m.sequence(&b.Steps, first, &context{closing: end})
	link(b.Steps)
	last := len(b.Steps) - 1
	if last >= 0 && b.Steps[last].Goto == end {
		b.Steps[last].Goto = ""
	}
	if last < 0 || slices.ContainsFunc(b.Steps, func(s playbook.Step) bool { return leads(s, end) }) {
		b.Steps = append(b.Steps, playbook.Step{ID: end, Type: playbook.Task, Title: m.words.T("cacao.word.branch-done", nil)})
	}
	out.Branches = append(out.Branches, b)
}

func leads(s playbook.Step, to string) bool {
	return s.Goto == to || s.Then.Done == to || slices.ContainsFunc(s.Options, func(o playbook.Option) bool { return o.Goto == to })
}
