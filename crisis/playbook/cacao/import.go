package cacao

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"vigie/crisis/playbook"
)

// MostBytes is how large a CACAO file may be.
const MostBytes = 4 << 20

// Import reads a CACAO 2.0 playbook. It takes what people do (manual commands,
// conditions, parallel branches, loops, other playbooks) and refuses what
// machines do, each step by its name and all at once: a finding that is no
// warning means that the playbook must not be used. The warnings say what was
// guessed and what is lost.
//
// Our own export comes back as it was, with the names that another tool may
// have given its steps. Where that tool changed the ways through the steps,
// those ways are taken, and what only our extension has is lost.
//
// The result is not checked as Read does it: write it and read it.
func Import(raw []byte, lang string, words Words) (playbook.Playbook, playbook.Findings) {
	m := &importer{lang: lang, words: words, ids: map[string]string{}, seen: map[string]bool{}, roles: map[string]string{}}
	if !m.decode(raw) {
		return playbook.Playbook{}, m.findings
	}
	m.refuse()
	if m.findings.Errors() {
		return playbook.Playbook{}, m.findings
	}
	if p, ours := m.ours(); ours {
		if m.unchanged(p) {
			return p, m.findings
		}
		m.warn("", "cacao.changed-elsewhere", nil)
	}
	m.whole()
	return m.p, m.findings
}

// importer holds the import that goes on.
type importer struct {
	doc      document
	lang     string
	words    Words
	p        playbook.Playbook
	findings playbook.Findings
	names    playbook.Names
	ids      map[string]string // of a CACAO step, ours
	seen     map[string]bool   // CACAO steps that were taken over
	roles    map[string]string // of a CACAO agent, our role
	guessed  bool              // a rhythm or a count that CACAO does not have
}

func (m *importer) bad(path, key string, args map[string]any) {
	m.findings = append(m.findings, playbook.Finding{Path: path, Key: key, Args: args})
}

func (m *importer) warn(path, key string, args map[string]any) {
	m.bad(path, key, args)
	m.findings[len(m.findings)-1].Warning = true
}

func (m *importer) decode(raw []byte) bool {
	if len(raw) > MostBytes {
		m.bad("", "cacao.too-large", map[string]any{"Most": MostBytes >> 20})
		return false
	}
	if err := json.Unmarshal(raw, &m.doc); err != nil {
		m.bad("", "cacao.not-json", map[string]any{"Cause": err.Error()})
		return false
	}
	switch {
	case m.doc.Type != "playbook" || m.doc.Workflow == nil:
		m.bad("", "cacao.no-playbook", nil)
	case m.doc.SpecVersion != specVersion:
		m.bad("", "cacao.other-version", map[string]any{"Name": m.doc.SpecVersion})
	case len(m.doc.Workflow) > 4*playbook.MostSteps:
		m.bad("", "cacao.too-many-steps", map[string]any{"Count": len(m.doc.Workflow), "Most": 4 * playbook.MostSteps})
	}
	return !m.findings.Errors()
}

// pathOf names a step for a person: what it is called, else its id.
func (m *importer) pathOf(id string) string {
	if name := strings.TrimSpace(m.doc.Workflow[id].Name); name != "" {
		return "workflow." + name
	}
	return "workflow." + id
}

// refuse reports every step that cannot be taken over.
func (m *importer) refuse() {
	if _, ok := m.doc.Workflow[m.doc.Start]; !ok {
		m.bad("workflow_start", "cacao.no-step", map[string]any{"Name": m.doc.Start})
	}
	for _, id := range slices.Sorted(maps.Keys(m.doc.Workflow)) {
		s := m.doc.Workflow[id]
		for _, to := range s.targets() {
			if _, ok := m.doc.Workflow[to]; !ok {
				m.bad(m.pathOf(id), "cacao.no-step", map[string]any{"Name": to})
			}
		}
		switch s.Type {
		case startStep, endStep, actionStep, subStep, parallelStep, ifStep, whileStep, switchStep:
		default:
			m.bad(m.pathOf(id), "cacao.unknown-step", map[string]any{"Name": s.Type})
		}
		for _, c := range s.Commands {
			if c.Type != manual {
				m.bad(m.pathOf(id), "cacao.machine-command", map[string]any{"Name": c.Type})
			}
		}
	}
}

// targets lists what a step leads to.
func (s step) targets() []string {
	all := append([]string{s.Completion, s.Success, s.Failure, s.OnTrue, s.OnFalse}, s.Next...)
	for _, k := range slices.Sorted(maps.Keys(s.Cases)) {
		all = append(all, s.Cases[k])
	}
	return slices.DeleteFunc(all, func(id string) bool { return id == "" })
}

// ours builds the playbook from our extension; ok is false when it is not
// there or not whole.
func (m *importer) ours() (p playbook.Playbook, ok bool) {
	var whole playbookExtension
	raw, found := m.doc.Extensions[extensionID]
	if !found || json.Unmarshal(raw, &whole) != nil {
		return p, false
	}
	steps := map[string]playbook.Step{}
	for _, s := range m.doc.Workflow {
		var e stepExtension
		if raw, found := s.Extensions[extensionID]; found && json.Unmarshal(raw, &e) == nil {
			e.Definition.Title, e.Definition.Help = strings.TrimSpace(s.Name), strings.TrimSpace(s.Description)
			steps[e.StepID] = e.Definition
		}
	}
	if len(steps) > playbook.MostSteps {
		return p, false
	}
	p = whole.Definition
	p.Title, p.Summary = strings.TrimSpace(m.doc.Name), strings.TrimSpace(m.doc.Description)
	p.Steps, ok = arranged(whole.Order, steps)
	return p, ok && len(p.Steps) > 0 && len(steps) == 0
}

// arranged puts steps into their order, and takes them away from the rest.
func arranged(order []ordered, rest map[string]playbook.Step) ([]playbook.Step, bool) {
	var out []playbook.Step
	for _, o := range order {
		s, ok := rest[o.Step]
		if !ok {
			return nil, false
		}
		delete(rest, o.Step)
		s.Branches = nil
		for _, b := range o.Branches {
			steps, ok := arranged(b.Steps, rest)
			if !ok {
				return nil, false
			}
			s.Branches = append(s.Branches, playbook.Branch{ID: b.ID, Steps: steps})
		}
		out = append(out, s)
	}
	return out, true
}

// unchanged reports whether the ways through the steps are those that our
// extension means.
func (m *importer) unchanged(p playbook.Playbook) bool {
	raw, _, err := Export(p, Stamp{})
	var want document
	if err != nil || json.Unmarshal(raw, &want) != nil {
		return false
	}
	return m.doc.Start == want.Start && maps.EqualFunc(m.doc.Workflow, want.Workflow, func(a, b step) bool {
		return a.Type == b.Type && a.Completion == b.Completion && a.Success == b.Success && a.Failure == b.Failure &&
			a.OnTrue == b.OnTrue && a.OnFalse == b.OnFalse && a.Agent == b.Agent && a.Switch == b.Switch &&
			slices.Equal(a.Next, b.Next) && maps.Equal(a.Cases, b.Cases)
	})
}

// lost lists what a file has and a playbook of ours does not.
func (m *importer) lost() {
	var names []string
	add := func(name string, there bool) {
		if there {
			names = append(names, name)
		}
	}
	add("external_references", len(m.doc.References) > 0)
	add("markings", len(m.doc.Markings) > 0)
	add("signatures", len(m.doc.Signatures) > 0)
	add("target_definitions", len(m.doc.Targets) > 0)
	add("workflow_exception", m.doc.Exception != "" && m.doc.Workflow[m.doc.Exception].Type != endStep)
	for _, id := range slices.Sorted(maps.Keys(m.doc.Extensions)) {
		add(id, id != extensionID)
	}
	if len(names) > 0 {
		m.warn("", "cacao.lost", map[string]any{"Names": strings.Join(names, ", ")})
	}
	for _, id := range slices.Sorted(maps.Keys(m.doc.Workflow)) {
		if t := m.doc.Workflow[id].Type; !m.seen[id] && t != endStep && t != startStep {
			m.warn(m.pathOf(id), "cacao.unreached", nil)
		}
	}
}
