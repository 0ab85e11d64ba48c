package playbook

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// Write gives a playbook as the text of a file. The same playbook always gives
// the same text, and Read gives the playbook back: texts lose white space at
// their ends, and durations that are not whole minutes are rounded up. It does
// not judge: what Read finds wrong with the text was wrong with the playbook.
func Write(p Playbook) ([]byte, error) {
	var out bytes.Buffer
	for i, section := range sections(p) {
		if len(section.Content) == 0 {
			continue
		}
		if i > 0 {
			out.WriteByte('\n')
		}
		e := yaml.NewEncoder(&out)
		e.SetIndent(2)
		if err := e.Encode(section); err != nil {
			return nil, fmt.Errorf("write playbook %s: %w", p.ID, err)
		}
	}
	return out.Bytes(), nil
}

// sections are mappings that stand below each other, with an empty line
// between two.
func sections(p Playbook) []*yaml.Node {
	return []*yaml.Node{
		block(
			entry{"vigie", number(1)}, entry{"id", always(p.ID)}, entry{"version", always(p.Version)}, entry{"lang", always(p.Lang)},
			entry{"title", always(p.Title)}, entry{"summary", text(p.Summary)}, entry{"owner", text(p.Owner)},
			entry{"review_every", duration(p.ReviewEvery)}, entry{"tags", words(p.Tags)},
		),
		block(entry{"scct", writeSCCT(p.SCCT)}),
		block(entry{"triggers", listOf(p.Triggers, writeTrigger)}),
		block(entry{"severity", orEmpty(listOf(p.Severity, writeSeverity))}),
		block(entry{"roles", writeRoles(p.Roles)}),
		block(entry{"variables", writeVariables(p.Variables)}),
		block(entry{"statements", listOf(p.Statements, writeStatement)}),
		block(entry{"status_updates", writeUpdates(p.Updates)}),
		block(entry{"steps", orEmpty(listOf(p.Steps, writeStep))}),
		block(entry{"retrospective", writeRetrospective(p.Retrospective)}),
	}
}

func writeSCCT(s SCCT) *yaml.Node {
	var confirmed *yaml.Node
	if s.IfConfirmed.Cluster != "" || len(s.IfConfirmed.Allowed) > 0 {
		confirmed = flow(entry{"cluster", text(string(s.IfConfirmed.Cluster))}, entry{"allowed", words(s.IfConfirmed.Allowed)})
	}
	if s.Cluster == "" && len(s.Always)+len(s.Allowed) == 0 && confirmed == nil {
		return nil
	}
	return block(
		entry{"cluster", always(string(s.Cluster))}, entry{"always", words(s.Always)},
		entry{"allowed", words(s.Allowed)}, entry{"if_confirmed", confirmed},
	)
}

func writeTrigger(t Trigger) *yaml.Node {
	return flow(
		entry{"id", always(t.ID)}, entry{"kind", always(t.Kind)}, entry{"watch", text(t.Watch)}, entry{"level", text(t.Level)},
		entry{"topics", words(t.Topics)}, entry{"propose_only", flag(t.ProposeOnly)},
	)
}

func writeSeverity(s Severity) *yaml.Node {
	return flow(
		entry{"id", always(s.ID)}, entry{"label", always(s.Label)}, entry{"criteria", text(s.Criteria)},
		entry{"escalate", words(s.Escalate)}, entry{"within", duration(s.Within)},
	)
}

func writeRoles(roles []Role) *yaml.Node {
	var all []entry
	for _, r := range roles {
		all = append(all, entry{r.ID, flow(
			entry{"label", always(r.Label)}, entry{"dept", text(r.Dept)}, entry{"required", flag(r.Required)}, entry{"backup", text(r.Backup)},
			entry{"exclusive", flag(r.Exclusive)}, entry{"agency", flag(r.Agency)},
		)})
	}
	if len(all) == 0 {
		return flow()
	}
	return block(all...)
}

func writeVariables(variables []Variable) *yaml.Node {
	var all []entry
	for _, v := range variables {
		all = append(all, entry{v.ID, flow(
			entry{"label", always(v.Label)}, entry{"type", always(v.Type)}, entry{"choices", words(v.Choices)}, entry{"ask", text(v.Ask)},
			entry{"required", flag(v.Required)}, entry{"default", text(v.Default)}, entry{"max", count(v.Max)},
		)})
	}
	if len(all) == 0 {
		return nil
	}
	return block(all...)
}

func writeUpdates(u Updates) *yaml.Node {
	if u.Every == 0 && len(u.To) == 0 && u.Role == "" && u.Template == "" {
		return nil
	}
	return block(entry{"every", duration(u.Every)}, entry{"to", words(u.To)}, entry{"role", text(u.Role)}, entry{"template", text(u.Template)})
}

func writeRetrospective(r Retrospective) *yaml.Node {
	n := block(
		entry{"due", duration(r.Due)}, entry{"owner", text(r.Owner)}, entry{"blameless", flag(r.Blameless)},
		entry{"questions", lines(r.Questions)}, entry{"metrics", words(r.Metrics)}, entry{"proposes_new_version", flag(r.ProposesNewVersion)},
	)
	if len(n.Content) == 0 {
		return nil
	}
	return n
}
