package crisisroom

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// card is a framed ground that can be clicked: a run, a step.
type card struct {
	widget.BaseWidget
	content    *kit.Column
	frame      *canvas.Rectangle
	fill, line kit.Role
	act        func()
}

const (
	cardX = 14
	cardY = 10
)

func newCard(fill, line kit.Role, act func(), objs ...fyne.CanvasObject) *card {
	c := &card{content: kit.NewColumn(8, objs...), frame: kit.NewFrame(10), fill: fill, line: line, act: act}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped chooses what the card shows.
func (c *card) Tapped(*fyne.PointEvent) {
	if c.act != nil {
		c.act()
	}
}

// HeightFor is the height at a width.
func (c *card) HeightFor(width float32) float32 { return c.content.HeightFor(width-2*cardX) + 2*cardY }

// Held is the content.
func (c *card) Held() []fyne.CanvasObject { return []fyne.CanvasObject{c.content} }

// CreateRenderer draws the ground and the content.
func (c *card) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(c, kit.Drawing{
		Objects: []fyne.CanvasObject{c.frame, c.content},
		Min: func(*kit.Look) fyne.Size {
			return fyne.NewSize(c.content.MinSize().Width+2*cardX, c.HeightFor(max(200, c.Size().Width)))
		},
		Paint: func(l *kit.Look) { l.Frame(c.frame, c.fill, c.line); c.content.Refresh() },
		Arrange: func(_ *kit.Look, z fyne.Size) {
			kit.Place(c.frame, 0, 0, z.Width, z.Height)
			kit.Place(c.content, cardX, cardY, z.Width-2*cardX, z.Height-2*cardY)
		},
	})
}

// meter shows how much of something is done.
type meter struct {
	widget.BaseWidget
	share      float32
	role       kit.Role
	track, bar *canvas.Rectangle
}

func newMeter(share float32, role kit.Role) *meter {
	m := &meter{share: share, role: role, track: kit.NewRect(3), bar: kit.NewRect(3)}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer draws the bar.
func (m *meter) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(m, kit.Drawing{
		Objects: []fyne.CanvasObject{m.track, m.bar},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(60, 6) },
		Paint:   func(l *kit.Look) { l.Fill(m.track, kit.Track); l.Fill(m.bar, m.role) },
		Arrange: func(_ *kit.Look, z fyne.Size) {
			kit.Place(m.track, 0, 0, z.Width, 6)
			kit.Place(m.bar, 0, 0, float32(int(z.Width*m.share)), 6)
		},
	})
}

// toneOf is the colour of a mood.
func toneOf(m Tint) kit.Tone {
	switch m {
	case TintAlarm:
		return kit.Alarm
	case TintHeed:
		return kit.Caution
	case TintGood:
		return kit.Good
	}
	return kit.Plain
}

func chip(text string, m Tint) fyne.CanvasObject {
	return kit.NewChip(kit.ChipSpec{Text: text, Tone: toneOf(m)})
}
