package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ChipRow lays objects (chips, mostly) in one line, and hides those that do not fit.
type ChipRow struct {
	widget.BaseWidget
	gap  float32
	objs []fyne.CanvasObject
	out  dropped
}

// NewChipRow makes a row with 5 units between its objects.
func NewChipRow(objs ...fyne.CanvasObject) *ChipRow {
	r := &ChipRow{gap: 5, objs: objs, out: dropped{}}
	r.ExtendBaseWidget(r)
	return r
}

// Chips makes a row of plain chips.
func Chips(specs ...ChipSpec) *ChipRow {
	r := NewChipRow()
	r.Set(specs...)
	return r
}

// SetGap changes the room between the objects.
func (r *ChipRow) SetGap(g float32) { r.gap = g }

// Set shows these chips, keeping the widgets it has.
func (r *ChipRow) Set(specs ...ChipSpec) {
	for i, s := range specs {
		if i < len(r.objs) {
			if c, ok := r.objs[i].(*Chip); ok {
				c.Set(s)
				continue
			}
		}
		r.objs = append(r.objs[:i:i], NewChip(s))
	}
	r.objs = r.objs[:len(specs)]
	r.Refresh()
}

// Full is the width at which nothing is hidden.
func (r *ChipRow) Full() float32 {
	w := -r.gap
	for _, o := range r.objs {
		w += o.MinSize().Width + r.gap
	}
	return max(0, w)
}

// Within is what the objects that fit into a width take of it.
func (r *ChipRow) Within(width float32) float32 {
	x, end := float32(0), float32(0)
	for _, o := range r.objs {
		w := o.MinSize().Width
		if x+w > width {
			continue
		}
		end = x + w
		x = end + r.gap
	}
	return end
}

// CreateRenderer lays the objects in a line. Its minimum is one chip's height
// and no width: it shrinks by hiding.
func (r *ChipRow) CreateRenderer() fyne.WidgetRenderer { return &chipRowRenderer{r} }

type chipRowRenderer struct{ row *ChipRow }

func (c *chipRowRenderer) Destroy()                     {}
func (c *chipRowRenderer) Objects() []fyne.CanvasObject { return c.row.objs }
func (c *chipRowRenderer) Refresh() {
	c.Layout(c.row.Size())
	for _, o := range c.row.objs {
		o.Refresh()
	}
}

func (c *chipRowRenderer) MinSize() fyne.Size {
	h := float32(0)
	for _, o := range c.row.objs {
		h = max(h, o.MinSize().Height)
	}
	return fyne.NewSize(0, h)
}

func (c *chipRowRenderer) Layout(s fyne.Size) {
	x := float32(0)
	for _, o := range c.row.objs {
		m := o.MinSize()
		if c.row.out.out(o, x+m.Width > s.Width) {
			continue
		}
		Place(o, x, whole((s.Height-m.Height)/2), m.Width, m.Height)
		x += m.Width + c.row.gap
	}
}
