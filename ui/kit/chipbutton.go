package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// chipBody is what clickable chips have in common.
type chipBody struct {
	spec     ChipSpec
	height   float32
	selected bool
	mark     *ChipMark
	veil     *canvas.Rectangle
}

func newChipBody(s ChipSpec, height float32) chipBody {
	return chipBody{spec: s, height: height, mark: NewChipMark(), veil: NewRect(pill(height))}
}

func (c *chipBody) drawing(of *clickable) Drawing {
	return Drawing{
		Objects: append(c.mark.Objects(), c.veil, of.ring),
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(c.spec.Width(l), c.height) },
		Paint:   func(l *Look) { c.paint(l, of) },
		Arrange: func(l *Look, s fyne.Size) {
			y := whole((s.Height - c.height) / 2)
			w := c.mark.Place(l, 0, y, c.height)
			Place(c.veil, 0, y, w, c.height)
			of.placeRing(0, y, w, c.height)
		},
	}
}

func (c *chipBody) paint(l *Look, of *clickable) {
	c.mark.live = c.selected
	c.mark.Set(l, c.spec)
	c.veil.Hidden = !of.hovered && !of.Disabled()
	c.veil.FillColor = Alpha(l.Color(Ink), 14)
	if of.Disabled() {
		c.veil.FillColor = Alpha(l.Color(Panel), 130)
	}
	of.paintRing(l)
}

// ChipButton is a chip that can be clicked: a filter, a menu, a choice. A
// selected one has a strong border besides its colour.
type ChipButton struct {
	hot
	body chipBody
}

// NewChipButton makes a clickable chip.
func NewChipButton(s ChipSpec, act func()) *ChipButton {
	c := &ChipButton{body: newChipBody(s, ChipHeight)}
	c.init(c, pill(ChipHeight), act)
	return c
}

// SetAct changes what a click does.
func (c *ChipButton) SetAct(act func()) { c.act = act }

// Set changes what the chip shows.
func (c *ChipButton) Set(s ChipSpec) {
	if c.body.spec != s {
		c.body.spec = s
		c.Refresh()
	}
}

// Spec is what the chip shows.
func (c *ChipButton) Spec() ChipSpec { return c.body.spec }

// SetSelected marks the chip as chosen.
func (c *ChipButton) SetSelected(on bool) {
	if c.body.selected != on {
		c.body.selected = on
		c.Refresh()
	}
}

// Selected says whether the chip is chosen.
func (c *ChipButton) Selected() bool { return c.body.selected }

// AccessibilityLabel is the text, or the tooltip of a chip that is only an icon.
func (c *ChipButton) AccessibilityLabel() string {
	if c.body.spec.Text == "" {
		return c.tip
	}
	return c.body.spec.Text
}

// AccessibilityRole is a button.
func (c *ChipButton) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the chip, its hover and its ring.
func (c *ChipButton) CreateRenderer() fyne.WidgetRenderer {
	return Draw(c, c.body.drawing(&c.clickable))
}
