package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"vigie/assets/icon"
)

// KeyValue is a line of a side pane: a quiet key, a strong value at the right,
// and a menu behind the value if there is one.
type KeyValue struct {
	hot
	key, value string
	whole      string // the tip of a line that is cut
	tone       Tone
	menu       bool
	box        *canvas.Rectangle
	k, v       *canvas.Text
	caret      *canvas.Image
}

// leastValue is what a value keeps beside a long name; the tip says all of both.
const leastValue = 84

// NewKeyValue makes a line that only states. Its value is Ink, or in the colour of a tone.
func NewKeyValue(key, value string) *KeyValue {
	r := &KeyValue{key: key, value: value, box: NewRect(5), k: NewText(Body()), v: NewText(Face{13, Bold}), caret: &canvas.Image{}}
	r.caret.Resize(fyne.NewSquareSize(9))
	r.init(r, 5, nil)
	return r
}

// Menu makes the line open something (most often by ShowMenu), and gives it back.
func (r *KeyValue) Menu(open func()) *KeyValue {
	r.menu, r.act = true, open
	return r
}

// Set changes value and tone.
func (r *KeyValue) Set(value string, tone Tone) {
	if r.value != value || r.tone != tone {
		r.value, r.tone = value, tone
		r.Refresh()
	}
}

// Disabled lets Tab pass a line that only states.
func (r *KeyValue) Disabled() bool { return r.act == nil || r.hot.Disabled() }

// Cursor is the hand only over a line that opens something.
func (r *KeyValue) Cursor() desktop.Cursor {
	if r.Disabled() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// AccessibilityLabel is key and value.
func (r *KeyValue) AccessibilityLabel() string { return r.key + ": " + r.value }

// AccessibilityRole is a text, or a button when it opens something.
func (r *KeyValue) AccessibilityRole() fyne.AccessibleRole {
	if r.act == nil {
		return fyne.AccessibleRoleText
	}
	return fyne.AccessibleRoleButton
}

// CreateRenderer draws the line.
func (r *KeyValue) CreateRenderer() fyne.WidgetRenderer {
	return Draw(r, Drawing{
		Objects: []fyne.CanvasObject{r.box, r.k, r.v, r.caret, r.ring},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(100, 24) },
		Paint: func(l *Look) {
			role := Ink
			if r.tone != Plain {
				role = r.tone.Text()
			}
			l.Write(r.k, r.key, Mute)
			l.Write(r.v, r.value, role)
			l.SetIcon(r.caret, icon.DownMark, role)
			r.caret.Hidden = !r.menu || r.reason != ""
			r.box.Hidden = !r.hovered || r.Disabled()
			r.box.FillColor = Alpha(l.Color(Ink), 10)
			r.paintRing(l)
		},
		Arrange: r.arrange,
	})
}

func (r *KeyValue) arrange(l *Look, s fyne.Size) {
	Place(r.box, 0, 0, s.Width, s.Height)
	r.placeRing(2, 2, s.Width-4, s.Height-4)
	right := s.Width - 8
	if r.menu {
		right -= 13
		Place(r.caret, right+4, 8, 9, 9)
	}
	// The name of the line stays whole as long as the value keeps a little.
	r.k.Text = l.Cut(r.key, Body(), max(60, right-16-min(l.Width(r.value, Face{13, Bold}), leastValue)))
	kw := l.Width(r.k.Text, Body())
	r.v.Text = l.Cut(r.value, Face{13, Bold}, right-8-kw-8)
	l.Line(r.k, 8, 3, 18)
	l.LineRight(r.v, right, 3, 18)
	whole := ""
	if r.v.Text != r.value || r.k.Text != r.key {
		whole = r.key + " – " + r.value
	}
	if r.tip == r.whole { // another tip was set to say more
		r.tip, r.whole = whole, whole
	}
}
