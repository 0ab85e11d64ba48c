package setup

import (
	"fyne.io/fyne/v2"

	"vigie/assets/icon"
	"vigie/ui/kit"
)

// draw shows the stage.
func (f *JoinForm) draw() {
	var objs []fyne.CanvasObject
	switch f.stage {
	case asksInvitation:
		objs = f.drawInvitation()
	case showsServer:
		objs = f.drawServer()
	case joins:
		f.back.SetText(f.t("join.stop"))
		objs = []fyne.CanvasObject{kit.NewBox(f.bar), kit.NewActs(f.back)}
	}
	f.offer()
	f.body.Set(objs...)
	if f.OnHeight != nil {
		f.OnHeight()
	}
}

func (f *JoinForm) drawInvitation() []fyne.CanvasObject {
	f.look.SetText(f.t("join.look"))
	if f.looking {
		f.look.SetText(f.t("join.looking"))
	}
	rows := []fyne.CanvasObject{kit.NewFormRow(f.t("join.invitation"), f.typed).Help(f.t("join.invitation-help"))}
	if f.problem.Text() != "" {
		rows = append(rows, f.problem)
	}
	f.back.SetText(f.t("join.back"))
	return []fyne.CanvasObject{kit.NewBox(kit.NewColumn(12, rows...)), kit.NewActs(f.back, f.look)}
}

// drawServer shows whose server it is and how that is known, and asks how to
// sign in.
func (f *JoinForm) drawServer() []fyne.CanvasObject {
	t, p := f.t, f.found
	name := p.Brand
	if name == "" {
		name = p.Server
	}
	print := kit.NewParagraph(p.Fingerprint, kit.Face{Size: 12, Weight: kit.Digits}, kit.Ink)
	rows := []fyne.CanvasObject{
		kit.NewFormRow(t("join.team"), kit.NewParagraph(name, kit.Strong(), kit.Ink)),
		kit.NewFormRow(t("join.server"), kit.NewParagraph(p.Server, kit.Body(), kit.Ink)),
		kit.NewFormRow(t("join.fingerprint"), print).Help(t("join.known-" + string(p.Known))),
	}
	if p.Known == Unknown {
		rows = append(rows, kit.NewFormRow("", f.compared))
	}
	box := []fyne.CanvasObject{kit.NewBox(kit.NewColumn(12, rows...))}
	sign := []fyne.CanvasObject{kit.NewFormRow(t("join.computer"), f.computer).Help(t("join.computer-help"))}
	if p.Code == "" {
		sign = append(sign, kit.NewFormRow(t("join.handle"), f.handle), kit.NewFormRow(t("join.password"), f.password))
	} else {
		sign = append(sign, kit.NewFormRow(t("join.new-password"), f.password).Help(t("join.new-password-help")))
	}
	if f.problem.Text() != "" {
		sign = append(sign, f.problem)
	}
	box = append(box, kit.NewBox(kit.NewColumn(12, sign...)))
	f.back.SetText(t("join.back"))
	acts := []fyne.CanvasObject{f.back}
	if p.Browser {
		f.browser = kit.NewButton(kit.Secondary, t("join.browser"), f.inBrowser).WithIcon(icon.Globe)
		acts = append(acts, f.browser)
	}
	return append(box, kit.NewActs(append(acts, f.join)...))
}

// offer greys what cannot be done yet, with the reason.
func (f *JoinForm) offer() {
	why := ""
	if f.stage == showsServer {
		why = f.sure()
	}
	for _, b := range []*kit.Button{f.join, f.browser} {
		if why == "" {
			b.Enable()
		} else {
			b.DisableFor(why)
		}
	}
}

// joinPage is the page of the first run.
func (s *Screen) joinPage() *kit.Scroll {
	f := NewJoinForm(s.host, s.desk, s.know.invitation, s.host.Begun)
	s.join = f
	s.first = f.First()
	s.next = f.Go
	f.Leave(func() {
		s.know.invitation = f.Typed()
		s.turn(stepWelcome)
	})
	s.back = f.leave
	p := newPage(stepsWidth, kit.NewColumn(14,
		kit.NewColumn(4,
			kit.NewLine(s.text("join.title"), kit.Face{Size: 18, Weight: kit.Bold}, kit.Ink),
			kit.NewParagraph(s.text("join.text"), kit.Body(), kit.Mute),
		),
		f.Body(),
	))
	f.OnHeight = func() { p.Refresh() }
	return p
}
