package setup

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// welcome is the first page: three ways to begin, language and theme.
func (s *Screen) welcome() *kit.Scroll {
	cards := newWays(
		s.way(LookAround, func() { s.lookAround() }),
		s.way(OnThis, func() { s.turn(stepHouse) }),
		s.way(JoinTeam, func() { s.turn(stepJoin) }),
	)
	for i, c := range cards.cards {
		if !c.button.Disabled() {
			cards.mark(i)
			s.first = c.button
			break
		}
	}
	chips := newChoices(s.languageChips(), s.themeChips())
	return newPage(860, kit.NewColumn(26, newMasthead(s.text("setup.tagline")), cards, chips))
}

func (s *Screen) way(w Way, act func()) *wayCard {
	c := newWayCard(s.text("setup.way-"+string(w)), s.text("setup.way-"+string(w)+"-text"), s.text("setup.way-"+string(w)+"-act"), act)
	if v := s.desk.Offered(w); !v.OK {
		c.close(s.host.Texts().T(v.Key, v.Args))
	}
	return c
}

func (s *Screen) lookAround() {
	s.work(s.desk.OpenSample, func(err error) {
		if err != nil {
			s.problem(err)
			return
		}
		s.host.Begun()
	})
}

// problem shows what went wrong over the page.
func (s *Screen) problem(err error) {
	kit.NewDialog(kit.DialogSpec{
		Title: s.text("setup.problem"), Width: 480, Body: kit.NewParagraph(s.host.Texts().Fault(err), kit.Body(), kit.Ink),
		Cancel: s.text("setup.close"),
	}).Open(s.host.Canvas())
}

func (s *Screen) languageChips() *kit.ChoiceChips {
	spoken := s.host.Texts().Language()
	return kit.NewChoiceChips([]kit.Option{{ID: "fr", Text: "Français"}, {ID: "en", Text: "English"}}, spoken, s.host.SetLanguage)
}

func (s *Screen) themeChips() *kit.ChoiceChips {
	names := map[string]kit.Mode{"light": kit.Light, "dark": kit.DarkMode, "system": kit.System}
	chosen := "system"
	for id, m := range names {
		if m == s.host.Mode() {
			chosen = id
		}
	}
	options := []kit.Option{
		{ID: "light", Text: s.text("setup.theme-light")}, {ID: "dark", Text: s.text("setup.theme-dark")},
		{ID: "system", Text: s.text("setup.theme-system")},
	}
	return kit.NewChoiceChips(options, chosen, func(id string) { s.host.SetMode(names[id]) })
}

// begin makes the workspace from what was typed.
func (s *Screen) begin() {
	start := Start{
		Brand: s.know.brand, Name: s.know.name, Profile: s.know.profile,
		Departments: s.know.departments, Mine: s.know.mine,
	}
	s.work(func(ctx context.Context) error { return s.desk.StartSolo(ctx, start) }, func(err error) {
		if err != nil {
			s.problem(err)
			return
		}
		s.turn(stepMailbox)
	})
}

// masthead is the mark, the name and what Vigie is for.
type masthead struct {
	widget.BaseWidget
	ring, disc *canvas.Circle
	name, line *canvas.Text
	words      string
}

func newMasthead(words string) *masthead {
	m := &masthead{
		ring: &canvas.Circle{StrokeWidth: 2}, disc: &canvas.Circle{}, words: words,
		name: kit.NewText(kit.Face{Size: 34, Weight: kit.Medium}), line: kit.NewText(kit.Face{Size: 16, Weight: kit.Regular}),
	}
	m.ExtendBaseWidget(m)
	return m
}

// AccessibilityLabel is what Vigie is for.
func (m *masthead) AccessibilityLabel() string { return m.words }

// AccessibilityRole is a text.
func (m *masthead) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor is the same at every width.
func (m *masthead) HeightFor(float32) float32 { return 78 }

// CreateRenderer draws the masthead in the middle.
func (m *masthead) CreateRenderer() fyne.WidgetRenderer {
	face := kit.Face{Size: 34, Weight: kit.Medium}
	return kit.Draw(m, kit.Drawing{
		Objects: []fyne.CanvasObject{m.ring, m.disc, m.name, m.line},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(300, 78) },
		Paint: func(l *kit.Look) {
			c := l.Color(kit.Accent)
			m.ring.StrokeColor, m.ring.FillColor, m.disc.FillColor = c, kit.Alpha(c, 0), c
			l.Write(m.name, "Vigie", kit.Accent)
			l.Write(m.line, m.words, kit.Mute)
		},
		Arrange: func(l *kit.Look, s fyne.Size) {
			w := l.Width("Vigie", face) + 36
			x := float32(int((s.Width - w) / 2))
			kit.Place(m.ring, x, 9, 26, 26)
			kit.Place(m.disc, x+5, 14, 16, 16)
			l.Line(m.name, x+36, 0, 44)
			l.LineCentre(m.line, 0, s.Width, 50, 24)
		},
	})
}
