package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// LinkButton is a quiet act inside a sentence or a notice: accent text, underlined on hover.
type LinkButton struct {
	hot
	text   string
	onDark bool
	t      *canvas.Text
	under  *canvas.Rectangle
}

// NewLinkButton makes a link that runs act.
func NewLinkButton(text string, act func()) *LinkButton {
	b := &LinkButton{text: text, t: NewText(Face{13, Medium}), under: NewRect(0)}
	b.init(b, 4, act)
	return b
}

// SetText changes the words.
func (b *LinkButton) SetText(s string) {
	if b.text != s {
		b.text = s
		b.Refresh()
	}
}

// AccessibilityLabel is the text.
func (b *LinkButton) AccessibilityLabel() string { return b.text }

// AccessibilityRole is a button.
func (b *LinkButton) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the text and its underline.
func (b *LinkButton) CreateRenderer() fyne.WidgetRenderer {
	return Draw(b, Drawing{
		Objects: []fyne.CanvasObject{b.t, b.under, b.ring},
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(whole(l.Width(b.text, Face{13, Medium})), 22) },
		Paint:   b.paint,
		Arrange: func(l *Look, s fyne.Size) {
			l.Line(b.t, 0, 0, s.Height)
			w := whole(l.Width(b.text, Face{13, Medium}))
			Place(b.under, 0, whole(s.Height/2)+8, w, 1)
			b.placeRing(-1, 1, w+2, s.Height-2)
		},
	})
}

func (b *LinkButton) paint(l *Look) {
	role := Accent
	switch {
	case b.onDark:
		role = OnTip
	case b.Disabled():
		role = Faint
	}
	l.Write(b.t, b.text, role)
	l.Fill(b.under, role)
	b.under.Hidden = !(b.hovered || b.onDark) || b.Disabled()
	b.paintRing(l)
}
