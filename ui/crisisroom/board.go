package crisisroom

import (
	"time"

	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/crisis"
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
		objs = append(objs, kit.NewHeading(s.t(g.Key)).Flush())
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
		chips = append(chips, chip(s.tt("crisisact.calm", "Time", f.Amid(since, now)), TintGood))
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

func kebab(w string) string {
	out := []rune(w)
	for i, c := range out {
		if c == '_' {
			out[i] = '-'
		}
	}
	return string(out)
}
