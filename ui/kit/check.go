package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// Check is a box to tick, with its sentence.
type Check struct {
	hot
	text string
	on   bool
	box  *canvas.Rectangle
	im   *canvas.Image
	t    *canvas.Text
	// OnChanged hears what a person chose.
	OnChanged func(bool)
}

// NewCheck makes a check box.
func NewCheck(text string, on bool, changed func(bool)) *Check {
	c := &Check{text: text, on: on, OnChanged: changed, box: NewFrame(4), im: &canvas.Image{}, t: NewText(Body())}
	c.im.Resize(fyne.NewSquareSize(12))
	c.init(c, 4, nil)
	c.act = func() {
		c.SetChecked(!c.on)
		if c.OnChanged != nil {
			c.OnChanged(c.on)
		}
	}
	return c
}

// Checked says whether the box is ticked.
func (c *Check) Checked() bool { return c.on }

// SetChecked ticks the box without telling OnChanged.
func (c *Check) SetChecked(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// SetText changes the sentence.
func (c *Check) SetText(s string) { c.text = s; c.Refresh() }

// AccessibilityLabel is the sentence.
func (c *Check) AccessibilityLabel() string { return c.text }

// AccessibilityRole is a button.
func (c *Check) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws box and sentence.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	return Draw(c, Drawing{
		Objects: []fyne.CanvasObject{c.box, c.im, c.t, c.ring},
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(26+whole(l.Width(c.text, Body())), 24) },
		Paint:   c.paint,
		Arrange: func(l *Look, s fyne.Size) {
			y := whole((s.Height - 16) / 2)
			Place(c.box, 0, y, 16, 16)
			Place(c.im, 2, y+2, 12, 12)
			c.t.Text = l.Cut(c.text, Body(), s.Width-23)
			l.Line(c.t, 24, 0, s.Height)
			c.placeRing(0, y, 16, 16)
		},
	})
}

func (c *Check) paint(l *Look) {
	fill, line, ink := Panel, Control, Ink
	if c.on {
		fill, line = Accent, Accent
	}
	if c.Disabled() {
		ink = Faint
		if fill == Accent {
			fill, line = Control, Control
		}
	}
	l.Frame(c.box, fill, line)
	if c.hovered && !c.on && !c.Disabled() {
		c.box.StrokeColor = l.Color(Accent)
	}
	l.SetIcon(c.im, icon.Check, OnAccent)
	c.im.Hidden = !c.on
	l.Write(c.t, c.text, ink)
	c.paintRing(l)
}
