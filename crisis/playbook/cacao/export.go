package cacao

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"vigie/crisis/playbook"
)

// Stamp is when a playbook was made and last changed. CACAO tells the versions
// of a playbook apart by Modified.
type Stamp struct {
	Created  time.Time
	Modified time.Time
}

// Export gives a playbook as CACAO 2.0 JSON and a report: where the export is
// not strictly conformant, and what other tools will not see. The playbook must
// be without errors. The same playbook and times always give the same bytes.
func Export(p playbook.Playbook, at Stamp) ([]byte, playbook.Findings, error) {
	x := &exporter{p: p, activities: map[string]bool{}, doc: document{
		Type: "playbook", SpecVersion: specVersion, ID: identifier("playbook", p.ID), Name: p.Title, Description: p.Summary,
		CreatedBy: identifier("identity", "vigie"), Created: timestamp(at.Created), Modified: timestamp(at.Modified),
		Labels: append([]string{"vigie", p.Lang}, p.Tags...), Variables: map[string]variable{}, Workflow: map[string]step{}, Agents: map[string]agent{},
	}}
	x.declare()
	x.flow = flowOf(p)
	x.doc.Start = identifier(startStep, p.ID)
	x.doc.Workflow[x.doc.Start] = step{Type: startStep, Completion: x.to("", x.flow.start)}
	var failed error
	x.p.Walk(func(path string, s *playbook.Step) { failed = errors.Join(failed, x.step(path, *s)) })
	if err := errors.Join(failed, x.extend()); err != nil {
		return nil, nil, fmt.Errorf("export playbook %s: %w", p.ID, err)
	}
	x.doc.Activities = slices.Sorted(maps.Keys(x.activities))
	if len(x.doc.Activities) > 0 {
		x.doc.Types = []string{"notification", "mitigation"}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // people read it, no browser
	e.SetIndent("", "  ")
	if err := e.Encode(x.doc); err != nil {
		return nil, nil, fmt.Errorf("export playbook %s: %w", p.ID, err)
	}
	return out.Bytes(), x.report, nil
}

// timestamp has exactly three digits of the second, as CACAO wants them.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// exporter holds the export that is being made.
type exporter struct {
	p          playbook.Playbook
	doc        document
	flow       *flow
	activities map[string]bool
	report     playbook.Findings
}

func (x *exporter) note(path, key string, args map[string]any) {
	x.report = append(x.report, playbook.Finding{Path: path, Key: key, Args: args, Warning: true})
}

// declare makes agents of the roles and variables of the variables.
func (x *exporter) declare() {
	for _, r := range x.p.Roles {
		x.doc.Agents[x.role(r.ID)] = agent{Type: "group", Name: r.Label, Description: r.Dept}
	}
	for _, v := range x.p.Variables {
		kind := map[string]string{"url": "uri", "number": "integer"}[v.Type]
		if kind == "" {
			kind = "string"
		}
		out := variable{Type: kind, Description: v.Label, External: v.Ask == "start"}
		if v.Default != "" {
			out.Value = &v.Default
		}
		x.doc.Variables[variableName(v.ID)] = out
	}
	x.doc.Variables[variableName(playbook.NameSeverity)] = variable{Type: "string", Description: "severity", External: true}
}

func (x *exporter) role(id string) string { return identifier("group", x.p.ID+"/role/"+id) }

// agentOf gives who does a step; a step without a role is the whole team's.
func (x *exporter) agentOf(s playbook.Step) string {
	role := s.Role
	if role == "" && s.Type == playbook.Approval {
		if st, ok := x.p.Statement(s.Of); ok && len(st.Approve.Of) > 0 {
			role = st.Approve.Of[0]
		}
	}
	if role != "" {
		return x.role(role)
	}
	team := identifier("group", x.p.ID+"/team")
	name := x.p.Owner
	if name == "" {
		name = x.p.Title
	}
	x.doc.Agents[team] = agent{Type: "group", Name: name}
	return team
}

// extend puts what CACAO has no word for into our extension.
func (x *exporter) extend() error {
	whole := x.p
	whole.Steps = []playbook.Step{}
	raw, err := json.Marshal(playbookExtension{Version: x.p.Version, Language: x.p.Lang, Definition: whole, Order: orderOf(x.p.Steps)})
	if err != nil {
		return err
	}
	x.doc.Extensions = map[string]json.RawMessage{extensionID: raw}
	x.doc.ExtensionDefs = map[string]extensionDef{extensionID: {
		Type: "extension-definition", Name: "vigie", CreatedBy: x.doc.CreatedBy, Version: "1.0.0",
		Description: "Deadlines, escalation, evidence, severity, postures, statements, status updates and the retrospective of a playbook in the format vigie 1.",
		Schema:      "playbook_extensions: playbook_version, language, definition (the playbook without its steps), step_order. step_extensions: step_id, due, escalate_to, escalate_after, evidence, maximum_repeats, definition (the step). Durations in definitions are nanoseconds.",
	}}
	return nil
}

func orderOf(steps []playbook.Step) []ordered {
	var out []ordered
	for _, s := range steps {
		o := ordered{Step: s.ID}
		for _, b := range s.Branches {
			o.Branches = append(o.Branches, orderedBranch{ID: b.ID, Steps: orderOf(b.Steps)})
		}
		out = append(out, o)
	}
	return out
}

// extension gives what is kept of a step beside its title and its help, which
// CACAO has.
func extension(s playbook.Step) (map[string]json.RawMessage, error) {
	e := stepExtension{StepID: s.ID, Evidence: s.Evidence, MaximumRepeats: s.Max, EscalateTo: s.Overdue.Escalate, Definition: s}
	if s.Due > 0 {
		e.Due = playbook.FormatDuration(s.Due)
	}
	if s.Overdue.After > 0 {
		e.EscalateAfter = playbook.FormatDuration(s.Overdue.After)
	}
	e.Definition.Title, e.Definition.Help, e.Definition.Branches = "", "", nil
	raw, err := json.Marshal(e)
	return map[string]json.RawMessage{extensionID: raw}, err
}
