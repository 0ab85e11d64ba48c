package tour

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// The measures of the card, in units.
const (
	cardWidth = 316
	pad       = 14
)

// card is the words of a step. It swallows the clicks on it.
type card struct {
	widget.BaseWidget
	box   *canvas.Rectangle
	place *kit.Text
	title *kit.Paragraph
	text  *kit.Paragraph
	leave *kit.LinkButton
	esc   *kit.KeyCap
	caps  *fyne.Container
}

func newCard(leave func()) *card {
	c := &card{
		box: kit.NewFrame(12), place: kit.NewLine("", kit.Small(), kit.Mute), title: kit.NewParagraph("", kit.Title(), kit.Ink),
		text: kit.NewParagraph("", kit.Body(), kit.Ink), leave: kit.NewLinkButton("", leave), esc: kit.NewKeyCap("Esc"), caps: &fyne.Container{},
	}
	c.box.StrokeWidth = 1.5
	c.ExtendBaseWidget(c)
	return c
}

func (c *card) set(w Card) {
	c.place.SetText(w.Place)
	c.title.Set(w.Title, kit.Ink)
	c.text.Set(w.Text, kit.Ink)
	c.leave.SetText(w.Leave)
	c.caps.Objects = nil
	for _, k := range w.Keys {
		c.caps.Objects = append(c.caps.Objects, kit.NewKeyCap(k))
	}
	c.Refresh()
}

// Tapped does nothing: what lies under the card is not meant.
func (c *card) Tapped(*fyne.PointEvent) {}

// TappedSecondary does nothing.
func (c *card) TappedSecondary(*fyne.PointEvent) {}

func (c *card) heightFor(width float32) float32 {
	w := width - 2*pad
	return pad + 18 + 4 + c.title.HeightFor(w) + 4 + c.text.HeightFor(w) + 12 + 22 + pad
}

// CreateRenderer draws place, title, text, and at the foot keys and the way out.
func (c *card) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(c, kit.Drawing{
		Objects: []fyne.CanvasObject{c.box, c.place, c.title, c.text, c.caps, c.leave, c.esc},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(cardWidth, 100) },
		Paint: func(l *kit.Look) {
			l.Frame(c.box, kit.Panel, kit.Accent)
			c.box.Shadow = canvas.Shadow{Color: kit.Alpha(l.Color(kit.Ink), 50), BlurRadius: 22, Offset: fyne.NewPos(0, 6)}
		},
		Arrange: func(_ *kit.Look, s fyne.Size) { c.arrange(s) },
	})
}

func (c *card) arrange(s fyne.Size) {
	w := s.Width - 2*pad
	kit.Place(c.box, 0, 0, s.Width, s.Height)
	y := float32(pad)
	kit.Place(c.place, pad, y, w, 18)
	y += 22
	h := c.title.HeightFor(w)
	kit.Place(c.title, pad, y, w, h)
	y += h + 4
	kit.Place(c.text, pad, y, w, c.text.HeightFor(w))
	foot := s.Height - pad - 22
	kit.Place(c.caps, pad, foot+2, w, 18)
	x := float32(0)
	for _, k := range c.caps.Objects {
		kw := k.MinSize().Width
		kit.Place(k, x, 0, kw, 18)
		x += kw + 6
	}
	ew, lw := c.esc.MinSize().Width, c.leave.MinSize().Width
	kit.Place(c.esc, s.Width-pad-ew, foot+2, ew, 18)
	kit.Place(c.leave, s.Width-pad-ew-8-lw, foot, lw, 22)
}
