package retex

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// line is a text that wraps, with a figure at its right.
type line struct {
	widget.BaseWidget
	text  *kit.Paragraph
	right string
	bad   bool
	value *canvas.Text
}

const mostRight = 240

func newLine(text, right string, bad bool) *line {
	l := &line{text: kit.NewParagraph(text, kit.Body(), kit.Ink), right: right, bad: bad, value: kit.NewText(kit.Strong())}
	l.ExtendBaseWidget(l)
	return l
}

// AccessibilityLabel is both.
func (l *line) AccessibilityLabel() string { return l.text.Text() + ": " + l.right }

// AccessibilityRole is a text.
func (l *line) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Held is the text.
func (l *line) Held() []fyne.CanvasObject { return []fyne.CanvasObject{l.text} }

// taken is the width of the figure at a width of the line.
func (l *line) taken(width float32) float32 {
	return min(kit.Current().Width(l.right, kit.Strong())+12, min(mostRight, width/2))
}

// HeightFor is the height at a width.
func (l *line) HeightFor(width float32) float32 {
	return max(20, l.text.HeightFor(width-l.taken(width)))
}

// CreateRenderer lays them side by side.
func (l *line) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(l, kit.Drawing{
		Objects: []fyne.CanvasObject{l.text, l.value},
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(160, l.HeightFor(max(160, l.Size().Width))) },
		Paint: func(look *kit.Look) {
			role := kit.Mute
			if l.bad {
				role = kit.Amber
			}
			look.Write(l.value, l.value.Text, role)
			l.text.Refresh()
		},
		Arrange: func(look *kit.Look, z fyne.Size) {
			w := l.taken(z.Width)
			kit.Place(l.text, 0, 1, z.Width-w, z.Height-1)
			l.value.Text = look.Cut(l.right, kit.Strong(), w-10)
			look.LineRight(l.value, z.Width, 0, 20)
		},
	})
}
