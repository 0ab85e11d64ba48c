package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Drawing is a widget that is drawn by hand: a fixed set of objects that three
// functions measure, place and paint. All get the look, so that none keeps a
// colour. Nil functions do nothing.
type Drawing struct {
	Objects []fyne.CanvasObject
	Min     func(*Look) fyne.Size
	Arrange func(*Look, fyne.Size)
	Paint   func(*Look)
}

// Draw makes the renderer of a drawn widget. Refresh paints and arranges again.
func Draw(owner fyne.Widget, d Drawing) fyne.WidgetRenderer {
	r := &drawingRenderer{owner: owner, d: d}
	if d.Paint != nil {
		d.Paint(Current())
	}
	return r
}

type drawingRenderer struct {
	owner fyne.Widget
	d     Drawing
}

func (r *drawingRenderer) Destroy() {}

func (r *drawingRenderer) Layout(s fyne.Size) {
	if r.d.Arrange != nil {
		r.d.Arrange(Current(), s)
	}
}

func (r *drawingRenderer) MinSize() fyne.Size {
	if r.d.Min == nil {
		return fyne.Size{}
	}
	return r.d.Min(Current())
}

func (r *drawingRenderer) Objects() []fyne.CanvasObject { return r.d.Objects }

func (r *drawingRenderer) Refresh() {
	if r.d.Paint != nil {
		r.d.Paint(Current())
	}
	r.Layout(r.owner.Size())
	canvas.Refresh(r.owner)
}

// Place moves and resizes.
func Place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// NewRect makes a filled rectangle; paint sets its colour.
func NewRect(radius float32) *canvas.Rectangle {
	return &canvas.Rectangle{FillColor: color.Transparent, CornerRadius: radius}
}

// NewFrame makes a rectangle with a line of one unit; Frame sets its colours.
func NewFrame(radius float32) *canvas.Rectangle {
	return &canvas.Rectangle{FillColor: color.Transparent, StrokeColor: color.Transparent, StrokeWidth: 1, CornerRadius: radius}
}

// Fill paints a rectangle that has no line.
func (l *Look) Fill(r *canvas.Rectangle, role Role) { r.FillColor = l.Color(role) }

// Frame paints a rectangle and its line. Give the same role twice for a fill
// whose edge must stay clean: a stroke over a transparent fill shows a fringe.
func (l *Look) Frame(r *canvas.Rectangle, fill, line Role) {
	r.FillColor, r.StrokeColor = l.Color(fill), l.Color(line)
}

// Write sets text and colour of a canvas text.
func (l *Look) Write(t *canvas.Text, s string, role Role) {
	t.Text, t.Color = s, l.Color(role)
}

// whole rounds up to a whole unit: every coordinate of the look is whole.
func whole(v float32) float32 {
	n := float32(int(v))
	if n < v {
		n++
	}
	return n
}
