package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Titled is a title with acts at its right end. Neither is ever cut: where the
// width does not suffice the title wraps, and the acts have lines of their own
// under it.
type Titled struct {
	widget.BaseWidget
	text  string
	title *Paragraph
	acts  []fyne.CanvasObject
}

const (
	titledLine  = 22 // the height of a title of one line
	titledGap   = 5  // between acts
	titledUnder = 10 // between a title and the acts under it
)

// NewTitled makes one; the strongest act comes last.
func NewTitled(text string, acts ...fyne.CanvasObject) *Titled {
	t := &Titled{text: text, title: NewParagraph(text, Title(), Ink), acts: acts}
	t.ExtendBaseWidget(t)
	return t
}

// Held are the title and the acts.
func (t *Titled) Held() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{t.title}, t.acts...)
}

// HeightFor is the height at a width.
func (t *Titled) HeightFor(width float32) float32 {
	return t.walk(Current(), width, func(fyne.CanvasObject, float32, float32, fyne.Size) {})
}

// CreateRenderer lays them out.
func (t *Titled) CreateRenderer() fyne.WidgetRenderer {
	return Draw(t, Drawing{
		Objects: t.Held(),
		Min:     func(*Look) fyne.Size { return fyne.NewSize(120, t.HeightFor(max(120, t.Size().Width))) },
		Paint: func(*Look) {
			for _, o := range t.Held() {
				o.Refresh()
			}
		},
		Arrange: func(l *Look, z fyne.Size) {
			t.walk(l, z.Width, func(o fyne.CanvasObject, x, y float32, m fyne.Size) { Place(o, x, y, m.Width, m.Height) })
		},
	})
}

// walk places everything at a width and gives the height.
func (t *Titled) walk(l *Look, width float32, put func(o fyne.CanvasObject, x, y float32, m fyne.Size)) float32 {
	full := float32(0)
	for _, o := range t.acts {
		full += titledGap + o.MinSize().Width
	}
	text := l.Width(t.text, Title()) + 4
	if text+full <= width {
		high := t.title.HeightFor(text)
		put(t.title, 0, (titledLine-high)/2, fyne.NewSize(text, high))
		x := width - full
		for _, o := range t.acts {
			m := o.MinSize()
			put(o, x+titledGap, (titledLine-m.Height)/2, m)
			x += titledGap + m.Width
		}
		return titledLine
	}
	y := t.title.HeightFor(width)
	put(t.title, 0, 0, fyne.NewSize(width, y))
	if len(t.acts) == 0 {
		return y
	}
	x, row := float32(0), float32(0)
	y += titledUnder
	for _, o := range t.acts {
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y = 0, y+row+titledGap
		}
		put(o, x, y, m)
		x, row = x+m.Width+titledGap, m.Height
	}
	return y + row
}
