package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Heading is the spaced capitals over a section of a side pane.
type Heading struct {
	widget.BaseWidget
	text  string
	t     *canvas.Text
	inset float32
}

// NewHeading makes a heading, 37 units high, its text at the foot.
func NewHeading(text string) *Heading {
	h := &Heading{text: text, t: NewText(Face{11, Semi}), inset: 8}
	h.ExtendBaseWidget(h)
	return h
}

// Flush begins at the very left, as over boxes and paragraphs, where the rows of a
// side pane begin a little further in. It gives the heading back.
func (h *Heading) Flush() *Heading { h.inset = 0; return h }

// Set changes the words.
func (h *Heading) Set(text string) { h.text = text; h.Refresh() }

// AccessibilityLabel is the text as it was given, not in capitals.
func (h *Heading) AccessibilityLabel() string { return h.text }

// AccessibilityRole is a text.
func (h *Heading) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the heading.
func (h *Heading) CreateRenderer() fyne.WidgetRenderer {
	return Draw(h, Drawing{
		Objects: []fyne.CanvasObject{h.t},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(60, 37) },
		Paint:   func(l *Look) { l.Write(h.t, Spaced(h.text), Faint) },
		Arrange: func(l *Look, s fyne.Size) {
			h.t.Text = Spaced(h.text)
			for r := []rune(h.text); len(r) > 1 && l.Width(h.t.Text, Face{11, Semi}) > s.Width-2*h.inset; {
				r = r[:len(r)-1]
				h.t.Text = Spaced(string(r) + ellipsis)
			}
			l.Line(h.t, h.inset, s.Height-23, 18)
		},
	})
}
