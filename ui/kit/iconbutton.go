package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// IconButton is an act shown by an icon alone; its name is the tooltip.
type IconButton struct {
	hot
	name icon.Name
	on   bool
	box  *canvas.Rectangle
	im   *canvas.Image
}

// NewIconButton makes a button of 28 x 28 units. The tip names the act.
func NewIconButton(name icon.Name, tip string, act func()) *IconButton {
	b := &IconButton{name: name, box: NewRect(7), im: &canvas.Image{}}
	b.im.Resize(fyne.NewSquareSize(16))
	b.init(b, 7, act)
	b.tip = tip
	return b
}

// SetOn shows the button as pressed in.
func (b *IconButton) SetOn(on bool) {
	if b.on != on {
		b.on = on
		b.Refresh()
	}
}

// SetIcon changes the icon and the tip.
func (b *IconButton) SetIcon(name icon.Name, tip string) {
	b.name, b.tip = name, tip
	b.Refresh()
}

// AccessibilityLabel is the tip.
func (b *IconButton) AccessibilityLabel() string { return b.tip }

// AccessibilityRole is a button.
func (b *IconButton) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the button.
func (b *IconButton) CreateRenderer() fyne.WidgetRenderer {
	return Draw(b, Drawing{
		Objects: []fyne.CanvasObject{b.box, b.im, b.ring},
		Min:     func(*Look) fyne.Size { return fyne.NewSquareSize(28) },
		Paint:   b.paint,
		Arrange: func(_ *Look, s fyne.Size) {
			Place(b.box, 0, 0, s.Width, s.Height)
			Place(b.im, whole((s.Width-16)/2), whole((s.Height-16)/2), 16, 16)
			b.placeRing(0, 0, s.Width, s.Height)
		},
	})
}

func (b *IconButton) paint(l *Look) {
	role := Mute
	b.box.Hidden = true
	switch {
	case b.Disabled():
		role = Control
	case b.on:
		role = Accent
		b.box.Hidden = false
		l.Fill(b.box, AccentSoft)
	case b.hovered:
		role = Ink
		b.box.Hidden = false
		b.box.FillColor = Alpha(l.Color(Ink), 14)
	}
	l.SetIcon(b.im, b.name, role)
	b.paintRing(l)
}
