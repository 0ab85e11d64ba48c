package playbook

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

func writeStatement(s Statement) *yaml.Node {
	var requires []entry
	for _, name := range slices.Sorted(maps.Keys(s.Requires)) {
		requires = append(requires, entry{name, always(s.Requires[name])})
	}
	var needed *yaml.Node
	if len(requires) > 0 {
		needed = flow(requires...)
	}
	var channels []entry
	for _, t := range s.Channels {
		channels = append(channels, entry{t.Channel, always(t.Text)})
	}
	return block(
		entry{"id", always(s.ID)}, entry{"stage", always(s.Stage)}, entry{"posture", text(string(s.Posture))},
		entry{"approve", flow(entry{"need", always(string(s.Approve.Need))}, entry{"of", orEmpty(words(s.Approve.Of))})},
		entry{"valid_for", duration(s.ValidFor)}, entry{"requires", needed}, entry{"channels", block(channels...)},
	)
}

// writeStep writes every field that is set, whatever the type: what does not
// belong there is for Read to report.
func writeStep(s Step) *yaml.Node {
	return block(slices.Concat([]entry{
		{"id", always(s.ID)}, {"type", always(string(s.Type))}, {"title", always(s.Title)}, {"help", text(s.Help)},
		{"role", text(s.Role)}, {"due", duration(s.Due)}, {"overdue", writeOverdue(s.Overdue)}, {"when", text(s.When)},
		{"evidence", text(s.Evidence)}, {"checklist", lines(s.Checklist)}, {"skip", text(s.Skip)}, {"needs", words(s.Needs)},
		{"confirm", text(s.Confirm)}, {"agency", flag(s.Agency)},
	}, ofItsType(s), []entry{{"goto", text(s.Goto)}})...)
}

func ofItsType(s Step) []entry {
	return []entry{
		{"sets", text(s.Sets)}, {"options", listOf(s.Options, writeOption)},
		{"of", text(s.Of)}, {"on_reject", text(s.OnReject)}, {"statement", text(s.Statement)},
		{"to", words(s.To)}, {"need_ack", flag(s.NeedAck)},
		{"scope", text(s.Scope)}, {"topic", text(s.Topic)}, {"queue", text(s.Queue)},
		{"every", duration(s.Every)}, {"max", count(s.Max)}, {"for", duration(s.For)}, {"until", text(s.Until)}, {"then", writeThen(s.Then)},
		{"playbook", text(s.Playbook)}, {"join", text(s.Join)}, {"branches", listOf(s.Branches, writeBranch)},
	}
}

func writeOverdue(o Overdue) *yaml.Node {
	if o == (Overdue{}) {
		return nil
	}
	return flow(entry{"escalate", always(o.Escalate)}, entry{"after", duration(o.After)})
}

func writeThen(t Then) *yaml.Node {
	if t == (Then{}) {
		return nil
	}
	return flow(entry{"done", always(t.Done)}, entry{"raised", text(t.Raised)})
}

func writeOption(o Option) *yaml.Node {
	return flow(entry{"id", always(o.ID)}, entry{"label", always(o.Label)}, entry{"goto", text(o.Goto)})
}

func writeBranch(b Branch) *yaml.Node {
	return block(entry{"id", always(b.ID)}, entry{"steps", orEmpty(listOf(b.Steps, writeStep))})
}
