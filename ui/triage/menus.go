package triage

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/inbox/team"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// moreMenu are the acts on the open conversation that have no button.
func (s *Screen) moreMenu() []kit.MenuEntry {
	t := s.triage
	triage := s.why(t.May(team.Triage))
	ends := s.why(t.MayEnd())
	return []kit.MenuEntry{
		{Text: s.t("triage.take"), Key: "T", Off: triage, Do: func() { t.Act(inbox.Claim{}) }},
		{Text: s.t("triage.assign"), Key: "A", Off: triage, Do: func() { s.pickAssignee(s.talk.head.more) }},
		{Text: s.t("triage.hand-over-dots"), Key: "H", Icon: icon.Hand, Off: s.why(s.canHandOver()), Do: s.handOver},
		{Text: s.t("triage.tags"), Key: "L", Icon: icon.Tag, Off: triage, Do: s.pickTags},
		{Text: s.t("triage.priority"), Key: "P", Off: triage, Do: func() { s.pickPriority(s.talk.head.more) }},
		{Text: s.t("triage.snooze"), Key: "S", Icon: icon.Snooze, Off: triage, Do: func() { s.pickSnooze(s.talk.head.more) }, Rule: true},
		{Text: s.t("triage.wait"), Key: "W", Off: triage, Do: func() { t.Act(inbox.Wait{}) }},
		{Text: s.t("triage.ignore"), Key: "I", Off: ends, Do: func() { t.Act(inbox.Ignore{}) }},
		{Text: s.t("triage.reopen"), Key: "O", Off: triage, Do: func() { t.Act(inbox.Reopen{}) }},
		{Text: s.t("moderation.menu"), Key: "M", Off: s.why(t.CanModerate()), Do: s.moderateKey},
		{Text: s.t("triage.merge"), Key: "G", Off: triage, Do: s.merge, Rule: true},
		{Text: s.t("triage.split"), Key: "X", Off: s.why(t.CanSplit()), Do: t.SplitOff},
		{Text: s.t("triage.release"), Off: triage, Do: func() { t.Act(inbox.Release{}) }},
		s.afterEntry(vm.GoNext, "triage.after-next", true), s.afterEntry(vm.Stay, "triage.after-stay", false), s.afterEntry(vm.ToList, "triage.after-list", false),
	}
}

// afterEntry chooses where an act that ends the work leads.
func (s *Screen) afterEntry(then vm.Then, key string, rule bool) kit.MenuEntry {
	return kit.MenuEntry{Text: s.t(key), Ticked: s.triage.After == then, Rule: rule, Do: func() {
		s.triage.After = then
		s.remember()
	}}
}

func (s *Screen) canHandOver() vm.Verdict { return s.triage.CanHandOver() }

// menu shows choices under a widget; many get a dialog with a filter instead.
func (s *Screen) menu(anchor fyne.CanvasObject, choices []vm.Choice, chosen string, pick func(id string)) {
	if len(choices) > 14 {
		s.chooseInDialog(s.t("triage.choose"), choices, pick)
		return
	}
	var entries []kit.MenuEntry
	for _, c := range choices {
		entries = append(entries, kit.MenuEntry{Text: c.Text, Key: c.Note, Off: c.Off, Ticked: c.ID == chosen && c.ID != "", Do: func() { pick(c.ID) }})
	}
	if len(entries) > 0 {
		kit.ShowMenu(s.visible(anchor), entries)
	}
}

// visible gives an anchor that is on the screen: that of a key may not be.
func (s *Screen) visible(anchor fyne.CanvasObject) fyne.CanvasObject {
	if anchor != nil && anchor.Visible() && fyne.CurrentApp().Driver().CanvasForObject(anchor) != nil {
		return anchor
	}
	return s.list.head
}

func (s *Screen) pickAssignee(anchor fyne.CanvasObject) {
	d, _ := s.triage.Opened.Detail()
	s.menu(anchor, s.triage.AssignChoices(), string(d.Conversation.Assignee), s.triage.Assign)
}

func (s *Screen) pickPriority(anchor fyne.CanvasObject) {
	s.menu(anchor, s.triage.PriorityChoices(), "", s.triage.Prioritise)
}

func (s *Screen) pickStatus(anchor fyne.CanvasObject) {
	s.menu(anchor, s.triage.StatusChoices(), "", func(id string) {
		if act, ok := vm.StatusAct(id); ok {
			s.triage.Act(act)
			return
		}
		s.pickSnooze(anchor)
	})
}

// pickDepartment routes what no department has; what one has is handed over.
func (s *Screen) pickDepartment(anchor fyne.CanvasObject) {
	d, _ := s.triage.Opened.Detail()
	if d.Conversation.Department != "" && s.triage.House().Me.Profile != team.Coordinator {
		s.handOver()
		return
	}
	s.menu(anchor, s.triage.RouteChoices(), string(d.Conversation.Department), func(id string) {
		s.triage.Act(inbox.Route{To: team.DepartmentID(id)})
	})
}

// pickSnooze offers the times to come back, and any other by typing.
func (s *Screen) pickSnooze(anchor fyne.CanvasObject) {
	s.pickMoment(anchor, func(m vm.Moment) { s.triage.Act(inbox.Snooze{Until: m.At}) })
}

func (s *Screen) pickSendSnooze(anchor fyne.CanvasObject) {
	s.pickMoment(anchor, func(m vm.Moment) {
		s.talk.composer.release(vm.Release{Then: inbox.Snoozed, Until: m.At})
	})
}

func (s *Screen) pickMoment(anchor fyne.CanvasObject, pick func(vm.Moment)) {
	now := s.now()
	var entries []kit.MenuEntry
	for _, m := range s.triage.Formats.SnoozeChoices(now) {
		entries = append(entries, kit.MenuEntry{Text: m.Text, Key: s.triage.Formats.Moment(m.At, now), Do: func() { pick(m) }})
	}
	entries = append(entries, kit.MenuEntry{Text: s.t("triage.another-time"), Rule: true, Do: func() { s.typeMoment(pick) }})
	kit.ShowMenu(s.visible(anchor), entries)
}

// messageMenu are the acts on one message.
func (s *Screen) messageMenu(c vm.Card) []kit.MenuEntry {
	id := inbox.MessageID(c.ID)
	mark := s.t("triage.choose-to-split")
	if c.Marked {
		mark = s.t("triage.unchoose-to-split")
	}
	out := []kit.MenuEntry{
		{Text: s.t("triage.copy"), Icon: icon.Copy, Do: func() { fyne.CurrentApp().Clipboard().SetContent(c.Body) }},
		{Text: mark, Do: func() { s.triage.Opened.Choose(id) }},
	}
	if c.Earlier > 0 {
		out = append(out, kit.MenuEntry{Text: s.t("triage.earlier-texts"), Do: func() { s.showEarlier(id) }})
	}
	if s.env.SaveFile != nil {
		out = append(out, kit.MenuEntry{Text: s.t("triage.save-raw"), Icon: icon.Download, Do: func() { s.saveRaw(id) }})
	}
	if c.Link != "" && s.env.OpenLink != nil {
		out = append(out, kit.MenuEntry{Text: s.t("triage.open-on-network"), Icon: icon.Open, Do: func() { s.env.OpenLink(c.Link) }})
	}
	return append(out, s.moderationEntries(id)...)
}

// moderationEntries are the acts on the network on a message from outside.
func (s *Screen) moderationEntries(id inbox.MessageID) []kit.MenuEntry {
	d, _ := s.triage.Opened.Detail()
	for _, m := range d.Messages {
		if m.ID != id || m.Direction == inbox.Outbound || len(d.Account.Caps.Kinds[m.Kind].Actions) == 0 {
			continue
		}
		entries := s.moderationMenu(m)
		entries[0].Rule = true
		return entries
	}
	return nil
}

// fileMenu are the acts on a file: nothing is opened but on purpose.
func (s *Screen) fileMenu(f vm.FileFace) []kit.MenuEntry {
	return []kit.MenuEntry{
		{Text: s.t("triage.file-open"), Icon: icon.Open, Do: func() { s.askOpenFile(f) }},
		{Text: s.t("triage.file-save"), Icon: icon.Download, Do: func() { s.saveFile(f) }},
	}
}
