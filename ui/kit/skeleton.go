package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Skeleton stands for rows that are still being read. It does not move: a list
// is here in a moment, and movement draws the eye from the work.
type Skeleton struct {
	widget.BaseWidget
	height float32
	objs   []fyne.CanvasObject
}

// NewSkeleton makes a pane of grey rows, each of height units.
func NewSkeleton(height float32) *Skeleton {
	s := &Skeleton{height: max(24, height)}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws as many rows as fit.
func (k *Skeleton) CreateRenderer() fyne.WidgetRenderer { return &skeletonRenderer{k: k} }

type skeletonRenderer struct{ k *Skeleton }

func (r *skeletonRenderer) Destroy()                     {}
func (r *skeletonRenderer) Objects() []fyne.CanvasObject { return r.k.objs }
func (r *skeletonRenderer) MinSize() fyne.Size           { return fyne.NewSize(120, r.k.height) }

func (r *skeletonRenderer) Layout(s fyne.Size) {
	const perRow = 4
	rows := int(s.Height/r.k.height) + 1
	for len(r.k.objs) < rows*perRow {
		r.k.objs = append(r.k.objs, &canvas.Circle{}, NewRect(4), NewRect(4), NewRect(0))
	}
	r.k.objs = r.k.objs[:rows*perRow]
	d := min(34, r.k.height-14)
	for i := range rows {
		y, o := float32(i)*r.k.height, r.k.objs[i*perRow:]
		Place(o[0], 14, y+10, d, d)
		Place(o[1], 24+d, y+12, (s.Width-38-d)*.4, 10)
		Place(o[2], 24+d, y+30, (s.Width-38-d)*.9, 10)
		o[2].(*canvas.Rectangle).Hidden = r.k.height < 50
		Place(o[3], 0, y+r.k.height-1, s.Width, 1)
	}
	r.paint(Current())
}

func (r *skeletonRenderer) paint(l *Look) {
	for _, o := range r.k.objs {
		switch o := o.(type) {
		case *canvas.Circle:
			o.FillColor = l.Color(Track)
		case *canvas.Rectangle:
			o.FillColor = l.Color(Track)
		}
	}
}

func (r *skeletonRenderer) Refresh() {
	r.Layout(r.k.Size())
	canvas.Refresh(r.k)
}
