package crisisroom

import (
	"fmt"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/ui/kit"
)

// stepCard is a step; the chosen one shows all of it.
func (s *Screen) stepCard(l StepLine) *card {
	fill, line, ink := kit.Panel, kit.Line, kit.Ink
	chosen := l.ID == s.step
	mark, tone := markOf(l)
	switch {
	case l.Late || l.Tint == TintAlarm:
		line = kit.Red
	case chosen:
		line = kit.Accent
	}
	if !l.Open() {
		ink = kit.Mute
	}
	var chips []fyne.CanvasObject
	if l.State != "" {
		chips = append(chips, chip(l.State, l.Tint))
	}
	if l.Due != "" {
		chips = append(chips, chip(l.Due, l.Tint))
	}
	if l.Who != "" {
		mood := TintPlain
		who := kit.ChipSpec{Text: l.Who, Tone: toneOf(mood)}
		if l.Mine && l.Open() {
			who.Tone = kit.Brand
		}
		chips = append(chips, kit.NewChip(who))
	}
	title := newHeadline(mark, tone, l.Def.Title, kit.Strong(), ink, chips...)
	objs := []fyne.CanvasObject{title}
	if chosen {
		title.whole()
		objs = append(objs, s.stepBody(l)...)
	}
	id := l.ID
	return newCard(fill, line, func() { s.pick(id) }, objs...)
}

// markOf is the sign of a step's kind or state.
func markOf(l StepLine) (icon.Name, kit.Role) {
	switch {
	case l.Step.State == crisis.Done:
		return icon.Check, kit.Green
	case l.Step.State == crisis.Skipped || l.Step.State == crisis.NotTaken:
		return icon.Minus, kit.Mute
	case l.Step.State == crisis.Locked:
		return icon.Lock, kit.Mute
	case l.Late:
		return icon.Warning, kit.Red
	}
	switch l.Def.Type {
	case playbook.Decision:
		return icon.Help, kit.Accent
	case playbook.Approval:
		return icon.Shield, kit.Accent
	case playbook.StatementStep:
		return icon.Pencil, kit.Accent
	case playbook.Publish:
		return icon.Send, kit.Accent
	case playbook.Notify:
		return icon.Bell, kit.Accent
	case playbook.FreezeStep:
		return icon.Pause, kit.Accent
	case playbook.Repeat:
		return icon.Refresh, kit.Accent
	case playbook.Wait:
		return icon.Clock, kit.Accent
	}
	return icon.RightMark, kit.Accent
}

// stepBody is what the chosen step shows under its title.
func (s *Screen) stepBody(l StepLine) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	if l.Def.Help != "" {
		objs = append(objs, kit.NewParagraph(l.Def.Help, kit.Body(), kit.Mute))
	}
	if l.Step.Reason != "" {
		objs = append(objs, kit.NewParagraph(s.tt("crisisroom.because", "Reason", l.Step.Reason), kit.Body(), kit.Amber))
	}
	for i, line := range l.Def.Checklist {
		objs = append(objs, s.checkLine(l, i, line))
	}
	objs = append(objs, s.evidenceOf(l)...)
	if id := TextOf(l.Def); id != "" {
		objs = append(objs, s.statementBox(id)...)
	}
	if l.Def.Type == playbook.Decision {
		objs = append(objs, s.decisionOf(l)...)
	}
	if l.Def.Type == playbook.Notify {
		objs = append(objs, s.calledBy(l)...)
	}
	if child := s.childLine(l); child != nil {
		objs = append(objs, child)
	}
	if o, waits := s.room.waitingOverride(TextOf(l.Def)); waits {
		objs = append(objs, kit.NewParagraph(s.tt("crisisact.second-text", "Name", s.room.Name(o.By), "Reason", o.Reason), kit.Body(), kit.Red))
	}
	if l.Step.Unsigned {
		objs = append(objs, kit.NewParagraph(s.tt("crisisroom.unsigned", "Name", s.room.Name(l.Step.Sign)), kit.Body(), kit.Amber))
	}
	if l.Open() {
		objs = append(objs, s.stepActs(l))
	}
	return objs
}

func (s *Screen) checkLine(l StepLine, i int, line string) fyne.CanvasObject {
	id := l.ID
	c := kit.NewCheck(line, l.Step.Checked[i], func(on bool) {
		s.give("", crisis.Order{Step: id, Act: crisis.Check{Line: i, Done: on}})
	})
	if v := s.room.Try(id, crisis.Check{Line: i, Done: true}, s.host.Now()); !v.OK {
		c.DisableFor(s.host.Texts().T(v.Key, v.Args))
	}
	return c
}

func (s *Screen) evidenceOf(l StepLine) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, e := range l.Step.Evidence {
		text := e.Text
		if e.URL != "" {
			text = e.URL
		}
		objs = append(objs, kit.NewParagraph(s.tt("crisisroom.evidence-line", "Text", text, "Name", s.room.Name(e.By)), kit.Small(), kit.Mute))
	}
	if l.Open() && l.Def.Evidence == "required" && len(l.Step.Evidence) == 0 {
		objs = append(objs, kit.NewParagraph(s.t("crisisroom.evidence-wanted"), kit.Small(), kit.Amber))
	}
	return objs
}

func (s *Screen) decisionOf(l StepLine) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, c := range l.Step.Choices {
		for _, o := range l.Def.Options {
			if o.ID == c.Option {
				objs = append(objs, kit.NewParagraph(s.tt("crisisroom.chosen-by", "Name", s.room.Name(c.By), "Option", o.Label, "Reason", c.Reason), kit.Body(), kit.Ink))
			}
		}
	}
	if !l.Open() {
		return objs
	}
	if def, ok := s.room.Plan.Book.Role(l.Def.Confirm); ok {
		objs = append(objs, kit.NewParagraph(s.tt("crisisroom.confirms", "Role", def.Label), kit.Small(), kit.Mute))
	}
	for i, o := range l.Def.Options {
		text := o.Label
		if l.Def.Sets == playbook.NameSeverity && i < len(s.room.Plan.Book.Severity) {
			text += " – " + s.room.Plan.Book.Severity[i].Criteria
		}
		objs = append(objs, kit.NewParagraph(fmt.Sprintf("%d. %s", i+1, text), kit.Body(), kit.Ink))
	}
	return objs
}

func (s *Screen) calledBy(l StepLine) []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	for _, id := range l.Def.To {
		role, _ := s.room.Plan.Book.Role(id)
		holder := s.room.Run.Roles[id].Holder
		state, tone := s.t("crisisroom.not-acked"), kit.Caution
		for _, m := range l.Step.Acks {
			if s.room.Run.Holds(m, id) {
				state, tone = s.t("crisisroom.acked"), kit.Good
			}
		}
		row := kit.NewKeyValue(role.Label+" · "+s.room.Name(holder), "")
		row.Set(state, tone)
		objs = append(objs, row)
	}
	return objs
}

// pick chooses a step.
func (s *Screen) pick(id string) {
	if s.step == id {
		return
	}
	s.step, s.opened = id, false
	s.drawRun()
	if c := s.cards[id]; c != nil {
		s.scroll.Reveal(c)
	}
	s.host.Hint()
}
