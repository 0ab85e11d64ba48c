package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"vigie/assets/icon"
)

// Kind is how strongly a button asks. A region has one Primary at most.
type Kind int

// The kinds of button. Danger is for acts that cannot be taken back.
const (
	Secondary Kind = iota
	Primary
	Danger
)

// ButtonHeight is the height of buttons.
const ButtonHeight = 30

// Button runs an act. Key is a hint such as "Ctrl ⏎"; it binds nothing.
type Button struct {
	hot
	kind      Kind
	label     string
	key       string
	icon      icon.Name
	box, veil *canvas.Rectangle
	text      *canvas.Text
	hint      *canvas.Text
	im        *canvas.Image
}

// NewButton makes a button.
func NewButton(kind Kind, label string, act func()) *Button {
	b := &Button{kind: kind, label: label, box: NewFrame(7), veil: NewRect(7), text: NewText(Face{13, Medium}), hint: NewText(Face{13, Regular}), im: &canvas.Image{}}
	b.im.Resize(fyne.NewSquareSize(15))
	b.init(b, 7, act)
	return b
}

// WithKey sets the key hint, and gives the button back.
func (b *Button) WithKey(key string) *Button { b.key = key; b.Refresh(); return b }

// WithIcon sets an icon before the text, and gives the button back.
func (b *Button) WithIcon(name icon.Name) *Button { b.icon = name; b.Refresh(); return b }

// SetText changes the words.
func (b *Button) SetText(s string) {
	if b.label != s {
		b.label = s
		b.Refresh()
	}
}

// SetAct changes what the button does.
func (b *Button) SetAct(act func()) { b.act = act }

// Text is the words on the button.
func (b *Button) Text() string { return b.label }

// AccessibilityLabel is the text.
func (b *Button) AccessibilityLabel() string { return b.label }

// AccessibilityRole is a button.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer draws the button.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	return Draw(b, Drawing{
		Objects: []fyne.CanvasObject{b.box, b.veil, b.im, b.text, b.hint, b.ring},
		Min:     b.least, Paint: b.paint, Arrange: b.arrange,
	})
}

func (b *Button) least(l *Look) fyne.Size { return fyne.NewSize(whole(b.content(l))+20, ButtonHeight) }

// content is the width of icon, text and hint with the room between them.
func (b *Button) content(l *Look) float32 {
	w := l.Width(b.label, Face{13, Medium})
	if b.icon != "" {
		w += 21
	}
	if b.key != "" {
		w += 5 + l.Width(b.key, Face{13, Regular})
	}
	return w
}

func (b *Button) arrange(l *Look, s fyne.Size) {
	Place(b.box, 0, 0, s.Width, s.Height)
	Place(b.veil, 0, 0, s.Width, s.Height)
	b.placeRing(0, 0, s.Width, s.Height)
	x := whole((s.Width - b.content(l)) / 2)
	if b.icon != "" {
		Place(b.im, x, whole((s.Height-15)/2), 15, 15)
		x += 21
	}
	l.Line(b.text, x, 0, s.Height)
	l.LineRight(b.hint, x+b.content(l)-iconRoom(b.icon), 0, s.Height)
}

func iconRoom(n icon.Name) float32 {
	if n == "" {
		return 0
	}
	return 21
}

func (b *Button) paint(l *Look) {
	fill, line, ink := Panel, Line, Ink
	switch {
	case b.Disabled():
		fill, ink = Background, Faint
	case b.kind == Primary:
		fill, line, ink = Accent, Accent, OnAccent
	case b.kind == Danger:
		fill, line, ink = Red, Red, OnRed
	}
	l.Frame(b.box, fill, line)
	b.veil.Hidden = !b.hovered || b.Disabled()
	b.veil.FillColor = Alpha(l.Color(Ink), 12)
	if fill == Accent || fill == Red {
		b.veil.FillColor = Alpha(hex(0xffffff), 30)
	}
	l.Write(b.text, b.label, ink)
	l.Write(b.hint, b.key, ink)
	if ink == Ink {
		b.hint.Color = l.Color(Mute)
	} else if !b.Disabled() {
		b.hint.Color = Alpha(l.Color(ink), 215)
	}
	l.SetIcon(b.im, b.icon, ink)
	b.paintRing(l)
}
