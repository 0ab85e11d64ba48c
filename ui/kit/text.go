package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Text is one line in one face and one role. Where it does not fit it ends with
// an ellipsis; Paragraph wraps instead.
type Text struct {
	widget.BaseWidget
	text   string
	face   Face
	role   Role
	height float32
	align  fyne.TextAlign
	t      *canvas.Text
}

// NewLine makes a text in a line box of 18 units, or higher for large faces.
func NewLine(text string, face Face, role Role) *Text {
	t := &Text{text: text, face: face, role: role, height: 18, t: NewText(face)}
	if face.Size > 13 {
		t.height = whole(face.Size * leading)
	}
	t.ExtendBaseWidget(t)
	return t
}

// SetText changes the words.
func (t *Text) SetText(s string) {
	if t.text != s {
		t.text = s
		t.Refresh()
	}
}

// Set changes words and role.
func (t *Text) Set(s string, role Role) {
	if t.text != s || t.role != role {
		t.text, t.role = s, role
		t.Refresh()
	}
}

// SetFace changes size and weight.
func (t *Text) SetFace(f Face) {
	t.face = f
	SetFace(t.t, f)
	t.Refresh()
}

// Align places the text in its room, and gives it back.
func (t *Text) Align(a fyne.TextAlign) *Text { t.align = a; return t }

// Text is the whole text, also where it is drawn cut.
func (t *Text) Text() string { return t.text }

// AccessibilityLabel is the text.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole is a text.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Full is the width at which nothing is cut.
func (t *Text) Full() float32 { return whole(Current().Width(t.text, t.face)) }

// CreateRenderer draws the line.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	return Draw(t, Drawing{
		Objects: []fyne.CanvasObject{t.t},
		Min:     func(l *Look) fyne.Size { return fyne.NewSize(min(40, whole(l.Width(t.text, t.face))), t.height) },
		Paint:   func(l *Look) { l.Write(t.t, t.text, t.role) },
		Arrange: func(l *Look, s fyne.Size) {
			t.t.Text = l.Cut(t.text, t.face, s.Width+.5)
			switch t.align {
			case fyne.TextAlignTrailing:
				l.LineRight(t.t, s.Width, 0, s.Height)
			case fyne.TextAlignCenter:
				l.LineCentre(t.t, 0, s.Width, 0, s.Height)
			default:
				l.Line(t.t, 0, 0, s.Height)
			}
		},
	})
}

// MouseIn shows the whole text where it is cut.
func (t *Text) MouseIn(*desktop.MouseEvent) {
	if t.t.Text != t.text {
		ShowTip(t, t.text)
	}
}

// MouseMoved does nothing.
func (t *Text) MouseMoved(*desktop.MouseEvent) {}

// MouseOut hides the whole text.
func (t *Text) MouseOut() { HideTip(t) }
