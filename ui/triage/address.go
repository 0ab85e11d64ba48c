package triage

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// addressLines are recipients and subject of a mail: one quiet line, until a
// person wants to change them.
type addressLines struct {
	widget.BaseWidget
	screen          *Screen
	brief           *kit.Text
	change          *kit.LinkButton
	to, cc, subject *kit.Entry
	rows            []*kit.FormRow
	open            bool
	quiet           bool
}

func newAddressLines(s *Screen) *addressLines {
	a := &addressLines{screen: s, brief: kit.NewLine("", kit.Face{Size: 12, Weight: kit.Regular}, kit.Mute)}
	a.change = kit.NewLinkButton(s.t("triage.change-recipients"), func() { a.setOpen(true) })
	c := s.triage.Composer
	a.to, a.cc, a.subject = kit.NewEntry(""), kit.NewEntry(""), kit.NewEntry("")
	a.to.OnChanged = a.heard(c.SetTo)
	a.cc.OnChanged = a.heard(c.SetCc)
	a.subject.OnChanged = a.heard(c.SetSubject)
	for key, e := range map[string]*kit.Entry{"triage.to": a.to, "triage.cc": a.cc, "triage.subject": a.subject} {
		e.SetLabel(s.t(key))
	}
	a.rows = []*kit.FormRow{
		kit.NewFormRow(s.t("triage.to"), a.to).Column(64), kit.NewFormRow(s.t("triage.cc"), a.cc).Column(64),
		kit.NewFormRow(s.t("triage.subject"), a.subject).Column(64),
	}
	a.ExtendBaseWidget(a)
	return a
}

func (a *addressLines) heard(set func(string)) func(string) {
	return func(s string) {
		if !a.quiet {
			set(s)
		}
	}
}

func (a *addressLines) setOpen(on bool) {
	a.open = on
	a.screen.talk.composer.refresh()
	if on {
		a.screen.focus(a.to.Focusable())
	}
}

// refresh shows what the composer has.
func (a *addressLines) refresh() {
	c := a.screen.triage.Composer
	show(a, c.HasAddresses())
	d := c.Draft()
	if len(d.To) > 0 && len(d.Cc) > 0 {
		a.open = true // what was chosen by hand is shown
	}
	a.quiet = true
	for e, text := range map[*kit.Entry]string{a.to: c.To(), a.cc: c.Cc(), a.subject: c.Subject()} {
		if e.Text() != text && !e.Focused() {
			e.SetText(text)
		}
	}
	a.quiet = false
	args := map[string]any{"To": c.To(), "Subject": c.Subject()}
	a.brief.SetText(a.screen.env.Texts.T("triage.to-brief", args))
	show(a.brief, !a.open)
	show(a.change, !a.open)
	for _, r := range a.rows {
		show(r, a.open)
	}
	a.Refresh()
}

// HeightFor is the height at a width.
func (a *addressLines) HeightFor(width float32) float32 {
	if !a.open {
		return 20
	}
	h := float32(0)
	for _, r := range a.rows {
		h += r.HeightFor(width) + 4
	}
	return h
}

// CreateRenderer draws the line, or the three fields.
func (a *addressLines) CreateRenderer() fyne.WidgetRenderer {
	objs := []fyne.CanvasObject{a.brief, a.change}
	for _, r := range a.rows {
		objs = append(objs, r)
	}
	return kit.Draw(a, kit.Drawing{
		Objects: objs,
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(200, a.HeightFor(max(200, a.Size().Width))) },
		Arrange: func(_ *kit.Look, s fyne.Size) { a.arrange(s) },
	})
}

func (a *addressLines) arrange(s fyne.Size) {
	cw := a.change.MinSize().Width
	kit.Place(a.brief, 0, 1, min(a.brief.Full()+2, s.Width-cw-10), 18)
	kit.Place(a.change, min(a.brief.Full()+12, s.Width-cw), -1, cw, 22)
	y := float32(0)
	for _, r := range a.rows {
		h := r.HeightFor(s.Width)
		kit.Place(r, 0, y, s.Width, h)
		y += h + 4
	}
}
