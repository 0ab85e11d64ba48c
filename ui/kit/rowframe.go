package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"vigie/assets/icon"
)

// rowFrame draws what all rows of a List share: the ground of the current row, a
// bar at its left, a tick disc on marked rows. The screen's row lies over it.
type rowFrame struct {
	widget.BaseWidget
	row         fyne.CanvasObject
	state       RowState
	ground, bar *canvas.Rectangle
	ring, disc  *canvas.Circle
	tick        *canvas.Image
}

func newRowFrame(row fyne.CanvasObject) *rowFrame {
	f := &rowFrame{row: row, ground: NewRect(0), bar: NewRect(0), ring: &canvas.Circle{}, disc: &canvas.Circle{}, tick: &canvas.Image{}}
	f.tick.Resize(fyne.NewSquareSize(10))
	for _, o := range []fyne.CanvasObject{f.ground, f.bar, f.ring, f.disc, f.tick} {
		o.Hide()
	}
	f.ExtendBaseWidget(f)
	return f
}

// MinSize is that of the row: asked often, so not through the renderer.
func (f *rowFrame) MinSize() fyne.Size { return f.row.MinSize() }

func (f *rowFrame) set(l *Look, s RowState) {
	if f.state == s {
		return
	}
	f.state = s
	f.paint(l)
	canvas.Refresh(f)
}

func (f *rowFrame) paint(l *Look) {
	s := f.state
	f.ground.Hidden = !s.Current && !s.Marked
	f.bar.Hidden = !s.Current
	l.Fill(f.ground, Selected)
	role := Accent
	if !s.Focused {
		role = Control
	}
	l.Fill(f.bar, role)
	f.ring.Hidden, f.disc.Hidden = !s.Marked, !s.Marked
	f.ring.FillColor, f.disc.FillColor = l.Color(Panel), l.Color(Accent)
	name := icon.Check
	if !s.Marked {
		name = ""
	}
	l.SetIcon(f.tick, name, OnAccent)
}

// CreateRenderer stacks ground, row, bar and tick.
func (f *rowFrame) CreateRenderer() fyne.WidgetRenderer {
	return Draw(f, Drawing{
		Objects: []fyne.CanvasObject{f.ground, f.row, f.bar, f.ring, f.disc, f.tick},
		Min:     func(*Look) fyne.Size { return f.row.MinSize() },
		Paint:   f.paint,
		Arrange: func(_ *Look, s fyne.Size) {
			Place(f.ground, 0, 0, s.Width, s.Height)
			Place(f.row, 0, 0, s.Width, s.Height)
			Place(f.bar, 0, 0, 3, s.Height-1)
			Place(f.ring, 4, 4, 20, 20)
			Place(f.disc, 6, 6, 16, 16)
			Place(f.tick, 9, 9, 10, 10)
		},
	})
}
