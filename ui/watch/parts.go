package watch

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// titled is a title with acts at its right: the title has all the room that the
// acts leave.
type titled struct {
	widget.BaseWidget
	text string
	line *canvas.Text
	acts *kit.Acts
}

func newTitled(text string, acts ...fyne.CanvasObject) *titled {
	t := &titled{text: text, line: kit.NewText(kit.Title()), acts: kit.NewActs(acts...)}
	t.ExtendBaseWidget(t)
	return t
}

// Held are the acts.
func (t *titled) Held() []fyne.CanvasObject { return []fyne.CanvasObject{t.acts} }

// AccessibilityLabel is the title.
func (t *titled) AccessibilityLabel() string { return t.text }

// AccessibilityRole is a text.
func (t *titled) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer lays them side by side.
func (t *titled) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(t, kit.Drawing{
		Objects: []fyne.CanvasObject{t.line, t.acts},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(160, kit.ButtonHeight) },
		Paint:   func(l *kit.Look) { l.Write(t.line, t.line.Text, kit.Ink); t.acts.Refresh() },
		Arrange: func(l *kit.Look, s fyne.Size) {
			e := min(t.acts.Full(), s.Width)
			kit.Place(t.acts, s.Width-e, 0, e, kit.ButtonHeight)
			t.line.Text = l.Cut(t.text, kit.Title(), s.Width-e-12)
			l.Line(t.line, 0, 0, kit.ButtonHeight)
		},
	})
}
