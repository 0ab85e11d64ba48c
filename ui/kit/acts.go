package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Acts is the line of buttons under a form or in a header: some at the left, the
// acts at the right, the strongest last. Where it is too narrow the left side is
// hidden first, then the weakest acts.
type Acts struct {
	widget.BaseWidget
	left, right []fyne.CanvasObject
	dropped     dropped
}

const actsGap = 8

// NewActs makes a line of buttons that stand at the right.
func NewActs(right ...fyne.CanvasObject) *Acts {
	a := &Acts{right: right, dropped: dropped{}}
	a.ExtendBaseWidget(a)
	return a
}

// Left adds objects at the left, and gives the line back.
func (a *Acts) Left(objs ...fyne.CanvasObject) *Acts { a.left = append(a.left, objs...); return a }

// Full is the width at which nothing is hidden.
func (a *Acts) Full() float32 {
	w := float32(0)
	for _, o := range append(append([]fyne.CanvasObject{}, a.left...), a.right...) {
		if !o.Visible() && !a.dropped[o] {
			continue
		}
		w += o.MinSize().Width + actsGap
	}
	return w
}

// CreateRenderer lays the line.
func (a *Acts) CreateRenderer() fyne.WidgetRenderer { return &actsRenderer{a} }

type actsRenderer struct{ a *Acts }

func (r *actsRenderer) Destroy() {}

func (r *actsRenderer) Objects() []fyne.CanvasObject {
	return append(append([]fyne.CanvasObject{}, r.a.left...), r.a.right...)
}

func (r *actsRenderer) MinSize() fyne.Size {
	w := float32(0)
	if n := len(r.a.right); n > 0 {
		w = r.a.right[n-1].MinSize().Width
	}
	return fyne.NewSize(w, ButtonHeight)
}

func (r *actsRenderer) Layout(s fyne.Size) {
	right := s.Width
	for i := len(r.a.right) - 1; i >= 0; i-- {
		o := r.a.right[i]
		m := o.MinSize()
		if r.a.dropped.out(o, right-m.Width < 0) {
			continue
		}
		Place(o, right-m.Width, whole((s.Height-m.Height)/2), m.Width, m.Height)
		right -= m.Width + actsGap
	}
	x := float32(0)
	for _, o := range r.a.left {
		m := o.MinSize()
		if r.a.dropped.out(o, x+m.Width > right) {
			continue
		}
		Place(o, x, whole((s.Height-m.Height)/2), m.Width, m.Height)
		x += m.Width + actsGap
	}
}

func (r *actsRenderer) Refresh() {
	r.Layout(r.a.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
