package triage

import (
	"vigie/crisis"
	"vigie/ui/vm"
)

// crises are the acts that tie what is open to a run of a playbook.
func (s *Screen) crises() []vm.Command {
	const group = "triage.group-triage"
	return []vm.Command{
		{ID: "crisisact.link", Group: group, Keys: []vm.Key{{Rune: 'l', Ctrl: true, Shift: true}}, Enabled: s.triage.CanLink, Run: func() { s.toRun(s.triage.Link) }},
		{ID: "crisisact.link-contact", Group: group, Enabled: s.triage.CanLinkContact, Run: func() { s.toRun(s.triage.LinkContact) }},
	}
}

// toRun asks which run, where several go on.
func (s *Screen) toRun(link func(crisis.RunID)) {
	choices := s.triage.RunChoices()
	if len(choices) == 1 {
		link(crisis.RunID(choices[0].ID))
		return
	}
	s.chooseInDialog(s.t("crisisact.which-run"), choices, func(id string) { link(crisis.RunID(id)) })
}
