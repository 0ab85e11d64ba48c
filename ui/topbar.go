package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
	"vigie/inbox/team"
	"vigie/ui/kit"
)

// topBar is the bar at the head of the window: mark, search, state, member.
type topBar struct {
	widget.BaseWidget
	window     *Window
	box, line  *canvas.Rectangle
	ring, disc *canvas.Circle
	name       *canvas.Text
	find       *findField
	state      *kit.ChipButton
	me         *meButton
}

func newTopBar(w *Window) *topBar {
	t := &topBar{
		window: w, box: kit.NewRect(0), line: kit.NewRect(0), ring: &canvas.Circle{StrokeWidth: 2}, disc: &canvas.Circle{},
		name: kit.NewText(kit.Face{Size: 15, Weight: kit.Bold}),
	}
	t.find = newFindField(w)
	t.state = kit.NewChipButton(kit.ChipSpec{}, func() { w.GoTo("settings/accounts") })
	t.me = newMeButton(w)
	t.ExtendBaseWidget(t)
	return t
}

// setPill shows how the accounts fare.
func (t *topBar) setPill(p pill) {
	mark := icon.DotMark
	if p.Tone == kit.Alarm || p.Tone == kit.Caution {
		mark = icon.AlertMark
	}
	spec := kit.ChipSpec{Text: p.Text, Tone: p.Tone, Icon: mark}
	t.state.SetTip(p.Tip)
	if t.state.Spec() != spec {
		t.state.Set(spec)
		t.Refresh()
	}
}

func (t *topBar) setMe(m team.Member) { t.me.set(m) }

func (t *topBar) showWords(words string) { t.find.show(words) }

// CreateRenderer draws the bar.
func (t *topBar) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(t, kit.Drawing{
		Objects: []fyne.CanvasObject{t.box, t.line, t.ring, t.disc, t.name, t.find, t.state, t.me},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(leastWidth, topHeight) },
		Paint: func(l *kit.Look) {
			l.Fill(t.box, kit.Panel)
			l.Fill(t.line, kit.Line)
			paintMark(l, t.ring, t.disc)
			l.Write(t.name, "Vigie", kit.Accent)
		},
		Arrange: t.arrange,
	})
}

// paintMark paints the mark of the programme: an eye on the watch.
func paintMark(l *kit.Look, ring, disc *canvas.Circle) {
	c := l.Color(kit.Accent)
	ring.StrokeColor, ring.FillColor = c, kit.Alpha(c, 0)
	disc.FillColor = c
}

func (t *topBar) arrange(l *kit.Look, s fyne.Size) {
	kit.Place(t.box, 0, 0, s.Width, s.Height)
	kit.Place(t.line, 0, s.Height-1, s.Width, 1)
	kit.Place(t.ring, 14, 15, 14, 14)
	kit.Place(t.disc, 18, 19, 6, 6)
	l.Line(t.name, 32, 0, s.Height-1)
	kit.Place(t.me, s.Width-14-28, 8, 28, 28)
	w := t.state.MinSize().Width
	kit.Place(t.state, s.Width-14-28-12-w, 11, w, kit.ChipHeight)
	kit.Place(t.find, 82, 6, min(460, s.Width-82-w-80), 32)
}

// findField looks like a field and opens the palette; while a search is in
// sight it shows its words and a cross.
type findField struct {
	pressable
	words    string
	box      *canvas.Rectangle
	text     *canvas.Text
	glass    *kit.Icon
	cap      *kit.KeyCap
	clear    *kit.IconButton
	asked    string
	clearTip string
}

func newFindField(w *Window) *findField {
	f := &findField{
		box: kit.NewFrame(8), text: kit.NewText(kit.Body()), glass: kit.NewIcon(icon.Search, 15, kit.Mute),
		cap: kit.NewKeyCap("Ctrl K"), asked: w.texts.T("shell.find", nil),
	}
	f.clear = kit.NewIconButton(icon.Close, w.texts.T("shell.find-clear", nil), func() { w.search("") })
	f.clear.Hide()
	f.init(f, w, func() { w.openPalette(w.words, w.words != "") })
	f.tip = w.texts.T("shell.find-tip", nil)
	return f
}

func (f *findField) show(words string) {
	f.words = words
	f.Refresh()
}

// CreateRenderer draws the field.
func (f *findField) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(f, kit.Drawing{
		Objects: []fyne.CanvasObject{f.box, f.glass, f.text, f.cap, f.clear},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(160, 32) },
		Paint: func(l *kit.Look) {
			l.Frame(f.box, kit.Background, kit.Line)
			if f.hovered || f.focused {
				f.box.StrokeColor = l.Color(kit.Accent)
			}
			text, role := f.asked, kit.Mute
			if f.words != "" {
				text, role = f.words, kit.Ink
			}
			l.Write(f.text, text, role)
			setVisible(f.cap, f.words == "")
			setVisible(f.clear, f.words != "")
		},
		Arrange: func(l *kit.Look, s fyne.Size) {
			kit.Place(f.box, 0, 0, s.Width, s.Height)
			kit.Place(f.glass, 10, 8, 15, 15)
			w := f.cap.MinSize().Width
			kit.Place(f.cap, s.Width-w-12, 7, w, 18)
			kit.Place(f.clear, s.Width-30, 2, 28, 28)
			f.text.Text = l.Cut(f.text.Text, kit.Body(), s.Width-32-w-24)
			l.Line(f.text, 32, 0, s.Height)
		},
	})
}

// meButton is the member at the keyboard; a click opens what is theirs.
type meButton struct {
	pressable
	member team.Member
	face   *kit.Avatar
	ring   *canvas.Circle
}

func newMeButton(w *Window) *meButton {
	m := &meButton{face: kit.NewAvatar(kit.Person{}, 28), ring: &canvas.Circle{StrokeWidth: 2}}
	m.init(m, w, func() { w.meMenu(m) })
	return m
}

func (m *meButton) set(who team.Member) {
	m.member = who
	m.face.Set(kit.Person{Name: who.Name})
	m.tip = who.Name
	if who.Profile != "" {
		m.tip += " · " + m.window.texts.T("team.profile-"+string(who.Profile), nil)
	}
	m.Refresh()
}

// CreateRenderer draws the avatar and its ring.
func (m *meButton) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(m, kit.Drawing{
		Objects: []fyne.CanvasObject{m.face, m.ring},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSquareSize(28) },
		Paint: func(l *kit.Look) {
			c := l.Color(kit.Accent)
			m.ring.StrokeColor, m.ring.FillColor = c, kit.Alpha(c, 0)
			m.ring.Hidden = !m.focused && !m.hovered
		},
		Arrange: func(_ *kit.Look, s fyne.Size) {
			kit.Place(m.face, 0, 0, s.Width, s.Height)
			kit.Place(m.ring, -2, -2, s.Width+4, s.Height+4)
		},
	})
}
