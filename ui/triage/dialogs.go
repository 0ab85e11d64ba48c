package triage

import (
	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// ask asks for words before an act: why it is declined, what is given back.
func (s *Screen) ask(title, label, primary string, act func(words string)) {
	entry := kit.NewMultiEntry("", 3)
	entry.SetLabel(s.t(label))
	s.open(kit.DialogSpec{
		Title: s.t(title), Body: kit.NewColumn(8, kit.NewParagraph(s.t(label), kit.Body(), kit.Mute), entry), First: entry.Focusable(), Width: 500,
		Primary: s.t(primary), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"),
		Act: func() bool {
			if vm.Blank(entry.Text()) {
				entry.SetError(s.t("triage.words-needed"))
				s.dialog.Fit()
				return false
			}
			act(entry.Text())
			return true
		},
	})
}

func (s *Screen) decline(h inbox.HandoverID) {
	s.ask("handover.decline-title", "handover.decline-why", "handover.decline-act", func(words string) {
		s.triage.Act(inbox.Decline{Handover: h, Reason: words})
	})
}

func (s *Screen) giveBack(h inbox.HandoverID) {
	s.ask("handover.return-title", "handover.return-what", "handover.return-act", func(words string) {
		s.triage.Act(inbox.Return{Handover: h, Answer: words})
	})
}

// typeMoment asks for any other time.
func (s *Screen) typeMoment(pick func(vm.Moment)) {
	entry := kit.NewEntry(s.t("triage.time-example"))
	said := kit.NewParagraph(s.t("triage.time-help"), kit.Body(), kit.Mute)
	f := s.triage.Formats
	entry.OnChanged = func(typed string) {
		entry.SetError("")
		if at, ok := f.Typed(typed, s.now()); ok {
			said.Set(f.Moment(at, s.now()), kit.Ink)
		} else {
			said.Set(s.t("triage.time-help"), kit.Mute)
		}
		s.dialog.Fit()
	}
	keep := func() bool {
		at, ok := f.Typed(entry.Text(), s.now())
		if !ok {
			entry.SetError(s.t("triage.time-unclear"))
			s.dialog.Fit()
			return false
		}
		pick(vm.Moment{At: at})
		return true
	}
	entry.OnSubmitted = func(string) {
		if keep() {
			s.dialog.Close()
		}
	}
	s.open(kit.DialogSpec{
		Title: s.t("triage.another-time"), Body: kit.NewColumn(8, entry, said), First: entry.Focusable(), Width: 420,
		Primary: s.t("triage.snooze"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"), Act: keep,
	})
}

// chooseInDialog offers a long list with a filter.
func (s *Screen) chooseInDialog(title string, choices []vm.Choice, pick func(id string)) {
	sel := kit.NewSelect(options(choices), "", s.t("triage.choose"), s.t("triage.filter"), nil)
	sel.OnChanged = func(id string) {
		s.dialog.Close()
		pick(id)
	}
	s.open(kit.DialogSpec{Title: title, Body: sel, First: sel, Width: 460, Cancel: s.t("triage.cancel")})
	sel.Open()
}

func options(choices []vm.Choice) []kit.Option {
	out := make([]kit.Option, len(choices))
	for i, c := range choices {
		out[i] = kit.Option{ID: c.ID, Text: c.Text, Note: c.Note, Off: c.Off}
	}
	return out
}

// pickTags edits the tags of the open conversation, or adds to all marked.
func (s *Screen) pickTags() {
	has, others := s.triage.TagChoices()
	if s.triage.List.Marks() > 1 {
		has, others = nil, s.triage.House().Tags
	}
	var opts []kit.Option
	for _, t := range append(append([]string{}, has...), others...) {
		opts = append(opts, kit.Option{ID: t, Text: "#" + t})
	}
	combo := kit.NewCombo(opts, has, s.t("triage.tag-hint"), nil)
	combo.Create = func(words string) string {
		if _, err := inbox.CleanTag(words); err != nil {
			return ""
		}
		return s.env.Texts.T("triage.new-tag", map[string]any{"Tag": words})
	}
	s.open(kit.DialogSpec{
		Title: s.t("triage.tags"), Body: combo, First: combo, Width: 460, Primary: s.t("triage.keep"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"),
		Act: func() bool {
			add, remove := vm.TagChanges(has, combo.Selected())
			s.triage.Label(add, remove)
			return true
		},
	})
}

// merge offers the conversations that the open one may belong to.
func (s *Screen) merge() {
	choices := s.triage.MergeChoices()
	if len(choices) == 0 {
		s.tell(vm.Toast{Text: s.t("triage.nothing-to-merge")})
		return
	}
	sel := kit.NewSelect(options(choices), "", s.t("triage.merge-which"), s.t("triage.filter"), nil)
	s.open(kit.DialogSpec{
		Title: s.t("triage.merge"), Body: kit.NewColumn(10, kit.NewParagraph(s.t("triage.merge-text"), kit.Body(), kit.Mute), sel), First: sel, Width: 520,
		Primary: s.t("triage.merge-act"), PrimaryKey: "Ctrl ⏎", Cancel: s.t("triage.cancel"),
		Act: func() bool {
			if sel.Selected() == "" {
				sel.SetError(s.t("triage.merge-which"))
				return false
			}
			s.triage.ActOn(s.triage.Opened.ID(), inbox.Merge{Into: inbox.ConversationID(sel.Selected())})
			return true
		},
	})
}

// openLink shows where a link leads before it is followed, when its text says
// another place.
func (s *Screen) openLink(l vm.LinkFace) {
	if s.env.OpenLink == nil {
		return
	}
	if !l.Suspicious {
		s.env.OpenLink(l.Target)
		return
	}
	s.open(kit.DialogSpec{
		Title: s.t("triage.link-title"), Width: 520, Primary: s.t("triage.link-open"), PrimaryKind: kit.Danger, Cancel: s.t("triage.cancel"),
		Body: kit.NewColumn(8, kit.NewParagraph(s.env.Texts.T("triage.link-lies", map[string]any{"Text": l.Text, "Target": l.Target}), kit.Body(), kit.Ink)),
		Act:  func() bool { s.env.OpenLink(l.Target); return true },
	})
}

// askResend makes sure that a person looked before a reply of unknown fate is
// sent again.
func (s *Screen) askResend(on inbox.ConversationID, reply inbox.OutboxID) {
	sure := kit.NewCheck(s.t("triage.resend-sure"), false, nil)
	s.open(kit.DialogSpec{
		Title: s.t("triage.resend-title"), Width: 500, First: sure,
		Body:    kit.NewColumn(10, kit.NewParagraph(s.t("triage.resend-text"), kit.Body(), kit.Mute), sure),
		Primary: s.t("triage.resend-act"), Cancel: s.t("triage.cancel"),
		Act: func() bool {
			if sure.Checked() {
				s.triage.ActOn(on, inbox.RetryReply{Outbox: reply, NotSent: true})
			}
			return sure.Checked()
		},
	})
}

// guard shows what came while the reply was written, before it may be sent
// anyway.
func (s *Screen) guard(how vm.Release) {
	c := s.triage.Composer
	objs := []fyne.CanvasObject{kit.NewParagraph(s.env.Texts.N("triage.guard-text", c.Moved(), nil), kit.Body(), kit.Mute)}
	for _, m := range c.News() {
		name := m.Author.Name
		if name == "" {
			name = m.Author.Handle
		}
		objs = append(objs, kit.NewCard(kit.CardSpec{Who: name, Meta: s.triage.Formats.Moment(m.SentAt, s.now()), Body: vm.Clipped(m.Text, 600), Side: kit.Wide}))
	}
	read := kit.NewButton(kit.Secondary, s.t("triage.re-read"), func() {
		s.dialog.Close()
		s.talk.composer.reRead()
	})
	d := s.open(kit.DialogSpec{
		Title: s.t("triage.guard-title"), Body: kit.NewColumn(10, objs...), Width: 560, Extra: kit.NewActs().Left(read), First: read,
		Primary: s.t("triage.send-anyway"), PrimaryKind: kit.Danger, Cancel: s.t("triage.cancel"),
		Act: func() bool {
			how.Anyway = true
			s.triage.Send(how, nil)
			return true
		},
	})
	able(d.PrimaryButton(), s.why(c.CanSendAnyway()))
}

// report tells what became of an act on many.
func (s *Screen) report(r vm.BulkResult) {
	objs := []fyne.CanvasObject{kit.NewParagraph(s.env.Texts.T("act.bulk-result", map[string]any{
		"Done": s.env.Texts.N("act.bulk-done", r.Done, nil), "Refused": s.env.Texts.N("act.bulk-refused", len(r.Refused), nil)}), kit.Body(), kit.Ink)}
	if r.Err != nil {
		objs = append(objs, kit.NewParagraph(s.env.Texts.Fault(r.Err), kit.Body(), kit.Red))
	}
	const most = 30
	for _, f := range r.Refused[:min(most, len(r.Refused))] {
		b := kit.NewLinkButton(vm.Clipped(f.Name, 34), func() {
			s.dialog.Close()
			s.Open(f.On)
		})
		objs = append(objs, newBeside(b, kit.NewParagraph(s.env.Texts.Fault(f.Why), kit.Small(), kit.Mute), 10))
	}
	if n := len(r.Refused) - most; n > 0 {
		objs = append(objs, kit.NewParagraph(s.env.Texts.N("act.bulk-more", n, nil), kit.Small(), kit.Mute))
	}
	s.open(kit.DialogSpec{Title: s.t("act.bulk-title"), Body: kit.NewColumn(8, objs...), Width: 560, Cancel: s.t("triage.close")})
}
