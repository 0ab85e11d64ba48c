package crisisroom

import (
	"fyne.io/fyne/v2"

	"vigie/crisis"
	"vigie/ui/kit"
	"vigie/ui/vm"
)

// draw shows everything anew; what is scrolled to stays.
func (s *Screen) draw() {
	if !s.read {
		return
	}
	s.drawLeft()
	switch {
	case s.form != nil:
		s.stage.SetCentre(s.form.page)
	case s.live():
		s.drawRun()
	default:
		s.drawBook()
	}
	s.drawSide()
}

// drawLeft lists the runs and the playbooks.
func (s *Screen) drawLeft() {
	start := kit.NewButton(kit.Danger, s.t("crisisroom.start"), func() { s.host.Press(vm.Key{Rune: 'b'}) }).WithKey("B")
	if v := s.canStart(); !v.OK {
		start.DisableFor(s.host.Texts().T(v.Key, v.Args))
	}
	objs := []fyne.CanvasObject{newHeadline("", 0, s.t("crisisroom.title"), kit.Title(), kit.Ink), start}
	over := 0
	for _, r := range s.runs {
		if !alive(r) {
			over++
			continue
		}
		objs = append(objs, s.runCard(r))
	}
	if over > 0 {
		objs = append(objs, kit.NewHeading(s.t("crisisroom.over")))
		for _, r := range s.runs {
			if alive(r) || over <= 0 {
				continue
			}
			over--
			id := r.ID
			objs = append(objs, kit.NewNavRow(s.formats().Day(r.Begun, s.host.Now())+" · "+r.Book.Title, 0, func() { s.open(id) }))
			objs = append(objs, s.lacksReview(r)...)
		}
	}
	objs = append(objs, kit.NewHeading(s.t("crisisroom.books")))
	objs = append(objs, s.unsaved()...)
	for _, b := range s.books {
		id, name := b.ID, b.Title
		if b.Draft {
			name += " · " + s.t("crisisroom.draft")
		}
		objs = append(objs, kit.NewNavRow(name, 0, func() { s.openBook(id) }))
	}
	s.left.Set(objs...)
	s.leftBox.Refresh()
}

// runCard is a run that goes on.
func (s *Screen) runCard(r *crisis.Run) *card {
	f, now := s.formats(), s.host.Now()
	fill, line := kit.Background, kit.Line
	if r.ID == s.run && s.book == "" {
		fill, line = kit.RedSoft, kit.Red
		if r.Exercise {
			fill, line = kit.VioletSoft, kit.Violet
		}
	}
	state := s.t("crisisroom.run-" + string(r.State))
	if r.State == crisis.Running && !r.Begun.IsZero() {
		state = s.tt("crisisroom.live-for", "Span", f.Span(now.Sub(r.Begun)))
	}
	room := Room{Run: r, Roster: s.roster}
	objs := []fyne.CanvasObject{
		kit.NewParagraph(r.Book.Title, kit.Strong(), kit.Ink),
		kit.NewParagraph(state+" · "+s.tt("crisisroom.led-by", "Name", room.Name(r.Lead)), kit.Body(), kit.Mute),
	}
	if r.Exercise {
		objs = append(objs, kit.Chips(kit.ChipSpec{Text: s.t("crisisroom.exercise"), Tone: kit.Special}))
	}
	if s.room.Run != nil && s.room.Run.ID == r.ID {
		done, all, late := s.room.Progress(now)
		role := kit.Accent
		words := s.host.Texts().N("crisisroom.progress", done, map[string]any{"All": all})
		if late > 0 {
			role = kit.Red
			words += " · " + s.host.Texts().N("crisisroom.late-steps", late, nil)
		}
		objs = append(objs, newMeter(float32(done)/float32(max(1, all)), role), kit.NewParagraph(words, kit.Small(), kit.Mute))
	}
	id := r.ID
	return newCard(fill, line, func() { s.open(id) }, objs...)
}
