package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// Column stacks objects from top to bottom, each as wide as the column. It asks
// a Flowing object how high it is at that width.
type Column struct {
	widget.BaseWidget
	objs       []fyne.CanvasObject
	gap        float32
	padX, padY float32
	gutter     float32
	width      float32
}

// NewColumn makes a column with gap units between its objects.
func NewColumn(gap float32, objs ...fyne.CanvasObject) *Column {
	c := &Column{gap: gap, objs: objs}
	c.ExtendBaseWidget(c)
	return c
}

// Pad sets the room at the sides and at the ends, and gives the column back.
func (c *Column) Pad(x, y float32) *Column { c.padX, c.padY = x, y; return c }

// Gutter keeps room at the right for a scroll bar, and gives the column back.
func (c *Column) Gutter(x float32) *Column { c.gutter = x; return c }

func (c *Column) sides() float32 { return 2*c.padX + c.gutter }

// Set replaces the objects.
func (c *Column) Set(objs ...fyne.CanvasObject) {
	c.objs = objs
	c.Refresh()
}

// Objects are the objects in the column; do not change the slice.
func (c *Column) Objects() []fyne.CanvasObject { return c.objs }

// HeightFor is the height at a width.
func (c *Column) HeightFor(width float32) float32 {
	return c.walk(width, func(fyne.CanvasObject, float32, float32) {})
}

func (c *Column) walk(width float32, put func(o fyne.CanvasObject, y, h float32)) float32 {
	y, first := c.padY, true
	for _, o := range c.objs {
		if !o.Visible() {
			continue
		}
		if !first {
			y += c.gap
		}
		first = false
		h := heightOf(o, width-c.sides())
		put(o, y, h)
		y += h
	}
	return y + c.padY
}

func heightOf(o fyne.CanvasObject, width float32) float32 {
	if f, ok := o.(Flowing); ok {
		return whole(f.HeightFor(width))
	}
	return o.MinSize().Height
}

// CreateRenderer stacks the objects.
func (c *Column) CreateRenderer() fyne.WidgetRenderer { return &columnRenderer{c} }

type columnRenderer struct{ c *Column }

func (r *columnRenderer) Destroy()                     {}
func (r *columnRenderer) Objects() []fyne.CanvasObject { return r.c.objs }

func (r *columnRenderer) MinSize() fyne.Size {
	w := float32(0)
	for _, o := range r.c.objs {
		if o.Visible() {
			w = max(w, o.MinSize().Width)
		}
	}
	w += r.c.sides()
	return fyne.NewSize(w, r.c.HeightFor(max(w, r.c.width)))
}

func (r *columnRenderer) Layout(s fyne.Size) {
	r.c.width = s.Width
	r.c.walk(s.Width, func(o fyne.CanvasObject, y, h float32) { Place(o, r.c.padX, y, s.Width-r.c.sides(), h) })
}

func (r *columnRenderer) Refresh() {
	r.Layout(r.c.Size())
	for _, o := range r.c.objs {
		o.Refresh()
	}
}

// Scroll scrolls a Flowing object from top to bottom.
type Scroll struct {
	container.Scroll
}

// NewScroll makes a vertical scroll.
func NewScroll(content fyne.CanvasObject) *Scroll {
	s := &Scroll{}
	s.Direction = container.ScrollVerticalOnly
	s.Content = content
	s.ExtendBaseWidget(s)
	return s
}

// Resize first gives the content its width, so that it knows its height.
func (s *Scroll) Resize(size fyne.Size) {
	s.fit(size.Width)
	s.Scroll.Resize(size)
}

// Refresh measures the content again.
func (s *Scroll) Refresh() {
	s.fit(s.Size().Width)
	s.Scroll.Refresh()
}

func (s *Scroll) fit(width float32) {
	if f, ok := s.Content.(Flowing); ok && width > 0 {
		f.Resize(fyne.NewSize(width, max(f.HeightFor(width), s.Size().Height)))
	}
}
