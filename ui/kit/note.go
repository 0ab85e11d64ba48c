package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Note is a quiet grey box with a remark: what will happen when this form is sent.
type Note struct {
	widget.BaseWidget
	box   *canvas.Rectangle
	text  *Paragraph
	width float32
}

// NewNote makes a remark.
func NewNote(text string) *Note {
	n := &Note{box: NewRect(9), text: NewParagraph(text, Body(), Mute)}
	n.ExtendBaseWidget(n)
	return n
}

// Set changes the words.
func (n *Note) Set(text string) { n.text.Set(text, Mute); n.Refresh() }

// HeightFor is the height at a width.
func (n *Note) HeightFor(width float32) float32 { return n.text.HeightFor(width-24) + 18 }

// CreateRenderer draws box and text.
func (n *Note) CreateRenderer() fyne.WidgetRenderer {
	return Draw(n, Drawing{
		Objects: []fyne.CanvasObject{n.box, n.text},
		Min:     func(*Look) fyne.Size { return fyne.NewSize(120, n.HeightFor(max(200, n.width))) },
		Paint:   func(l *Look) { l.Fill(n.box, Background) },
		Arrange: func(_ *Look, s fyne.Size) {
			n.width = s.Width
			Place(n.box, 0, 0, s.Width, s.Height)
			Place(n.text, 12, 9, s.Width-24, s.Height-18)
		},
	})
}
