package mattermost

import (
	"cmp"
	"encoding/json"
	"strings"
	"time"

	"vigie/crisis/playbook"
)

// MostBytes is how large an export may be.
const MostBytes = 4 << 20

// Words gives the few texts that an import has to invent, in the playbook's
// language.
type Words interface {
	T(key string, args map[string]any) string
}

// Import reads an export of Mattermost Playbooks. Checklists become steps, one
// after the other; assignees become roles; conditions on properties become
// "when". The findings that are warnings say what was changed and what is lost;
// after any other the playbook must not be used.
//
// The result is not checked as Read does it: write it and read it.
func Import(raw []byte, lang string, words Words) (playbook.Playbook, playbook.Findings) {
	m := &importer{words: words, roles: map[string]string{}, fields: map[string]field{}, when: map[string]string{}}
	if len(raw) > MostBytes {
		m.bad("mattermost.too-large", map[string]any{"Most": MostBytes >> 20})
		return playbook.Playbook{}, m.findings
	}
	if err := json.Unmarshal(raw, &m.file); err != nil {
		m.bad("mattermost.not-json", map[string]any{"Cause": err.Error()})
		return playbook.Playbook{}, m.findings
	}
	if m.file.Checklists == nil {
		m.bad("mattermost.no-playbook", nil)
		return playbook.Playbook{}, m.findings
	}
	m.frame(lang)
	m.properties()
	m.conditions()
	m.steps()
	m.after()
	if lost := rest(raw); len(lost) > 0 {
		m.warn("", "mattermost.lost", map[string]any{"Names": strings.Join(lost, ", ")})
	}
	return m.p, m.findings
}

type importer struct {
	file     file
	words    Words
	p        playbook.Playbook
	findings playbook.Findings
	roles    map[string]string // of an assignee, the role
	fields   map[string]field  // of a property
	when     map[string]string // of a condition; "" is always
	people   int
}

func (m *importer) bad(key string, args map[string]any) {
	m.findings = append(m.findings, playbook.Finding{Key: key, Args: args})
}

func (m *importer) warn(path, key string, args map[string]any) {
	m.findings = append(m.findings, playbook.Finding{Path: path, Key: key, Args: args, Warning: true})
}

// lead is the role that an owner has.
const lead = "lead"

// frame makes what a playbook must have and an export has not.
func (m *importer) frame(lang string) {
	title := cmp.Or(oneLine(m.file.Title), m.words.T("mattermost.word.playbook", nil))
	var names playbook.Names
	m.p = playbook.Playbook{
		ID: names.Name(title, "playbook"), Version: "1.0.0", Lang: lang, Title: title, Summary: strings.TrimSpace(m.file.Description),
		Severity: []playbook.Severity{{ID: "n1", Label: m.words.T("mattermost.word.crisis", nil)}},
		Roles:    []playbook.Role{{ID: lead, Label: m.words.T("mattermost.word.lead", nil), Required: true}},
	}
	m.warn("", "mattermost.added", nil)
	if m.file.KeywordsEnabled && len(m.file.Keywords) > 0 {
		m.p.Triggers = []playbook.Trigger{{ID: "keywords", Kind: "alert", Topics: m.file.Keywords, ProposeOnly: true}}
	}
}

// steps puts the checklists one behind the other. In Mattermost their order
// only shows; here it holds.
func (m *importer) steps() {
	var names playbook.Names
	dues, commands, actions := false, false, false
	for _, list := range m.file.Checklists {
		for _, x := range list.Items {
			s := playbook.Step{Type: playbook.Task, Title: cmp.Or(oneLine(x.Title), m.words.T("mattermost.word.step", nil)), Role: m.role(x)}
			s.ID = names.Name(s.Title, "step")
			help := []string{}
			if t := oneLine(list.Title); t != "" && len(m.file.Checklists) > 1 {
				help = append(help, m.words.T("mattermost.word.phase", map[string]any{"Title": t}))
			}
			s.Help = strings.TrimSpace(strings.Join(append(help, strings.TrimSpace(x.Description), x.Command), "\n"))
			s.Due = m.due("steps."+s.ID, x.Due)
			s.When = m.condition("steps."+s.ID, x.Condition)
			dues, commands, actions = dues || s.Due > 0, commands || x.Command != "", actions || len(x.Actions) > 0
			m.p.Steps = append(m.p.Steps, s)
		}
	}
	m.p.Steps = append(m.p.Steps, playbook.Step{ID: names.Name("end", "end"), Type: playbook.End, Title: m.words.T("mattermost.word.end", nil), Role: lead})
	for _, n := range []struct {
		key   string
		holds bool
	}{{"mattermost.in-order", len(m.p.Steps) > 2}, {"mattermost.due-from-ready", dues}, {"mattermost.commands", commands}, {"mattermost.actions", actions}} {
		if n.holds {
			m.warn("steps", n.key, nil)
		}
	}
}

// due turns milliseconds from the start of a run into a deadline. What is
// longer than ten years is a date, which a playbook cannot have.
func (m *importer) due(path string, ms float64) time.Duration {
	if ms <= 0 {
		return 0
	}
	if ms > float64(10*365*24*time.Hour/time.Millisecond) {
		m.warn(path, "mattermost.date", nil)
		return 0
	}
	return max(time.Duration(ms)*time.Millisecond, time.Minute)
}

// role makes a role of whoever an item is assigned to: people are named when a
// run starts, not in the file.
func (m *importer) role(x item) string {
	who := cmp.Or(x.Group, x.Assignee)
	if who == "" {
		if x.AssignedTo == "owner" || x.AssignedTo == "creator" {
			return lead
		}
		return ""
	}
	if m.roles[who] == "" {
		m.people++
		key := "mattermost.word.person"
		if x.Group != "" {
			key = "mattermost.word.group"
		}
		label := m.words.T(key, map[string]any{"Count": m.people})
		var names playbook.Names
		for _, r := range m.p.Roles {
			names.Name(r.ID, r.ID)
		}
		m.roles[who] = names.Name(label, "role")
		m.p.Roles = append(m.p.Roles, playbook.Role{ID: m.roles[who], Label: label})
		m.warn("roles."+m.roles[who], "mattermost.assignee", map[string]any{"Name": who})
	}
	return m.roles[who]
}

// after takes over status updates and the retrospective.
func (m *importer) after() {
	on := func(enabled *bool) bool { return enabled == nil || *enabled }
	if every := seconds(m.file.UpdateSeconds); every > 0 && on(m.file.UpdatesEnabled) {
		m.p.Updates = playbook.Updates{Every: every, Role: lead, Template: strings.Join(headings(m.file.UpdateTemplate), " / ")}
	}
	if m.file.RetroEnabled == nil && m.file.RetroTemplate == "" || !on(m.file.RetroEnabled) {
		return
	}
	m.p.Retrospective = playbook.Retrospective{Due: seconds(m.file.RetroSeconds), Owner: lead, Questions: headings(m.file.RetroTemplate)}
	for _, x := range m.file.Metrics {
		if t := oneLine(x.Title); t != "" {
			m.p.Retrospective.Metrics = append(m.p.Retrospective.Metrics, t)
		}
	}
}

func seconds(s float64) time.Duration {
	const longest = 1000 * 24 * 60 * 60
	if s <= 0 {
		return 0
	}
	return max(time.Duration(min(s, longest))*time.Second, time.Minute)
}

// headings gives the headings of a Markdown template, or its lines where it has
// none. "/" separates headings here, so there is none in them.
func headings(template string) []string {
	var heads, lines []string
	for _, line := range strings.Split(template, "\n") {
		text := oneLine(strings.ReplaceAll(strings.Trim(strings.TrimSpace(line), "#*:"), "/", "-"))
		if text == "" {
			continue
		}
		lines = append(lines, text)
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			heads = append(heads, text)
		}
	}
	if len(heads) > 0 {
		return heads
	}
	return lines
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
