package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Titled is a title with acts at its right: the title has all the room that the
// acts leave.
type Titled struct {
	widget.BaseWidget
	text string
	line *canvas.Text
	acts *Acts
}

// NewTitled makes one; the strongest act comes last.
func NewTitled(text string, acts ...fyne.CanvasObject) *Titled {
	t := &Titled{text: text, line: NewText(Title()), acts: NewActs(acts...)}
	t.ExtendBaseWidget(t)
	return t
}

// Held are the acts.
func (t *Titled) Held() []fyne.CanvasObject { return []fyne.CanvasObject{t.acts} }

// AccessibilityLabel is the title.
func (t *Titled) AccessibilityLabel() string { return t.text }

// AccessibilityRole is a text.
func (t *Titled) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer lays them side by side.
func (t *Titled) CreateRenderer() fyne.WidgetRenderer {
	return Draw(t, Drawing{
		Objects: []fyne.CanvasObject{t.line, t.acts},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(160, ButtonHeight) },
		Paint:   func(l *Look) { l.Write(t.line, t.line.Text, Ink); t.acts.Refresh() },
		Arrange: func(l *Look, s fyne.Size) {
			e := min(t.acts.Full(), s.Width)
			Place(t.acts, s.Width-e, 0, e, ButtonHeight)
			t.line.Text = l.Cut(t.text, Title(), s.Width-e-12)
			l.Line(t.line, 0, 0, ButtonHeight)
		},
	})
}
