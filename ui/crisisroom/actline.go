package crisisroom

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"vigie/ui/kit"
)

// actline is a title with acts at its right end. Neither is ever cut: where the
// width does not suffice the title wraps, and the acts have lines of their own
// under it.
type actline struct {
	widget.BaseWidget
	text  string
	title *kit.Paragraph
	acts  []fyne.CanvasObject
}

const (
	actLine  = 22 // the height of a title of one line
	actGap   = 5  // between acts
	underGap = 10 // between a title and the acts under it
)

func newActline(text string, acts ...fyne.CanvasObject) *actline {
	a := &actline{text: text, title: kit.NewParagraph(text, kit.Title(), kit.Ink), acts: acts}
	a.ExtendBaseWidget(a)
	return a
}

// Held are the title and the acts.
func (a *actline) Held() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{a.title}, a.acts...)
}

// HeightFor is the height at a width.
func (a *actline) HeightFor(width float32) float32 {
	return a.walk(kit.Current(), width, func(fyne.CanvasObject, float32, float32, fyne.Size) {})
}

// CreateRenderer lays them out.
func (a *actline) CreateRenderer() fyne.WidgetRenderer {
	return kit.Draw(a, kit.Drawing{
		Objects: a.Held(),
		Min:     func(*kit.Look) fyne.Size { return fyne.NewSize(120, a.HeightFor(max(120, a.Size().Width))) },
		Paint: func(*kit.Look) {
			for _, o := range a.Held() {
				o.Refresh()
			}
		},
		Arrange: func(l *kit.Look, z fyne.Size) {
			a.walk(l, z.Width, func(o fyne.CanvasObject, x, y float32, m fyne.Size) { kit.Place(o, x, y, m.Width, m.Height) })
		},
	})
}

// walk places everything at a width and gives the height.
func (a *actline) walk(l *kit.Look, width float32, put func(o fyne.CanvasObject, x, y float32, m fyne.Size)) float32 {
	full := float32(0)
	for _, o := range a.acts {
		full += actGap + o.MinSize().Width
	}
	text := l.Width(a.text, kit.Title()) + 4
	if text+full <= width {
		high := a.title.HeightFor(text)
		put(a.title, 0, (actLine-high)/2, fyne.NewSize(text, high))
		x := width - full
		for _, o := range a.acts {
			m := o.MinSize()
			put(o, x+actGap, (actLine-m.Height)/2, m)
			x += actGap + m.Width
		}
		return actLine
	}
	y := a.title.HeightFor(width)
	put(a.title, 0, 0, fyne.NewSize(width, y))
	if len(a.acts) == 0 {
		return y
	}
	x, row := float32(0), float32(0)
	y += underGap
	for _, o := range a.acts {
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y = 0, y+row+actGap
		}
		put(o, x, y, m)
		x, row = x+m.Width+actGap, m.Height
	}
	return y + row
}
