package triage

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// drawCard makes the widget of one thing in the course of a conversation.
func (s *Screen) drawCard(c vm.Card) fyne.CanvasObject {
	if c.Kind == vm.EventLine {
		return kit.NewFlow(12, flowSpans(c.Event, kit.Faint)...)
	}
	spec := kit.CardSpec{Who: c.Who, Meta: c.Meta, Body: c.Body}
	switch c.Kind {
	case vm.InternalNote:
		spec.Tone, spec.Side = kit.Caution, kit.Middle
	case vm.OurMessage, vm.PendingReply, vm.OthersDraft:
		spec.Tone, spec.Side = kit.Brand, kit.Right
	}
	if c.Loading {
		spec.Body = s.t("triage.body-on-its-way")
	}
	if c.Marked {
		spec.Meta += " · " + s.t("triage.chosen-to-split")
	}
	card := kit.NewCard(spec, s.under(c)...)
	if len(c.Marks) > 0 && !c.Loading {
		card.Mark(ranges(c.Marks))
	}
	if c.Kind == vm.TheirMessage || c.Kind == vm.OurMessage && len(c.Send.Outbox) == 0 {
		more := kit.NewIconButton(icon.More, s.t("triage.message-more"), nil)
		more = kit.NewIconButton(icon.More, s.t("triage.message-more"), func() { kit.ShowMenu(more, s.messageMenu(c)) })
		card.Corner(more)
	}
	return card
}

func ranges(at []vm.Range) []kit.Range {
	out := make([]kit.Range, len(at))
	for i, r := range at {
		out[i] = kit.Range(r)
	}
	return out
}

// under is what stands below a card's text.
func (s *Screen) under(c vm.Card) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if c.Rest > 0 {
		text := s.env.Texts.T("triage.show-more", map[string]any{"Size": s.triage.Formats.Size(int64(c.Rest))})
		out = append(out, line(kit.NewLinkButton(text, func() { s.triage.Opened.ShowMore(c.ID) })))
	}
	for _, f := range c.Folded {
		out = append(out, s.fold(c.ID, f)...)
	}
	out = append(out, s.linkLines(c.Links)...)
	out = append(out, s.fileChips(c)...)
	if c.Earlier > 0 {
		text := s.env.Texts.N("triage.show-earlier", c.Earlier, nil)
		out = append(out, line(kit.NewLinkButton(text, func() { s.showEarlier(inbox.MessageID(c.ID)) })))
	}
	if c.Tone.Text != "" {
		out = append(out, s.toneLine(c))
	}
	out = append(out, s.moderationLines(c.Moderations)...)
	if c.Problem != "" {
		out = append(out, kit.NewParagraph(c.Problem, kit.Body(), kit.Red))
	}
	if c.Send.State != "" && c.Send.State != inbox.Sent {
		out = append(out, s.sendLines(c.Send)...)
	}
	if c.Kind == vm.OthersDraft {
		out = append(out, s.draftActs(c.Draft))
	}
	return out
}

// draftActs let a second person send what a colleague may not send alone.
func (s *Screen) draftActs(d inbox.Draft) fyne.CanvasObject {
	send := kit.NewButton(kit.Secondary, s.t("triage.release-draft"), func() {
		if open, _ := s.triage.Opened.Detail(); open.Contact.NoContact {
			s.noContact(func() { s.triage.ReleaseDraft(d) })
			return
		}
		s.triage.ReleaseDraft(d)
	})
	able(send, s.why(s.triage.MayRelease()))
	edit := kit.NewButton(kit.Secondary, s.t("triage.take-draft"), func() { s.triage.TakeText(d); s.talk.composer.focus(d.Kind) })
	return newWrap(8, send, edit).wishing(420)
}

// line keeps a small widget at the left of its row.
func line(o fyne.CanvasObject) fyne.CanvasObject { return kit.NewChipRow(o) }

func (s *Screen) fold(card string, f vm.Fold) []fyne.CanvasObject {
	key := "triage.show-" + f.Name
	if f.Open {
		key = "triage.hide-" + f.Name
	}
	out := []fyne.CanvasObject{line(kit.NewChipButton(kit.ChipSpec{Text: s.t(key), Icon: foldIcon(f.Open)}, func() { s.triage.Opened.Fold(card, f.Name) }))}
	if f.Open {
		out = append(out, kit.NewParagraph(f.Text, kit.Body(), kit.Mute))
	}
	return out
}

func foldIcon(open bool) icon.Name {
	if open {
		return icon.DownMark
	}
	return icon.More
}

// maxLinks is how many links of a message are listed with where they lead.
const maxLinks = 6

// linkLines list where the links of a message truly lead. One whose text names
// another place is marked, and asks before it opens.
func (s *Screen) linkLines(links []vm.LinkFace) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, l := range links[:min(maxLinks, len(links))] {
		chip := kit.ChipSpec{Text: vm.Clipped(l.Target, 44), Icon: icon.Link}
		if l.Suspicious {
			chip.Icon, chip.Tone = icon.AlertMark, kit.Alarm
			lies := s.env.Texts.T("triage.link-lies", map[string]any{"Text": vm.Clipped(l.Text, 80), "Target": vm.Clipped(l.Target, 200)})
			out = append(out, kit.NewParagraph(lies, kit.Body(), kit.Red))
		}
		b := kit.NewChipButton(chip, func() { s.openLink(l) })
		b.SetTip(l.Target)
		out = append(out, line(b))
	}
	return out
}

func (s *Screen) fileChips(c vm.Card) []fyne.CanvasObject {
	var out, chips []fyne.CanvasObject
	for _, f := range c.Files {
		if f.Image && f.Index >= 0 {
			out = append(out, line(s.imageSlot(f)))
		}
		b := kit.NewChipButton(kit.ChipSpec{Text: vm.Clipped(f.Name, 40) + " · " + f.Size, Icon: icon.Clip}, nil)
		b.SetTip(f.Name)
		if f.Index >= 0 {
			b.SetAct(func() { kit.ShowMenu(b, s.fileMenu(f)) })
		}
		chips = append(chips, b)
	}
	if len(chips) > 0 {
		out = append(out, newWrap(6, chips...).wishing(300))
	}
	return out
}

// sendLines say where a reply under way stands and what can be done about it.
func (s *Screen) sendLines(f vm.SendFace) []fyne.CanvasObject {
	role := kit.Mute
	if f.Tone == vm.Alarm {
		role = kit.Red
	}
	text := f.Text
	if f.Why != "" {
		text += " " + f.Why
	}
	out := []fyne.CanvasObject{kit.NewParagraph(text, kit.Body(), role)}
	var acts []fyne.CanvasObject
	add := func(on bool, key string, do func()) {
		if on {
			acts = append(acts, kit.NewButton(kit.Secondary, s.t(key), do))
		}
	}
	on := s.triage.Opened.ID()
	add(f.CanUndo, "triage.send-undo", func() { s.triage.ActOn(on, inbox.CancelReply{Outbox: f.Outbox}) })
	add(f.CanEdit, "triage.send-edit", func() { s.triage.ActOn(on, inbox.CancelReply{Outbox: f.Outbox}) })
	add(f.Retry, "triage.send-retry", func() { s.triage.ActOn(on, inbox.RetryReply{Outbox: f.Outbox}) })
	add(f.Settle, "triage.send-look-up", func() { s.triage.LookUp(f.Outbox) })
	add(f.Settle, "triage.send-was-sent", func() { s.triage.ActOn(on, inbox.SettleReply{Outbox: f.Outbox}) })
	add(f.Settle, "triage.send-was-not", func() { s.askResend(on, f.Outbox) })
	if len(acts) > 0 {
		out = append(out, newWrap(8, acts...).wishing(420))
	}
	return out
}
