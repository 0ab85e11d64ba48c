package crisisroom

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/crisis"
	"vigie/crisis/playbook"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// drawRun shows the board of the run in sight.
func (s *Screen) drawRun() {
	f, now := s.formats(), s.host.Now()
	groups := f.Board(s.room, now)
	s.choose(groups)
	var objs []fyne.CanvasObject
	s.cards = map[string]*card{}
	for _, g := range groups {
		objs = append(objs, kit.NewHeading(s.t(g.Key)))
		for _, l := range g.Lines {
			c := s.stepCard(l)
			s.cards[l.ID] = c
			objs = append(objs, c)
		}
	}
	s.board.Set(objs...)
	dock := kit.NewDock(s.scroll).Head(s.bands()...).Head(s.runHead())
	s.stage.SetCentre(dock)
	s.scroll.Refresh()
}

// choose keeps the chosen step, or takes the first that is open: also when the
// chosen one was open and has ended.
func (s *Screen) choose(groups []StepGroup) {
	for _, g := range groups {
		for _, l := range g.Lines {
			if l.ID == s.step && (l.Open() || !s.opened) {
				s.opened = l.Open()
				return
			}
		}
	}
	s.step, s.opened = "", false
	if len(groups) > 0 {
		s.step, s.opened = groups[0].Lines[0].ID, groups[0].Lines[0].Open()
	}
}

// bands are what is true of all of the run: an exercise, a text that was sent
// to who knows where. That publishing is paused the window says everywhere.
func (s *Screen) bands() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	r := s.room.Run
	if r.Exercise {
		out = append(out, kit.NewBanner(kit.Special, s.t("crisisroom.exercise-band")))
	}
	for _, p := range r.Publications {
		if p.State == crisis.Unsure {
			act := kit.BannerAct{Text: s.t("crisisact.settle-publication"), Do: func() { s.doing("crisisact.settle-publication", s.settlePublication) }}
			out = append(out, kit.NewBanner(kit.Alarm, s.tt("crisisroom.unsure", "Channel", s.channel(p.Channel)), act))
		}
	}
	return out
}

// runHead is the title of the run, with its state and what concerns all of it.
func (s *Screen) runHead() fyne.CanvasObject {
	r, f, now := s.room.Run, s.formats(), s.host.Now()
	var chips []fyne.CanvasObject
	severity := s.room.Severity()
	if severity == "" {
		severity = s.t("crisisroom.severity-open")
	}
	chips = append(chips, kit.NewChipButton(kit.ChipSpec{Text: severity, Tone: kit.Alarm, Menu: true}, func() { s.host.Press(vm.Key{Rune: '+'}) }))
	chips = append(chips, chip(s.t("crisisroom.run-"+kebab(string(r.State))), TintPlain))
	if !r.Begun.IsZero() && s.room.Live() {
		chips = append(chips, chip(s.tt("crisisroom.since", "Span", f.Span(now.Sub(r.Begun))), TintPlain))
	}
	if c := s.updateChip(now); c != nil {
		chips = append(chips, c)
	}
	if since, calm := r.Calm(); calm {
		chips = append(chips, chip(s.tt("crisisact.calm", "Time", f.Moment(since, now)), TintGood))
	}
	chips = append(chips, chip(s.tt("crisisroom.version", "Version", r.Book.Version), TintPlain))
	if n := len(r.Links); n > 0 {
		chips = append(chips, chip(s.host.Texts().N("crisisroom.linked", n, nil), TintPlain))
	}
	title := kit.NewTitled(r.Book.Title, s.headActs()...)
	column := kit.NewColumn(8, title, kit.NewChipRow(chips...))
	return kit.NewSheet(kit.Panel, column).Pad(20, 12).Lines(false, true)
}

// updateChip counts down to the next status update, or says for how long it is
// owed; nil where the playbook wants none.
func (s *Screen) updateChip(now time.Time) fyne.CanvasObject {
	r, f := s.room.Run, s.formats()
	owed := vm.UpdateOwed(r, s.room.Events, now)
	switch {
	case !s.room.Live() || r.State == crisis.Paused:
		return nil
	case !owed.IsZero():
		text := s.tt("crisisact.owed-for", "Span", f.Span(now.Sub(owed)))
		return kit.NewChipButton(kit.ChipSpec{Text: text, Tone: kit.Alarm, Icon: icon.Warning}, func() { s.host.Press(vm.Key{Rune: 'u'}) })
	case r.UpdateDue.IsZero():
		return nil
	}
	mood := TintPlain
	if r.UpdateDue.Sub(now) < soon {
		mood = TintHeed
	}
	return chip(s.tt("crisisroom.update-in", "Span", f.Span(r.UpdateDue.Sub(now))), mood)
}

// headActs are what can be done about all of the run where it stands.
func (s *Screen) headActs() []fyne.CanvasObject {
	var objs []fyne.CanvasObject
	add := func(kind kit.Kind, id string) {
		c, ok := s.host.Commands().ByID(id)
		if v := c.Verdict(); ok && v.OK {
			text := s.t(id)
			if _, on := s.room.Pause(); on && id == "crisisact.pause" {
				text = s.t("crisisact.pause-list")
			}
			objs = append(objs, kit.NewButton(kind, text, c.Run).WithKey(c.Keys[0].Label()))
		}
	}
	switch s.room.Run.State {
	case crisis.Prepared:
		add(kit.Secondary, "crisisact.discard-run")
		add(kit.Danger, "crisisact.confirm-run")
	case crisis.Paused:
		add(kit.Primary, "crisisact.resume-run")
	case crisis.Running, crisis.Watching:
		add(kit.Secondary, "crisisroom.update")
		add(kit.Secondary, "crisisact.pause")
		add(kit.Secondary, "crisisact.raise-again")
		if _, calm := s.room.Run.Calm(); calm {
			add(kit.Secondary, "crisisact.watch-run")
		}
		add(kit.Danger, "crisisroom.stand-down")
	case crisis.Closed:
		add(kit.Secondary, "crisisact.reopen-run")
	case crisis.StoodDown:
		add(kit.Secondary, "crisisact.raise-again")
	}
	return objs
}

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
	objs := []fyne.CanvasObject{newHeadline(mark, tone, l.Def.Title, kit.Strong(), ink, chips...)}
	if chosen {
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

func kebab(w string) string {
	out := []rune(w)
	for i, c := range out {
		if c == '_' {
			out[i] = '-'
		}
	}
	return string(out)
}
