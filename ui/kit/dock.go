package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Dock lays a pane out: heads at the top, feet at the bottom, the centre takes
// the rest. Unlike Fyne's border it asks a Flowing head (a Banner) how high it is
// at the pane's width, and it closes up when one is hidden.
type Dock struct {
	widget.BaseWidget
	heads, feet []fyne.CanvasObject
	centre      fyne.CanvasObject
}

// NewDock makes a pane of a centre alone; Head and Foot add to it.
func NewDock(centre fyne.CanvasObject) *Dock {
	d := &Dock{centre: centre}
	d.ExtendBaseWidget(d)
	return d
}

// Head adds objects at the top, from above, and gives the dock back.
func (d *Dock) Head(objs ...fyne.CanvasObject) *Dock {
	d.heads = append(d.heads, objs...)
	return d
}

// Foot adds objects at the bottom, from above, and gives the dock back.
func (d *Dock) Foot(objs ...fyne.CanvasObject) *Dock {
	d.feet = append(d.feet, objs...)
	return d
}

// SetCentre changes what fills the pane.
func (d *Dock) SetCentre(o fyne.CanvasObject) {
	another := d.centre != o
	d.centre = o
	d.Refresh()
	if another {
		// The driver knows no window of an object that was never painted, so
		// that by itself it would paint it with the next change of something else.
		canvas.Refresh(d)
	}
}

// CreateRenderer lays the pane out.
func (d *Dock) CreateRenderer() fyne.WidgetRenderer { return &dockRenderer{d} }

type dockRenderer struct{ d *Dock }

func (r *dockRenderer) Destroy() {}

func (r *dockRenderer) Objects() []fyne.CanvasObject {
	objs := append([]fyne.CanvasObject{}, r.d.heads...)
	objs = append(objs, r.d.centre)
	return append(objs, r.d.feet...)
}

func (r *dockRenderer) MinSize() fyne.Size {
	m := r.d.centre.MinSize()
	for _, o := range append(append([]fyne.CanvasObject{}, r.d.heads...), r.d.feet...) {
		if o.Visible() {
			h := heightOf(o, max(r.d.Size().Width, o.MinSize().Width))
			m = fyne.NewSize(max(m.Width, o.MinSize().Width), m.Height+h)
		}
	}
	return m
}

func (r *dockRenderer) Layout(s fyne.Size) {
	y, end := float32(0), s.Height
	for _, o := range r.d.heads {
		if o.Visible() {
			h := heightOf(o, s.Width)
			Place(o, 0, y, s.Width, h)
			y += h
		}
	}
	for i := len(r.d.feet) - 1; i >= 0; i-- {
		if o := r.d.feet[i]; o.Visible() {
			h := heightOf(o, s.Width)
			end -= h
			Place(o, 0, end, s.Width, h)
		}
	}
	Place(r.d.centre, 0, y, s.Width, max(0, end-y))
}

func (r *dockRenderer) Refresh() {
	r.Layout(r.d.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
