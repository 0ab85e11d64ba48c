package triage

import (
	"fyne.io/fyne/v2"

	"vigie/inbox"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// moderateKey offers what can be done on the network to the message that is
// chosen, or else to the last that came from outside.
func (s *Screen) moderateKey() {
	on, ok := s.triage.ModerationTarget()
	if v := s.triage.CanModerate(); !v.OK || !ok {
		s.tell(vm.Toast{Text: s.why(v)})
		return
	}
	kit.ShowMenu(s.visible(s.talk.head.more), s.moderationMenu(on))
}

// moderationMenu are the acts on one message on its network.
func (s *Screen) moderationMenu(on inbox.Message) []kit.MenuEntry {
	var out []kit.MenuEntry
	for _, c := range s.triage.ModerationChoices(on) {
		act := inbox.Action(c.ID)
		text := c.Text
		if act != inbox.Like {
			text += "…"
		}
		out = append(out, kit.MenuEntry{Text: text, Off: c.Off, Do: func() { s.moderate(on, act) }})
	}
	return out
}

// moderate asks for the ground of an act; a favourite has none and is given at
// once.
func (s *Screen) moderate(on inbox.Message, a inbox.Action) {
	conversation := s.triage.Opened.ID()
	if a == inbox.Like {
		s.triage.ActOn(conversation, inbox.Moderate{Message: on.ID, Action: a})
		return
	}
	f := &vm.ModerationForm{Faces: s.triage.Faces(), On: on, Action: a}
	words := kit.NewMultiEntry(s.t("moderation.words-hint-own"), 3)
	if a == inbox.Report {
		words.SetPlaceholder(s.t("moderation.words-hint"))
	}
	var grounds *kit.ChoiceChips
	changed := func() {
		words.SetError("")
		if s.dialog != nil && s.dialog.IsOpen() {
			able(s.dialog.PrimaryButton(), s.problem(f))
			s.dialog.Fit()
		}
	}
	grounds = kit.NewChoiceChips(options(f.Grounds()), "", func(id string) { f.Ground = inbox.Ground(id); changed() })
	words.OnChanged = func(text string) { f.Words = text; changed() }
	primary := "moderation.do"
	if !f.Alone() {
		primary = "moderation.propose"
	}
	name := on.Author.Name
	if name == "" {
		name = on.Author.Handle
	}
	s.open(kit.DialogSpec{
		Title: f.ActionText(a), Subtitle: vm.Clipped(name, 40), Width: 600, First: grounds,
		Body: kit.NewColumn(8,
			kit.NewCard(kit.CardSpec{Who: name, Meta: f.Moment(on.SentAt, s.now()), Body: vm.Clipped(on.Text, 280), Side: kit.Wide}),
			kit.NewFormRow(s.t("moderation.ground"), grounds), kit.NewFormRow(s.t("moderation.words"), words),
			kit.NewNote(f.Summary()), kit.NewParagraph(s.t("moderation.kept"), kit.Small(), kit.Mute)),
		Primary: s.t(primary), PrimaryKey: "Ctrl ⏎", PrimaryKind: kit.Danger, Cancel: s.t("triage.cancel"),
		Act: func() bool {
			if why := s.problem(f); why != "" {
				words.SetError(why)
				s.dialog.Fit()
				return false
			}
			s.triage.ActOn(conversation, f.Act())
			return true
		},
	})
	able(s.dialog.PrimaryButton(), s.problem(f))
}

// problem says what is still missing in a form of moderation.
func (s *Screen) problem(f *vm.ModerationForm) string {
	if key := f.Problem(); key != "" {
		return s.t(key)
	}
	return ""
}

// moderationLines say where the acts on a message stand and what can be done
// about them.
func (s *Screen) moderationLines(all []vm.ModerationFace) []fyne.CanvasObject {
	on := s.triage.Opened.ID()
	var out []fyne.CanvasObject
	for _, f := range all {
		role := kit.Mute
		if f.Tone == vm.Alarm {
			role = kit.Red
		}
		out = append(out, kit.NewFlow(12, flowSpans(f.Text, role)...))
		if f.Why != "" {
			out = append(out, kit.NewParagraph(f.Why, kit.Small(), role))
		}
		var acts []fyne.CanvasObject
		add := func(can bool, key string, act inbox.Act) {
			if can {
				acts = append(acts, kit.NewButton(kit.Secondary, s.t(key), func() { s.triage.ActOn(on, act) }))
			}
		}
		add(f.Allow, "moderation.allow", inbox.AllowModeration{Moderation: f.ID})
		add(f.Retry, "moderation.retry", inbox.RetryModeration{Moderation: f.ID})
		add(f.Settle, "moderation.was-done", inbox.SettleModeration{Moderation: f.ID})
		add(f.Settle, "moderation.was-not-done", inbox.RetryModeration{Moderation: f.ID, NotDone: true})
		add(f.Refuse, "moderation.refuse", inbox.RefuseModeration{Moderation: f.ID})
		add(f.Revert, "moderation.revert", inbox.RevertModeration{Moderation: f.ID})
		if len(acts) > 0 {
			out = append(out, newWrap(8, acts...).wishing(420))
		}
	}
	return out
}
